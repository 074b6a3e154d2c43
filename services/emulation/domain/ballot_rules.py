"""The rules of a ballot's terms, and of what a teller hands in."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from danvan.contracts.ballot_paper import BATCH_BYTES, sealed_length
from danvan.contracts.base import Model, Refused, Resend, Slug
from danvan.contracts.calendar import TIME_ZONE, local_day
from danvan.contracts.campaign import CampaignDocument, Phase
from danvan.contracts.emulation.ballots import (
    BallotTerms,
    Sealed,
    Signature,
    Voter,
    roll_digest,
)
from danvan.contracts.emulation.nominations import NominationFact

#: A sealed paper in a list: its quotes and its comma.
_AROUND = 3


class LayerWork(Model):
    """What the teller of the unit `by` hands in; `signed`: the signature holds for it."""

    by: Slug
    layer: int
    papers: tuple[Sealed, ...]
    spoilt: int
    signature: Signature
    signed: bool


def check_terms(terms: BallotTerms, voters: tuple[Voter, ...], at: datetime) -> None:
    """Whether a ballot can be held on these terms.

    Raises:
        Refused: by the first rule that is broken.
    """
    _check_parts(terms, voters)
    if not max(terms.opens, at) < terms.closes:
        raise Refused(
            "ballot-times-reversed",
            vi="Giờ đóng phải ở sau giờ mở và chưa qua; hãy sửa “opens”, “closes”.",
            en="The closing time must lie after the opening time and ahead; mend the times.",
            pointer="/closes",
        )
    if len(voters) < terms.least:
        raise Refused(
            "electorate-too-small",
            vi=f"Chỉ có {len(voters)} cử tri, cần ít nhất {terms.least} để giữ kín lá phiếu;"
            " hãy gộp với nơi khác.",
            en=f"There are {len(voters)} voters, and secrecy needs {terms.least}; vote together"
            " with others.",
            pointer="/voters",
        )
    fits = BATCH_BYTES // (sealed_length(terms, len(terms.tellers)) + _AROUND)
    if len(voters) > fits:
        raise Refused(
            "electorate-too-large",
            vi=f"Có {len(voters)} cử tri, một cuộc bỏ phiếu này chứa được {fits};"
            " hãy dùng mã lựa chọn ngắn hơn, hoặc ít lựa chọn hơn trên một phiếu.",
            en=f"There are {len(voters)} voters, and such a ballot holds {fits}; use shorter ids"
            " for the choices, or fewer choices on one paper.",
            pointer="/voters",
        )


def _check_parts(terms: BallotTerms, voters: tuple[Voter, ...]) -> None:
    assert (terms.electorate, terms.roll) == (len(voters), roll_digest(voters))
    _check_once("voter-twice", "/voters", (voter.voter for voter in voters))
    _check_once("choice-twice", "/choices", (choice.id for choice in terms.choices))
    _check_once("teller-key-twice", "/tellers", (teller.key for teller in terms.tellers))
    if len({teller.unit for teller in terms.tellers}) < len(terms.tellers):
        raise Refused(
            "tellers-of-one-unit",
            vi="Mỗi người kiểm phiếu phải thuộc một đơn vị khác nhau; hãy chọn người khác.",
            en="Tellers must be of different units; choose somebody else.",
            pointer="/tellers",
        )
    if terms.most > len(terms.choices):
        raise Refused(
            "more-than-all",
            vi=f"Không thể chọn {terms.most} trong {len(terms.choices)} mục; hãy sửa “most”.",
            en=f"Nobody can choose {terms.most} of {len(terms.choices)}; mend `most`.",
            pointer="/most",
        )


def check_campaign(
    terms: BallotTerms,
    campaign: CampaignDocument,
    shortlisted: Iterable[NominationFact],
    taken: Collection[str],
) -> None:
    """Whether a campaign is voted on as it says, without naming persons to everybody.

    Raises:
        Refused: by the first rule that is broken.
    """
    up = {it.nomination: it.kind for it in shortlisted if it.campaign == campaign.campaign}
    if strangers := [choice.id for choice in terms.choices if choice.id not in up]:
        raise Refused(
            "choice-not-shortlisted",
            vi=f"Chưa vào danh sách bình chọn của đợt thi đua này: {', '.join(strangers)}; hãy bỏ"
            " ra, hoặc đưa vào danh sách trước.",
            en=f"Not shortlisted in this campaign: {', '.join(strangers)}; leave them out, or"
            " shortlist them first.",
            pointer="/choices",
        )
    if twice := [choice.id for choice in terms.choices if choice.id in taken]:
        raise Refused(
            "choice-in-another-ballot",
            vi=f"Đã đưa ra bỏ phiếu ở cuộc khác: {', '.join(twice)}; hãy bỏ ra, hoặc hủy cuộc kia.",
            en=f"Another ballot is held on: {', '.join(twice)}; leave them out, or void that one.",
            pointer="/choices",
        )
    votes = min(campaign.votes_each, len(terms.choices))
    if terms.most != votes:
        raise Refused(
            "other-number-of-votes",
            vi=f"Thể lệ thi đua cho mỗi người {votes} lựa chọn, không phải"
            f" {terms.most}; hãy sửa “most”.",
            en=f"The campaign gives everybody {votes} choices, not {terms.most}; mend `most`.",
            pointer="/most",
        )
    first, last = (
        day(Phase.VOTE) for day in (campaign.calendar.first_day, campaign.calendar.last_day)
    )
    if local_day(terms.opens) < first or local_day(terms.closes) > last:
        raise Refused(
            "outside-the-voting-days",
            vi=f"Đợt thi đua bình chọn từ {first:%d/%m/%Y} đến hết {last:%d/%m/%Y}; hãy sửa"
            " “opens”, “closes”.",
            en=f"The campaign votes from {first} to the end of {last}; mend the times.",
            pointer="/opens",
        )
    if any(choice.title and up[choice.id].of_a_person for choice in terms.choices):
        raise Refused(
            "person-named",
            vi="Thể lệ ai cũng đọc được: với cá nhân chỉ ghi mã, không ghi “title”.",
            en="Everybody reads the terms: give a person's id alone, without a title.",
            pointer="/choices",
        )


def _check_once(rule: str, pointer: str, values: Iterable[Hashable]) -> None:
    listed = list(values)
    if len(set(listed)) < len(listed):
        raise Refused(
            rule,
            vi="Có mục xuất hiện hai lần trong danh sách này; hãy bỏ bớt một.",
            en="Something stands twice in this list; leave one of them out.",
            pointer=pointer,
        )


def check_layer(terms: BallotTerms, done: int, batch: tuple[str, ...], work: LayerWork) -> None:
    """Whether this is the work of the teller whose turn it is, on all the papers there are.

    Raises:
        Refused: by the first rule that is broken.
    """
    if work.layer != done + 1:
        raise Refused(
            "layer-out-of-turn",
            vi=f"Đang đến lớp {done + 1}, không phải lớp {work.layer}; hãy tải lại các phiếu.",
            en=f"It is the turn of layer {done + 1}, not {work.layer}; fetch the papers again.",
            pointer="/layer",
            resend=Resend.NEVER,
        )
    teller = terms.tellers[done].unit
    if work.by != teller:
        raise Refused(
            "layer-of-another-teller",
            vi=f"Lớp {work.layer} do người kiểm phiếu của “{teller}” mở; hãy chờ đến lượt.",
            en=f"Layer {work.layer} is for the teller of '{teller}' to open; wait for your turn.",
            pointer="/layer",
            resend=Resend.NEVER,
        )
    if any(a >= b for a, b in pairwise(work.papers)):
        raise Refused(
            "papers-repeated-or-unsorted",
            vi="Các phiếu phải được sắp xếp và không lặp lại; hãy dùng `danvan ballot open`.",
            en="Papers must be sorted and each stand once; use `danvan ballot open`.",
            pointer="/papers",
        )
    length = sealed_length(terms, len(terms.tellers) - work.layer)
    if any(len(paper) != length for paper in work.papers):
        raise other_length()
    if len(work.papers) + work.spoilt != len(batch):
        raise Refused(
            "papers-missing-or-added",
            vi=f"Có {len(batch)} phiếu để mở, nhưng được trả lại {len(work.papers)} phiếu và"
            f" {work.spoilt} phiếu hỏng; hãy mở lại từ đầu.",
            en=f"There were {len(batch)} papers to open; {len(work.papers)} and {work.spoilt}"
            " spoilt ones came back. Open them anew.",
            pointer="/papers",
        )
    if not work.signed:
        raise Refused(
            "signature-does-not-hold",
            vi="Chữ ký không phải của người kiểm phiếu này trên các phiếu này; hãy dùng đúng khóa.",
            en="This is not the signature of this teller on these papers; use the right key.",
            pointer="/signature",
        )


def other_length() -> Refused:
    """A paper that could be told from the others."""
    return Refused(
        "paper-of-another-length",
        vi="Phiếu này có độ dài khác các phiếu khác; hãy niêm phong lại theo thể lệ hiện có.",
        en="This paper has another length than the others; seal it anew on the present terms.",
        pointer="/paper",
    )


def unknown_ballot(ballot: str) -> Refused:
    """There is no such ballot."""
    return Refused(
        "unknown-ballot",
        vi=f"Không có cuộc bỏ phiếu “{ballot}”; hãy xem danh sách các cuộc bỏ phiếu.",
        en=f"There is no ballot '{ballot}'; see the list of ballots.",
        pointer="/ballot",
    )


def already_opened(ballot: str) -> Refused:
    """The terms of a ballot stand."""
    return Refused(
        "ballot-already-opened",
        vi=f"“{ballot}” đã mở với thể lệ khác, không sửa được; hãy dùng một mã khác.",
        en=f"'{ballot}' was opened on other terms, which stand; use another id.",
        pointer="/ballot",
        resend=Resend.NEVER,
    )


def no_least_number() -> Refused:
    """Nobody has said how few voters are too few."""
    return Refused(
        "policy-row-missing",
        vi="Chưa quy định số cử tri tối thiểu; hãy thêm dòng “ballot.least-voters” đang có hiệu lực"
        " vào tệp chính sách.",
        en="Nothing says how few voters are too few; add a row 'ballot.least-voters' that is in"
        " force to the policy file.",
        resend=Resend.AS_IS,
    )


def not_open_yet(terms: BallotTerms) -> Refused:
    """It is too early."""
    return Refused(
        "ballot-not-open-yet",
        vi=f"Cuộc bỏ phiếu mở lúc {_when(terms.opens)}; hãy chờ đến khi đó.",
        en=f"The ballot opens at {terms.opens.isoformat()}; wait until then.",
        resend=Resend.AS_IS,
    )


def still_open(terms: BallotTerms) -> Refused:
    """Nothing is closed, nor looked at, before the time."""
    return Refused(
        "ballot-still-open",
        vi=f"Cuộc bỏ phiếu đóng lúc {_when(terms.closes)}; hãy chờ đến khi đó.",
        en=f"The ballot closes at {terms.closes.isoformat()}; wait until then.",
        resend=Resend.AS_IS,
    )


def closed(terms: BallotTerms) -> Refused:
    """It is too late."""
    return Refused(
        "ballot-closed",
        vi=f"Cuộc bỏ phiếu đã đóng lúc {_when(terms.closes)}; không nhận phiếu nữa.",
        en=f"The ballot closed at {terms.closes.isoformat()}; no more papers are taken.",
        resend=Resend.NEVER,
    )


def nothing_to_peel(terms: BallotTerms) -> Refused:
    """No papers lie ready for a teller."""
    return Refused(
        "no-papers-to-open",
        vi=f"“{terms.ballot}” không có phiếu nào đang chờ mở; hãy xem trạng thái của nó.",
        en=f"'{terms.ballot}' has no papers that wait to be opened; see how it stands.",
        resend=Resend.NEVER,
    )


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(TIME_ZONE)):%H:%M ngày %d/%m/%Y}"
