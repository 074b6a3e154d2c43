"""Verifies an evidence pack, without any network: that each of its facts is in a signed log."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from danvan.contracts.audit.checkpoint import Checkpoint
from danvan.contracts.audit.erasure import keys_in, read_erasure
from danvan.contracts.audit.merkle import ProofWrong, leaf_hash, verify_inclusion
from danvan.contracts.audit.notes import Note, NoteWrong
from danvan.contracts.audit.pack import KEYS, Keys
from danvan.contracts.audit.problems import Problem, Problems
from danvan.contracts.audit.proof import Proof
from danvan.contracts.audit.verify import open_head
from danvan.contracts.base import Text

#: What a file in a pack may unpack to; a fact is smaller.
MAX_BYTES = 1 << 24
_ENCRYPTED = 1
_FILE = re.compile(
    r"logs/(?P<service>[a-z][a-z0-9-]*)/(?:checkpoint"
    r"|(?P<kind>facts|proofs)/(?P<index>0|[1-9][0-9]{0,18})\.(?P<form>json|hash|tlog-proof))",
    re.ASCII,
)
#: What the reading of a zip file that was cut, changed or encrypted raises.
_NOT_WHOLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    NotImplementedError,
    UnicodeDecodeError,
    ValidationError,
)


class PackWrong(Exception):
    """The file is no evidence pack at all."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(vi=vi, en=en)


@dataclass(frozen=True)
class Erased:
    """A fact that is there and proved, and can't be read any more, by this order."""

    leaf: int
    order: str


@dataclass(frozen=True)
class PackedLogReport:
    """What a pack proves of one log: so many facts in full, so many by their hash alone."""

    service: str
    origin: str
    size: int
    present: int
    withheld: int
    erased: tuple[Erased, ...]
    problems: tuple[Problem, ...]
    more: int  # problems that are not listed


@dataclass(frozen=True)
class PackReport:
    """What was found. With `own_keys`, it is worth only as much as the pack's own keys."""

    logs: tuple[PackedLogReport, ...]
    own_keys: bool

    @property
    def sound(self) -> bool:
        """Whether everything in it is proved."""
        return not any(log.problems for log in self.logs)


@dataclass
class _Files:
    """What a pack holds of one log: the forms in which each leaf is there."""

    facts: dict[int, str] = field(default_factory=dict)
    proofs: set[int] = field(default_factory=set)


def verify_pack(path: Path, vkeys: Sequence[str] = (), witnesses: Sequence[str] = ()) -> PackReport:
    """Verify a pack.

    Args:
        vkeys: verifier keys of the logs, from where the caller trusts them; without any, the
            pack's own keys are used, of logs and of witnesses.
        witnesses: verifier keys of the witnesses that must have cosigned each checkpoint.

    Raises:
        PackWrong: if the file is not a pack.
    """
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as pack:
                checks = _checked(pack, vkeys, witnesses)
        except _NOT_WHOLE as error:
            why = " ".join(str(error).split())
            raise PackWrong(
                f"{path} không phải là một bộ chứng cứ nguyên vẹn: {why}.",
                f"{path} is not a whole evidence pack: {why}.",
            ) from error
    orders = {key: order for check in checks for key, order in check.orders.items()}
    return PackReport(tuple(check.report(orders) for check in checks), own_keys=not vkeys)


def _checked(pack: zipfile.ZipFile, vkeys: Sequence[str], witnesses: Sequence[str]) -> list[_Check]:
    files = _sort(pack)
    own = Keys.model_validate_json(_read(pack, KEYS))
    wanted = tuple(witnesses) or (() if vkeys else own.witnesses)
    keys = {vkey.partition("+")[0]: vkey for vkey in vkeys or own.logs.values()}
    checks = [_Check(pack, service, files[service]) for service in sorted(files)]
    for check in checks:
        check.run(keys, wanted)
    return checks


