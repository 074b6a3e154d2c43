"""The keys of persons: each seals what is known of one person, and erasing is destroying it.

Keys lie in a table of the service's own (schema `keys`), wrapped by a master key, never in the
journal. A person is named by the stream that tells of them, e.g. `petitioner/thu-vien.kn-7`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from cryptography.hazmat.primitives import padding
from pydantic import BaseModel

from danvan.contracts.personal import PersonalDataErased, Sealed, change_personal
from danvan.services.chassis.database import Database, Db, Row
from danvan.services.chassis.journal import Conflict, Journal
from danvan.services.chassis.master_keys import MasterKey, decrypt, encrypt, mark, master_of

#: A key that was destroyed leaves its row, so that whoever asks hears that it was, and when.
KEY_TABLE = """
CREATE SCHEMA IF NOT EXISTS keys;
CREATE TABLE IF NOT EXISTS keys.persons (
    id text PRIMARY KEY, person text NOT NULL, master text NOT NULL,
    wrapped bytea, erased_at timestamptz,
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL)));
CREATE UNIQUE INDEX IF NOT EXISTS one_key_a_person ON keys.persons (person)
    WHERE erased_at IS NULL;
GRANT USAGE ON SCHEMA keys TO {role};
GRANT SELECT, INSERT, UPDATE ON keys.persons TO {role};
"""
DATA_KEY_BYTES = 32
MARK_BYTES = 16
#: The length of a name shall not tell whose it is: clear text is filled up to a multiple.
BLOCK_BITS = 64 * 8
REWRAPPED_AT_ONCE = 1000

M = TypeVar("M", bound=BaseModel)


class NoMasterKey(Exception):
    """Personal data can't be sealed or opened, for the settings have no master key."""


class Erased(Exception):
    """The key of a value was destroyed. `key` is its id."""

    def __init__(self, key: str) -> None:
        super().__init__(f"erased: {key}")
        self.key = key


class DataKey(NamedTuple):
    """A person's key, unwrapped. It never leaves the process."""

    id: str
    person: str
    secret: bytes

    def seal(self, stream: str, place: str, clear: bytes) -> str:
        """The sealed form of a value.

        Bound to its stream, its place in the fact and its person. Not to the fact's id or version:
        both are given only when it is decided, and deciding compares sealed values.
        """
        about = _about(stream, place, self.id)
        said = mark(self.secret, f"{about}\n".encode() + clear)[:MARK_BYTES]
        fill = padding.PKCS7(BLOCK_BITS).padder()
        box = encrypt(self.secret, fill.update(clear) + fill.finalize(), about)
        return Sealed(self.id, said.hex(), box).text

    def open(self, stream: str, place: str, sealed: Sealed) -> bytes:
        """The clear text.

        Raises:
            cryptography.exceptions.InvalidTag: if the bytes were changed, or moved from elsewhere.
        """
        strip = padding.PKCS7(BLOCK_BITS).unpadder()
        filled = decrypt(self.secret, sealed.box, _about(stream, place, self.id))
        return strip.update(filled) + strip.finalize()


