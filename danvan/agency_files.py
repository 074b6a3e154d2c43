"""Reads the files that describe an agency: its units, policies, working days and campaigns.

Each reader raises `FileError` (from `danvan.yaml_file`) with every problem, line by line.
"""

from __future__ import annotations

from danvan.contracts.campaign import CampaignDocument, campaign_problems
from danvan.contracts.organisation import Organisation, organisation_problems
from danvan.contracts.policy import Policies, policy_problems
from danvan.contracts.workdays import CalendarOverrides
from danvan.yaml_file import read_yaml


def read_organisation(text: str, name: str) -> Organisation:
    """The units, each after its parent."""
    return read_yaml(text, name, Organisation, organisation_problems)


def read_policies(text: str, name: str) -> Policies:
    """The policy rows; none of one key overlap."""
    return read_yaml(text, name, Policies, policy_problems)


def read_calendar(text: str, name: str) -> CalendarOverrides:
    """The swapped days beyond the holiday library, and how far decisions are published."""
    return read_yaml(text, name, CalendarOverrides, lambda _: ())


def read_campaign(text: str, name: str) -> CampaignDocument:
    """An emulation campaign, with criteria that weigh 100 together."""
    return read_yaml(text, name, CampaignDocument, campaign_problems)
