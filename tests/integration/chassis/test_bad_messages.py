"""Bad messages between good ones: each is refused and told so, nothing is lost, nothing blocked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
import nats.errors
import pytest
from nats.aio.client import Client
from nats.js.errors import APIError

from danvan.contracts import subjects
from danvan.contracts.catalogue import read_payload
from danvan.contracts.client import LARGEST_BYTES, UnitClient
from danvan.contracts.client.spool import Outgoing
from danvan.contracts.client.undelivered import NotTaken
from danvan.contracts.intake import (
    OUTCOME_KIND,
    Receipt,
    SubmissionAccepted,
    SubmissionRefused,
    outcome_stream,
)
from danvan.contracts.planning import (
    Activity,
    ActivityForm,
    ActivityOffered,
    TaskProgressed,
)
from danvan.contracts.roles import Role
from danvan.services.chassis.journal import StoredFact
from danvan.services.chassis.master_keys import read_master_keys
from danvan.services.chassis.persons import Persons
from danvan.services.chassis.submissions import SUBMISSIONS_VIEW
from danvan.services.chassis.views import Views
from danvan.services.planning.__main__ import SERVICE
from tests.integration.chassis.workshop import STREAM, TASK, UNIT, note, written
from tests.resilience.load import await_quiet
from tests.support.grounds import MASTER_KEY
from tests.support.running import Site
from tests.support.sending import offer, publish
from tests.support.world import Sent, check_facts_stream, check_views, facts_of

PROGRESS = "danvan.planning.task-progress-offered.v1"
MEGABYTES_5 = bytes(5 * 1024 * 1024)


@dataclass(frozen=True)
class Bad:
    """A message that is refused. Without `id` its outcome is named after its place in the inbox."""

    rule: str
    pointer: str | None
    raw: bytes
    type: str = PROGRESS
    id: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        return subjects.inbox_subject(UNIT, self.type)


def bad(rule: str, pointer: str | None, type_name: str = PROGRESS, **changes: Any) -> Bad:
    """A good message with something wrong in its envelope."""
    message = note("sai")
    raw = written(message, **{"type": type_name} | changes)
    return Bad(rule, pointer, raw, type_name, changes.get("id", message.id))


def bad_messages(used: str) -> list[Bad]:
    """One of each kind; `used` is an id under which other content was taken."""
    activity = Activity(
        form=ActivityForm.OTHER,
        topic="Họp",
        audience="Viên chức",
        attendance=1,
        held_on=date(2023, 2, 28),
    )
    held = offer("planning", UNIT, STREAM, ActivityOffered(task=TASK, activity=activity))
    on_no_day = held.to_bytes().replace(b"2023-02-28", b"2023-02-30")
    foreign = written(note("sai"), type="danvan.reporting.report-offered.v1", id="foreign")
    data = {"task": TASK, "note": "sai", "colour": "red"}
    named = {subjects.MSG_ID_HEADER: "named-in-header"}
    return [
        bad("type-unknown", "/type", "danvan.planning.task-burnt.v1"),
        bad("version-unknown", "/type", "danvan.planning.task-progress-offered.v9"),
        bad("type-not-for-units", "/type", "danvan.planning.task-progressed.v1"),
        bad("source-of-another-unit", "/source", source="/units/nha-hat-hai"),
        bad("unknown-key", "/data/colour", data=data),
        bad("impossible-time", "/time", time="2023-02-30T08:00:00+07:00"),
        bad("submission-id-reused", "/id", id=used),
        Bad("impossible-date", "/data/activity/held_on", on_no_day, held.type, held.id),
        Bad("type-on-wrong-subject", "/type", foreign, id="foreign"),
        Bad("not-json", None, b'{"id": "x",', id="named-in-header", headers=named),
        Bad("not-json", None, b"<report/>"),
        Bad("not-utf-8", None, b"\xc3("),
        Bad("malformed-value", "/id", written(note("sai"), id="a/../b c")),
        Bad("missing-key", "/id", written(note("sai"), id=None)),
    ]


async def send(client: Client, message: Bad) -> Sent:
    """Publish past every client library's care; returns the sender and the outcome's name."""
    ack = await client.jetstream().publish(
        message.subject, message.raw, stream=subjects.INBOX, headers=message.headers
    )
    return Sent(UNIT, message.id or f"inbox-{ack.seq}")


def check_refused(persons: Persons, stored: StoredFact, message: Bad) -> None:
    """The fact says why and keeps the bytes."""
    outcome = stored.read().data
    assert isinstance(outcome, SubmissionRefused), outcome
    assert (outcome.rule, outcome.pointer) == (message.rule, message.pointer)
    assert outcome.reason.vi and outcome.reason.en and outcome.reason.vi != outcome.reason.en
    assert persons.open(stored.stream, "/raw", outcome.raw) == message.raw
    assert outcome.digest == hashlib.sha256(message.raw).hexdigest()
    assert outcome.sender == UNIT


async def check_receipt(client: Client, one: Sent, stored: StoredFact) -> None:
    """The sender's last receipt under this id tells what the fact says."""
    subject = subjects.receipt_subject(one.unit, one.id)
    message = await client.jetstream().get_last_msg(subjects.RECEIPTS, subject, direct=True)
    document = json.loads(message.data or b"")
    receipt, outcome = read_payload(document["type"], document["data"]), stored.read().data
    assert isinstance(receipt, Receipt) and isinstance(outcome, SubmissionRefused)
    assert (receipt.status, receipt.position) == ("refused", stored.position)
    assert (receipt.digest, receipt.submission) == (outcome.digest, one.id)
    assert (receipt.rule, receipt.reason, receipt.pointer, receipt.resend) == (
        outcome.rule,
        outcome.reason,
        outcome.pointer,
        outcome.resend,
    )


