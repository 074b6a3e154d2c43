"""What comes in over the broker, a module a noun."""

from __future__ import annotations

from types import ModuleType

from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.inspection.intake import inspections, observations, units

#: The rooms whose routes are joined. On a day's start they act in this order.
JOINED: tuple[ModuleType, ...] = (units, inspections, observations)


def routes(ground: Ground) -> Routes:
    """What inspection does with each message."""
    return Routes.joined(*(room.routes(ground) for room in JOINED))
