"""Conformance over HTTP and on the command line, on a real store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from danvan.cli import run
from danvan.contracts.roles import Role
from danvan.services.chassis.auth import local_token
from danvan.services.feedback.__main__ import SERVICE
from tests.integration.feedback.petition_office import DOCUMENT, UNIT, Office
from tests.integration.inspection.archived import listening
from tests.support.engines import Database
from tests.support.grounds import AUDIENCE, bench

OTHERS = "thu-vien"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """A museum that has handled one complaint well and one late."""
    with bench(SERVICE, database) as feedback:
        office = Office(feedback)
        good, late = (f"{UNIT}.dung-han", f"{UNIT}.tre-han")
        for id_ in (good, late):
            office.receives("2023-03-06", number=id_.partition(".")[2])
        for id_ in (good, late):
            office.classifies(id_, "complaint", "2023-03-07")
        for id_ in (good, late):
            office.steps(id_, "2023-03-08", "accept", "verify", "propose")
        for id_, day in ((good, "2023-03-31"), (late, "2023-04-10")):
            office.steps(id_, day, "decide", outcome="right", document=DOCUMENT)
            office.steps(id_, day, "notify", delivered_on=day)
        yield office


def test_the_cases_that_left_their_procedure_are_listed(office: Office) -> None:
    told = office.reads("/conformance", procedure="complaint-first", as_of="2023-12-29")
    assert (told["checked"], told["totals"], told["next"]) == (2, {"late-decision": 1}, None)
    [case] = told["items"]
    [late] = case["deviations"]
    assert (case["case"], late["days"], late["days_in"]) == (f"{UNIT}.tre-han", 3, "calendar-day")
    pointed = late["facts"][-1]
    stored = office.feedback.ground.journal.load([pointed["stream"]])[pointed["stream"]]
    assert stored[pointed["version"] - 1].id == pointed["id"]
    assert stored[pointed["version"] - 1].type.endswith("petition-step-taken.v1")


def asks(office: Office, path: str, role: Role, of: str | None, **query: str) -> Any:
    """Somebody asks; the answer may be a no."""
    query["after"] = str(office.feedback.ground.journal.head())
    return office.feedback.call("GET", path, role, of, params=query)


def test_a_list_is_cut_by_unit_and_days(office: Office) -> None:
    def checked(procedure: str = "complaint-first", **query: str) -> int:
        answer = asks(office, "/conformance", Role.INSPECTOR, None, procedure=procedure, **query)
        count: int = answer.json()["checked"]
        return count

    assert checked(unit=OTHERS) == 0
    assert checked(unit=UNIT, since="2023-03-06", until="2023-03-06") == 2
    assert checked(since="2023-03-07") == 0
    assert checked(until="2023-03-05") == 0
    assert checked(as_of="2023-03-01") == 0
    assert checked("denunciation") == 0
    assert checked("submission") == 0


def test_a_page_looks_at_so_many_cases_and_goes_on(office: Office) -> None:
    first = office.reads("/conformance", procedure="complaint-first", limit=1)
    assert (first["checked"], first["items"]) == (1, [])
    second = office.reads(
        "/conformance", procedure="complaint-first", limit=1, cursor=first["next"]
    )
    assert [case["case"] for case in second["items"]] == [f"{UNIT}.tre-han"]


def test_one_case_is_told_under_the_law_then_and_under_another(office: Office) -> None:
    path = f"/conformance/petition/{UNIT}.dung-han"
    assert office.reads(path, as_of="2023-12-29")["deviations"] == []
    other = office.reads(path, as_of="2023-12-29", policy="2026-07-01")
    [change] = [each for each in other["changes"] if each["clock"] == "accept"]
    assert change["before"]["due"] > change["after"]["due"]
    assert change["after"]["row"]["basis"].startswith("155/2026/NĐ-CP")


def test_a_dossier_is_held_against_its_appointment(office: Office) -> None:
    about = {"received_on": "2023-04-11", "appointment": "2023-04-25", "procedure": "cap-the"}
    for code in ("H29-1", "H29.2"):
        office.does("/dossiers/receive", {"dossier": code, **about}, "2023-04-11")
    for code, day in (("H29-1", "2023-04-25"), ("H29.2", "2023-04-27")):
        office.does("/dossiers/deliver", {"dossier": code, "delivered_on": day}, day)
    told = office.reads("/conformance", procedure="dossier", limit=1, as_of="2023-12-29")
    assert told["items"] == []
    told = office.reads(
        "/conformance", procedure="dossier", cursor=told["next"], as_of="2023-12-29"
    )
    [case] = told["items"]
    assert case["case"] == f"{UNIT}.H29.2"
    assert set(told["totals"]) == {"late-decision", "delay-not-announced"}
    alone = office.reads(f"/conformance/dossier/{UNIT}.H29.2", as_of="2023-12-29")
    assert alone == case


def test_who_may_ask_what(office: Office) -> None:
    late, nobodys = (f"/conformance/petition/{UNIT}.{code}" for code in ("tre-han", "khong-co"))
    dossiers = {"procedure": "dossier", "unit": OTHERS}
    cases: list[tuple[str, dict[str, str], Role, str | None, int]] = [
        (late, {}, Role.INSPECTOR, None, 200),
        (late, {}, Role.UNIT_HEAD, UNIT, 200),
        (late, {}, Role.UNIT_HEAD, OTHERS, 403),
        (late, {}, Role.CITIZEN, None, 403),
        (nobodys, {}, Role.INSPECTOR, None, 404),
        (late, {"policy": "2001"}, Role.INSPECTOR, None, 409),
        ("/conformance", {"procedure": "xin-cho"}, Role.INSPECTOR, None, 404),
        ("/conformance", {"procedure": "dossier"}, Role.UNIT_HEAD, UNIT, 200),
        ("/conformance", dossiers, Role.UNIT_HEAD, UNIT, 403),
    ]
    for path, query, role, unit, status in cases:
        answer = asks(office, path, role, unit, **query)
        assert answer.status_code == status, (path, query, role, answer.text)


def test_the_command_shows_deviations_and_says_no(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    key = office.feedback.key
    token = local_token(key, "thanh-tra", Role.INSPECTOR, None, hours=1, audience=AUDIENCE)
    asked = ["--lang", "en", "audit", "check", "complaint-first", "--token", token]
    office.reads("/petitions")  # no worker runs here to keep the read tables up to date
    with listening(office.feedback) as url:
        assert run([*asked, "--url", url, "--as-of", "2023-12-29"]) == 1
        out, err = capsys.readouterr()
        assert "late-decision" in out and "02/2011/QH13" in out and "3 calendar" in out
        assert "Checked 2, of which 1 deviate, as of 2023-12-29" in err
        assert run([*asked, "--url", url, "--as-of", "2023-12-29", "--json"]) == 1
        told = json.loads(capsys.readouterr().out)
        assert (told["checked"], told["totals"]) == (2, {"late-decision": 1})
        assert run([*asked, "--url", url, "--until", "2023-01-01"]) == 0
        assert run([*asked, "--url", url, "--policy", "2001"]) == 1
        assert "There is no version '2001'" in capsys.readouterr().err
