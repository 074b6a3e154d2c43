"""The read tables of planning, and the questions asked of them."""

from __future__ import annotations

from danvan.services.planning.views import plans, targets, tasks, units

VIEWS = units.VIEW + plans.VIEW + tasks.VIEW + targets.VIEW
