"""One inspection of one unit: decided, opened, findings, explained, drafted, concluded, published,
followed up, closed.

A step that comes after its last day marks itself overdue first, so that no lateness is lost.
"""

from __future__ import annotations

from typing import Any, assert_never

from danvan.contracts import inspection as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.inspection import Step
from danvan.services.inspection.domain import inspection_commands as wanted
from danvan.services.inspection.domain import inspection_rules as rules
from danvan.services.inspection.domain.follow_up import followed
from danvan.services.inspection.domain.inspection_ends import (
    about,
    check,
    conclude,
    follow,
    halt,
    late,
    not_now,
    only,
)
from danvan.services.inspection.domain.inspection_states import (
    AnyInspection,
    Cancelled,
    Closed,
    Concluded,
    Concluding,
    Decided,
    FollowUp,
    Inspection,
    Reporting,
    Running,
    Suspended,
    Undecided,
    Working,
)

KIND = "inspection"
INITIAL: AnyInspection = Undecided()


def evolve(state: AnyInspection, fact: Payload) -> AnyInspection:
    """What an inspection is after a fact."""
    match state, fact:
        case Undecided(), facts.InspectionDecided():
            return Decided(decided=fact)
        case Suspended(was=was), facts.InspectionResumed():
            return was.model_copy(update={"due": fact.due})
        case Suspended(was=was), facts.InspectionCancelled():
            return Cancelled(**_kept(was), reason=fact.reason)
        case Decided() | Working() | Reporting() | Concluding(), facts.InspectionSuspended():
            return Suspended(was=state, since=fact)
        case Decided() | Working() | Reporting() | Concluding(), facts.InspectionCancelled():
            return Cancelled(**_kept(state), reason=fact.reason)
        case Decided(), facts.InspectionOpened():
            return Working(**_kept(state, due=fact.due))
        case Working(), facts.FieldworkEnded():
            return Reporting(**_kept(state, due=fact.due))
        case Reporting(), facts.ConclusionDrafted():
            return Concluding(**_kept(state, due=fact.due), drafted=fact)
        case Concluding(), facts.InspectionConcluded():
            follow_ups = {
                each.recommendation: FollowUp(asked=each) for each in fact.recommendations
            }
            kept = _kept(state, due=fact.due)
            return Concluded(**kept, concluded=fact, follow_ups=follow_ups)
        case Closed(), _:
            return state
        case Concluded(), facts.InspectionClosed():
            return Closed(**dict(state))
        case Inspection(), _:
            return _noted(state, fact)
        case _:
            return state


def _noted(state: Running | Concluded | Cancelled, fact: Payload) -> AnyInspection:
    """What is noted within a state."""
    match state, fact:
        case Working(), facts.InspectionExtended():
            change: dict[str, Any] = {"extended": fact, "due": fact.due}
        case Working() | Reporting(), facts.FindingMade():
            change = {"findings": {**state.findings, fact.finding: fact}}
        case Working() | Reporting() | Concluding(), facts.FindingExplained():
            change = {"explained": {**state.explained, fact.finding: fact}}
        case Inspection(), facts.StepOverdue():
            change = {"late": (*state.late, fact.step)}
        case Concluded(), facts.ConclusionPublished():
            change = {"published": True, "due": None}
        case Concluded(), _:
            return followed(state, fact)
        case _:
            return state
    return state.model_copy(update=change)


def _kept(state: Inspection, **changed: Any) -> dict[str, Any]:
    """What an inspection takes with it into its next state."""
    return {name: getattr(state, name) for name in Inspection.model_fields} | changed


