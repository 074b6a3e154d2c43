"""An archive of petitions, as the witness keeps it, and inspection in front of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from danvan.contracts.audit.checkpoint import Checkpoint
from danvan.contracts.audit.cosignature import cosign
from danvan.contracts.audit.merkle import leaf_hash, root_of
from danvan.contracts.audit.notes import Signer
from danvan.services.inspection.__main__ import SERVICE
from danvan.services.inspection.archive import keeping
from tests.support.engines import Database
from tests.support.grounds import Bench, bench
from tests.unit.inspection.sealed_facts import START, STEPS, UNIT, petitions, sealed_fact

CASE = f"petition/{UNIT}.kn-1"
LOG, WITNESS = Signer.new("danvan.test/feedback"), Signer.new("danvan.test/inspection")
#: Enough for more than one tile, and the last one with a personal value in it.
FACTS = [leaf.raw for leaf in (*petitions(50), sealed_fact(50 * (1 + len(STEPS))))]


@contextmanager
def archived(database: Database, folder: Path) -> Iterator[Bench]:
    """Inspection, whose archive holds petitions and the checkpoint that seals them."""
    logs = folder / "logs.yaml"
    logs.write_text(f"logs: [{{service: feedback, url: 'http://x/audit', vkey: '{LOG.vkey}'}}]")
    with bench(SERVICE, database, logs_file=logs, witness_key=WITNESS.text) as service:
        root = root_of([leaf_hash(fact) for fact in FACTS])
        note = LOG.sign(Checkpoint(LOG.name, len(FACTS), root).text())
        seen = cosign(note, WITNESS, int(START.timestamp()))
        with service.ground.database.transaction() as db:
            keeping.add(db, "feedback", 0, FACTS)
            kept = keeping.Kept(len(FACTS), root, note, seen, START)
            keeping.keep_checkpoint(db, "feedback", kept)
        yield service


@contextmanager
def listening(service: Bench) -> Iterator[str]:
    """The service on a real port, for whoever comes from outside."""
    config = uvicorn.Config(service.app, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
