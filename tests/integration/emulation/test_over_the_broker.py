"""On the real broker: a fact of reporting and a unit's nomination in, a receipt and facts out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from danvan.contracts import subjects
from danvan.contracts.catalogue import type_of
from danvan.contracts.emulation import MatterNoted, NominationOffered
from danvan.contracts.envelope import Fact, service_source
from danvan.contracts.ids import uuid7
from danvan.contracts.intake import SubmissionRefused, outcome_stream
from danvan.contracts.reporting import ReportOverdue
from danvan.services.chassis.clock import LOCAL
from tests.integration.emulation.movement import MUSEUM, nomination
from tests.integration.emulation.test_standing import ABOUT, REPORT
from tests.support.engines import Broker, Database
from tests.support.running import Site, wait_for
from tests.support.sending import offer, publish
from tests.support.world import check_facts_stream, check_journal, check_receipts

MODULE = "danvan.services.emulation.__main__"


def report_overdue() -> Fact:
    payload = ReportOverdue(**ABOUT, day=date(2023, 5, 11), last_day_on_time=date(2023, 5, 10))
    now = datetime.now(LOCAL)
    return Fact(
        id=str(uuid7()),
        source=service_source("reporting"),
        type=type_of("reporting", payload).type,
        subject=f"report/{REPORT}",
        time=now,
        recordedtime=now,
        version=1,
        data=payload,
    )


async def test_an_overdue_report_is_noted_and_a_nomination_gets_its_receipt(
    broker: Broker, database: Database, tmp_path: Path
) -> None:
    site = Site("emulation", MODULE, broker, database, tmp_path)
    await site.provision()
    client = await broker.connect()
    fact = report_overdue()
    await client.jetstream().publish(
        subjects.fact_subject(fact.type, public=True), fact.to_bytes(), timeout=5
    )
    offered = NominationOffered.model_validate(nomination("bao-tang-ve-truong"))
    journal, standing = site.journal(), f"standing/{MUSEUM}"
    try:
        process = site.start()
        process.await_ready()
        wait_for(lambda: bool(journal.load([standing])), process.log.read_text())
        sent = await publish(client, [offer("emulation", MUSEUM, "nomination/1", offered)])
        stream = outcome_stream(sent[0].unit, sent[0].id)
        wait_for(lambda: bool(journal.load([stream])), process.log.read_text())
        head = journal.head()
        wait_for(
            lambda: process.report().get("parts", {}).get("relay", {}).get("position") == head,
            process.log.read_text(),
        )
        assert process.stop() == 0
        [noted] = journal.load([standing])[standing]
        assert isinstance(noted.read().data, MatterNoted) and noted.read().causationid == fact.id
        [refused] = journal.load([stream])[stream]
        outcome = refused.read().data
        assert isinstance(outcome, SubmissionRefused) and outcome.rule == "unknown-campaign"
        check_journal(journal, sent)
        await check_facts_stream("emulation", journal, client)
        await check_receipts(sent, client)
    finally:
        site.close()
        journal.close()
        await client.close()
