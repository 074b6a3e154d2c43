"""Use cases of a campaign: launch, amend, close."""

from __future__ import annotations

from collections.abc import Sequence

from danvan.contracts.base import Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.policy import PolicyRow
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.aggregates import CAMPAIGN
from danvan.services.emulation.application.policies import in_force
from danvan.services.emulation.domain.campaign import (
    AmendCampaign,
    CloseCampaign,
    LaunchCampaign,
)
from danvan.services.emulation.domain.campaign_rules import needed_policies


def launch_campaign(
    work: Work,
    unit: Slug,
    document: CampaignDocument,
    rows: Sequence[PolicyRow],
    basis: str | None,
) -> None:
    """Begin a campaign under the policy rows of this day."""
    wanted = needed_policies(document)
    ruling = in_force(rows, local_day(work.at))
    command = LaunchCampaign(
        at=work.at,
        basis=basis,
        unit=unit,
        document=document,
        policies=tuple(row for row in ruling if row.key in wanted),
    )
    work.do(CAMPAIGN, document.campaign, command)


def change_campaign(work: Work, id_: Slug, command: AmendCampaign | CloseCampaign) -> None:
    """Amend or close a campaign."""
    work.do(CAMPAIGN, id_, command)
