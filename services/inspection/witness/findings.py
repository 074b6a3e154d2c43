"""What a witness can find wrong with a log: the rule, the place, and the sentence for people."""

from __future__ import annotations

from collections.abc import Sequence

from danvan.contracts.audit.tiles import partial_width, tile_path
from danvan.contracts.base import Text


class Found(Exception):
    """A log, or a clock, is not as it has to be; `leaf` is the first that is concerned."""

    def __init__(self, rule: str, leaf: int | None, vi: str, en: str) -> None:
        super().__init__(f"{rule}: {en}")
        self.rule = rule
        self.leaf = leaf
        self.reason = Text(vi=vi, en=en)


def key_wrong(why: str) -> Found:
    """The checkpoint is signed with another key."""
    return Found(
        "checkpoint-key-wrong",
        None,
        "Điểm niêm phong do một khóa khác ký, không phải khóa của nhật ký; hãy hỏi người vận hành"
        " xem khóa có bị thay không.",
        f"The checkpoint is not signed with the log's key ({why}); ask the operator whether the key"
        " was changed.",
    )


def signature_wrong(why: str) -> Found:
    """What is offered is no checkpoint that the log has signed."""
    return Found(
        "checkpoint-signature-wrong",
        None,
        f"Điểm niêm phong hoặc chữ ký không đúng ({why}); hãy kiểm tra đường truyền và khóa.",
        f"The checkpoint or its signature does not hold ({why}); check the way to the log and its"
        " key.",
    )


def shrank(kept: int, offered: int) -> Found:
    """The log is shorter than it was."""
    return Found(
        "log-shrank",
        offered,
        f"Nhật ký đã có {kept} sự kiện, nay chỉ còn {offered}: bị cắt hoặc thay bằng bản cũ."
        " Hãy giữ nguyên hiện trạng và khôi phục bản sao lưu mới nhất.",
        f"The log had {kept} facts and has {offered} now: it was cut, or an older copy was put in"
        " its place. Leave all as it is, and restore the newest backup.",
    )


def forked(kept: int, leaf: int | None) -> Found:
    """Another history stands where this one was."""
    vi_at, en_at = (f" từ lá {leaf}", f" from leaf {leaf} on") if leaf is not None else ("", "")
    return Found(
        "log-forked",
        leaf,
        f"Nhật ký không còn tiếp nối {kept} sự kiện đã chứng kiến: lịch sử đã bị viết lại{vi_at}."
        " Hãy đối chiếu với bản lưu.",
        f"The log does not go on from the {kept} facts that were witnessed: its history was"
        f" written anew{en_at}. Hold it against the archive.",
    )


def entry_changed(leaf: int) -> Found:
    """An entry is not the one that was sealed."""
    return Found(
        "entry-changed",
        leaf,
        f"Sự kiện ở lá {leaf} không còn như khi niêm phong; hãy đối chiếu với bản lưu.",
        f"The entry at leaf {leaf} is not the one that was sealed; hold it against the archive.",
    )


def entry_missing(leaf: int) -> Found:
    """An entry is gone."""
    return Found(
        "entry-missing",
        leaf,
        f"Thiếu sự kiện ở lá {leaf} hoặc ngay trước đó; hãy đối chiếu với bản lưu.",
        f"An entry is missing at leaf {leaf} or before it; hold the log against the archive.",
    )


def tile_changed(level: int, n: int, size: int, leaf: int) -> Found:
    """A published tile is not over the entries that were sealed."""
    path = tile_path(level, n, max(1, partial_width(size, level, n)))
    return Found(
        "tile-changed",
        leaf,
        f"Ô băm {path} (từ lá {leaf}) đã bị sửa hoặc bị mất; sự kiện trong bản lưu vẫn nguyên vẹn.",
        f"The tile {path} (from leaf {leaf}) was changed or is gone; the facts in the archive are"
        " as they were.",
    )


def clock_set_back(leaf: int | None) -> Found:
    """Time ran backwards: the witness's own, or, at a leaf, that of the service."""
    if leaf is None:
        return Found(
            "clock-set-back",
            None,
            "Đồng hồ của bên chứng kiến chậm hơn lần ký trước: bị lùi; hãy chỉnh lại giờ máy."
            " Đến lúc đó không ký thêm.",
            "The witness's clock is behind its last cosignature: it was set back; put it right."
            " Until then nothing is cosigned.",
        )
    return Found(
        "recorded-out-of-order",
        leaf,
        f"Lá {leaf} mang giờ ghi sớm hơn lá đứng trước: đồng hồ của dịch vụ đã bị lùi; hãy chỉnh"
        " lại giờ máy.",
        f"Leaf {leaf} was recorded before the leaf in front of it: the service's clock was set"
        " back; put it right.",
    )


def first_difference(first: int, mine: Sequence[bytes], theirs: Sequence[bytes]) -> Found | None:
    """The first of some leaves, from number `first` on, that is not as it was."""
    if list(mine) == list(theirs):
        return None
    for leaf, (own, other) in enumerate(zip(mine, theirs, strict=False), first):
        if own != other:
            short = len(theirs) < len(mine)
            return entry_missing(leaf) if short else entry_changed(leaf)
    return entry_missing(first + min(len(mine), len(theirs)))
