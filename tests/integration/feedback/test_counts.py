"""What a day's start counts: everything once, whatever was missed, repeated or sent late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danvan.contracts.feedback import DayCountTaken
from danvan.services.feedback.application import counts
from tests.integration.feedback.one_stop import LIBRARY, MUSEUM, OneStop, one_stop
from tests.support.engines import Database
from tests.unit.feedback.dossier_examples import day


@pytest.fixture
def desk(database: Database) -> Iterator[OneStop]:
    """The desk, before anybody came."""
    with one_stop(database) as made:
        yield made


def test_a_day_counts_what_was_recorded_since_the_last_count(desk: OneStop) -> None:
    desk.receives("H1", online=True)
    desk.receives("H2")
    desk.receives("H1", unit=MUSEUM)
    desk.begin("4")
    assert desk.counted("4") == {
        (LIBRARY, day("3")): {"dossiers-received": 2, "dossiers-online": 1},
        (MUSEUM, day("3")): {"dossiers-received": 1},
    }
    desk.begin("4")
    desk.begin("5")
    assert desk.counted("5") == {}
    desk.delivers("H1", "6")
    desk.begin("7")
    assert desk.counted("7") == {
        (LIBRARY, day("6")): {"dossiers-resolved": 1, "dossiers-on-time": 1}
    }


def test_what_is_sent_late_counts_for_its_own_day(desk: OneStop) -> None:
    desk.receives("H1")
    desk.begin("4")
    late = {"dossier": "H2", "procedure": "cap-the"}
    late |= {"received_on": "2023-04-03", "appointment": "2023-04-17"}
    desk.does("/dossiers/receive", late, on="6")
    desk.begin("7")
    assert desk.counted("7") == {(LIBRARY, day("3")): {"dossiers-received": 1}}
    days = desk.figures(f"/counts/{LIBRARY}", "1", "30")
    assert days == [{"day": "2023-04-03", "code": "dossiers-received", "amount": 2}]


def test_a_mark_of_the_day_s_start_is_counted_at_the_next_one(desk: OneStop) -> None:
    desk.receives("H1")
    desk.begin("18", "19", "20")
    assert desk.counted("18") == {(LIBRARY, day("3")): {"dossiers-received": 1}}
    assert desk.counted("19") == {
        (LIBRARY, day("18")): {"dossiers-late": 1, "apology-letters-due": 1}
    }
    assert desk.counted("20") == {}


def test_days_that_begin_in_one_work_count_once(desk: OneStop) -> None:
    desk.receives("H1")
    desk.feedback.begin(day("4"))
    desk.receives("H2", "5")
    desk.feedback.begin_together(*map(day, ("18", "19", "20", "19")))
    taken = desk.recorded(DayCountTaken)
    assert [fact.day for fact in taken] == [day(on) for on in ("4", "18", "19", "20")]
    assert [after.after for after in taken[1:]] == [before.up_to for before in taken[:-1]]
    desk.begin("21")
    figures = desk.figures("/counts", "1", "30")
    amounts = {row["code"]: row["amount"] for row in figures}
    assert amounts == {"dossiers-received": 2, "dossiers-late": 2, "apology-letters-due": 2}


def test_missed_days_lose_nothing(desk: OneStop) -> None:
    desk.receives("H1")
    desk.begin("4")
    desk.receives("H2", "5")
    desk.begin("2023-12-30")
    assert desk.counted("2023-12-30")[LIBRARY, day("5")] == {"dossiers-received": 1}


def test_many_facts_are_read_page_by_page(desk: OneStop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        desk.receives(f"H{number}")
    monkeypatch.setattr(counts, "PAGE", 2)
    desk.begin("4")
    assert desk.counted("4") == {(LIBRARY, day("3")): {"dossiers-received": 7}}
