"""The tables of the archive. Append-only: a trigger refuses change even to their owner.

Stored format. `raw` is the truth, byte for byte as the log has it; the columns beside it are read
from it, and are empty where it is no fact.
"""

from __future__ import annotations

#: Of a stream `<kind>/<unit>.<code>`: all behind its kind, and its last part. They are indexed.
NAME, CODE = "split_part(stream, '/', 2)", "regexp_replace(stream, '^.*[./]', '')"

#: `looks` and `verifications` say how things go at the moment, and are written over.
TABLES = f"""
CREATE SCHEMA IF NOT EXISTS archive;
CREATE TABLE IF NOT EXISTS archive.entries (
    service text NOT NULL, index bigint NOT NULL, raw bytea NOT NULL,
    stream text, type text, id text, time timestamptz, recorded timestamptz, version int,
    actor text, role text, unit text, correlation text, causation text,
    PRIMARY KEY (service, index));
CREATE INDEX IF NOT EXISTS entries_by_stream ON archive.entries (service, stream, index);
CREATE INDEX IF NOT EXISTS entries_by_case ON archive.entries (correlation, recorded);
CREATE INDEX IF NOT EXISTS entries_by_unit ON archive.entries (unit, time);
CREATE INDEX IF NOT EXISTS entries_by_type ON archive.entries (type, time);
CREATE INDEX IF NOT EXISTS entries_by_id ON archive.entries (id);
CREATE INDEX IF NOT EXISTS entries_by_beginning ON archive.entries (stream text_pattern_ops);
CREATE INDEX IF NOT EXISTS entries_by_name ON archive.entries (({NAME}) text_pattern_ops);
CREATE INDEX IF NOT EXISTS entries_by_code ON archive.entries (({CODE}) text_pattern_ops);
CREATE TABLE IF NOT EXISTS archive.checkpoints (
    service text NOT NULL, size bigint NOT NULL, root bytea NOT NULL, note text NOT NULL,
    cosigned text NOT NULL, seen timestamptz NOT NULL, PRIMARY KEY (service, size));
CREATE TABLE IF NOT EXISTS archive.looks (
    service text PRIMARY KEY, looked timestamptz NOT NULL, size bigint NOT NULL);
CREATE TABLE IF NOT EXISTS archive.verifications (
    service text PRIMARY KEY, started timestamptz NOT NULL, beat timestamptz NOT NULL,
    finished timestamptz, done bigint NOT NULL, size bigint NOT NULL, root bytea,
    problems jsonb NOT NULL DEFAULT '[]');
CREATE OR REPLACE FUNCTION archive.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the archive is append-only: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $body$;
CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON archive.entries
    FOR EACH STATEMENT EXECUTE FUNCTION archive.refuse_change();
CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON archive.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION archive.refuse_change();
ALTER TABLE archive.entries ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE archive.checkpoints ENABLE ALWAYS TRIGGER refuse_change;
GRANT USAGE ON SCHEMA archive TO {{role}};
GRANT SELECT, INSERT ON archive.entries, archive.checkpoints TO {{role}};
GRANT SELECT, INSERT, UPDATE ON archive.looks, archive.verifications TO {{role}};
"""
