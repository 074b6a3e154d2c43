"""What a unit does about a missed target: opened with its cause, planned, done, verified."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts import planning as facts
from danvan.contracts.base import Command, Line, Model, Payload, Prose, Refused, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.planning import ActionId, CorrectiveActionPlanned

KIND = "corrective-action"


class Unopened(Model):
    """There is no such action."""


class Action(Model):
    """What every action has: the unit that is accountable for the missed target."""

    accountable: Slug


class Opened(Action):
    """The accountable unit has to say what it will do."""


class Planned(Action):
    """It is said what will be done."""

    plan: CorrectiveActionPlanned


class Overdue(Action):
    """It was to be done by now."""

    plan: CorrectiveActionPlanned


class Done(Action):
    """The owner says that it is done."""

    plan: CorrectiveActionPlanned
    note: Prose


class Verified(Action):
    """It is done indeed."""

    plan: CorrectiveActionPlanned


AnyAction: TypeAlias = Unopened | Opened | Planned | Overdue | Done | Verified
INITIAL: AnyAction = Unopened()


def evolve(action: AnyAction, fact: Payload) -> AnyAction:
    """What an action is after a fact."""
    match action, fact:
        case Unopened(), facts.CorrectiveActionOpened(accountable=accountable):
            return Opened(accountable=accountable)
        case Opened() | Planned() | Overdue(), CorrectiveActionPlanned():
            return Planned(accountable=action.accountable, plan=fact)
        case Planned(), facts.CorrectiveActionOverdue():
            return Overdue(**dict(action))
        case Planned() | Overdue(), facts.CorrectiveActionDone(note=note):
            return Done(**dict(action), note=note)
        case Done(accountable=accountable, plan=plan), facts.CorrectiveActionVerified():
            return Verified(accountable=accountable, plan=plan)
        case _:
            return action


class _OfAction(Command):
    """Something is wanted of one action."""

    action: ActionId


class OpenAction(_OfAction):
    """A target was missed."""

    plan: Slug
    target: Slug
    cause: Line
    accountable: Slug


class _ByUnit(_OfAction):
    """`by`: the unit that wants it; None for those who run the whole programme."""

    by: Slug | None = None


class PlanAction(_ByUnit):
    """This will be done, by that unit, until then. `owner_open`: the unit is there today."""

    measure: Prose
    owner: Slug
    owner_open: bool
    due: date


class CompleteAction(_ByUnit):
    """It is done."""

    note: Prose


class VerifyAction(_OfAction):
    """It is done indeed."""

    note: Prose = ""


class CheckAction(_OfAction):
    """A day has begun."""

    day: date


ActionCommand: TypeAlias = OpenAction | PlanAction | CompleteAction | VerifyAction | CheckAction


def decide(command: ActionCommand, action: AnyAction) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    id_, today = command.action, local_day(command.at)
    if isinstance(command, PlanAction | CompleteAction) and isinstance(action, Action):
        _check_unit(command, action)
    match command, action:
        case OpenAction(), Unopened():
            opened = dict(command) | {"opened_on": today}
            return [facts.CorrectiveActionOpened.model_validate(opened)]
        case OpenAction(), _:
            return []
        case CheckAction(day=day), Planned(plan=plan) if plan.due < day:
            return [facts.CorrectiveActionOverdue(action=id_, due=plan.due, day=day)]
        case CheckAction(), _:
            return []
        case PlanAction(), Opened() | Planned() | Overdue():
            return _plan(command, action, today)
        case CompleteAction(note=note), Planned(plan=plan) | Overdue(plan=plan):
            late = today > plan.due
            return [facts.CorrectiveActionDone(action=id_, note=note, done_on=today, late=late)]
        case CompleteAction(note=note), Done(note=known) if note == known:
            return []
        case VerifyAction(note=note), Done():
            return [facts.CorrectiveActionVerified(action=id_, note=note, verified_on=today)]
        case VerifyAction(), Verified():
            return []
        case _:
            raise _not_now(id_, action)


def _check_unit(command: PlanAction | CompleteAction, action: Action) -> None:
    """The accountable unit plans and reports; the owner reports."""
    may = {action.accountable}
    if isinstance(command, CompleteAction) and isinstance(action, Planned | Overdue | Done):
        may.add(action.plan.owner)
    if command.by is not None and command.by not in may:
        raise Refused(
            "action-of-another-unit",
            vi=f"Biện pháp này của “{action.accountable}”; chỉ đơn vị đó được ghi.",
            en=f"This action is of '{action.accountable}'; only that unit may speak for it.",
            pointer="/action",
        )


def _plan(command: PlanAction, action: Opened | Planned | Overdue, today: date) -> list[Payload]:
    wanted = (command.measure, command.owner, command.due)
    if not isinstance(action, Opened):
        known = action.plan
        if wanted == (known.measure, known.owner, known.due):
            return []
    if not command.owner_open:
        raise Refused(
            "unit-not-open",
            vi=f"Hiện không có đơn vị “{command.owner}”; hãy xem danh sách đơn vị.",
            en=f"There is no unit '{command.owner}' today; see the list of units.",
            pointer="/owner",
        )
    if command.due < today:
        raise Refused(
            "due-in-the-past",
            vi=f"Hạn {command.due:%d/%m/%Y} đã qua; hãy chọn một ngày từ hôm nay trở đi.",
            en=f"The due day {command.due} has passed; choose today or a later day.",
            pointer="/due",
        )
    planned = dict(command) | {"planned_on": today}
    return [CorrectiveActionPlanned.model_validate(planned)]


def _not_now(id_: ActionId, action: AnyAction) -> Refused:
    """Why an action in this state takes no plan, no completion or no verification."""
    match action:
        case Unopened():
            rule, vi, en = "unknown-corrective-action", "không có", "does not exist"
        case Opened():
            rule, vi, en = "action-not-planned", "chưa có kế hoạch", "has no plan yet"
        case Planned() | Overdue():
            rule, vi, en = "action-not-done", "chưa được báo hoàn thành", "is not reported done yet"
        case Done():
            rule, vi, en = "action-already-done", "đã được báo hoàn thành", "is reported done"
        case Verified():
            rule, vi, en = "action-already-verified", "đã được xác nhận", "is verified"
        case _:
            assert_never(action)
    return Refused(
        rule,
        vi=f"Biện pháp khắc phục “{id_}” {vi}; hãy xem danh sách.",
        en=f"The corrective action '{id_}' {en}; see the list.",
        pointer="/action",
    )
