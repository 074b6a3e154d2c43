"""Who may act: the roles of the agency. A role acts for its unit."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles that stand in tokens and in the `actorrole` of facts."""

    LEADER = "leader"
    STANDING = "standing"
    OFFICE = "office"
    FINANCE = "finance"
    INSPECTOR = "inspector"
    UNIT_HEAD = "unit-head"
    UNIT_OFFICER = "unit-officer"
    SUPERVISOR = "supervisor"
    VOTER = "voter"
    CITIZEN = "citizen"
    OPERATOR = "operator"
    #: A unit's own software, by its NATS credential.
    UNIT_SYSTEM = "unit-system"
    #: A service that reacts to a fact or to a day's start.
    SERVICE = "service"


#: The people of the agency who may read everything that is not sealed.
READERS = (
    Role.LEADER,
    Role.STANDING,
    Role.OFFICE,
    Role.FINANCE,
    Role.INSPECTOR,
    Role.SUPERVISOR,
    Role.OPERATOR,
)
#: The people of a unit, for their own unit.
UNIT_PEOPLE = (Role.UNIT_HEAD, Role.UNIT_OFFICER)
#: The standing adviser and the leaders: they run the programme.
STEERING = (Role.LEADER, Role.STANDING)
#: Who may speak for a unit, always the one in the token.
SPEAKERS = (
    *STEERING,
    Role.OFFICE,
    Role.FINANCE,
    Role.INSPECTOR,
    Role.SUPERVISOR,
    *UNIT_PEOPLE,
)
