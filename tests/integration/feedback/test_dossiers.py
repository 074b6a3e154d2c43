"""Dossiers over the broker and over HTTP: their lists, their figures, their day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from danvan.contracts import feedback as offers
from danvan.contracts.feedback import (
    DelayReason,
    DossierDelivered,
    DossierGround,
    DossierLate,
    DossierReceived,
    LetterDue,
    LetterMissed,
)
from danvan.contracts.intake import SubmissionRefused
from danvan.contracts.planning import UnitMerged
from danvan.contracts.roles import Role
from tests.integration.feedback.one_stop import LIBRARY, MUSEUM, OneStop, one_stop
from tests.support.engines import Database
from tests.unit.feedback.dossier_examples import at, day


@pytest.fixture
def desk(database: Database) -> Iterator[OneStop]:
    """The desk, before anybody came."""
    with one_stop(database) as made:
        yield made


def bucket(desk: OneStop, code: str) -> tuple[str, str]:
    row = desk.reads(f"/dossiers/{LIBRARY}/{code}")
    return row["status"], row["bucket"]


def test_the_five_buckets(desk: OneStop) -> None:
    for code in ("early", "on-time", "late", "overdue"):
        desk.receives(code)
    desk.receives("open", until="28", online=True)
    desk.delivers("early", "14")
    desk.delivers("on-time", "17")
    desk.begin("18")
    desk.delivers("late", "19")
    stand = {
        "early": ("delivered", "early"),
        "on-time": ("delivered", "on-time"),
        "late": ("delivered", "late"),
        "overdue": ("in-progress", "overdue"),
        "open": ("in-progress", "not-yet-due"),
    }
    assert {code: bucket(desk, code) for code in stand} == stand
    figures = desk.figures("/dossiers/figures", "1", "30")
    assert figures == {
        "items": [
            {
                "unit": LIBRARY,
                "procedure": "cap-the",
                "received": 5,
                "online": 1,
                "early": 1,
                "on_time": 1,
                "late": 1,
                "turned_late": 2,
                "withdrawn": 0,
            }
        ],
        "not_yet_due": 1,
        "overdue": 1,
    }
    one_day = desk.figures("/dossiers/figures", "17", "17")
    assert one_day["items"][0]["on_time"] == 1 and one_day["items"][0]["received"] == 0


def test_the_whole_life_with_a_supplement(desk: OneStop) -> None:
    desk.receives("H29.05-1")
    papers = ("don", "cccd")
    asked = offers.DossierSupplementOffered(dossier="H29.05-1", papers=papers, asked_on=day("5"))
    desk.says(asked, "5")
    desk.begin("18")
    assert bucket(desk, "H29.05-1") == ("awaiting-supplement", "not-yet-due")
    full = offers.DossierCompletedOffered(
        dossier="H29.05-1", completed_on=day("18"), appointment=day("24")
    )
    desk.says(full, "18")
    desk.says(offers.DossierReadyOffered(dossier="H29.05-1", ready_on=day("24")), "24")
    desk.begin("25")
    desk.delivers("H29.05-1", "26")
    assert desk.recorded(DossierLate) == []
    [delivered] = desk.recorded(DossierDelivered)
    assert (delivered.ready_on, delivered.timeliness) == (day("24"), "on-time")
    assert bucket(desk, "H29.05-1") == ("delivered", "on-time")


def test_a_receipt_sent_twice_is_one_and_another_content_is_refused(desk: OneStop) -> None:
    desk.receives("H1")
    desk.receives("H1")
    assert len(desk.recorded(DossierReceived)) == 1
    other = offers.DossierReceivedOffered(
        dossier="H1", procedure="cap-the", received_on=day("3"), appointment=day("18")
    )
    refused = desk.tries(other, "4")
    assert isinstance(refused, SubmissionRefused)
    assert refused.rule == "dossier-already-received"


def test_units_name_their_dossiers_apart(desk: OneStop) -> None:
    desk.receives("H1")
    desk.receives("H1", until="20", unit=MUSEUM)
    unknown = offers.DossierReadyOffered(dossier="H1", ready_on=day("4"))
    assert isinstance(desk.tries(unknown, "4", "so"), SubmissionRefused)
    units = [row["unit"] for row in desk.reads("/dossiers")["items"]]
    assert units == [MUSEUM, LIBRARY]


def test_a_delay_obliges_to_an_apology_before_the_appointment(desk: OneStop) -> None:
    desk.receives("H1")
    desk.delays("H1", "14", "25")
    [due] = desk.recorded(LetterDue)
    assert (due.letter, due.due_on, due.reason) == (f"{LIBRARY}.H1.apology", day("16"), "workload")
    assert due.about == f"dossier/{LIBRARY}.H1"
    desk.begin("16")
    assert desk.recorded(LetterMissed) == []
    desk.begin("17", "18")
    [missed] = desk.recorded(LetterMissed)
    assert (missed.due_on, missed.day) == (day("16"), day("17"))
    assert [late.announced for late in desk.recorded(DossierLate)] == [True]
    desk.begin("26", "27")
    row = desk.reads(f"/dossiers/{LIBRARY}/H1")
    assert (row["promised"], row["escalated_on"]) == ("2023-04-25", "2023-04-26")
    desk.receives("H2", "27", until="28")
    assert [one["dossier"] for one in desk.reads("/dossiers", escalated=True)["items"]] == ["H1"]


def test_a_dossier_late_without_a_word_owes_an_apology_that_is_missed_at_once(
    desk: OneStop,
) -> None:
    desk.receives("H1")
    desk.receives("H2")
    desk.begin("18")
    desk.delays("H1", "19", "25")
    assert [due.reason for due in desk.recorded(LetterDue)] == ["not-announced", "not-announced"]
    missed = desk.reads("/letters", state="missed")["items"]
    assert [(row["letter"], row["missed_on"]) for row in missed] == [
        (f"{LIBRARY}.H1.apology", "2023-04-18"),
        (f"{LIBRARY}.H2.apology", "2023-04-18"),
    ]
    # Reported late before the day's start was heard: the same duty in the same work.
    desk.receives("H3", "19", until="20")
    desk.delivers("H3", "21")
    assert len(desk.recorded(LetterMissed)) == 3


def test_days_that_begin_together_mark_as_days_apart(desk: OneStop) -> None:
    desk.receives("H1")
    desk.delays("H1", "14", "19")
    desk.begin("18", "19", "20")
    assert len(desk.recorded(DossierLate)) == 1
    desk.begin("20", "18")
    assert len(desk.recorded(DossierLate)) == 1


def test_people_speak_for_their_unit_over_http(desk: OneStop) -> None:
    body = {
        "dossier": "H1",
        "procedure": "cap-the",
        "received_on": "2023-04-03",
        "appointment": "2023-04-17",
    }
    desk.does("/dossiers/receive", body)
    missing = {"dossier": "H1", "papers": ["don"], "asked_on": "2023-04-04"}
    desk.does("/dossiers/ask-supplement", missing, on="4")
    full = {"dossier": "H1", "completed_on": "2023-04-05", "appointment": "2023-04-19"}
    desk.does("/dossiers/complete", full, on="5")
    late = {"dossier": "H1", "reason": "verification", "new_appointment": "2023-04-25"}
    desk.does("/dossiers/announce-delay", late, on="6")
    desk.does("/dossiers/ready", {"dossier": "H1", "ready_on": "2023-04-18"}, on="18")
    desk.does("/dossiers/deliver", {"dossier": "H1", "delivered_on": "2023-04-18"}, on="18")
    assert bucket(desk, "H1") == ("delivered", "early")
    for code, path, more in (
        ("H2", "refuse", {"refused_on": "2023-04-18", "ground": DossierGround.NOT_COMPETENT}),
        ("H3", "withdraw", {"withdrawn_on": "2023-04-17"}),
    ):
        desk.does("/dossiers/receive", body | {"dossier": code})
        desk.does(f"/dossiers/{path}", {"dossier": code, **more}, on="18")
    assert bucket(desk, "H2") == ("refused", "late")
    assert bucket(desk, "H3") == ("withdrawn", "withdrawn")
    refusal = desk.does(
        "/dossiers/deliver", {"dossier": "H9", "delivered_on": "2023-04-18"}, on="18", status=409
    )
    assert refusal["type"] == "unknown-dossier"


def test_lists_are_paged_and_show_a_unit_its_own(desk: OneStop) -> None:
    for code in ("a", "b.1", "b.2", "c"):
        desk.receives(code, until="5" if code == "b.2" else "17")
    desk.receives("x", unit=MUSEUM)
    desk.begin("6")
    own: dict[str, Any] = {"role": Role.UNIT_OFFICER, "of": LIBRARY}
    first = desk.reads("/dossiers", **own, limit=3)
    rest = desk.reads("/dossiers", **own, limit=3, cursor=first["next"])
    codes = [row["dossier"] for row in [*first["items"], *rest["items"]]]
    assert codes == ["a", "b.1", "b.2", "c"] and rest["next"] is None
    overdue = desk.reads("/dossiers", bucket="overdue")["items"]
    assert [row["id"] for row in overdue] == [f"{LIBRARY}.b.2"]
    foreign = desk.feedback.call("GET", f"/dossiers/{MUSEUM}/x", Role.UNIT_OFFICER, LIBRARY)
    assert foreign.status_code == 403


def test_whoever_takes_a_unit_s_place_goes_on_with_its_dossiers_and_letters(desk: OneStop) -> None:
    desk.receives("H1", unit=MUSEUM)
    name = {"vi": "Thư viện", "en": "Library"}
    merged = UnitMerged.model_validate(
        {
            "unit": MUSEUM,
            "effective": "2023-04-10",
            "into": {"unit": LIBRARY, "name": name, "kind": "affiliated-unit"},
        }
    )
    desk.feedback.hear("planning", f"unit/{MUSEUM}", merged, at("5"))
    delayed = offers.DossierDelayOffered(
        dossier="H1", received_by=MUSEUM, reason=DelayReason.WORKLOAD, new_appointment=day("25")
    )
    early = desk.tries(delayed, "9")
    assert isinstance(early, SubmissionRefused) and early.rule == "dossier-of-another-unit"
    desk.says(delayed, "10")
    letters = (f"{MUSEUM}.H1.apology",)
    desk.says(offers.LettersSignedOffered(letters=letters), "11")
    desk.says(offers.LettersSentOffered(letters=letters), "11")
    foreign = desk.tries(delayed, "11", "so")
    assert isinstance(foreign, SubmissionRefused)
    row = desk.reads(f"/dossiers/{MUSEUM}/H1")
    assert (row["unit"], row["promised"]) == (MUSEUM, "2023-04-25")
