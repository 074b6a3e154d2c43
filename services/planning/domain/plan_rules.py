"""The rules of a plan that can say no, in words for whoever meets them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from danvan.contracts.base import Refused, Resend, Slug
from danvan.contracts.plan import PlanDocument
from danvan.contracts.plan_checks import plan_problems
from danvan.contracts.planning import NamedUnit, PlanContent
from danvan.contracts.problems import did_you_mean


def unknown(plan: Slug) -> Refused:
    """Nobody has drafted it."""
    return Refused(
        "unknown-plan",
        vi=f"Không có kế hoạch “{plan}”; hãy xem danh sách kế hoạch.",
        en=f"There is no plan '{plan}'; see the list of plans.",
        pointer="/plan",
    )


def not_issued(plan: Slug) -> Refused:
    """Still a draft."""
    return Refused(
        "plan-not-issued",
        vi=f"Kế hoạch “{plan}” còn là dự thảo; hãy ban hành trước.",
        en=f"The plan '{plan}' is still a draft; issue it first.",
        pointer="/plan",
    )


def already_issued(plan: Slug, number: str) -> Refused:
    """No draft any more."""
    return Refused(
        "plan-already-issued",
        vi=f"Kế hoạch “{plan}” đã được ban hành, số {number}; muốn thay đổi, hãy sửa đổi kế hoạch.",
        en=f"The plan '{plan}' was issued as {number}; to change it, amend it.",
        pointer="/plan",
    )


def closed(plan: Slug) -> Refused:
    """Over."""
    return Refused(
        "plan-closed",
        vi=f"Kế hoạch “{plan}” đã kết thúc.",
        en=f"The plan '{plan}' is closed.",
        pointer="/plan",
        resend=Resend.NEVER,
    )


def opinion_not_asked(plan: Slug, unit: Slug) -> Refused:
    """Only whom the agency asks gives an opinion."""
    return Refused(
        "opinion-not-asked",
        vi=f"“{unit}” không có trong danh sách lấy ý kiến về dự thảo “{plan}”.",
        en=f"'{unit}' was not asked for its opinion on the draft '{plan}'.",
        pointer="/unit",
    )


def issued_in_the_future(day: date) -> Refused:
    """A plan bears a day that has come."""
    return Refused(
        "issued-in-the-future",
        vi=f"Ngày ban hành {day:%d/%m/%Y} chưa đến; hãy ban hành khi đến ngày.",
        en=f"The day of issue {day} has not come yet; issue the plan when it has.",
        pointer="/issued_on",
    )


def check_owner(plan: Slug, agency: Slug, by: Slug | None) -> None:
    """A plan is its agency's.

    Args:
        by: who wants something of it; None for those who run the whole programme.

    Raises:
        Refused: if another unit does.
    """
    if by is not None and by != agency:
        raise Refused(
            "plan-of-another-unit",
            vi=f"Kế hoạch “{plan}” là của “{agency}”; chỉ đơn vị đó được thay đổi.",
            en=f"The plan '{plan}' belongs to '{agency}'; only that unit may change it.",
            pointer="/document/agency",
            resend=Resend.NEVER,
        )


def check_document(
    document: PlanDocument, plan: Slug, agency: Slug, units: Sequence[NamedUnit]
) -> None:
    """The document is of this plan and agency, and whole in itself.

    Raises:
        Refused: if not; with every problem at once.
    """
    if (document.plan, document.agency) != (plan, agency):
        raise Refused(
            "plan-id-taken",
            vi=f"“{plan}” là kế hoạch của “{agency}”; hãy dùng mã khác cho kế hoạch này.",
            en=f"'{plan}' is a plan of '{agency}'; use another id for this one.",
            pointer="/document/plan",
        )
    problems = plan_problems(document, {unit.unit: unit.kind for unit in units})
    if problems:
        raise Refused(
            "plan-invalid",
            vi=f"Kế hoạch có {len(problems)} chỗ sai; hãy sửa từng chỗ.",
            en=f"The plan has {len(problems)} mistake(s); mend each of them.",
            pointer="/document",
            problems=tuple(
                problem.model_copy(update={"pointer": f"/document{problem.pointer or ''}"})
                for problem in problems
            ),
        )


def check_asking(units: Sequence[Slug], known: Collection[Slug], until: date, today: date) -> None:
    """Opinions are asked of units that are there, until a day that has not passed.

    Raises:
        Refused: if not.
    """
    for unit in units:
        if unit not in known:
            hint = did_you_mean(unit, known)
            raise Refused(
                "unknown-unit",
                vi=f"Hiện không có đơn vị “{unit}”.{hint.vi}",
                en=f"There is no unit '{unit}' today.{hint.en}",
                pointer="/units",
            )
    if until < today:
        raise Refused(
            "due-in-the-past",
            vi=f"Hạn {until:%d/%m/%Y} đã qua; hãy chọn một ngày từ hôm nay trở đi.",
            en=f"The day {until} has passed; choose today or a later day.",
            pointer="/until",
        )


def check_acknowledgement(
    content: PlanContent, sent: Collection[Slug], unit: Slug, version: int
) -> None:
    """A recipient acknowledges the version that is in force and was sent to it.

    Raises:
        Refused: if not.
    """
    if unit not in content.recipients:
        raise Refused(
            "not-a-recipient",
            vi=f"“{unit}” không phải là nơi nhận kế hoạch “{content.plan}”.",
            en=f"'{unit}' is not a recipient of the plan '{content.plan}'.",
            pointer="/plan",
            resend=Resend.NEVER,
        )
    if version != content.version:
        raise Refused(
            "plan-version-not-in-force",
            vi=f"Bản đang có hiệu lực là bản {content.version}, không phải bản {version}; hãy đọc"
            " và xác nhận bản đó.",
            en=f"Version {content.version} is in force, not {version}; read and acknowledge it.",
            pointer="/version",
        )
    if unit not in sent:
        raise Refused(
            "plan-not-distributed",
            vi=f"Bản {version} của kế hoạch chưa được gửi đến “{unit}”; hãy chờ nhận rồi xác nhận.",
            en=f"Version {version} of the plan was not sent to '{unit}' yet; wait for it.",
            pointer="/plan",
            resend=Resend.AS_IS,
        )


def check_clause(document: PlanDocument, clause: str) -> None:
    """A child plan answers a clause that is there.

    Raises:
        Refused: if not.
    """
    known = [each.id for each in document.clauses]
    if clause not in known:
        hint = did_you_mean(clause, known)
        raise Refused(
            "unknown-clause",
            vi=f"Kế hoạch “{document.plan}” không có mục “{clause}”.{hint.vi}",
            en=f"The plan '{document.plan}' has no clause '{clause}'.{hint.en}",
            pointer="/document/answers",
        )
