"""How many petitions live their whole life a second over HTTP, however many there were before.

Each store has its whole service: a process with worker, relay and views, a broker, PostgreSQL. The
clients share the machine with them. Rounds on the stores take turns, so what else the machine does
slows all of them; what counts is the ratio to the empty store in the same turn.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from danvan.contracts import subjects
from danvan.contracts.roles import Role
from danvan.deploy.local.postgres import SUPERUSER, Postgres
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.submissions import SUBMISSIONS_VIEW
from danvan.services.chassis.views import Views
from danvan.services.feedback.__main__ import SERVICE
from tests.benchmarks import seeding
from tests.benchmarks.measuring import FULL, rate, spread
from tests.support.engines import Broker, Database
from tests.support.running import Process, Site, wait_for
from tests.support.world import check_journal, check_views

FEEDBACK = "danvan.services.feedback.__main__"
SIZES = (0, 100_000, 1_000_000) if FULL else (200,)
ROUNDS, LIVES_EACH, CLIENTS = (7, 50, 4) if FULL else (1, 1, 2)
#: One petition in so many is open, and came in at some time within the last month.
OPEN_SHARE, AGES = 50, (0, 7, 14, 21)
FACTS_OF_A_LIFE, FACTS_OF_AN_OPEN_ONE = 10, 7
#: What is asked daily, and how often it is asked here.
LISTS = (
    "/petitions?state=accepted",
    "/petitions",
    "/petition-clocks",
    "/petition-ages",
    "/petition-counts",
)
LOOKS = 20 if FULL else 1


@dataclass
class Client:
    """Somebody of a unit who keeps a connection open."""

    connection: HTTPConnection
    headers: dict[str, str]

    def asks(self, method: str, path: str, body: object = None) -> Any:
        """A call that succeeds."""
        sent = None if body is None else json.dumps(body)
        self.connection.request(method, path, sent, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status in (200, 201), text
        return json.loads(text)

    def accepts(self, days_ago: int = 0) -> str:
        """A recommendation comes in, is classified and taken up."""
        received = datetime.now(LOCAL).date() - timedelta(days=days_ago)
        logged = {"channel": "post", "claimed": "recommendation", "received": received.isoformat()}
        petition: str = self.asks("POST", "/petitions", logged)["petition"]
        class_ = {"petition_class": "recommendation"}
        self.asks("POST", f"/petitions/{petition}/classification", class_)
        self.asks("POST", f"/petitions/{petition}/steps", {"step": "accept"})
        return petition

    def lives(self) -> str:
        """A recommendation from receipt to the archive, and a look at it there."""
        petition = self.accepts()
        self.asks("POST", f"/petitions/{petition}/steps", {"step": "answer"})
        written = self.asks("POST", f"/petitions/{petition}/steps", {"step": "close"})
        seen = self.asks("GET", f"/petitions/{petition}?after={written['position']}")
        assert seen["petition"]["state"] == "closed"
        return petition


@dataclass
class Place:
    """A service on a store with so many petitions."""

    size: int
    site: Site

    @property
    def process(self) -> Process:
        """The one that runs."""
        return self.site.processes[-1]

    @contextmanager
    def client(self, unit: str, role: Role = Role.UNIT_HEAD) -> Iterator[Client]:
        """Somebody signed in, for a while."""
        connection = HTTPConnection("127.0.0.1", self.process.port, timeout=30)
        token = self.site.token(role, unit)
        yield Client(connection, token | {"Content-Type": "application/json"})
        connection.close()

    async def fill(self) -> None:
        """Let real petitions come in, copy them while the service is down, start it again."""
        await self.site.provision()
        self.site.start().await_ready()
        with self.client("don-vi-xong") as client:
            closed = client.lives()
        opened = []
        for age in AGES:
            with self.client(f"don-vi-mo-{age}-ngay") as client:
                opened.append(client.accepts(age))
        self.await_quiet()
        assert self.process.stop() == 0
        if self.size:
            self._copy(closed, opened)
            await seeding.publish_head(self.site.database, self.site.broker)
        self.site.start().await_ready()

    def _copy(self, closed: str, opened: list[str]) -> None:
        journal, database = self.site.journal(), self.site.database
        each = self.size // OPEN_SHARE // len(opened)
        first = self.size - each * len(opened)
        seeding.copy(database, seeding.example(journal, closed), 0, first)
        for petition in opened:
            seeding.copy(database, seeding.example(journal, petition), first, each)
            first += each
        journal.close()
        seeding.settle(database)

    def await_quiet(self) -> None:
        """Wait until all that is recorded is published and can be read."""

        def quiet() -> bool:
            report = self.process.report()
            parts = report.get("parts", {})
            at = [parts.get(part, {}).get("position") for part in ("relay", "views")]
            return report.get("head") is not None and at == [report["head"]] * 2

        wait_for(quiet, f"not quiet: {self.process.log}")

    def round(self) -> float:
        """Lives a second, with clients of different units at the same time."""

        def live(number: int) -> None:
            with self.client(f"don-vi-{number:02}") as client:
                for _ in range(LIVES_EACH):
                    client.lives()

        def all_live() -> None:
            with ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(live, range(CLIENTS)))

        return rate(CLIENTS * LIVES_EACH, all_live)

    def look(self, path: str) -> float:
        """Milliseconds that a list takes."""
        with self.client("don-vi-00") as client:
            return 1000 / rate(LOOKS, lambda: [client.asks("GET", path) for _ in range(LOOKS)])


@pytest.fixture
async def places(
    own_nats: Callable[[], Broker], own_postgres: Callable[[], Postgres], tmp_path: Path
) -> AsyncIterator[list[Place]]:
    """A running service for every size."""
    made = []
    for size in SIZES:
        folder = tmp_path / str(size)
        folder.mkdir()
        database = Database(own_postgres(), SUPERUSER)
        made.append(Place(size, Site("feedback", FEEDBACK, own_nats(), database, folder)))
    try:
        for place in made:
            await place.fill()
        yield made
    finally:
        for place in made:
            place.site.close()


@pytest.mark.timeout(1800)
async def test_petitions_live_on_stores_of_all_sizes(places: list[Place]) -> None:
    for place in places:  # warm up
        place.round()
    turns = [[place.round() for place in places] for _ in range(ROUNDS)]
    for place, lives in zip(places, zip(*turns, strict=True), strict=True):
        over = [each / turn[0] for each, turn in zip(lives, turns, strict=True)]
        print(
            f"\n{place.size:,} petitions: lives/s {spread(lives)},"
            f" over the empty store's {spread(over, 2)}, load {os.getloadavg()[0]:.1f}"
        )
        for path in LISTS:
            print(f"    {place.look(path):.1f} ms: {path}")
    for place in places:
        await check(place)


async def check(place: Place) -> None:
    """Everything is there once, the copies with the others; only they were not published."""
    lives = (ROUNDS + 1) * CLIENTS * LIVES_EACH
    place.await_quiet()
    with place.client("phong-tc", Role.STANDING) as client:
        units = client.asks("GET", "/petition-counts")["units"]
        if place.size:
            for number, state in ((3, "closed"), (place.size - 1, "accepted")):
                seen = client.asks("GET", f"/petitions/{seeding.petition_of(number)}")
                assert seen["petition"]["state"] == state
    copied = place.size // OPEN_SHARE
    assert sum(unit["received"] for unit in units) == place.size + 1 + len(AGES) + lives
    assert sum(unit["open"] for unit in units) == copied + len(AGES)
    nats = await place.site.broker.connect()
    info = await nats.jetstream().stream_info(subjects.facts_stream("feedback"))
    await nats.close()
    real = (1 + lives) * FACTS_OF_A_LIFE + len(AGES) * FACTS_OF_AN_OPEN_ONE
    assert info.state.messages == real + bool(place.size)
    if not FULL:
        journal, pool = place.site.journal(), place.site.pool()
        check_journal(journal, [])
        check_views(Views(pool, journal, SERVICE.views + SUBMISSIONS_VIEW))
        pool.close()
        journal.close()
