"""The sealed ballot of the campaign: voters seal their papers, tellers peel them in turn, and the
published papers are counted once more. Keys and papers are random; how many say what is not."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from danvan.contracts.ballot_paper import paper_size
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.client.voting import TellerKeys, peel, seal_bytes, seal_paper
from danvan.contracts.emulation.ballots import BallotTerms
from danvan.contracts.roles import Role
from danvan.deploy.demo.diary import Act, Diary, at
from danvan.deploy.demo.stage import Stage, WentWrong

BALLOT = "binh-chon-2023"
HOLDER = "phong-to-chuc-phap-che"
#: Who opens, in this order; all three are needed.
TELLERS = ("thanh-tra-so", "cong-doan-so", "doan-thanh-nien-so")
#: Voters at scale 1, and at least.
VOTERS, FEWEST = 320, 40
#: The share of them who vote, and of papers filled in wrongly.
TURNOUT, SPOILT = 0.86, 0.012
AT_ONCE = 16


class BallotActs:
    """Writes the ballot into the diary, once it is known what is voted on."""

    def __init__(
        self,
        stage: Stage,
        diary: Diary,
        document: CampaignDocument,
        working_days: Sequence[date],
        units: Sequence[str],
        rng: random.Random,
        scale: float,
    ) -> None:
        self._stage = stage
        self._diary = diary
        self._document = document
        calendar = document.calendar
        self._voting = [
            day for day in working_days if calendar.shortlist_until < day <= calendar.vote_until
        ]
        self._counting = [day for day in working_days if day > calendar.vote_until]
        self._rng = rng
        count = max(FEWEST, round(VOTERS * scale))
        self._voters = {f"cu-tri-{number:04d}": rng.choice(units) for number in range(count)}
        self._keys = {unit: TellerKeys.generate() for unit in TELLERS}
        self._liked: Mapping[str, int] = {}
        self._terms: BallotTerms | None = None

    def announce(self, liked: Mapping[str, int], today: date) -> None:
        """A ballot about these nominations; each is liked so much."""
        self._liked = liked
        self._diary.on(self._voting[0] - timedelta(days=1), self._open)
        by_day: dict[date, list[str]] = defaultdict(list)
        for voter in self._voters:
            if self._rng.random() < TURNOUT:
                by_day[self._rng.choice(self._voting)].append(voter)
        for day, voters in sorted(by_day.items()):
            self._diary.on(day, self._voting_of(voters))
        for number, unit in enumerate(TELLERS):
            self._diary.on(self._counting[number], self._peeling_by(unit))
        self._diary.on(self._counting[len(TELLERS)], self._recount)

    async def _open(self, day: date) -> None:
        rows = await self._stage.items(
            "emulation", "/nominations", campaign=self._document.campaign, status="shortlisted"
        )
        body = {
            "ballot": BALLOT,
            "campaign": self._document.campaign,
            "title": "Bình chọn “Dân vận khéo” năm 2023",
            "choices": [
                {"id": row["nomination"]} | ({"title": row["title"]} if row["title"] else {})
                for row in rows
            ],
            "most": self._document.votes_each,
            "voters": [{"voter": voter, "unit": unit} for voter, unit in self._voters.items()],
            "opens": at(self._voting[0], 8).isoformat(),
            "closes": at(self._voting[-1], 17).isoformat(),
            "tellers": [{"unit": unit, "key": key.public} for unit, key in self._keys.items()],
        }
        await self._stage.post(
            "emulation", "/ballots", body, role=Role.STANDING, unit=HOLDER, at=at(day, 15)
        )

    def _voting_of(self, voters: Sequence[str]) -> Act:
        async def vote(day: date) -> None:
            if self._terms is None:
                known = await self._stage.get("emulation", f"/ballots/{BALLOT}")
                self._terms = BallotTerms.model_validate(known["terms"])
            papers = [(voter, self._paper(self._terms)) for voter in voters]
            for first in range(0, len(papers), AT_ONCE):
                some = papers[first : first + AT_ONCE]
                await asyncio.gather(*(self._cast(voter, paper, day) for voter, paper in some))

        return vote

    def _paper(self, terms: BallotTerms) -> str:
        """One voter's paper. Some tear it."""
        if self._rng.random() < SPOILT:
            return seal_bytes(terms, b"?".ljust(paper_size(terms)))
        left = dict(self._liked)
        chosen = []
        for _ in range(self._rng.randint(1, min(terms.most, len(left)))):
            weights = [(liked - 50) ** 2 for liked in left.values()]
            chosen.append(self._rng.choices([*left], weights)[0])
            del left[chosen[-1]]
        return seal_paper(terms, chosen).paper

    async def _cast(self, voter: str, paper: str, day: date) -> None:
        path, moment = f"/ballots/{BALLOT}/vote", at(day, 10)
        body, unit = {"paper": paper}, self._voters[voter]
        await self._stage.post(
            "emulation", path, body, role=Role.VOTER, unit=unit, actor=voter, at=moment
        )

    def _peeling_by(self, unit: str) -> Act:
        async def open_layer(day: date) -> None:
            path = f"/ballots/{BALLOT}"
            batch = await self._stage.get(
                "emulation", f"{path}/papers", role=Role.UNIT_HEAD, unit=unit
            )
            terms = BallotTerms.model_validate(batch["terms"])
            done = peel(terms, self._keys[unit], batch["layer"], batch["papers"])
            body: dict[str, Any] = {
                "layer": done.layer,
                "papers": done.papers,
                "spoilt": done.spoilt,
                "signature": done.signature,
            }
            head, moment = Role.UNIT_HEAD, at(day, 10)
            await self._stage.post(
                "emulation", f"{path}/peel", body, role=head, unit=unit, at=moment
            )

        return open_layer

    async def _recount(self, day: date) -> None:
        """Anybody counts the published papers.

        Raises:
            WentWrong: if they come to something else than the result.
        """
        published = await self._stage.get("emulation", f"/ballots/{BALLOT}/published")
        counted = Counter(choice for paper in published["papers"] for choice in paper["choices"])
        said = {each["choice"]: each["votes"] for each in published["results"]}
        if {choice: counted[choice] for choice in said} != said:
            raise WentWrong(f"the published papers come to {counted}, the result is {said}")
