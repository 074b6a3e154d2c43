"""What reporting makes of planning's facts: plans issued, amended, closed; units that change."""

from __future__ import annotations

from datetime import UTC, date
from itertools import count
from uuid import uuid4

from danvan.contracts import subjects
from danvan.contracts.base import Payload, Text
from danvan.contracts.catalogue import type_of
from danvan.contracts.envelope import Fact, service_source
from danvan.contracts.intake import SubmissionRefused
from danvan.contracts.plan import DueRule, PlanDocument, UnitKind
from danvan.contracts.planning import (
    NamedUnit,
    PlanClosed,
    UnitClosed,
    UnitMerged,
    UnitRenamed,
    UnitSplit,
)
from danvan.contracts.reporting import ReportOpened, ReportRescheduled, ReportWaived, WaiverCause
from danvan.services.chassis.intake import Incoming
from tests.integration.reporting.department import (
    HALF_YEAR,
    MUSEUM,
    PLAN,
    THEATRE,
    YEAR,
    Department,
    at,
)
from tests.unit.reporting.plan_878 import affiliated, amended, document, issued

NEW = NamedUnit(
    unit="trung-tam-bao-tang",
    name=Text(vi="Trung tâm Bảo tàng", en="Museum Centre"),
    kind=UnitKind.AFFILIATED,
)


def without_grassroots() -> PlanDocument:
    return document().model_copy(update={"duties": document().duties[:1]})


def with_half_year_due(day: date) -> PlanDocument:
    series = document().duties[0]
    period = series.periods[0].model_copy(update={"due": DueRule(on=day)})
    changed = series.model_copy(update={"periods": (period, *series.periods[1:])})
    return document().model_copy(update={"duties": (changed, *document().duties[1:])})


def waivers(department: Department, report: str) -> list[ReportWaived]:
    facts = department.reporting.facts(f"report/{report}")
    return [fact for fact in facts if isinstance(fact, ReportWaived)]


def test_an_issued_plan_opens_a_report_for_each_unit_and_period(department: Department) -> None:
    matrix = department.get("/compliance", plan=PLAN)
    assert len(matrix["periods"]) == 6
    assert [unit["unit"] for unit in matrix["units"]] == sorted(affiliated())
    assert matrix["counts"]["awaited"] == 6 * len(affiliated())
    duty = department.get(f"/duties/{HALF_YEAR}")
    assert duty["last_day_on_time"] == "2023-05-10"
    assert [owing["unit"] for owing in duty["units"]] == affiliated()


def test_the_same_version_told_again_changes_nothing(department: Department) -> None:
    head = department.reporting.ground.journal.head()
    department.issues()
    assert department.reporting.ground.journal.head() == head


def test_a_later_day_in_an_amended_plan_moves_the_reports(department: Department) -> None:
    department.hears(amended(with_half_year_due(date(2023, 5, 20))), at("2023-04-03"))
    assert department.get(f"/duties/{HALF_YEAR}")["last_day_on_time"] == "2023-05-20"
    facts = department.reporting.facts(f"report/{HALF_YEAR}.{MUSEUM}")
    assert [type(fact) for fact in facts] == [ReportOpened, ReportRescheduled]
    department.sends(MUSEUM, at("2023-05-20"))
    assert department.standing(MUSEUM) == "on-time"


def test_what_an_amended_plan_leaves_out_is_no_longer_owed(department: Department) -> None:
    q1 = f"{PLAN}.grassroots-democracy.q1"
    department.hears(amended(without_grassroots(), without=[THEATRE]), at("2023-04-03"))
    [gone] = waivers(department, f"{q1}.{MUSEUM}")
    assert gone.cause is WaiverCause.NO_LONGER_ASKED
    matrix = department.get("/compliance", plan=PLAN)
    assert {period["series"] for period in matrix["periods"]} == {"public-engagement"}
    assert THEATRE not in [unit["unit"] for unit in matrix["units"]]
    assert matrix["counts"]["waived"] == 0
    refused = department.sends(MUSEUM, at("2023-04-04"), q1)
    assert isinstance(refused, SubmissionRefused) and refused.rule == "duty-closed"
    refused = department.sends(THEATRE, at("2023-04-04"))
    assert isinstance(refused, SubmissionRefused) and refused.rule == "report-not-owed"


def test_what_a_later_version_asks_for_again_is_owed_again(department: Department) -> None:
    department.hears(amended(without_grassroots()), at("2023-04-03"))
    department.hears(amended(document(), version=3), at("2023-04-10"))
    assert department.standing(MUSEUM, f"{PLAN}.grassroots-democracy.h1") == "awaited"


