"""Who petitions, and what people wrote: sealed in every fact, shown to those who handle it, and
forgotten when an order demands it, while every proof stays as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from danvan.contracts.feedback import (
    Channel,
    PetitionOffered,
    SurveyAnswered,
    SurveyAnswerOffered,
)
from danvan.contracts.roles import Role
from danvan.services.chassis.erasures import forget_again
from danvan.services.feedback.__main__ import SERVICE
from tests.integration.feedback.petition_office import UNIT, Office
from tests.support.engines import Database
from tests.support.grounds import MASTER_KEY, bench
from tests.support.world import facts_of
from tests.unit.feedback.survey_examples import FORM
from tests.unit.planning.builders import at

MARK = "Zyxwmark"
WHO: dict[str, Any] = {
    "petitioners": [
        {"name": f"Bà {MARK}", "address": f"12 phố {MARK}", "contact": f"{MARK}@example.com"},
        {"name": f"Ông {MARK}"},
    ],
    "text": f"Tôi là {MARK}, tôi khiếu nại …",
}
ORDER = "112/QĐ-SVHTT"
LEADER: dict[str, Any] = {"role": Role.LEADER, "unit": "so", "person": "giam-doc"}


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """A museum that takes complaints."""
    with bench(SERVICE, database, denouncer_key=MASTER_KEY) as feedback:
        yield Office(feedback)
        assert feedback.ground.views.compare() is None


def complaint(office: Office, number: str = "kn-1") -> str:
    id_: str = office.receives("2023-03-06", number=number)["petition"]
    office.classifies(id_, "complaint", "2023-03-07")
    office.does(f"/petitions/{id_}/petitioner", WHO, "2023-03-07")
    return id_


def erase(office: Office, id_: str, **who: Any) -> Any:
    path = f"/persons/petitioner/{id_}/erase"
    return office.tries(path, {"order": ORDER}, "2023-03-08", **(LEADER | who))


def stored(office: Office) -> bytes:
    return b"\n".join(fact.raw for fact in facts_of(office.feedback.ground.journal))


def test_no_stored_byte_tells_who_complains_and_those_who_handle_it_read_it(
    office: Office,
) -> None:
    id_ = complaint(office)
    assert stored(office) and MARK.encode() not in stored(office)
    shown = office.reads(f"/petitions/{id_}/petitioner", Role.UNIT_HEAD, UNIT)
    assert shown == {**WHO, "unreadable": []}
    path = f"/petitions/{id_}/petitioner"
    assert office.feedback.call("GET", path, Role.OPERATOR, "so").status_code == 403
    assert office.feedback.call("GET", path, Role.UNIT_HEAD, "thu-vien").status_code == 409


def test_the_same_petitioner_again_changes_nothing(office: Office) -> None:
    id_ = complaint(office)
    again = office.does(f"/petitions/{id_}/petitioner", WHO, "2023-03-08")
    assert again["facts"] == []
    other = WHO | {"text": "Tôi bổ sung"}
    assert len(office.does(f"/petitions/{id_}/petitioner", other, "2023-03-08")["facts"]) == 1


def test_the_inspector_reads_names_in_the_history(office: Office) -> None:
    id_ = complaint(office)
    named, _ = office.reads(f"/history/petitioner/{id_}", Role.INSPECTOR)["facts"]
    assert named["data"]["petitioners"] == WHO["petitioners"] and "unreadable" not in named


def test_what_people_write_in_a_survey_is_sealed_one_by_one(office: Office) -> None:
    office.does("/surveys/hai-long/open", {"form": FORM}, "2023-03-01", **LEADER)
    written = SurveyAnswerOffered.model_validate(
        {
            "survey": "hai-long",
            "response": "r-1",
            "procedure": "cap-the",
            "day": date(2023, 3, 6),
            "answers": [
                {"question": "hai-long-chung", "mark": 5},
                {"question": "gop-y", "text": f"Chị {MARK} rất tốt"},
            ],
        }
    )
    unit = "thu-vien"
    outcomes = [office.offers(written, "2023-03-06", unit) for _ in range(2)]
    assert [len(getattr(one, "facts", ())) for one in outcomes] == [1, 0], outcomes
    assert MARK.encode() not in stored(office)
    stream = f"answer/hai-long.{unit}.r-1"
    [kept] = office.feedback.facts(stream)
    assert isinstance(kept, SurveyAnswered)
    words = str(kept.answers[1].text)
    persons = office.feedback.ground.persons
    assert persons.open(stream, "/answers/1/text", words).decode() == f"Chị {MARK} rất tốt"


def test_what_was_refused_is_kept_and_names_nobody(office: Office) -> None:
    offered = PetitionOffered(number="x", channel=Channel.POST, received=date(2023, 3, 6))
    office.feedback.offer_raw(UNIT, offered, at("2023-03-06"), "wrong", {"denouncer": MARK})
    assert MARK.encode() not in stored(office)
    [refused] = office.reads(f"/history/submission/{UNIT}/wrong", Role.INSPECTOR)["facts"]
    assert json.loads(refused["data"]["raw"])["data"]["denouncer"] == MARK


def test_an_erased_petitioner_is_null_with_the_order_and_every_byte_stays(office: Office) -> None:
    id_ = complaint(office)
    before = stored(office)
    assert len(erase(office, id_).json()["facts"]) == 1
    assert stored(office).startswith(before)
    shown = office.reads(f"/petitions/{id_}/petitioner", Role.UNIT_HEAD, UNIT)
    assert shown["text"] is None and {each["name"] for each in shown["petitioners"]} == {None}
    assert {(u["why"], u["order"]) for u in shown["unreadable"]} == {("erased", ORDER)}
    named, _ = office.reads(f"/history/petitioner/{id_}", Role.INSPECTOR)["facts"]
    assert named["unreadable"][0] == {
        "pointer": "/petitioners/0/name",
        "why": "erased",
        "order": ORDER,
    }


def test_erasing_twice_records_it_once(office: Office) -> None:
    id_ = complaint(office)
    first, second = erase(office, id_), erase(office, id_)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["facts"] == []


def test_only_the_head_erases_and_only_somebody_who_is_known(office: Office) -> None:
    id_ = complaint(office)
    assert erase(office, id_, role=Role.INSPECTOR).status_code == 403
    unknown = erase(office, "bao-tang.khong-co")
    assert unknown.status_code == 404 and "petitioner/<petition>" in unknown.json()["reason"]["en"]


def test_erasing_one_leaves_the_others(office: Office) -> None:
    one, other = complaint(office), complaint(office, "kn-2")
    erase(office, one)
    shown = office.reads(f"/petitions/{other}/petitioner", Role.UNIT_HEAD, UNIT)
    assert shown["petitioners"] == WHO["petitioners"]


def test_a_start_destroys_a_key_that_came_back(office: Office, database: Database) -> None:
    id_ = complaint(office)
    with psycopg.connect(database.dsn(), autocommit=True) as db:
        db.execute("CREATE TABLE keys.backup AS TABLE keys.persons")
        erase(office, id_)
        db.execute("DELETE FROM keys.persons")
        db.execute("INSERT INTO keys.persons TABLE keys.backup")
    ground = office.feedback.ground
    assert forget_again(ground.journal, ground.persons) == 1
    shown = office.reads(f"/petitions/{id_}/petitioner", Role.UNIT_HEAD, UNIT)
    assert shown["text"] is None
