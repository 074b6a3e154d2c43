"""A batch is decided message by message and recorded whole, once, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from danvan.contracts import subjects
from danvan.contracts.base import Refused, Resend
from danvan.contracts.catalogue import UnknownType
from danvan.contracts.envelope import Fact, Submission
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.planning import TaskProgressed, TaskProgressOffered
from danvan.contracts.reporting import ReportOffered
from danvan.services.chassis.intake import Incoming, Intake
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.planning.__main__ import SERVICE as PLANNING
from danvan.services.reporting.__main__ import SERVICE as REPORTING
from tests.integration.chassis.workshop import (
    STREAM,
    UNIT,
    arrived,
    note,
    progressed,
    provision,
    until,
    working,
    written,
)
from tests.integration.reporting.department import HALF_YEAR, stated
from tests.resilience.conftest import UNITS
from tests.support.engines import Broker, Database
from tests.support.grounds import Bench, bench
from tests.support.sending import offer, publish

SOURCE = "INBOX@test"
NEWER = "danvan.planning.task-progressed.v9"
NEWER_PLAN = "danvan.planning.plan-issued.v9"


def intake(planning: Bench, handler: Callable[[Work, Submission], None]) -> Intake:
    """Planning's intake, where notes are for this handler alone."""
    ground = planning.ground
    routes = Routes(submissions={TaskProgressOffered: handler})
    return Intake(ground, routes)


def text_of(sent: Submission) -> str:
    assert isinstance(sent.data, TaskProgressOffered)
    return sent.data.note


def keep(work: Work, sent: Submission) -> None:
    """Record the note, whatever it says."""
    work.record(STREAM, progressed(text_of(sent)).data)


def notes(planning: Bench) -> list[str]:
    return [fact.note for fact in planning.facts(STREAM) if isinstance(fact, TaskProgressed)]


def test_a_handler_that_fails_stops_nobody_and_its_sender_may_try_again(planning: Bench) -> None:
    def handler(work: Work, sent: Submission) -> None:
        keep(work, sent)
        if text_of(sent) == "hỏng":
            raise ZeroDivisionError

    sent = [note("một"), note("hỏng"), note("ba")]
    batch = [arrived(number, one) for number, one in enumerate(sent, 1)]
    intake(planning, handler).process(SOURCE, batch)
    first, fault, last = (planning.outcome(UNIT, one.id) for one in sent)
    assert isinstance(first, SubmissionAccepted) and isinstance(last, SubmissionAccepted)
    assert isinstance(fault, SubmissionRefused)
    assert (fault.rule, fault.resend) == ("service-fault", Resend.AS_IS)
    assert notes(planning) == ["một", "ba"]


def test_a_fault_of_the_store_rises_and_nothing_is_recorded(planning: Bench) -> None:
    def handler(work: Work, sent: Submission) -> None:
        keep(work, sent)
        if text_of(sent) == "đứt":
            with planning.ground.database.connection() as db:
                db.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    before = planning.ground.journal.head()
    batch = [arrived(number, note(text)) for number, text in enumerate(("một", "đứt", "ba"), 1)]
    with pytest.raises(psycopg.OperationalError):
        intake(planning, handler).process(SOURCE, batch)
    assert planning.ground.journal.head() == before
    assert planning.ground.journal.tracked(SOURCE) == 0


def test_a_stream_with_a_newer_fact_rises_and_nothing_is_recorded(database: Database) -> None:
    """The sender did nothing wrong: it is this release that is too old."""

    def handler(work: Work, sent: Submission) -> None:
        work.facts("task/newer")

    with bench(PLANNING, database) as planning:
        with psycopg.connect(database.dsn()) as store:
            store.execute(
                "INSERT INTO journal.facts (originator_id, originator_version, topic, state)"
                " VALUES ('task/newer', 1, %s, %s)",
                [NEWER, newer_fact()],
            )
        with pytest.raises(UnknownType, match=NEWER):
            intake(planning, handler).process(SOURCE, [arrived(1, note("một"))])
        assert planning.ground.journal.tracked(SOURCE) == 0


def newer_fact() -> bytes:
    """A fact as a newer release writes it."""
    fact = progressed("mới", stream="task/newer")
    return fact.to_bytes().replace(fact.type.encode(), NEWER.encode())


def test_a_refused_message_takes_back_only_its_own_facts(planning: Bench) -> None:
    def handler(work: Work, sent: Submission) -> None:
        keep(work, sent)
        if text_of(sent) == "không":
            keep(work, sent)
            raise Refused("not-today", vi="Không phải hôm nay.", en="Not today.")

    sent = [note("một"), note("không"), note("ba")]
    batch = [arrived(number, one) for number, one in enumerate(sent, 1)]
    intake(planning, handler).process(SOURCE, batch)
    refused = planning.outcome(UNIT, sent[1].id)
    assert isinstance(refused, SubmissionRefused) and refused.rule == "not-today"
    assert notes(planning) == ["một", "ba"]
    accepted = planning.outcome(UNIT, sent[2].id)
    assert isinstance(accepted, SubmissionAccepted)
    assert [(fact.stream, fact.version) for fact in accepted.facts] == [(STREAM, 3)]


