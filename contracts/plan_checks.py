"""What must be true between the parts of a plan, beyond the form of each part.

Pure: for a plan file, for a document that came over HTTP or NATS, and for the decision to issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from danvan.contracts.base import Problem, Text
from danvan.contracts.feedback.indicators import SHARES
from danvan.contracts.plan import (
    DueRule,
    EachOf,
    LegalBasis,
    Party,
    PlanDocument,
    ReportTemplate,
    UnitKind,
)
from danvan.contracts.problems import did_you_mean, pointer

#: The units that are open, by id.
Units = Mapping[str, UnitKind]
Place = tuple[str | int, ...]


def plan_problems(document: PlanDocument, units: Units | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong between the parts of a plan, in the order of the document.

    Args:
        units: the units that are open, by id; without them no unit is checked.
    """
    return (
        *_child_plan(document),
        *_repeated_ids(document),
        *_unknown_clauses(document),
        *_unfillable_targets(document),
        *_templates(document),
        *_duties(document),
        *(_unknown_units(document, units) if units is not None else ()),
        *_repeated_units(document, units or {}),
    )


def plan_warnings(document: PlanDocument, issued_on: date) -> tuple[Problem, ...]:
    """The instruments cited that are not in force on the day of issue or cease to be within the
    plan's year. They do not stop a plan from being issued."""
    year_end = date(document.year, 12, 31)
    return tuple(
        Problem(rule=rule, reason=reason, pointer=pointer("legal_bases", index))
        for index, basis in enumerate(document.legal_bases)
        for rule, reason in _force(basis, issued_on, year_end)
    )


def parties_of(parties: Iterable[Party], units: Units) -> tuple[str, ...]:
    """The ids of the units that the parties stand for, in their order; a unit may come twice."""
    return tuple(
        unit
        for party in parties
        for unit in (
            [party]
            if isinstance(party, str)
            else [id_ for id_, kind in units.items() if kind == party.each]
        )
    )


def _force(basis: LegalBasis, issued_on: date, year_end: date) -> Iterator[tuple[str, Text]]:
    number, start, end = basis.number, basis.in_force_from, basis.in_force_until
    by_vi = f" Văn bản thay thế: {basis.replaced_by}." if basis.replaced_by else ""
    by_en = f" It is replaced by {basis.replaced_by}." if basis.replaced_by else ""
    if start is not None and start > issued_on:
        yield (
            "instrument-not-yet-in-force",
            Text(
                vi=f"{number} chỉ có hiệu lực từ ngày {start:%d/%m/%Y}, sau ngày ban hành.",
                en=f"{number} is in force only from {start}, after the day of issue.",
            ),
        )
    if end is not None and end < issued_on:
        yield (
            "instrument-out-of-force",
            Text(
                vi=f"{number} đã hết hiệu lực sau ngày {end:%d/%m/%Y}.{by_vi}",
                en=f"{number} has been out of force since the end of {end}.{by_en}",
            ),
        )
    elif end is not None and end < year_end:
        yield (
            "instrument-expires-in-plan-year",
            Text(
                vi=f"{number} hết hiệu lực sau ngày {end:%d/%m/%Y}, trong năm của kế hoạch.{by_vi}",
                en=f"{number} is in force only until {end}, within the plan's year.{by_en}",
            ),
        )


def _child_plan(document: PlanDocument) -> Iterator[Problem]:
    if (document.parent is None) != (document.answers is None):
        yield _problem(
            "child-plan-incomplete",
            ("answers" if document.answers else "parent",),
            "Kế hoạch con cần cả “parent” (kế hoạch cấp trên) và “answers” (mục của nó).",
            "A child plan needs both `parent` (the plan above) and `answers` (the clause).",
        )


def _repeated_ids(document: PlanDocument) -> Iterator[Problem]:
    for key in ("clauses", "tasks", "targets", "templates", "duties"):
        yield from _repeated((key,), [item.id for item in getattr(document, key)], "id")
    for index, template in enumerate(document.templates):
        at = ("templates", index)
        yield from _repeated((*at, "indicators"), [i.code for i in template.indicators], "code")
        yield from _repeated((*at, "rules"), [rule.name for rule in template.rules], "name")
        yield from _repeated((*at, "sections"), [s.id for s in template.sections], "id")
    for index, duty in enumerate(document.duties):
        yield from _repeated(("duties", index, "periods"), [p.id for p in duty.periods], "id")


