"""The rules of a campaign that can say no, and what is fixed from which phase on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from danvan.contracts.base import Problem, Refused, Resend, Slug
from danvan.contracts.campaign import CampaignDocument, Phase

QUORUM = "council.emulation.quorum"
COMMENT_PERIOD = "nomination.comment-period"
SITE_TEAM = "site-visit.team"

#: The phase from whose first day on a part of the document stands.
FIXED_FROM = {
    "plan": Phase.REGISTER,
    "clause": Phase.REGISTER,
    "period": Phase.REGISTER,
    "criteria": Phase.REGISTER,
    "quotas": Phase.REGISTER,
    "voters": Phase.VOTE,
    "votes_each": Phase.VOTE,
    "levels": Phase.RECOGNISE,
}
_PHASES_VI = {
    Phase.REGISTER: "đăng ký",
    Phase.EVIDENCE: "nộp minh chứng",
    Phase.SHORTLIST: "sơ tuyển",
    Phase.VOTE: "bình chọn",
    Phase.SCORE: "chấm điểm",
    Phase.VERIFY: "xác minh thực tế",
    Phase.RECOGNISE: "công nhận",
}


def level_policies(level: str) -> tuple[str, str, str]:
    """The keys of a level's terms: least score, least share of votes, confirmed site visits."""
    base = f"recognition.{level}"
    return f"{base}.min-score", f"{base}.min-votes", f"{base}.site-visits"


def needed_policies(document: CampaignDocument) -> tuple[str, ...]:
    """The keys of all policy rows that a campaign is run by."""
    levels = (key for level in document.levels for key in level_policies(level))
    return (QUORUM, COMMENT_PERIOD, SITE_TEAM, *levels)


def fixed_parts(old: CampaignDocument, new: CampaignDocument, day: date) -> tuple[str, ...]:
    """The parts that differ and may no longer be changed on this day."""
    return tuple(_fixed(old, new, day))


def _fixed(old: CampaignDocument, new: CampaignDocument, day: date) -> Iterator[str]:
    for part, phase in FIXED_FROM.items():
        if getattr(old, part) != getattr(new, part) and day >= old.calendar.first_day(phase):
            yield part
    for name in type(old.calendar).model_fields:
        before, after = getattr(old.calendar, name), getattr(new.calendar, name)
        if before != after and min(before, after) < day:
            yield name


def unknown(campaign: Slug) -> Refused:
    """There is no such campaign."""
    return Refused(
        "unknown-campaign",
        vi=f"Không có đợt thi đua “{campaign}”; hãy xem danh sách đợt thi đua.",
        en=f"There is no campaign '{campaign}'; see the list of campaigns.",
    )


def already_launched(campaign: Slug) -> Refused:
    """A campaign is launched once."""
    return Refused(
        "campaign-already-launched",
        vi=f"Đợt thi đua “{campaign}” đã phát động với nội dung khác; hãy sửa đổi đợt đó.",
        en=f"The campaign '{campaign}' was launched with other content; amend it instead.",
        pointer="/document",
    )


def another_campaign(campaign: Slug) -> Refused:
    """A campaign keeps its id."""
    return Refused(
        "campaign-id-changed",
        vi=f"Mã đợt thi đua phải giữ nguyên là “{campaign}”.",
        en=f"The id of the campaign stays '{campaign}'.",
        pointer="/document/campaign",
    )


def invalid(problems: tuple[Problem, ...]) -> Refused:
    """The parts of the document do not fit each other."""
    placed = tuple(
        problem.model_copy(update={"pointer": f"/document{problem.pointer or ''}"})
        for problem in problems
    )
    return Refused(
        "campaign-invalid",
        vi=f"Nội dung đợt thi đua có {len(placed)} chỗ sai; hãy sửa từng chỗ.",
        en=f"The campaign has {len(placed)} mistake(s); mend each of them.",
        pointer="/document",
        problems=placed,
    )


def begins_too_late(until: date) -> Refused:
    """Nobody could register any more."""
    return Refused(
        "registration-already-over",
        vi=f"Hạn đăng ký {until:%d/%m/%Y} đã qua; hãy sửa lịch của đợt thi đua.",
        en=f"Registration would have ended on {until}; change the campaign's calendar.",
        pointer="/document/calendar/register_until",
    )


def policy_missing(keys: list[str]) -> Refused:
    """What the campaign is to be run by isn't laid down."""
    named = ", ".join(keys)
    return Refused(
        "policy-missing",
        vi=f"Chưa có quy định nào có hiệu lực cho: {named}; hãy bổ sung tệp chính sách.",
        en=f"No policy row is in force for: {named}; add them to the policy file.",
    )


def already_fixed(parts: tuple[str, ...]) -> Refused:
    """What a phase rests on stands once it has begun."""
    named = ", ".join(parts)
    return Refused(
        "phase-already-begun",
        vi=f"Không sửa được nữa: {named}; giai đoạn liên quan đã bắt đầu hoặc ngày đã qua.",
        en=f"No longer to be changed: {named}; their phase has begun, or the day has passed.",
        pointer="/document",
    )


def phase_not_begun(phase: Phase, first: date) -> Refused:
    """It is too early."""
    return Refused(
        "phase-not-begun",
        vi=f"Giai đoạn {_PHASES_VI[phase]} bắt đầu từ {first:%d/%m/%Y}; hãy chờ đến ngày đó.",
        en=f"The phase '{phase}' begins on {first}; wait until then.",
        resend=Resend.AS_IS,
    )


def phase_over(phase: Phase, last: date) -> Refused:
    """It is too late."""
    return Refused(
        "phase-over",
        vi=f"Giai đoạn {_PHASES_VI[phase]} đã hết hạn ngày {last:%d/%m/%Y}.",
        en=f"The phase '{phase}' ended on {last}; nothing more is taken in.",
        resend=Resend.NEVER,
    )
