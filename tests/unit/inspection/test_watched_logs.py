"""The file of watched logs says what is wrong with it, and a witness has a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from danvan.contracts.audit.notes import Signer
from danvan.services.inspection.settings import InspectionSettings
from danvan.yaml_file import FileError

KEY = Signer.new("danvan.test/planning")
GOOD = f"logs:\n- service: planning\n  url: http://127.0.0.1:8081\n  vkey: {KEY.vkey}\n"


def settings(file: Path, text: str, key: str | None = KEY.text) -> InspectionSettings:
    file.write_text(text)
    return InspectionSettings(database_url="postgresql://", logs_file=file, witness_key=key)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    [log] = settings(tmp_path / "logs.yaml", GOOD).watched_logs()
    assert (log.service, log.url, log.vkey) == ("planning", "http://127.0.0.1:8081", KEY.vkey)


def test_without_a_file_nothing_is_watched() -> None:
    assert InspectionSettings(database_url="postgresql://").watched_logs() == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (GOOD + GOOD.removeprefix("logs:\n"), "duplicate-log"),
        (GOOD.replace("+", "-"), "not-a-verifier-key"),
        (GOOD.replace("http://", "ftp://"), None),
        (GOOD.replace("8081", "8081/"), None),
        (GOOD.replace("vkey", "key"), "unknown-key"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, text: str, rule: str | None) -> None:
    with pytest.raises(FileError) as error:
        settings(tmp_path / "logs.yaml", text).watched_logs()
    first = error.value.problems[0]
    assert first.line > 1 and first.vi and first.en
    assert rule is None or rule in {problem.rule for problem in error.value.problems}


@pytest.mark.parametrize(
    "key", [None, "PRIVATE+KEY+x", KEY.vkey], ids=["none", "not a key", "the public half"]
)
def test_a_witness_needs_its_key(tmp_path: Path, key: str | None) -> None:
    with pytest.raises(ValidationError, match=r"danvan audit key|private key"):
        settings(tmp_path / "logs.yaml", GOOD, key)
