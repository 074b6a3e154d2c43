"""`danvan contracts`: what people and scripts see of the contracts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from danvan.cli import run
from danvan.contracts.catalogue import ENTRIES
from danvan.contracts.entry import Kind
from danvan.contracts.samples import UNIT, sample_of
from danvan.contracts.schema_export import document_bytes, schema_of

SUBMISSION = next(entry for entry in ENTRIES if entry.kind is Kind.SUBMISSION)


@dataclass(frozen=True)
class Result:
    exit_code: int
    stdout: str
    stderr: str


Command = Callable[..., Result]


@pytest.fixture
def danvan(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `danvan contracts` with some arguments."""

    def command(*arguments: str | Path) -> Result:
        code = run(["--lang", "en", "contracts", *map(str, arguments)])
        return Result(code, *capsys.readouterr())

    return command


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    path = tmp_path / "offered.json"
    path.write_bytes(document_bytes(sample_of(SUBMISSION)))
    return path


def test_every_type_is_listed(danvan: Command) -> None:
    listed = json.loads(danvan("list", "--json").stdout)
    assert [row["type"] for row in listed] == [entry.type for entry in ENTRIES]
    assert all(entry.type in danvan("list").stdout for entry in ENTRIES)


def test_what_is_exported_is_in_order(danvan: Command, tmp_path: Path) -> None:
    assert danvan("export", tmp_path).exit_code == 0
    checked = danvan("check", tmp_path)
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert "in order" in checked.stderr


def test_a_broken_promise_is_named_and_stops_the_export(danvan: Command, tmp_path: Path) -> None:
    danvan("export", tmp_path)
    path = tmp_path / "schemas" / f"{SUBMISSION.type}.json"
    old = schema_of(SUBMISSION)
    old["properties"]["data"] = {"properties": {"gone": {"type": "string"}}, "type": "object"}
    path.write_bytes(document_bytes(old))
    for command in ("check", "export"):
        result = danvan(command, tmp_path)
        assert result.exit_code == 1
        assert "/data/gone: old messages hold the field" in result.stderr
    assert path.read_bytes() == document_bytes(old)


def test_a_good_file_is_said_to_be_good(danvan: Command, offered: Path) -> None:
    result = danvan("validate", offered)
    assert result.exit_code == 0
    assert f"{SUBMISSION.type}, id " in result.stderr


def test_every_problem_of_a_file_is_told(danvan: Command, offered: Path) -> None:
    document = json.loads(offered.read_bytes())
    offered.write_text(json.dumps(document | {"id": "a b", "version": 1}), "utf-8")
    result = danvan("validate", offered, "--unit", UNIT)
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["/id", "/version"]
    told = json.loads(danvan("validate", offered, "--json").stdout)
    assert [problem["pointer"] for problem in told] == ["/id", "/version"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "This is not JSON at line 1"),
        (b"[]", "must be a JSON object"),
        (b"{}", "`type`, the name of a message type, is missing"),
        (b'{"type": "danvan.planning.plan-torn.v1"}', "There is no message type"),
        (b'{"type": {"a": []}, "source": 7}', "`type`, the name of a message type, is missing"),
    ],
)
def test_a_file_that_is_no_submission_is_refused(
    danvan: Command, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    result = danvan("validate", path)
    assert result.exit_code == 1
    assert words in result.stderr


def test_another_unit_cannot_send_the_file(danvan: Command, offered: Path) -> None:
    result = danvan("validate", offered, "--unit", "phong-khac")
    assert (result.exit_code, "the sender is phong-khac" in result.stderr) == (1, True)


def test_wrong_use_is_told_apart_from_a_wrong_file(danvan: Command, tmp_path: Path) -> None:
    assert danvan("validate", tmp_path / "nothing.json").exit_code == 2
    assert danvan("validate").exit_code == 2
