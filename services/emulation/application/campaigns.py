"""Use cases of a campaign: launch, amend, close, and what becomes of what it left undecided."""

from __future__ import annotations

from collections.abc import Sequence

from danvan.contracts.base import Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.emulation import NominationId
from danvan.contracts.policy import PolicyRow
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.aggregates import CAMPAIGN, COUNCIL, NOMINATION
from danvan.services.emulation.application.policies import in_force
from danvan.services.emulation.domain.campaign import (
    AmendCampaign,
    CloseCampaign,
    LaunchCampaign,
)
from danvan.services.emulation.domain.campaign_rules import needed_policies
from danvan.services.emulation.domain.council_commands import LapseScoring
from danvan.services.emulation.domain.nomination_commands import LapseNomination


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


def wind_up(
    work: Work, nominations: Sequence[tuple[NominationId, Slug]], councils: Sequence[Slug]
) -> None:
    """What campaigns that are over left undecided lapses. A ballot under way goes on to its count,
    for people have voted: but the count no longer reaches a nomination that has lapsed.

    Args:
        nominations: each with its campaign.
        councils: the campaigns whose scores nobody has opened.
    """
    work.prefetch(NOMINATION.stream(id_) for id_, _ in nominations)
    for id_, campaign in nominations:
        about = work.state(CAMPAIGN, campaign)
        work.do(NOMINATION, id_, LapseNomination(at=work.at, nomination=id_, campaign=about))
    for campaign in councils:
        about = work.state(CAMPAIGN, campaign)
        work.do(COUNCIL, campaign, LapseScoring(at=work.at, campaign=about))
