"""What the routes of emulation share: the table of roles."""

from __future__ import annotations

from danvan.contracts.roles import READERS, SPEAKERS, STEERING, UNIT_PEOPLE, Role

#: Who reads what names no person.
READ = (*READERS, *UNIT_PEOPLE, Role.VOTER)
#: Who runs campaigns, judges eligibility, appoints councils, recognises, praises, revokes.
STEER = STEERING
#: Who speaks for a unit, always the one in the token.
SPEAK = SPEAKERS
#: Who may sit in a council; whether somebody does, the appointment says.
JUDGE = (*SPEAKERS, Role.VOTER)
#: Who reads what is kept of a unit's discipline and lateness; people of a unit read their own.
OVERSEE = (*READERS, *UNIT_PEOPLE)
