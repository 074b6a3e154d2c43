"""Every command explains itself, with an example, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from danvan.cli import make_app
from danvan.services.chassis.settings import Settings
from tests.unit.cli.conftest import Danvan


def commands(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """The words of every command below this one."""
    subs = getattr(command, "commands", {})
    if not subs:
        yield path
    for name, sub in subs.items():
        yield from commands(sub, *path, name)


COMMANDS = list(commands(typer.main.get_command(make_app())))


def test_the_command_line_is_as_promised() -> None:
    promised = {
        "up", "demo", "serve", "migrate", "status", "submit", "token", "views rebuild",
        "plan check", "plan issue",
        "unit add", "unit list", "unit credentials", "unit revoke",
        "contracts list", "contracts export", "contracts check", "contracts validate",
    }  # fmt: skip
    assert promised <= {" ".join(path) for path in COMMANDS}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_help_has_an_example_in_both_languages(danvan: Danvan, path: tuple[str, ...]) -> None:
    example = f"danvan {' '.join(path)}"
    english = danvan(*path, "--help")
    vietnamese = danvan("--lang", "vi", *path, "--help")
    assert english.code == vietnamese.code == 0
    assert f"Example: {example}" in " ".join(english.out.split())
    assert f"Ví dụ: {example}" in " ".join(vietnamese.out.split())
    assert "||" not in english.out + vietnamese.out


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_has_a_help_in_both_languages(path: tuple[str, ...]) -> None:
    command: Any = typer.main.get_command(make_app())
    for name in path:
        command = command.commands[name]
    silent = [p.name for p in command.params if p.param_type_name == "option" and not p.help]
    assert not silent, f"danvan {' '.join(path)}: say what these are for: {silent}"


@pytest.mark.parametrize(
    ("arguments", "lang", "expected"),
    [
        (("serve", "x"), "vi_VN.UTF-8", "Không có dịch vụ"),
        (("serve", "x"), "en_GB.UTF-8", "There is no service"),
        (("serve", "x"), "C.UTF-8", "Không có dịch vụ"),
        (("serve", "x", "--lang", "en"), "vi_VN.UTF-8", "There is no service"),
        (("--lang=vi", "serve", "x"), "en_GB.UTF-8", "Không có dịch vụ"),
    ],
)
def test_the_language_is_asked_for_anywhere_or_comes_from_the_environment(
    danvan: Danvan,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    lang: str,
    expected: str,
) -> None:
    monkeypatch.setenv("LANG", lang)
    assert expected in danvan(*arguments).err


def test_a_language_that_is_not_spoken_is_wrong_use(danvan: Danvan) -> None:
    ran = danvan("status", "--lang", "fr")
    assert ran.code == 2
    assert "--lang" in ran.err


def test_serve_lists_every_setting_with_its_sentence(danvan: Danvan) -> None:
    shown = danvan("serve", "--help").out
    for name, field in Settings.model_fields.items():
        assert f"DANVAN_{name.upper()} " in shown
        assert str(field.description) in shown
    assert "nats://127.0.0.1:4222" in shown
