"""Adoptions of models, what they have changed, and the graph of who learned from whom."""

from __future__ import annotations

from datetime import date

from danvan.contracts import emulation as facts
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE adoptions (
    adoption text PRIMARY KEY,
    model text NOT NULL,
    unit text NOT NULL,
    learned_from text NOT NULL,
    started_on date NOT NULL,
    status text NOT NULL,
    ended_on date,
    end_reason text
);
CREATE INDEX adoptions_by_model ON adoptions (model, adoption);
CREATE INDEX adoptions_by_unit ON adoptions (unit, adoption);
CREATE TABLE adoption_evidence (
    position bigint PRIMARY KEY,
    adoption text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    added_on date NOT NULL
);
CREATE INDEX adoption_evidence_of ON adoption_evidence (adoption, position);
CREATE TABLE adoption_effects (
    adoption text NOT NULL,
    indicator text NOT NULL,
    before_from date NOT NULL,
    before_until date NOT NULL,
    before numeric NOT NULL,
    after_from date NOT NULL,
    after_until date NOT NULL,
    after numeric NOT NULL,
    change numeric NOT NULL,
    source text NOT NULL,
    measured_on date NOT NULL,
    PRIMARY KEY (adoption, indicator, before_from, before_until, after_from, after_until)
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case facts.AdoptionStarted() as it:
            db.execute(
                "INSERT INTO adoptions VALUES (%s, %s, %s, %s, %s, 'running')",
                [it.adoption, it.model, it.unit, it.learned_from, it.started_on],
            )
        case facts.AdoptionEvidenceAdded(evidence=file) as it:
            db.execute(
                "INSERT INTO adoption_evidence VALUES (%s, %s, %s, %s, %s)",
                [position, it.adoption, file.name, file.sha256, it.added_on],
            )
        case facts.AdoptionMeasured() as it:
            _measured(db, it)
        case facts.AdoptionEnded() as it:
            db.execute(
                "UPDATE adoptions SET status = %s, ended_on = %s, end_reason = %s"
                " WHERE adoption = %s",
                ["kept" if it.kept else "dropped", it.ended_on, it.reason, it.adoption],
            )
        case facts.AdoptionMoved() as it:
            db.execute("UPDATE adoptions SET unit = %s WHERE adoption = %s", [it.unit, it.adoption])


def _measured(db: Db, fact: facts.AdoptionMeasured) -> None:
    effect, before, after = fact.effect, fact.effect.before, fact.effect.after
    db.execute(
        "INSERT INTO adoption_effects VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (adoption, indicator, before_from, before_until, after_from, after_until)"
        " DO UPDATE SET before = excluded.before, after = excluded.after,"
        " change = excluded.change, source = excluded.source, measured_on = excluded.measured_on",
        [
            *(fact.adoption, effect.indicator),
            *(before.window.from_, before.window.until, before.value),
            *(after.window.from_, after.window.until, after.value),
            *(fact.change, effect.source, fact.measured_on),
        ],
    )


VIEW = ViewDefinition(DDL, ("adoptions", "adoption_evidence", "adoption_effects"), apply)

_EFFECT = (
    "indicator, before_from, before_until, before, after_from, after_until, after, change,"
    " source, measured_on"
)


def adoptions(
    db: Db, *, model: str | None = None, unit: str | None = None, cursor: str = "", limit: int
) -> list[Row]:
    """Adoptions after `cursor`, by id."""
    return db.execute(
        "SELECT * FROM adoptions WHERE adoption > %s AND model = coalesce(%s, model)"
        " AND unit = coalesce(%s, unit) ORDER BY adoption LIMIT %s",
        [cursor, model, unit, limit],
    ).fetchall()


def adoption(db: Db, id_: str) -> Row | None:
    """One adoption with its evidence and effects; None if there is none."""
    row = db.execute("SELECT * FROM adoptions WHERE adoption = %s", [id_]).fetchone()
    if row is None:
        return None
    evidence = db.execute(
        "SELECT name, sha256, added_on FROM adoption_evidence WHERE adoption = %s"
        " ORDER BY position",
        [id_],
    )
    effects = db.execute(
        f"SELECT {_EFFECT} FROM adoption_effects WHERE adoption = %s"
        " ORDER BY indicator, after_from, before_from",
        [id_],
    )
    return row | {"evidence": evidence.fetchall(), "effects": effects.fetchall()}


def graph(db: Db, model: str) -> Row | None:
    """Everything that came of a model: itself and the models that grew out of it, and who adopted
    each of them with what effect. None if there is no such model."""
    models = db.execute(
        "WITH RECURSIVE line AS ("
        "  SELECT nomination FROM nominations WHERE nomination = %s AND kind = 'model'"
        "  UNION SELECT n.nomination FROM nominations n JOIN line ON n.parent = line.nomination)"
        " SELECT n.nomination AS model, n.unit, n.title, n.parent, n.status, n.levels"
        " FROM nominations n JOIN line USING (nomination) ORDER BY n.position",
        [model],
    ).fetchall()
    if not models:
        return None
    ids = [row["model"] for row in models]
    adopted = db.execute(
        "SELECT * FROM adoptions WHERE model = ANY(%s) ORDER BY started_on, adoption", [ids]
    ).fetchall()
    effects = db.execute(
        f"SELECT adoption, {_EFFECT} FROM adoption_effects JOIN adoptions USING (adoption)"
        " WHERE model = ANY(%s) ORDER BY adoption, indicator, after_from, before_from",
        [ids],
    ).fetchall()
    for each in adopted:
        each["effects"] = [row for row in effects if row["adoption"] == each["adoption"]]
    return {"model": model, "models": models, "adoptions": adopted}


def orphans(db: Db, day: date) -> list[tuple[str, str]]:
    """Adoptions under way whose unit is no more on a day, with that unit."""
    rows = db.execute(
        "SELECT a.adoption, a.unit FROM adoptions a JOIN successions s USING (unit)"
        " WHERE s.effective <= %s AND a.status = 'running' ORDER BY a.adoption",
        [day],
    )
    return [(row["adoption"], row["unit"]) for row in rows]
