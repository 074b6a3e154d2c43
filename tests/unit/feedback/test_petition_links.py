"""How petitions belong together, and what holds for any course of a petition."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command
from danvan.contracts.feedback import HandoverReason, Relation
from danvan.services.feedback.domain import petition as page
from danvan.services.feedback.domain.petition_commands import (
    HandOverPetition,
    IssueCode,
    LinkPetition,
    RatePetition,
    ReopenPetition,
)
from tests.support.scenario import Given, holds_for_any_past, play
from tests.unit.feedback.petition_examples import (
    COMPLAINT,
    DOCUMENT,
    PETITION,
    REFLECTION,
    after,
    case,
    check,
    classify,
    extend,
    law,
    moment,
    receive,
    said,
    step,
    withdraw,
)

FIRST = "bao-tang.1"


def link(relation: str, first: Given, day: str = "2023-03-10", **more: Any) -> LinkPetition:
    command: LinkPetition = said(
        LinkPetition, day, relation=Relation(relation), other=FIRST, first=first.state, **more
    )
    return command


WRONG = {"outcome": "wrong", "document": DOCUMENT}


def decided() -> Given:
    draft = (*COMPLAINT, step("propose", "2023-03-10"))
    return after(*draft, step("decide", "2023-03-13", WRONG))


def test_a_duplicate_ends_and_its_letters_count_with_the_first() -> None:
    first = after(*COMPLAINT)
    linked = after(receive(letters=2)).when(link("duplicate-of", first))
    assert linked.facts[0].model_dump()["letters"] == 1 + 1
    assert isinstance(linked.facts[-1], facts.PetitionHandled)
    heard = said(
        LinkPetition, "2023-03-10", relation=Relation.HAS_DUPLICATE, other="bao-tang.2", letters=2
    )
    assert case(after(*COMPLAINT, heard)).letters == 1 + 2
    after(*COMPLAINT, heard).when(heard).then()


def test_a_duplicate_of_a_duplicate_is_one_of_the_first() -> None:
    first = after(receive(), link("duplicate-of", after(*COMPLAINT)))
    after(receive()).when(link("duplicate-of", first)).refused("petition-already-linked")


def test_a_petition_is_no_duplicate_of_what_is_not_there() -> None:
    after(receive()).when(link("duplicate-of", after())).refused("unknown-petition")


def test_a_unit_links_its_own_petitions() -> None:
    elsewhere = after(receive(unit="thu-vien"))
    after(receive()).when(link("split-from", elsewhere)).refused("petition-of-another-unit")


def second(received: str, first: Given, linked: str) -> str | None:
    """The rule that refuses a second complaint received on one day and linked on another."""
    petition = after(receive(received), classify("complaint", received))
    outcome = petition.when(link("second-stage-of", first, linked))
    return outcome.refusal.rule if outcome.refusal else None


def test_a_second_complaint_waits_for_the_first_decision() -> None:
    assert second("2023-03-12", after(*COMPLAINT), "2023-03-12") == "first-stage-not-over"
    # Linked after the decision, but it came before it
    assert second("2023-03-12", decided(), "2023-03-14") == "first-stage-not-over"
    assert second("2023-03-13", decided(), "2023-03-14") is None


def test_a_second_complaint_may_follow_a_limit_that_passed() -> None:
    first = after(*COMPLAINT)  # until 7 April
    assert second("2023-04-07", first, "2023-04-10") == "first-stage-not-over"
    assert second("2023-04-08", first, "2023-04-10") is None
    # The limit had passed when it came; the decision that was made since takes nothing away
    late = (*COMPLAINT, step("propose", "2023-04-10"), step("decide", "2023-04-12", WRONG))
    assert second("2023-04-10", after(*late), "2023-04-14") is None
    assert second("2023-04-07", after(*late), "2023-04-14") == "first-stage-not-over"


def test_a_second_complaint_has_thirty_days() -> None:
    assert second("2023-04-12", decided(), "2023-04-20") is None
    assert second("2023-04-13", decided(), "2023-04-13") == "window-closed"


@pytest.mark.parametrize("class_", ["reflection", "denunciation"])
def test_only_complaints_have_a_second_stage(class_: str) -> None:
    first = after(receive(), classify(class_))
    assert second("2023-03-06", first, "2023-03-10") == "second-stage-for-complaints-only"


def test_a_second_resolution_is_linked_to_the_first() -> None:
    after(receive()).when(classify("complaint", stage="second")).refused("second-stage-not-linked")
    linked = after(receive("2023-03-14"), link("second-stage-of", decided(), "2023-03-14"))
    [classified, *_] = linked.when(classify("complaint", "2023-03-14", stage="second")).facts
    assert isinstance(classified, facts.PetitionClassified)
    assert classified.procedure == "complaint-second"


DAYS = st.dates(date(2023, 3, 6), date(2023, 6, 30)).map(date.isoformat)
STEPS = ("accept", "verify", "propose", "decide", "notify", "answer", "close", "suspend", "resume")
DETAILS = {"document": DOCUMENT, "outcome": "right", "delivered_on": "2023-03-06"}
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(receive, DAYS, letters=st.integers(1, 2), received=st.just(date(2023, 3, 6))),
    st.builds(
        classify,
        st.sampled_from(["complaint", "denunciation", "recommendation", "reflection"]),
        DAYS,
        contents=st.integers(1, 2),
    ),
    st.builds(step, st.sampled_from(STEPS), DAYS, st.just(DETAILS)),
    st.builds(extend, DAYS, st.sampled_from(["many-people", "foreign-element"])),
    st.builds(withdraw, DAYS, st.integers(1, 2)),
    st.builds(check, DAYS),
    st.builds(
        lambda day, rating: RatePetition(
            at=moment(day), petition=PETITION, law=law(), rating=rating
        ),
        DAYS,
        st.integers(1, 5),
    ),
    st.builds(
        lambda day: said(ReopenPetition, day, ground="new-evidence", document=DOCUMENT), DAYS
    ),
    st.builds(
        lambda to: HandOverPetition(
            at=moment("2023-04-03"), petition=PETITION, to=to, reason=HandoverReason.MERGED
        ),
        st.sampled_from(["bao-tang", "thu-vien"]),
    ),
    st.builds(
        lambda code: IssueCode(at=moment("2023-03-06"), petition=PETITION, code_sha256=code),
        st.sampled_from(["0" * 64, "1" * 64]),
    ),
)
#: Courses that go far, with anything in between.
BEGINNINGS = st.sampled_from([(), COMPLAINT, REFLECTION])


@settings(max_examples=60, deadline=None)
@for_any(BEGINNINGS, st.lists(COMMANDS, max_size=15))
def test_any_course_is_replayed_alike_and_asking_twice_is_harmless(
    beginning: tuple[Command, ...], commands: list[Command]
) -> None:
    happened = play(page, [*beginning, *commands])
    holds_for_any_past(page, "feedback", happened)


@settings(max_examples=60, deadline=None)
@for_any(BEGINNINGS, st.lists(COMMANDS, max_size=15))
def test_a_petition_is_received_and_handled_once_and_known_clocks_stop(
    beginning: tuple[Command, ...], commands: list[Command]
) -> None:
    happened = play(page, [*beginning, *commands])
    for once in (facts.PetitionReceived, facts.PetitionHandled, facts.PetitionClassified):
        assert sum(isinstance(fact, once) for fact in happened) <= 1
    running: set[str] = set()
    for fact in happened:
        match fact:
            case facts.PetitionDeadlineSet(clock=clock):
                running.add(clock)
            case facts.PetitionStepTaken(stopped=stopped):
                assert running.issuperset(stopped)
                running -= set(stopped)
    state = reduce(page.evolve, happened, page.INITIAL)
    assert running == {each.clock for each in getattr(state, "running", ())}
