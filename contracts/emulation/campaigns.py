"""Facts of an emulation campaign: launched, amended, put to the vote, closed."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Line, Model, Payload, Prose, Slug
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.emulation.nominations import NominationId
from danvan.contracts.policy import PolicyRow


class PolicyUsed(Model):
    """The version of a policy row that something rests on; not `verified`: not seen in an official
    source."""

    key: Line
    valid_from: date
    value: Line
    verified: bool


class CampaignFact(Payload):
    """Which campaign, and the unit that runs it."""

    campaign: Slug
    unit: Slug


class CampaignLaunched(CampaignFact):
    """The campaign is on. `policies`: the rows by which it is run to its end, whatever rows follow
    them."""

    launched_on: date
    document: CampaignDocument
    policies: tuple[PolicyRow, ...]


class CampaignAmended(CampaignFact):
    """The campaign goes on with this document."""

    amended_on: date
    document: CampaignDocument
    reason: Line


class CampaignVoteCalled(CampaignFact):
    """The campaign's ballot `ballot` is held on these choices, and no other ballot is while this
    one is not voided."""

    ballot: Slug
    choices: tuple[NominationId, ...]
    called_on: date


class CampaignClosed(CampaignFact):
    """Nothing more is taken in; what was recognised can still be adopted and revoked."""

    closed_on: date
    review: Prose
