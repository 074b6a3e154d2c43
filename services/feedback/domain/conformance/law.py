"""The law as another version has it, to judge the same history by: the counterfactual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from danvan.contracts.base import Refused
from danvan.contracts.policy import PolicyRow
from danvan.contracts.procedure import Procedure
from danvan.services.feedback.domain.clocks import row_in_force
from danvan.services.feedback.domain.conformance import sentences
from danvan.services.feedback.domain.conformance.words import Change, Limit
from danvan.services.feedback.domain.petition_law import Law
from danvan.services.feedback.domain.procedure import procedure_in_force


def law_by(law: Law, version: str) -> Law:
    """The law by a version: a day (`2026-07-01`: all as in force then, whenever a case began), or
    one procedure or policy (`complaint.accept.decree@2026-07-01`), the rest as it was.

    Raises:
        Refused: if there is no such version.
    """
    key, _, day = version.rpartition("@")
    try:
        since = date.fromisoformat(day)
    except ValueError:
        raise _unknown(version) from None
    if not key:
        return _on(law, since)
    rows = [row for row in law.rows if row.key == key]
    versions = [each for each in law.procedures if each.id == key]
    chosen_rows = [row for row in rows if row.valid_from == since]
    chosen = [each for each in versions if each.valid_from == since]
    if not chosen_rows and not chosen:
        raise _unknown(version)
    return law.model_copy(
        update={
            "rows": (*(row for row in law.rows if row.key != key), *chosen_rows),
            "procedures": (*(each for each in law.procedures if each.id != key), *chosen),
        }
    )


def _on(law: Law, day: date) -> Law:
    """Every row and every procedure in the one version in force on a day; what was not yet in
    force falls under its first."""
    return law.model_copy(
        update={
            "rows": tuple(row_in_force(rows, day, day) for rows in _by_key(law.rows)),
            "procedures": tuple(
                procedure_in_force(versions, versions[0].case, versions[0].stage, day)
                for versions in _by_id(law.procedures)
            ),
        }
    )


def changes(before: Iterable[Limit], after: Iterable[Limit]) -> tuple[Change, ...]:
    """The limits that come out otherwise, or rest on another row."""
    was = {(each.clock, each.starts): each for each in before}
    now = {(each.clock, each.starts): each for each in after}
    return tuple(
        Change(
            clock=key[0],
            starts=key[1],
            sentence=sentences.changed(was.get(key), now.get(key)),
            before=was.get(key),
            after=now.get(key),
        )
        for key in dict.fromkeys((*was, *now))
        if was.get(key) != now.get(key)
    )


def _by_key(rows: Iterable[PolicyRow]) -> list[Sequence[PolicyRow]]:
    in_order = sorted(rows, key=lambda row: row.key)
    return [list(same) for _, same in groupby(in_order, key=lambda row: row.key)]


def _by_id(procedures: Iterable[Procedure]) -> list[Sequence[Procedure]]:
    in_order = sorted(procedures, key=lambda each: each.id)
    return [list(same) for _, same in groupby(in_order, key=lambda each: each.id)]


def _unknown(version: str) -> Refused:
    return Refused(
        "unknown-policy-version",
        vi=f"Không có phiên bản “{version}”; hãy ghi một ngày (2026-07-01) hoặc mã kèm ngày bắt đầu"
        " hiệu lực (complaint.accept.decree@2026-07-01).",
        en=f"There is no version '{version}'; give a day (2026-07-01), or a key with its first day"
        " (complaint.accept.decree@2026-07-01).",
        pointer="/policy",
    )
