"""Whose people vote in a campaign: those of the units that it names, or of the kinds it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from danvan.contracts.base import Refused, Slug
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.emulation.ballots import Voter
from danvan.contracts.plan import EachOf, UnitKind


def check_voters(
    voters: Iterable[Voter], campaign: CampaignDocument, kinds: Mapping[Slug, UnitKind]
) -> None:
    """Whether all voters belong to units whose people vote. `kinds`: of the units that are known.

    Raises:
        Refused: naming the units that are not among them.
    """
    named = {party for party in campaign.voters if not isinstance(party, EachOf)}
    each = {party.each for party in campaign.voters if isinstance(party, EachOf)}
    units = {voter.unit for voter in voters} - named
    if strange := sorted(unit for unit in units if kinds.get(unit) not in each):
        raise Refused(
            "voters-of-other-units",
            vi=f"Thể lệ thi đua không cho người của các đơn vị này bỏ phiếu: {', '.join(strange)};"
            " hãy bỏ ra khỏi danh sách cử tri, hoặc sửa mã đơn vị.",
            en=f"The campaign gives the people of these units no vote: {', '.join(strange)}; take"
            " them off the roll, or mend the ids of the units.",
            pointer="/voters",
        )
