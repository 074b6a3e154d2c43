"""The campaign as those see it who run it: launched, judged, voted, scored, verified, recognised,
praised, one honour revoked, replicated, closed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from danvan.contracts.campaign import CampaignDocument, NominationKind
from danvan.contracts.emulation import RevocationGround, Shortfall
from danvan.contracts.roles import Role
from danvan.deploy.demo.ballot_acts import BallotActs
from danvan.deploy.demo.diary import Diary, at
from danvan.deploy.demo.nomination_acts import NominationActs
from danvan.deploy.demo.stage import Stage

CAMPAIGN = "dan-van-kheo-2023"
STANDING_UNIT = "phong-to-chuc-phap-che"
#: Members of the council; the last one never comes, and the quorum is met without.
COUNCIL_UNITS = (
    "phong-to-chuc-phap-che",
    "van-phong-so",
    "thanh-tra-so",
    "phong-quan-ly-van-hoa",
    "phong-di-san-van-hoa",
    "bao-tang-thanh-pho",
    "phong-ke-hoach-tai-chinh",
)
#: Units of those who look at nominations on site; the first two that are not the nominated one.
TEAM = ("thanh-tra-so", "phong-to-chuc-phap-che", "van-phong-so")
#: Most nominations that go to the vote, at scale 1.
SHORTLIST = 24
FEWEST = 6
DISCIPLINED_ON = date(2023, 6, 12)
#: The share of site visits that confirm nothing.
UNCONFIRMED = 0.1


class CampaignActs:
    """Writes the campaign into the diary."""

    def __init__(
        self,
        stage: Stage,
        diary: Diary,
        document: CampaignDocument,
        working_days: Sequence[date],
        units: Sequence[str],
        ballot: BallotActs,
        nominations: NominationActs,
        rng: random.Random,
        scale: float,
    ) -> None:
        self._stage = stage
        self._diary = diary
        self._document = document
        self._days = working_days
        self._units = units
        self._ballot = ballot
        self._nominations = nominations
        self._rng = rng
        self._scale = min(scale, 1.0)
        self._quality: dict[str, int] = {}

    def write(self) -> None:
        """Every step on its day."""
        calendar, diary = self._document.calendar, self._diary
        diary.on(calendar.starts, self._launch)
        diary.on(DISCIPLINED_ON, self._discipline)
        for month in range(calendar.starts.month + 1, 13):
            diary.on(self._from(date(2023, month, 25)), self._praise_deeds)
        diary.on(self._from(calendar.evidence_until - timedelta(days=10)), self._appoint)
        judging = self._from(calendar.evidence_until + timedelta(days=1))
        diary.on(judging, self._judge)
        diary.on(self._after(judging, 3), self._shortlist)
        scoring = self._from(calendar.vote_until + timedelta(days=4))
        diary.on(scoring, self._score)
        verifying = self._from(calendar.score_until + timedelta(days=1))
        diary.on(verifying, self._open_scores)
        diary.on(self._after(verifying, 3), self._visit)
        diary.on(self._from(calendar.verify_until), self._publish)
        recognising = self._after(calendar.verify_until, 7)
        diary.on(recognising, self._recognise)
        diary.on(self._after(recognising, 2), self._praise)
        diary.on(self._after(recognising, 1), self._replicate)
        diary.on(self._after(recognising, 18), self._revoke)
        diary.on(self._from(calendar.recognise_until), self._close)

    async def _launch(self, day: date) -> None:
        document = self._document.model_dump(mode="json", by_alias=True, exclude_none=True)
        body = {"document": document, "basis": "878/KH-SVHTT, II.5"}
        await self._steer("/campaigns", body, day, 8)

    async def _discipline(self, day: date) -> None:
        unit = self._rng.choice(self._units)
        body = {"order": "15/QĐ-SVHTT", "disciplined_on": day.isoformat()}
        await self._steer(f"/units/{unit}/discipline", body, day, 9)

    async def _praise_deeds(self, day: date) -> None:
        for row in await self._list(kind=NominationKind.GOOD_DEED, status="made"):
            body = {"form": "letter"}
            await self._steer(f"/nominations/{row['nomination']}/praise", body, day, 15)

    async def _appoint(self, day: date) -> None:
        body = {
            "members": [{"person": _member(unit), "unit": unit} for unit in COUNCIL_UNITS],
            "chair": _member(COUNCIL_UNITS[0]),
            "order": "61/QĐ-SVHTT",
        }
        await self._steer(f"/campaigns/{self._document.campaign}/council", body, day, 9)

    async def _judge(self, day: date) -> None:
        for row in await self._list(status="made"):
            if row["kind"] != NominationKind.GOOD_DEED:
                await self._steer(f"/nominations/{row['nomination']}/eligibility", {}, day, 9)

    async def _shortlist(self, day: date) -> None:
        """Those that think best of themselves; of any two from one unit, the better one first."""
        rows = await self._list(status="eligible")
        rows.sort(key=lambda row: (-float(row["self_score"] or 0), row["nomination"]))
        for row in rows[: max(FEWEST, round(SHORTLIST * self._scale))]:
            await self._steer(f"/nominations/{row['nomination']}/shortlist", {}, day, 10)
            self._quality[row["nomination"]] = self._rng.randint(64, 97)
        self._ballot.announce(self._quality, day)

    async def _score(self, day: date) -> None:
        *present, _ = COUNCIL_UNITS
        for number, id_ in enumerate(self._quality):
            for unit in present:
                if unit == id_.split(".")[1]:
                    continue  # the council itself keeps members from judging their own unit
                if number == 0 and unit == COUNCIL_UNITS[1]:
                    await self._member(unit, id_, "conflict", {"ground": "Họ hàng."}, day)
                    continue
                await self._member(unit, id_, "score", {"scores": self._scores(id_)}, day)

    def _scores(self, id_: str) -> list[dict[str, Any]]:
        near = [self._quality[id_] + self._rng.randint(-3, 3) for _ in self._document.criteria]
        criteria = zip(self._document.criteria, near, strict=True)
        return [{"criterion": each.id, "score": str(min(score, 100))} for each, score in criteria]

    async def _open_scores(self, day: date) -> None:
        await self._steer(f"/campaigns/{self._document.campaign}/council/close", {}, day, 9)

    async def _visit(self, day: date) -> None:
        for row in await self._list(status="shortlisted"):
            team = [unit for unit in TEAM if unit != row["unit"]][:2]
            body = {
                "confirmed": self._rng.random() > UNCONFIRMED,
                "team": team,
                "visited_on": day.isoformat(),
                "notes": "Đã kiểm tra thực tế tại đơn vị.",
            }
            await self._steer(f"/nominations/{row['nomination']}/site-visit", body, day, 16)

    async def _publish(self, day: date) -> None:
        for row in await self._list(status="shortlisted"):
            await self._steer(f"/nominations/{row['nomination']}/publish", {}, day, 9)

    async def _recognise(self, day: date) -> None:
        """Up the ladder as far as the campaign's terms let each one."""
        running = await self._stage.get("emulation", f"/campaigns/{self._document.campaign}")
        terms = {row["key"]: Decimal(str(row["value"])) for row in running["policies"]}
        for row in await self._list(status="shortlisted"):
            path = f"/nominations/{row['nomination']}"
            for number, level in enumerate(self._document.levels):
                if shortfalls := _shortfalls(row, f"recognition.{level}", terms):
                    reason = "Chưa đạt điều kiện của cấp này."
                    body = {"level": level, "shortfalls": shortfalls, "reason": reason}
                    await self._steer(f"{path}/decline", body, day, 10)
                    break
                body = {"level": level, "order": f"{90 + number}/QĐ-SVHTT"}
                await self._steer(f"{path}/recognise", body, day, 10)

    async def _praise(self, day: date) -> None:
        for row in await self._list(level="department"):
            body = {"form": "certificate"}
            await self._steer(f"/nominations/{row['nomination']}/praise", body, day, 15)

    async def _replicate(self, day: date) -> None:
        rows = await self._list(kind=NominationKind.MODEL, level="unit")
        models = [(row["nomination"], row["unit"]) for row in rows]
        self._nominations.adopt(models, self._units, day)

    async def _revoke(self, day: date) -> None:
        rows = await self._list(level="department")
        if not rows:
            return
        body = {
            "level": "department",
            "ground": RevocationGround.FALSE_STATEMENT,
            "order": "118/QĐ-SVHTT",
            "reason": "Số liệu minh chứng không đúng.",
        }
        await self._steer(f"/nominations/{rows[-1]['nomination']}/revoke", body, day, 9)

    async def _close(self, day: date) -> None:
        body = {"review": "Tổng kết phong trào thi đua “Dân vận khéo” năm 2023."}
        await self._steer(f"/campaigns/{self._document.campaign}/close", body, day, 16)

    async def _steer(self, path: str, body: dict[str, Any], day: date, hour: float) -> None:
        await self._stage.post(
            "emulation", path, body, role=Role.STANDING, unit=STANDING_UNIT, at=at(day, hour)
        )

    async def _member(
        self, unit: str, id_: str, what: str, body: dict[str, Any], day: date
    ) -> None:
        """A member of the council does something about a nomination."""
        path, moment = f"/nominations/{id_}/{what}", at(day, 14)
        role, person = Role.OFFICE, _member(unit)
        await self._stage.post(
            "emulation", path, body, role=role, unit=unit, actor=person, at=moment
        )

    async def _list(self, **query: str) -> list[dict[str, Any]]:
        campaign = self._document.campaign
        return await self._stage.items("emulation", "/nominations", campaign=campaign, **query)

    def _from(self, day: date) -> date:
        """The first working day from a day on."""
        return next(each for each in self._days if each >= day)

    def _after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day."""
        return [each for each in self._days if each > day][count - 1]


def _member(unit: str) -> str:
    return f"hoi-dong.{unit}"


def _shortfalls(row: dict[str, Any], level: str, terms: dict[str, Decimal]) -> list[Shortfall]:
    """What a level's terms ask for, and a nomination lacks."""
    score, share = Decimal(str(row["score"] or 0)), Decimal(str(row["share"] or 0))
    found = []
    if score < terms[f"{level}.min-score"]:
        found.append(Shortfall.SCORE_TOO_LOW)
    if share < terms[f"{level}.min-votes"]:
        found.append(Shortfall.TOO_FEW_VOTES)
    if terms[f"{level}.site-visits"] and not row["confirmed"]:
        found.append(Shortfall.SITE_NOT_CONFIRMED)
    return found
