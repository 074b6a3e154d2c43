"""What becomes of a nomination on which nothing was decided before its campaign was over."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.campaign import Level, NominationKind
from danvan.contracts.emulation import LapseGround
from danvan.services.emulation.domain import nomination as page
from danvan.services.emulation.domain.campaign import Closed, Running
from danvan.services.emulation.domain.nomination_commands import (
    LapseNomination,
    MoveNomination,
    NoteVotes,
    Shortlist,
    WithdrawNomination,
)
from tests.support.scenario import given, holds_for_any_past
from tests.unit.emulation.campaign_examples import (
    ELIGIBLE,
    FOUND_GOOD,
    LIBRARY,
    MODEL,
    MUSEUM,
    RUNNING,
    UP,
    about,
    at,
    made,
)

INELIGIBLE = ELIGIBLE.model_copy(update={"eligible": False})
DECLINED = facts.NominationDeclined(
    **about(),
    level=Level.UNIT,
    shortfalls=(facts.Shortfall.OTHERS_BETTER,),
    declined_on=date(2023, 11, 20),
)
WITHDRAWN = facts.NominationWithdrawn(**about(), withdrawn_on=date(2023, 5, 5), unit_ended=False)
LAPSED = facts.NominationLapsed(
    **about(), ground=LapseGround.NOT_SCORED, lapsed_on=date(2023, 12, 21)
)


def lapse(day: str = "2023-12-21", campaign: Running = RUNNING) -> LapseNomination:
    return LapseNomination(at=at(day), nomination=MODEL, campaign=campaign)


@pytest.mark.parametrize(
    ("past", "ground"),
    [
        (made(), LapseGround.NOT_JUDGED),
        (made(NominationKind.GOOD_DEED), LapseGround.NOT_PRAISED),
        ((*made(), ELIGIBLE), LapseGround.NOT_SHORTLISTED),
        (UP, LapseGround.NOT_SCORED),
        (FOUND_GOOD, LapseGround.NOT_DECIDED),
    ],
)
def test_what_is_undecided_lapses_and_says_how_far_it_had_come(
    past: tuple[Payload, ...], ground: LapseGround
) -> None:
    given(page, *past).when(lapse("2023-12-20")).then()
    [lapsed] = given(page, *past).when(lapse()).facts
    assert isinstance(lapsed, facts.NominationLapsed) and lapsed.ground is ground
    given(page, *past, lapsed).when(lapse()).then()
    holds_for_any_past(page, "emulation", [*past, lapsed])


def test_it_lapses_when_the_campaign_is_closed_before_its_time() -> None:
    closed = Closed(**dict(RUNNING))
    assert given(page, *UP).when(lapse("2023-11-01", closed)).facts


@pytest.mark.parametrize(
    "past", [(*made(), INELIGIBLE), (*made(), WITHDRAWN), (*FOUND_GOOD, DECLINED)]
)
def test_what_was_decided_stays_as_it_is(past: tuple[Payload, ...]) -> None:
    given(page, *past).when(lapse()).then()


def test_a_lapsed_nomination_is_no_longer_up() -> None:
    past = given(page, *UP, LAPSED)
    vote = NoteVotes(at=at("2023-12-22"), nomination=MODEL, ballot="bau", votes=3, cast=10, rank=1)
    past.when(vote).refused("nomination-not-shortlisted")
    again = Shortlist(at=at("2023-12-22"), nomination=MODEL, campaign=RUNNING)
    past.when(again).refused("nomination-not-eligible")
    for unit in (MUSEUM, None):
        gone = WithdrawNomination(at=at("2024-01-01"), nomination=MODEL, unit=unit)
        past.when(gone).then()
    assert past.when(MoveNomination(at=at("2024-01-01"), nomination=MODEL, to=LIBRARY)).facts