def test_messages_of_one_batch_see_what_those_before_them_did(planning: Bench) -> None:
    seen: list[list[str]] = []

    def handler(work: Work, sent: Submission) -> None:
        said = [fact.data for fact in work.facts(STREAM)]
        seen.append([data.note for data in said if isinstance(data, TaskProgressed)])
        keep(work, sent)

    batch = [arrived(number, note(text)) for number, text in enumerate(("một", "hai", "ba"), 1)]
    intake(planning, handler).process(SOURCE, batch)
    assert seen == [[], ["một"], ["một", "hai"]]


def test_what_was_taken_in_is_passed_over_when_it_comes_again(planning: Bench) -> None:
    one, two, three = (arrived(number, note(str(number))) for number in (1, 2, 3))
    taking = intake(planning, keep)
    taking.process(SOURCE, [one, two])
    assert taking.process(SOURCE, [one, two]) == []
    assert taking.process(SOURCE, [two, three]) == []
    assert notes(planning) == ["1", "2", "3"]
    assert planning.ground.journal.tracked(SOURCE) == 3


def test_a_submission_that_is_sent_again_gets_its_receipt_again_and_no_second_outcome(
    planning: Bench,
) -> None:
    good, wrong = note("một"), note("hai")
    unreadable = written(wrong, time="2023-02-30T08:00:00+07:00")
    batch = [arrived(1, good), arrived(2, wrong, unreadable)]
    taking = intake(planning, keep)
    assert taking.process(SOURCE, batch) == []
    head = planning.ground.journal.head()
    again = [arrived(3, good), arrived(4, wrong, unreadable)]
    outcomes = [f"submission/{UNIT}/{one.id}" for one in (good, wrong)]
    assert taking.process(SOURCE, again) == outcomes
    assert planning.ground.journal.head() == head


def test_two_units_may_use_the_same_id(planning: Bench) -> None:
    mine = note("của ta")
    theirs = note("của họ", UNITS[1]).model_copy(update={"id": mine.id})
    intake(planning, keep).process(SOURCE, [arrived(1, mine), arrived(2, theirs)])
    assert notes(planning) == ["của ta", "của họ"]


def test_a_batch_that_was_overtaken_by_a_person_is_decided_again(planning: Bench) -> None:
    seen: list[list[str]] = []

    def handler(work: Work, sent: Submission) -> None:
        said = [fact.data for fact in work.facts(STREAM)]
        seen.append([data.note for data in said if isinstance(data, TaskProgressed)])
        if len(seen) == 1:
            planning.ground.journal.append([progressed("qua HTTP", version=len(said) + 1)])
        keep(work, sent)

    sent = note("qua NATS")
    intake(planning, handler).process(SOURCE, [arrived(1, sent)])
    assert seen == [[], ["qua HTTP"]]
    assert notes(planning) == ["qua HTTP", "qua NATS"]
    assert isinstance(planning.outcome(UNIT, sent.id), SubmissionAccepted)


@pytest.mark.parametrize("subject", ["plan-issued.v9", "plan-burnt.v1", "task-progressed.v1"])
def test_a_fact_that_is_newer_than_this_release_rises_and_nothing_is_recorded(
    database: Database, subject: str
) -> None:
    """Whether its subject says so, or only its bytes do."""
    at = datetime.now(UTC)
    newer = Incoming(f"danvan.facts.planning.{subject}", newer_fact(), {}, 1, at)
    with bench(REPORTING, database) as reporting:
        with pytest.raises(UnknownType, match=r"\.v"):
            reporting.intake.process("FACTS_PLANNING@test", [newer])
        assert reporting.ground.journal.tracked("FACTS_PLANNING@test") == 0


def test_a_fact_that_a_handler_fails_on_is_named(planning: Bench) -> None:
    def handler(work: Work, fact: Fact) -> None:
        work.record(STREAM, progressed("dở dang").data)
        raise ZeroDivisionError

    fact, before = progressed("của dịch vụ khác"), planning.ground.journal.head()
    subject = subjects.fact_subject(fact.type, public=True)
    message = Incoming(subject, fact.to_bytes(), {}, 1, datetime.now(UTC))
    failing = Intake(planning.ground, Routes(facts={TaskProgressed: handler}))
    with pytest.raises(ZeroDivisionError) as caught:
        failing.process("FACTS_PLANNING@test", [message])
    assert caught.value.__notes__ == [f"planning was acting on {fact.type} {fact.id}"]
    assert planning.ground.journal.head() == before


async def test_a_service_that_has_to_be_upgraded_says_so_and_its_other_streams_go_on(
    broker: Broker, database: Database
) -> None:
    with bench(REPORTING, database) as reporting:
        await provision(reporting, broker)
        client = await broker.connect()
        subject = subjects.fact_subject(NEWER_PLAN, public=True)
        await client.jetstream().publish(subject, b"{}", timeout=5)
        async with working(reporting, broker) as health:

            def says_so() -> bool:
                part = health.report()["parts"].get("FACTS_PLANNING", {})
                why = part.get("waiting_for", "")
                return why.startswith("upgrade: ") and "upgrade reporting before" in why

            await until(says_so, health.report)
            assert not health.ready()
            offered = ReportOffered.model_validate({"duty": HALF_YEAR, **stated()})
            await publish(client, [offer("reporting", UNIT, f"report/{HALF_YEAR}", offered)])
            await until(lambda: reporting.ground.journal.head() > 0, health.report)
            assert says_so()
        await client.close()
