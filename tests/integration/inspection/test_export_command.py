"""`danvan audit export`, against an inspection that listens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from danvan.cli import run
from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.deploy.local.layout import DataFolder, write_secret
from tests.integration.inspection.archived import (
    CASE,
    FACTS,
    LOG,
    WITNESS,
    archived,
    listening,
)
from tests.support.engines import Database
from tests.unit.inspection.sealed_facts import STEPS, UNIT

Danvan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def danvan(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Danvan]:
    """Runs `danvan audit …`, in English, with an inspector's token from the data folder."""
    monkeypatch.delenv("DANVAN_TOKEN", raising=False)
    monkeypatch.setenv("DANVAN_DATA", str(tmp_path))

    def ran(*words: object) -> tuple[int, str, str]:
        code = run(["--lang", "en", "audit", *(str(word) for word in words)])
        return code, *capsys.readouterr()

    with archived(database, tmp_path) as inspection, listening(inspection) as url:
        monkeypatch.setenv("DANVAN_INSPECTION_URL", url)
        write_secret(DataFolder(tmp_path).token_key, json.dumps(inspection.key))
        yield ran


def test_a_pack_is_fetched_and_verifies_in_another_folder(danvan: Danvan, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    code, _, said = danvan("export", out, "--format", "pack", "--case", CASE)
    assert (code, str(out) in said) == (0, True), said
    keys = ("--vkey", LOG.vkey, "--witness", cosigner_vkey(WITNESS))
    code, printed, said = danvan("verify", "--pack", out, *keys, "--json")
    assert code == 0, printed + said


def test_criteria_reach_the_service(danvan: Danvan, tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    days = ("--from", "2023-03-07", "--until", "2023-03-07", "--unit", UNIT, "--redacted")
    code, printed, _ = danvan("export", out, "--format", "jsonl", *days, "--json")
    assert code == 0 and json.loads(printed)["bytes"] == out.stat().st_size
    taken = out.read_bytes().splitlines()
    assert taken == FACTS[1 : -1 : 1 + len(STEPS)]


def test_a_refusal_is_told_and_leaves_no_file(danvan: Danvan, tmp_path: Path) -> None:
    out = tmp_path / "none.xes"
    code, _, said = danvan("export", out, "--format", "xes", "--case", "petition/none")
    assert (code, "look again at the case" in said) == (1, True)
    assert not list(tmp_path.glob("none.xes*"))


def test_a_folder_that_is_not_there_is_named(danvan: Danvan, tmp_path: Path) -> None:
    code, _, said = danvan("export", tmp_path / "no" / "a.xes", "--format", "xes")
    assert code == 1 and str(tmp_path / "no") in said
