"""The committed contracts are current and keep their promises, and what breaks one is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ConfigDict, create_model, model_validator

from danvan.contracts.base import Line, Offered, Payload
from danvan.contracts.catalogue import CATALOGUE as REAL
from danvan.contracts.entry import Entry, Mode
from danvan.contracts.publication import HOME, check, export
from danvan.contracts.samples import example_of, sample_of
from tests.contract.small import CATALOGUE, OFFERED, RECORDED, NoteRecorded


class WithNote(NoteRecorded):
    note: Line | None = None


class WithRequiredNote(NoteRecorded):
    note: Line


class WithCountedNote(NoteRecorded):
    note: int | None = None


def changed(entry: Entry, model: type[Payload]) -> dict[str, Entry]:
    return CATALOGUE | {entry.type: replace(entry, model=model)}


def rules(folder: Path, catalogue: Mapping[str, Entry]) -> list[str]:
    return [problem.rule for problem in check(folder, catalogue)]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    assert export(tmp_path, CATALOGUE) == []
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_committed_contracts_are_current_and_keep_their_promises() -> None:
    assert [problem.reason.en for problem in check(HOME)] == []


def test_what_was_just_published_is_current(published: Path) -> None:
    assert check(published, CATALOGUE) == []


def test_publishing_again_changes_no_byte(published: Path) -> None:
    before = files(published)
    assert export(published, CATALOGUE) == []
    assert files(published) == before


@pytest.mark.parametrize("name", ["schemas", "samples"])
def test_a_missing_file_is_found(published: Path, name: str) -> None:
    (published / name / f"{RECORDED.type}.json").unlink()
    assert "file-not-current" in rules(published, CATALOGUE)


def test_an_edited_schema_or_document_is_found(published: Path) -> None:
    for path in (published / "schemas" / f"{RECORDED.type}.json", published / "asyncapi.json"):
        path.write_bytes(path.read_bytes().replace(b"recorded", b"written"))
    assert rules(published, CATALOGUE).count("file-not-current") == 2


def test_a_compatible_change_is_published_and_the_schema_before_it_kept(published: Path) -> None:
    schema = published / "schemas" / f"{RECORDED.type}.json"
    first, sample = schema.read_bytes(), published / "samples" / f"{RECORDED.type}.json"
    golden = sample.read_bytes()
    today = changed(RECORDED, WithNote)
    assert "file-not-current" in rules(published, today)
    assert export(published, today) == []
    assert check(published, today) == []
    assert b'"note"' in schema.read_bytes()
    assert (published / "schemas" / "history" / RECORDED.type / "1.json").read_bytes() == first
    assert sample.read_bytes() == golden


def test_a_change_of_words_alone_leaves_no_history(published: Path) -> None:
    reworded = create_model("NoteRecorded", __base__=NoteRecorded, __doc__="Said otherwise.")
    today = changed(RECORDED, reworded)
    assert export(published, today) == []
    assert check(published, today) == []
    assert not (published / "schemas" / "history").exists()


def test_a_breaking_change_is_found_and_not_published(published: Path) -> None:
    before = files(published)
    today = changed(RECORDED, WithRequiredNote)
    assert "field-required" in rules(published, today)
    [problem] = export(published, today)
    assert problem.pointer == "/data/note"
    assert files(published) == before


def test_every_schema_of_the_past_is_held_against_today(published: Path) -> None:
    """Under FORWARD a field may go and come back as something else; who read the first can't."""
    folder = published / "forward"
    history = [
        CATALOGUE | {RECORDED.type: replace(RECORDED, mode=Mode.FORWARD, model=model)}
        for model in (WithNote, NoteRecorded, WithCountedNote)
    ]
    found = [export(folder, catalogue) for catalogue in history]
    assert found[:2] == [[], []]
    assert [(p.rule, p.pointer) for p in found[2]] == [("type-changed", "/data/note")]


def test_a_sample_that_today_cannot_read_is_found(published: Path) -> None:
    path = published / "samples" / f"{OFFERED.type}.json"
    document = json.loads(path.read_bytes())
    document["data"]["day"] = "2023-02-30"
    path.write_text(json.dumps(document), "utf-8")
    assert "sample-not-readable" in rules(published, CATALOGUE)


def test_an_old_sample_that_its_upcaster_spoils_is_found(published: Path) -> None:
    spoilt = replace(OFFERED, upcast=lambda document: document | {"figures": 3})
    today = CATALOGUE | {OFFERED.type: spoilt}
    assert rules(published, today) == ["sample-not-readable"]


def test_a_type_that_vanished_is_found(published: Path) -> None:
    today = {name: entry for name, entry in CATALOGUE.items() if entry is not RECORDED}
    assert rules(published, today).count("type-vanished") == 2


def test_the_same_model_gives_the_same_sample() -> None:
    assert [sample_of(entry) for entry in REAL.values()] == [
        sample_of(entry) for entry in REAL.values()
    ]


def test_a_model_may_say_what_it_looks_like() -> None:
    assert example_of(_Odd) == {"line": "odd"}
    with pytest.raises(LookupError, match="json_schema_extra"):
        example_of(_Unguessable)


class _Odd(Offered):
    model_config = ConfigDict(json_schema_extra={"examples": [{"line": "odd"}]})
    line: Line

    @model_validator(mode="after")
    def _is_odd(self) -> _Odd:
        assert self.line == "odd"
        return self


class _Unguessable(_Odd):
    model_config = ConfigDict(json_schema_extra={})
