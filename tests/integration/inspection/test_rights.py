"""Who may do what in inspection: one table, held against every route."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danvan.contracts.roles import Role
from tests.integration.inspection.inspectorate import MUSEUM, Inspectorate, inspectorate
from tests.support.engines import Database


@pytest.fixture
def office(database: Database) -> Iterator[Inspectorate]:
    with inspectorate(database) as made:
        yield made


#: Who may do what: every other role is sent away, whatever it asks.
RIGHTS: dict[str, set[Role]] = {
    "POST /inspection-plans": {Role.INSPECTOR},
    "POST /inspection-plans/x/issue": {Role.LEADER},
    "POST /inspection-plans/x/amend": {Role.LEADER},
    "POST /inspections": {Role.LEADER},
    **{
        f"POST /inspections/x/{step}": {Role.LEADER}
        for step in ("extend", "conclude", "suspend", "resume", "cancel")
    },
    **{
        f"POST /inspections/x/{step}": {Role.INSPECTOR}
        for step in (
            "open",
            "findings",
            "end",
            "draft",
            "publish",
            "recommendations/y/return",
            "recommendations/y/confirm",
            "close",
        )
    },
    "POST /inspections/x/findings/y/explain": {Role.UNIT_HEAD, Role.UNIT_OFFICER},
    "POST /inspections/x/recommendations/y/done": {Role.UNIT_HEAD, Role.UNIT_OFFICER},
    "POST /observations": {Role.SUPERVISOR},
    "POST /observations/x/answer": {Role.LEADER, Role.UNIT_HEAD, Role.UNIT_OFFICER},
    "POST /observations/x/close": {Role.SUPERVISOR},
    "POST /readings": {Role.INSPECTOR, Role.LEADER, Role.STANDING, Role.SUPERVISOR},
    "GET /readings": {Role.INSPECTOR, Role.LEADER},
    **{
        f"GET {path}": {
            Role.INSPECTOR,
            Role.LEADER,
            Role.STANDING,
            Role.SUPERVISOR,
            Role.UNIT_HEAD,
            Role.UNIT_OFFICER,
        }
        for path in (
            "/inspection-plans",
            "/inspection-plans/x",
            "/inspections",
            "/inspections/x",
            "/recommendations",
            "/observations",
        )
    },
}


def test_everybody_does_what_the_role_lets_them_and_no_more(office: Inspectorate) -> None:
    for route, allowed in RIGHTS.items():
        method, path = route.split()
        body = {"json": {}} if method == "POST" else {}
        let_in = {
            role
            for role in Role
            if office.bench.call(method, path, role, MUSEUM, **body).status_code != 403
        }
        assert let_in == allowed, route
        assert office.bench.anybody(method, path, **body).status_code == 401, route


def test_the_rights_name_every_route_of_inspections(office: Inspectorate) -> None:
    rooms = {"inspection plans", "inspections", "observations", "readings"}
    paths = office.bench.app.openapi()["paths"]
    stated = {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method, route in methods.items()
        if rooms & set(route.get("tags", ()))
    }
    plain = {
        route.replace("{plan}", "x")
        .replace("{inspection}", "x")
        .replace("{observation}", "x")
        .replace("{finding}", "y")
        .replace("{recommendation}", "y")
        for route in stated
    }
    assert plain == set(RIGHTS)
