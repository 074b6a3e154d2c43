"""Exports: what the files hold, and that they are written without holding the facts in memory."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from danvan.contracts.catalogue import ENTRIES
from danvan.contracts.entry import Audience, Kind
from danvan.services.inspection.exports import LOGS, Format, Leaf, is_withheld
from danvan.services.inspection.exports.events import event_of
from tests.unit.inspection.sealed_facts import START, STEPS, UNIT, petition, petitions

SAMPLES = Path(__file__).parents[3] / "contracts" / "samples"
XES = "{http://www.xes-standard.org/}"


def written(format_: Format, leaves: Iterable[Leaf]) -> bytes:
    out = io.BytesIO()
    LOGS[format_].write(leaves, out)
    return out.getvalue()


def sample(type_name: str, index: int = 0) -> Leaf:
    document = json.loads((SAMPLES / f"{type_name}.json").read_text(encoding="utf-8"))
    raw = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Leaf(type_name.split(".")[1], index, raw)


@pytest.mark.parametrize("format_", list(LOGS))
def test_every_fact_of_the_catalogue_can_be_exported(format_: Format) -> None:
    known = {path.stem for path in SAMPLES.glob("*.json")}
    facts = [
        sample(entry.type, index)
        for index, entry in enumerate(ENTRIES)
        if entry.kind is Kind.FACT and entry.type in known
    ]
    whole = written(format_, facts)
    assert all(json.loads(fact.raw)["id"].encode() in whole for fact in facts)


def test_lines_are_the_stored_bytes() -> None:
    facts = list(petition(1, 0))
    assert written(Format.LINES, facts) == b"".join(fact.raw + b"\n" for fact in facts)


def test_an_event_says_where_its_proof_is_and_what_it_is_about() -> None:
    received, accepted, *_ = petition(1, 40)
    event = event_of(accepted)
    assert (event.id, event.activity) == ("feedback/41", "petition-step-taken/accept")
    assert event.attributes["role"] == "unit-head"
    assert event_of(received).related == (
        (f"petition/{UNIT}.kn-1", "subject"),
        (f"unit/{UNIT}", "unit"),
    )


@pytest.mark.parametrize("format_", [f for f in LOGS if f is not Format.LINES])
def test_no_person_gets_into_a_mining_log(format_: Format) -> None:
    facts = list(petition(1, 0))
    assert b"le-thi-binh" in facts[0].raw
    assert b"le-thi-binh" not in written(format_, facts)


def test_ocel_names_every_type_and_thing_it_uses() -> None:
    log = json.loads(written(Format.OCEL_JSON, petitions(2)))
    types = {one["name"] for one in log["eventTypes"]}
    assert types == {event["type"] for event in log["events"]}
    assert {one["name"] for one in log["objectTypes"]} == {"petition", "unit"}
    things = {one["id"]: one for one in log["objects"]}
    for event in log["events"]:
        assert {link["objectId"] for link in event["relationships"]} <= things.keys()
    assert things[f"petition/{UNIT}.kn-1"]["relationships"] == [
        {"objectId": f"unit/{UNIT}", "qualifier": "unit"}
    ]


def test_a_trace_of_xes_is_in_the_order_in_which_things_happened() -> None:
    first, *rest = petition(1, 0)
    log = ElementTree.fromstring(written(Format.XES, [*reversed(rest), first]))
    [trace] = log.iter(f"{XES}trace")
    names = [
        value.get("value")
        for event in trace.iter(f"{XES}event")
        for value in event
        if value.get("key") == "concept:name"
    ]
    assert names == ["petition-received", *(f"petition-step-taken/{step}" for step in STEPS)]
    times = [each.get("value") for each in trace.iter(f"{XES}date")]
    assert START.isoformat() in times, "the offset is kept"


def test_signs_that_xml_reserves_are_written_so_that_they_are_read_back() -> None:
    first = next(petition(1, 0))
    odd = replace(first, raw=first.raw.replace(b"petition/", b'petition/<&\\"'))
    log = ElementTree.fromstring(written(Format.XES, [odd]))
    assert f'petition/<&"{UNIT}.kn-1' in {each.get("value") for each in log.iter(f"{XES}string")}


def test_a_redacted_export_holds_back_what_is_internal_sealed_or_unknown() -> None:
    internal = next(
        entry.type
        for entry in ENTRIES
        if entry.kind is Kind.FACT and entry.audience is Audience.INTERNAL
    )
    fact = next(petition(1, 0))
    sealed = Leaf("feedback", 1, fact.raw.replace(b'"post"', b'"danvan:sealed:v1:k:AAAA"'))
    unknown = Leaf("feedback", 2, fact.raw.replace(b"received.v1", b"received.v9"))
    assert not is_withheld(fact)
    assert all(is_withheld(one) for one in (sample(internal), sealed, unknown))


@pytest.mark.parametrize("format_", list(LOGS))
def test_memory_does_not_grow_with_the_facts(format_: Format, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with (tmp_path / "out").open("wb") as out:
            LOGS[format_].write(petitions(count), out)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)  # what is made once is made
    assert peak(600) < 2 * peak(60)
