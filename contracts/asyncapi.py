"""The AsyncAPI 3.0 document: what a unit's software sends and receives over NATS.

Internal facts are left out, for no unit may rely on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from danvan.contracts import calendar, subjects
from danvan.contracts.entry import Audience, Entry, Kind
from danvan.contracts.envelope import CONTENT_TYPE, Document
from danvan.contracts.schema_export import schema_of

_INFO = {
    "title": "Dân Vận",
    "version": "1.0.0",
    "description": "What the units of a public agency and the platform that runs its yearly"
    " public-engagement programme say to each other. Every message is a CloudEvent 1.0 in"
    " structured JSON. Each submission is answered by one receipt.",
    "license": {"name": "Apache-2.0"},
}
_SERVER = {
    "host": "{host}:{port}",
    "protocol": "nats",
    "description": "The broker of the agency, with JetStream.",
    "variables": {"host": {"default": "localhost"}, "port": {"default": "4222"}},
    "security": [{"$ref": "#/components/securitySchemes/nkey"}],
}
_NKEY = {
    "type": "asymmetricEncryption",
    "description": "NKey, an Ed25519 key pair: the unit register holds the public half, and the"
    " unit signs the broker's challenge with the other. It lets the unit publish below its own"
    " inbox, and read its own receipts and the public facts granted to it.",
}
_UNIT = {"description": "The unit's id in the unit register."}
_SUBMISSION = {"description": "The submission's id."}
_MSG_ID = {
    "type": "object",
    "properties": {
        subjects.MSG_ID_HEADER: {
            "type": "string",
            "description": "The message's id, by which the broker knows what was sent twice.",
        }
    },
}


def asyncapi_of(entries: Iterable[Entry], samples: Mapping[str, Document]) -> Document:
    """The document for these message types. `samples`, by type, become its examples."""
    public = [entry for entry in entries if entry.audience is Audience.PUBLIC]
    receipts = [entry for entry in public if entry.kind is Kind.RECEIPT]
    one_channel_each = [entry for entry in public if entry.kind is not Kind.RECEIPT]
    return {
        "asyncapi": "3.0.0",
        "info": _INFO,
        "defaultContentType": CONTENT_TYPE,
        "servers": {"agency": _SERVER},
        "channels": {
            **{entry.type: _channel(entry) for entry in one_channel_each},
            "receipts": {
                "address": subjects.receipt_subject("{unit}", "{submission}"),
                "description": "What became of each submission.",
                "messages": {e.type: _ref("components", "messages", e.type) for e in receipts},
                "parameters": {"unit": _UNIT, "submission": _SUBMISSION},
                "x-jetstream": subjects.RECEIPTS,
            },
        },
        "operations": {
            **{f"{_action(e)}.{e.type}": _operation(e, receipts) for e in one_channel_each},
            "receive.receipts": _do("receive", "receipts"),
        },
        "components": {
            "securitySchemes": {"nkey": _NKEY},
            "messages": {entry.type: _message(entry, samples[entry.type]) for entry in public},
            "schemas": {
                name: schema for entry in public for name, schema in _schemas(entry).items()
            },
        },
    }


def _channel(entry: Entry) -> Document:
    channel = {
        "address": _address(entry),
        "messages": {entry.type: _ref("components", "messages", entry.type)},
        "x-jetstream": _stream(entry),
    }
    if entry.kind is Kind.SUBMISSION:
        channel["parameters"] = {"unit": _UNIT}
    return channel


def _address(entry: Entry) -> str:
    if entry.kind is Kind.SUBMISSION:
        return subjects.inbox_subject("{unit}", entry.type)
    if entry.model is calendar.DayStarted:
        return subjects.CALENDAR_SUBJECT
    return subjects.fact_subject(entry.type, public=True)


def _stream(entry: Entry) -> str:
    if entry.kind is Kind.SUBMISSION:
        return subjects.INBOX
    if entry.model is calendar.DayStarted:
        return subjects.CALENDAR
    return subjects.facts_stream(entry.service)


def _action(entry: Entry) -> str:
    """What a unit does with this type."""
    return "send" if entry.kind is Kind.SUBMISSION else "receive"


def _operation(entry: Entry, receipts: list[Entry]) -> Document:
    operation = _do(_action(entry), entry.type)
    if entry.kind is Kind.SUBMISSION:
        answers = [receipt.type for receipt in receipts if receipt.service == entry.service]
        operation["reply"] = {
            "channel": _ref("channels", "receipts"),
            "messages": [_ref("channels", "receipts", "messages", name) for name in answers],
        }
    return operation


def _do(action: str, channel: str) -> Document:
    return {
        "action": action,
        "channel": _ref("channels", channel),
        "bindings": {"nats": {"bindingVersion": "0.1.0"}},
    }


def _message(entry: Entry, sample: Document) -> Document:
    message = {
        "name": entry.type,
        "summary": entry.model.__doc__,
        "contentType": CONTENT_TYPE,
        "payload": _ref("components", "schemas", entry.type),
        "examples": [{"name": "sample", "payload": sample}],
    }
    if entry.kind is Kind.SUBMISSION:
        message["headers"] = _MSG_ID
    return message


def _schemas(entry: Entry) -> dict[str, Any]:
    """The schema of a type and, under names of their own, those it refers to."""
    schema = schema_of(entry)
    definitions = schema.pop("$defs", {})
    for keyword in ("$schema", "$id"):
        del schema[keyword]
    named = {entry.type: schema, **{f"{entry.type}.{k}": v for k, v in definitions.items()}}
    return {name: _moved(node, entry.type) for name, node in named.items()}


def _moved(node: Any, type_name: str) -> Any:
    """References lead to where the definitions now stand; `discriminator`, which pydantic writes
    for OpenAPI, means something else in AsyncAPI and goes."""
    if isinstance(node, list):
        return [_moved(item, type_name) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = f"{type_name}.{node['$ref'].rpartition('/')[2]}"
        return node | _ref("components", "schemas", target)
    return {key: _moved(item, type_name) for key, item in node.items() if key != "discriminator"}


def _ref(*path: str) -> Document:
    return {"$ref": f"#/{'/'.join(path)}"}
