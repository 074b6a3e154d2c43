"""A letter that is owed: signed by the head, sent, or missed and still owed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import LetterKind
from danvan.contracts.roles import Role
from danvan.services.feedback.domain import letter as page
from danvan.services.feedback.domain.letter import (
    CheckLetter,
    LetterCommand,
    OweLetter,
    SendLetter,
    SignLetter,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.feedback.dossier_examples import APOLOGY, at, day

ABOUT: dict[str, Any] = {"unit": "thu-vien", "letter": APOLOGY, "kind": LetterKind.APOLOGY}
MATTER: dict[str, Any] = {
    "about": "dossier/thu-vien.H29-1",
    "due_on": day("16"),
    "reason": "workload",
}


def owe(on: str = "14", **more: Any) -> OweLetter:
    return OweLetter(**{"at": at(on), **ABOUT, **MATTER, **more})


def sign(on: str = "15", unit: str | None = "thu-vien") -> SignLetter:
    return SignLetter(at=at(on), letter=APOLOGY, unit=unit, by=Role.UNIT_HEAD)


def send(on: str = "16", unit: str = "thu-vien") -> SendLetter:
    return SendLetter(at=at(on), letter=APOLOGY, unit=unit)


def begin(on: str) -> CheckLetter:
    return CheckLetter(at=at(on, "00:00"), letter=APOLOGY, day=day(on))


DUE = facts.LetterDue(**ABOUT, **MATTER, opened_on=day("14"))
SIGNED = facts.LetterSigned(**ABOUT, signed_on=day("15"), by=Role.UNIT_HEAD)
MISSED = facts.LetterMissed(**ABOUT, due_on=day("16"), day=day("17"))


def sent(on: str, *, on_time: bool) -> facts.LetterSent:
    return facts.LetterSent(**ABOUT, sent_on=day(on), on_time=on_time)


def test_a_letter_is_owed_once_whatever_the_second_reason() -> None:
    given(page).when(owe()).then(DUE)
    given(page, DUE).when(owe("20", due_on=day("25"), reason="not-announced")).then()


def test_a_letter_is_signed_then_sent() -> None:
    given(page, DUE).when(sign()).then(SIGNED)
    given(page, DUE, SIGNED).when(send()).then(sent("16", on_time=True))
    given(page, DUE, SIGNED, sent("16", on_time=True)).when(send("18")).then()


def test_an_unsigned_letter_is_not_sent() -> None:
    given(page, DUE).when(send()).refused("letter-not-signed")


@pytest.mark.parametrize("command", [sign(unit="bao-tang"), send(unit="bao-tang")])
def test_a_unit_signs_and_sends_its_own_letters_only(command: LetterCommand) -> None:
    given(page, DUE, SIGNED).when(command).refused("letter-of-another-unit")


def test_the_agency_s_leader_signs_for_any_unit() -> None:
    given(page, DUE).when(sign(unit=None)).then(SIGNED)


@pytest.mark.parametrize("command", [sign(), send()])
def test_a_letter_that_nobody_owes_is_not_written(command: LetterCommand) -> None:
    given(page).when(command).refused("unknown-letter")


def test_a_letter_is_missed_when_the_day_after_the_due_day_begins_once() -> None:
    for past in ((DUE,), (DUE, SIGNED)):
        given(page, *past).when(begin("16")).then()
        given(page, *past).when(begin("17")).then(MISSED)
    given(page, DUE, MISSED).when(begin("18")).then()
    given(page, DUE, SIGNED, sent("16", on_time=True)).when(begin("17")).then()


def test_a_missed_letter_is_still_sent_and_stays_missed() -> None:
    missed = given(page, DUE, MISSED, SIGNED)
    missed.when(send("18")).then(sent("18", on_time=False))
    assert missed.when(send("18")).facts and missed.state.missed


def test_a_letter_sent_late_was_missed_also_before_the_day_s_start_is_heard() -> None:
    late = given(page, DUE, SIGNED).when(send("17"))
    late.then(MISSED, sent("17", on_time=False))


def test_a_duty_that_begins_after_its_last_day_is_missed_at_once() -> None:
    given(page).when(owe("17")).then(DUE.model_copy(update={"opened_on": day("17")}), MISSED)


DAYS = st.dates(day("10"), day("20")).map(str)
COMMANDS = st.one_of(*(st.builds(make, DAYS) for make in (owe, sign, send, begin)))


@hypothesis_given(st.lists(COMMANDS, max_size=12))
def test_any_life_of_a_letter_keeps_the_promises(commands: list[Any]) -> None:
    happened = play(page, [owe(), *commands])
    holds_for_any_past(page, "feedback", happened)
    late = [f for f in happened if isinstance(f, facts.LetterSent) and not f.on_time]
    missed = [f for f in happened if isinstance(f, facts.LetterMissed)]
    assert len(missed) <= 1 and len(late) <= len(missed)
