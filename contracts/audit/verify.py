"""Verifies a sealed log from its published format alone, and names the first leaf that is wrong.

Every leaf is hashed anew. The tree over these hashes is compared with all published tiles and with
the signed root; which side is wrong follows from which of the two the tiles above still confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from danvan.contracts.audit.checkpoint import Checkpoint, open_checkpoint
from danvan.contracts.audit.cosignature import CosignatureMissing, verify_cosignature
from danvan.contracts.audit.merkle import HASH_BYTES, leaf_hashes, root_of
from danvan.contracts.audit.notes import KeyUnknown, NoteWrong
from danvan.contracts.audit.problems import Problem, Problems
from danvan.contracts.audit.said import Said
from danvan.contracts.audit.tiles import HEIGHT, WIDTH, Tree, partial_width, tile_path

Progress = Callable[[int, int], object]


class LogSource(Protocol):
    """Where a log is read from. What is not there is left out of an answer: a tile is shorter then,
    a bundle has fewer entries. What can't be reached is a fault and rises."""

    def checkpoint(self) -> bytes:
        """The newest signed checkpoint; empty if there is none."""
        ...

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first hashes of a tile."""
        ...

    def entries(self, n: int, width: int) -> list[bytes]:
        """The first leaves of a bundle. A verifier asks for the bundles in order."""
        ...


@dataclass(frozen=True)
class LogReport:
    """What was found; `more` problems are not listed."""

    origin: str
    size: int
    root: bytes
    problems: tuple[Problem, ...]
    more: int = 0

    @property
    def sound(self) -> bool:
        """Whether everything holds."""
        return not self.problems


def verify_log(
    source: LogSource,
    vkey: str,
    witnesses: Sequence[str] = (),
    progress: Progress | None = None,
    *,
    facts: bool = False,
) -> LogReport:
    """Verify a whole log.

    Args:
        vkey: the log's verifier key, which the caller trusts.
        witnesses: verifier keys of the witnesses that must have cosigned.
        progress: is told how many leaves are done, and of how many.
        facts: look also at what the leaves say; see `Said`.
    """
    problems = Problems()
    note = source.checkpoint()
    head = open_head(note, vkey, witnesses, problems)
    if head is None:
        return LogReport("", 0, b"", problems.in_order())
    said = Said(problems) if facts else None
    own = _read(source, head.size, progress, said)
    _judge(source, head, own, problems)
    return LogReport(head.origin, head.size, head.root, problems.in_order(), problems.more)


def open_head(
    note: bytes, vkey: str, witnesses: Sequence[str], problems: Problems
) -> Checkpoint | None:
    """The checkpoint in a note, if the log has signed it; what is wrong goes to `problems`."""
    if not note:
        vi = "Nhật ký chưa có điểm niêm phong nào đã ký: chưa có gì được niêm phong."
        problems.add("checkpoint-missing", None, vi, "No checkpoint is signed: nothing is sealed.")
        return None
    text = note.decode(errors="replace")
    try:
        head = open_checkpoint(text, [vkey])
    except KeyUnknown:
        vi = "Điểm niêm phong không do khóa của nhật ký này ký."
        en = "The checkpoint is not signed with the key of this log."
        problems.add("checkpoint-key-unknown", None, vi, en)
        return None
    except NoteWrong as error:
        vi = f"Điểm niêm phong hoặc khóa không đúng: {error}."
        en = f"The checkpoint or its key does not hold: {error}."
        problems.add("checkpoint-signature-wrong", None, vi, en)
        return None
    for witness in witnesses:
        _check_witness(text, witness, problems)
    return head


def _check_witness(note: str, witness: str, problems: Problems) -> None:
    name = witness.partition("+")[0]
    try:
        verify_cosignature(note, witness)
    except CosignatureMissing:
        vi = f"Bên chứng kiến {name} chưa ký điểm niêm phong này."
        problems.add("cosignature-missing", None, vi, f"{name} has not cosigned the checkpoint.")
    except NoteWrong as error:
        vi = f"Chữ ký của bên chứng kiến {name} không đúng: {error}."
        en = f"The cosignature of {name} does not hold: {error}."
        problems.add("cosignature-wrong", None, vi, en)


class _Own:
    """The tree of the leaves as they are, and which published hashes differ from it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.levels: list[list[bytes]] = [[]]  # of level 0 only the last tile, if it is not full
        self.wrong: list[list[int]] = [[]]
        self.short: set[int] = set()

    def root(self) -> bytes:
        """The root over the leaves as they are."""
        return Tree(self.size, self._tile).root()

    def compare(self, level: int, n: int, mine: Sequence[bytes], tile: bytes) -> None:
        """Remember which hashes of a published tile differ."""
        if b"".join(mine) != tile:
            for at, own in enumerate(mine):
                if tile[at * HASH_BYTES : (at + 1) * HASH_BYTES] != own:
                    self.wrong[level].append(n * WIDTH + at)

    def _tile(self, level: int, n: int, width: int) -> bytes:
        hashes = self.levels[level]
        return b"".join(hashes if level == 0 else hashes[n * WIDTH : n * WIDTH + width])


