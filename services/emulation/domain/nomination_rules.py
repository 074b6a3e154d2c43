"""The rules of a nomination that can say no, in words for whoever meets them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from danvan.contracts.base import Refused, Resend, Slug
from danvan.contracts.campaign import CampaignDocument, Level
from danvan.contracts.emulation import CriterionScore, NominationId
from danvan.contracts.problems import did_you_mean


def unknown(nomination: NominationId) -> Refused:
    """There is no such nomination."""
    return Refused(
        "unknown-nomination",
        vi=f"Không có đề cử “{nomination}”; hãy xem danh sách đề cử.",
        en=f"There is no nomination '{nomination}'; see the list of nominations.",
    )


def exists(nomination: NominationId) -> Refused:
    """The name was used for something else."""
    return Refused(
        "nomination-exists",
        vi=f"Đề cử “{nomination}” đã có với nội dung khác; hãy đặt tên khác.",
        en=f"The nomination '{nomination}' exists with other content; choose another name.",
        pointer="/name",
    )


def of_another_unit(nomination: NominationId, unit: Slug) -> Refused:
    """A unit speaks for its own nominations only."""
    return Refused(
        "nomination-of-another-unit",
        vi=f"Đề cử “{nomination}” là của đơn vị “{unit}”; chỉ đơn vị đó được gửi.",
        en=f"The nomination '{nomination}' is one of '{unit}'; only that unit may send for it.",
        resend=Resend.NEVER,
    )


def not_preparing(nomination: NominationId) -> Refused:
    """It is too late to change it."""
    return Refused(
        "nomination-not-in-preparation",
        vi=f"Đề cử “{nomination}” đã qua bước chuẩn bị, không nhận thêm minh chứng, điểm tự chấm.",
        en=f"The nomination '{nomination}' is past preparation; no more evidence or self-scores.",
        resend=Resend.NEVER,
    )


def not_a_model() -> Refused:
    """Only a model is a variant of a model."""
    return Refused(
        "parent-of-no-model",
        vi="Chỉ đề cử loại “model” mới có “parent”; hãy bỏ “parent” hoặc đổi loại.",
        en="Only a nomination of kind 'model' has a `parent`; leave it out or change the kind.",
        pointer="/parent",
    )


def parent_not_recognised(parent: NominationId) -> Refused:
    """What one varies must have been recognised."""
    return Refused(
        "parent-not-recognised",
        vi=f"Mô hình “{parent}” chưa được công nhận hoặc đã bị thu hồi.",
        en=f"The model '{parent}' isn't recognised, or no longer.",
        pointer="/parent",
    )


def not_adopted(parent: NominationId) -> Refused:
    """A variant comes of doing it oneself."""
    return Refused(
        "variant-without-adoption",
        vi=f"Đơn vị chưa áp dụng mô hình “{parent}”; hãy đăng ký áp dụng trước.",
        en=f"The unit has not adopted the model '{parent}'; offer its adoption first.",
        pointer="/parent",
    )


def cycle(nomination: NominationId) -> Refused:
    """Nothing comes of itself."""
    return Refused(
        "variant-of-itself",
        vi=f"Đề cử “{nomination}” nằm trong chuỗi mô hình gốc của chính nó.",
        en=f"The nomination '{nomination}' stands in the line of its own parents.",
        pointer="/parent",
    )


def unknown_criterion(criterion: Slug, document: CampaignDocument, pointer: str) -> Refused:
    """The campaign has no such criterion."""
    near = did_you_mean(criterion, [each.id for each in document.criteria])
    return Refused(
        "unknown-criterion",
        vi=f"Đợt thi đua không có tiêu chí “{criterion}”.{near.vi}",
        en=f"The campaign has no criterion '{criterion}'.{near.en}",
        pointer=pointer,
    )


def check_scores(scores: Iterable[CriterionScore], document: CampaignDocument, at: str) -> None:
    """Every criterion of the campaign is scored once.

    Raises:
        Refused: naming what is missing, strange or there twice.
    """
    given = [score.criterion for score in scores]
    wanted = {criterion.id for criterion in document.criteria}
    if strange := [criterion for criterion in given if criterion not in wanted]:
        raise unknown_criterion(strange[0], document, at)
    twice = sorted({each for each in given if given.count(each) > 1})
    if missing := sorted(wanted - set(given)) or twice:
        named = ", ".join(missing)
        raise Refused(
            "criteria-not-scored-once",
            vi=f"Mỗi tiêu chí phải có đúng một điểm; hãy xem lại: {named}.",
            en=f"Every criterion takes exactly one score; look again at: {named}.",
            pointer=at,
        )


def not_eligible(nomination: NominationId) -> Refused:
    """Only what keeps all rules goes on."""
    return Refused(
        "nomination-not-eligible",
        vi=f"Đề cử “{nomination}” chưa được xét hoặc không đủ điều kiện.",
        en=f"The nomination '{nomination}' has not been judged eligible.",
    )


def past_judging(nomination: NominationId) -> Refused:
    """It has gone on already, or is no longer up."""
    return Refused(
        "nomination-already-selected",
        vi=f"Đề cử “{nomination}” đã qua bước xét điều kiện hoặc không còn hiệu lực.",
        en=f"The nomination '{nomination}' is past the judging of eligibility, or no longer up.",
    )


def light_path() -> Refused:
    """A good deed needs no vote."""
    return Refused(
        "good-deed-needs-no-vote",
        vi="“Người tốt, việc tốt” được biểu dương ngay, không qua xét điều kiện và bình chọn.",
        en="A good deed is praised at once; it goes through no eligibility and no vote.",
    )


def too_late_to_withdraw(nomination: NominationId) -> Refused:
    """What was honoured is not withdrawn but revoked."""
    return Refused(
        "nomination-already-honoured",
        vi=f"Đề cử “{nomination}” đã có kết quả; chỉ có thể thu hồi bằng quyết định.",
        en=f"The nomination '{nomination}' has its result; it can only be revoked by a decision.",
    )


def not_shortlisted(nomination: NominationId) -> Refused:
    """Only what is shortlisted is voted on, scored, verified, recognised."""
    return Refused(
        "nomination-not-shortlisted",
        vi=f"Đề cử “{nomination}” không có trong danh sách sơ tuyển.",
        en=f"The nomination '{nomination}' isn't shortlisted.",
    )


def team_too_small(needed: int) -> Refused:
    """More eyes are needed."""
    return Refused(
        "site-team-too-small",
        vi=f"Đoàn xác minh cần ít nhất {needed} người; hãy bổ sung.",
        en=f"A team that verifies on site has at least {needed} persons; name more.",
        pointer="/team",
    )


def team_of_own_unit(unit: Slug) -> Refused:
    """Nobody verifies their own unit."""
    return Refused(
        "site-team-of-own-unit",
        vi=f"Đoàn xác minh không được có người của đơn vị “{unit}” được đề cử.",
        en=f"Nobody of the nominated unit '{unit}' may be in the team.",
        pointer="/team",
    )


def not_scored() -> Refused:
    """The council has to speak first."""
    return Refused(
        "nomination-not-scored",
        vi="Hội đồng chưa công bố điểm của đề cử này; hãy chờ đóng chấm điểm.",
        en="The council's scores of this nomination are not open yet; wait for the closing.",
    )


def not_open_for_comments() -> Refused:
    """Comments are taken in while it is published."""
    return Refused(
        "not-open-for-comments",
        vi="Đề cử này chưa công khai lấy ý kiến, hoặc đã hết thời gian lấy ý kiến.",
        en="This nomination isn't published for comment, or the time for comments is over.",
    )


def comments_still_open(until: date) -> Refused:
    """Everybody is heard before it is recognised."""
    return Refused(
        "comment-period-not-over",
        vi=f"Thời gian lấy ý kiến đến hết {until:%d/%m/%Y}; hãy công nhận sau ngày đó.",
        en=f"The time for comments lasts to {until}; recognise after that day.",
        resend=Resend.AS_IS,
    )


def rung_missing(level: Level) -> Refused:
    """The ladder is climbed rung by rung."""
    return Refused(
        "level-out-of-order",
        vi=f"Chưa thể công nhận cấp “{level}”: phải công nhận lần lượt từ cấp thấp nhất của đợt.",
        en=f"Not yet the level '{level}': levels are climbed in turn, from the campaign's lowest.",
        pointer="/level",
    )


def already_declined() -> Refused:
    """What was declined goes no higher."""
    return Refused(
        "recognition-declined",
        vi="Đề cử đã bị từ chối ở cấp này hoặc cấp dưới.",
        en="The nomination was declined at this level or below.",
        pointer="/level",
    )


def below_terms(level: Level, told: Iterable[tuple[str, str]]) -> Refused:
    """The terms of the level aren't met; `told`: which, in both languages."""
    terms = list(told)
    return Refused(
        "terms-of-level-not-met",
        vi=f"Chưa đạt điều kiện cấp “{level}”: {'; '.join(vi for vi, _ in terms)}.",
        en=f"The terms of the level '{level}' are not met: {'; '.join(en for _, en in terms)}.",
        pointer="/level",
    )


def not_recognised() -> Refused:
    """Only what is recognised can be praised or revoked."""
    return Refused(
        "nomination-not-recognised",
        vi="Đề cử này chưa được công nhận ở cấp đó.",
        en="This nomination isn't recognised at that level.",
    )
