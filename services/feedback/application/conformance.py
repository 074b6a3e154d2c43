"""Holds cases against their procedures: one, or those of a page, whose facts are read together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from danvan.services.chassis.journal import Journal
from danvan.services.feedback.domain.conformance.judge import judge
from danvan.services.feedback.domain.conformance.words import Verdict
from danvan.services.feedback.domain.petition_law import Law

CaseType = Literal["petition", "dossier"]


def judge_cases(
    journal: Journal,
    law: Law,
    kind: CaseType,
    ids: Sequence[str],
    as_of: date,
    policy: str | None = None,
) -> list[Verdict]:
    """The judgement of each case, in their order; what had not begun by that day is left out.

    Raises:
        Refused: if there is no such version of the law.
    """
    streams = [f"{kind}/{id_}" for id_ in ids]
    stored = journal.load(streams)
    judged = (
        judge(kind, [fact.read() for fact in stored.get(stream, ())], law, as_of, policy)
        for stream in streams
    )
    return [verdict for verdict in judged if verdict is not None]
