"""The emulation movement of 2023 on a real store: its campaign, its units, its council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import httpx

from danvan.agency_files import read_campaign
from danvan.contracts.base import Payload, Text
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.emulation import BallotResult, ChoiceVotes, NominationOffered
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.plan import UnitKind
from danvan.contracts.planning import UnitOpened
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.work import Origin
from danvan.services.emulation.application.recognition import note_votes
from tests.support.grounds import Bench

FILE = Path(__file__).parents[3] / "deploy/examples/svhtt-2023/campaign-2023.yaml"
CAMPAIGN = "dan-van-kheo-2023"
MUSEUM, THEATRE, LIBRARY = "bao-tang-thanh-pho", "nha-hat-kich", "thu-vien-khoa-hoc"
STANDING = "phong-to-chuc-phap-che"
#: Members of the council and the units they belong to; the last one is of the museum.
COUNCIL = {"lan": "van-phong-so", "minh": STANDING, "thu": "thanh-tra-so", "hoa": MUSEUM}


def document() -> CampaignDocument:
    """The campaign of the example agency."""
    return read_campaign(FILE.read_text(encoding="utf-8"), FILE.name)


def at(day: str, clock: str = "09:00") -> datetime:
    """A moment in Ho Chi Minh City."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LOCAL)


def scores(value: float) -> list[dict[str, Any]]:
    """The same score for every criterion."""
    return [{"criterion": each.id, "score": str(value)} for each in document().criteria]


def nomination(name: str, kind: str = "model", **more: Any) -> dict[str, Any]:
    """What a unit offers."""
    return {
        "campaign": CAMPAIGN,
        "name": name,
        "kind": kind,
        "subject": f"Mô hình {name}",
        "achievement": "Đưa bảo tàng đến trường học vùng ven.",
        "period": "2023",
    } | more


@dataclass
class Movement:
    """Emulation under test, and how people and units speak to it."""

    emulation: Bench

    def get(self, path: str, role: Role = Role.STANDING, unit: str | None = STANDING) -> Any:
        """Somebody reads what has been recorded so far."""
        query = {"after": self.emulation.ground.journal.head()}
        answer = self.emulation.call("GET", path, role, unit, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(
        self,
        path: str,
        when: datetime,
        body: Any = None,
        role: Role = Role.STANDING,
        unit: str | None = STANDING,
        person: str = "person-1",
        **headers: str,
    ) -> httpx.Response:
        """Somebody writes."""
        return self.emulation.call(
            "POST",
            path,
            role,
            unit,
            at=when,
            person=person,
            json=body or {},
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def does(self, path: str, day: str, body: Any = None, **who: Any) -> list[str]:
        """Somebody writes and it is recorded; the answer is the types of the facts."""
        answer = self.post(path, at(day), body, **who)
        assert answer.status_code == 201, answer.text
        return [fact["type"].split(".")[2] for fact in answer.json()["facts"]]

    def refuses(self, path: str, day: str, body: Any = None, **who: Any) -> str:
        """Somebody writes and a rule says no; the answer is its name."""
        answer = self.post(path, at(day), body, **who)
        assert answer.status_code == 409, answer.text
        return str(answer.json()["type"])

    def offers(
        self, unit: str, payload: Payload, day: str
    ) -> SubmissionAccepted | SubmissionRefused:
        """A unit's software sends something."""
        return self.emulation.offer(unit, payload, at(day))

    def hears_of(self, unit: str, kind: UnitKind = UnitKind.AFFILIATED) -> None:
        """The register has opened a unit."""
        name = Text(vi="Đơn vị", en="Unit")
        opened = UnitOpened(unit=unit, effective=date(2023, 1, 1), name=name, kind=kind)
        self.emulation.hear("planning", f"unit/{unit}", opened, at("2023-01-01"))

    def launches(self) -> None:
        """The campaign of the example begins."""
        body = {"document": document().model_dump(mode="json"), "basis": "878/KH-SVHTT"}
        assert self.does("/campaigns", "2023-03-10", body) == ["campaign-launched"]

    def nominates(
        self, unit: str, name: str, day: str = "2023-04-10", kind: str = "model", **more: Any
    ) -> str:
        """A unit's software nominates; the answer is the nomination's id."""
        offered = NominationOffered.model_validate(nomination(name, kind, **more))
        outcome = self.offers(unit, offered, day)
        assert isinstance(outcome, SubmissionAccepted), outcome
        return f"{CAMPAIGN}.{unit}.{name}"

    def shortlists(self, *ids: str) -> None:
        """The standing adviser judges and shortlists."""
        for id_ in ids:
            assert self.does(f"/nominations/{id_}/eligibility", "2023-09-18") == [
                "eligibility-judged"
            ]
            self.does(f"/nominations/{id_}/shortlist", "2023-09-20")

    def votes(self, cast: int, **votes: int) -> None:
        """A ballot was counted; `votes` by nomination id."""
        result = BallotResult(
            ballot="bau-chon",
            unit=STANDING,
            campaign=CAMPAIGN,
            electorate=cast * 2,
            turnout=cast,
            valid=cast,
            spoilt=0,
            results=tuple(ChoiceVotes(choice=id_, votes=count) for id_, count in votes.items()),
        )
        origin = Origin(at=at("2023-10-16"), actor="service:emulation", role=Role.SERVICE)
        self.emulation.ground.perform(origin, lambda work: note_votes(work, result))

    def appoints(self) -> None:
        """Four members, one of them of the museum; three of them are needed."""
        body = {
            "members": [{"person": p, "unit": unit} for p, unit in COUNCIL.items()],
            "chair": "lan",
            "order": "45/QĐ-SVHTT",
        }
        made = self.does(f"/campaigns/{CAMPAIGN}/council", "2023-09-25", body)
        assert made == ["council-appointed", "council-seated"]

    def scores(self, id_: str, **by: float) -> None:
        """Members score a nomination, with the same score for every criterion."""
        for person, value in by.items():
            body = {"scores": scores(value)}
            self.does(
                f"/nominations/{id_}/score",
                "2023-10-20",
                body,
                unit=COUNCIL[person],
                person=person,
            )

    def visits(self, id_: str, *, confirmed: bool = True) -> None:
        """A team was on site."""
        body = {
            "confirmed": confirmed,
            "team": ["van-phong-so", "thanh-tra-so"],
            "visited_on": "2023-10-30",
            "notes": "Đã xem tại chỗ.",
        }
        self.does(f"/nominations/{id_}/site-visit", "2023-10-31", body)

    def recognises(self, id_: str, level: str, day: str = "2023-11-20") -> list[str]:
        """It is recognised at a level."""
        body = {"level": level, "order": f"{level}/QĐ-SVHTT"}
        return self.does(f"/nominations/{id_}/recognise", day, body)

    def brings_up(self, unit: str, name: str, score: float = 90.0) -> str:
        """A model on its way from the making to the first recognition."""
        id_ = self.nominates(unit, name)
        self.shortlists(id_)
        self.votes(100, **{id_: 60})
        self.appoints()
        members = [person for person, own in COUNCIL.items() if own != unit]
        self.scores(id_, **dict.fromkeys(members, score))
        self.does(f"/campaigns/{CAMPAIGN}/council/close", "2023-10-28")
        self.visits(id_)
        self.does(f"/nominations/{id_}/publish", "2023-11-01")
        assert self.recognises(id_, "unit") == ["model-recognised", "achievement-rewarded"]
        return id_
