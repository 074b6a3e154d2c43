"""Read tables equal what the facts give, whoever changed them; see also `test_views_swap.py`."""

from __future__ import annotations

from dataclasses import replace

import psycopg

from danvan.contracts.roles import Role
from danvan.services.chassis.submissions import SUBMISSIONS_VIEW
from danvan.services.chassis.views import Views
from danvan.services.planning.__main__ import SERVICE
from tests.integration.chassis.workshop import TASK, UNIT, note
from tests.support.grounds import Bench

DEFINITION = SERVICE.views + SUBMISSIONS_VIEW


def test_a_row_that_was_changed_by_hand_is_found_and_a_rebuild_puts_it_right(
    planning: Bench,
) -> None:
    sent = note("một")
    planning.offer(UNIT, sent.data, sent.time, sent.id)
    views = planning.ground.views
    assert views.compare() is None
    with psycopg.connect(planning.ground.settings.database_url) as store:
        store.execute("UPDATE views.tasks SET status = 'done' WHERE id = %s", [TASK])
    found = views.compare()
    assert found is not None and found.startswith("table tasks: only the live one has {")
    assert TASK in found and "'done'" in found
    views.rebuild()
    assert views.compare() is None

    with psycopg.connect(planning.ground.settings.database_url) as store:
        store.execute("DELETE FROM views.submissions")
    found = views.compare()
    assert found is not None and found.startswith("table submissions: only the rebuilt one has {")
    views.rebuild()


def test_tables_whose_definition_has_changed_are_built_anew_at_the_start(planning: Bench) -> None:
    ground = planning.ground
    assert planning.call("GET", f"/tasks/{TASK}?after=1", Role.LEADER).status_code == 200
    with_owner = replace(
        DEFINITION, ddl=DEFINITION.ddl + "ALTER TABLE tasks ADD COLUMN colour text DEFAULT 'red';"
    )
    for definition, colours in ((with_owner, {"red"}), (DEFINITION, set())):
        Views(ground.database, ground.journal, definition).prepare()
        with ground.database.connection() as db:
            tasks = db.execute("SELECT * FROM tasks").fetchall()
        assert len(tasks) == ground.journal.head()
        assert {task["colour"] for task in tasks if "colour" in task} == colours
