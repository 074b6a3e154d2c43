"""`danvan audit history` against a planning that answers over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from danvan.cli import run
from danvan.deploy.local.layout import DataFolder, write_secret
from danvan.services.planning.__main__ import SERVICE
from danvan.services.planning.application.aggregates import TASK
from danvan.services.planning.domain.task import AcceptTask, AssignTask
from tests.integration.chassis.test_replay import START, lives
from tests.integration.test_cli_audit import Serving
from tests.support.engines import Database
from tests.support.grounds import bench
from tests.unit.planning.builders import at, terms

EARLIER = START - timedelta(minutes=1)

History = Callable[..., tuple[int, str, str]]


@pytest.fixture
def history(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[History]:
    """Runs `danvan audit history`, in English, on a task: assigned, and accepted a minute later,
    which is said to have happened a minute before."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    with bench(SERVICE, database) as planning, Serving(planning) as url:
        write_secret(DataFolder(tmp_path).token_key, json.dumps(planning.key))
        accept = AcceptTask(at=at("2023-04-03"), id=terms().id, unit=terms().unit)
        lives(planning, TASK, "vi-du", [AssignTask(at=at("2023-03-07"), terms=terms()), accept])

        def ran(*words: str, of: str = "vi-du") -> tuple[int, str, str]:
            reached = ("--url", url, "--data", str(tmp_path))
            code = run(["audit", "history", "task", of, *words, *reached])
            return code, *capsys.readouterr()

        yield ran


def test_a_history_is_told_as_it_was_known(history: History) -> None:
    code, out, err = history("--json")
    now = json.loads(out)
    assert (code, err) == (0, "")
    assert (len(now["facts"]), now["state"]["is"]) == (2, "Accepted")
    _, out, _ = history("--known-at", START.isoformat(), "--json")
    then = json.loads(out)
    assert (len(then["facts"]), then["state"]["is"]) == (1, "Assigned")


def test_people_read_a_table_the_state_and_what_changed(history: History) -> None:
    code, out, _ = history("--at", START.isoformat())
    assert code == 0 and "danvan.planning.task-accepted.v1" in out and '"Accepted"' in out
    code, out, _ = history("--diff", EARLIER.isoformat(), START.isoformat())
    assert code == 0 and "danvan.planning.task-assigned.v1" in out
    assert "/is: Unassigned → Accepted" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "2026-03-01T09:00"), "with an offset"),
        (("--at", "hôm qua"), "is no day"),
        (("--at", "2026-03-01", "--diff", "2026-03-01", "2026-03-02"), "Use --diff without"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(
    history: History, words: tuple[str, ...], said: str
) -> None:
    code, out, err = history(*words)
    assert (code, out) == (2, "") and said in err


def test_a_file_that_is_not_there_is_named(history: History) -> None:
    code, out, err = history(of="khong-co")
    assert (code, out) == (1, "") and "task/khong-co" in err
