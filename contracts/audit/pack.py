"""Evidence packs: facts with the proofs that they are in signed logs, in one zip file.

Published format. `manifest.json` · `keys.json` · `schemas/<type>.json` · `summary.pdf` ·
`README.txt`, and for each log `logs/<service>/checkpoint`, `…/facts/<index>.json` (the stored
bytes; `<index>.hash`, the bare leaf hash, where withheld) and `…/proofs/<index>.tlog-proof`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import AwareDatetime

from danvan.contracts.audit.pack_readme import README
from danvan.contracts.audit.proof import Proof
from danvan.contracts.base import Model

MANIFEST, KEYS, SUMMARY, HOW_TO_VERIFY = "manifest.json", "keys.json", "summary.pdf", "README.txt"
#: Zip files have dates; the same pack has the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


class Manifest(Model):
    """What a pack holds, for whom, and why. Not proved: only facts are."""

    what: str
    for_whom: str
    made: AwareDatetime
    redacted: bool
    criteria: dict[str, str]


class Keys(Model):
    """The verifier keys of logs, by service, and of witnesses."""

    logs: dict[str, str]
    witnesses: tuple[str, ...]


@dataclass(frozen=True)
class PackedFact:
    """A leaf and its proof. Of a leaf that is withheld, `leaf` is None and its hash is given."""

    index: int
    leaf: bytes | None
    hash: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class PackedLog:
    """The facts that come from one log, in order, and its signed (and cosigned) checkpoint."""

    service: str
    vkey: str
    checkpoint: str
    facts: Iterable[PackedFact]


def write_pack(
    target: Path | IO[bytes],
    manifest: Manifest,
    logs: Sequence[PackedLog],
    *,
    witnesses: Sequence[str] = (),
    schemas: Mapping[str, bytes],
    summary: bytes,
) -> None:
    """Write a pack. The same content gives the same bytes.

    Args:
        witnesses: verifier keys of the witnesses that have cosigned.
        schemas: the JSON Schemas of the types that occur, by type.
        summary: a PDF for people.
    """
    keys = Keys(logs={log.service: log.vkey for log in logs}, witnesses=tuple(witnesses))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        _add(pack, HOW_TO_VERIFY, README)
        _add(pack, MANIFEST, manifest.model_dump_json(indent=2))
        _add(pack, KEYS, keys.model_dump_json(indent=2))
        _add(pack, SUMMARY, summary)
        for type_name, schema in sorted(schemas.items()):
            _add(pack, f"schemas/{type_name}.json", schema)
        for log in sorted(logs, key=lambda log: log.service):
            _write_log(pack, log)


def _write_log(pack: zipfile.ZipFile, log: PackedLog) -> None:
    folder = f"logs/{log.service}"
    _add(pack, f"{folder}/checkpoint", log.checkpoint)
    for fact in log.facts:
        proof = Proof(fact.index, fact.proof, log.checkpoint)
        if fact.leaf is None:
            _add(pack, f"{folder}/facts/{fact.index}.hash", fact.hash)
        else:
            _add(pack, f"{folder}/facts/{fact.index}.json", fact.leaf)
        _add(pack, f"{folder}/proofs/{fact.index}.tlog-proof", proof.text())


def _add(pack: zipfile.ZipFile, name: str, content: bytes | str) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    pack.writestr(info, content)
