"""Procedures that a unit publishes, changes and takes down."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts.base import Text
from danvan.contracts.feedback import (
    NoticeTerms,
    Place,
    ProcedurePublished,
    ProcedureUnpublished,
)
from danvan.services.chassis.clock import LOCAL
from danvan.services.feedback.domain import notice
from tests.support.scenario import given, holds_for_any_past, play

UNIT, DAY = "thu-vien", date(2023, 3, 1)
TERMS = NoticeTerms(
    procedure="cap-the-ban-doc",
    title=Text(vi="Cấp thẻ bạn đọc", en="Reader's card"),
    places=(Place.PORTAL, Place.DESK),
    working_days=3,
)
QUICKER = TERMS.model_copy(update={"working_days": 1})
AT = datetime.combine(DAY, time(9), LOCAL)


def publish(terms: NoticeTerms = TERMS, on: date = DAY) -> notice.PublishProcedure:
    return notice.PublishProcedure(at=AT, unit=UNIT, terms=terms, published_on=on)


TAKE_DOWN = notice.UnpublishProcedure(at=AT, unit=UNIT, procedure=TERMS.procedure)
GONE = ProcedureUnpublished(unit=UNIT, procedure=TERMS.procedure, day=DAY)


def published(terms: NoticeTerms, version: int) -> ProcedurePublished:
    return ProcedurePublished(**dict(terms), unit=UNIT, published_on=DAY, version=version)


def test_what_changes_is_published_as_the_next_version() -> None:
    given(notice).when(publish()).then(published(TERMS, 1))
    given(notice, published(TERMS, 1)).when(publish()).then()
    given(notice, published(TERMS, 1)).when(publish(QUICKER)).then(published(QUICKER, 2))


def test_what_was_taken_down_comes_back_as_a_further_version() -> None:
    given(notice, published(TERMS, 1)).when(TAKE_DOWN).then(GONE)
    given(notice).when(TAKE_DOWN).then()
    given(notice, published(TERMS, 1), GONE).when(publish()).then(published(TERMS, 2))


def test_nothing_is_published_before_its_day() -> None:
    given(notice).when(publish(on=date(2023, 3, 2))).refused("day-in-the-future")


COMMANDS = st.sampled_from([publish(), publish(QUICKER), TAKE_DOWN])


@hypothesis_given(st.lists(COMMANDS, max_size=8))
def test_any_life_of_a_notice_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(notice, "feedback", play(notice, commands))
