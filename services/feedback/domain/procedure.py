"""Which version of a procedure rules a case, and whether a step of it can be taken now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from danvan.contracts.base import Refused, Slug, Text
from danvan.contracts.policy import Transition
from danvan.contracts.procedure import CaseKind, Detail, Procedure, ResolutionStage, Step
from danvan.contracts.roles import Role

_DETAILS = {
    Detail.GROUND: ("căn cứ từ chối", "the ground"),
    Detail.DOCUMENT: ("số và ngày văn bản", "the number and day of the document"),
    Detail.OUTCOME: (
        "kết luận đúng, đúng một phần hay sai",
        "the finding: right, partly, wrong",
    ),
    Detail.COMPLEXITY: ("tiêu chí phức tạp", "the criteria of complexity"),
    Detail.TRANSFERRED_TO: ("nơi nhận chuyển", "the body it is transferred to"),
    Detail.MEETING_DAY: ("ngày gặp", "the day of the meeting"),
    Detail.DELIVERED_ON: ("ngày giao nhận", "the day of delivery"),
}


def procedure_in_force(
    procedures: Iterable[Procedure], case: CaseKind, stage: ResolutionStage | None, day: date
) -> Procedure:
    """The version that rules cases begun on a day. A case older than all versions falls under the
    first one.

    Raises:
        LookupError: if there is no such procedure at all: the law data must be mended.
    """
    versions = _versions(procedures, case, stage)
    begun = [each for each in versions if each.valid_from <= day]
    return begun[-1] if begun else versions[0]


def procedure_of_case(
    procedures: Iterable[Procedure],
    case: CaseKind,
    stage: ResolutionStage | None,
    began: date,
    today: date,
) -> Procedure:
    """The version that rules a case today: that of its first day, unless a later one took over all
    open cases."""
    versions = _versions(procedures, case, stage)
    ruling = procedure_in_force(versions, case, stage, began)
    for each in versions:
        took_over = each.transition is Transition.ALL_OPEN_CASES
        if took_over and ruling.valid_from < each.valid_from <= today:
            ruling = each
    return ruling


def _versions(
    procedures: Iterable[Procedure], case: CaseKind, stage: ResolutionStage | None
) -> list[Procedure]:
    found = [each for each in procedures if (each.case, each.stage) == (case, stage)]
    if not found:
        raise LookupError(f"no procedure for {case!r}, stage {stage!r}")
    return sorted(found, key=lambda each: each.valid_from)


def possible_steps(procedure: Procedure, state: Slug | None, role: Role) -> list[Step]:
    """What a role may do with a case in a state; None: with one that has not begun."""
    return [
        step
        for step in procedure.steps
        if _starts_in(step, state) and role in procedure.roles(step)
    ]


def _starts_in(step: Step, state: Slug | None) -> bool:
    return not step.from_ if state is None else state in step.from_


def step_of(
    procedure: Procedure,
    state: Slug | None,
    step_id: Slug,
    role: Role,
    details: Collection[str] | None = None,
) -> Step:
    """The step, if this role may take it in this state; `details`: what is said with it, by name
    (None: not looked at).

    Raises:
        Refused: if not.
    """
    step = procedure.step(step_id)
    if step is None or not _starts_in(step, state):
        raise _not_possible_now(procedure, state, step_id, role)
    if role not in procedure.roles(step):
        who = next(group.title for group in procedure.groups if group.id == step.by)
        raise Refused(
            "role-may-not-do-this",
            vi=f"Bước “{step.title.vi}” do {who.vi} thực hiện; hãy chuyển cho người có thẩm quyền.",
            en=f"The step '{step.title.en}' is taken by: {who.en}; hand it to one of them.",
            pointer="/step",
        )
    if details is not None:
        check_details(step, details)
    return step


def check_details(step: Step, details: Collection[str]) -> None:
    """All that the step has to carry is there, by name.

    Raises:
        Refused: for the first that is missing.
    """
    for name in step.requires:
        if name not in details:
            vi, en = _DETAILS[name]
            raise Refused(
                "detail-missing",
                vi=f"Bước “{step.title.vi}” cần {vi}; hãy bổ sung.",
                en=f"The step '{step.title.en}' needs {en}; add it.",
                pointer=f"/details/{name}",
            )


def _not_possible_now(
    procedure: Procedure, state: Slug | None, step_id: Slug, role: Role
) -> Refused:
    steps = possible_steps(procedure, state, role)
    known = procedure.state(state) if state is not None else None
    here = known.title if known else Text(vi="chưa bắt đầu", en="not begun")
    vi = "; ".join(f"{each.id} ({each.title.vi})" for each in steps) or "không có"
    en = "; ".join(f"{each.id} ({each.title.en})" for each in steps) or "none"
    return Refused(
        "step-not-possible-now",
        vi=f"Ở trạng thái “{here.vi}” không có bước “{step_id}”. Bạn có thể: {vi}.",
        en=f"In the state '{here.en}' there is no step '{step_id}'. You may: {en}.",
        pointer="/step",
    )
