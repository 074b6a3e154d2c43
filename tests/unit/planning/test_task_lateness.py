"""An open task becomes overdue and climbs; and every life of a task keeps the promises."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts.base import Text
from danvan.contracts.planning import (
    Activity,
    Evidence,
    NamedUnit,
    TaskAccepted,
    TaskAmended,
    TaskAssigned,
    TaskDone,
    TaskEscalated,
    TaskFact,
    TaskOverdue,
)
from danvan.services.planning.domain import task as page
from danvan.services.planning.domain.task import (
    AcceptTask,
    AssignTask,
    CheckTask,
    CompleteTask,
    HandOverTask,
    HoldActivity,
    ProgressTask,
    ReturnTask,
    VerifyTask,
    WithdrawTask,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import CALENDAR, at, terms, unit

TERMS = terms()
ABOUT: dict[str, Any] = {name: getattr(TERMS, name) for name in TaskFact.model_fields}
ASSIGNED = TaskAssigned(**dict(TERMS))
ACCEPTED = TaskAccepted(**ABOUT, accepted_on=date(2023, 4, 3))
#: Five working days after Monday the 10th.
OVERDUE = TaskOverdue(
    **ABOUT, due=date(2023, 4, 10), day=date(2023, 4, 11), escalates_after=date(2023, 4, 17)
)
ESCALATED = TaskEscalated(
    **ABOUT,
    to=unit("so"),
    level=1,
    day=date(2023, 4, 18),
    escalates_after=date(2023, 4, 25),
)


ABOVE = unit("so")


def check(day: str, above: NamedUnit | None = ABOVE) -> CheckTask:
    return CheckTask(
        at=at(day, "00:00"), day=date.fromisoformat(day), calendar=CALENDAR, next_level=above
    )


def test_a_task_is_overdue_on_the_day_after_its_due_day() -> None:
    given(page, ASSIGNED).when(check("2023-04-10")).then()
    given(page, ASSIGNED).when(check("2023-04-11")).then(OVERDUE)


def test_a_done_task_is_never_overdue() -> None:
    done = TaskDone(**ABOUT, done_on=date(2023, 4, 3), late=False, note="Xong")
    given(page, ASSIGNED, ACCEPTED, done).when(check("2023-04-11")).then()


def test_what_arrived_on_the_due_day_is_on_time_though_the_check_came_first() -> None:
    command = CompleteTask(at=at("2023-04-10", "16:55"), id=TERMS.id, unit="bao-tang", note="Xong")
    done = TaskDone(**ABOUT, done_on=date(2023, 4, 10), late=False, note="Xong")
    given(page, ASSIGNED, ACCEPTED, OVERDUE).when(command).then(done)


def test_after_the_grace_the_next_level_has_to_see_to_it() -> None:
    given(page, ASSIGNED, OVERDUE).when(check("2023-04-17")).then()
    given(page, ASSIGNED, OVERDUE).when(check("2023-04-18")).then(ESCALATED)


def test_it_climbs_again_after_the_grace_counted_in_working_days() -> None:
    above = unit("thanh-pho")
    again = given(page, ASSIGNED, OVERDUE, ESCALATED)
    again.when(check("2023-04-25", above)).then()
    again.when(check("2023-04-26", above)).then(
        TaskEscalated(
            **ABOUT,
            to=above,
            level=2,
            day=date(2023, 4, 26),
            escalates_after=date(2023, 5, 8),  # 1, 2 and 3 May are off
        )
    )


def test_at_the_top_it_climbs_no_further() -> None:
    given(page, ASSIGNED, OVERDUE).when(check("2023-04-18", None)).then()


def test_days_that_were_slept_through_are_made_up_for_at_once() -> None:
    overdue = OVERDUE.model_copy(update={"day": date(2023, 4, 18)})
    given(page, ASSIGNED).when(check("2023-04-18")).then(overdue, ESCALATED)


def test_a_later_due_day_takes_the_alarm_back() -> None:
    amended = TaskAmended(**dict(terms(due="2023-05-31")))
    given(page, ASSIGNED, OVERDUE, amended).when(check("2023-04-18")).then()


MOMENTS = st.dates(date(2023, 3, 7), date(2023, 6, 30)).map(str)
FILES = st.lists(
    st.builds(Evidence, name=st.just("x.pdf"), sha256=st.sampled_from(["0" * 64, "1" * 64])),
    max_size=1,
).map(tuple)
HELD = st.builds(
    Activity,
    form=st.just("conference"),
    topic=st.just("Dân vận"),
    audience=st.just("Nhân dân"),
    attendance=st.integers(0, 9),
    held_on=st.just(date(2023, 3, 7)),
    evidence=FILES,
)


def by_unit(make: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    units = st.sampled_from(["bao-tang", "thu-vien"])
    return st.builds(make, at=MOMENTS.map(at), id=st.just(TERMS.id), unit=units, **more)


def judged(make: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(make, at=MOMENTS.map(at), id=st.just(TERMS.id), **more)


NOTES = st.sampled_from(["Một nửa", "Xong"])
COMMANDS = st.one_of(
    st.builds(
        AssignTask,
        at=MOMENTS.map(at),
        terms=st.sampled_from([TERMS, terms(kind="activity"), terms(due="2023-05-31")]),
    ),
    by_unit(AcceptTask),
    by_unit(ProgressTask, note=NOTES, evidence=FILES),
    by_unit(HoldActivity, activity=HELD),
    by_unit(CompleteTask, note=NOTES, evidence=FILES),
    judged(VerifyTask, note=NOTES),
    judged(ReturnTask, reason=NOTES),
    MOMENTS.map(check),
    st.builds(HandOverTask, at=MOMENTS.map(at), to=st.sampled_from(["bao-tang", "thu-vien"])),
    st.builds(WithdrawTask, at=MOMENTS.map(at), reason=st.just(Text(vi="Thôi", en="Off"))),
)


@hypothesis_given(st.lists(COMMANDS, max_size=15))
def test_any_life_of_a_task_keeps_the_promises(commands: list[Any]) -> None:
    first = AssignTask(at=at("2023-03-07"), terms=TERMS)
    holds_for_any_past(page, "planning", play(page, [first, *commands]))