def test_a_report_waived_by_order_stays_waived_when_the_plan_is_amended(
    department: Department,
) -> None:
    order = {"reason": "Trụ sở đang sửa chữa.", "order": "12/QĐ-SVHTT"}
    department.post(f"/reports/{HALF_YEAR}.{MUSEUM}/waive", at("2023-04-01"), order)
    department.hears(amended(with_half_year_due(date(2023, 5, 20))), at("2023-04-03"))
    assert department.standing(MUSEUM) == "waived"


def test_a_plan_heard_of_late_is_taken_up_with_its_amendments_in_one_batch(
    empty: Department,
) -> None:
    sequence = count(1)

    def incoming(payload: Payload) -> Incoming:
        type_name = type_of("planning", payload).type
        fact = Fact(
            id=str(uuid4()),
            source=service_source("planning"),
            type=type_name,
            subject=f"plan/{PLAN}",
            time=at("2023-04-03"),
            recordedtime=at("2023-04-03"),
            version=1,
            data=payload,
        )
        subject = subjects.fact_subject(type_name, public=True)
        stored = at("2023-04-03").astimezone(UTC)
        return Incoming(subject, fact.to_bytes(), {}, next(sequence), stored)

    batch = [incoming(issued()), incoming(amended(without_grassroots()))]
    empty.reporting.intake.process("FACTS_PLANNING@batch", batch)
    periods = empty.get("/compliance", plan=PLAN)["periods"]
    assert [period["duty"] for period in periods] == [HALF_YEAR, YEAR]


def test_a_closed_plan_takes_nothing_in_and_leaves_missing_what_was_missing(
    department: Department,
) -> None:
    department.reporting.begin(date(2023, 5, 11))
    closed = PlanClosed(plan=PLAN, closed_on=date(2023, 10, 2), review="Kết thúc sớm.")
    department.hears(closed, at("2023-10-02"))
    refused = department.sends(MUSEUM, at("2023-10-03"))
    assert isinstance(refused, SubmissionRefused) and refused.rule == "duty-closed"
    department.reporting.begin(date(2023, 11, 10))
    assert department.standing(MUSEUM) == "missing"
    assert department.standing(MUSEUM, YEAR) == "waived"


def merge(day: date) -> UnitMerged:
    return UnitMerged(unit=MUSEUM, effective=day, into=NEW)


def test_a_merged_unit_is_excused_from_the_day_on_and_names_its_successor(
    department: Department,
) -> None:
    department.sends(MUSEUM, at("2023-05-09"))
    department.hears(merge(date(2023, 7, 1)), at("2023-06-15"))
    department.reporting.begin(date(2023, 6, 30))
    assert department.standing(MUSEUM, YEAR) == "awaited"
    department.reporting.begin(date(2023, 7, 1))
    [waived] = waivers(department, f"{YEAR}.{MUSEUM}")
    assert (waived.cause, waived.day) == (WaiverCause.UNIT_ENDED, date(2023, 7, 1))
    assert [each.name for each in waived.successors] == [NEW.name]
    assert department.standing(MUSEUM) == "on-time"


def test_split_and_closed_units_are_excused_too(department: Department) -> None:
    parts = (NEW, NEW.model_copy(update={"unit": "kho-bao-tang"}))
    department.hears(
        UnitSplit(unit=MUSEUM, effective=date(2023, 4, 1), into=parts), at("2023-03-30")
    )
    closed = UnitClosed(unit=THEATRE, effective=date(2023, 4, 1), reason="Giải thể.")
    department.hears(closed, at("2023-03-30"))
    department.reporting.begin(date(2023, 4, 1))
    [split] = waivers(department, f"{HALF_YEAR}.{MUSEUM}")
    assert [each.unit for each in split.successors] == [NEW.unit, "kho-bao-tang"]
    [gone] = waivers(department, f"{HALF_YEAR}.{THEATRE}")
    assert gone.successors == ()


def test_a_renamed_unit_bears_its_new_name_from_the_day_on(department: Department) -> None:
    renamed = UnitRenamed(unit=MUSEUM, effective=date(2023, 7, 1), name=NEW.name)
    department.hears(renamed, at("2023-06-15"))
    report = f"/reports/{YEAR}.{MUSEUM}"
    assert department.get(report)["unit_name"]["vi"] == "Bảo tàng Thành phố Hồ Chí Minh"
    department.reporting.begin(date(2023, 7, 1))
    assert department.get(report)["unit_name"] == NEW.name.model_dump()
