"""The repository speaks of no machine and no registry: it installs wherever it is cloned."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, told

#: A folder that exists on somebody's machine only.
MACHINE_PATH = re.compile(r"(?<![\w.}~-])/(?:root|home|work|Users)/\w")
#: A package registry by its host, or an option that names one.
REGISTRY = re.compile(
    r"\b(?:pypi|npmjs|pythonhosted|yarnpkg|crates|debian)\.(?:org|com|io|net)\b"
    r"|--(?:extra-)?index-url|--find-links|--registry\b|\"resolved\":"
)
#: A lock names packages and hashes, never a place.
ADDRESS = re.compile(r"\w://|file:|^-[ef]\b|^\.?/", re.MULTILINE)


def tracked() -> list[str]:
    """All files that are or would be committed, but this one, which spells the patterns."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so there are no tracked files")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0")]
    return [
        str(path.relative_to(ROOT))
        for path in paths
        if path.is_file() and not path.is_symlink() and path != Path(__file__)
    ]


def found(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
        for name in names
        if (text := (ROOT / name).read_bytes().decode("utf-8", "replace"))
        for hit in pattern.finditer(text)
    ]


def test_no_tracked_file_names_a_folder_of_one_machine() -> None:
    places = found(MACHINE_PATH, tracked())
    assert not places, told("Write paths relative to the repository or to a setting:", places)


def test_no_tracked_file_names_a_registry() -> None:
    places = found(REGISTRY, tracked())
    assert not places, told("Leave the registry to the machine's own configuration:", places)


def test_the_locks_name_no_place() -> None:
    locks = [name for name in tracked() if name.startswith("requirements/")]
    assert {"base.txt", "services.txt", "local.txt", "dev.txt"} <= {n[13:] for n in locks}
    places = found(ADDRESS, locks)
    assert not places, told("Write the locks with `make requirements`:", places)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "data: '/home/lan/data'"),
        (REGISTRY, ".".join(("pypi", "org"))),
        (REGISTRY, "pip install --index-url x"),
        (ADDRESS, "danvan @ file:///x"),
        (ADDRESS, "-e ."),
    ],
)
def test_the_pattern_finds_its_breach(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("text", ["GET /petitions/work/1", "services/home/x", "$HOME/work/x"])
def test_what_only_looks_like_a_path_may_stand(text: str) -> None:
    assert not MACHINE_PATH.search(text)