def _repeated(at: Place, ids: list[str], key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, id_ in enumerate(ids):
        if id_ in seen:
            yield _problem(
                "duplicate-id",
                (*at, index, key),
                f"“{id_}” đã được dùng ở trên; hãy đặt tên khác.",
                f"'{id_}' is used above already; give it another name.",
            )
        seen.add(id_)


def _unknown_clauses(document: PlanDocument) -> Iterator[Problem]:
    known = [clause.id for clause in document.clauses]
    for key in ("tasks", "targets", "duties"):
        for index, item in enumerate(getattr(document, key)):
            if item.clause not in known:
                yield _unknown("clause", (key, index, "clause"), item.clause, known, "mục")


def _unfillable_targets(document: PlanDocument) -> Iterator[Problem]:
    """A promise that no service can hold against its facts would never get a figure."""
    for index, target in enumerate(document.targets):
        if target.source == "feedback" and target.indicator not in SHARES:
            at = ("targets", index, "indicator")
            yield _unknown("indicator", at, target.indicator, SHARES, "chỉ tiêu tính từ dữ liệu")


def _templates(document: PlanDocument) -> Iterator[Problem]:
    known = [template.id for template in document.templates]
    for index, duty in enumerate(document.duties):
        if duty.template not in known:
            at = ("duties", index, "template")
            yield _unknown("template", at, duty.template, known, "mẫu báo cáo")
    for index, template in enumerate(document.templates):
        yield from _rule_indicators(template, ("templates", index, "rules"))


def _rule_indicators(template: ReportTemplate, at: Place) -> Iterator[Problem]:
    known = [indicator.code for indicator in template.indicators]
    for index, rule in enumerate(template.rules):
        for side in ("left", "right"):
            for place, code in enumerate(getattr(rule, side)):
                if code not in known:
                    yield _unknown("indicator", (*at, index, side, place), code, known, "chỉ tiêu")


def _duties(document: PlanDocument) -> Iterator[Problem]:
    for index, duty in enumerate(document.duties):
        for place, period in enumerate(duty.periods):
            due = _earliest(period.due)
            if period.window.until > due:
                yield _problem(
                    "window-ends-after-due-day",
                    ("duties", index, "periods", place, "window", "until"),
                    f"Số liệu chốt ngày {period.window.until:%d/%m/%Y} nhưng hạn nộp là ngày"
                    f" {due:%d/%m/%Y}; hãy lùi ngày chốt hoặc dời hạn nộp.",
                    f"The data end on {period.window.until} but the report is due by {due}; "
                    "end the data earlier or move the due day.",
                )


def _earliest(due: DueRule) -> date:
    """The named last day on time, or the day from which working days are counted."""
    if due.before is not None:
        return due.before - timedelta(days=1)
    day = due.on or due.after
    assert day is not None
    return day


def _unknown_units(document: PlanDocument, units: Units) -> Iterator[Problem]:
    kinds = set(units.values())
    for at, party in _units_named(document):
        if isinstance(party, EachOf):
            if party.each not in kinds:
                yield _problem(
                    "no-unit-of-kind",
                    (*at, "each"),
                    f"Không có đơn vị nào thuộc loại “{party.each}”.",
                    f"There is no unit of the kind '{party.each}'.",
                )
        elif party not in units:
            yield _unknown("unit", at, party, units, "đơn vị")


def _units_named(document: PlanDocument) -> Iterator[tuple[Place, Party]]:
    yield ("agency",), document.agency
    yield ("standing",), document.standing
    for index, task in enumerate(document.tasks):
        yield from _each_place(("tasks", index, "accountable"), task.accountable)
        yield from _each_place(("tasks", index, "supporting"), task.supporting)
    for index, target in enumerate(document.targets):
        yield ("targets", index, "accountable"), target.accountable
    for index, duty in enumerate(document.duties):
        yield from _each_place(("duties", index, "owed_by"), duty.owed_by)
        yield ("duties", index, "to"), duty.to
    for index, recipient in enumerate(document.recipients):
        yield from _each_place(("recipients", index, "units"), recipient.units)


def _each_place(at: Place, parties: Iterable[Party]) -> Iterator[tuple[Place, Party]]:
    return (((*at, place), party) for place, party in enumerate(parties))


def _repeated_units(document: PlanDocument, units: Units) -> Iterator[Problem]:
    """Every task and every report has exactly one accountable unit, so none may come twice."""
    for index, task in enumerate(document.tasks):
        yield from _repeated_parties(("tasks", index, "accountable"), task.accountable, units)
    for index, duty in enumerate(document.duties):
        yield from _repeated_parties(("duties", index, "owed_by"), duty.owed_by, units)


def _repeated_parties(at: Place, parties: Iterable[Party], units: Units) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, party in _each_place(at, parties):
        for unit in parties_of([party], units):
            if unit in seen:
                yield _problem(
                    "unit-named-twice",
                    place,
                    f"Đơn vị “{unit}” được giao hai lần cùng một việc; hãy bỏ bớt một.",
                    f"The unit '{unit}' is given the same thing twice; leave one of them out.",
                )
            seen.add(unit)


def _unknown(what: str, at: Place, given: str, known: Iterable[str], what_vi: str) -> Problem:
    hint = did_you_mean(given, known)
    return _problem(
        f"unknown-{what}",
        at,
        f"Không có {what_vi} “{given}”.{hint.vi}",
        f"There is no {what} '{given}'.{hint.en}",
    )


def _problem(rule: str, at: Place, vi: str, en: str) -> Problem:
    return Problem(rule=rule, reason=Text(vi=vi, en=en), pointer=pointer(*at))
