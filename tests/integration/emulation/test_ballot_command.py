"""`danvan ballot` from the keys to the recount, against a service that listens."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from danvan.cli import run
from danvan.contracts.client.voting import TellerKeys, seal_paper
from danvan.contracts.roles import Role
from tests.integration.emulation.ballot_box import (
    AFTER,
    BALLOT,
    DURING,
    UNITS,
    Box,
    ballot_box,
    listening,
)
from tests.support.engines import Database
from tests.unit.emulation.ballot_examples import CHOICES, TELLERS

Danvan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def danvan(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Danvan:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("DANVAN_TOKEN", raising=False)

    def ran(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        return code, *capfd.readouterr()

    return ran


@pytest.fixture
def box(database: Database, danvan: Danvan, tmp_path: Path) -> Iterator[Box]:
    """The tellers' keys come from the command line and stay in their files."""
    keys = []
    for unit in TELLERS:
        code, public, said = danvan("ballot", "keygen", tmp_path / f"{unit}.key")
        assert (code, len(public.strip())) == (0, 86) and "destroy" in said
        keys.append(TellerKeys.read((tmp_path / f"{unit}.key").read_text()))
        assert keys[-1].public == public.strip()
    with ballot_box(database) as made:
        made.keys = keys
        yield made


def voter(box: Box, number: int) -> list[str]:
    return ["--token", box.token(f"cu-tri-{number}", Role.VOTER, UNITS[number % len(UNITS)])]


def teller(box: Box, unit: str, folder: Path) -> list[object]:
    token = box.token("nguoi-kiem", Role.UNIT_OFFICER, unit)
    return ["--token", token, "--key", folder / f"{unit}.key"]


def test_a_ballot_from_the_command_line(box: Box, danvan: Danvan, tmp_path: Path) -> None:
    terms = box.open(6)
    mark = terms.fingerprint
    codes = []
    with listening(box) as url:
        told = danvan(
            "ballot", "terms", "binh-chon", "--url", url, "--key", tmp_path / "thu-vien.key"
        )
        assert json.loads(told[1])["fingerprint"] == mark
        box.tries("GET", BALLOT, when=DURING)
        box.tries("GET", f"{BALLOT}/vote", actor="x", role=Role.VOTER, when=DURING)
        for number in range(5):
            choice = CHOICES[number % 2]
            code, out, said = danvan(
                "ballot", "vote", "binh-chon", "--choose", choice, "--fingerprint", mark,
                "--url", url, *voter(box, number),
            )  # fmt: skip
            assert code == 0, said
            codes.append(out.strip())
        code, _, said = danvan(
            "ballot", "vote", "binh-chon", "--choose", CHOICES[0], "--url", url, *voter(box, 0)
        )
        assert (code, "votes once" in said) == (1, True)
        code, out, said = danvan(
            "ballot", "vote", "binh-chon", "--choose", CHOICES[0], "--fingerprint", "0" * 64,
            "--url", url, *voter(box, 5),
        )  # fmt: skip
        assert (code, out, "do not vote" in said) == (1, "", True)

        box.does(f"{BALLOT}/close", when=AFTER)
        wrong = [*teller(box, "bao-tang", tmp_path)]
        code, _, said = danvan("ballot", "open", "binh-chon", "--url", url, *wrong)
        assert (code, "not this key's turn" in said) == (1, True)
        for unit in TELLERS:
            code, _, said = danvan(
                "ballot", "open", "binh-chon", "--url", url, *teller(box, unit, tmp_path)
            )
            assert code == 0, said

        papers = box.reads(f"{BALLOT}/published")
        published = f"{url}{BALLOT}/published"
        code, out, _ = danvan("ballot", "recount", published, "--json")
        assert (code, json.loads(out)["votes"][CHOICES[0]]) == (0, 3)
        assert {paper["check"] for paper in papers["papers"]} == set(codes)
        papers["results"][0]["votes"] += 1
        (tmp_path / "changed.json").write_text(json.dumps(papers))
        code, _, said = danvan("ballot", "recount", tmp_path / "changed.json")
        assert (code, "does not hold" in said) == (1, True)


def test_who_names_no_choice_is_asked(
    box: Box, danvan: Danvan, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.open(6)
    with listening(box) as url:
        box.tries("GET", f"{BALLOT}/vote", actor="x", role=Role.VOTER, when=DURING)
        vote = ["ballot", "vote", "binh-chon", "--url", url, *voter(box, 1)]
        for typed, code in (("4", 1), ("x", 1), ("", 1), ("1 3", 0)):
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
            assert danvan(*vote)[0] == code, typed
    voted = box.reads(f"{BALLOT}/vote", actor="cu-tri-1", role=Role.VOTER)
    assert voted["voted"] is True


def test_tellers_are_asked_when_others_could_not_open_papers(
    box: Box, danvan: Danvan, tmp_path: Path
) -> None:
    terms = box.open(8)
    for number in range(7):
        box.vote(terms, number, CHOICES[0])
    box.casts(7, seal_paper(terms, [CHOICES[0]]).paper[:-4] + "AAAA")
    with listening(box) as url:
        box.does(f"{BALLOT}/close", when=AFTER)
        first, second = (
            ["ballot", "open", "binh-chon", "--url", url, *teller(box, unit, tmp_path)]
            for unit in TELLERS[:2]
        )
        assert danvan(*first)[0] == 0
        code, _, said = danvan(*second)
        assert (code, "--accept-spoilt 1" in said) == (1, True)
        assert danvan(*second, "--accept-spoilt", 1)[0] == 0


def test_a_key_file_is_for_its_owner_alone_and_is_never_overwritten(
    danvan: Danvan, tmp_path: Path
) -> None:
    file = tmp_path / "teller.key"
    assert danvan("ballot", "keygen", file)[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    code, out, said = danvan("ballot", "keygen", file)
    assert (code, out) == (1, "") and "exists" in said
    assert file.read_bytes() == before


def test_a_file_that_holds_no_key_is_told(box: Box, danvan: Danvan, tmp_path: Path) -> None:
    (tmp_path / "x.key").write_text("abc")
    code, _, said = danvan("ballot", "open", "b", "--token", "t", "--key", tmp_path / "x.key")
    assert (code, "not a key file" in said) == (1, True)
