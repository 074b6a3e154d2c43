"""Petitions over HTTP and over the broker, on a real store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from danvan.contracts.feedback import (
    Channel,
    PetitionClass,
    PetitionClassificationOffered,
    PetitionLinkOffered,
    PetitionOffered,
    PetitionStepOffered,
    Relation,
)
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.planning import UnitMerged
from danvan.contracts.roles import Role
from danvan.services.feedback.__main__ import SERVICE
from tests.integration.feedback.petition_office import DOCUMENT, UNIT, Office
from tests.support.engines import Database
from tests.support.grounds import bench
from tests.unit.planning.builders import at, unit


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """A museum without petitions; in the end the read tables equal a rebuild."""
    with bench(SERVICE, database) as feedback:
        yield Office(feedback)
        assert feedback.ground.views.compare() is None


def accepted_complaint(office: Office, number: str = "kn-1") -> str:
    id_: str = office.receives("2023-03-06", number=number)["petition"]
    office.classifies(id_, "complaint", "2023-03-07")
    office.steps(id_, "2023-03-08", "accept", "verify")
    return id_


def test_a_complaint_goes_from_receipt_to_closure(office: Office) -> None:
    id_ = accepted_complaint(office)
    assert [clock["due"] for clock in office.petition(id_)["clocks"]] == ["2023-04-07"]
    office.steps(id_, "2023-03-13", "propose")
    office.steps(id_, "2023-03-20", "decide", outcome="right", document=DOCUMENT)
    office.steps(id_, "2023-03-21", "notify", delivered_on="2023-03-21")
    row = office.petition(id_)
    assert (row["state"], row["outcome"], row["on_time"]) == ("notified", "decided", True)
    [counted] = office.reads("/petition-counts")["units"]
    assert (counted["received"], counted["handled"], counted["open"]) == (1, 1, 0)


def test_what_is_possible_now_is_told(office: Office) -> None:
    id_ = accepted_complaint(office)
    told = office.reads(f"/petitions/{id_}", Role.UNIT_HEAD, UNIT)
    assert "propose" in [each["step"] for each in told["steps"]]
    assert told["state"]["vi"] == "Xác minh"
    answer = office.tries(f"/petitions/{id_}/steps", {"step": "close"}, "2023-03-13")
    assert answer.status_code == 409 and "propose" in answer.json()["reason"]["vi"]


def test_a_unit_reads_and_handles_its_own_petitions_only(office: Office) -> None:
    id_ = accepted_complaint(office)
    assert office.petition(id_)["unit"] == UNIT
    answer = office.feedback.call("GET", f"/petitions/{id_}", Role.UNIT_HEAD, "thu-vien")
    assert answer.status_code == 403
    step = office.tries(
        f"/petitions/{id_}/steps", {"step": "propose"}, "2023-03-13", unit="thu-vien"
    )
    assert step.json()["type"] == "petition-of-another-unit"


def test_an_overdue_case_shows_and_ages(office: Office) -> None:
    id_ = accepted_complaint(office)
    office.feedback.begin(date(2023, 4, 7), date(2023, 4, 8), date(2023, 4, 9))
    [clock] = office.reads("/petition-clocks", until="2023-04-20")["items"]
    assert (clock["petition"], clock["overdue_on"]) == (id_, "2023-04-08")
    [aged] = office.reads("/petition-ages", day="2023-04-27")["units"]
    assert (aged["in_time"], aged["to_30"]) == (None, 1)
    office.steps(id_, "2023-04-28", "propose")
    office.steps(id_, "2023-04-28", "decide", outcome="wrong", document=DOCUMENT)
    assert not office.reads("/petition-ages", day="2023-04-28")["units"]
    assert office.petition(id_)["on_time"] is False


def test_lists_are_paged(office: Office) -> None:
    for number in ("1", "2", "3"):
        office.receives("2023-03-06", number=number)
    first = office.reads("/petitions", unit=UNIT, state="received", limit=2)
    rest = office.reads("/petitions", unit=UNIT, cursor=first["next"], limit=2)
    ids = [row["id"] for row in (*first["items"], *rest["items"])]
    assert ids == [f"{UNIT}.{number}" for number in "123"]
    clocks = office.reads("/petition-clocks", until="2023-12-31", limit=2)
    more = office.reads("/petition-clocks", until="2023-12-31", limit=2, cursor=clocks["next"])
    assert len({row["petition"] for row in (*clocks["items"], *more["items"])}) == len("123")


def test_the_letters_of_a_duplicate_count_with_the_first(office: Office) -> None:
    first = accepted_complaint(office)
    second = office.receives("2023-03-09", letters=2)["petition"]
    office.classifies(second, "complaint", "2023-03-09")
    link = {"relation": "duplicate-of", "other": first}
    office.does(f"/petitions/{second}/links", link, "2023-03-09")
    assert office.petition(first)["letters"] == 1 + 2
    row = office.petition(second)
    assert (row["state"], row["duplicate_of"], row["clocks"]) == ("merged", first, [])


def test_a_second_complaint_follows_the_first_decision(office: Office) -> None:
    first = accepted_complaint(office)
    early = office.receives("2023-03-27")["petition"]
    link = {"relation": "second-stage-of", "other": first}
    office.steps(first, "2023-03-27", "propose")
    office.steps(first, "2023-03-28", "decide", outcome="wrong", document=DOCUMENT)
    # It is linked after the decision, and came before it all the same
    too_early = office.tries(f"/petitions/{early}/links", link, "2023-03-29")
    assert too_early.json()["type"] == "first-stage-not-over"
    second = office.receives("2023-03-29")["petition"]
    body = {"petition_class": "complaint", "stage": "second"}
    unlinked = office.tries(f"/petitions/{second}/classification", body, "2023-03-29")
    assert unlinked.json()["type"] == "second-stage-not-linked"
    office.does(f"/petitions/{second}/links", link, "2023-03-29")
    office.does(f"/petitions/{second}/classification", body, "2023-03-29")
    assert office.petition(second)["procedure"] == "complaint-second"


def test_a_case_is_followed_by_its_code(office: Office) -> None:
    receipt = office.receives("2023-03-06", claimed="reflection")
    code, id_ = receipt["code"], receipt["petition"]
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    office.classifies(id_, "reflection", "2023-03-07")
    office.steps(id_, "2023-03-08", "accept")
    told = follow(office, code.lower().replace("-", " ")).json()
    assert told["petition_class"]["vi"] == "phản ánh" and told["unit"] == UNIT
    assert told["due"] is not None and id_ not in str(told)
    office.steps(id_, "2023-03-10", "answer")
    rated = follow(office, f"{code}/rating", {"rating": 1})
    assert rated.status_code == 201 and rated.json()["rating"] == 1
    assert office.petition(id_)["reopened"] is not None


def follow(office: Office, tail: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    """Somebody without a token."""
    method = "GET" if body is None else "POST"
    head = office.feedback.ground.journal.head()
    more = {"json": body} if body else {"params": {"after": head}}
    return office.feedback.anybody(method, f"/follow/{tail}", headers=headers, **more)


def test_a_browser_gets_a_page(office: Office) -> None:
    code = office.receives("2023-03-06")["code"]
    page = follow(office, code, accept="text/html,application/xhtml+xml")
    assert page.headers["content-type"].startswith("text/html")
    assert "Theo dõi đơn" in page.text and "06/03/2023" in page.text


def test_an_unknown_code_tells_nothing(office: Office) -> None:
    answers = [follow(office, code).text for code in ("AAAA-AAAA-AAAA-AAAA", "x")]
    assert len(set(answers)) == 1 and "not-found" in answers[0]
    assert follow(office, "x", accept="text/html").status_code == 404
    assert follow(office, "x/rating", {"rating": 1}).status_code == 404


def test_a_repeated_receipt_tells_no_code(office: Office) -> None:
    key = {"Idempotency-Key": "once"}
    body = {"channel": "post"}
    first = office.does("/petitions", body, "2023-03-06", headers=key)
    again = office.does("/petitions", body, "2023-03-06", headers=key)
    assert (again["petition"], again["code"]) == (first["petition"], None)
    renewed = office.does(f"/petitions/{first['petition']}/code", {}, "2023-03-07")
    assert follow(office, renewed["code"]).status_code == 200
    assert follow(office, first["code"]).status_code == 404


def test_a_unit_sends_its_petitions(office: Office) -> None:
    offered = PetitionOffered(number="pa-7", channel=Channel.ONLINE, received=date(2023, 3, 6))
    assert isinstance(office.offers(offered, "2023-03-06"), SubmissionAccepted)
    id_ = f"{UNIT}.pa-7"
    classified = PetitionClassificationOffered(
        petition=id_, petition_class=PetitionClass.REFLECTION
    )
    office.offers(classified, "2023-03-07")
    office.offers(PetitionStepOffered(petition=id_, step="accept"), "2023-03-08")
    answered = office.offers(PetitionStepOffered(petition=id_, step="answer"), "2023-03-09")
    assert isinstance(answered, SubmissionAccepted)
    assert office.petition(id_)["outcome"] == "answered"
    other = office.offers(PetitionStepOffered(petition=id_, step="close"), "2023-03-09", "thu-vien")
    assert isinstance(other, SubmissionRefused) and other.rule == "petition-of-another-unit"
    unknown = PetitionLinkOffered(petition=id_, relation=Relation.DUPLICATE_OF, other=f"{UNIT}.x")
    refused = office.offers(unknown, "2023-03-09")
    assert isinstance(refused, SubmissionRefused) and refused.rule == "unknown-petition"


def test_those_who_run_the_programme_hand_a_petition_on(office: Office) -> None:
    id_ = accepted_complaint(office)
    path, body = f"/petitions/{id_}/handover", {"to": "thu-vien", "reason": "closed"}
    assert office.tries(path, body, "2023-03-10").status_code == 403
    office.does(path, body, "2023-03-10", role=Role.STANDING, unit="so")
    assert office.petition(id_)["unit"] == "thu-vien"


def test_the_successor_of_a_merged_unit_has_its_petitions(office: Office) -> None:
    open_, closed = accepted_complaint(office), office.receives("2023-03-06")["petition"]
    office.does(f"/petitions/{closed}/withdrawal", {}, "2023-03-07")
    due = office.petition(open_)["clocks"][0]["due"]
    merged = UnitMerged(unit=UNIT, effective=date(2023, 3, 15), into=unit("thu-vien"))
    office.feedback.hear("planning", f"unit/{UNIT}", merged, at("2023-03-10"))
    office.feedback.begin(date(2023, 3, 14))
    assert office.petition(open_)["unit"] == UNIT
    office.feedback.begin(date(2023, 3, 15))
    assert {office.petition(id_)["unit"] for id_ in (open_, closed)} == {"thu-vien"}
    assert office.petition(open_)["clocks"][0]["due"] == due
    [before, after] = office.reads("/petition-counts")["units"]
    assert (before["unit"], before["open"], after["open"]) == (UNIT, 0, 1)
