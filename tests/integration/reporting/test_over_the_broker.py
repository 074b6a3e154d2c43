"""The whole way on the real broker: a fact of planning and reports in, receipts and facts out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from danvan.contracts import subjects
from danvan.contracts.catalogue import read_fact, type_of
from danvan.contracts.envelope import Fact, service_source
from danvan.contracts.ids import uuid7
from danvan.contracts.intake import outcome_stream
from danvan.contracts.reporting import ReportOffered
from danvan.services.chassis.clock import LOCAL
from danvan.services.reporting.views import standings
from tests.integration.reporting.department import HALF_YEAR, MUSEUM, THEATRE, stated
from tests.support.engines import Broker, Database
from tests.support.running import Site, wait_for
from tests.support.sending import offer, publish
from tests.support.world import check_facts_stream, check_journal, check_receipts
from tests.unit.reporting.plan_878 import issued

MODULE = "danvan.services.reporting.__main__"


def plan_issued() -> Fact:
    payload, now = issued(), datetime.now(LOCAL)
    return Fact(
        id=str(uuid7()),
        source=service_source("planning"),
        type=type_of("planning", payload).type,
        subject=f"plan/{payload.plan}",
        time=now,
        recordedtime=now,
        version=1,
        data=payload,
    )


def relayed(report: dict[str, Any]) -> bool:
    """Everything was published, and the views have taken it in."""
    parts, head = report.get("parts", {}), report.get("head", 0)
    return all(parts.get(part, {}).get("position") == head for part in ("relay", "views"))


async def test_a_report_over_the_broker_gets_its_receipt_and_becomes_a_fact(
    broker: Broker, database: Database, tmp_path: Path
) -> None:
    site = Site("reporting", MODULE, broker, database, tmp_path)
    await site.provision()
    client = await broker.connect()
    fact = plan_issued()
    await client.jetstream().publish(
        subjects.fact_subject(fact.type, public=True), fact.to_bytes(), timeout=5
    )
    right = ReportOffered.model_validate({"duty": HALF_YEAR, **stated()})
    wrong = ReportOffered.model_validate({"duty": HALF_YEAR, **stated(documents_issued=-1)})
    journal, pool = site.journal(), site.pool()
    try:
        process = site.start()
        process.await_ready()
        wait_for(lambda: bool(journal.load([f"duty/{HALF_YEAR}"])), process.log.read_text())
        sent = await publish(
            client,
            [
                offer("reporting", MUSEUM, f"report/{HALF_YEAR}", right),
                offer("reporting", THEATRE, f"report/{HALF_YEAR}", wrong),
            ],
        )
        report = f"{HALF_YEAR}.{MUSEUM}"
        outcomes = [outcome_stream(one.unit, one.id) for one in sent]
        wait_for(lambda: len(journal.load(outcomes)) == len(sent), process.log.read_text())
        wait_for(lambda: relayed(process.report()), process.log.read_text())
        with pool.connection() as db:
            row = standings.report(db, report, today=datetime.now(LOCAL).date())
        assert row is not None and row["status"] == "under-review"
        assert process.stop() == 0
        check_journal(journal, sent)
        await check_facts_stream("reporting", journal, client)
        await check_receipts(sent, client)
        stored = journal.load([f"report/{report}"])[f"report/{report}"][-1]
        assert read_fact(stored.raw).causationid == sent[0].id
    finally:
        site.close()
        pool.close()
        journal.close()
        await client.close()
