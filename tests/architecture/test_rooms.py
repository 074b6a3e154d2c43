"""Every service has the same rooms, and every domain module is one aggregate on one page."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, services, told

ROOMS = ("domain", "application", "intake", "views", "api", "settings", "__main__")

#: Rooms that a service has no use for, each with its reason: (service, room) → reason.
ABSENT: dict[tuple[str, str], str] = {}

#: The order of an aggregate's page.
PAGE = ["KIND", "INITIAL", "evolve", "decide"]

PAGES = [path for path in modules("services") if path.parent.name == "domain"]


def stands(service: str, room: str) -> bool:
    """A room is a module, or a folder of the same name."""
    folder = ROOT / "services" / service
    return (folder / f"{room}.py").exists() or (folder / room / "__init__.py").exists()


def page(source: str) -> list[str]:
    """Which of the names of `PAGE` a module defines at its top level, in its own order."""
    names: list[str] = []
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name):
                names.append(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
    return [name for name in names if name in PAGE]


@pytest.mark.parametrize("service", services())
def test_a_service_has_the_rooms(service: str) -> None:
    missing = [r for r in ROOMS if not stands(service, r) and (service, r) not in ABSENT]
    how = f"Add them to services/{service}/, or to ABSENT here with the reason:"
    assert not missing, told(how, missing)


def test_a_room_called_absent_is_absent() -> None:
    there = [f"{service}/{room}" for service, room in ABSENT if stands(service, room)]
    assert not there, told("Strike these off ABSENT, they exist:", there)


def test_the_law_of_the_rooms_holds_every_service() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    rooms = next(c for c in contracts["contracts"] if c["name"].startswith("Inside a service"))
    held = {name.removeprefix("danvan.services.") for name in rooms["containers"]}
    assert held == set(services()), "Name the service in `containers` of that law (pyproject.toml)."


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_an_aggregate_is_one_page_in_the_known_order(path: Path) -> None:
    found = page(path.read_text("utf-8"))
    assert found in ([], PAGE), (
        f"{path.relative_to(ROOT)} has {found}. An aggregate's page defines {PAGE} in this order; "
        "a module that helps aggregates defines none of them."
    )


def test_a_page_out_of_order_is_seen() -> None:
    assert page("KIND = 'x'\ndef decide(): ...\ndef evolve(): ...\n") == [
        "KIND",
        "decide",
        "evolve",
    ]
    assert page("KIND = 'x'\nINITIAL: S = S()\ndef evolve(): ...\ndef decide(): ...\n") == PAGE
