"""A denouncer's identity is nowhere but in the answer to the one who may see it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from psycopg.sql import SQL, Identifier
from structlog.typing import EventDict

from danvan.contracts.feedback import Channel, PetitionerNamed, PetitionOffered
from danvan.contracts.intake import SubmissionRefused
from danvan.contracts.roles import Role
from danvan.services.feedback.__main__ import SERVICE
from tests.integration.feedback.petition_office import DOCUMENT, UNIT, Office
from tests.support.engines import Database
from tests.support.grounds import bench
from tests.support.world import facts_of
from tests.unit.planning.builders import at

#: Stands in every value that may tell who it is.
MARK = "Zyxwmark"
WHO: dict[str, Any] = {
    "petitioners": [
        {"name": f"Ông {MARK}", "address": f"12 phố {MARK}", "contact": f"{MARK}@example.com"}
    ],
    "text": f"Tôi tên là {MARK}, tôi tố cáo …",
}
KEY = base64.b64encode(bytes(range(32))).decode()
LEADER: dict[str, Any] = {"role": Role.LEADER, "unit": "so", "person": "giam-doc"}
INSPECTOR: dict[str, Any] = {"role": Role.INSPECTOR, "unit": "so", "person": "thanh-tra"}


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """A museum with a key under which names are sealed."""
    with bench(SERVICE, database, denouncer_key=KEY) as feedback:
        yield Office(feedback)
        assert feedback.ground.views.compare() is None


@pytest.fixture(scope="module")
def spans() -> InMemorySpanExporter:
    """Every span that is made from here on."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


def denunciation(office: Office) -> str:
    """A letter whose sender is named before anybody knows what it is, and then it denounces."""
    id_: str = office.receives("2023-03-06", number="tc-1")["petition"]
    office.does(f"/petitions/{id_}/petitioner", WHO, "2023-03-06")
    office.classifies(id_, "denunciation", "2023-03-07")
    again = WHO | {"text": f"{MARK} bổ sung"}
    office.does(f"/petitions/{id_}/petitioner", again, "2023-03-07")
    for step in ("accept", "verify"):
        office.steps(id_, "2023-03-08", step, document=DOCUMENT)
    office.steps(id_, "2023-03-20", "conclude", outcome="right", document=DOCUMENT)
    return id_


def ask(office: Office, id_: str) -> str:
    """The head asks to see who it is."""
    body = {"reason": "Bảo vệ người tố cáo"}
    opening: str = office.does(f"/petitions/{id_}/openings", body, "2023-03-21", **LEADER)[
        "opening"
    ]
    return f"/petitions/{id_}/openings/{opening}"


def test_two_persons_open_it_and_one_sees_it_once(office: Office) -> None:
    path = ask(office, denunciation(office))
    early = office.tries(f"{path}/reading", {}, "2023-03-21", **LEADER)
    assert early.json()["type"] == "opening-not-approved"
    alone = office.tries(f"{path}/approval", {}, "2023-03-21", **LEADER)
    assert alone.json()["type"] == "second-person-needed"
    office.does(f"{path}/approval", {}, "2023-03-21", **INSPECTOR)
    other = office.tries(f"{path}/reading", {}, "2023-03-21", **INSPECTOR)
    assert other.json()["type"] == "opening-of-another-person"
    seen = office.does(f"{path}/reading", {}, "2023-03-21", **LEADER)["identity"]
    assert seen["petitioners"] == WHO["petitioners"]
    again = office.tries(f"{path}/reading", {}, "2023-03-21", **LEADER)
    assert again.json()["type"] == "opening-used" and MARK not in again.text


def test_those_who_handle_a_denunciation_do_not_open_it(office: Office) -> None:
    id_ = denunciation(office)
    body = {"reason": "Muốn biết"}
    assert office.tries(f"/petitions/{id_}/openings", body, "2023-03-21").status_code == 403


def test_a_complainant_is_sealed_for_those_who_handle_it_and_not_as_a_denouncer(
    office: Office,
) -> None:
    id_ = office.receives("2023-03-06")["petition"]
    office.classifies(id_, "complaint", "2023-03-07")
    office.does(f"/petitions/{id_}/petitioner", WHO, "2023-03-07")
    named, _ = office.feedback.facts(f"petitioner/{id_}")
    assert isinstance(named, PetitionerNamed) and MARK not in named.model_dump_json()
    assert not office.feedback.ground.journal.load([f"denouncer/{id_}"])


