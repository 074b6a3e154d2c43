"""A sealed ballot on a running emulation service, and what its people do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import uvicorn

from danvan.contracts.client.voting import SealedPaper, TellerKeys, peel, seal_paper
from danvan.contracts.emulation import BallotTerms
from danvan.contracts.roles import Role
from danvan.services.chassis.auth import local_token
from danvan.services.emulation.__main__ import SERVICE
from tests.support.engines import Database
from tests.support.grounds import AUDIENCE, Bench, bench
from tests.unit.emulation.ballot_examples import CHOICES, CLOSES, OPENS, TELLERS, at

BALLOT = "/ballots/binh-chon"
UNITS = ("bao-tang", "thu-vien", "nha-hat", "van-phong")
BEFORE, DURING, AFTER = at("2023-09-22"), at("2023-09-26"), at("2023-10-02", "17:00")


@dataclass
class Box:
    """The people around one ballot, in front of their service."""

    emulation: Bench
    keys: list[TellerKeys] = field(default_factory=lambda: [TellerKeys.generate() for _ in TELLERS])

    def token(self, actor: str, role: Role, unit: str | None) -> str:
        """A token of this person."""
        return local_token(self.emulation.key, actor, role, unit, hours=1, audience=AUDIENCE)

    def tries(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        actor: str = "person-1",
        role: Role = Role.STANDING,
        of: str | None = "phong-tc",
        when: datetime | None = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> httpx.Response:
        """Somebody calls; the answer may be a no."""
        more: dict[str, Any] = {"json": body} if body is not None else {}
        if method == "GET":
            query["after"] = self.emulation.ground.journal.head()
        return self.emulation.call(
            method,
            path,
            role,
            of,
            at=when,
            person=actor,
            headers=headers or {},
            params=query,
            **more,
        )

    def does(self, path: str, body: dict[str, Any] | None = None, **who: Any) -> dict[str, Any]:
        """Somebody writes, and it is taken."""
        answer = self.tries("POST", path, body, **who)
        assert answer.status_code == 201, answer.text
        written: dict[str, Any] = answer.json()
        return written

    def reads(self, path: str, **who: Any) -> Any:
        """Somebody reads."""
        answer = self.tries("GET", path, **who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def opening(self, voters: int = 40, **changes: Any) -> dict[str, Any]:
        """The body that opens it: three choices, two at most on a paper."""
        electorate = [
            {"voter": f"cu-tri-{n}", "unit": UNITS[n % len(UNITS)]} for n in range(voters)
        ]
        tellers = [
            {"unit": unit, "key": keys.public}
            for unit, keys in zip(TELLERS, self.keys, strict=True)
        ]
        whole = {
            "ballot": "binh-chon",
            "title": "Bình chọn “Dân vận khéo” năm 2023",
            "choices": [{"id": choice} for choice in CHOICES],
            "most": 2,
            "voters": electorate,
            "opens": OPENS,
            "closes": CLOSES,
            "tellers": tellers,
        }
        return whole | changes

    def open(self, voters: int = 40) -> BallotTerms:
        """It is announced; these are the terms as everybody gets them."""
        self.does("/ballots", self.opening(voters), when=BEFORE)
        return BallotTerms.model_validate(self.reads(BALLOT)["terms"])

    def casts(self, voter: int, paper: str, when: datetime = DURING, **more: Any) -> httpx.Response:
        """A voter hands in a paper."""
        who: dict[str, Any] = {
            "actor": f"cu-tri-{voter}",
            "role": Role.VOTER,
            "of": UNITS[voter % len(UNITS)],
        }
        return self.tries("POST", f"{BALLOT}/vote", {"paper": paper}, when=when, **(who | more))

    def vote(self, terms: BallotTerms, voter: int, *chosen: str) -> SealedPaper:
        """A voter seals and hands in a paper, and it is taken."""
        sealed = seal_paper(terms, chosen)
        answer = self.casts(voter, sealed.paper)
        assert answer.status_code == 201, answer.text
        return sealed

    def batch(self, layer: int) -> dict[str, Any]:
        """What the teller of a layer fetches."""
        found: dict[str, Any] = self.reads(
            f"{BALLOT}/papers", role=Role.UNIT_OFFICER, of=TELLERS[layer - 1]
        )
        assert found["layer"] == layer
        return found

    def hands_in(self, layer: int, work: dict[str, Any], **more: Any) -> httpx.Response:
        """A teller hands in work."""
        who: dict[str, Any] = {
            "role": Role.UNIT_OFFICER,
            "of": TELLERS[layer - 1],
            "when": at("2023-10-03"),
        }
        return self.tries("POST", f"{BALLOT}/peel", work, **(who | more))

    def peels(self, terms: BallotTerms, layer: int) -> None:
        """A teller does honest work."""
        done = peel(terms, self.keys[layer - 1], layer, self.batch(layer)["papers"])
        answer = self.hands_in(layer, vars(done))
        assert answer.status_code == 201, answer.text


@contextmanager
def ballot_box(database: Database) -> Iterator[Box]:
    """Emulation on a fresh database; at the end its views must equal their rebuild."""
    with bench(SERVICE, database) as emulation:
        yield Box(emulation)
        assert emulation.ground.views.compare() is None


@contextmanager
def listening(box: Box) -> Iterator[str]:
    """The service on a real port, for whoever comes from outside."""
    server = uvicorn.Server(uvicorn.Config(box.emulation.app, port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
