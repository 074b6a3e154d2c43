"""What the intake remembers of a stream between batches never hides what the store says."""

from __future__ import annotations

import psycopg

from danvan.contracts.planning import TaskProgressed
from tests.integration.chassis.workshop import STREAM, arrived, note, progressed
from tests.support.engines import Database
from tests.support.grounds import Bench

SOURCE = "INBOX@test"


def notes(bench: Bench) -> list[tuple[int, str]]:
    """Version and text of every note in the store, in order."""
    facts = [stored.read() for stored in bench.ground.journal.load([STREAM])[STREAM]]
    return [(f.version, f.data.note) for f in facts if isinstance(f.data, TaskProgressed)]


def test_what_another_writer_appended_between_two_batches_is_seen(planning: Bench) -> None:
    planning.intake.process(SOURCE, [arrived(1, note("một"))])
    [(version, _)] = notes(planning)
    planning.ground.journal.append([progressed("hai", version=version + 1)])
    planning.intake.process(SOURCE, [arrived(2, note("ba"))])
    assert notes(planning) == [(version, "một"), (version + 1, "hai"), (version + 2, "ba")]


def test_a_note_that_the_store_no_longer_has_is_forgotten(
    planning: Bench, database: Database
) -> None:
    planning.intake.process(SOURCE, [arrived(1, note("mất"))])
    [(version, _)] = notes(planning)
    with psycopg.connect(database.dsn()) as owner:  # as if a backup had been put back
        owner.execute("ALTER TABLE journal.facts DISABLE TRIGGER ALL")
        owner.execute(
            "DELETE FROM journal.facts WHERE originator_id = %s AND originator_version = %s",
            [STREAM, version],
        )
    planning.intake.process(SOURCE, [arrived(2, note("còn"))])
    assert notes(planning) == [(version, "còn")]