def _read(source: LogSource, size: int, progress: Progress | None, said: Said | None) -> _Own:
    """Hash every leaf, and compare the tree over them with every tile."""
    own = _Own(size)
    above: list[bytes] = []
    for n in range(-(-size // WIDTH)):
        width = partial_width(size, 0, n)
        found = source.entries(n, width)[:width]
        mine = leaf_hashes(found)
        if len(mine) < width:
            own.short.add(n)
            mine += [bytes(HASH_BYTES)] * (width - len(mine))
        own.compare(0, n, mine, source.tile(0, n, width))
        if width == WIDTH:
            above.append(root_of(mine))
        else:
            own.levels[0] = mine
        if said is not None:
            said.read(n * WIDTH, found)
        if progress is not None:
            progress(n * WIDTH + width, size)
    while above:
        level, hashes = len(own.levels), above
        own.levels.append(hashes)
        own.wrong.append([])
        tiles = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
        for n, mine in enumerate(tiles):
            own.compare(level, n, mine, source.tile(level, n, len(mine)))
        above = [root_of(mine) for mine in tiles if len(mine) == WIDTH]
    return own


def _judge(source: LogSource, head: Checkpoint, own: _Own, problems: Problems) -> None:
    """Name what is wrong: leaves, tiles, or the root over both."""
    honest = own.root() == head.root
    if not honest and _published_root(source, head.size) != head.root:
        problems.add(
            "root-differs",
            None,
            "Các ô băm không dẫn đến gốc đã ký: nhật ký đã bị sửa cùng với ô băm."
            " Hãy hỏi bên chứng kiến về bản nó giữ.",
            "The tiles do not lead to the signed root: they were changed along with the log."
            " Ask a witness for the copy that it keeps.",
        )
    below: set[int] = set()  # tiles of the level below in which something differs
    for level, wrong in enumerate(own.wrong):
        confirmed = set(own.wrong[level + 1]) if level + 1 < len(own.wrong) else set()
        full = head.size >> HEIGHT * (level + 1)
        # What differs above a difference follows from it.
        first_seen = [index for index in wrong if index not in below]
        for n, indexes in groupby(first_seen, key=lambda index: index >> HEIGHT):
            if honest or (n < full and n not in confirmed):
                _tile_changed(problems, level, n, next(indexes), head.size)
            elif level == 0:
                _leaves_wrong(problems, list(indexes), missing=n in own.short)
            else:
                _subtree_wrong(problems, level, next(indexes))
        below = {index >> HEIGHT for index in wrong}


def _published_root(source: LogSource, size: int) -> bytes | None:
    try:
        return Tree(size, source.tile).root()
    except ValueError:
        return None  # a tile is missing, and named by whoever compared it


def _tile_changed(problems: Problems, level: int, n: int, index: int, size: int) -> None:
    path = tile_path(level, n, partial_width(size, level, n))
    problems.add(
        "tile-changed",
        index << HEIGHT * level,
        f"Ô băm {path} đã bị sửa; sự kiện bên dưới vẫn nguyên vẹn.",
        f"The tile {path} was changed; the entries below it are as they were sealed.",
    )


def _leaves_wrong(problems: Problems, leaves: Sequence[int], *, missing: bool) -> None:
    first, others = leaves[0], len(leaves) - 1
    vi_more = f" (và {others} lá nữa đến lá {leaves[-1]})" if others else ""
    en_more = f" (and {others} more up to {leaves[-1]})" if others else ""
    if missing:
        vi = f"Thiếu sự kiện ở lá {first} hoặc ngay sau đó{vi_more}."
        en = f"An entry is missing at leaf {first} or right behind it{en_more}."
        problems.add("entry-missing", first, vi, en)
    else:
        vi = f"Sự kiện ở lá {first} không còn như khi niêm phong{vi_more}."
        en = f"The entry at leaf {first} is not the one that was sealed{en_more}."
        problems.add("entry-changed", first, vi, en)


def _subtree_wrong(problems: Problems, level: int, index: int) -> None:
    first, last = index << HEIGHT * level, ((index + 1) << HEIGHT * level) - 1
    problems.add(
        "entry-changed",
        first,
        f"Trong các lá {first} đến {last} có sự kiện bị sửa, và ô băm của chúng bị sửa theo.",
        f"Among leaves {first} to {last} an entry was changed, and their tile to match it.",
    )
