"""Whatever days and numbers somebody offers: the answer is a sentence, and the service goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from danvan.contracts import feedback as offers
from danvan.contracts.feedback import Channel, PetitionClass, ReceptionKind
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.roles import Role
from danvan.services.feedback.__main__ import SERVICE
from danvan.services.feedback.views import petition_questions as views
from tests.integration.feedback.petition_office import DOCUMENT, UNIT, Office
from tests.support.engines import Database
from tests.support.grounds import bench
from tests.unit.planning.builders import at

TODAY = "2023-03-06"
EDGES = ("0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31")
OFFERED: tuple[tuple[type[Any], dict[str, Any], str], ...] = (
    (offers.PetitionOffered, {"number": "1", "channel": "post"}, "received"),
    (offers.ReceptionScheduleOffered, {"kind": "head", "posted_on": TODAY}, "day"),
    (offers.ReceptionHeldOffered, {"kind": "head"}, "day"),
    (offers.VisitAnswerOffered, {"visit": "1"}, "answered_on"),
    (
        offers.DossierReceivedOffered,
        {"dossier": "1", "procedure": "cap-the", "received_on": TODAY},
        "appointment",
    ),
    (offers.DossierReadyOffered, {"dossier": "1"}, "ready_on"),
    (offers.DossierDelayOffered, {"dossier": "1", "reason": "workload"}, "new_appointment"),
    (offers.PetitionStepOffered, {"petition": f"{UNIT}.1", "step": "verify"}, "details"),
)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with bench(SERVICE, database) as feedback:
        yield Office(feedback)
        assert feedback.ground.views.compare() is None


def raw(office: Office, kind: type[Any], more: dict[str, Any], id_: str) -> Any:
    blank = kind.model_construct()
    return office.feedback.offer_raw(UNIT, blank, at(TODAY), id_, more)


def begin(office: Office) -> None:
    office.feedback.begin(date(2023, 3, 7), date(2023, 4, 1), date(2024, 1, 1))


@pytest.mark.parametrize("edge", EDGES)
def test_days_at_the_edge_of_time_are_refused_with_a_sentence(office: Office, edge: str) -> None:
    for number, (kind, more, name) in enumerate(OFFERED):
        value: Any = {"meeting_day": edge} if name == "details" else edge
        outcome = raw(office, kind, more | {name: value}, f"s-{number}")
        assert isinstance(outcome, SubmissionRefused), (kind, outcome)
        assert outcome.problems[0].rule == "impossible-date", (kind, outcome)
    begin(office)


@pytest.mark.parametrize("early", ("1970-01-01", "1990-01-01"))
def test_what_is_older_than_every_law_on_file_falls_under_the_first(
    office: Office, early: str
) -> None:
    day = date.fromisoformat(early)
    petition = f"{UNIT}.1"
    said = (
        offers.PetitionOffered(number="1", channel=Channel.POST, received=day),
        offers.PetitionClassificationOffered(
            petition=petition, petition_class=PetitionClass.COMPLAINT
        ),
        offers.ReceptionScheduleOffered(kind=ReceptionKind.HEAD, day=day, posted_on=day),
        offers.DossierReceivedOffered(
            dossier="1", procedure="cap-the", received_on=day, appointment=day
        ),
        offers.DossierReadyOffered(dossier="1", ready_on=date(2023, 3, 6)),
    )
    for payload in said:
        outcome = office.offers(payload, TODAY)
        assert isinstance(outcome, SubmissionAccepted), (payload, outcome)
    begin(office)
    clocks = office.petition(petition)["clocks"]
    assert clocks and all(each["overdue_on"] for each in clocks), clocks


@pytest.mark.parametrize("name", ("letters", "persons"))
def test_more_letters_than_a_store_can_count_are_refused(office: Office, name: str) -> None:
    said = {"number": "1", "channel": "post", "received": TODAY, name: 2**31}
    outcome = raw(office, offers.PetitionOffered, said, "s-1")
    assert isinstance(outcome, SubmissionRefused), outcome
    answer = office.tries("/petitions", {"channel": "post", name: 2**31}, TODAY)
    assert answer.status_code == 422, answer.text
    begin(office)


def test_a_day_of_a_document_at_the_edge_of_time_is_refused_over_http(office: Office) -> None:
    petition = office.receives(TODAY)["petition"]
    body = {"complexity": ["many-people"], "document": DOCUMENT | {"day": "0001-01-01"}}
    answer = office.tries(f"/petitions/{petition}/extension", body, TODAY)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "asked",
    (
        "/petition-ages?day=0001-01-01",
        "/petition-clocks?cursor=x",
        "/petition-clocks?cursor=2023-99-99~a~b",
    ),
)
def test_a_question_that_names_no_place_or_day_is_refused(office: Office, asked: str) -> None:
    answer = office.feedback.call("GET", asked, Role.STANDING, "so")
    assert answer.status_code == 422, answer.text


def test_the_petitions_of_units_that_are_no_more_are_found_without_reading_all(
    office: Office,
) -> None:
    with office.feedback.ground.up_to_date() as db, db.transaction(force_rollback=True):
        db.execute(
            "INSERT INTO petitions (id, unit, state, since, channel, letters, persons,"
            " parts_withdrawn, received) SELECT 'u-' || n % 10 || '.' || n, 'u-' || n % 10,"
            " 'received', '2023-03-06', 'post', 1, 1, '{}', '2023-03-06'"
            " FROM generate_series(1, 5000) AS n"
        )
        db.execute(
            "INSERT INTO unit_successors SELECT 'gone-' || n, 'u-1', 'merged', '2023-01-01'"
            " FROM generate_series(1, 50) AS n"
        )
        db.execute("INSERT INTO unit_successors VALUES ('u-3', 'u-1', 'merged', '2023-03-07')")
        read = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'petitions'"
        before = db.execute(read).fetchone()
        assert len(views.orphans(db, date(2023, 3, 6))) == 0
        assert len(views.orphans(db, date(2023, 3, 7))) == 500
        assert db.execute(read).fetchone() == before
