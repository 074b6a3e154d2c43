"""Exports over HTTP, from an archive of petitions."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from pydantic_core import from_json

from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.contracts.audit.merkle import leaf_hash, root_of, verify_inclusion
from danvan.contracts.audit.pack_check import verify_pack
from danvan.contracts.audit.tiles import WIDTH
from danvan.contracts.inspection import FileOpened
from danvan.contracts.roles import Role
from danvan.services.inspection.archive import keeping
from danvan.services.inspection.exports.proofs import archived_tree
from tests.integration.inspection.archived import CASE, FACTS, LOG, WITNESS, archived
from tests.support.engines import Database
from tests.support.grounds import Bench
from tests.unit.inspection.sealed_facts import STEPS, UNIT

REASON = "Kiểm tra theo Quyết định 12/QĐ-TTr"
SECRET = b"danvan:sealed:v1:"


@pytest.fixture
def inspection(database: Database, tmp_path: Path) -> Iterator[Bench]:
    """Inspection with its archive; in the end its views equal a rebuild."""
    with archived(database, tmp_path) as service:
        yield service
        assert service.ground.views.compare() is None


def exported(inspection: Bench, role: Role = Role.INSPECTOR, **wanted: Any) -> httpx.Response:
    body = {"format": "jsonl", "reason": REASON, **wanted}
    return inspection.call("POST", "/exports", role, "so", json=body)


def lines(answer: httpx.Response) -> list[bytes]:
    assert answer.status_code == 200, answer.text
    return answer.content.splitlines()


def opened(inspection: Bench) -> list[FileOpened]:
    facts = (stored.read().data for stored in inspection.ground.journal.read(0, 100))
    return [fact for fact in facts if isinstance(fact, FileOpened)]


def test_a_case_is_exported_with_its_facts_and_no_others(inspection: Bench) -> None:
    answer = exported(inspection, case=CASE)
    assert lines(answer) == [fact for fact in FACTS if from_json(fact)["correlationid"] == CASE]
    assert f"danvan-case-petition-{UNIT}.kn-1.jsonl" in answer.headers["content-disposition"]


def test_days_are_both_included_and_are_those_of_the_agency(inspection: Bench) -> None:
    found = lines(exported(inspection, unit=UNIT, since="2023-03-07", until="2023-03-08"))
    days = [from_json(line)["time"][:10] for line in found]
    assert sorted(days) == ["2023-03-07"] * 50 + ["2023-03-08"] * 50
    assert lines(exported(inspection)) == FACTS


def test_every_reading_is_recorded_with_its_reason(inspection: Bench) -> None:
    exported(inspection, case=CASE)
    [reading] = opened(inspection)
    assert (reading.kind, reading.file) == ("export", f"case={CASE}")
    assert reading.reason == REASON


def test_only_an_inspector_exports(inspection: Bench) -> None:
    assert exported(inspection, Role.LEADER).status_code == 403
    assert inspection.anybody("POST", "/exports", json={}).status_code == 401
    assert not opened(inspection)


def test_criteria_that_name_nothing_are_refused_with_a_sentence(inspection: Bench) -> None:
    answer = exported(inspection, case="petition/khong-co")
    assert (answer.status_code, answer.json()["type"]) == (409, "nothing-to-export")
    swapped = exported(inspection, since="2023-03-08", until="2023-03-07")
    assert "2023-03-07" in swapped.json()["reason"]["vi"]
    assert exported(inspection, reason="").status_code == 422


@pytest.mark.parametrize("format_", ["ocel-json", "ocel-sqlite", "xes"])
def test_each_form_is_sent_whole(inspection: Bench, format_: str) -> None:
    answer = exported(inspection, case=CASE, format=format_)
    assert answer.status_code == 200
    assert f"petition-step-taken/{STEPS[-1]}".encode() in answer.content


def pack(inspection: Bench, folder: Path, **wanted: Any) -> Path:
    answer = exported(inspection, format="pack", **wanted)
    assert answer.status_code == 200, answer.text
    path = folder / "pack.zip"
    path.write_bytes(answer.content)
    return path


def test_a_pack_of_a_case_verifies_with_nothing_but_the_keys(
    inspection: Bench, tmp_path: Path
) -> None:
    report = verify_pack(
        pack(inspection, tmp_path, case=CASE), [LOG.vkey], [cosigner_vkey(WITNESS)]
    )
    [log] = report.logs
    assert (log.origin, log.size) == (LOG.name, len(FACTS))
    assert (report.sound, log.present, log.withheld) == (True, 1 + len(STEPS), 0)


def test_a_redacted_pack_proves_what_it_withholds(inspection: Bench, tmp_path: Path) -> None:
    path = pack(inspection, tmp_path, redacted=True)
    report = verify_pack(path, [LOG.vkey], [cosigner_vkey(WITNESS)])
    [log] = report.logs
    assert (report.sound, log.present, log.withheld) == (True, len(FACTS) - 1, 1)
    with zipfile.ZipFile(path) as files:
        assert not any(SECRET in files.read(name) for name in files.namelist())
        assert files.read("summary.pdf").startswith(b"%PDF")
        assert json.loads(files.read("manifest.json"))["criteria"]["reason"] == REASON
        schemas = {name for name in files.namelist() if name.startswith("schemas/")}
    assert schemas == {
        "schemas/danvan.feedback.petition-received.v1.json",
        "schemas/danvan.feedback.petition-step-taken.v1.json",
    }


def test_no_pack_is_made_of_an_archive_that_is_not_what_was_witnessed(
    inspection: Bench, database: Database
) -> None:
    with psycopg.connect(database.dsn(), autocommit=True) as owner:
        owner.execute("ALTER TABLE archive.entries DISABLE TRIGGER refuse_change")
        owner.execute("UPDATE archive.entries SET raw = raw || ' ' WHERE index = 7")
    answer = exported(inspection, format="pack", case=CASE)
    assert (answer.status_code, answer.json()["type"]) == (409, "archive-differs")
    assert not opened(inspection)


@pytest.mark.parametrize(("service", "first"), [("planning", 0), ("feedback", len(FACTS))])
def test_no_pack_is_made_of_facts_that_no_checkpoint_seals_yet(
    inspection: Bench, service: str, first: int
) -> None:
    with inspection.ground.database.transaction() as db:
        keeping.add(db, service, first, [FACTS[0]])
    answer = exported(inspection, format="pack")
    assert (answer.status_code, answer.json()["type"]) == (409, "log-not-witnessed")


def test_the_archives_tree_is_that_of_all_its_leaves(inspection: Bench) -> None:
    size = WIDTH * WIDTH + WIDTH + 3  # a full tile of tiles, a full tile, and a few leaves
    raws = [str(index).encode() for index in range(size)]
    root = root_of([leaf_hash(raw) for raw in raws])
    with inspection.ground.database.transaction() as db:
        keeping.add(db, "planning", 0, raws)
        tree = archived_tree(db, "planning", size)
        assert tree.root() == root
        for index in (0, WIDTH * WIDTH - 1, WIDTH * WIDTH, size - 1):
            verify_inclusion(index, size, leaf_hash(raws[index]), tree.inclusion(index), root)
