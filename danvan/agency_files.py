"""Reads the files that describe an agency: its units, its policies, its working days.

Each reader raises `FileError` (from `danvan.yaml_file`) with every problem, line by line.
"""

from __future__ import annotations

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
