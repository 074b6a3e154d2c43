"""Sessions of citizen reception, visits, and what the law asks of the head of a unit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import ReceptionKind, VisitOutcome, VisitTerms
from danvan.contracts.policy import PolicyUsed
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.workdays import vietnam_calendar
from danvan.services.feedback.domain import head_reception, reception, visit
from danvan.services.feedback.domain.reception_clocks import ReceptionClocks
from danvan.services.feedback.law import read_law
from tests.support.scenario import given, holds_for_any_past, play

UNIT, DAY = "thu-vien", date(2023, 5, 15)
SESSION = f"{UNIT}.2023-05-15.head"
ABOUT: dict[str, Any] = {
    "unit": UNIT,
    "session": SESSION,
    "kind": ReceptionKind.HEAD,
    "day": DAY,
}
CLOCKS = ReceptionClocks(rows=read_law().rows, calendar=vietnam_calendar(2022, 2024))
POST_BY, POSTING = CLOCKS.post_by(ReceptionKind.HEAD, DAY)
ANSWER_BY, ANSWERING = CLOCKS.answer_by(DAY)
TERMS = VisitTerms(visit="TCD-1", people=3, outcome=VisitOutcome.NEEDS_TIME)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), LOCAL)


def announce(posted_on: date) -> reception.ScheduleReception:
    return reception.ScheduleReception(
        at=at(posted_on), **ABOUT, posted_on=posted_on, last_day=POST_BY, policy=POSTING
    )


def hold(on: date = DAY, *, in_person: bool = True) -> reception.HoldReception:
    return reception.HoldReception(at=at(on), **ABOUT, in_person=in_person)


def begin(today: date) -> reception.CheckReception:
    return reception.CheckReception(at=at(today), **ABOUT, today=today)


def announced(posted_on: date, *, late: bool) -> facts.ReceptionScheduled:
    return facts.ReceptionScheduled(
        **ABOUT, posted_on=posted_on, last_day=POST_BY, late=late, policy=POSTING
    )


def test_the_times_come_from_law_and_the_working_days() -> None:
    # Backward from Monday 15 May: 12 11 10 9 8
    assert date(2023, 5, 8) == POST_BY
    # 16 17 18 19 22 23 24 25 26 29
    assert date(2023, 5, 29) == ANSWER_BY
    # Over the holidays: backward from Friday 5 May: 4, then 28 27 26 25 April
    assert CLOCKS.post_by(ReceptionKind.REGULAR, date(2023, 5, 5))[0] == date(2023, 4, 25)
    assert CLOCKS.post_by(ReceptionKind.AD_HOC, DAY) == (None, None)
    assert isinstance(ANSWERING, PolicyUsed) and ANSWERING.verified


def test_a_session_announced_five_working_days_before_is_in_time() -> None:
    last = date(2023, 5, 8)
    given(reception).when(announce(last)).then(announced(last, late=False))
    after = last + timedelta(days=1)
    given(reception).when(announce(after)).then(announced(after, late=True))


def test_an_announced_session_that_passed_unheld_is_missed_once() -> None:
    told = given(reception, announced(date(2023, 5, 8), late=False))
    missed = facts.ReceptionMissed(**ABOUT, noticed_on=date(2023, 5, 16))
    told.when(begin(DAY)).then()
    told.when(begin(date(2023, 5, 16))).then(missed)
    given(reception, *told.facts, missed).when(begin(date(2023, 5, 17))).then()


def test_one_that_was_held_is_not_missed() -> None:
    held = facts.ReceptionHeld(**ABOUT, in_person=True)
    given(reception).when(hold()).then(held)
    given(reception, announced(date(2023, 5, 8), late=False), held).when(
        begin(date(2023, 5, 16))
    ).then()


def test_what_was_recorded_of_a_session_stays() -> None:
    held = facts.ReceptionHeld(**ABOUT, in_person=True)
    given(reception, held).when(hold()).then()
    given(reception, held).when(hold(in_person=False)).refused("reception-held-otherwise")


def test_nothing_is_reported_before_it_has_happened() -> None:
    given(reception).when(hold(DAY - timedelta(days=1))).refused("day-in-the-future")
    early = announce(DAY).model_copy(update={"at": at(DAY - timedelta(days=1))})
    given(reception).when(early).refused("day-in-the-future")


def receive(terms: VisitTerms = TERMS) -> visit.ReceiveVisit:
    return visit.ReceiveVisit(
        at=at(DAY), **ABOUT, terms=terms, answer_by=ANSWER_BY, policy=ANSWERING
    )


def answer(on: date) -> visit.AnswerVisit:
    return visit.AnswerVisit(at=at(on), unit=UNIT, visit="TCD-1", answered_on=on)


RECEIVED = facts.VisitReceived(**dict(TERMS), **ABOUT, answer_by=ANSWER_BY, policy=ANSWERING)
LATE = facts.VisitAnswerMissed(
    unit=UNIT, visit="TCD-1", answer_by=ANSWER_BY, day=ANSWER_BY + timedelta(days=1)
)


def test_a_visit_is_received_once_under_its_number() -> None:
    given(visit).when(receive()).then(RECEIVED)
    given(visit, RECEIVED).when(receive()).then()
    other = TERMS.model_copy(update={"people": 4})
    given(visit, RECEIVED).when(receive(other)).refused("visit-number-reused")


def test_the_result_is_told_in_time_or_late() -> None:
    def told(on: date, *, on_time: bool) -> facts.VisitAnswered:
        return facts.VisitAnswered(unit=UNIT, visit="TCD-1", answered_on=on, on_time=on_time)

    given(visit, RECEIVED).when(answer(ANSWER_BY)).then(told(ANSWER_BY, on_time=True))
    after = ANSWER_BY + timedelta(days=1)
    given(visit, RECEIVED, LATE).when(answer(after)).then(told(after, on_time=False))
    given(visit).when(answer(DAY)).refused("unknown-visit")
    before = DAY - timedelta(days=1)
    given(visit, RECEIVED).when(answer(before)).refused("answer-day-impossible")


def test_a_result_that_was_not_told_shows_once() -> None:
    check = visit.CheckVisit(at=at(ANSWER_BY), today=ANSWER_BY)
    given(visit, RECEIVED).when(check).then()
    after = visit.CheckVisit(at=at(LATE.day), today=LATE.day)
    given(visit, RECEIVED).when(after).then(LATE)
    given(visit, RECEIVED, LATE).when(after).then()


def test_a_head_who_received_on_too_few_days_of_a_month_shows_once() -> None:
    month = date(2023, 4, 1)
    wanted, policy = CLOCKS.head_days(month)
    assert wanted == 1

    def over(held: int) -> head_reception.CheckMonth:
        return head_reception.CheckMonth(
            at=at(date(2023, 5, 1)), unit=UNIT, month=month, held=held, wanted=wanted, policy=policy
        )

    missed = facts.HeadReceptionMissed(unit=UNIT, month=month, held=0, wanted=1, policy=policy)
    given(head_reception).when(over(1)).then()
    given(head_reception).when(over(0)).then(missed)
    given(head_reception, missed).when(over(0)).then()


DAYS = st.dates(date(2023, 5, 1), date(2023, 6, 10))


@hypothesis_given(st.lists(st.one_of(st.builds(announce, DAYS), st.builds(hold, DAYS),
                                     st.builds(begin, DAYS)), max_size=8))  # fmt: skip
def test_any_life_of_a_session_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(reception, "feedback", play(reception, commands))


@hypothesis_given(
    st.lists(
        st.one_of(
            st.just(receive()),
            st.builds(answer, DAYS),
            st.builds(lambda day: visit.CheckVisit(at=at(day), today=day), DAYS),
        ),
        max_size=8,
    )
)
def test_any_life_of_a_visit_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(visit, "feedback", play(visit, commands))
