"""`danvan submit` before the broker: files are completed and checked, and kept when it is away."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from danvan.contracts.client.spool import Outgoing, Spool
from danvan.contracts.reading import read_submission
from tests.unit.cli.conftest import Danvan

AWAY = ("--nats", "nats://127.0.0.1:1", "--wait", "1")
TYPE = "danvan.planning.acknowledgement-offered.v1"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A file with a type and data alone."""
    file = tmp_path / "bare.json"
    file.write_text(json.dumps({"type": TYPE, "data": {"plan": "kh-878"}}))
    return file


def write(folder: Path, document: dict[str, Any]) -> Path:
    file = folder / "offer.json"
    file.write_text(json.dumps(document))
    return file


def kept(spool: Path) -> Outgoing:
    (only,) = Spool(spool).pending()
    return only.outgoing


def test_a_bare_file_becomes_a_submission(danvan: Danvan, bare: Path, tmp_path: Path) -> None:
    ran = danvan("submit", bare, "--unit", "thu-vien", "--spool", tmp_path / "s", *AWAY)
    assert ran.code == 1, "it is kept, not delivered"
    outgoing = kept(tmp_path / "s")
    sent = read_submission(outgoing.raw, subject=outgoing.subject, today=date.today())
    assert (sent.id, sent.source) == (outgoing.id, "/units/thu-vien")
    assert sent.data.model_dump() == {"plan": "kh-878", "version": 1}


def test_what_the_file_says_stays(danvan: Danvan, tmp_path: Path) -> None:
    document = {"type": TYPE, "id": "our-id-7", "actor": "An", "data": {"plan": "kh-878"}}
    danvan(
        "submit", write(tmp_path, document), "--unit", "thu-vien", "--spool", tmp_path / "s", *AWAY
    )
    outgoing = kept(tmp_path / "s")
    assert outgoing.id == "our-id-7"
    assert json.loads(outgoing.raw)["actor"] == "An"


def test_a_whole_event_goes_out_in_its_own_bytes(
    danvan: Danvan, bare: Path, tmp_path: Path
) -> None:
    danvan("submit", bare, "--unit", "thu-vien", "--spool", tmp_path / "first", *AWAY)
    spaced = b"\n" + kept(tmp_path / "first").raw + b" \n"
    file = tmp_path / "whole.json"
    file.write_bytes(spaced)
    danvan("submit", file, "--unit", "thu-vien", "--spool", tmp_path / "second", *AWAY)
    assert kept(tmp_path / "second").raw == spaced


def test_the_spool_says_that_it_waits(danvan: Danvan, bare: Path, tmp_path: Path) -> None:
    ran = danvan("submit", bare, "--unit", "thu-vien", "--spool", tmp_path / "s", "--json", *AWAY)
    (row,) = json.loads(ran.out)
    assert row["status"] == "waiting"
    assert row["id"] == kept(tmp_path / "s").id


def test_without_a_spool_an_absent_broker_is_an_error(danvan: Danvan, bare: Path) -> None:
    ran = danvan("submit", bare, "--unit", "thu-vien", *AWAY)
    assert (ran.code, ran.out) == (1, "")
    assert "nats://127.0.0.1:1 does not answer" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON at line 1"),
        ('{"data": {}}', "/type"),
        ('{"type": "danvan.planning.no-such.v1", "data": {}}', "There is no message type"),
        ('{"type": "danvan.planning.plan-issued.v1", "data": {}}', "Only services record"),
        (json.dumps({"type": TYPE, "data": {"plan": "kh-878", "x": 1}}), "/data/x"),
        (json.dumps({"type": TYPE, "data": {}}), "/data/plan"),
        (json.dumps({"type": TYPE, "source": "/units/bao-tang", "data": {}}), "/source"),
    ],
)
def test_what_the_platform_would_refuse_is_not_sent(
    danvan: Danvan, bare: Path, tmp_path: Path, text: str, said: str
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text)
    ran = danvan("submit", bare, wrong, "--unit", "thu-vien", "--spool", tmp_path / "s", *AWAY)
    assert (ran.code, ran.out) == (1, "")
    assert f"{wrong}" in ran.err and said in ran.err
    assert "Nothing was sent." in ran.err
    assert Spool(tmp_path / "s").pending() == []


def test_it_is_sent_anyway_on_demand(danvan: Danvan, tmp_path: Path) -> None:
    file = write(tmp_path, {"type": TYPE, "data": {"wrong": 1}})
    danvan("submit", file, "--unit", "thu-vien", "--no-check", "--spool", tmp_path / "s", *AWAY)
    assert json.loads(kept(tmp_path / "s").raw)["data"] == {"wrong": 1}


def test_a_unit_that_is_no_id_is_wrong_use(danvan: Danvan, bare: Path) -> None:
    ran = danvan("submit", bare, "--unit", "thu-vien.>", *AWAY)
    assert ran.code == 2
    assert "thu-vien.>" in ran.err
