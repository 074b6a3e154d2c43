"""A local token is what the services accept, and is made only where the local key rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DataFolder, write_secret
from danvan.services.chassis.auth import Principal, Tokens, new_local_key, public_part
from danvan.services.chassis.settings import Settings
from tests.unit.cli.conftest import Danvan


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    """The services' side of a key that lies in `tmp_path`."""
    key = new_local_key()
    write_secret(DataFolder(tmp_path).token_key, json.dumps(key))
    return Tokens.of(Settings(database_url="", token_key=public_part(key)))


def test_the_services_accept_the_token(danvan: Danvan, tokens: Tokens, tmp_path: Path) -> None:
    ran = danvan(
        "token", "--role", "unit-head", "--unit", "thu-vien", "--actor", "An", "--data", tmp_path
    )
    assert ran.code == 0
    assert tokens.principal(ran.out.strip()) == Principal("An", Role.UNIT_HEAD, "thu-vien")


def test_people_of_a_unit_need_their_unit(danvan: Danvan, tokens: Tokens, tmp_path: Path) -> None:
    ran = danvan("token", "--role", "unit-officer", "--data", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "--unit" in ran.err


def test_without_the_key_it_says_where_it_comes_from(danvan: Danvan, tmp_path: Path) -> None:
    ran = danvan("token", "--role", "leader", "--data", tmp_path / "none")
    assert (ran.code, ran.out) == (1, "")
    assert "danvan up" in ran.err and "--data" in ran.err


def test_it_is_refused_where_people_sign_in_elsewhere(
    danvan: Danvan, tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANVAN_OIDC_ISSUER", "https://login.example")
    ran = danvan("token", "--role", "leader", "--data", tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert "DANVAN_OIDC_ISSUER" in ran.err
