"""Migration is safe to run again, and by two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from danvan.services.chassis.checks import check_database
from danvan.services.chassis.migrate import migrate_database, service_role
from tests.support.engines import Database


def test_two_may_migrate_at_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        for done in [
            threads.submit(migrate_database, database.dsn(), "planning") for _ in range(8)
        ]:
            done.result()
    check_database(database.dsn(service_role("planning")))
