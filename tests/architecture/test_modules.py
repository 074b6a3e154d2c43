"""Every module keeps the laws of `laws.py`, and each law can be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import laws
from tests.architecture.tree import PRODUCT, ROOT, Law, breaches, modules, told

DOMAINS = [path for path in modules("services") if "domain" in path.parts]

#: Modules that may be longer than the law says, each with its reason.
LONGER: dict[str, str] = {}


def test_every_subject_is_spelled_once() -> None:
    spelling = ROOT / "contracts" / "subjects.py"
    files = [path for path in modules(*PRODUCT) if path != spelling]
    found = breaches(laws.subjects_are_spelled_in_one_place, files)
    assert not found, told("Add a function to contracts/subjects.py and call it here:", found)


def test_domains_read_no_clock_chance_or_environment() -> None:
    found = breaches(laws.answers_are_repeatable, DOMAINS)
    assert not found, told("Let it arrive inside the command, from application.py:", found)


def test_every_module_has_one_name() -> None:
    found = breaches(laws.modules_have_one_name, modules(*PRODUCT, "tests"))
    assert not found, told("Import it as danvan.contracts, danvan.services, danvan.deploy:", found)


def test_modules_and_functions_keep_their_size() -> None:
    files = [p for p in modules(*PRODUCT, "tests") if str(p.relative_to(ROOT)) not in LONGER]
    found = breaches(laws.sizes_are_kept, files)
    limits = f"{laws.MODULE_LINES} lines a module, {laws.FUNCTION_LINES} a function"
    assert not found, told(f"Split by subject, a room into a folder of its name ({limits}):", found)


def test_every_module_says_what_it_is_for() -> None:
    found = breaches(laws.modules_say_what_they_are_for, modules(*PRODUCT, "tests"))
    assert not found, told("Open it with one to five lines: what it decides or guarantees:", found)


@pytest.mark.parametrize(
    ("law", "source"),
    [
        (laws.subjects_are_spelled_in_one_place, "s = 'danvan.inbox.*.planning.>'"),
        (laws.subjects_are_spelled_in_one_place, "s = f'{root}.facts.{service}.x'"),
        (laws.subjects_are_spelled_in_one_place, "s = 'FACTS_PLANNING'"),
        (laws.answers_are_repeatable, "from time import time"),
        (laws.answers_are_repeatable, "import os"),
        (laws.answers_are_repeatable, "from danvan.contracts.ids import uuid7"),
        (laws.answers_are_repeatable, "def decide(c, s): return [Opened(at=datetime.now(UTC))]"),
        (laws.answers_are_repeatable, "def evolve(s, f): return s + date.today().year"),
        (laws.answers_are_repeatable, "key = hash('a')"),
        (laws.modules_have_one_name, "from contracts.base import Payload"),
        (laws.modules_have_one_name, "import services.planning"),
        (laws.sizes_are_kept, "x = 1\n" * 301),
        (laws.sizes_are_kept, "def f():\n" + "    x = 1\n" * 60),
        (laws.modules_say_what_they_are_for, "x = 1\n"),
        (laws.modules_say_what_they_are_for, '"""' + "line\n" * 6 + '"""\n'),
    ],
)
def test_the_law_finds_its_breach(law: Law, source: str) -> None:
    assert len(list(law(source))) == 1


@pytest.mark.parametrize(
    ("law", "source"),
    [
        (laws.subjects_are_spelled_in_one_place, "s = 'danvan.planning.plan-issued.v1'"),
        (laws.answers_are_repeatable, "from datetime import time\nx = command.at.date()"),
        (laws.modules_have_one_name, "from danvan.contracts.base import Payload"),
        (laws.sizes_are_kept, "x = 1\n" * 300),
        (laws.sizes_are_kept, "def f():\n" + "    x = 1\n" * 59),
        (laws.modules_say_what_they_are_for, ""),
        (laws.modules_say_what_they_are_for, '"""' + "line\n" * 5 + '"""\n'),
    ],
)
def test_the_law_lets_pass_what_keeps_it(law: Law, source: str) -> None:
    assert list(law(source)) == []


def test_every_longer_module_is_longer_indeed() -> None:
    kept = [name for name in LONGER if not breaches(laws.sizes_are_kept, [Path(ROOT / name)])]
    assert not kept, told("Strike these off LONGER, they keep their size:", kept)
