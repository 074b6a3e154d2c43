"""A sealed score says nothing without the key, and opens in its own place only."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from danvan.contracts.base import Refused
from danvan.services.emulation.application.sealing import Seal
from danvan.services.emulation.settings import EmulationSettings
from tests.unit.emulation.campaign_examples import CAMPAIGN, MODEL, scores


def seal(key: int = 1, campaign: str = CAMPAIGN) -> Seal:
    """The seal of a campaign under a master key."""
    master = base64.b64encode(bytes([key]) * 32).decode()
    return Seal(EmulationSettings(database_url="", council_key=master), campaign)


def test_a_score_comes_out_as_it_went_in_whatever_its_order() -> None:
    said = scores("80", "90.5")
    sealed = seal().close("lan", MODEL, said)
    assert seal().open("lan", MODEL, sealed) == tuple(sorted(said, key=lambda s: s.criterion))
    assert seal().close("lan", MODEL, said[::-1]) == sealed


def test_all_scores_look_alike_in_length() -> None:
    lengths = {
        len(seal().close("lan", MODEL, scores(first, "0"))) for first in ("0", "99.99", "100")
    }
    assert len(lengths) == 1


@pytest.mark.parametrize(
    ("key", "campaign", "person", "nomination"),
    [
        (2, CAMPAIGN, "lan", MODEL),
        (1, "dot-khac", "lan", MODEL),
        (1, CAMPAIGN, "minh", MODEL),
        (1, CAMPAIGN, "lan", f"{MODEL}-hai"),
    ],
)
def test_it_opens_with_its_own_key_and_in_its_own_place_only(
    key: int, campaign: str, person: str, nomination: str
) -> None:
    sealed = seal().close("lan", MODEL, scores("80", "90"))
    with pytest.raises(Refused) as refused:
        seal(key, campaign).open(person, nomination, sealed)
    assert refused.value.rule == "council-key-changed"


def test_a_key_of_another_length_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="32 bytes in base64"):
        EmulationSettings(database_url="", council_key=base64.b64encode(bytes(16)).decode())


def test_scores_keep_their_places() -> None:
    sealed = seal().close("lan", MODEL, scores("80.25", "90"))
    assert seal().open("lan", MODEL, sealed)[1].score == Decimal("80.25")
