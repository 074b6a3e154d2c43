"""Who may do what in inspection, in one table; and whose matters a caller sees."""

from __future__ import annotations

from danvan.contracts.calendar import local_day
from danvan.contracts.roles import UNIT_PEOPLE, Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.http import Caller, Forbidden
from danvan.services.inspection.views.units import line

#: Inspects: finds, drafts, follows up.
LEADS = (Role.INSPECTOR,)
#: Decides: plans, inspections, conclusions, time.
DECIDES = (Role.LEADER,)
#: Speaks to findings, recommendations and observations, for the unit in the token.
EXPLAINS = UNIT_PEOPLE
#: Answers observations for the agency or for the unit.
ANSWERS = (Role.LEADER, *UNIT_PEOPLE)
#: Observes: unions, people's inspection boards.
OBSERVES = (Role.SUPERVISOR,)
#: Sees that there are inspections, and what was concluded.
SEES = (Role.INSPECTOR, Role.LEADER, Role.STANDING, Role.SUPERVISOR, *UNIT_PEOPLE)
#: Sees drafts, and findings before the conclusion; the inspected unit sees its own findings too.
SEES_DRAFTS = (Role.INSPECTOR, Role.LEADER)


def own_units(caller: Caller, db: Db, asked: str | None) -> list[str] | None:
    """The units that a list is about; None: all. People of a unit see its own matters, and those
    of units whose place it has taken.

    Raises:
        Forbidden: if they ask for another one.
    """
    if caller.principal.role not in UNIT_PEOPLE:
        return None if asked is None else [asked]
    units = line(db, caller.unit, local_day(caller.at))
    if asked is None:
        return units
    if asked not in units:
        raise Forbidden(f"your role acts for {caller.unit}, not for {asked}")
    return [asked]
