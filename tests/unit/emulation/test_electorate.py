"""Whose people are on the roll of a campaign's ballot."""

from __future__ import annotations

import pytest

from danvan.contracts.base import Refused
from danvan.contracts.emulation.ballots import Voter
from danvan.contracts.plan import UnitKind
from danvan.services.emulation.domain.electorate import check_voters
from tests.unit.emulation.campaign_examples import document

CAMPAIGN = document(voters=["van-phong", {"each": "affiliated-unit"}])
KINDS = {"van-phong": UnitKind.OFFICE, "bao-tang": UnitKind.AFFILIATED, "doan": UnitKind.UNION}


def test_units_are_named_one_by_one_or_by_their_kind() -> None:
    voters = [Voter(voter=f"cu-tri-{unit}", unit=unit) for unit in ("van-phong", "bao-tang")]
    check_voters(voters, CAMPAIGN, KINDS)


@pytest.mark.parametrize("unit", ["doan", "khong-ai-biet"])
def test_a_unit_of_another_kind_or_of_none_is_told(unit: str) -> None:
    voters = [Voter(voter="cu-tri-1", unit="bao-tang"), Voter(voter="cu-tri-2", unit=unit)]
    with pytest.raises(Refused, match="voters-of-other-units") as refused:
        check_voters(voters, CAMPAIGN, KINDS)
    assert unit in refused.value.reason.en and "bao-tang" not in refused.value.reason.en
