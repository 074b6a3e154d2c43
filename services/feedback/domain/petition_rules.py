"""The rules of a petition that can say no, in words for whoever meets them."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Refused, Resend, Slug, Text
from danvan.contracts.feedback import PetitionId


def unknown(petition: PetitionId) -> Refused:
    """Nobody has received it."""
    return Refused(
        "unknown-petition",
        vi=f"Không có đơn “{petition}”; hãy ghi nhận đơn trước, hoặc xem lại mã.",
        en=f"There is no petition '{petition}'; record its receipt first, or look at the id again.",
        pointer="/petition",
    )


def of_another_unit(petition: PetitionId, unit: Slug) -> Refused:
    """A unit speaks for its own petitions only."""
    return Refused(
        "petition-of-another-unit",
        vi=f"Đơn “{petition}” do “{unit}” giải quyết; chỉ đơn vị đó được cập nhật.",
        en=f"The petition '{petition}' is with '{unit}'; only it may speak for it.",
        pointer="/petition",
        resend=Resend.NEVER,
    )


def received_differently(petition: PetitionId) -> Refused:
    """The number was used for something else."""
    return Refused(
        "petition-number-reused",
        vi=f"Số “{petition}” đã dùng cho một đơn khác; hãy dùng số mới.",
        en=f"'{petition}' was used for another petition; use a new number.",
        pointer="/number",
        resend=Resend.NEVER,
    )


def received_in_the_future(day: date) -> Refused:
    """A petition is logged when it is there."""
    return Refused(
        "received-in-the-future",
        vi=f"Ngày {day:%d/%m/%Y} chưa đến; hãy ghi ngày đã nhận đơn.",
        en=f"{day} has not come yet; give the day on which it was received.",
        pointer="/received",
    )


def not_classified(petition: PetitionId) -> Refused:
    """Which procedure rules it is not known yet."""
    return Refused(
        "petition-not-classified",
        vi=f"Đơn “{petition}” chưa được phân loại; hãy phân loại trước.",
        en=f"The petition '{petition}' is not classified yet; classify it first.",
        pointer="/petition",
    )


def classified_already(petition: PetitionId) -> Refused:
    """What it is in law is said once."""
    return Refused(
        "petition-already-classified",
        vi=f"Đơn “{petition}” đã được phân loại khác; nội dung khác thì tách thành đơn mới.",
        en=f"The petition '{petition}' was classified otherwise; split other content off as a new"
        " one.",
        pointer="/petition_class",
        resend=Resend.NEVER,
    )


def over(petition: PetitionId) -> Refused:
    """Nothing more is to be done."""
    return Refused(
        "petition-over",
        vi=f"Đơn “{petition}” đã kết thúc.",
        en=f"The petition '{petition}' is over.",
        pointer="/petition",
        resend=Resend.NEVER,
    )


def not_handled(petition: PetitionId) -> Refused:
    """It is still being worked on."""
    return Refused(
        "petition-not-handled",
        vi=f"Đơn “{petition}” đang được giải quyết; hãy chờ kết quả.",
        en=f"The petition '{petition}' is still being handled; wait for the outcome.",
        pointer="/petition",
        resend=Resend.AS_IS,
    )


def rated_already() -> Refused:
    """One opinion counts."""
    return Refused(
        "petition-already-rated",
        vi="Vụ việc này đã được đánh giá; mỗi vụ việc chỉ đánh giá một lần.",
        en="This case was rated already; a case is rated once.",
        pointer="/rating",
        resend=Resend.NEVER,
    )


def not_in_legal_form() -> Refused:
    """Law 25/2018/QH14, Articles 22 and 25."""
    return Refused(
        "denunciation-not-in-legal-form",
        vi="Tố cáo nặc danh, qua mạng hoặc điện thoại không được thụ lý (Luật Tố cáo, Điều 22, 25);"
        " hãy lưu làm thông tin.",
        en="A denunciation that is anonymous, online or by telephone is not accepted (Law on"
        " Denunciations, Articles 22 and 25); file it as information.",
        pointer="/step",
    )


def no_such_part(contents: int) -> Refused:
    """Parts are the contents, counted from 1."""
    return Refused(
        "no-such-part",
        vi=f"Đơn có {contents} nội dung, đánh số từ 1; hãy ghi đúng số.",
        en=f"The petition has {contents} content(s), counted from 1; name those.",
        pointer="/parts",
    )


def not_a_complaint() -> Refused:
    """Only complaints have a second resolution."""
    return Refused(
        "second-stage-for-complaints-only",
        vi="Chỉ khiếu nại mới có giải quyết lần hai.",
        en="Only complaints have a second stage.",
        pointer="/relation",
    )


def first_not_over(petition: PetitionId) -> Refused:
    """02/2011/QH13, Article 33."""
    return Refused(
        "first-stage-not-over",
        vi=f"Khi nhận đơn này, “{petition}” chưa có quyết định lần đầu và chưa quá hạn; chưa thể"
        " khiếu nại lần hai.",
        en=f"When this one was received, '{petition}' had no first decision and its limit had not"
        " passed; it was too early for a second complaint.",
        pointer="/other",
    )


def window_closed(until: date) -> Refused:
    """The law leaves so long for it."""
    return Refused(
        "window-closed",
        vi=f"Thời hạn đã hết ngày {until:%d/%m/%Y}.",
        en=f"The time for this ended on {until}.",
        resend=Resend.NEVER,
    )


def linked_already(other: PetitionId) -> Refused:
    """A duplicate is one of one petition; what others hang on is no duplicate."""
    return Refused(
        "petition-already-linked",
        vi=f"Đơn đã có liên hệ khác với hoặc qua “{other}”; hãy liên hệ với đơn đầu tiên.",
        en=f"It is linked otherwise with or through '{other}'; link it to the first petition.",
        pointer="/other",
    )


def no_further_extension() -> Refused:
    """02/2011/QH13, Article 28; 25/2018/QH14, Article 30: how often."""
    return Refused(
        "no-further-extension",
        vi="Không được gia hạn: chưa thụ lý, đã hết số lần, hoặc chưa đủ tiêu chí phức tạp.",
        en="No extension: it is not accepted yet, none is left, or too few criteria of complexity"
        " are met.",
        pointer="/complexity",
    )


def notice_too_late(named: date, last: date) -> Refused:
    """Whoever is invited needs time."""
    return Refused(
        "notice-too-late",
        vi=f"Thông báo cho ngày {named:%d/%m/%Y} phải gửi muộn nhất ngày {last:%d/%m/%Y};"
        " hãy chọn ngày muộn hơn.",
        en=f"Notice of {named} had to be given by {last}; choose a later day.",
        pointer="/details/meeting_day",
    )


def not_to_be_reopened(petition: PetitionId) -> Refused:
    """The procedure has no way back."""
    return Refused(
        "petition-not-to-be-reopened",
        vi=f"Thủ tục của đơn “{petition}” không cho mở lại, hoặc đơn chưa giải quyết xong.",
        en=f"The procedure of '{petition}' has no reopening, or it is not handled yet.",
        pointer="/petition",
    )


def link_would_tell() -> Refused:
    """Law 25/2018/QH14, Article 8: nothing may tell who the denouncer is."""
    return Refused(
        "link-would-tell-the-denouncer",
        vi="Đơn kia có tên người gửi ghi rõ; liên hệ với tố cáo hoặc đơn chưa phân loại sẽ làm lộ"
        " người tố cáo. Hãy phân loại trước; tố cáo thì không liên hệ.",
        en="A name stands in clear on one side; a link with a denunciation, or with what is not"
        " classified yet, would tell who the denouncer is. Classify first; leave a denunciation"
        " unlinked.",
        pointer="/other",
        resend=Resend.NEVER,
    )


def second_without_first() -> Refused:
    """A second resolution is about a first one."""
    return Refused(
        "second-stage-not-linked",
        vi="Khiếu nại lần hai phải liên hệ với đơn lần đầu; hãy liên hệ (second-stage-of) trước.",
        en="A second complaint belongs to a first one; link it (second-stage-of) first.",
        pointer="/stage",
    )


def not_to_be_accepted() -> Refused:
    """Only what is eligible and ours is accepted."""
    return Refused(
        "petition-not-to-be-accepted",
        vi="Đơn không đủ điều kiện hoặc không thuộc thẩm quyền; hãy từ chối, hướng dẫn, chuyển"
        " hoặc lưu đơn.",
        en="It is not eligible, or not ours to handle: refuse, guide, transfer or file it.",
        pointer="/step",
    )


def has_own_command(step: Slug) -> Refused:
    """It says more than a step does."""
    return Refused(
        "step-has-its-own-form",
        vi=f"“{step}” được ghi nhận bằng biểu riêng: gia hạn (extension), rút (withdrawal).",
        en=f"'{step}' is recorded by a form of its own: the extension, or the withdrawal.",
        pointer="/step",
    )


def too_early(step: Text, last: date) -> Refused:
    """So long has to pass at least, e.g. by 02/2011/QH13, Article 44."""
    return Refused(
        "step-too-early",
        vi=f"“{step.vi}” chỉ được ghi nhận sau ngày {last:%d/%m/%Y}, khi hết thời gian luật định.",
        en=f"'{step.en}' is recorded after {last}, when the time that the law sets is over.",
        pointer="/step",
        resend=Resend.AS_IS,
    )


def before_meeting(day: date) -> Refused:
    """Nothing is held before its day."""
    return Refused(
        "meeting-not-yet",
        vi=f"Buổi đối thoại được báo cho ngày {day:%d/%m/%Y}; hãy ghi nhận từ ngày đó.",
        en=f"The dialogue was announced for {day}; record it from that day on.",
        pointer="/step",
        resend=Resend.AS_IS,
    )