def decide(command: wanted.InspectionCommand, state: AnyInspection) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    if isinstance(command, wanted.CheckInspection):
        return check(command.day, state)
    if isinstance(command, wanted.DecideInspection):
        return _decide(command, state)
    if isinstance(state, Undecided):
        raise rules.unknown()
    if isinstance(
        command, wanted.SuspendInspection | wanted.ResumeInspection | wanted.CancelInspection
    ):
        return halt(command, state)
    if isinstance(state, Suspended):
        raise rules.suspended()
    match command:
        case wanted.OpenInspection() | wanted.ExtendInspection() | wanted.EndFieldwork():
            return _at_the_unit(command, state)
        case wanted.MakeFinding() | wanted.ExplainFinding():
            return _find(command, state)
        case wanted.DraftConclusion() | wanted.ConcludeInspection() | wanted.PublishConclusion():
            return conclude(command, state)
        case _:
            return follow(command, state)


def _decide(command: wanted.DecideInspection, state: AnyInspection) -> list[Payload]:
    today, terms = local_day(command.at), command.terms
    if isinstance(state, Undecided):
        if terms.last > today:
            raise rules.period_ahead(terms.last)
        return [
            facts.InspectionDecided(**dict(terms), inspection=command.inspection, decided_on=today)
        ]
    decided = state.was.decided if isinstance(state, Suspended) else state.decided
    stands = {name: getattr(decided, name) for name in facts.InspectionTerms.model_fields}
    if stands == {name: getattr(terms, name) for name in stands}:
        return []
    raise rules.id_taken(command.inspection)


def _at_the_unit(
    command: wanted.OpenInspection | wanted.ExtendInspection | wanted.EndFieldwork,
    state: Inspection,
) -> list[Payload]:
    today, decided_on = local_day(command.at), state.decided.decided_on
    match command, state:
        case _, Closed() | Cancelled():
            raise rules.over()
        case wanted.OpenInspection(), Decided():
            due = command.clocks.due(Step.FIELDWORK, decided_on, today)
            return [facts.InspectionOpened(**about(state), opened_on=today, due=due)]
        case wanted.OpenInspection(), _:
            return []
        case wanted.EndFieldwork(), Working():
            due = command.clocks.due(Step.DRAFT, decided_on, today)
            ended = facts.FieldworkEnded(**about(state), ended_on=today, due=due)
            return [*late(state, today), ended]
        case wanted.EndFieldwork(), Reporting() | Concluding() | Concluded():
            return []
        case wanted.ExtendInspection(), Working(due=facts.Due() as due):
            if state.extended is not None:
                if state.extended.reason == command.reason:
                    return []
                raise rules.already_extended()
            if today > due.day:
                raise rules.too_late_to_extend(due.day)
            due = command.clocks.extended(due, decided_on)
            return [facts.InspectionExtended(**about(state), reason=command.reason, due=due)]
        case _:
            raise rules.wrong_step(
                "cuộc kiểm tra phải đang diễn ra tại đơn vị", "the team has to be at the unit"
            )


def _find(command: wanted.MakeFinding | wanted.ExplainFinding, state: Inspection) -> list[Payload]:
    whose, said = about(state), dict(command)
    match command:
        case wanted.MakeFinding():
            made = facts.FindingMade(**whose, **only(facts.FindingMade, said))
            if (known := state.findings.get(command.finding)) is not None:
                if known == made:
                    return []
                raise rules.stated_otherwise(command.finding)
            if not isinstance(state, Working | Reporting):
                raise not_now(
                    state,
                    "phát hiện ghi từ khi công bố quyết định đến trước khi có dự thảo",
                    "findings are made between opening and draft",
                )
            return [made]
        case wanted.ExplainFinding():
            if command.of != state.decided.unit:
                raise rules.another_unit(state.decided.unit)
            if command.finding not in state.findings:
                raise rules.unknown_finding(command.finding)
            explained = facts.FindingExplained(**whose, **only(facts.FindingExplained, said))
            if state.explained.get(command.finding) == explained:
                return []
            if isinstance(state, Concluded):
                raise rules.conclusion_signed()
            if isinstance(state, Cancelled):
                raise rules.over()
            return [explained]
        case _:
            assert_never(command)
