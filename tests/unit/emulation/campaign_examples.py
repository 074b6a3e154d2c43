"""A small campaign and a model that is nominated in it, for the tests of emulation."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from danvan.agency_files import read_policies
from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.campaign import CampaignDocument, NominationKind
from danvan.contracts.emulation import CriterionScore, NominationFact, achievement_key
from danvan.contracts.planning import Evidence
from danvan.contracts.workdays import WorkCalendar
from danvan.services.emulation.domain.campaign import Running
from danvan.services.emulation.domain.campaign_rules import needed_policies

LAW = Path(__file__).parents[3] / "services/emulation/law/policies.yaml"
CAMPAIGN, MUSEUM, LIBRARY, STANDING = "dan-van-kheo", "bao-tang", "thu-vien", "phong-tc"
MODEL = f"{CAMPAIGN}.{MUSEUM}.ve-truong"
FILE = Evidence(name="anh.pdf", sha256="0" * 64)
#: 6 November 2023 is off in this calendar.
WORKDAYS = WorkCalendar(
    version="test", published_until=date(2023, 12, 31), days_off=frozenset({date(2023, 11, 6)})
)


def at(day: str, time: str = "09:00") -> datetime:
    """A moment of the agency's day."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(TIME_ZONE))


def document(**changes: Any) -> CampaignDocument:
    """Two criteria that weigh 40 and 60, three levels, phases from April to December."""
    whole = {
        "campaign": CAMPAIGN,
        "title": "Dân vận khéo",
        "theme": "Hướng về cơ sở",
        "plan": "kh-878-2023",
        "clause": "II.5",
        "period": {"from": "2023-01-01", "until": "2023-09-30"},
        "calendar": {
            "starts": "2023-04-03",
            "register_until": "2023-04-28",
            "evidence_until": "2023-09-15",
            "shortlist_until": "2023-09-22",
            "vote_until": "2023-10-02",
            "score_until": "2023-10-09",
            "verify_until": "2023-10-20",
            "recognise_until": "2023-12-20",
        },
        "criteria": [
            {"id": "moi", "title": "Cách làm mới", "weight": 40},
            {"id": "lau-dai", "title": "Hiệu quả lâu dài", "weight": 60},
        ],
        "levels": ["unit", "department", "city"],
        "quotas": [{"kind": "model", "per_unit": 1}],
        "voters": [{"each": "affiliated-unit"}],
    }
    return CampaignDocument.model_validate(whole | changes)


POLICIES = tuple(
    row
    for row in read_policies(LAW.read_text(encoding="utf-8"), LAW.name).rows
    if row.in_force(date(2023, 3, 20)) and row.key in needed_policies(document())
)
RUNNING = Running(campaign=CAMPAIGN, unit=STANDING, document=document(), policies=POLICIES)
LAUNCHED = facts.CampaignLaunched(
    campaign=CAMPAIGN,
    unit=STANDING,
    launched_on=date(2023, 3, 20),
    document=document(),
    policies=POLICIES,
)


def scores(first: str, second: str) -> tuple[CriterionScore, ...]:
    """A score for each of the two criteria."""
    return (
        CriterionScore.model_validate({"criterion": "moi", "score": first}),
        CriterionScore.model_validate({"criterion": "lau-dai", "score": second}),
    )


def about(kind: NominationKind = NominationKind.MODEL, unit: str = MUSEUM) -> dict[str, Any]:
    """What every fact of the nomination says."""
    return dict(NominationFact(nomination=MODEL, campaign=CAMPAIGN, unit=unit, kind=kind))


def made(kind: NominationKind = NominationKind.MODEL) -> tuple[Payload, Payload]:
    """A nomination as it begins."""
    subject = "Nguyễn Văn A" if kind.of_a_person else "Bảo tàng về trường"
    return (
        facts.NominationMade(
            **about(kind),
            made_on=date(2023, 4, 10),
            title=None if kind.of_a_person else subject,
        ),
        facts.NomineeNamed(
            **about(kind),
            subject=subject,
            achievement="Đưa hiện vật đến lớp học.",
            period="2023",
            key=achievement_key(subject, "Đưa hiện vật đến lớp học.", "2023"),
        ),
    )


ELIGIBLE = facts.EligibilityJudged(
    **about(),
    judged_on=date(2023, 9, 18),
    eligible=True,
    answers=tuple(facts.EligibilityAnswer(rule=rule, kept=True) for rule in facts.EligibilityRule),
)
SHORTLISTED = facts.NominationShortlisted(**about(), shortlisted_on=date(2023, 9, 20))
VOTED = facts.NominationVoted(
    **about(), ballot="bau", votes=3, cast=10, share="30", rank=1, noted_on=date(2023, 10, 3)
)
SCORED = facts.CouncilScored(
    **about(),
    means=scores("80", "90"),
    total="86",
    members=3,
    excluded=1,
    scored_on=date(2023, 10, 10),
)
VERIFIED = facts.SiteVerified(
    **about(), confirmed=True, team=("van-phong", "thanh-tra"), visited_on=date(2023, 10, 12)
)
#: Everything up to the shortlist, and up to the end of the council's work.
UP = (*made(), ELIGIBLE, SHORTLISTED)
FOUND_GOOD = (*UP, VOTED, SCORED, VERIFIED)
