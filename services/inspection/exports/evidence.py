"""The evidence pack of an export: its facts, the proof of each from the archive's own tree, the
checkpoints that we have cosigned, schemas, keys, and a summary for people."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from pydantic_core import from_json

from danvan.contracts.audit.checkpoint import Checkpoint
from danvan.contracts.audit.merkle import leaf_hash
from danvan.contracts.audit.notes import Note
from danvan.contracts.audit.pack import Manifest, PackedFact, PackedLog, write_pack
from danvan.contracts.audit.tiles import Tree
from danvan.contracts.base import Refused
from danvan.contracts.catalogue import CATALOGUE
from danvan.contracts.schema_export import document_bytes, schema_of
from danvan.services.chassis.database import Db
from danvan.services.inspection.archive import keeping
from danvan.services.inspection.exports.criteria import Criteria
from danvan.services.inspection.exports.proofs import archived_tree
from danvan.services.inspection.exports.redaction import is_withheld
from danvan.services.inspection.exports.summary import (
    Chronicle,
    SealedLog,
    Summary,
    fact_names,
    rows,
    to_pdf,
)

#: All of a pack shows the archive as it was at one moment.
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


@dataclass(frozen=True)
class Order:
    """What somebody wants a pack of, and why."""

    criteria: Criteria
    redacted: bool
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class Trust:
    """The verifier keys that go into a pack: of the watched logs by service, and of witnesses."""

    logs: Mapping[str, str]
    witnesses: Sequence[str]


@dataclass(frozen=True)
class _Log:
    service: str
    note: str
    head: Checkpoint
    tree: Tree


def write_evidence(db: Db, order: Order, trust: Trust, out: BinaryIO) -> None:
    """Write a pack. `db` is a transaction that has asked nothing yet.

    Raises:
        Refused: if there are no such facts, a log is not watched or was not witnessed yet, or the
            archive is not what was witnessed.
    """
    db.execute(ONE_MOMENT)
    chronicle = Chronicle(fact_names())
    ends: dict[str, int] = {}  # of each log, behind the last fact that is wanted
    types: set[str] = set()
    for leaf in order.criteria.leaves(db):
        ends[leaf.service] = leaf.index + 1
        if order.redacted and is_withheld(leaf):
            chronicle.withhold(leaf)
        else:
            chronicle.add(leaf)
            types.add(str(from_json(leaf.raw)["type"]))
    if not ends:
        raise order.criteria.nothing()
    logs = [_sealed(db, service, end, trust) for service, end in ends.items()]
    write_pack(
        out,
        _manifest(order),
        [
            PackedLog(log.service, trust.logs[log.service], log.note, _facts(db, order, log))
            for log in logs
        ],
        witnesses=trust.witnesses,
        schemas={
            name: document_bytes(schema_of(CATALOGUE[name])) for name in types if name in CATALOGUE
        },
        summary=to_pdf(_summary(order, chronicle, logs)),
    )


def _sealed(db: Db, service: str, end: int, trust: Trust) -> _Log:
    """A log as we last witnessed it, which was up to `end` at least, and the tree over our copy."""
    kept = keeping.newest(db, service)
    if kept is None or kept.size < end or service not in trust.logs:
        raise Refused(
            "log-not-witnessed",
            vi=f"Nhật ký của {service} chưa được chứng kiến đủ; hãy chờ, hoặc xem"
            " DANVAN_LOGS_FILE.",
            en=f"The log of {service} was not witnessed so far; wait, or look at DANVAN_LOGS_FILE.",
        )
    tree = archived_tree(db, service, kept.size)
    if tree.root() != kept.root:
        raise Refused(
            "archive-differs",
            vi=f"Bản lưu của {service} không còn như khi chứng kiến: hãy kiểm chứng nhật ký"
            " và báo ngay.",
            en=f"The archive of {service} is not what was witnessed: verify the log, and raise the"
            " alarm.",
        )
    return _Log(service, kept.cosigned, Checkpoint.parse(Note.parse(kept.cosigned).text), tree)


def _facts(db: Db, order: Order, log: _Log) -> Iterator[PackedFact]:
    for leaf in order.criteria.leaves(db, log.service):
        raw = None if order.redacted and is_withheld(leaf) else leaf.raw
        proof = tuple(log.tree.inclusion(leaf.index))
        yield PackedFact(leaf.index, raw, leaf_hash(leaf.raw), proof)


def _manifest(order: Order) -> Manifest:
    return Manifest(
        what=order.criteria.name,
        for_whom=order.actor,
        made=order.at,
        redacted=order.redacted,
        criteria={**order.criteria.given, "reason": order.reason},
    )


def _summary(order: Order, chronicle: Chronicle, logs: list[_Log]) -> Summary:
    given = order.criteria.given
    return Summary(
        about=rows(
            ("Vụ việc", "Case", given.get("case")),
            ("Đơn vị", "Unit", given.get("unit")),
            ("Từ ngày", "From", given.get("since")),
            ("Đến ngày", "Until", given.get("until")),
            ("Người lập", "Made for", order.actor),
            ("Lúc lập", "Made at", order.at.isoformat(timespec="seconds")),
            ("Lý do", "Reason", order.reason),
        ),
        logs=tuple(
            SealedLog(
                origin=log.head.origin,
                size=log.head.size,
                root=base64.b64encode(log.head.root).decode(),
                signed=tuple(one.name for one in Note.parse(log.note).signatures),
            )
            for log in logs
        ),
        deadlines=chronicle.deadlines,
        happened=chronicle.happened,
        more=chronicle.more,
        more_deadlines=chronicle.more_deadlines,
        redacted=order.redacted,
    )
