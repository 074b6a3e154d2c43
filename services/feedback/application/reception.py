"""Use cases of citizen reception. A session and its visits are recorded together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from danvan.contracts.base import Slug
from danvan.contracts.feedback import ReceptionKind, SessionId, VisitCode, VisitTerms
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.domain import head_reception, reception, visit
from danvan.services.feedback.domain.head_reception import CheckMonth
from danvan.services.feedback.domain.reception import (
    CheckReception,
    HoldReception,
    ScheduleReception,
)
from danvan.services.feedback.domain.reception_clocks import ReceptionClocks
from danvan.services.feedback.domain.visit import AnswerVisit, CheckVisit, ReceiveVisit

SESSION = Aggregate.of(reception)
VISIT = Aggregate.of(visit)
MONTH = Aggregate.of(head_reception)


def session_id(unit: Slug, day: date, kind: ReceptionKind) -> SessionId:
    """What a unit's session is called."""
    return f"{unit}.{day.isoformat()}.{kind}"


def visit_id(unit: Slug, code: VisitCode) -> str:
    """What a unit's visit is called among those of all units."""
    return f"{unit}.{code}"


def schedule_reception(
    work: Work,
    clocks: ReceptionClocks,
    unit: Slug,
    kind: ReceptionKind,
    day: date,
    posted_on: date,
) -> None:
    """A session is announced."""
    last_day, policy = clocks.post_by(kind, day)
    command = ScheduleReception(
        at=work.at,
        session=session_id(unit, day, kind),
        unit=unit,
        kind=kind,
        day=day,
        posted_on=posted_on,
        last_day=last_day,
        policy=policy,
    )
    work.do(SESSION, command.session, command)


def hold_reception(
    work: Work,
    clocks: ReceptionClocks,
    unit: Slug,
    kind: ReceptionKind,
    day: date,
    in_person: bool,
    visits: Iterable[VisitTerms],
) -> None:
    """A session took place, with these visits."""
    session = session_id(unit, day, kind)
    held = HoldReception(
        at=work.at, session=session, unit=unit, kind=kind, day=day, in_person=in_person
    )
    work.do(SESSION, session, held)
    answer_by, policy = clocks.answer_by(day)
    for terms in visits:
        command = ReceiveVisit(
            at=work.at,
            unit=unit,
            session=session,
            kind=kind,
            day=day,
            terms=terms,
            answer_by=answer_by,
            policy=policy,
        )
        work.do(VISIT, visit_id(unit, terms.visit), command)


def answer_visit(work: Work, unit: Slug, code: VisitCode, answered_on: date) -> None:
    """A visitor was told the result."""
    command = AnswerVisit(at=work.at, unit=unit, visit=code, answered_on=answered_on)
    work.do(VISIT, visit_id(unit, code), command)


def check_reception(
    work: Work,
    today: date,
    sessions: Sequence[tuple[Slug, date, ReceptionKind]],
    visits: Sequence[str],
) -> None:
    """A day begins: sessions passed unheld, results were not told in time."""
    for unit, day, kind in sessions:
        session = session_id(unit, day, kind)
        command = CheckReception(
            at=work.at, session=session, unit=unit, kind=kind, day=day, today=today
        )
        work.do(SESSION, session, command)
    work.prefetch(map(VISIT.stream, visits))
    for id_ in visits:
        work.do(VISIT, id_, CheckVisit(at=work.at, today=today))


def check_month(
    work: Work, clocks: ReceptionClocks, month: date, held: Iterable[tuple[Slug, int]]
) -> None:
    """A month is over: on how many days did each head receive in person?"""
    wanted, policy = clocks.head_days(month)
    for unit, days in held:
        command = CheckMonth(
            at=work.at, unit=unit, month=month, held=days, wanted=wanted, policy=policy
        )
        work.do(MONTH, f"{unit}.{month:%Y-%m}", command)
