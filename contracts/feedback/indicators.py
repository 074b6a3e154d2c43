"""What an indicator is made of: the one table for the reports and targets that feedback fills in.

A share is judged by its two parts; its value is rounded, and for showing only.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypeAlias

from danvan.contracts.base import Slug
from danvan.contracts.feedback.counts import CountCode

PLACES = Decimal("0.0001")
WHOLE = 100


class Total(NamedTuple):
    """All that was counted under a code within the window."""

    code: Slug


class Share(NamedTuple):
    """How much of the whole, in per cent, within the window. Of nothing there is no share."""

    part: tuple[Slug, ...]
    whole: tuple[Slug, ...]


class CarriedOver(NamedTuple):
    """What came before the window and had not gone when it began."""

    came: Slug
    went: tuple[Slug, ...]


Definition: TypeAlias = Total | Share | CarriedOver

#: Shares by the code of the indicator: of these a plan may promise something, judged day by day.
SHARES: dict[Slug, Share] = {
    "satisfaction": Share((CountCode.SURVEY_SATISFIED,), (CountCode.SURVEY_ANSWERS,)),
    "dossiers-on-time-share": Share(
        (CountCode.DOSSIERS_ON_TIME,), (CountCode.DOSSIERS_ON_TIME, CountCode.DOSSIERS_LATE)
    ),
}
#: All indicators by code.
INDICATORS: dict[Slug, Definition] = {
    **{code.value: Total(code.value) for code in CountCode},
    **SHARES,
    "dossiers-carried-over": CarriedOver(
        CountCode.DOSSIERS_RECEIVED, (CountCode.DOSSIERS_RESOLVED, CountCode.DOSSIERS_WITHDRAWN)
    ),
    "petitions-carried-over": CarriedOver(
        CountCode.PETITIONS_RECEIVED, (CountCode.PETITIONS_HANDLED,)
    ),
}


def percent(part: int, whole: int) -> Decimal:
    """So many of a hundred, rounded half up to four places."""
    return (Decimal(WHOLE * part) / whole).quantize(PLACES, ROUND_HALF_UP)