def test_no_link_tells_who_the_denouncer_is(office: Office) -> None:
    named = office.receives("2023-03-06")["petition"]
    office.classifies(named, "complaint", "2023-03-07")
    office.does(f"/petitions/{named}/petitioner", WHO, "2023-03-07")
    secret = office.receives("2023-03-08")["petition"]
    link = {"relation": "split-from", "other": named}
    refused = office.tries(f"/petitions/{secret}/links", link, "2023-03-08")
    assert refused.json()["type"] == "link-would-tell-the-denouncer"


def test_the_mark_of_a_denouncer_is_nowhere(
    office: Office, spans: InMemorySpanExporter, capfd: pytest.CaptureFixture[str]
) -> None:
    said: list[EventDict] = []
    structlog.configure(processors=[_keep(said), structlog.processors.JSONRenderer()])
    try:
        answers = _run(office)
    finally:
        structlog.reset_defaults()
    metrics = office.feedback.anybody("GET", "/metrics").text
    assert spans.get_finished_spans(), "nothing was traced"
    traces = "".join(span.to_json() for span in spans.get_finished_spans())
    printed = capfd.readouterr()
    places = {
        "answers": "".join(answers),
        "logs": f"{said}{printed.out}{printed.err}",
        "metrics": metrics,
        "traces": traces,
        "views": _tables(office),
        "facts": _facts(office),
    }
    assert [name for name, text in places.items() if MARK in text or not text] == []


def _run(office: Office) -> list[str]:
    """A denunciation from receipt to its opening, with mistakes on the way; what was answered."""
    id_ = denunciation(office)
    path = ask(office, id_)
    office.does(f"{path}/approval", {}, "2023-03-21", **INSPECTOR)
    office.does(f"{path}/reading", {}, "2023-03-21", **LEADER)
    code = office.does(f"/petitions/{id_}/code", {}, "2023-03-21")["code"]
    mistakes: list[tuple[str, dict[str, Any]]] = [
        ("/petitions", {"channel": "post", "number": MARK + "!"}),
        ("/petitions", {"channel": "post", "topic": MARK, "received": MARK}),
        ("/petitions", {"channel": "post", "petitioners": WHO["petitioners"]}),
        (f"/petitions/{id_}/petitioner", {"name": MARK}),
        (f"/petitions/{id_}/petitioner", {"petitioners": [{"name": [MARK]}]}),
        (f"/petitions/{id_}/steps", {"step": "file", "details": {"transferred_to": f"{MARK} "}}),
        (f"/petitions/{id_}/links", {"relation": MARK, "other": f"Ông {MARK}"}),
        ("/petitions/bao-tang.khong-co/petitioner", WHO),
    ]
    refused = [office.tries(path, body, "2023-03-22") for path, body in mistakes]
    assert {answer.status_code for answer in refused} <= {409, 422}
    _offers(office)
    office.feedback.begin(date(2023, 12, 1))
    reading = ("/petitions", f"/petitions/{id_}", "/petition-clocks", f"/intake/{UNIT}")
    read = [json.dumps(office.reads(each)) for each in reading]
    followed = office.feedback.anybody("GET", f"/follow/{code}")
    assert followed.status_code == 200
    return [answer.text for answer in refused] + read + [followed.text]


def _offers(office: Office) -> None:
    """A unit's software puts the name where it does not belong."""
    offered = PetitionOffered(number="x", channel=Channel.POST, received=date(2023, 3, 6))
    wrong = ({"denouncer": MARK}, {"topic": f"Ông {MARK}"}, {"received": MARK}, {"channel": MARK})
    for number, change in enumerate(wrong):
        id_ = f"wrong-{number}"
        outcome = office.feedback.offer_raw(UNIT, offered, at("2023-03-22"), id_, change)
        assert isinstance(outcome, SubmissionRefused)
        assert MARK not in outcome.model_dump_json()


def _facts(office: Office) -> str:
    """Every fact, internal ones too, in the bytes that are stored, published and hashed."""
    return "\n".join(stored.raw.decode() for stored in facts_of(office.feedback.ground.journal))


def _tables(office: Office) -> str:
    with office.feedback.ground.up_to_date() as db:
        tables = [
            row["tablename"]
            for row in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'views'")
        ]
        rows = [
            db.execute(SQL("TABLE {}").format(Identifier("views", table))).fetchall()
            for table in tables
        ]
    return str(rows)


def _keep(said: list[EventDict]) -> structlog.typing.Processor:
    def keep(_: object, __: str, event: EventDict) -> EventDict:
        said.append(dict(event))
        return event

    return keep
