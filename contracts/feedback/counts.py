"""What feedback counted for a unit on a day: the figures that reports and targets stand on."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from danvan.contracts.base import Model, Payload, Slug


class CountCode(StrEnum):
    """What is counted. Each thing counts once for a code, on the local day on which it happened.

    A dossier is either resolved on time or counted late, on the day after its original
    appointment passed; so on time / (on time + late) hides no backlog.
    """

    DOSSIERS_RECEIVED = "dossiers-received"
    DOSSIERS_ONLINE = "dossiers-online"
    DOSSIERS_RESOLVED = "dossiers-resolved"
    DOSSIERS_WITHDRAWN = "dossiers-withdrawn"
    DOSSIERS_ON_TIME = "dossiers-on-time"
    DOSSIERS_LATE = "dossiers-late"
    SURVEY_ANSWERS = "survey-answers"
    SURVEY_SATISFIED = "survey-satisfied"
    THANK_YOU_LETTERS_SENT = "thank-you-letters-sent"
    APOLOGY_LETTERS_DUE = "apology-letters-due"
    APOLOGY_LETTERS_SENT = "apology-letters-sent"
    PETITIONS_RECEIVED = "petitions-received"
    PETITIONS_HANDLED = "petitions-handled"
    PETITIONS_LATE = "petitions-late"
    RECEPTION_VISITS = "reception-visits"


class Count(Model):
    """How many more."""

    code: CountCode
    amount: int = Field(ge=1)


class UnitDayCounted(Payload):
    """What was recorded for a unit since the last count and happened on `day`.

    Amounts add up: what a unit sends late comes as another fact for the same day.
    `counted_on` is the day whose start brought the count about.
    """

    unit: Slug
    day: date
    counted_on: date
    counts: tuple[Count, ...] = Field(min_length=1)


class DayCountTaken(Payload):
    """What happened was counted when `day` began: the facts after the position `after` in this
    service's journal, up to and with `up_to`."""

    day: date
    after: int = Field(ge=0)
    up_to: int = Field(ge=0)
