"""A small agency on a running planning service, and what its people do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from danvan.contracts.base import Payload
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.roles import Role
from tests.support.grounds import Bench
from tests.unit.planning.builders import UNITS, at, document

OPENED = "2022-10-10"


@dataclass(frozen=True)
class Agency:
    """The agency's people, in front of their service."""

    planning: Bench

    def open_units(self) -> None:
        """The register begins."""
        for unit in UNITS:
            parent = None if unit.unit == "so" else "so"
            opening = unit.model_dump(mode="json") | {"parent": parent}
            self.does("/units", {"opening": opening, "effective": OPENED}, day=OPENED)

    def does(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        role: Role = Role.STANDING,
        of: str | None = "phong-tc",
        day: str = "2023-03-07",
    ) -> dict[str, Any]:
        """Somebody writes, and it is taken."""
        answer = self.tries(path, body, role=role, of=of, day=day)
        assert answer.status_code == 201, answer.text
        written: dict[str, Any] = answer.json()
        return written

    def tries(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        role: Role = Role.STANDING,
        of: str | None = "phong-tc",
        day: str = "2023-03-07",
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Somebody writes; the answer may be a no."""
        return self.planning.call(
            "POST", path, role, of, at=at(day), json=body or {}, headers=headers or {}
        )

    def reads(
        self, path: str, *, role: Role = Role.STANDING, of: str | None = "phong-tc", **query: Any
    ) -> Any:
        """Somebody `of` a unit reads, with everything that is recorded so far."""
        query["after"] = self.planning.ground.journal.head()
        answer = self.planning.call("GET", path, role, of, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def task(self, id_: str) -> dict[str, Any]:
        """How a task stands."""
        found: dict[str, Any] = self.reads(f"/tasks/{id_}")
        return found

    def offers(
        self, unit: str, payload: Payload, day: str, time: str = "09:00"
    ) -> SubmissionAccepted | SubmissionRefused:
        """A unit's software sends something; the answer is what became of it."""
        return self.planning.offer(unit, payload, at(day, time))

    def issue(self, day: str = "2023-03-07", **changes: Any) -> None:
        """The plan is drafted, issued and distributed."""
        document = plan(**changes)
        id_ = document["plan"]
        self.does("/plans", {"document": document}, day=day)
        self.does(f"/plans/{id_}/issue", {"number": "878/KH", "issued_on": day}, day=day)
        self.does(f"/plans/{id_}/distribute", day=day)

    def begin(self, *days: str) -> None:
        """Days begin."""
        self.planning.begin(*(date.fromisoformat(day) for day in days))


def plan(**changes: Any) -> dict[str, Any]:
    """The small plan, with other parts, as people send it."""
    whole = document(**{"number": "878/KH"} | changes)
    return whole.model_dump(mode="json", by_alias=True, exclude_none=True)
