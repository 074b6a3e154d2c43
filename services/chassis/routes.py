"""What a service does with what comes in: submissions, facts of others, the beginning of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import ParamSpec

from danvan.contracts.base import Payload
from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Fact, Submission
from danvan.services.chassis.database import Db
from danvan.services.chassis.work import Work

P = ParamSpec("P")

SubmissionHandler = Callable[[Work, Submission], None]
FactHandler = Callable[[Work, Fact], None]
#: Gets the read tables too, with all that was recorded before the day began.
DayHandler = Callable[[Work, DayStarted, Db], None]


def _in_turn(handlers: Sequence[Callable[P, None]]) -> Callable[P, None]:
    def handle(*heard: P.args, **more: P.kwargs) -> None:
        for handler in handlers:
            handler(*heard, **more)

    return handle


@dataclass(frozen=True)
class Routes:
    """What a service does with what comes in. Types that stand nowhere are not for it."""

    submissions: Mapping[type[Payload], SubmissionHandler] = field(default_factory=dict)
    facts: Mapping[type[Payload], FactHandler] = field(default_factory=dict)
    day: DayHandler | None = None
    #: The streams a submission will touch, to load a whole batch with one question.
    touches: Mapping[type[Payload], Callable[[Submission], Sequence[str]]] = field(
        default_factory=dict
    )
    #: The same for facts.
    fact_touches: Mapping[type[Payload], Callable[[Fact], Sequence[str]]] = field(
        default_factory=dict
    )

    @classmethod
    def joined(cls, *several: Routes) -> Routes:
        """What several rooms do. Two may hear the same fact or day, and act one after the other."""
        facts: dict[type[Payload], list[FactHandler]] = {}
        for routes in several:
            for kind, handler in routes.facts.items():
                facts.setdefault(kind, []).append(handler)
        return cls(
            submissions=dict(chain.from_iterable(r.submissions.items() for r in several)),
            facts={kind: _in_turn(handlers) for kind, handlers in facts.items()},
            day=_in_turn([routes.day for routes in several if routes.day]),
            touches=dict(chain.from_iterable(r.touches.items() for r in several)),
            fact_touches=dict(chain.from_iterable(r.fact_touches.items() for r in several)),
        )
