"""The sentences in which a broken promise of compatibility is told, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from danvan.contracts.base import Text
from danvan.contracts.entry import Entry

#: Rule → what is wrong: Vietnamese, English. {writers} write, {readers} read.
_WRONG = {
    "field-removed": (
        "trường này không còn, nhưng {writers} có nó",
        "the field is gone, but {writers} hold it",
    ),
    "field-required": (
        "{readers} bắt buộc có trường này, nhưng {writers} có thể thiếu",
        "{readers} require the field, but {writers} may lack it",
    ),
    "field-refused": (
        "{writers} có trường này, nhưng {readers} không nhận",
        "{writers} hold the field, but {readers} refuse it",
    ),
    "default-changed": (
        "khi thiếu trường này, {readers} hiểu khác với {writers}",
        "where the field is absent, {readers} take it for something else than {writers} meant",
    ),
    "type-changed": (
        "{writers} ghi kiểu {given}, nhưng {readers} chỉ nhận {wanted}",
        "{writers} hold {given}, but {readers} take only {wanted}",
    ),
    "values-restricted": (
        "{writers} có thể ghi giá trị bất kỳ, nhưng {readers} chỉ biết {known}",
        "{writers} may hold any value, but {readers} know only {known}",
    ),
    "value-unknown": (
        "{writers} có thể ghi {values}, nhưng {readers} không biết giá trị đó",
        "{writers} may hold {values}, which {readers} do not know",
    ),
    "constraint-tightened": (
        "{readers} đòi {keyword} {wanted}, {writers} theo {given}",
        "{readers} demand {keyword} {wanted}, {writers} keep to {given}",
    ),
    "closed": (
        "{readers} không nhận trường lạ, nhưng {writers} có thể có",
        "{readers} refuse fields that they do not know, but {writers} may hold some",
    ),
}
#: What to do when today's readers cannot read old messages; "undo the change" where not named.
_BACKWARD_ADVICE = {
    "field-removed": ("giữ trường này, không bắt buộc", "keep it as an optional field"),
    "field-refused": ("giữ trường này, không bắt buộc", "keep it as an optional field"),
    "field-required": (
        "cho phép bỏ trống, với giá trị mặc định",
        "make it optional with a default",
    ),
    "type-changed": ("nhận cả hai kiểu", "take both"),
    "values-restricted": ("nhận lại giá trị bất kỳ", "take any value again"),
    "value-unknown": ("giữ giá trị đó trong danh sách", "keep the value in the list"),
    "constraint-tightened": ("nới lại điều kiện", "loosen it again"),
    "closed": ("nhận lại trường lạ", "take unknown fields again"),
}
#: What to do when old readers cannot read today's messages.
_FORWARD_ADVICE = {
    "field-required": ("giữ trường này là bắt buộc", "keep it required"),
    "type-changed": ("giữ kiểu cũ", "keep the old type"),
    "constraint-tightened": ("giữ điều kiện cũ", "keep the old constraint"),
}
_UNDO = ("bỏ thay đổi này", "undo the change")


@dataclass(frozen=True)
class Direction:
    """Who reads whose messages, in words."""

    writers: Text
    readers: Text
    advice: Mapping[str, tuple[str, str]]

    def sentence(self, rule: str, entry: Entry, where: str, names: Mapping[str, str]) -> Text:
        """What is wrong at a place of a type's messages, and what to do."""
        (wrong_vi, wrong_en), (do_vi, do_en) = _WRONG[rule], self.advice.get(rule, _UNDO)
        vi = wrong_vi.format_map({**names, "writers": self.writers.vi, "readers": self.readers.vi})
        en = wrong_en.format_map({**names, "writers": self.writers.en, "readers": self.readers.en})
        return Text(
            vi=f"{entry.type} {where}: {vi}. Hãy {do_vi}, hoặc lập {entry.next_type}"
            " kèm hàm chuyển đổi.",
            en=f"{entry.type} {where}: {en}. Either {do_en}, or make {entry.next_type}"
            " with an upcaster.",
        )


BACKWARD = Direction(
    writers=Text(vi="thông điệp cũ", en="old messages"),
    readers=Text(vi="bên đọc nay", en="today's readers"),
    advice=_BACKWARD_ADVICE,
)
FORWARD = Direction(
    writers=Text(vi="thông điệp nay", en="today's messages"),
    readers=Text(vi="bên đọc cũ", en="old readers"),
    advice=_FORWARD_ADVICE,
)
