"""Petitions: how each one stands, which clocks run, how old the backlog is. No person is in here.

A clock's row goes when the clock stops, so the table of clocks is as large as the work in hand;
the ages are kept as sums. What is asked daily stays flat however many petitions there were.
"""

from __future__ import annotations

from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import (
    FollowCodeIssued,
    PetitionClassified,
    PetitionDeadlineSet,
    PetitionHandedOver,
    PetitionHandled,
    PetitionLinked,
    PetitionOverdue,
    PetitionRated,
    PetitionReceived,
    PetitionReopened,
    PetitionStepTaken,
    PetitionWithdrawn,
    Relation,
    Scope,
    UnitSucceeded,
)
from danvan.services.chassis.database import Db
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE petitions (
    id text PRIMARY KEY,
    unit text NOT NULL,
    state text NOT NULL,
    since date NOT NULL,
    claimed text,
    petition_class text,
    stage text,
    channel text NOT NULL,
    topic text,
    letters bigint NOT NULL,
    persons integer NOT NULL,
    contents integer,
    parts_withdrawn integer[] NOT NULL,
    received date NOT NULL,
    classified date,
    eligible boolean,
    competence text,
    remote boolean,
    procedure text,
    procedure_from date,
    duplicate_of text,
    second_stage_of text,
    split_from text,
    overdue_on date,
    handled date,
    outcome text,
    on_time boolean,
    reopened date,
    rating integer
);
CREATE INDEX petitions_by_unit ON petitions (unit, id);
CREATE INDEX petitions_by_state ON petitions (state, id);
CREATE INDEX petitions_of_unit_by_state ON petitions (unit, state, id);
CREATE TABLE petition_clocks (
    petition text NOT NULL,
    clock text NOT NULL,
    scope text NOT NULL,
    unit text NOT NULL,
    starts date NOT NULL,
    due date NOT NULL,
    alert_on date NOT NULL,
    policy jsonb NOT NULL,
    overdue_on date,
    PRIMARY KEY (petition, clock)
);
CREATE INDEX petition_clocks_to_look_at ON petition_clocks (due) WHERE overdue_on IS NULL;
CREATE INDEX petition_clocks_by_alert ON petition_clocks (alert_on, petition, clock);
CREATE INDEX petition_clocks_of_unit ON petition_clocks (unit, alert_on, petition, clock);
CREATE TABLE petition_ages (
    unit text NOT NULL,
    due date NOT NULL,
    open integer NOT NULL,
    PRIMARY KEY (unit, due)
);
CREATE TABLE petition_counts (
    unit text PRIMARY KEY,
    received bigint NOT NULL,
    handled bigint NOT NULL,
    handled_late bigint NOT NULL,
    handed_in bigint NOT NULL,
    handed_out bigint NOT NULL
);
CREATE TABLE unit_successors (
    unit text PRIMARY KEY,
    successor text NOT NULL,
    reason text NOT NULL,
    effective date NOT NULL
);
CREATE TABLE follow_codes (
    code_sha256 text PRIMARY KEY,
    petition text NOT NULL UNIQUE
);
"""

TABLES = (
    "petitions",
    "petition_clocks",
    "petition_ages",
    "petition_counts",
    "unit_successors",
    "follow_codes",
)

#: Which column names the other petition.
_LINKS = {
    Relation.DUPLICATE_OF: "duplicate_of",
    Relation.SECOND_STAGE_OF: "second_stage_of",
    Relation.SPLIT_FROM: "split_from",
}


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case PetitionReceived() as it:
            _received(db, it)
        case PetitionClassified() as it:
            _classified(db, it)
        case PetitionStepTaken() as it:
            _update(db, it.petition, "state = %s, since = %s", it.to_state, it.day)
            if it.stopped:
                _stop(db, it.petition, it.stopped)
        case PetitionDeadlineSet() as it:
            _start(db, it)
        case PetitionOverdue() as it:
            _overdue(db, it)
        case PetitionHandled() as it:
            change = "handled = %s, outcome = %s, on_time = %s"
            _update(db, it.petition, change, it.day, it.outcome, it.on_time)
            _count(db, it.unit, handled=1, handled_late=int(not it.on_time))
        case PetitionWithdrawn() as it:
            _update(db, it.petition, "parts_withdrawn = parts_withdrawn || %s", list(it.parts))
        case PetitionLinked(relation=Relation.HAS_DUPLICATE) as it:
            _update(db, it.petition, "letters = letters + %s", it.letters)
        case PetitionLinked(relation=relation) as it if relation in _LINKS:
            _update(db, it.petition, f"{_LINKS[relation]} = %s", it.other)
        case PetitionReopened() as it:
            _update(db, it.petition, "reopened = %s", it.day)
        case PetitionRated() as it:
            _update(db, it.petition, "rating = %s", it.rating)
        case PetitionHandedOver() as it:
            _hand_over(db, it)
        case UnitSucceeded() as it:
            db.execute(
                "INSERT INTO unit_successors VALUES (%s, %s, %s, %s)",
                [it.unit, it.to, it.reason, it.effective],
            )
        case FollowCodeIssued() as it:
            db.execute("DELETE FROM follow_codes WHERE petition = %s", [it.petition])
            db.execute("INSERT INTO follow_codes VALUES (%s, %s)", [it.code_sha256, it.petition])


VIEW = ViewDefinition(DDL, TABLES, apply)


def _received(db: Db, it: PetitionReceived) -> None:
    db.execute(
        "INSERT INTO petitions (id, unit, state, since, claimed, channel, topic, letters, persons,"
        " parts_withdrawn, received) VALUES (%s, %s, 'received', %s, %s, %s, %s, %s, %s, '{}', %s)",
        [
            it.petition,
            it.unit,
            it.received,
            it.claimed,
            it.channel,
            it.topic,
            it.letters,
            it.persons,
            it.received,
        ],
    )
    _count(db, it.unit, received=1)


def _classified(db: Db, it: PetitionClassified) -> None:
    _update(
        db,
        it.petition,
        "petition_class = %s, stage = %s, contents = %s, classified = %s, eligible = %s,"
        " competence = %s, remote = %s, procedure = %s, procedure_from = %s",
        it.petition_class,
        it.stage,
        it.contents,
        it.day,
        it.eligible,
        it.competence,
        it.remote,
        it.procedure,
        it.procedure_from,
    )


def _update(db: Db, petition: str, change: str, *values: object) -> None:
    db.execute(f"UPDATE petitions SET {change} WHERE id = %s", [*values, petition])


def _start(db: Db, it: PetitionDeadlineSet) -> None:
    _stop(db, it.petition, (it.clock,))
    db.execute(
        "INSERT INTO petition_clocks VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            it.petition,
            it.clock,
            it.scope,
            it.unit,
            it.starts,
            it.due,
            it.alert_on or it.due,
            it.policy.model_dump_json(exclude_none=True),
        ],
    )
    if it.scope is Scope.CASE:
        _age(db, it.unit, it.due, 1)


def _stop(db: Db, petition: str, clocks: tuple[str, ...]) -> None:
    stopped = db.execute(
        "DELETE FROM petition_clocks WHERE petition = %s AND clock = ANY(%s)"
        " RETURNING unit, due, scope",
        [petition, list(clocks)],
    )
    for row in stopped.fetchall():
        if row["scope"] == Scope.CASE:
            _age(db, row["unit"], row["due"], -1)


def _overdue(db: Db, it: PetitionOverdue) -> None:
    db.execute(
        "UPDATE petition_clocks SET overdue_on = %s WHERE petition = %s AND clock = %s",
        [it.day, it.petition, it.clock],
    )
    if it.scope is Scope.CASE:
        _update(db, it.petition, "overdue_on = coalesce(overdue_on, %s)", it.day)


def _hand_over(db: Db, it: PetitionHandedOver) -> None:
    case = db.execute(
        "UPDATE petitions SET unit = %s WHERE id = %s RETURNING handled", [it.unit, it.petition]
    ).fetchone()
    moved = db.execute(
        "UPDATE petition_clocks SET unit = %s WHERE petition = %s RETURNING due, scope",
        [it.unit, it.petition],
    )
    for row in moved.fetchall():
        if row["scope"] == Scope.CASE:
            _age(db, it.from_unit, row["due"], -1)
            _age(db, it.unit, row["due"], 1)
    if case is not None and case["handled"] is None:
        _count(db, it.from_unit, handed_out=1)
        _count(db, it.unit, handed_in=1)


def _age(db: Db, unit: str, due: date, more: int) -> None:
    db.execute(
        "INSERT INTO petition_ages AS a VALUES (%s, %s, %s)"
        " ON CONFLICT (unit, due) DO UPDATE SET open = a.open + excluded.open",
        [unit, due, more],
    )


def _count(
    db: Db,
    unit: str,
    *,
    received: int = 0,
    handled: int = 0,
    handled_late: int = 0,
    handed_in: int = 0,
    handed_out: int = 0,
) -> None:
    columns = ("received", "handled", "handled_late", "handed_in", "handed_out")
    more = ", ".join(f"{name} = c.{name} + excluded.{name}" for name in columns)
    db.execute(
        "INSERT INTO petition_counts AS c VALUES (%s, %s, %s, %s, %s, %s)"
        f" ON CONFLICT (unit) DO UPDATE SET {more}",
        [unit, received, handled, handled_late, handed_in, handed_out],
    )
