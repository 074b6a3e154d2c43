"""A campaign: launched with a document and the policy rows in force, amended, put to the vote,
closed.

What rests on a phase stands once the phase has begun; the last day of a phase may be moved as long
as it has not passed.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts.base import Command, Line, Model, Payload, Prose, Refused, Resend, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import CampaignDocument, Phase, campaign_problems
from danvan.contracts.emulation import (
    CampaignAmended,
    CampaignClosed,
    CampaignLaunched,
    CampaignVoteCalled,
    NominationId,
    PolicyUsed,
)
from danvan.contracts.policy import PolicyRow
from danvan.services.emulation.domain import campaign_rules as rules

KIND = "campaign"


class Unlaunched(Model):
    """There is no such campaign."""


class Running(Model):
    """The campaign is on; `unit` runs it. `votes`: the ballots called in it, voided ones too."""

    campaign: Slug
    unit: Slug
    document: CampaignDocument
    policies: tuple[PolicyRow, ...]
    votes: tuple[CampaignVoteCalled, ...] = ()

    def policy(self, key: str) -> PolicyRow:
        """The row by which this campaign is run; the launch saw to it that there is one."""
        return next(row for row in self.policies if row.key == key)


class Closed(Running):
    """It is over."""


Campaign: TypeAlias = Unlaunched | Running | Closed
INITIAL: Campaign = Unlaunched()


def evolve(campaign: Campaign, fact: Payload) -> Campaign:
    """What a campaign is after a fact."""
    match campaign, fact:
        case Unlaunched(), CampaignLaunched():
            return Running(
                campaign=fact.campaign,
                unit=fact.unit,
                document=fact.document,
                policies=fact.policies,
            )
        case Running(), CampaignAmended():
            return campaign.model_copy(update={"document": fact.document})
        case Running(), CampaignVoteCalled():
            return campaign.model_copy(update={"votes": (*campaign.votes, fact)})
        case Running(), CampaignClosed():
            return Closed(**dict(campaign))
        case _:
            return campaign


class LaunchCampaign(Command):
    """Begin. `policies`: the rows in force on this day, one for each key that is needed."""

    unit: Slug
    document: CampaignDocument
    policies: tuple[PolicyRow, ...]


class AmendCampaign(Command):
    """Go on with another document."""

    campaign: Slug
    document: CampaignDocument
    reason: Line


class CallVote(Command):
    """A ballot is held on these choices. Whoever opens it has seen from `votes` that no other one
    is: two that are opened at once meet in this stream, and the second decides anew."""

    campaign: Slug
    ballot: Slug
    choices: tuple[NominationId, ...]


class CloseCampaign(Command):
    """Take nothing more in."""

    campaign: Slug
    review: Prose


CampaignCommand: TypeAlias = LaunchCampaign | AmendCampaign | CallVote | CloseCampaign


def decide(command: CampaignCommand, campaign: Campaign) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    day = local_day(command.at)
    match command:
        case LaunchCampaign():
            return _launch(command, campaign, day)
        case AmendCampaign():
            return _amend(command, campaign, day)
        case CallVote(campaign=id_, ballot=ballot, choices=choices):
            about = running(campaign, id_)
            if ballot in {vote.ballot for vote in about.votes}:
                return []
            return [
                CampaignVoteCalled(
                    campaign=id_, unit=about.unit, ballot=ballot, choices=choices, called_on=day
                )
            ]
        case CloseCampaign(campaign=id_, review=review):
            if isinstance(campaign, Closed):
                return []
            about = running(campaign, id_)
            return [CampaignClosed(campaign=id_, unit=about.unit, closed_on=day, review=review)]
        case _:
            assert_never(command)


def _launch(command: LaunchCampaign, campaign: Campaign, day: date) -> list[Payload]:
    document = command.document
    if isinstance(campaign, Running):
        if campaign.document == document:
            return []
        raise rules.already_launched(document.campaign)
    _check(document)
    if day > document.calendar.register_until:
        raise rules.begins_too_late(document.calendar.register_until)
    keys = {row.key for row in command.policies}
    if missing := [key for key in rules.needed_policies(document) if key not in keys]:
        raise rules.policy_missing(missing)
    return [
        CampaignLaunched(
            campaign=document.campaign,
            unit=command.unit,
            launched_on=day,
            document=document,
            policies=command.policies,
        )
    ]


def _amend(command: AmendCampaign, campaign: Campaign, day: date) -> list[Payload]:
    document = command.document
    now = running(campaign, command.campaign)
    if document.campaign != now.campaign:
        raise rules.another_campaign(now.campaign)
    if now.document == document:
        return []
    _check(document)
    if fixed := rules.fixed_parts(now.document, document, day):
        raise rules.already_fixed(fixed)
    keys = {row.key for row in now.policies}
    if missing := [key for key in rules.needed_policies(document) if key not in keys]:
        raise rules.policy_missing(missing)
    return [
        CampaignAmended(
            campaign=now.campaign,
            unit=now.unit,
            amended_on=day,
            document=document,
            reason=command.reason,
        )
    ]


def _check(document: CampaignDocument) -> None:
    if problems := tuple(campaign_problems(document)):
        raise rules.invalid(problems)


def running(campaign: Campaign, id_: Slug) -> Running:
    """The campaign, which is on.

    Raises:
        Refused: if there is no such campaign, or it is over.
    """
    match campaign:
        case Unlaunched():
            raise rules.unknown(id_)
        case Closed():
            raise Refused(
                "campaign-closed",
                vi=f"Đợt thi đua “{id_}” đã kết thúc, không nhận thêm.",
                en=f"The campaign '{id_}' is over; nothing more is taken in.",
                resend=Resend.NEVER,
            )
        case Running():
            return campaign


def is_over(campaign: Running, day: date) -> bool:
    """Whether nothing more is decided in it: it was closed, or the time to recognise has passed."""
    last = campaign.document.calendar.last_day(Phase.RECOGNISE)
    return isinstance(campaign, Closed) or day > last


def must_be_in(campaign: Running, day: date, *phases: Phase) -> None:
    """The day lies in one of these phases, which follow each other.

    Raises:
        Refused: if they have not begun, or are over.
    """
    calendar = campaign.document.calendar
    first, last = calendar.first_day(phases[0]), calendar.last_day(phases[-1])
    if day < first:
        raise rules.phase_not_begun(phases[0], first)
    if day > last:
        raise rules.phase_over(phases[-1], last)


def used(row: PolicyRow) -> PolicyUsed:
    """What a fact says of the row that it rests on."""
    return PolicyUsed(
        key=row.key, valid_from=row.valid_from, value=row.value, verified=row.verified
    )
