"""The rules of a council that can say no, in words for whoever meets them."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Refused, Resend


def scoring_begun() -> Refused:
    """The council is whole from its first score on; only an extension lets the silent give way."""
    return Refused(
        "scoring-already-begun",
        vi="Hội đồng đã bắt đầu chấm điểm; chỉ khi đã gia hạn chấm điểm mới được thay thành viên"
        " chưa chấm, và giữ nguyên số thành viên.",
        en="The council has begun to score; only after an extension can members who have scored"
        " nothing be replaced, each by another one.",
    )


def chair_no_member() -> Refused:
    """Who presides is one of them."""
    return Refused(
        "chair-not-a-member",
        vi="Chủ tịch hội đồng phải là một thành viên; hãy thêm vào “members”.",
        en="The chair has to be one of the members; add them to `members`.",
        pointer="/chair",
    )


def member_twice() -> Refused:
    """Everybody has one voice."""
    return Refused(
        "member-named-twice",
        vi="Có thành viên được nêu hai lần; hãy bỏ bớt một.",
        en="A member is named twice; leave one out.",
        pointer="/members",
    )


def no_member() -> Refused:
    """Only the council judges."""
    return Refused(
        "not-a-council-member",
        vi="Bạn không phải là thành viên hội đồng của đợt thi đua này.",
        en="You are no member of this campaign's council.",
        resend=Resend.NEVER,
    )


def no_council() -> Refused:
    """Somebody has to judge."""
    return Refused(
        "no-council",
        vi="Chưa có hội đồng; hãy quyết định thành lập hội đồng trước.",
        en="There is no council yet; appoint it first.",
    )


def conflict_of_interest() -> Refused:
    """Nobody judges what is their own."""
    return Refused(
        "conflict-of-interest",
        vi="Bạn không được chấm đề cử này: đây là đơn vị của bạn, hoặc bạn đã khai xung đột"
        " lợi ích.",
        en="You may not score this nomination: it is your own unit's, or you have declared a"
        " conflict of interest.",
        resend=Resend.NEVER,
    )


def scoring_closed() -> Refused:
    """The scores are open."""
    return Refused(
        "scoring-closed",
        vi="Đã đóng chấm điểm, hoặc đợt thi đua đã kết thúc; không nhận thêm.",
        en="The scoring is closed, or the campaign is over; nothing more is taken in.",
        resend=Resend.NEVER,
    )


def still_scoring(last: date) -> Refused:
    """Nobody sees a score before all have scored."""
    return Refused(
        "scoring-still-open",
        vi=f"Còn thành viên chưa chấm; hãy chờ đủ điểm hoặc hết ngày {last:%d/%m/%Y}.",
        en=f"Some members have not scored yet; wait for them, or until after {last}.",
        resend=Resend.AS_IS,
    )


def quorum_not_met(present: int, needed: int) -> Refused:
    """Too few have taken part."""
    return Refused(
        "quorum-not-met",
        vi=f"Mới có {present} thành viên chấm, cần ít nhất {needed}; hãy gia hạn chấm điểm.",
        en=f"Only {present} members have scored; at least {needed} have to. Extend the scoring.",
    )


def quorum_met() -> Refused:
    """More time is for want of a quorum only."""
    return Refused(
        "quorum-already-met",
        vi="Mọi đề cử đã đủ số thành viên chấm; hãy đóng chấm điểm thay vì gia hạn.",
        en="Enough members have scored every nomination; close the scoring instead.",
        resend=Resend.NEVER,
    )


def scoring_not_over(last: date) -> Refused:
    """More time is given when the time is over."""
    return Refused(
        "scoring-not-over",
        vi=f"Thời gian chấm điểm còn đến hết ngày {last:%d/%m/%Y}; hãy gia hạn sau ngày đó.",
        en=f"The time for scores lasts to {last}; extend it after that day.",
        resend=Resend.AS_IS,
    )


def extension_out_of_bounds(first: date, end: date) -> Refused:
    """There must be time to recognise what is scored."""
    return Refused(
        "extension-out-of-bounds",
        vi=f"Ngày gia hạn phải từ {first:%d/%m/%Y} và trước {end:%d/%m/%Y}, ngày cuối để công"
        " nhận; hãy chọn ngày khác.",
        en=f"The new last day must be {first} or later, and before {end}, the last day to"
        " recognise; choose another one.",
        pointer="/until",
    )


def score_stands() -> Refused:
    """Whoever has scored in time changes nothing in the time that others are given."""
    return Refused(
        "score-already-sealed",
        vi="Điểm bạn đã chấm được giữ nguyên; thời gian gia hạn chỉ dành cho đề cử bạn chưa chấm.",
        en="What you have scored stands; the time was extended for what you have not scored.",
        resend=Resend.NEVER,
    )


def key_changed() -> Refused:
    """What was sealed under a key opens with that key only."""
    return Refused(
        "council-key-changed",
        vi="Điểm đã niêm phong bằng khóa khác; người vận hành cần đặt lại DANVAN_COUNCIL_KEY cũ.",
        en="The scores were sealed under another key; the operator has to set the earlier"
        " DANVAN_COUNCIL_KEY again.",
        resend=Resend.AS_IS,
    )


def key_missing() -> Refused:
    """Without its key nothing can be sealed."""
    return Refused(
        "council-key-missing",
        vi="Hệ thống chưa có khóa niêm phong điểm; người vận hành cần đặt DANVAN_COUNCIL_KEY.",
        en="The key that seals scores is not set; the operator has to set DANVAN_COUNCIL_KEY.",
        resend=Resend.AS_IS,
    )
