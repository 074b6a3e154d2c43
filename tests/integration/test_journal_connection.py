"""The journal connects as its address says, whatever the library knows of."""

from __future__ import annotations

from eventsourcing.postgres import PostgresFactory

from danvan.services.chassis.journal import Journal
from danvan.services.chassis.migrate import migrate_database
from tests.support.engines import Database


def test_every_parameter_of_the_address_holds(database: Database) -> None:
    migrate_database(database.dsn(), "planning")
    journal = Journal(f"{database.dsn()}&application_name=ours&options=-c%20work_mem%3D7MB")
    assert isinstance(journal.factory, PostgresFactory)
    with journal.factory.datastore.get_connection() as connection:
        asked = "SELECT current_setting('application_name') AS a, current_setting('work_mem') AS b"
        assert connection.execute(asked).fetchone() == {"a": "ours", "b": "7MB"}
    journal.close()
