"""Persons' keys in their table: made once, rewrapped, destroyed; and nothing recorded in clear."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.exceptions import InvalidTag

from danvan.contracts.base import Model
from danvan.contracts.feedback import PetitionTextKept
from danvan.contracts.personal import NotSealed, PersonalText
from danvan.contracts.roles import Role
from danvan.services.chassis.journal import Conflict
from danvan.services.chassis.master_keys import OtherKey, read_master_keys
from danvan.services.chassis.persons import Erased, Keyring, NoMasterKey, Persons
from danvan.services.chassis.work import Origin, Work
from danvan.services.feedback.__main__ import SERVICE
from tests.support.engines import Database
from tests.support.grounds import MASTER_KEY, Bench, bench
from tests.unit.planning.builders import at

PERSON = "petitioner/bao-tang.1"
NEW_KEY = base64.b64encode(bytes(range(32))).decode()


class Words(Model):
    """What somebody said."""

    text: PersonalText


@pytest.fixture
def feedback(database: Database) -> Iterator[Bench]:
    """A service that knows nobody yet."""
    with bench(SERVICE, database) as feedback:
        yield feedback


def sealed(persons: Persons, clear: str = "An", person: str = PERSON) -> str:
    ring = Keyring(persons)
    text = ring.seal(person, PERSON, Words(text=clear)).text
    ring.keep()
    return text


def with_masters(feedback: Bench, text: str) -> Persons:
    return Persons(feedback.ground.database, feedback.ground.journal, read_master_keys(text))


def test_a_person_has_one_key_and_it_opens_what_it_sealed(feedback: Bench) -> None:
    persons = feedback.ground.persons
    first, second = sealed(persons), sealed(persons, "An 2")
    assert persons.open(PERSON, "/text", first) == b"An"
    assert persons.open(PERSON, "/text", second) == b"An 2"
    assert len(persons.keys_of(PERSON)) == 1
    assert "An" not in first


def test_what_looks_sealed_is_sealed_all_the_same(feedback: Bench) -> None:
    persons = feedback.ground.persons
    forged = sealed(persons)
    assert persons.open(PERSON, "/text", sealed(persons, forged)).decode() == forged


def test_a_value_opens_in_its_own_stream_and_place_only(feedback: Bench) -> None:
    persons = feedback.ground.persons
    value = sealed(persons)
    for stream, place in ((PERSON, "/name"), ("petitioner/bao-tang.2", "/text")):
        with pytest.raises(InvalidTag):
            persons.open(stream, place, value)


def test_an_erased_person_is_unreadable_and_may_come_back_under_another_key(
    feedback: Bench,
) -> None:
    persons = feedback.ground.persons
    before = sealed(persons)
    [(key, _)] = persons.keys_of(PERSON)
    assert (persons.destroy([key]), persons.destroy([key])) == (1, 0)
    with pytest.raises(Erased) as erased:
        persons.open(PERSON, "/text", before)
    assert erased.value.key == key
    assert persons.open(PERSON, "/text", sealed(persons, "Bình")) == "Bình".encode()
    assert sorted(there for _, there in persons.keys_of(PERSON)) == [False, True]


def test_two_who_make_the_same_key_at_once_do_not_lose_what_they_sealed(feedback: Bench) -> None:
    slow = Keyring(feedback.ground.persons)
    slow.seal(PERSON, PERSON, Words(text="An"))
    sealed(feedback.ground.persons)
    with pytest.raises(Conflict):
        slow.keep()


def test_many_works_at_once_agree_on_the_key(feedback: Bench) -> None:
    def say(number: int) -> None:
        def use_case(work: Work) -> None:
            said = PetitionTextKept(petition="bao-tang.1", unit="bao-tang", text=str(number))
            work.record(f"said/{number}", work.keyring.seal(PERSON, f"said/{number}", said))

        feedback.ground.perform(Origin(at=at("2023-03-06"), actor="a", role=Role.OFFICE), use_case)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(say, range(8)))
    persons = feedback.ground.persons
    assert len(persons.keys_of(PERSON)) == 1
    for number in range(8):
        [kept] = feedback.facts(f"said/{number}")
        assert isinstance(kept, PetitionTextKept)
        assert persons.open(f"said/{number}", "/text", kept.text) == str(number).encode()


def test_a_new_master_key_takes_over_without_touching_facts(feedback: Bench) -> None:
    value, head = sealed(feedback.ground.persons), feedback.ground.journal.head()
    both = with_masters(feedback, f"new:{NEW_KEY},{MASTER_KEY}")
    assert both.open(PERSON, "/text", value) == b"An"
    assert (both.rewrap(), both.rewrap()) == (1, 0)
    assert with_masters(feedback, f"new:{NEW_KEY}").open(PERSON, "/text", value) == b"An"
    with pytest.raises(OtherKey, match="new"):
        feedback.ground.persons.open(PERSON, "/text", value)
    assert feedback.ground.journal.head() == head


def test_without_a_master_key_nothing_is_kept(feedback: Bench) -> None:
    with pytest.raises(NoMasterKey, match="DANVAN_MASTER_KEY"):
        sealed(with_masters(feedback, ""))
    assert feedback.ground.persons.keys_of(PERSON) == []


def test_the_journal_refuses_a_person_in_clear(feedback: Bench) -> None:
    said = PetitionTextKept(petition="bao-tang.1", unit="bao-tang", text="Tôi là An")
    origin = Origin(at=at("2023-03-06"), actor="a", role=Role.OFFICE)

    def use_case(work: Work) -> None:
        work.record(PERSON, said)

    with pytest.raises(NotSealed, match="/text"):
        feedback.ground.perform(origin, use_case)
    assert feedback.ground.journal.head() == 0
