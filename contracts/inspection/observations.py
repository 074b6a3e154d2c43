"""Facts and submissions of observations: what unions and people's inspection boards have seen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Line, Offered, Payload, Slug
from danvan.contracts.inspection.words import FactRef, Inspected, Paper, Statement

Answer = Annotated[Statement, Field(examples=["Đã thay bảng niêm yết ngày 12/5."])]
ObservationId = Annotated[Slug, Field(examples=["gs-2023-07"])]


class ObservationTerms(Payload):
    """What was seen at `unit`, whether it rests on facts or papers or only on what was seen."""

    unit: Inspected
    subject: Annotated[Line, Field(examples=["Niêm yết thủ tục tại bộ phận một cửa"])]
    text: Annotated[Statement, Field(examples=["Bảng niêm yết ghi mức phí cũ."])]
    facts: Annotated[tuple[FactRef, ...], Field(max_length=100)] = ()
    papers: Annotated[tuple[Paper, ...], Field(max_length=50)] = ()


class ObservationRecorded(ObservationTerms):
    """`observer`, a union or a people's inspection board, has recorded it."""

    observation: ObservationId
    observer: Annotated[Slug, Field(examples=["cong-doan-so"])]


class ObservationAnswered(Payload):
    """`by`, the unit or the agency, has answered it."""

    observation: ObservationId
    unit: Inspected
    by: Slug
    answer: Answer


class ObservationClosed(Payload):
    """The observer is content, or says why it is left."""

    observation: ObservationId
    unit: Inspected
    outcome: Annotated[Line, Field(examples=["Đã khắc phục"])]


class ObservationAnswerOffered(Offered):
    """Our answer to what was observed at our unit."""

    observation: ObservationId
    answer: Answer


OBSERVATION_SUBMISSIONS = (ObservationAnswerOffered,)
OBSERVATION_FACTS = (ObservationRecorded, ObservationAnswered, ObservationClosed)
