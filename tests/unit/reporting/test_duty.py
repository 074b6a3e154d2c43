"""Duties: opened by a plan, amended by its next version, closed; and their days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts.base import Refused
from danvan.contracts.plan import DueRule
from danvan.contracts.reporting import DutyAmended, DutyClosed, DutyOpened
from danvan.services.reporting.domain import duty
from danvan.services.reporting.domain.duty import CloseDuty, SetDuty, owed_terms, terms_of
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.reporting.examples import DUTY, MUSEUM, PLAN, THEATRE, at, named, terms

OPENED = DutyOpened(**dict(terms()), opened_on=date(2023, 3, 7))
LATER = terms(due=DueRule(on=date(2023, 5, 20)), last_day_on_time=date(2023, 5, 20))
CLOSED = DutyClosed(
    duty=DUTY,
    plan=PLAN,
    series="public-engagement",
    period="h1",
    closed_on=date(2023, 12, 31),
    withdrawn=False,
)


def test_a_plan_opens_a_duty() -> None:
    given(duty).when(SetDuty(at=at(3, 7), terms=terms())).then(OPENED)


def test_a_new_version_amends_what_has_changed() -> None:
    amended = DutyAmended(**dict(LATER), amended_on=date(2023, 4, 3))
    given(duty, OPENED).when(SetDuty(at=at(4, 3), terms=LATER)).then(amended)


def test_a_new_version_leaves_alone_what_has_not_changed() -> None:
    given(duty, OPENED).when(SetDuty(at=at(4, 3), terms=terms())).then()


def test_a_duty_is_closed_once() -> None:
    close = CloseDuty(at=at(12, 31), withdrawn=False)
    given(duty, OPENED).when(close).then(CLOSED)
    given(duty, OPENED).when(close, close).then()


def test_what_was_never_opened_is_not_closed() -> None:
    given(duty).when(CloseDuty(at=at(12, 31), withdrawn=False)).then()


def test_a_withdrawn_duty_may_come_back() -> None:
    withdrawn = CLOSED.model_copy(update={"withdrawn": True})
    outcome = given(duty, OPENED, withdrawn).when(SetDuty(at=at(4, 3), terms=terms()))
    outcome.then(OPENED.model_copy(update={"opened_on": date(2023, 4, 3)}))


def test_a_unit_of_the_duty_owes_a_report() -> None:
    assert owed_terms(given(duty, OPENED).state, DUTY, MUSEUM, None) == terms()


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ([], "report-not-owed"),
        ([DutyOpened(**dict(terms(units=(named(THEATRE),))), opened_on=date(2023, 3, 7))],
         "report-not-owed"),
        ([OPENED, CLOSED], "duty-closed"),
    ],
)  # fmt: skip
def test_nobody_else_owes_one_and_nothing_is_taken_in_after_closing(
    facts: list[DutyOpened], rule: str
) -> None:
    with pytest.raises(Refused) as refused:
        owed_terms(given(duty, *facts).state, DUTY, MUSEUM, "/data/duty")
    assert (refused.value.rule, refused.value.pointer) == (rule, "/data/duty")


def test_terms_are_known_while_a_duty_is_open_and_after() -> None:
    for past in ([OPENED], [OPENED, CLOSED]):
        assert terms_of(given(duty, *past).state, DUTY) == terms()


def test_what_was_never_opened_has_no_terms() -> None:
    with pytest.raises(Refused) as refused:
        terms_of(duty.INITIAL, DUTY)
    assert refused.value.rule == "unknown-duty"


def test_a_unit_that_no_longer_owes_is_not_forgotten() -> None:
    fewer = DutyAmended(**dict(terms(units=(named(THEATRE),))), amended_on=date(2023, 4, 3))
    state = given(duty, OPENED, fewer).state
    assert [owing.unit for owing in state.ever] == [MUSEUM, THEATRE]


COMMANDS = st.one_of(
    st.builds(SetDuty, at=st.just(at(3, 7)), terms=st.sampled_from([terms(), LATER])),
    st.builds(CloseDuty, at=st.just(at(4, 3)), withdrawn=st.booleans()),
)


@for_all(st.lists(COMMANDS, max_size=8))
def test_any_commands_keep_the_promises_of_an_aggregate(commands: list[duty.DutyCommand]) -> None:
    holds_for_any_past(duty, "reporting", play(duty, commands))