class _Check:
    """The facts of one log in a pack."""

    def __init__(self, pack: zipfile.ZipFile, service: str, files: _Files) -> None:
        self._pack = pack
        self._service = service
        self._files = files
        self._problems = Problems()
        self._head: Checkpoint | None = None
        self._proved: set[int] = set()
        self._sealed: dict[int, frozenset[str]] = {}
        self.orders: dict[str, str] = {}  # of erased keys

    def run(self, keys: dict[str, str], witnesses: Sequence[str]) -> None:
        """Check the checkpoint, and every fact against it."""
        note = _read(self._pack, f"logs/{self._service}/checkpoint")
        vkey = keys.get(_origin(note), next(iter(keys.values()), ""))
        self._head = open_head(note, vkey, witnesses, self._problems)
        if self._head is None:
            return
        for index in sorted(self._files.facts.keys() | self._files.proofs):
            try:
                self._check(index, self._head, note)
            except (ProofWrong, UnicodeDecodeError) as error:
                self._problems.add(
                    "proof-wrong",
                    index,
                    f"Lá {index}: bằng chứng không đúng ({error}); sự kiện hoặc bằng chứng đã bị"
                    " sửa.",
                    f"Leaf {index}: the proof does not hold ({error}); the fact or the proof was"
                    " changed.",
                )

    def _check(self, index: int, head: Checkpoint, note: bytes) -> None:
        folder = f"logs/{self._service}"
        form = self._files.facts.get(index)
        if form is None or index not in self._files.proofs:
            raise ProofWrong("the fact or its proof is missing")
        content = _read(self._pack, f"{folder}/facts/{index}.{form}")
        proof = Proof.parse(_read(self._pack, f"{folder}/proofs/{index}.tlog-proof").decode())
        if proof.index != index or proof.checkpoint.encode() != note:
            raise ProofWrong("it is the proof of another leaf or checkpoint")
        leaf = leaf_hash(content) if form == "json" else content
        verify_inclusion(index, head.size, leaf, proof.hashes, head.root)
        self._proved.add(index)
        if form == "json":
            self._sealed[index] = keys_in(content)
            if erasure := read_erasure(content):
                self.orders[erasure.key] = erasure.order

    def report(self, orders: dict[str, str]) -> PackedLogReport:
        """What was found; `orders` are those of the keys that the whole pack proves erased."""
        forms = [self._files.facts[index] for index in self._proved]
        erased = [
            Erased(index, orders[min(gone)])
            for index, keys in self._sealed.items()
            if (gone := keys & orders.keys())
        ]
        return PackedLogReport(
            self._service,
            self._head.origin if self._head else "",
            self._head.size if self._head else 0,
            forms.count("json"),
            forms.count("hash"),
            tuple(erased),
            self._problems.in_order(),
            self._problems.more,
        )


def _sort(pack: zipfile.ZipFile) -> dict[str, _Files]:
    """The files of each log; a leaf that is there twice makes the pack worthless."""
    files: dict[str, _Files] = {}
    names = pack.namelist()
    if len(set(names)) < len(names):
        raise zipfile.BadZipFile("a file is there twice")
    for found in _known(names):
        log = files.setdefault(found["service"], _Files())
        if found["kind"] == "proofs":
            log.proofs.add(int(found["index"]))
        elif found["kind"] == "facts":
            if int(found["index"]) in log.facts:
                raise zipfile.BadZipFile(f"leaf {found['index']} is there twice")
            log.facts[int(found["index"])] = found["form"]
    if not files:
        raise zipfile.BadZipFile("there is no log in it")
    return files


def _known(names: Sequence[str]) -> Iterator[re.Match[str]]:
    for name in names:
        if name.startswith("logs/") and not name.endswith("/"):
            found = _FILE.fullmatch(name)
            if found is None or (found["kind"] == "proofs") != (found["form"] == "tlog-proof"):
                raise zipfile.BadZipFile(f"{name!r} does not belong there")
            yield found


def _read(pack: zipfile.ZipFile, name: str) -> bytes:
    """A file, which must be of a reasonable size: a small zip can unpack to a full disk."""
    info = pack.getinfo(name)
    if info.flag_bits & _ENCRYPTED:
        raise zipfile.BadZipFile(f"{name!r} is encrypted")
    if info.file_size > MAX_BYTES:
        raise zipfile.BadZipFile(f"{name!r} is larger than {MAX_BYTES} bytes")
    return pack.read(name)


def _origin(note: bytes) -> str:
    """The first line of a checkpoint, by which its key is chosen; nothing is checked yet."""
    try:
        return Checkpoint.parse(Note.parse(note.decode()).text).origin
    except (NoteWrong, UnicodeDecodeError):
        return ""
