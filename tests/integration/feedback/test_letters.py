"""Letters that are owed, signed and sent many at a time, over the broker and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danvan.contracts import feedback as offers
from danvan.contracts.intake import SubmissionRefused
from danvan.contracts.roles import Role
from tests.integration.feedback.one_stop import LIBRARY, MUSEUM, OneStop, one_stop
from tests.support.engines import Database
from tests.unit.feedback.dossier_examples import day

APOLOGIES = tuple(f"{LIBRARY}.H{number}.apology" for number in range(1, 6))


@pytest.fixture
def desk(database: Database) -> Iterator[OneStop]:
    """The desk owes five apologies for delays of dossiers."""
    with one_stop(database) as made:
        for number in range(1, 6):
            made.receives(f"H{number}")
            made.delays(f"H{number}", "14", "25")
        yield made


def test_many_letters_are_signed_and_sent_at_once(desk: OneStop) -> None:
    signed = desk.says(offers.LettersSignedOffered(letters=APOLOGIES), "15")
    assert len(signed.facts) == 5
    sent = desk.says(offers.LettersSentOffered(letters=APOLOGIES), "16")
    assert len(sent.facts) == 5
    desk.begin("17")
    assert desk.reads("/letters", state="missed")["items"] == []
    figures = desk.figures("/letters/figures", "16", "16")
    assert figures == [
        {
            "unit": LIBRARY,
            "kind": "apology",
            "due": 5,
            "signed": 5,
            "sent": 5,
            "on_time": 5,
            "missed": 0,
        }
    ]


def test_all_or_none_and_every_problem_is_told(desk: OneStop) -> None:
    desk.says(offers.LettersSignedOffered(letters=APOLOGIES[:2]), "15")
    refused = desk.tries(
        offers.LettersSentOffered(letters=(*APOLOGIES[:3], f"{LIBRARY}.X.apology")), "16"
    )
    assert isinstance(refused, SubmissionRefused)
    assert [(each.rule, each.pointer) for each in refused.problems] == [
        ("letter-not-signed", "/letters/2"),
        ("unknown-letter", "/letters/3"),
    ]
    assert desk.reads("/letters", state="sent")["items"] == []
    states = {state: len(desk.reads("/letters", state=state)["items"])
              for state in ("owed", "unsigned", "signed")}  # fmt: skip
    assert states == {"owed": 5, "unsigned": 3, "signed": 2}


def test_a_missed_letter_shows_and_still_shows_when_it_is_sent(desk: OneStop) -> None:
    desk.begin("17")
    assert len(desk.reads("/letters", state="missed", kind="apology")["items"]) == 5
    body = {"letters": [APOLOGIES[0]]}
    desk.does("/letters/sign", body, role=Role.UNIT_HEAD, on="18")
    desk.does("/letters/send", body, on="18")
    [row] = desk.reads("/letters", state="sent")["items"]
    assert (row["on_time"], row["missed_on"], row["signed_by"]) == (
        False,
        "2023-04-17",
        "unit-head",
    )


def test_the_head_signs_and_nobody_else(desk: OneStop) -> None:
    body = {"letters": [APOLOGIES[0]]}
    desk.does("/letters/sign", body, role=Role.UNIT_OFFICER, on="15", status=403)
    desk.does("/letters/sign", body, role=Role.UNIT_HEAD, of=MUSEUM, on="15", status=409)
    desk.does("/letters/sign", body, role=Role.LEADER, of="so", on="15")
    [row] = desk.reads("/letters", state="signed")["items"]
    assert row["signed_by"] == "leader"


def test_thanks_are_owed_too(desk: OneStop) -> None:
    desk.says(
        offers.ThankYouLetterOffered(
            code="TCO-1", about="unit/bao-tang", due_on=day("10"), reason="hien-tang"
        ),
        "5",
        MUSEUM,
    )
    body = {"code": "TCO-2", "about": "unit/so", "due_on": "2023-04-20", "reason": "gop-y"}
    desk.does("/letters/thank-you", body, of=MUSEUM, on="14")
    thanks = desk.reads("/letters", role=Role.UNIT_HEAD, of=MUSEUM, kind="thank-you")["items"]
    assert [row["letter"] for row in thanks] == [
        f"{MUSEUM}.TCO-1.thank-you",
        f"{MUSEUM}.TCO-2.thank-you",
    ]
    desk.begin("15")
    [missed] = desk.reads("/letters", state="missed")["items"]
    assert missed["letter"] == f"{MUSEUM}.TCO-1.thank-you"
