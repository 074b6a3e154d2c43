"""What each role may do in planning: one table, and every route stands in it."""

from __future__ import annotations

from danvan.contracts.roles import Role
from tests.integration.planning.agency import Agency

EVERYBODY = set(Role) - {Role.VOTER, Role.CITIZEN, Role.UNIT_SYSTEM, Role.SERVICE}
STEERING = {Role.LEADER, Role.STANDING}
MAKERS = STEERING | {Role.UNIT_HEAD}
SPEAKERS = EVERYBODY - {Role.OPERATOR}
KEY_KEEPERS = {Role.STANDING, Role.OPERATOR}

MAY = {
    "GET /units": EVERYBODY,
    "GET /units/{unit}": EVERYBODY,
    "POST /units": STEERING,
    "POST /units/{unit}/rename": STEERING,
    "POST /units/{unit}/move": STEERING,
    "POST /units/{unit}/close": STEERING,
    "POST /units/{unit}/split": STEERING,
    "POST /merges": STEERING,
    "GET /credentials": KEY_KEEPERS,
    "POST /units/{unit}/credentials": KEY_KEEPERS,
    "POST /units/{unit}/credentials/{public_key}/revoke": KEY_KEEPERS,
    "GET /plans": EVERYBODY,
    "GET /plans/{plan}": EVERYBODY,
    "GET /plans/{plan}/answers": EVERYBODY,
    "POST /plans": MAKERS,
    "POST /plans/{plan}/opinions/ask": MAKERS,
    "POST /plans/{plan}/opinions": SPEAKERS,
    "POST /plans/{plan}/issue": MAKERS,
    "POST /plans/{plan}/distribute": MAKERS,
    "POST /plans/{plan}/acknowledge": SPEAKERS,
    "POST /plans/{plan}/amend": MAKERS,
    "POST /plans/{plan}/close": MAKERS,
    "GET /tasks": EVERYBODY,
    "GET /tasks/{task}": EVERYBODY,
    "POST /tasks/{task}/accept": SPEAKERS,
    "POST /tasks/{task}/progress": SPEAKERS,
    "POST /tasks/{task}/activities": SPEAKERS,
    "POST /tasks/{task}/complete": SPEAKERS,
    "POST /tasks/{task}/verify": STEERING,
    "POST /tasks/{task}/return": STEERING,
    "GET /targets": EVERYBODY,
    "GET /targets/{plan}/{target}": EVERYBODY,
    "POST /targets/{plan}/{target}/figures": SPEAKERS,
    "GET /corrective-actions": EVERYBODY,
    "GET /corrective-actions/{action}": EVERYBODY,
    "POST /corrective-actions/{action}/plan": SPEAKERS,
    "POST /corrective-actions/{action}/complete": SPEAKERS,
    "POST /corrective-actions/{action}/verify": STEERING,
}


def test_every_route_lets_in_the_roles_of_the_table_and_no_other(agency: Agency) -> None:
    names = {
        "unit": "bao-tang",
        "public_key": "U" + "A" * 55,
        "plan": "kh-2023",
        "task": "kh-2023.ke-hoach.bao-tang",
        "target": "hai-long",
        "action": "kh-2023.hai-long.2023-06-30",
    }
    for route, roles in MAY.items():
        method, path = route.split(" ")
        let_in = {
            role
            for role in Role
            if agency.planning.call(method, path.format_map(names), role, "bao-tang").status_code
            != 403
        }
        assert let_in == roles, route


def test_every_route_stands_in_the_table(agency: Agency) -> None:
    ours = {"units", "plans", "tasks", "targets"}
    routes = {
        f"{method.upper()} {path}"
        for path, methods in agency.planning.app.openapi()["paths"].items()
        for method, route in methods.items()
        if ours & set(route.get("tags", ()))
    }
    assert routes == set(MAY)
