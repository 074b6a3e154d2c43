"""`danvan audit verify --pack`: what it says, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.audit.test_pack import FACT, FEEDBACK, PLANNING, VKEYS, WITNESSES, rewrite, write
from tests.unit.cli.conftest import Danvan

TRUSTED = ("--vkey", VKEYS[0], "--vkey", VKEYS[1], "--witness", WITNESSES[0])


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "pack.zip")


def test_a_pack_is_verified_and_erased_facts_are_named(danvan: Danvan, pack: Path) -> None:
    ran = danvan("audit", "verify", "--pack", pack, *TRUSTED)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "feedback: 5 facts present and proved, 1 by their hash alone;"
        f" log {FEEDBACK.name}, 700 leaves.",
        "feedback: leaf 5 is present, unreadable, erased under order 112/QĐ.",
        "planning: 1 facts present and proved, 0 by their hash alone;"
        f" log {PLANNING.name}, 1 leaves.",
    ]


def test_the_packs_own_keys_come_with_a_warning(danvan: Danvan, pack: Path) -> None:
    ran = danvan("audit", "verify", "--pack", pack)
    assert ran.code == 0
    assert "Warning" in ran.err and "--vkey" in ran.err


def test_a_tampered_pack_is_refused_and_the_leaf_named(danvan: Danvan, pack: Path) -> None:
    rewrite(pack, FACT, lambda raw: raw + b" ")
    ran = danvan("audit", "verify", "--pack", pack, *TRUSTED)
    assert ran.code == 1
    assert "Leaf 699" in ran.out and "[proof-wrong]" in ran.out
    ran = danvan("audit", "verify", "--pack", pack, *TRUSTED, "--json")
    answer = json.loads(ran.out)
    assert (ran.code, answer["verified"], answer["own_keys"]) == (1, False, False)
    assert [p["leaf"] for p in answer["logs"][0]["problems"]] == [699]


def test_what_is_no_pack_is_a_sentence(danvan: Danvan, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"%PDF-1.7")
    ran = danvan("--lang", "vi", "audit", "verify", "--pack", tmp_path / "pack.zip")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "không phải là một bộ chứng cứ" in ran.err
