"""The law as it applies to one petition: its procedure, the steps it may take, the clocks it runs.

Reads what the procedure files say through `procedure` and `clocks`; decides nothing of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from danvan.contracts.base import Model, Slug, Text
from danvan.contracts.feedback import (
    PetitionClass,
    PetitionDeadlineSet,
    PetitionStepTaken,
    Scope,
    Stage,
    StepDetails,
)
from danvan.contracts.policy import Direction, PolicyRow
from danvan.contracts.procedure import CaseKind, ClockScope, Procedure, ResolutionStage, Step
from danvan.contracts.roles import Role
from danvan.contracts.workdays import WorkCalendar
from danvan.services.feedback.domain import clocks as engine
from danvan.services.feedback.domain import petition_rules as rules
from danvan.services.feedback.domain.clocks import ClockEvent, Deadline
from danvan.services.feedback.domain.petition_state import Case, Classified
from danvan.services.feedback.domain.procedure import (
    possible_steps,
    procedure_of_case,
    step_of,
)

#: Steps that every procedure knows by these names.
RECEIVE, CLASSIFY, REOPEN, WITHDRAW, EXTEND = "receive", "classify", "reopen", "withdraw", "extend"
#: The step that says that the announced meeting took place.
HOLD_DIALOGUE = "hold-dialogue"
#: States that a petition reaches beside its procedure; nothing is to be done in them.
MERGED = "merged"
ASIDE = {MERGED: Text(vi="Đã nhập vào đơn trùng nội dung", en="Joined with its duplicate")}
ACCEPTED, DECIDED = "accepted", "decided"
#: Outcomes on the matter itself, which may be looked at again.
ON_THE_MATTER = (DECIDED, "concluded", "answered")
#: How long there is for a second complaint: 02/2011/QH13, Article 33.
SECOND_STAGE_WINDOW = "complaint.second.window"


class Law(Model):
    """All procedures and policy rows, in every version, and the working days."""

    procedures: tuple[Procedure, ...]
    rows: tuple[PolicyRow, ...]
    calendar: WorkCalendar

    def row(self, key: str, day: date) -> PolicyRow:
        """The row of this key that rules what starts on a day."""
        return engine.row_in_force([row for row in self.rows if row.key == key], day, day)


class Ruled(Model):
    """What tells which version of which procedure rules a petition; `petition_class` is None until
    it is classified."""

    petition_class: PetitionClass | None = None
    stage: Stage = Stage.FIRST
    received: date


def ruled_as(petition: Case) -> Ruled:
    """How a petition is ruled."""
    received = petition.received.received
    if not isinstance(petition, Classified):
        return Ruled(received=received)
    of = petition.classified
    return Ruled(petition_class=of.petition_class, stage=of.stage, received=received)


def procedure_of(law: Law, ruled: Ruled, today: date) -> Procedure:
    """The version that rules it, seen from today."""
    class_ = ruled.petition_class
    kind = CaseKind.SUBMISSION if class_ is None else CaseKind(class_.value)
    staged = class_ is PetitionClass.COMPLAINT
    stage = ResolutionStage(ruled.stage.value) if staged else None
    return procedure_of_case(law.procedures, kind, stage, ruled.received, today)


def state_title(law: Law, ruled: Ruled, state: Slug, today: date) -> Text:
    """A state in words."""
    known = procedure_of(law, ruled, today).state(state)
    return ASIDE[state] if known is None else known.title


def next_steps(law: Law, ruled: Ruled, state: Slug, role: Role, today: date) -> list[Step]:
    """What a role may do now."""
    if state in ASIDE:
        return []
    return possible_steps(procedure_of(law, ruled, today), state, role)


def clocks(law: Law, petition: Case, today: date) -> tuple[PetitionDeadlineSet, ...]:
    """The clocks that run. How early a meeting must be announced is checked when it is."""
    if petition.state in ASIDE:
        return ()
    notices = {row.key for row in law.rows if row.direction is Direction.BACKWARD}
    return tuple(
        PetitionDeadlineSet(
            petition=petition.received.petition,
            unit=petition.unit,
            clock=each.clock,
            scope=Scope(each.scope.value),
            starts=each.starts,
            due=each.due,
            alert_on=each.alert_on,
            policy=each.policy,
        )
        for each in deadlines(law, petition, petition.happened, today)
        if each.due is not None
        and each.met_on is None
        and each.shown
        and each.policy.key not in notices
    )


def deadlines(
    law: Law, petition: Case, steps: Iterable[PetitionStepTaken], today: date
) -> tuple[Deadline, ...]:
    """How every clock stands after these steps."""
    return engine.deadlines(
        procedure_of(law, ruled_as(petition), today),
        law.rows,
        law.calendar,
        [ClockEvent(step=RECEIVE, day=petition.received.received), *map(_event, steps)],
        remote=remote(petition),
        competence=petition.classified.competence.value
        if isinstance(petition, Classified)
        else None,
    )


def remote(petition: Case) -> bool:
    """Whether the longer figures of remote places hold."""
    return isinstance(petition, Classified) and petition.classified.remote


def _event(taken: PetitionStepTaken) -> ClockEvent:
    return ClockEvent(
        step=taken.step,
        day=taken.day,
        meeting=taken.details.meeting_day,
        criteria=len(set(taken.details.complexity)),
    )


def allowed_step(
    law: Law, petition: Case, role: Role, step: Slug, details: StepDetails, today: date
) -> Step:
    """The step, if the procedure allows it now, to this role, with these details.

    Raises:
        Refused: if not, with what is possible.
    """
    if petition.state in ASIDE:
        raise rules.over(petition.received.petition)
    procedure = procedure_of(law, ruled_as(petition), today)
    given = [name for name, value in details if value not in (None, ())]
    found = step_of(procedure, petition.state, step, role, given)
    least = {each.id for each in procedure.clocks if each.least and found.id in each.ends}
    last = _last_day(law, petition, least, today)
    if last is not None and today <= last:
        raise rules.too_early(found.title, last)
    meeting = _announced_meeting(petition)
    if found.id == HOLD_DIALOGUE and meeting is not None and today < meeting:
        raise rules.before_meeting(meeting)
    return found


def _last_day(law: Law, petition: Case, clocks: Collection[Slug], today: date) -> date | None:
    """When the last of these clocks ends; None if none of them has started."""
    known = deadlines(law, petition, petition.happened, today) if clocks else ()
    return max((each.due for each in known if each.clock in clocks and each.due), default=None)


def _announced_meeting(petition: Case) -> date | None:
    """The day of the meeting that was announced last."""
    days = (each.details.meeting_day for each in reversed(petition.happened))
    return next(filter(None, days), None)


def check_notice(law: Law, petition: Case, taken: PetitionStepTaken) -> None:
    """Whoever is invited hears of it early enough.

    Raises:
        Refused: if the meeting is too soon.
    """
    meeting = taken.details.meeting_day
    for each in deadlines(law, petition, [*petition.happened, taken], taken.day):
        if meeting is not None and each.due is not None and each.starts == taken.day > each.due:
            raise rules.notice_too_late(meeting, each.due)


def extended_clock(law: Law, petition: Case, taken: PetitionStepTaken) -> Slug | None:
    """The running clock that an extension would lengthen; None if none may be."""
    clock = engine.extensible(
        procedure_of(law, ruled_as(petition), taken.day),
        law.rows,
        [ClockEvent(step=RECEIVE, day=petition.received.received), *map(_event, petition.happened)],
        _event(taken),
    )
    return None if clock is None else clock.id


def reopening_state(law: Law, petition: Case, today: date) -> Slug | None:
    """Where a petition goes on when it is reopened; None if it can't be."""
    handled = petition.handled
    if handled is None or handled.outcome not in ON_THE_MATTER:
        return None
    step = procedure_of(law, ruled_as(petition), today).step(REOPEN)
    return step.to if step is not None and petition.state in step.from_ else None


def first_stage_over(law: Law, first: Classified, day: date) -> date | None:
    """Since when a second complaint could be made, as things stood on a day: the first decision was
    received, or the limit for it had passed without one. None: it was too early."""
    handled = first.handled
    if handled is not None and handled.day <= day:
        if handled.outcome != DECIDED:
            return None
        received = [each.details.delivered_on for each in first.happened]
        return next(filter(None, reversed(received)), handled.day)
    until_then = [each for each in first.happened if each.day <= day]
    ended = [
        each.due
        for each in deadlines(law, first, until_then, day)
        if each.scope is ClockScope.CASE and each.due is not None and each.due < day
    ]
    return min(ended, default=None)


def second_stage_until(law: Law, first: Classified, since: date) -> date:
    """The last day on which a second complaint may be made."""
    row = law.row(SECOND_STAGE_WINDOW + (".remote" if remote(first) else ""), since)
    return law.calendar.next_working_day(engine.count(row, law.calendar, since))
