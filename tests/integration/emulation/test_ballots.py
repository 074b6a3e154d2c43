"""A sealed ballot through HTTP on a real store: forty voters, three tellers, and cheats."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from danvan.contracts.ballot_paper import paper_size
from danvan.contracts.client import voting
from danvan.contracts.client.voting import SealedPaper, peel, seal_bytes, seal_paper
from danvan.contracts.emulation import BallotTerms, VoteMissed
from danvan.contracts.emulation.ballots import digest, encoded, papers_digest
from danvan.contracts.examples import recount as script
from danvan.contracts.roles import Role
from danvan.services.emulation.domain.vote import vote_id
from tests.integration.emulation.ballot_box import AFTER, BALLOT, BEFORE, DURING, Box, ballot_box
from tests.support.engines import Database
from tests.unit.emulation.ballot_examples import CHOICES, TELLERS, at

A, B, C = CHOICES


@pytest.fixture
def box(database: Database) -> Iterator[Box]:
    with ballot_box(database) as made:
        yield made


def fill(box: Box, terms: BallotTerms) -> dict[int, tuple[SealedPaper, tuple[str, ...]]]:
    """Thirty-nine of forty voters choose by chance."""
    chance = random.Random(878)
    kept = {}
    for voter in range(39):
        chosen = tuple(chance.sample(CHOICES, chance.choice([1, 2])))
        kept[voter] = box.vote(terms, voter, *chosen), chosen
    return kept


def recount(published: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """What the script says, which imports nothing of ours."""
    file = folder / "published.json"
    file.write_text(json.dumps(published), encoding="utf-8")
    command = [sys.executable, "-I", "-S", script.__file__, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_whole_ceremony(box: Box, tmp_path: Path) -> None:
    terms = box.open()
    kept = fill(box, terms)
    spoilt = seal_bytes(terms, b"Ai day?".ljust(paper_size(terms)))
    assert box.casts(39, spoilt).status_code == 201
    assert box.reads(BALLOT)["turnout"] is None
    box.emulation.begin(at("2023-10-03").date())
    assert (box.reads(BALLOT)["status"], box.reads(BALLOT)["turnout"]) == ("counting", 40)
    for layer in (1, 2, 3):
        assert box.tries("GET", f"{BALLOT}/published").status_code == 404
        box.peels(terms, layer)

    nobody = {"Authorization": ""}
    assert box.tries("GET", f"{BALLOT}/papers", headers=nobody).status_code == 401
    published = box.reads(f"{BALLOT}/published", headers=nobody)
    papers = {paper["check"]: paper["choices"] for paper in published["papers"]}
    for sealed, chosen in kept.values():
        assert papers[sealed.check] == sorted(chosen)
    assert published["spoilt"] == [{"reason": "malformed"}]
    expected = Counter(choice for _, chosen in kept.values() for choice in chosen)
    assert {each["choice"]: each["votes"] for each in published["results"]} == expected
    codes = [paper["check"] for paper in published["papers"]]
    assert codes == sorted(codes)

    counted = recount(published, tmp_path)
    assert (counted.returncode, counted.stderr) == (0, "")
    lines = [f"{votes} {choice}" for choice, votes in expected.most_common()]
    assert sorted(counted.stdout.splitlines()) == sorted(lines)
    [row] = box.reads("/ballots", status="counted")["items"]
    assert row["ballot"] == "binh-chon"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda it: it["papers"].pop(), "not as many"),
        (lambda it: it["papers"][0].update(choices=[C]), "digest"),
        (lambda it: it["papers"][0].update(check=it["papers"][1]["check"]), "check code"),
        (lambda it: it["papers"][0].update(choices=["khac"]), "not valid"),
        (lambda it: it["results"][0].update(votes=9), "not what the papers say"),
    ],
)
def test_the_recount_finds_what_does_not_fit(change: Any, sentence: str, tmp_path: Path) -> None:
    papers = [{"check": c * 20, "choices": [A]} for c in "ABC"]
    lots = {"papers": papers, "spoilt": []}
    published = {
        **lots,
        "choices": list(CHOICES),
        "most": 2,
        "turnout": 3,
        "digest": "",
        "results": [
            {"choice": A, "votes": 3},
            {"choice": B, "votes": 0},
            {"choice": C, "votes": 0},
        ],
    }
    published["digest"] = digest(lots)
    assert recount(published, tmp_path).returncode == 0
    change(published)
    counted = recount(published, tmp_path)
    assert counted.returncode == 1
    assert sentence in counted.stderr


def test_the_recount_script_is_short_and_imports_nothing_of_ours() -> None:
    source = Path(script.__file__).read_text("utf-8")
    code = [line for line in source.splitlines() if line.strip()]
    assert len(code) <= 40
    assert "danvan" not in source.replace("danvan ", "")


def test_a_teller_who_replaces_a_paper_is_found_by_the_voter(box: Box, tmp_path: Path) -> None:
    terms = box.open()
    kept = fill(box, terms)
    box.does(f"{BALLOT}/close", when=AFTER)
    box.peels(terms, 1)
    box.peels(terms, 2)
    batch = box.batch(3)["papers"]
    honest = peel(terms, box.keys[2], 3, batch)
    forged = {"check": "Z" * 20, "choices": [B]}
    own = encoded(json.dumps(forged, separators=(",", ":")).encode().ljust(paper_size(terms)))
    papers = tuple(sorted((*honest.papers[1:], own)))
    work = forge(box, terms, 3, batch, papers)
    assert box.hands_in(3, work).status_code == 201

    published = box.reads(f"{BALLOT}/published")
    assert recount(published, tmp_path).returncode == 0, "the count alone does not show it"
    there = {paper["check"] for paper in published["papers"]}
    [robbed] = [sealed.check for sealed, _ in kept.values() if sealed.check not in there]
    assert robbed not in there

    box.does(f"{BALLOT}/void", {"ground": "irregularity", "order": "15/QĐ"}, when=at("2023-10-05"))
    assert box.reads(BALLOT)["status"] == "voided"


def forge(
    box: Box, terms: BallotTerms, layer: int, before: list[str], after: tuple[str, ...]
) -> dict[str, Any]:
    """Work of a teller who signs what he did not do honestly."""
    spoilt = len(before) - len(after)
    words = voting._signed(terms, layer, papers_digest(before), papers_digest(after), spoilt)
    signature = encoded(box.keys[layer - 1].signing.sign(words))
    return {"layer": layer, "papers": after, "spoilt": spoilt, "signature": signature}


def test_a_teller_can_neither_double_nor_add_nor_hide_a_paper(box: Box) -> None:
    terms = box.open()
    fill(box, terms)
    box.does(f"{BALLOT}/close", when=AFTER)
    batch = box.batch(1)["papers"]
    honest = peel(terms, box.keys[0], 1, batch)
    doubled = tuple(sorted((*honest.papers[1:], honest.papers[1])))
    answer = box.hands_in(1, forge(box, terms, 1, batch, doubled))
    assert answer.json()["type"] == "papers-repeated-or-unsorted"
    hidden = forge(box, terms, 1, batch, honest.papers[1:]) | {"spoilt": 0}
    assert box.hands_in(1, hidden).json()["type"] == "papers-missing-or-added"
    other = vars(honest) | {"papers": forge(box, terms, 1, batch, honest.papers)["papers"][::-1]}
    assert box.hands_in(1, other).json()["type"] == "papers-repeated-or-unsorted"
    stolen = forge(box, terms, 1, batch, honest.papers)
    stolen["signature"] = encoded(box.keys[1].signing.sign(b"x"))
    assert box.hands_in(1, stolen).json()["type"] == "signature-does-not-hold"
    assert box.hands_in(1, vars(honest), of=TELLERS[1]).json()["type"] == "layer-of-another-teller"
    assert box.hands_in(1, vars(honest)).status_code == 201
    assert box.hands_in(1, vars(honest)).status_code == 201, "asked twice is harmless"


def test_who_copies_a_paper_learns_nothing_and_loses_his_vote(box: Box) -> None:
    terms = box.open(6)
    victim = box.vote(terms, 0, A)
    for voter in range(1, 5):
        box.vote(terms, voter, B)
    assert box.casts(5, victim.paper).status_code == 201
    box.does(f"{BALLOT}/close", when=AFTER)
    for layer in (1, 2, 3):
        box.peels(terms, layer)
    published = box.reads(f"{BALLOT}/published")
    assert [p["choices"] for p in published["papers"] if p["check"] == victim.check] == [[A]]
    assert published["spoilt"] == [{"reason": "copy"}]
    assert published["turnout"] == 6


def test_a_voter_votes_once_and_can_ask_whether_his_paper_is_kept(box: Box) -> None:
    terms = box.open()
    who: dict[str, Any] = {"actor": "cu-tri-1", "role": Role.VOTER, "of": "thu-vien"}
    assert box.reads(f"{BALLOT}/vote", **who) == {"voted": False, "paper": None}
    sealed = box.vote(terms, 1, A)
    assert box.reads(f"{BALLOT}/vote", **who)["voted"] is True
    assert box.casts(1, sealed.paper).status_code == 201
    again = box.casts(1, seal_paper(terms, [B]).paper)
    assert (again.status_code, again.json()["type"]) == (409, "already-voted")
    stranger = box.casts(99, seal_paper(terms, [B]).paper)
    assert stranger.json()["type"] == "not-on-the-roll"
    early = box.casts(2, seal_paper(terms, [B]).paper, BEFORE)
    assert early.json()["type"] == "ballot-not-open-yet"
    late = box.casts(2, seal_paper(terms, [B]).paper, AFTER)
    assert late.json()["type"] == "ballot-closed"
    short = box.casts(2, sealed.paper[:-4])
    assert short.json()["type"] == "paper-of-another-length"


def test_only_the_right_people_are_let_in(box: Box) -> None:
    terms = box.open()
    fill(box, terms)
    paper = {"paper": seal_paper(terms, [A]).paper}
    as_head: dict[str, Any] = {"role": Role.UNIT_HEAD, "of": "bao-tang", "when": DURING}
    assert box.tries("POST", f"{BALLOT}/vote", paper, **as_head).status_code == 403
    assert box.tries("POST", f"{BALLOT}/close", **as_head).status_code == 403
    assert box.tries("POST", "/ballots", box.opening(), **as_head).status_code == 403
    early = box.tries("POST", f"{BALLOT}/close", when=DURING)
    assert early.json()["type"] == "ballot-still-open"
    assert box.tries("GET", f"{BALLOT}/papers", of="van-phong").status_code == 404
    box.does(f"{BALLOT}/close", when=AFTER)
    papers = box.tries("GET", f"{BALLOT}/papers", of="nha-hat")
    assert papers.status_code == 403
    assert box.tries("GET", "/ballots/khong-co").status_code == 404


def test_a_small_or_empty_box_is_not_opened(box: Box) -> None:
    few = box.tries("POST", "/ballots", box.opening(4), when=BEFORE)
    assert few.json()["type"] == "electorate-too-small"
    terms = box.open(5)
    box.vote(terms, 0, A)
    box.emulation.begin(at("2023-10-03").date())
    row = box.reads(BALLOT)
    assert (row["status"], row["ground"], row["turnout"]) == ("voided", "too-few-papers", 1)
    [missed] = box.emulation.facts(f"vote/{vote_id('binh-chon', 'cu-tri-1')}")
    assert isinstance(missed, VoteMissed), "who has not voted can't be made to have voted"
    assert box.tries("GET", f"{BALLOT}/papers", of="van-phong").status_code == 404
