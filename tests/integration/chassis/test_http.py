"""What every service promises over HTTP: a key does it once, errors have one shape, own writes are
read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import httpx
import psycopg
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from danvan.contracts.planning import TaskProgressed
from danvan.contracts.roles import Role
from danvan.deploy.local.postgres import Postgres
from danvan.services.chassis.app import create_app
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.ground import Service
from danvan.services.chassis.health import Health, Part
from danvan.services.chassis.http import TIME_HEADER
from danvan.services.chassis.process import make_ground
from danvan.services.planning.__main__ import SERVICE
from danvan.services.reporting.__main__ import SERVICE as REPORTING
from tests.integration.chassis.workshop import STREAM, TASK, UNIT, ask
from tests.resilience.conftest import assign_tasks
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

WRITE = f"/tasks/{TASK}/progress"
PROBLEM = "application/problem+json"


def say(
    planning: Bench,
    note: str,
    key: str | None = None,
    *,
    path: str = WRITE,
    unit: str = UNIT,
    language: str = "vi",
    at: datetime | None = None,
) -> httpx.Response:
    """The head of a unit tells how far it is."""
    headers = {"Accept-Language": language} | ({"Idempotency-Key": key} if key else {})
    body = {"note": note}
    return planning.call("POST", path, Role.UNIT_HEAD, unit, at=at, json=body, headers=headers)


def problem(answer: httpx.Response, status: int, rule: str) -> dict[str, Any]:
    """The answer is this error, in the shape of all errors."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["status"], body["type"]) == (status, status, rule), body
    assert body["reason"].keys() == {"vi", "en"}
    assert body["title"] in body["reason"].values()
    return body


