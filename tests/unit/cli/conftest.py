"""Runs command lines as `danvan` does, and keeps what they print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from danvan.cli import run


@dataclass(frozen=True)
class Ran:
    """What one command line came to."""

    code: int
    out: str
    err: str


Danvan = Callable[..., Ran]


@pytest.fixture
def danvan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Danvan:
    """Run a command line in an environment without settings, in English unless it says else."""
    for name in ("DANVAN_OIDC_ISSUER", "DANVAN_TOKEN", "DANVAN_NATS_URL", "DANVAN_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def ran(*arguments: object) -> Ran:
        code = run([str(argument) for argument in arguments])
        return Ran(code, *capsys.readouterr())

    return ran
