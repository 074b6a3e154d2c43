"""What the demo acts on: units over NATS, people over HTTP, and the clock that begins the days."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date, datetime
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from danvan.contracts import subjects
from danvan.contracts.client import UnitClient
from danvan.contracts.client.spool import Outgoing
from danvan.contracts.envelope import Submission
from danvan.contracts.roles import Role
from danvan.deploy.demo.diary import Offer
from danvan.deploy.local.layout import write_secret
from danvan.deploy.local.platform import Platform
from danvan.services.chassis.days import say_day
from danvan.services.chassis.http import TIME_HEADER

SETTLE_SECONDS = 60.0
LOOK_SECONDS = 0.01
RECEIPT_SECONDS = 30.0
NOT_FOUND = 404
IN_COMMON = "plan/"


#: The services, each mostly after those that it hears.
FLOW = ("feedback", "planning", "reporting", "emulation")
#: The number of the last message, by stream and subject.
Ends = dict[tuple[str, str], int]


class WentWrong(Exception):
    """The scenario met an answer that it did not expect."""


class Stage:
    """The running platform, seen from outside. Use as `async with`."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._http = httpx.AsyncClient(timeout=60, trust_env=False)
        self._asking = {
            service: HTTPConnection("127.0.0.1", port)
            for service, port in platform.ports.services.items()
        }
        self._units: dict[str, UnitClient] = {}
        self._known: dict[tuple[str, str], tuple[int, int]] = {}
        self._tokens: dict[tuple[Role, str | None, str], str] = {}
        self._open = AsyncExitStack()
        self._admin: Client
        self._js: JetStreamContext
        self._clock: Client
        self.refused: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        self._admin = await self._platform.connect_provisioner()
        self._js = self._admin.jetstream()
        self._clock = await self._platform.connect_clock()
        await self._open.enter_async_context(self._http)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for asking in self._asking.values():
            asking.close()
        await self._open.aclose()
        await self._clock.close()
        await self._admin.close()

    @property
    def services(self) -> tuple[str, ...]:
        """The services that play."""
        return tuple(self._platform.ports.services)

    def keep_seed(self, unit: str, seed: str) -> Path:
        """Keep a unit's key where `danvan submit` looks for it; the file."""
        path = self._platform.data.unit_seed(unit)
        write_secret(path, seed)
        return path

    async def admit(self, unit: str, seed: Path) -> None:
        """A unit's software signs in at the broker."""
        client = UnitClient(self._platform.ports.nats_url, unit, seed)
        self._units[unit] = await self._open.enter_async_context(client)

    def let_in(self) -> None:
        """The broker learns of the keys that were registered."""
        self._platform.sync_credentials()

    async def submit(self, offers: Sequence[Offer]) -> None:
        """Every unit publishes its offers in order and gets its receipts: all units at once, but
        for what they say of a plan. That is theirs in common, and its facts keep one order."""
        by_unit: dict[str, list[Offer]] = {}
        for offer in offers:
            if offer.subject.startswith(IN_COMMON):
                await self._submit(offer.unit, [offer])
            else:
                by_unit.setdefault(offer.unit, []).append(offer)
        await asyncio.gather(*(self._submit(unit, many) for unit, many in by_unit.items()))

    async def _submit(self, unit: str, offers: Sequence[Offer]) -> None:
        client = self._units[unit]
        made = [
            client.offer(offer.payload, subject=offer.subject, time=offer.at) for offer in offers
        ]
        async for receipt in client.submit_all(
            [_outgoing(unit, *one) for one in zip(made, offers, strict=True)], RECEIPT_SECONDS
        ):
            if receipt is None:
                raise WentWrong(f"{unit} got no receipt within {RECEIPT_SECONDS:.0f} s")
            if receipt.rule is not None:
                self.refused[receipt.rule] += 1

    async def post(
        self,
        service: str,
        path: str,
        body: dict[str, Any],
        *,
        role: Role,
        at: datetime,
        unit: str | None = None,
        actor: str | None = None,
    ) -> dict[str, Any]:
        """Somebody does something over HTTP, at a moment of the scenario."""
        answer = await self._http.post(
            f"{self._platform.ports.url(service)}{path}",
            json=body,
            headers=self._signed_in(role, unit, actor) | {TIME_HEADER: at.isoformat()},
        )
        if not answer.is_success:
            raise WentWrong(f"POST {path}: {answer.status_code} {answer.text[:500]} {self.refused}")
        result: dict[str, Any] = answer.json()
        return result

    async def get(
        self,
        service: str,
        path: str,
        *,
        role: Role = Role.STANDING,
        unit: str | None = None,
        **query: Any,
    ) -> Any:
        """What a reader sees."""
        found = await self.find(service, path, role=role, unit=unit, **query)
        if found is None:
            raise WentWrong(f"GET {path}: it is not there")
        return found

    async def find(
        self,
        service: str,
        path: str,
        *,
        role: Role = Role.STANDING,
        unit: str | None = None,
        **query: Any,
    ) -> Any:
        """What a reader sees; None where there is nothing."""
        answer = await self._http.get(
            f"{self._platform.ports.url(service)}{path}",
            params=query,
            headers=self._signed_in(role, unit),
        )
        if answer.status_code == NOT_FOUND:
            return None
        if not answer.is_success:
            raise WentWrong(f"GET {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    async def items(self, service: str, path: str, **query: Any) -> list[dict[str, Any]]:
        """All items of a list."""
        items: list[dict[str, Any]] = []
        cursor: dict[str, Any] = {}
        while True:
            page = await self.get(service, path, limit=500, **query, **cursor)
            items += page["items"]
            if page.get("next") is None:
                return items
            cursor = {"cursor": page["next"]}

    async def count_facts(self, service: str) -> int:
        """How many facts a service has recorded."""
        url = f"{self._platform.ports.url(service)}/facts"
        async with self._http.stream("GET", url, headers=self._signed_in(Role.INSPECTOR)) as answer:
            return sum([1 async for _ in answer.aiter_lines()])

    async def begin(self, day: date) -> None:
        """The day begins."""
        await say_day(self._clock, day)

    async def settle(self) -> None:
        """Wait until every message that was sent has had all its effects, round and round.

        A service has settled when it has taken in all there was and sent out all that came of it;
        that holds as long as nothing new comes for it. What units submitted has been taken in
        already: they have their receipts.
        """
        settled: dict[str, Ends] = {}
        async with asyncio.timeout(SETTLE_SECONDS):
            while True:
                ends = await self._ends()
                heard = {name: {one: ends[one] for one in _heard_by(name)} for name in FLOW}
                moved = [name for name in FLOW if settled.get(name) != heard[name]]
                if not moved:
                    return
                first, *others = moved
                while not await self._has_settled(first, heard[first]):
                    await asyncio.sleep(LOOK_SECONDS)
                looks = (self._has_settled(name, heard[name]) for name in others)
                done = zip(others, await asyncio.gather(*looks), strict=True)
                settled |= {name: heard[name] for name in (first, *(n for n, yes in done if yes))}

    async def _has_settled(self, service: str, heard: Ends) -> bool:
        status = self._status(service)
        parts = status["parts"]
        taken_in = all(parts[stream]["position"] >= end for (stream, _), end in heard.items())
        out: bool = parts["relay"]["position"] == parts["views"]["position"] == status["head"]
        return taken_in and out

    def _status(self, service: str) -> dict[str, Any]:
        """Asked thousands of times, so in the cheapest way; nothing else goes on meanwhile."""
        asking = self._asking[service]
        asking.request("GET", "/status")
        status: dict[str, Any] = json.load(asking.getresponse())
        return status

    async def _ends(self) -> Ends:
        """The number of the last message on every subject that is heard. It is asked for again
        only where the whole stream has grown."""
        grown = {info.config.name: info.state.last_seq for info in await self._js.streams_info()}
        asked = [
            one
            for one in {one for name in FLOW for one in _heard_by(name)}
            if self._known.get(one, (-1, 0))[0] != grown[one[0]]
        ]
        found = await asyncio.gather(*(self._end(*one) for one in asked))
        for one, end in zip(asked, found, strict=True):
            self._known[one] = (grown[one[0]], end)
        return {one: end for one, (_, end) in self._known.items()}

    async def _end(self, stream: str, subject: str) -> int:
        try:
            message = await self._js.get_last_msg(stream, subject)
        except NotFoundError:
            return 0
        return message.seq or 0

    def _signed_in(
        self, role: Role, unit: str | None = None, actor: str | None = None
    ) -> dict[str, str]:
        who = (role, unit, actor or f"{role}")
        if who not in self._tokens:
            self._tokens[who] = self._platform.token(*who)
        return {"Authorization": f"Bearer {self._tokens[who]}"}


def _heard_by(service: str) -> list[tuple[str, str]]:
    """What a service listens to besides units: streams and subjects."""
    plans = subjects.consumer_plans(service)
    return [(p.stream, one) for p in plans if p.stream != subjects.INBOX for one in p.filters]


def _outgoing(unit: str, made: Submission, offer: Offer) -> Submission | Outgoing:
    if offer.raw is None:
        return made
    return Outgoing(made.id, subjects.inbox_subject(unit, made.type), offer.raw)
