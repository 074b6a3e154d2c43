"""The read tables of planning, and the questions asked of them."""

from __future__ import annotations

from danvan.services.planning.views.counts import VIEW as COUNTS
from danvan.services.planning.views.plans import VIEW as PLANS
from danvan.services.planning.views.targets import VIEW as TARGETS
from danvan.services.planning.views.tasks import VIEW as TASKS
from danvan.services.planning.views.units import VIEW as UNITS

VIEWS = UNITS + PLANS + TASKS + TARGETS + COUNTS
