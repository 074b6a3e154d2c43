"""How an inspection ends: drafted, concluded, published, followed up, closed; or halted, for a
while or for good. And what a day's start makes of it."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

from danvan.contracts import inspection as facts
from danvan.contracts.base import Payload, Refused
from danvan.contracts.calendar import local_day
from danvan.contracts.inspection import Step
from danvan.services.inspection.domain import inspection_commands as wanted
from danvan.services.inspection.domain import inspection_rules as rules
from danvan.services.inspection.domain.follow_up import follow_up, overdue
from danvan.services.inspection.domain.inspection_states import (
    AnyInspection,
    Cancelled,
    Closed,
    Concluded,
    Concluding,
    Inspection,
    Reporting,
    Suspended,
    Undecided,
)

Halting: TypeAlias = wanted.SuspendInspection | wanted.ResumeInspection | wanted.CancelInspection


def conclude(
    command: wanted.DraftConclusion | wanted.ConcludeInspection | wanted.PublishConclusion,
    state: Inspection,
) -> list[Payload]:
    """The facts of a draft, a signature or a publication.

    Raises:
        Refused: if it is not its turn, or the conclusion does not hold together.
    """
    today, decided_on = local_day(command.at), state.decided.decided_on
    marked = late(state, today)
    match command, state:
        case wanted.DraftConclusion(), Reporting():
            due = command.clocks.due(Step.CONCLUSION, decided_on, today)
            drafted: dict[str, Any] = {"draft": command.draft, "drafted_on": today, "due": due}
            return [*marked, facts.ConclusionDrafted(**about(state), **drafted)]
        case wanted.DraftConclusion(), Concluding(drafted=drafted_before):
            if drafted_before.draft == command.draft:
                return []
        case wanted.ConcludeInspection(), Concluding():
            _check_conclusion(command, state, today)
            due = command.clocks.due(Step.PUBLICATION, decided_on, today)
            said = only(facts.InspectionConcluded, dict(command))
            signed = {**about(state), **said, "concluded_on": today, "due": due}
            return [*marked, facts.InspectionConcluded(**signed)]
        case wanted.ConcludeInspection(), Concluded(concluded=concluded):
            if only(facts.InspectionConcluded, dict(command)).items() <= dict(concluded).items():
                return []
            raise rules.conclusion_signed()
        case wanted.PublishConclusion(), Concluded(published=False):
            until, policy = command.clocks.displayed(today)
            posted: dict[str, Any] = {"where": command.where, "published_on": today, "until": until}
            return [*marked, facts.ConclusionPublished(**about(state), **posted, policy=policy)]
        case wanted.PublishConclusion(), Concluded():
            return []
    raise not_now(
        state,
        "kết thúc tại đơn vị, dự thảo, ký kết luận rồi công khai theo đúng thứ tự",
        "end the fieldwork, draft, sign and publish in this order",
    )


def _check_conclusion(command: wanted.ConcludeInspection, state: Inspection, today: date) -> None:
    for index, finding in enumerate(command.findings):
        if finding not in state.findings:
            raise rules.unknown_finding(finding, f"/findings/{index}")
    seen: set[str] = set()
    for index, each in enumerate(command.recommendations):
        if each.recommendation in seen:
            raise rules.double_recommendation(index)
        if each.due_on <= today:
            raise rules.due_passed(index, each.due_on)
        seen.add(each.recommendation)


def follow(
    command: wanted.FollowUpCommand | wanted.CloseInspection, state: Inspection
) -> list[Payload]:
    """The facts of what comes after the conclusion.

    Raises:
        Refused: if there is no conclusion yet, or a rule says no.
    """
    if not isinstance(state, Concluded):
        raise not_now(state, "kết luận phải được ký trước", "the conclusion has to be signed first")
    if not isinstance(command, wanted.CloseInspection):
        return follow_up(command, state)
    if isinstance(state, Closed):
        return []
    if not state.published:
        raise rules.not_published()
    left = tuple(id_ for id_, each in state.follow_ups.items() if not each.confirmed)
    if left:
        raise rules.follow_up_open(left)
    return [facts.InspectionClosed(**about(state), closed_on=local_day(command.at))]


def halt(command: Halting, state: Inspection | Suspended) -> list[Payload]:
    """The facts of standing still, going on, or giving up.

    Raises:
        Refused: if the conclusion is signed, or it was over before.
    """
    today = local_day(command.at)
    was = state.was if isinstance(state, Suspended) else state
    match command, state:
        case wanted.CancelInspection(), Cancelled():
            return []
        case _, Cancelled() | Closed():
            raise rules.over()
        case wanted.ResumeInspection(), Suspended(since=since):
            due = was.due and command.clocks.resumed(was.due, since.suspended_on, today)
            return [facts.InspectionResumed(**about(was), resumed_on=today, due=due)]
        case wanted.ResumeInspection(), _:
            return []
        case wanted.SuspendInspection(), Suspended():
            return []
        case _, Concluded():
            raise rules.conclusion_signed()
        case wanted.SuspendInspection(), _:
            suspended: dict[str, Any] = {"reason": command.reason, "suspended_on": today}
            return [*late(was, today), facts.InspectionSuspended(**about(was), **suspended)]
        case _:
            cancelled: dict[str, Any] = {"reason": command.reason, "cancelled_on": today}
            return [facts.InspectionCancelled(**about(was), **cancelled)]


def check(day: date, state: AnyInspection) -> list[Payload]:
    """What a day's start shows: steps and recommendations whose last day has passed."""
    if isinstance(state, Undecided | Suspended | Cancelled | Closed):
        return []
    marked = late(state, day)
    if isinstance(state, Concluded):
        for id_ in state.follow_ups:
            marked += overdue(state, id_, day)
    return marked


def late(state: Inspection, today: date) -> list[Payload]:
    """The mark of a running step whose last day has passed, once."""
    due = state.due
    if due is None or today <= due.day or due.step in state.late:
        return []
    return [facts.StepOverdue(**about(state), step=due.step, due_on=due.day, day=today)]


def about(state: Inspection) -> dict[str, Any]:
    """What every fact of an inspection says about it."""
    return {"inspection": state.decided.inspection, "unit": state.decided.unit}


def only(kind: type[Payload], said: dict[str, Any]) -> dict[str, Any]:
    """What a command says that a fact says too."""
    return {name: value for name, value in said.items() if name in kind.model_fields}


def not_now(state: Inspection, wanted_vi: str, wanted_en: str) -> Refused:
    """The refusal of a step out of order; of anything, once it is over."""
    if isinstance(state, Cancelled | Closed):
        return rules.over()
    if isinstance(state, Concluded):
        return rules.conclusion_signed()
    return rules.wrong_step(wanted_vi, wanted_en)
