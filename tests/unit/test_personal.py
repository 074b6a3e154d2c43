"""What is personal is found wherever it stands, and is never recorded in clear."""

from __future__ import annotations

import pytest

from danvan.contracts.base import Model
from danvan.contracts.catalogue import ENTRIES
from danvan.contracts.entry import Kind
from danvan.contracts.feedback import Petitioner, PetitionerNamed, PetitionTextKept
from danvan.contracts.personal import (
    NotSealed,
    PersonalText,
    Sealed,
    alike,
    change_personal,
    personal_fields,
    personal_values,
    require_sealed,
)
from danvan.services.chassis.persons import DataKey

KEY = DataKey("0" * 32, "petitioner/bao-tang.1", bytes(32))
NAMED = PetitionerNamed(
    petition="bao-tang.1",
    unit="bao-tang",
    petitioners=(Petitioner(name="An"), Petitioner(name="Bình", contact="0900")),
)


class Careless(Petitioner):
    """An heir whose field is not marked."""

    name: str


class Deep(Model):
    """A list of texts."""

    words: tuple[PersonalText, ...] = ()
    plain: str = "to be read"


def sealed(named: PetitionerNamed = NAMED) -> PetitionerNamed:
    return change_personal(named, lambda at, said: KEY.seal("petitioner/1", at, said.encode()))


def test_every_personal_value_has_its_place() -> None:
    assert personal_values(NAMED) == {
        "/petitioners/0/name": "An",
        "/petitioners/1/name": "Bình",
        "/petitioners/1/contact": "0900",
    }
    assert personal_values(Deep(words=("a", "b"))) == {"/words/0": "a", "/words/1": "b"}


def test_an_heir_of_a_contract_does_not_lose_the_mark() -> None:
    careless = NAMED.model_copy(update={"petitioners": (Careless(name="An"),)})
    with pytest.raises(NotSealed, match="/petitioners/0/name"):
        require_sealed(careless)


def test_what_is_in_clear_is_refused_without_being_quoted() -> None:
    half = sealed().model_copy(
        update={"petitioners": (sealed().petitioners[0], NAMED.petitioners[1])}
    )
    with pytest.raises(NotSealed, match="/petitioners/1/name, /petitioners/1/contact") as refused:
        require_sealed(half)
    assert "Bình" not in str(refused.value)
    require_sealed(sealed())


def test_the_same_said_again_is_known_though_its_bytes_differ() -> None:
    assert sealed() != sealed() and alike(sealed(), sealed())
    other = NAMED.model_copy(update={"petitioners": (Petitioner(name="An"),)})
    assert not alike(sealed(other), sealed())
    assert not alike(sealed(), None)


def test_the_sealed_form_survives_reading() -> None:
    value = KEY.seal("petitioner/1", "/text", b"x")
    assert Sealed.parse(value).text == value
    with pytest.raises(NotSealed):
        Sealed.parse(value + " An")


def test_the_length_of_a_name_does_not_show() -> None:
    short, long = KEY.seal("s", "/name", b"A"), KEY.seal("s", "/name", b"Nguyen Van Anh Tuan")
    assert len(short) == len(long)


def test_names_words_and_what_was_refused_are_personal_in_every_service() -> None:
    personal = {e.type for e in ENTRIES if e.kind is Kind.FACT and personal_fields(e.model)}
    assert {
        "danvan.feedback.petitioner-named.v1",
        "danvan.feedback.petition-text-kept.v1",
        "danvan.feedback.survey-answered.v1",
        *(e.type for e in ENTRIES if e.type.endswith(".submission-refused.v1")),
    } <= personal


def test_units_offer_in_clear_and_the_service_seals() -> None:
    offered = [e.type for e in ENTRIES if e.kind is not Kind.FACT and personal_fields(e.model)]
    assert offered == []


def test_a_text_is_no_name() -> None:
    kept = PetitionTextKept(petition="bao-tang.1", unit="bao-tang", text="Tôi là An")
    with pytest.raises(NotSealed, match="/text"):
        require_sealed(kept)
