"""Readers that we did not write read what we publish: CloudEvents, JSON Schema and AsyncAPI."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from jsonschema import Draft7Validator, Draft202012Validator

from danvan.contracts.asyncapi import asyncapi_of
from danvan.contracts.catalogue import ENTRIES, entry_of
from danvan.contracts.entry import Audience, Entry, Kind
from danvan.contracts.envelope import CONTENT_TYPE, Document, Envelope
from danvan.contracts.messages import message_model
from danvan.contracts.samples import sample_of
from danvan.contracts.schema_export import schema_of

NODE = Path(__file__).parent / "node"
SAMPLES = {entry.type: sample_of(entry) for entry in ENTRIES}
each_type = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.type)


def written(entry: Entry) -> tuple[Envelope, bytes]:
    """A message of this type and the bytes that go over the wire."""
    message = message_model(entry).model_validate_json(json.dumps(SAMPLES[entry.type]))
    return message, message.to_bytes()


@each_type
def test_the_cloudevents_sdk_reads_the_bytes_of_every_type(entry: Entry) -> None:
    message, raw = written(entry)
    event = from_structured(
        HTTPMessage(headers={"content-type": CONTENT_TYPE}, body=raw), JSONFormat(), CloudEvent
    )
    assert (event.get_specversion(), event.get_id()) == ("1.0", message.id)
    assert (event.get_source(), event.get_type()) == (message.source, entry.type)
    assert (event.get_subject(), event.get_time()) == (message.subject, message.time)
    assert event.get_datacontenttype() == "application/json"
    assert event.get_dataschema() == message.dataschema
    assert event.get_data() == json.loads(raw)["data"]
    if entry.kind is Kind.FACT:
        assert event.get_extension("version") == 1
        recorded = datetime.fromisoformat(event.get_extension("recordedtime"))
        assert recorded == message.recordedtime


@each_type
def test_every_schema_is_one_and_takes_its_sample_and_our_bytes(entry: Entry) -> None:
    schema = schema_of(entry)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(SAMPLES[entry.type])
    validator.validate(json.loads(written(entry)[1]))


@each_type
def test_every_schema_refuses_another_type_and_missing_data(entry: Entry) -> None:
    validator = Draft202012Validator(schema_of(entry))
    sample = SAMPLES[entry.type]
    assert not validator.is_valid(sample | {"type": "danvan.notes.other.v1"})
    assert not validator.is_valid(sample | {"source": "/somebody"})
    assert not validator.is_valid({k: v for k, v in sample.items() if k != "data"})


def diagnostics(document: Document) -> list[str]:
    """What the AsyncAPI parser finds wrong."""
    if shutil.which("node") is None or not (NODE / "node_modules").is_dir():
        pytest.skip("the AsyncAPI parser is not here: it needs npm, then `make test` installs it")
    done = subprocess.run(
        ["node", "parse.mjs"],
        cwd=NODE,
        input=json.dumps(document).encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().splitlines()


def test_the_asyncapi_parser_accepts_the_document() -> None:
    assert diagnostics(asyncapi_of(ENTRIES, SAMPLES)) == []


def test_the_asyncapi_parser_finds_a_reference_that_leads_nowhere() -> None:
    document = asyncapi_of(ENTRIES, SAMPLES)
    document["operations"]["receive.receipts"]["channel"]["$ref"] = "#/channels/nowhere"
    assert any("#/channels/nowhere" in line for line in diagnostics(document))


def test_every_example_in_the_document_fits_the_schema_beside_it() -> None:
    document = asyncapi_of(ENTRIES, SAMPLES)
    for message in document["components"]["messages"].values():
        validator = Draft7Validator(document | message["payload"])
        validator.validate(message["examples"][0]["payload"])
        assert not validator.is_valid(message["examples"][0]["payload"] | {"id": 7})


def test_the_document_leaves_internal_types_out() -> None:
    document = json.dumps(asyncapi_of(ENTRIES, SAMPLES))
    for entry in ENTRIES:
        assert (f'"{entry.type}"' in document) == (entry.audience is Audience.PUBLIC)


def test_a_unit_sends_submissions_and_receives_the_rest() -> None:
    document = asyncapi_of(ENTRIES, SAMPLES)
    for operation in document["operations"].values():
        channel = document["channels"][operation["channel"]["$ref"].rpartition("/")[2]]
        kinds = {entry_of(name).kind for name in channel["messages"]}
        sends = operation["action"] == "send"
        assert sends == (kinds == {Kind.SUBMISSION})
        assert sends == channel["address"].startswith("danvan.inbox.{unit}.")
        assert sends == ("reply" in operation)