class Persons:
    """The key table of one service."""

    def __init__(
        self, database: Database, journal: Journal, masters: Sequence[MasterKey] = ()
    ) -> None:
        """`masters`: the newest first; it wraps, the others only unwrap."""
        self._database = database
        self._journal = journal
        self._masters = masters

    def key_of(self, person: str) -> DataKey | None:
        """The key that seals what is said of a person now; None until there is one."""
        query = "SELECT * FROM keys.persons WHERE person = %s AND erased_at IS NULL"
        with self._database.connection() as db:
            row = db.execute(query, [person]).fetchone()
        return None if row is None else self._unwrapped(row)

    def keep(self, keys: Sequence[DataKey]) -> None:
        """Store new keys, before anything that was sealed with them is recorded.

        Raises:
            Conflict: if somebody else made a person's key meanwhile; nothing is kept then.
        """
        if not keys:
            return
        newest = self._newest
        wrapped = [newest.wrap(key.secret, _about("keys", key.person, key.id)) for key in keys]
        with self._database.transaction() as db:
            kept = db.execute(
                "INSERT INTO keys.persons (id, person, master, wrapped)"
                " SELECT id, person, %s, wrapped"
                " FROM unnest(%b::text[], %b::text[], %b::bytea[]) AS new (id, person, wrapped)"
                " ON CONFLICT DO NOTHING",
                [newest.id, [k.id for k in keys], [k.person for k in keys], wrapped],
            ).rowcount
            if kept < len(keys):
                raise Conflict("somebody else has made the key of the same person")

    def open(self, stream: str, place: str, value: str) -> bytes:
        """The clear text of one sealed value.

        Raises:
            Erased: if the person's key was destroyed.
        """
        sealed = Sealed.parse(value)
        with self._database.connection() as db:
            row = db.execute("SELECT * FROM keys.persons WHERE id = %s", [sealed.key]).fetchone()
        if row is None or row["wrapped"] is None:
            raise Erased(sealed.key)
        return self._unwrapped(row).open(stream, place, sealed)

    def keys_of(self, person: str) -> list[tuple[str, bool]]:
        """The ids of all keys a person has had, and whether each is there still."""
        query = "SELECT id, wrapped IS NOT NULL AS there FROM keys.persons WHERE person = %s"
        with self._database.connection() as db:
            return [(row["id"], row["there"]) for row in db.execute(query, [person]).fetchall()]

    def destroy(self, keys: Iterable[str]) -> int:
        """Destroy keys; those that are no more, or never were, are passed over.

        Returns:
            How many were there.
        """
        with self._database.connection() as db:
            return db.execute(
                "UPDATE keys.persons SET wrapped = NULL, erased_at = now()"
                " WHERE id = ANY(%s) AND wrapped IS NOT NULL",
                [list(keys)],
            ).rowcount

    def rewrap(self) -> int:
        """Wrap by the newest master key what an older one has wrapped. Facts stay as they are.

        Returns:
            How many keys were wrapped anew.
        """
        done = 0
        while moved := self._rewrap_some():
            done += moved
        return done

    def order_of(self, key: str) -> str | None:
        """The order under which a key was destroyed; None if the journal knows of none."""
        stream = erasing_stream(key)
        for stored in self._journal.load([stream]).get(stream, ()):
            data = stored.read().data
            assert isinstance(data, PersonalDataErased)
            return data.order
        return None

    def _rewrap_some(self) -> int:
        newest = self._newest
        with self._database.transaction() as db:
            rows = db.execute(
                "SELECT * FROM keys.persons WHERE master <> %s AND wrapped IS NOT NULL"
                " LIMIT %s FOR UPDATE",
                [newest.id, REWRAPPED_AT_ONCE],
            ).fetchall()
            for row in rows:
                self._rewrap(db, newest, self._unwrapped(row))
        return len(rows)

    def _rewrap(self, db: Db, newest: MasterKey, key: DataKey) -> None:
        wrapped = newest.wrap(key.secret, _about("keys", key.person, key.id))
        change = "UPDATE keys.persons SET master = %s, wrapped = %s WHERE id = %s"
        db.execute(change, [newest.id, wrapped, key.id])

    def _unwrapped(self, row: Row) -> DataKey:
        master = master_of(self._masters, row["master"])
        about = _about("keys", row["person"], row["id"])
        return DataKey(row["id"], row["person"], master.unwrap(bytes(row["wrapped"]), about))

    @property
    def _newest(self) -> MasterKey:
        if not self._masters:
            raise NoMasterKey("set DANVAN_MASTER_KEY: personal data can't be kept without it")
        return self._masters[0]


class Keyring:
    """The keys that one work seals with. New ones are kept just before its facts are."""

    def __init__(self, persons: Persons) -> None:
        self._persons = persons
        self._known: dict[str, DataKey] = {}
        self._new: list[DataKey] = []

    def seal(self, person: str, stream: str, model: M) -> M:
        """The model with everything personal in it sealed. It is all in clear before, even what
        looks otherwise: whoever sent it may have written anything."""
        key = self._key(person)
        return change_personal(model, lambda place, clear: key.seal(stream, place, clear.encode()))

    def seal_bytes(self, person: str, stream: str, place: str, clear: bytes) -> str:
        """One value, sealed, of somebody of whom nothing is known yet."""
        return self._new_key(person).seal(stream, place, clear)

    def keep(self) -> None:
        """Store the new keys.

        Raises:
            Conflict: if somebody else made a person's key meanwhile.
        """
        self._persons.keep(self._new)
        self._new = []

    def _key(self, person: str) -> DataKey:
        if person not in self._known:
            self._known[person] = self._persons.key_of(person) or self._new_key(person)
        return self._known[person]

    def _new_key(self, person: str) -> DataKey:
        key = DataKey(os.urandom(16).hex(), person, os.urandom(DATA_KEY_BYTES))
        self._new.append(key)
        return key


def erasing_stream(key: str) -> str:
    """The stream that says that a person's key was destroyed."""
    return f"person/{key}"


def _about(stream: str, place: str, key: str) -> str:
    return f"{stream}\n{place}\n{key}"
