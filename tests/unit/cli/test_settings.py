"""A setting that can't be right ends the start with one sentence that names it."""

from __future__ import annotations

import pytest

from danvan.services.chassis.process import serve
from danvan.services.planning.__main__ import SERVICE


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TOKEN_KEY", "{", "it is not a public key in the form of a JWK"),
        ("TOKEN_KEY", '{"kty": "OKP"}', "it is not a public key in the form of a JWK"),
        ("TOKEN_KEY", "[]", "it is not a public key in the form of a JWK"),
        ("CALENDAR_FILE", "/nowhere/calendar.yaml", "Path does not point to a file"),
        ("PORT", "many", "Input should be a valid integer"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str,
    value: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DANVAN_DATABASE_URL", "postgresql://nowhere/planning")
    monkeypatch.setenv(f"DANVAN_{name}", value)
    assert serve(SERVICE) == 2
    error = capsys.readouterr().err
    assert f"set DANVAN_{name}" in error and said in error
