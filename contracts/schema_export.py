"""JSON Schema (2020-12) of the whole message of each type, for programs in any language.

The same catalogue gives the same bytes: they are committed, and compared.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from danvan.contracts.entry import Entry, Kind
from danvan.contracts.envelope import Document, data_schema
from danvan.contracts.messages import message_model

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ATTRIBUTES = {
    "specversion": "Version of CloudEvents.",
    "id": "A submission's own id, best a UUID: the same id means the same submission."
    " A fact's id is a UUIDv7.",
    "source": "Who sent or recorded it: `/units/<unit>` or `/services/<service>`.",
    "type": "What it is: `danvan.<service>.<what>.v<N>`.",
    "subject": "What it is about: `<kind>/<id>`, the name of a stream of facts.",
    "time": "When it happened (RFC 3339, with offset).",
    "datacontenttype": "Media type of `data`.",
    "dataschema": "The `$id` of this schema.",
    "recordedtime": "When the service recorded it.",
    "version": "Its position in its stream, from 1.",
    "actor": "Who did it.",
    "actorrole": "The role in which the actor did it.",
    "onbehalfof": "The unit for which the actor did it.",
    "correlationid": "The case it belongs to.",
    "causationid": "The message or fact that caused it.",
    "traceparent": "W3C trace context.",
    "basis": "The legal basis or policy version that the decision used.",
    "signature": "Ed25519 signature of the unit (base64) over the canonical bytes without it.",
}


class _Generator(GenerateJsonSchema):
    """Fields are called by their names; a second, capitalised name says nothing more."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(entry: Entry) -> Document:
    """The JSON Schema of a message of this type."""
    model = message_model(entry)
    schema = model.model_json_schema(schema_generator=_Generator)
    for name, attribute in schema["properties"].items():
        if name in _ATTRIBUTES:
            attribute["description"] = _ATTRIBUTES[name]
    if entry.kind is Kind.SUBMISSION:
        for definition in schema.get("$defs", {}).values():
            if "properties" in definition:  # what is read strictly is closed all the way down
                definition.setdefault("additionalProperties", False)
    return {"$schema": DIALECT, "$id": data_schema(entry.type), **schema}


def document_bytes(document: Document) -> bytes:
    """A JSON document as it is committed: indented, ended by a line feed."""
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode()