def test_the_same_key_does_it_once_and_gets_the_same_answer(planning: Bench) -> None:
    first = say(planning, "một", "khoa-1")
    assert first.status_code == 201
    head = planning.ground.journal.head()
    between = say(planning, "hai")
    again = say(planning, "một", "khoa-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert first.json()["position"] == head < between.json()["position"]
    assert planning.ground.journal.head() == between.json()["position"]


def test_a_key_that_was_used_for_something_else_is_refused(planning: Bench) -> None:
    say(planning, "một", "khoa-1")
    head = planning.ground.journal.head()
    problem(say(planning, "hai", "khoa-1"), 409, "idempotency-key-reused")
    elsewhere = say(planning, "một", "khoa-1", path=f"/tasks/{TASK}/complete")
    problem(elsewhere, 409, "idempotency-key-reused")
    assert planning.ground.journal.head() == head


def test_requests_with_one_key_at_the_same_time_are_done_once(planning: Bench) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: say(planning, "một", "khoa-1"), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    said = [fact for fact in planning.facts(STREAM) if isinstance(fact, TaskProgressed)]
    assert len(said) == 1


def test_a_refused_request_may_be_corrected_under_the_same_key(planning: Bench) -> None:
    assert say(planning, "một", "khoa-1", unit="bao-tang-ba").status_code == 409
    assert say(planning, "một", "khoa-1").status_code == 201


BAD_BODIES: dict[str, bytes] = {
    "nul-character": b'{"note": "a\\u0000b"}',
    "duplicate-key": b'{"note": "a", "note": "b"}',
    "nested-too-deep": b'{"note": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "number-not-finite": b'{"note": NaN}',
    "number-too-large": b'{"note": 12345678901234567890}',
    "lone-surrogate": b'{"note": "\\ud800"}',
    "not-utf-8": b'{"note": "\xff"}',
    "not-json": b'{"note": ',
    "not-an-object": b"[]",
    "byte-order-mark": b'\xef\xbb\xbf{"note": "a"}',
}
#: Of the first kind FastAPI parses the body before anybody else sees it.
HEADERS: list[dict[str, str]] = [
    {"content-type": "application/json"},
    {"content-type": "text/plain"},
    {},
]


def test_a_body_that_programs_read_differently_is_refused_and_changes_nothing(
    planning: Bench,
) -> None:
    head = planning.ground.journal.head()
    for (rule, body), headers in product(BAD_BODIES.items(), HEADERS):
        answer = planning.call("POST", WRITE, Role.UNIT_HEAD, UNIT, content=body, headers=headers)
        told = problem(answer, 422, rule)
        assert told["reason"]["vi"] != told["reason"]["en"]
    assert planning.ground.journal.head() == head


def test_a_body_or_an_address_outside_the_contract_is_refused(planning: Bench) -> None:
    head = planning.ground.journal.head()
    for body in ({}, {"note": 7}, {"note": "a", "colour": "red"}, {"note": ""}):
        answer = planning.call("POST", WRITE, Role.UNIT_HEAD, UNIT, json=body)
        told = problem(answer, 422, "request-invalid")
        assert told["problems"][0]["pointer"].startswith("/body/")
    problem(planning.call("GET", "/intake/a%00b", Role.LEADER), 422, "nul-character")
    problem(planning.call("GET", "/facts?after=-1", Role.INSPECTOR), 422, "request-invalid")
    problem(planning.call("GET", "/nowhere", Role.LEADER), 404, "not-found")
    problem(planning.call("DELETE", WRITE, Role.LEADER), 405, "method-not-allowed")
    problem(say(planning, "x" * 2_000_000), 413, "message-too-large")
    problem(say(planning, "a", key="không phải khóa".encode().hex() * 9), 422, "request-invalid")
    assert planning.ground.journal.head() == head


def test_an_error_speaks_the_language_that_is_asked_for(planning: Bench) -> None:
    say(planning, "một", "khoa-1")
    for asked, title in [("vi", "vi"), ("en-GB,en;q=0.9,vi;q=0.8", "en"), ("fr", "vi")]:
        answer = say(planning, "hai", "khoa-1", language=asked)
        body = problem(answer, 409, "idempotency-key-reused")
        assert body["title"] == body["reason"][title]
        assert body["resend"] == "corrected"
    body = ask(planning.app, "/tasks").json()
    assert body["title"] == body["reason"]["vi"]


def test_a_fault_answers_in_the_shape_of_all_errors_and_tells_no_secrets(planning: Bench) -> None:
    @planning.app.get("/fault")
    def fault() -> None:
        raise RuntimeError("the password is 12345")

    answer = ask(planning.app, "/fault")
    problem(answer, 500, "service-fault")
    assert "12345" not in answer.text


def test_a_write_is_read_back_by_its_position(planning: Bench) -> None:
    for number in range(3):
        position = say(planning, f"ghi chú {number}").json()["position"]
        after = {"after": position}
        answer = planning.call("GET", f"/tasks/{TASK}", Role.UNIT_HEAD, UNIT, params=after)
        assert f"ghi chú {number}" in answer.text
        assert planning.ground.views.position() >= position


def test_only_a_scenario_is_told_what_time_it_is(planning: Bench) -> None:
    now = datetime.now(LOCAL)
    assert say(planning, "trong kịch bản", at=now).status_code == 201
    without_offset = {TIME_HEADER: now.replace(tzinfo=None).isoformat()}
    answer = planning.call("GET", "/tasks", Role.LEADER, headers=without_offset)
    problem(answer, 403, "not-allowed")

    settings = planning.ground.settings.model_copy(update={"clock": "system"})
    ground = make_ground(SERVICE, settings)
    health = Health(SERVICE.name, "api", scenario=False, start=Part("start"))
    real = replace(planning, ground=ground, app=create_app(SERVICE, ground, health))
    head = ground.journal.head()
    told = problem(say(real, "ngày mai", at=now + timedelta(days=1)), 403, "not-allowed")
    assert "scenarios only" in told["reason"]["en"]
    assert ground.journal.head() == head
    assert say(real, "hôm nay").status_code == 201
    ground.database.close()
    ground.journal.close()


def test_while_the_store_is_away_everybody_is_told_so_and_health_answers(
    own_postgres: Callable[[], Postgres],
) -> None:
    server = own_postgres()
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE planning")
    with bench(SERVICE, Database(server, "planning")) as planning:
        assign_tasks(planning.ground.journal)
        paths = ["/tasks", f"/intake/{UNIT}", f"/history/task/{TASK}", "/facts"]

        def read(path: str) -> httpx.Response:
            return planning.call("GET", path, Role.INSPECTOR)

        server.kill()
        with ThreadPoolExecutor(len(paths) + 1) as threads:
            reading, writing = threads.map(read, paths), threads.submit(say, planning, "một")
            for answer in (*reading, writing.result()):
                problem(answer, 503, "store-away")
        assert ask(planning.app, "/health/live").status_code == 200
        assert "danvan_waiting" in ask(planning.app, "/metrics").text

        server.start()
        assert {read(path).status_code for path in paths} == {200}
        assert say(planning, "một").status_code == 201


#: What everybody may ask: how a service is doing, and the hashes of its sealed log.
OPEN = ("health", "hashes")


@pytest.mark.parametrize("service", [SERVICE, REPORTING], ids=lambda service: service.name)
def test_the_openapi_document_is_valid_and_every_route_says_whom_it_lets_in(
    database: Database, service: Service
) -> None:
    with bench(service, database) as bench_:
        document = ask(bench_.app, "/openapi.json").json()
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    routes = [r for methods in document["paths"].values() for r in methods.values()]
    assert len(routes) > 10
    for route in routes:
        roles = {role for one in route.get("security", ()) for role in one.get("HTTPBearer", ())}
        assert bool(roles) != (route["tags"][0] in OPEN), route["operationId"]
        assert roles <= set(Role)
        if roles:
            assert {"401", "403", "422", "503"} <= route["responses"].keys()
