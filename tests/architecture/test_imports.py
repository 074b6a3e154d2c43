"""The import laws of `pyproject.toml` hold, and the kind of law written here can be broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from grimp import ImportGraph
from importlinter import ContractCheck

from tests.architecture.only_contract import OnlyContract
from tests.architecture.tree import ROOT, told

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_the_import_laws_hold() -> None:
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, told(
        "Move the code, or pass the value in by __main__.py; the laws stand in pyproject.toml:",
        [done.stdout, done.stderr],
    )


def check(graph: ImportGraph, *, excepted: tuple[str, ...] = ()) -> ContractCheck:
    options = {
        "source_modules": ["house.*.domain"],
        "allowed_modules": ["house.contracts", "pydantic"],
        "except_modules": excepted,
    }
    return OnlyContract("domains", {"root_packages": ["house"]}, options).check(graph, False)


@pytest.fixture
def graph() -> ImportGraph:
    graph = ImportGraph()
    for module in ("house", "house.a", "house.a.domain", "house.a.domain.noun", "house.contracts"):
        graph.add_module(module)
    for allowed in ("datetime", "house.a.domain", "house.contracts", "pydantic"):
        graph.add_import(importer="house.a.domain.noun", imported=allowed)
    return graph


def test_what_is_on_the_list_may_be_imported(graph: ImportGraph) -> None:
    assert check(graph).kept


@pytest.mark.parametrize("stranger", ["nats", "house.a.views", "house.contracts_old"])
def test_what_is_not_on_the_list_breaks_the_law(graph: ImportGraph, stranger: str) -> None:
    graph.add_import(importer="house.a.domain.noun", imported=stranger)
    broken = check(graph)
    assert broken.metadata == {"strangers": [("house.a.domain.noun", stranger)]}
    assert not broken.kept


def test_a_module_that_another_law_holds_is_left_out(graph: ImportGraph) -> None:
    graph.add_import(importer="house.a.domain.noun", imported="nats")
    assert check(graph, excepted=("house.a.domain.noun",)).kept


def test_a_module_that_another_law_holds_may_not_be_imported(graph: ImportGraph) -> None:
    graph.add_import(importer="house.a.domain", imported="house.a.domain.noun")
    assert not check(graph, excepted=("house.a.domain.noun",)).kept
