"""What a person does wrong is answered with one sentence that says what to do, and a code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from danvan.deploy.local.layout import DataFolder, write_secret
from tests.unit.cli.conftest import Danvan

#: Runs a command line where the packages of the `services` extra are not installed.
BASE_INSTALL = """
import sys
for name in ("docx", "eventsourcing", "fastapi", "faststream", "holidays", "jinja2", "joserfc",
             "opentelemetry", "prometheus_client", "psycopg", "psycopg_pool",
             "pydantic_settings", "structlog", "typst", "uvicorn"):
    sys.modules[name] = None
from danvan.cli import main
main()
"""


def base_install(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BASE_INSTALL, "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("frobnicate",), "frobnicate"),
        (("serve",), "SERVICE"),
        (("serve", "planning", "--role", "king"), "king"),
        (("token",), "--role"),
        (("submit", "no-such.json", "--unit", "thu-vien"), "no-such.json"),
        (("plan", "issue", __file__, "--number", "1", "--issued-on", "2023-02-30"), "2023-02-30"),
    ],
)
def test_wrong_use_names_what_is_wrong_and_where_help_is(
    danvan: Danvan, arguments: tuple[str, ...], said: str
) -> None:
    ran = danvan(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "--help`" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("unit", "add"), "--name-en"),
        (("unit", "add", __file__, "--id", "thu-vien"), "Name a file; or no file"),
        (("unit", "add", "--id", "Thư viện"), "Thư viện"),
        (("unit", "credentials", "thu.vien"), "thu.vien"),
        (("status", "--service", "planning"), "NAME=http://"),
    ],
)
def test_what_cannot_be_used_is_named(
    danvan: Danvan, arguments: tuple[str, ...], said: str
) -> None:
    ran = danvan(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_no_command_at_all_shows_the_help(danvan: Danvan) -> None:
    ran = danvan()
    assert ran.code == 2
    assert "submit" in ran.out


def test_a_service_that_does_not_exist_is_wrong_use(danvan: Danvan) -> None:
    ran = danvan("migrate", "accounting")
    assert ran.code == 2
    assert "planning, reporting" in ran.err


def test_a_traceback_comes_with_debug_only(danvan: Danvan) -> None:
    assert "Traceback" not in danvan("serve", "accounting").err
    assert "Traceback" in danvan("serve", "accounting", "--debug").err


def test_a_file_that_is_not_utf_8_is_a_sentence(danvan: Danvan, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes("kế hoạch".encode("utf-16"))
    ran = danvan("plan", "check", file)
    assert ran.code == 1
    assert "UTF-8" in ran.err


def test_what_nobody_foresaw_is_a_sentence_too(danvan: Danvan, tmp_path: Path) -> None:
    write_secret(DataFolder(tmp_path).token_key, "{")
    ran = danvan("token", "--role", "leader", "--data", tmp_path)
    assert ran.code == 1
    assert ran.err.startswith("Unexpected fault: JSONDecodeError")
    assert "--debug" in ran.err


def test_settings_that_are_missing_are_named(
    danvan: Danvan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DANVAN_OWNER_DATABASE_URL", raising=False)
    ran = danvan("migrate", "planning")
    assert ran.code == 2
    assert "DANVAN_OWNER_DATABASE_URL" in ran.err


def test_a_unit_needs_no_services_extra(tmp_path: Path) -> None:
    file = tmp_path / "offer.json"
    file.write_text(
        '{"type": "danvan.planning.acknowledgement-offered.v1", "data": {"plan": "kh-878"}}'
    )
    helped = base_install("--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert base_install("contracts", "list").returncode == 0
    sent = base_install("submit", file, "--unit", "thu-vien", "--nats", "nats://127.0.0.1:1")
    assert "nats://127.0.0.1:1 does not answer" in sent.stderr


@pytest.mark.parametrize("arguments", [("serve", "planning"), ("migrate", "planning")])
def test_a_missing_extra_is_named(arguments: tuple[str, ...]) -> None:
    ran = base_install(*arguments)
    assert ran.returncode == 1
    assert ran.stderr.strip().endswith("run: pip install 'danvan[services]'.")
    assert len(ran.stderr.splitlines()) == 1
