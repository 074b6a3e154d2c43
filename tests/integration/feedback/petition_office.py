"""An office that handles petitions on a running feedback service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from danvan.contracts.base import Payload
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.roles import Role
from tests.support.grounds import Bench
from tests.unit.planning.builders import at

UNIT = "bao-tang"


@dataclass(frozen=True)
class Office:
    """The people of one unit, in front of their service."""

    feedback: Bench

    def tries(
        self,
        path: str,
        body: dict[str, Any],
        day: str,
        *,
        role: Role = Role.UNIT_HEAD,
        unit: str = UNIT,
        person: str = "can-bo",
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Somebody writes; the answer may be a no."""
        more: dict[str, Any] = {"json": body, "headers": headers or {}, "person": person}
        return self.feedback.call("POST", path, role, unit, at=at(day), **more)

    def does(self, path: str, body: dict[str, Any], day: str, **who: Any) -> dict[str, Any]:
        """Somebody writes, and it is taken."""
        answer = self.tries(path, body, day, **who)
        assert answer.status_code == 201, answer.text
        written: dict[str, Any] = answer.json()
        return written

    def receives(self, day: str, **said: Any) -> dict[str, Any]:
        """A petition is logged."""
        return self.does("/petitions", {"channel": "post", **said}, day)

    def classifies(self, petition: str, class_: str, day: str, **said: Any) -> None:
        """It is said what the petition is in law."""
        path = f"/petitions/{petition}/classification"
        self.does(path, {"petition_class": class_, **said}, day)

    def steps(self, petition: str, day: str, *steps: str, **details: Any) -> None:
        """Steps are taken on one day, all with these details."""
        for step in steps:
            body = {"step": step, "details": details}
            self.does(f"/petitions/{petition}/steps", body, day)

    def reads(self, path: str, role: Role = Role.STANDING, unit: str = "so", **query: Any) -> Any:
        """Somebody reads, with everything that is recorded so far."""
        query["after"] = self.feedback.ground.journal.head()
        answer = self.feedback.call("GET", path, role, unit, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def petition(self, id_: str) -> dict[str, Any]:
        """How a petition stands."""
        row: dict[str, Any] = self.reads(f"/petitions/{id_}")["petition"]
        return row

    def offers(
        self, payload: Payload, day: str, unit: str = UNIT
    ) -> SubmissionAccepted | SubmissionRefused:
        """A unit's software sends something; the answer is what became of it."""
        return self.feedback.offer(unit, payload, at(day))


DOCUMENT = {"number": "12/QĐ-SVHTT", "day": "2023-03-06"}
