"""A dossier: its one supplement, its appointment, its result, and when it is late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import DelayReason, DossierGround, Timeliness
from danvan.services.feedback.domain import dossier as page
from danvan.services.feedback.domain.dossier_commands import AskSupplement, DossierCommand
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.feedback.dossier_examples import (
    ABOUT,
    ASKED,
    COMPLETED,
    DELAYED,
    LATE,
    LATE_AS_ANNOUNCED,
    RECEIVED,
    ask,
    at,
    begin,
    complete,
    day,
    delay,
    deliver,
    delivered,
    lies_ready,
    ready,
    receive,
    refuse,
    withdraw,
)

EARLY, ON_TIME, TOO_LATE = Timeliness.EARLY, Timeliness.ON_TIME, Timeliness.LATE


def test_a_dossier_is_received_with_an_appointment() -> None:
    given(page).when(receive()).then(RECEIVED)


def test_the_same_receipt_sent_again_changes_nothing_and_another_one_is_refused() -> None:
    given(page, RECEIVED).when(receive(at=at("5"))).then()
    other = receive(at=at("5"), online=True)
    given(page, RECEIVED).when(other).refused("dossier-already-received")


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (receive(at=at("2")), "day-in-the-future"),
        (receive(appointment=day("2")), "appointment-before-receipt"),
        (deliver(), "unknown-dossier"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(command: DossierCommand, rule: str) -> None:
    given(page).when(command).refused(rule)


@pytest.mark.parametrize(("on", "how"), [("16", EARLY), ("17", ON_TIME)])
def test_on_the_appointment_is_on_time_and_before_it_is_early(on: str, how: Timeliness) -> None:
    given(page, RECEIVED).when(deliver(on)).then(delivered(on, how))


def test_a_result_after_the_appointment_is_late_even_before_the_day_s_start_is_heard() -> None:
    given(page, RECEIVED).when(deliver("18")).then(LATE, delivered("18", TOO_LATE))


def test_the_appointment_passes_at_the_start_of_the_next_day_once() -> None:
    given(page, RECEIVED).when(begin("17")).then()
    given(page, RECEIVED).when(begin("18")).then(LATE)
    given(page, RECEIVED, LATE).when(begin("19")).then()


def test_the_mark_bears_the_day_after_the_appointment_also_when_days_were_missed() -> None:
    given(page, RECEIVED).when(begin("21")).then(LATE)


def test_a_day_that_is_reported_after_the_mark_does_not_take_it_back() -> None:
    late = given(page, RECEIVED, LATE)
    late.when(deliver("17", at=at("18"))).then(delivered("17", TOO_LATE))


def test_a_result_on_time_that_is_reported_later_is_on_time_if_nothing_was_marked() -> None:
    given(page, RECEIVED).when(deliver("17", at=at("19"))).then(delivered("17", ON_TIME))


def test_ready_on_time_is_on_time_whenever_it_is_collected() -> None:
    lay = lies_ready("14", EARLY)
    given(page, RECEIVED).when(ready()).then(lay)
    given(page, RECEIVED, lay).when(begin("18")).then()
    given(page, RECEIVED, lay).when(deliver("20")).then(delivered("20", EARLY, "14"))


def test_a_refusal_is_a_result_too() -> None:
    given(page, RECEIVED).when(refuse("18")).then(
        LATE,
        facts.DossierRefused(
            **ABOUT,
            refused_on=day("18"),
            ground=DossierGround.NOT_COMPETENT,
            timeliness=TOO_LATE,
        ),
    )


def test_a_withdrawn_dossier_has_no_result() -> None:
    gone = facts.DossierWithdrawn(**ABOUT, withdrawn_on=day("12"))
    given(page, RECEIVED).when(withdraw()).then(gone)
    given(page, RECEIVED, gone).when(begin("18")).then()
    given(page, RECEIVED, gone).when(deliver()).refused("dossier-closed")


def test_a_supplement_is_asked_within_three_working_days() -> None:
    given(page, RECEIVED).when(ask("6")).then(ASKED)
    [late] = given(page, RECEIVED).when(ask("7")).facts
    assert isinstance(late, facts.DossierSupplementAsked)
    assert (late.last_day, late.late) == (day("6"), True)


def test_days_off_do_not_count_towards_the_supplement() -> None:
    received = receive("28", appointment=date(2023, 5, 26))  # Friday; then five days off
    [asked] = given(page).when(received, ask("2023-05-08")).facts
    assert isinstance(asked, facts.DossierSupplementAsked)
    assert (asked.last_day, asked.late) == (date(2023, 5, 8), False)


def test_a_supplement_is_asked_only_once_even_after_it_came() -> None:
    for past in ((RECEIVED, ASKED), (RECEIVED, ASKED, COMPLETED)):
        given(page, *past).when(ask("6", at=at("12"))).then()
        other = ask("12", ("cccd",))
        given(page, *past).when(other).refused("supplement-already-asked")


def test_the_clock_stands_still_until_the_dossier_is_complete() -> None:
    waiting = given(page, RECEIVED, ASKED)
    waiting.when(begin("18")).then()
    waiting.when(deliver()).refused("dossier-awaits-supplement")
    waiting.when(ready()).refused("dossier-awaits-supplement")
    waiting.when(delay()).refused("dossier-awaits-supplement")


def test_the_appointment_of_the_complete_dossier_is_the_original_one() -> None:
    given(page, RECEIVED, ASKED).when(complete()).then(COMPLETED)
    full = given(page, RECEIVED, ASKED, COMPLETED)
    full.when(begin("24")).then()
    full.when(deliver("24")).then(delivered("24", ON_TIME))
    [late] = full.when(begin("25")).facts
    assert isinstance(late, facts.DossierLate) and late.appointment == day("24")


def test_what_was_not_asked_for_cannot_complete() -> None:
    given(page, RECEIVED).when(complete()).refused("supplement-not-asked")


def test_a_dossier_that_waits_may_be_refused_and_no_appointment_has_passed() -> None:
    [refused] = given(page, RECEIVED, ASKED).when(refuse("20")).facts
    assert isinstance(refused, facts.DossierRefused) and refused.timeliness is ON_TIME
    given(page, RECEIVED, ASKED, refused).when(refuse("20")).then()


def test_a_delay_is_announced_at_least_a_day_before_the_appointment() -> None:
    given(page, RECEIVED).when(delay()).then(DELAYED)
    for on, in_time in (("16", True), ("17", False), ("19", False)):
        [announced] = given(page, RECEIVED).when(delay(on)).facts
        assert isinstance(announced, facts.DossierDelayAnnounced)
        assert (announced.last_day, announced.in_time) == (day("16"), in_time)


def test_an_announced_delay_does_not_move_the_original_appointment() -> None:
    late = given(page, RECEIVED, DELAYED)
    late.when(deliver("17")).then(delivered("17", ON_TIME))
    late.when(begin("18")).then(LATE_AS_ANNOUNCED)
    late.when(begin("18"), deliver("20")).then(delivered("20", TOO_LATE))


def test_a_second_delay_goes_to_the_head_without_another_appointment() -> None:
    up = facts.DossierEscalated(
        **ABOUT, day=day("20"), new_appointment=day("25"), reason=DelayReason.WORKLOAD
    )
    again = given(page, RECEIVED, DELAYED, LATE_AS_ANNOUNCED)
    again.when(delay("20", "28")).then(up)
    again.when(delay("20", "28"), delay("21", "29")).then()


def test_a_second_appointment_that_passes_goes_to_the_head_once() -> None:
    up = facts.DossierEscalated(**ABOUT, day=day("26"), new_appointment=day("25"))
    late = given(page, RECEIVED, DELAYED, LATE_AS_ANNOUNCED)
    late.when(begin("25")).then()
    late.when(begin("26")).then(up)
    late.when(begin("26"), begin("27")).then()


@pytest.mark.parametrize(("on", "new"), [("14", "17"), ("14", "16"), ("20", "19")])
def test_a_new_appointment_lies_after_the_old_one_and_not_in_the_past(on: str, new: str) -> None:
    given(page, RECEIVED).when(delay(on, new)).refused("new-appointment-not-later")


@pytest.mark.parametrize(
    "command", [ask("2", at=at("4")), ready("2", at=at("4")), deliver("2", at=at("4"))]
)
def test_nothing_happens_before_the_receipt(command: DossierCommand) -> None:
    given(page, RECEIVED).when(command).refused("day-before-last-step")


@pytest.mark.parametrize(
    "command", [ask("4"), ready("4"), deliver("4"), refuse("4"), withdraw("4")]
)
def test_nothing_is_reported_before_it_happens(command: DossierCommand) -> None:
    early = command.model_copy(update={"at": at("3")})
    given(page, RECEIVED).when(early).refused("day-in-the-future")


def test_a_case_older_than_all_policies_goes_by_the_first_ones() -> None:
    old = receive(received_on=date(2017, 1, 2), appointment=date(2017, 2, 2))
    [asked] = given(page).when(old, ask("4")).facts
    assert isinstance(asked, facts.DossierSupplementAsked)
    assert asked.policy == ASKED.policy


def test_what_the_law_s_text_was_not_seen_for_is_marked() -> None:
    in_2026 = receive(received_on=date(2026, 1, 5), at=at("2026-01-05"), appointment="2026-02-02")
    late: AskSupplement = ask("2026-01-06")
    [asked] = given(page).when(in_2026, late).facts
    assert isinstance(asked, facts.DossierSupplementAsked)
    assert asked.policy.valid_from == date(2025, 7, 1) and not asked.policy.verified
    assert asked.policy.provisional and asked.policy.calendar == "test"


DAYS = st.dates(day("3"), day("30")).map(str)
COMMANDS = st.one_of(
    st.just(receive()),
    *(st.builds(make, DAYS) for make in (ask, ready, deliver, refuse, withdraw, begin)),
    st.builds(lambda on, more: complete(on, str(day(on) + timedelta(more))), DAYS, st.just(14)),
    st.builds(lambda on, more: delay(on, str(day(on) + timedelta(more))), DAYS, st.integers(0, 9)),
)


@hypothesis_given(st.lists(COMMANDS, max_size=15))
def test_any_life_of_a_dossier_keeps_the_promises(commands: list[Any]) -> None:
    happened = play(page, [receive(), *commands])
    holds_for_any_past(page, "feedback", happened)
    late = [fact for fact in happened if isinstance(fact, facts.DossierLate)]
    resolved = [
        fact
        for fact in happened
        if isinstance(fact, facts.DossierReady | facts.DossierRefused)
        or (isinstance(fact, facts.DossierDelivered) and fact.ready_on is None)
    ]
    assert len(late) <= 1 and len(resolved) <= 1
    for fact in resolved:
        assert (fact.timeliness is TOO_LATE) == bool(late), "either on time or counted late"
