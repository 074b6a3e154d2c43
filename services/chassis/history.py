"""The history of a stream over HTTP: its facts in order, its state at any moment, what changed."""
# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import AwareDatetime, BaseModel

from danvan.contracts.catalogue import entry_of
from danvan.contracts.entry import Audience
from danvan.contracts.envelope import Fact
from danvan.contracts.roles import READERS, Role
from danvan.services.chassis.ground import Ground, Service
from danvan.services.chassis.http import Api, Caller
from danvan.services.chassis.opened import opened_fact
from danvan.services.chassis.replay import Moment, changes, document_of, state_of

#: Who reads internal facts, and what is personal.
AUDITOR = Role.INSPECTOR

Kind = Annotated[str, Path(pattern="^[a-z-]+$")]
StreamName = Annotated[str, Path(max_length=200)]
#: A moment with its offset from UTC.
When = Annotated[AwareDatetime | None, Query()]


class History(BaseModel):
    """Facts of one stream, and the state they lead to. The state is None where the stream has
    none, or rests on facts that are not for the caller; `withheld` counts those."""

    stream: str
    facts: list[dict[str, Any]]
    state: dict[str, Any] | None
    withheld: int


class Difference(BaseModel):
    """What changed in a state between two moments, and the facts that hold at one of them only."""

    stream: str
    changes: list[dict[str, Any]]
    facts: list[dict[str, Any]]


def history_router(service: Service, ground: Ground, api: Api) -> APIRouter:
    """Both questions."""
    router = APIRouter(prefix="/history", tags=["history"])
    aggregates = {aggregate.kind: aggregate for aggregate in service.aggregates}

    @router.get("/{kind}/{stream:path}/diff")
    def diff(
        kind: Kind,
        stream: StreamName,
        caller: Annotated[Caller, api.caller(*READERS)],
        since: Annotated[When, Query(alias="from")] = None,
        until: When = None,
        known_from: When = None,
        known_until: When = None,
    ) -> Difference:
        """What changed between two moments; each on the axis of what happened (`from`, `until`),
        of what was known (`known_from`, `known_until`), or on both."""
        facts, withheld = _readable(ground, caller, f"{kind}/{stream}")
        if withheld or kind not in aggregates:
            raise HTTPException(404, f"the state of {kind}/{stream} is not for you, or has no form")
        before, after = Moment(since, known_from), Moment(until, known_until)
        old, new = (document_of(state_of(aggregates[kind], facts, m)) for m in (before, after))
        between = [fact for fact in facts if before.covers(fact) != after.covers(fact)]
        return Difference(
            stream=f"{kind}/{stream}",
            changes=[asdict(change) for change in changes(old, new)],
            facts=_shown(ground, caller, between),
        )

    @router.get("/{kind}/{stream:path}")
    def history(
        kind: Kind,
        stream: StreamName,
        caller: Annotated[Caller, api.caller(*READERS)],
        at: When = None,
        known_at: When = None,
    ) -> History:
        """The facts of one stream as it was at a moment, as it was known at a moment, and its
        state then. Internal facts, and what is personal, are for the inspector alone."""
        facts, withheld = _readable(ground, caller, f"{kind}/{stream}")
        moment = Moment(at, known_at)
        aggregate = aggregates.get(kind)
        known = aggregate is not None and not withheld
        return History(
            stream=f"{kind}/{stream}",
            facts=_shown(ground, caller, [fact for fact in facts if moment.covers(fact)]),
            state=document_of(state_of(aggregate, facts, moment)) if aggregate and known else None,
            withheld=withheld,
        )

    return router


def _readable(ground: Ground, caller: Caller, name: str) -> tuple[list[Fact], int]:
    """The facts that the caller may read, and how many there are besides."""
    facts = [stored.read() for stored in ground.journal.load([name]).get(name, [])]
    mine = facts
    if caller.principal.role is not AUDITOR:
        mine = [fact for fact in facts if entry_of(fact.type).audience is not Audience.INTERNAL]
    if not mine:
        raise HTTPException(404, f"there is no {name}")
    return mine, len(facts) - len(mine)


def _shown(ground: Ground, caller: Caller, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    may_read = caller.principal.role is AUDITOR
    return [opened_fact(ground.persons, fact, may_read=may_read) for fact in facts]
