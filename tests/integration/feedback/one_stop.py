"""The one-stop desk of a library on a real store: what it says over the broker and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from danvan.contracts import feedback as offers
from danvan.contracts.base import Payload
from danvan.contracts.feedback import DelayReason, UnitDayCounted
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.roles import Role
from danvan.services.feedback.__main__ import SERVICE
from tests.support.engines import Database
from tests.support.grounds import Bench, bench
from tests.unit.feedback.dossier_examples import at, day

LIBRARY, MUSEUM = "thu-vien", "bao-tang"
STANDING = "phong-tc"
F = TypeVar("F", bound=Payload)


@dataclass
class OneStop:
    """Feedback under test, and what the desk says. Days are those of April 2023 by their number."""

    feedback: Bench

    def says(self, payload: Payload, on: str, unit: str = LIBRARY) -> SubmissionAccepted:
        """Its software offers something, and it is taken."""
        outcome = self.tries(payload, on, unit)
        assert isinstance(outcome, SubmissionAccepted), outcome
        return outcome

    def tries(
        self, payload: Payload, on: str, unit: str = LIBRARY
    ) -> SubmissionAccepted | SubmissionRefused:
        """Its software offers something; the answer may be a no."""
        return self.feedback.offer(unit, payload, at(on))

    def receives(
        self,
        code: str,
        on: str = "3",
        *,
        until: str = "17",
        unit: str = LIBRARY,
        online: bool = False,
    ) -> None:
        """A dossier is handed in."""
        received = offers.DossierReceivedOffered(
            dossier=code,
            procedure="cap-the",
            received_on=day(on),
            appointment=day(until),
            online=online,
        )
        self.says(received, on, unit)

    def delivers(self, code: str, on: str, unit: str = LIBRARY) -> None:
        """A result is handed over."""
        self.says(offers.DossierDeliveredOffered(dossier=code, delivered_on=day(on)), on, unit)

    def delays(self, code: str, on: str, new: str) -> None:
        """A delay is announced."""
        reason = DelayReason.WORKLOAD
        said = offers.DossierDelayOffered(dossier=code, reason=reason, new_appointment=day(new))
        self.says(said, on)

    def begin(self, *days: str) -> None:
        """Days begin."""
        self.feedback.begin(*map(day, days))

    def does(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        role: Role = Role.UNIT_OFFICER,
        of: str = LIBRARY,
        on: str = "3",
        status: int = 201,
    ) -> Any:
        """Somebody writes."""
        answer = self.feedback.call("POST", path, role, of, at=at(on), json=body or {})
        assert answer.status_code == status, answer.text
        return answer.json()

    def reads(
        self, path: str, *, role: Role = Role.STANDING, of: str = STANDING, **query: Any
    ) -> Any:
        """Somebody reads, with everything that is recorded so far."""
        query["after"] = self.feedback.ground.journal.head()
        answer = self.feedback.call("GET", path, role, of, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def figures(self, path: str, first: str, last: str) -> Any:
        """Somebody reads the figures of some days."""
        days: dict[str, Any] = {"from": day(first).isoformat(), "until": day(last).isoformat()}
        return self.reads(path, **days)

    def recorded(self, kind: type[F]) -> list[F]:
        """All facts of a type, in order."""
        read = (stored.read().data for stored in self.feedback.ground.journal.read(0, 100_000))
        return [fact for fact in read if isinstance(fact, kind)]

    def counted(self, counted_on: str) -> dict[tuple[str, date], dict[str, int]]:
        """What the count at the start of a day says, by unit and day."""
        return {
            (fact.unit, fact.day): {count.code.value: count.amount for count in fact.counts}
            for fact in self.recorded(UnitDayCounted)
            if fact.counted_on == day(counted_on)
        }


@contextmanager
def one_stop(database: Database) -> Iterator[OneStop]:
    """Feedback on a fresh store; in the end its views equal a rebuild."""
    with bench(SERVICE, database) as feedback:
        yield OneStop(feedback)
        assert feedback.ground.views.compare() is None
