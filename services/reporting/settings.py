"""The settings of reporting: what the letterhead of a consolidated report says."""

from __future__ import annotations

from pydantic import Field

from danvan.services.chassis.settings import Settings


class ReportingSettings(Settings):
    """What every service needs to know, and what stands on reports besides the agency's name."""

    superior_name: str = Field(
        default="Ủy ban nhân dân Thành phố Hồ Chí Minh",
        description="The body above the agency, as the letterhead of a report names it.",
    )
    place: str = Field(
        default="Thành phố Hồ Chí Minh", description="The place that stands before a report's date."
    )
