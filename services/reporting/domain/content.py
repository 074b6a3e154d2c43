"""Holds what a unit states against the template: every problem at once, each with its place.

A figure that facts record may be left out, or be overruled with a reason; both stay visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from danvan.contracts.base import Problem, Refused, Slug, Text
from danvan.contracts.plan import IndicatorKind, IndicatorRule, ReportTemplate
from danvan.contracts.problems import did_you_mean, pointer
from danvan.contracts.reporting import Figure, ReportContent, StatedContent, StatedFigure
from danvan.services.reporting.domain.figures import Counted

#: Characters of all texts together: a report is one message on the broker.
LONGEST = 200_000
HUNDRED_PERCENT = 100

#: For each kind of indicator: what its figures are like, and how that is said.
_KINDS: dict[IndicatorKind, tuple[Callable[[Decimal], bool], str, str]] = {
    IndicatorKind.COUNT: (
        lambda value: value >= 0 and value == value.to_integral_value(),
        "phải là số nguyên từ 0 trở lên",
        "must be a whole number, 0 or more",
    ),
    IndicatorKind.PERCENT: (
        lambda value: 0 <= value <= HUNDRED_PERCENT,
        "phải là tỷ lệ phần trăm từ 0 đến 100",
        "must be a percentage from 0 to 100",
    ),
    IndicatorKind.MONEY: (
        lambda value: value >= 0,
        "phải là số tiền từ 0 trở lên",
        "must be an amount of money, 0 or more",
    ),
}

#: What facts say, by indicator code.
Recorded = Mapping[Slug, Counted]
#: Rule, reason, and where in the stated content.
Found = Iterator[tuple[str, Text, str]]


def content_of(
    stated: StatedContent, template: ReportTemplate, recorded: Recorded, place: str
) -> ReportContent:
    """The whole report, in the order of the template.

    Args:
        place: JSON pointer of the stated content within what the sender sent.

    Raises:
        Refused: with every problem there is.
    """
    problems = [
        Problem(rule=rule, reason=reason, pointer=place + where)
        for rule, reason, where in _problems(stated, template, recorded)
    ]
    if len(problems) == 1:
        (only,) = problems
        raise Refused(only.rule, only.reason.vi, only.reason.en, pointer=only.pointer)
    if problems:
        raise Refused(
            "report-invalid",
            vi=f"Báo cáo có {len(problems)} chỗ sai; hãy sửa tất cả rồi gửi lại.",
            en=f"The report has {len(problems)} faults; correct them all and send it again.",
            problems=tuple(problems),
        )
    figures = _figures(stated, template, recorded)
    texts = {section.id: section for section in stated.sections}
    return ReportContent(
        figures=tuple(figures.values()),
        sections=tuple(texts[part.id] for part in template.sections if part.id in texts),
        attachments=stated.attachments,
        note=stated.note,
    )


def _problems(stated: StatedContent, template: ReportTemplate, recorded: Recorded) -> Found:
    yield from _stated_figures(stated, template, recorded)
    figures = _figures(stated, template, recorded)
    for indicator in template.indicators:
        if indicator.required and indicator.code not in figures:
            yield (
                "indicator-missing",
                Text(
                    vi=f"Thiếu số liệu “{indicator.label}” ({indicator.code}).",
                    en=f"The figure '{indicator.label}' ({indicator.code}) is missing.",
                ),
                pointer("indicators"),
            )
    for rule in template.rules:
        yield from _rule(rule, figures, stated)
    yield from _sections(stated, template)
    if sum(len(section.text) for section in stated.sections) + len(stated.note) > LONGEST:
        yield (
            "report-too-long",
            Text(
                vi=f"Báo cáo dài quá {LONGEST} ký tự; hãy rút gọn, phần chi tiết gửi kèm tệp.",
                en=f"The report is longer than {LONGEST} characters; shorten it and attach the"
                " details as a file.",
            ),
            pointer("sections"),
        )


def _figures(
    stated: StatedContent, template: ReportTemplate, recorded: Recorded
) -> dict[Slug, Figure]:
    """The figures as they would stand, by code, in the order of the template."""
    given = {each.code: each for each in stated.indicators}
    figures: dict[Slug, Figure] = {}
    for code in (indicator.code for indicator in template.indicators):
        said, known = given.get(code), recorded.get(code)
        if known is not None:
            figures[code] = recorded_figure(code, known)
        if said is not None:
            facts = figures.get(code, Figure(code=code, value=said.value))
            figures[code] = facts.model_copy(update={"value": said.value, "reason": said.reason})
    return figures


def recorded_figure(code: Slug, known: Counted) -> Figure:
    """A figure as facts record it."""
    return Figure(code=code, value=known.value, recorded=known.value, parts=known.parts)


def _stated_figures(stated: StatedContent, template: ReportTemplate, recorded: Recorded) -> Found:
    kinds = {indicator.code: indicator.kind for indicator in template.indicators}
    seen: set[Slug] = set()
    for index, each in enumerate(stated.indicators):
        if each.code not in kinds:
            yield _unknown("indicator", "chỉ tiêu", each.code, kinds, ("indicators", index, "code"))
        elif each.code in seen:
            yield _twice("indicator", "Chỉ tiêu", each.code, ("indicators", index, "code"))
        else:
            yield from _stated_figure(each, kinds[each.code], recorded.get(each.code), index)
        seen.add(each.code)


def _stated_figure(
    figure: StatedFigure, kind: IndicatorKind, known: Counted | None, index: int
) -> Found:
    fits, vi, en = _KINDS[kind]
    if not fits(figure.value):
        yield (
            "figure-of-wrong-kind",
            Text(vi=f"“{figure.code}” {vi}.", en=f"'{figure.code}' {en}."),
            pointer("indicators", index, "value"),
        )
    elif known is not None and figure.value != known.value and figure.reason is None:
        yield (
            "figure-overruled-without-reason",
            Text(
                vi=f"Hệ thống ghi nhận “{figure.code}” là {known.value}; nếu số khác, hãy nêu lý"
                " do.",
                en=f"'{figure.code}' is recorded as {known.value}; give a reason for another"
                " figure.",
            ),
            pointer("indicators", index, "reason"),
        )


def _rule(rule: IndicatorRule, figures: Mapping[Slug, Figure], stated: StatedContent) -> Found:
    """A rule between figures; where one of them is not given, it has nothing to say."""
    if not figures.keys() >= {*rule.left, *rule.right}:
        return
    left, right = (
        sum((figures[code].value for code in side), Decimal(0)) for side in (rule.left, rule.right)
    )
    if rule.comparison.holds(left, right):
        return
    places = {each.code: index for index, each in enumerate(stated.indicators)}
    at = next((places[code] for code in (*rule.left, *rule.right) if code in places), None)
    where = pointer("indicators") if at is None else pointer("indicators", at, "value")
    yield rule.name, rule.message, where


def _sections(stated: StatedContent, template: ReportTemplate) -> Found:
    known = {section.id: section for section in template.sections}
    written: set[Slug] = set()
    seen: set[Slug] = set()
    for index, text in enumerate(stated.sections):
        if text.id not in known:
            yield _unknown("section", "phần", text.id, known, ("sections", index, "id"))
        elif text.id in seen:
            yield _twice("section", "Phần", text.id, ("sections", index, "id"))
        elif text.text.strip():
            written.add(text.id)
        seen.add(text.id)
    for section in template.sections:
        if section.required and section.id not in written:
            yield (
                "section-missing",
                Text(
                    vi=f"Phần “{section.title}” ({section.id}) còn trống; hãy viết nội dung.",
                    en=f"The section '{section.title}' ({section.id}) is empty; write it.",
                ),
                pointer("sections"),
            )


def _unknown(
    what: str, what_vi: str, given: Slug, known: Mapping[Slug, object], at: tuple[str | int, ...]
) -> tuple[str, Text, str]:
    hint = did_you_mean(given, known)
    return (
        f"unknown-{what}",
        Text(
            vi=f"Mẫu báo cáo không có {what_vi} “{given}”.{hint.vi}",
            en=f"The template has no {what} '{given}'.{hint.en}",
        ),
        pointer(*at),
    )


def _twice(
    what: str, what_vi: str, given: Slug, at: tuple[str | int, ...]
) -> tuple[str, Text, str]:
    return (
        f"{what}-given-twice",
        Text(
            vi=f"{what_vi} “{given}” xuất hiện hai lần; hãy giữ lại một.",
            en=f"The {what} '{given}' is given twice; keep one.",
        ),
        pointer(*at),
    )