async def test_bad_messages_between_good_ones_are_refused_and_block_nothing(site: Site) -> None:
    client, journal, pool = await site.broker.connect(), site.journal(), site.pool()
    persons = Persons(pool, journal, read_master_keys(MASTER_KEY))
    sent = await publish(client, [note("tốt 0")])
    expected: list[Bad | None] = [None]
    for number, message in enumerate(bad_messages(used=sent[0].id), 1):
        sent.append(await send(client, message))
        sent += await publish(client, [note(f"tốt {number}")])
        expected += [message, None]
    worker = site.start()
    await_quiet(site, worker, sent)

    outcomes = [f for f in facts_of(journal) if f.stream.startswith(f"{OUTCOME_KIND}/")]
    assert [f.stream for f in outcomes] == [outcome_stream(one.unit, one.id) for one in sent]
    for one, stored, wrong in zip(sent, outcomes, expected, strict=True):
        if wrong is None:
            accepted = stored.read().data
            assert isinstance(accepted, SubmissionAccepted) and accepted.facts
        else:
            check_refused(persons, stored, wrong)
            await check_receipt(client, one, stored)
    said = [fact.read().data for fact in journal.load([STREAM])[STREAM]]
    assert [data.note for data in said if isinstance(data, TaskProgressed)] == [
        f"tốt {number}" for number in range(1 + len(expected) // 2)
    ]

    answer = httpx.get(
        f"http://127.0.0.1:{worker.port}/intake/{UNIT}",
        headers=site.token(Role.UNIT_HEAD, UNIT),
        params={"after": journal.head()},
    )
    assert [(item["submission"], item["rule"]) for item in answer.json()["items"]] == [
        (one.id, wrong and wrong.rule) for one, wrong in zip(sent, expected, strict=True)
    ]
    assert worker.stop() == 0
    await check_facts_stream("planning", journal, client)
    check_views(Views(pool, journal, SERVICE.views + SUBMISSIONS_VIEW))
    pool.close()
    journal.close()
    await client.close()


async def test_a_message_of_five_megabytes_is_an_error_to_its_sender_alone(site: Site) -> None:
    site.broker.admit(UNIT)
    unit, journal = await site.broker.connect(UNIT), site.journal()
    worker = site.start()
    subject = subjects.inbox_subject(UNIT, PROGRESS)
    async with UnitClient(site.broker.server.url, UNIT, site.broker.seeds[UNIT]) as client:
        before, after = note("trước"), note("sau")
        receipt = await client.submit(before, wait=30)
        assert receipt is not None and receipt.status == "accepted"
        with pytest.raises(NotTaken, match="correct it and send it with a new id") as not_taken:
            await client.submit(Outgoing("qua-lon", subject, MEGABYTES_5))
        assert "5242880" in not_taken.value.reason.vi

        js = unit.jetstream()
        with pytest.raises(APIError, match="message size exceeds maximum allowed"):
            await js.publish(subject, MEGABYTES_5, stream=subjects.INBOX, timeout=10)
        with pytest.raises(nats.errors.MaxPayloadError):
            await js.publish(subject, MEGABYTES_5 * 2, stream=subjects.INBOX, timeout=10)

        largest = Outgoing("vua-het-co", subject, b"x" * LARGEST_BYTES)
        receipt = await client.submit(largest, wait=30)
        assert receipt is not None and (receipt.status, receipt.rule) == ("refused", "not-json")
        receipt = await client.submit(after, wait=30)
        assert receipt is not None and receipt.status == "accepted"
    sent = [Sent(UNIT, one.id) for one in (before, largest, after)]
    await_quiet(site, worker, sent)
    outcomes = [f.stream for f in facts_of(journal) if f.stream.startswith(f"{OUTCOME_KIND}/")]
    assert outcomes == [outcome_stream(UNIT, one.id) for one in sent]
    assert worker.stop() == 0
    admin = await site.broker.connect()
    await check_facts_stream("planning", journal, admin)
    journal.close()
    await unit.close()
    await admin.close()
