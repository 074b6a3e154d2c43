"""Which facts an export is about: of a case, a unit, some days; or all where nothing is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from danvan.contracts.base import Refused, Slug
from danvan.services.chassis.database import Db
from danvan.services.inspection.archive import reading
from danvan.services.inspection.exports.events import Leaf

CaseId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$", max_length=255)
]


class Criteria(BaseModel):
    """`case` is a correlation id. `since` and `until` are days in the agency's time, both included;
    a fact belongs to the day on which it happened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: CaseId | None = None
    unit: Slug | None = None
    since: date | None = None
    until: date | None = None

    @property
    def given(self) -> dict[str, str]:
        """Those that are named."""
        named = set(Criteria.model_fields)
        return self.model_dump(mode="json", include=named, exclude_none=True)

    @property
    def name(self) -> str:
        """The criteria in one line, as they are recorded and as a file is called."""
        return " ".join(f"{key}={value}" for key, value in self.given.items()) or "all"

    def leaves(self, db: Db, service: str | None = None) -> Iterator[Leaf]:
        """The facts in the archive that they name, of all services or of one: log after log, in the
        order of the log. They are read as they are asked for."""
        found = reading.facts(
            db,
            service=service,
            case=self.case,
            unit=self.unit,
            since=self.since,
            until=self.until,
        )
        return (Leaf(*row) for row in found)

    def nothing(self) -> Refused:
        """That there are no such facts, which is more likely a slip than what was wanted."""
        return Refused(
            "nothing-to-export",
            vi=f"Không có sự kiện nào ({self.name}); hãy xem lại vụ việc, đơn vị và thời gian.",
            en=f"There are no facts ({self.name}); look again at the case, the unit and the days.",
        )
