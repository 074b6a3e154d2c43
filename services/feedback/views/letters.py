"""Letters that units owe: due, signed, sent, missed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import LetterDue, LetterMissed, LetterSent, LetterSigned
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE letters (
    letter text PRIMARY KEY,
    unit text NOT NULL,
    kind text NOT NULL,
    about text NOT NULL,
    reason text NOT NULL,
    opened_on date NOT NULL,
    due_on date NOT NULL,
    signed_on date,
    signed_by text,
    sent_on date,
    on_time boolean,
    missed_on date
);
CREATE INDEX letters_by_unit ON letters (unit, letter);
CREATE INDEX letters_owed ON letters (unit, letter) WHERE sent_on IS NULL;
CREATE INDEX letters_missed ON letters (unit, letter) WHERE missed_on IS NOT NULL;
CREATE INDEX letters_by_due ON letters (due_on);
CREATE INDEX letters_due ON letters (due_on) WHERE sent_on IS NULL AND missed_on IS NULL;
"""

#: `owed`: not sent yet; `unsigned` and `signed` are the two parts of it; `missed`: the due day
#: passed unsent, whether it was sent afterwards or not.
State = Literal["owed", "unsigned", "signed", "sent", "missed"]
_STATES: dict[State, str] = {
    "owed": "sent_on IS NULL",
    "unsigned": "sent_on IS NULL AND signed_on IS NULL",
    "signed": "sent_on IS NULL AND signed_on IS NOT NULL",
    "sent": "sent_on IS NOT NULL",
    "missed": "missed_on IS NOT NULL",
}


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case LetterDue() as it:
            db.execute(
                "INSERT INTO letters (letter, unit, kind, about, reason, opened_on, due_on)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [it.letter, it.unit, it.kind, it.about, it.reason, it.opened_on, it.due_on],
            )
        case LetterSigned() as it:
            change = "UPDATE letters SET signed_on = %s, signed_by = %s WHERE letter = %s"
            db.execute(change, [it.signed_on, it.by, it.letter])
        case LetterSent() as it:
            change = "UPDATE letters SET sent_on = %s, on_time = %s WHERE letter = %s"
            db.execute(change, [it.sent_on, it.on_time, it.letter])
        case LetterMissed() as it:
            db.execute("UPDATE letters SET missed_on = %s WHERE letter = %s", [it.day, it.letter])


VIEW = ViewDefinition(DDL, ("letters",), apply)


def letters(
    db: Db,
    *,
    unit: str | None = None,
    kind: str | None = None,
    state: State | None = None,
    cursor: str = "",
    limit: int,
) -> list[Row]:
    """Letters after `cursor`, by id, which begins with the unit."""
    condition = f" AND {_STATES[state]}" if state else ""
    return db.execute(
        "SELECT * FROM letters WHERE letter > %(cursor)s"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        f" AND (%(kind)s::text IS NULL OR kind = %(kind)s){condition}"
        " ORDER BY letter LIMIT %(limit)s",
        {"cursor": cursor, "unit": unit, "kind": kind, "limit": limit},
    ).fetchall()


def figures(db: Db, *, first: date, last: date, unit: str | None) -> list[Row]:
    """What became of the letters whose due day lies on these days, by unit and kind."""
    return db.execute(
        "SELECT unit, kind, count(*) AS due, count(signed_on) AS signed, count(sent_on) AS sent,"
        " count(*) FILTER (WHERE on_time) AS on_time, count(missed_on) AS missed FROM letters"
        " WHERE due_on BETWEEN %(first)s AND %(last)s"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s) GROUP BY unit, kind ORDER BY unit, kind",
        {"first": first, "last": last, "unit": unit},
    ).fetchall()


def unsent(db: Db, day: date) -> tuple[str, ...]:
    """Letters whose due day has passed when a day begins, and which have not been marked yet."""
    rows = db.execute(
        "SELECT letter FROM letters WHERE due_on < %s AND sent_on IS NULL AND missed_on IS NULL"
        " ORDER BY letter",
        [day],
    )
    return tuple(row["letter"] for row in rows)
