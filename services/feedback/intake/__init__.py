"""What comes in over the broker, a module a noun."""

from __future__ import annotations

from types import ModuleType

from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.feedback.intake import (
    counts,
    dossiers,
    letters,
    notices,
    petitions,
    reception,
    surveys,
    units,
)

#: The rooms whose routes are joined. On a day's start they act in this order.
JOINED: tuple[ModuleType, ...] = (
    petitions,
    dossiers,
    letters,
    surveys,
    reception,
    notices,
    units,
    counts,
)


def routes(ground: Ground) -> Routes:
    """What feedback does with each message."""
    return Routes.joined(*(room.routes(ground) for room in JOINED))
