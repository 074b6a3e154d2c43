"""What others record of a unit decides on its nominations; and what becomes of them when it is no
more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts.base import Text
from danvan.contracts.emulation import AdoptionOffered
from danvan.contracts.feedback import PetitionOverdue, Scope
from danvan.contracts.intake import SubmissionAccepted
from danvan.contracts.plan import UnitKind
from danvan.contracts.planning import NamedUnit, UnitClosed, UnitMerged, UnitSplit
from danvan.contracts.reporting import ReportOverdue, ReportWaived, WaiverCause
from danvan.contracts.roles import Role
from tests.integration.emulation.movement import (
    LIBRARY,
    MUSEUM,
    THEATRE,
    Movement,
    at,
)

REPORT = f"kh-878-2023.public-engagement.h1.{MUSEUM}"
ABOUT: dict[str, Any] = {
    "report": REPORT,
    "duty": "kh-878-2023.public-engagement.h1",
    "plan": "kh-878-2023",
    "series": "public-engagement",
    "period": "h1",
    "unit": MUSEUM,
}
HEIR = NamedUnit(
    unit="trung-tam-van-hoa", name=Text(vi="Trung tâm", en="Centre"), kind=UnitKind.AFFILIATED
)


def is_overdue(movement: Movement, day: str = "2023-05-11") -> str:
    """The museum's report is overdue; the answer is the fact's id."""
    overdue = ReportOverdue(
        **ABOUT, day=date.fromisoformat(day), last_day_on_time=date(2023, 5, 10)
    )
    return movement.emulation.hear("reporting", f"report/{REPORT}", overdue, at(day, "00:00")).id


def is_late(movement: Movement, scope: Scope) -> str:
    """A petition of the museum has passed a clock; the answer is the fact's id."""
    late = PetitionOverdue(
        petition=f"{MUSEUM}.don-1",
        unit=MUSEUM,
        clock="resolve",
        scope=scope,
        first=True,
        due=date(2023, 6, 1),
        day=date(2023, 6, 2),
    )
    stream = f"petition/{MUSEUM}.don-1"
    return movement.emulation.hear("feedback", stream, late, at("2023-06-02", "00:00")).id


def judged(movement: Movement, id_: str) -> dict[str, list[str]]:
    """The rules that a nomination breaks, with what says so."""
    movement.does(f"/nominations/{id_}/eligibility", "2023-09-18")
    row = movement.get(f"/nominations/{id_}")
    broken = {each["rule"]: each["because"] for each in row["answers"] if not each["kept"]}
    assert row["status"] == ("ineligible" if broken else "eligible")
    return broken


def test_an_overdue_report_makes_a_nomination_ineligible_until_it_is_waived(
    movement: Movement,
) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    cause = is_overdue(movement)
    assert judged(movement, id_) == {"no-overdue-report": [cause]}
    rule = movement.refuses(f"/nominations/{id_}/shortlist", "2023-09-18")
    assert rule == "nomination-not-eligible"
    waived = ReportWaived(**ABOUT, day=date(2023, 9, 19), cause=WaiverCause.ORDER)
    movement.emulation.hear("reporting", f"report/{REPORT}", waived, at("2023-09-19"))
    assert judged(movement, id_) == {}


def test_a_nomination_is_judged_anew_when_it_is_shortlisted(movement: Movement) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    assert judged(movement, id_) == {}
    is_overdue(movement, "2023-09-19")
    rule = movement.refuses(f"/nominations/{id_}/shortlist", "2023-09-20")
    assert rule == "nomination-not-eligible"


def test_a_report_overdue_outside_the_campaigns_days_does_not_count(movement: Movement) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    is_overdue(movement, "2022-11-11")
    assert judged(movement, id_) == {}


def test_only_a_case_that_is_late_as_a_whole_counts(movement: Movement) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    is_late(movement, Scope.STATE)
    assert judged(movement, id_) == {}
    cause = is_late(movement, Scope.CASE)
    assert judged(movement, id_) == {"no-late-petition": [cause]}


def test_discipline_counts_until_it_is_lifted(movement: Movement) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    path, order = f"/units/{MUSEUM}/discipline", "7/QĐ-SVHTT"
    movement.does(path, "2023-06-01", {"order": order, "disciplined_on": "2023-05-30"})
    assert judged(movement, id_) == {"no-discipline": [order]}
    assert movement.refuses(f"{path}/lift", "2023-07-01", {"order": "8", "by": "9"}) == (
        "unknown-discipline"
    )
    movement.does(f"{path}/lift", "2023-07-01", {"order": order, "by": "9/QĐ-SVHTT"})
    assert judged(movement, id_) == {}
    row = movement.get(f"/units/{MUSEUM}/standing", Role.UNIT_HEAD, MUSEUM)
    assert row["disciplines"][0]["lifted_by"] == "9/QĐ-SVHTT"
    answer = movement.emulation.call("GET", f"/units/{MUSEUM}/standing", Role.UNIT_HEAD, THEATRE)
    assert answer.status_code == 403


def test_the_quota_lets_the_first_ones_of_a_kind_through(movement: Movement) -> None:
    first, second, third = (movement.nominates(MUSEUM, f"mo-hinh-{n}") for n in (1, 2, 3))
    other = movement.nominates(MUSEUM, "tap-the", kind="collective")
    assert judged(movement, second) == {} and judged(movement, other) == {}
    assert judged(movement, third) == {"quota": [first, second]}
    movement.does(f"/nominations/{first}/withdraw", "2023-04-20", role=Role.UNIT_HEAD, unit=MUSEUM)
    assert judged(movement, third) == {}


def test_what_was_rewarded_before_is_not_eligible_again(movement: Movement) -> None:
    same = {"subject": "Mô hình bao-tang-ve-truong"}
    second = movement.nominates(THEATRE, "cung-mo-hinh", **same)
    first = movement.brings_up(MUSEUM, "bao-tang-ve-truong")
    assert judged(movement, second) == {"not-rewarded-before": [first]}


@pytest.mark.parametrize("ending", ["merged", "split"])
def test_the_successor_goes_on_with_nominations_and_adoptions(
    movement: Movement, ending: str
) -> None:
    model = movement.brings_up(MUSEUM, "bao-tang-ve-truong")
    adopted = AdoptionOffered.model_validate({"model": model, "started_on": "2023-12-01"})
    assert isinstance(movement.offers(LIBRARY, adopted, "2023-12-02"), SubmissionAccepted)
    effective = date(2024, 1, 1)
    for unit in (MUSEUM, LIBRARY):
        ended = (
            UnitMerged(unit=unit, effective=effective, into=HEIR)
            if ending == "merged"
            else UnitSplit(
                unit=unit,
                effective=effective,
                into=(HEIR, HEIR.model_copy(update={"unit": "trung-tam-khac"})),
            )
        )
        movement.emulation.hear("planning", f"unit/{unit}", ended, at("2023-12-15"))
    movement.emulation.begin(date(2023, 12, 31))
    assert movement.get(f"/nominations/{model}")["unit"] == MUSEUM
    movement.emulation.begin(date(2024, 1, 1), date(2024, 1, 2))
    assert movement.get(f"/nominations/{model}")["unit"] == HEIR.unit
    adoption = movement.get(f"/adoptions/{model}.{LIBRARY}")
    assert (adoption["unit"], adoption["learned_from"]) == (HEIR.unit, MUSEUM)
    who = {"role": Role.UNIT_HEAD, "unit": HEIR.unit}
    end = {"kept": True, "reason": "Đã thành nền nếp"}
    ended_ = movement.does(f"/adoptions/{model}.{LIBRARY}/end", "2024-02-01", end, **who)
    assert ended_ == ["adoption-ended"]


def test_without_a_successor_what_is_not_honoured_yet_is_withdrawn(movement: Movement) -> None:
    model = movement.brings_up(MUSEUM, "bao-tang-ve-truong")
    pending = movement.nominates(THEATRE, "kich-duong-pho")
    for unit in (MUSEUM, THEATRE):
        closed = UnitClosed(unit=unit, effective=date(2024, 1, 1), reason="Giải thể")
        movement.emulation.hear("planning", f"unit/{unit}", closed, at("2023-12-15"))
    movement.emulation.begin(date(2024, 1, 1))
    assert movement.get(f"/nominations/{pending}")["status"] == "withdrawn"
    assert movement.get(f"/nominations/{model}")["status"] == "recognised"


def test_a_merger_does_not_wipe_out_what_speaks_against_a_nomination(movement: Movement) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    cause = is_overdue(movement)
    merged = UnitMerged(unit=MUSEUM, effective=date(2023, 7, 1), into=HEIR)
    movement.emulation.hear("planning", f"unit/{MUSEUM}", merged, at("2023-06-15"))
    movement.emulation.begin(date(2023, 7, 1))
    assert movement.get(f"/nominations/{id_}")["unit"] == HEIR.unit
    assert judged(movement, id_) == {"no-overdue-report": [cause]}


def taken_over(unit: str, day: date, *into: NamedUnit) -> UnitMerged | UnitSplit:
    """A unit is no more, and these have taken its place."""
    if len(into) == 1:
        return UnitMerged(unit=unit, effective=day, into=into[0])
    return UnitSplit(unit=unit, effective=day, into=into)


@pytest.mark.parametrize("last", ["trung-tam-moi", "trung-tam-khac"])
def test_what_speaks_against_a_unit_follows_to_all_that_took_its_place_in_turn(
    movement: Movement, last: str
) -> None:
    """The museum goes into the theatre, and the theatre is split in two."""
    taken = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    own = movement.nominates(last, "cua-minh")
    cause = is_overdue(movement)
    order = {"order": "7/QĐ-SVHTT", "disciplined_on": "2023-06-20"}
    movement.does(f"/units/{THEATRE}/discipline", "2023-06-21", order)
    theatre, *halves = (
        HEIR.model_copy(update={"unit": unit})
        for unit in (THEATRE, "trung-tam-moi", "trung-tam-khac")
    )
    for unit, day, into in (
        (MUSEUM, date(2023, 6, 1), (theatre,)),
        (THEATRE, date(2023, 7, 1), tuple(halves)),
    ):
        ended = taken_over(unit, day, *into)
        movement.emulation.hear("planning", f"unit/{unit}", ended, at("2023-05-15"))
    movement.emulation.begin(date(2023, 6, 1), date(2023, 7, 1))
    assert movement.get(f"/nominations/{taken}")["unit"] == "trung-tam-moi"
    against = {"no-overdue-report": [cause], "no-discipline": ["7/QĐ-SVHTT"]}
    assert judged(movement, taken) == against
    assert judged(movement, own) == against
    row = movement.get(f"/units/{last}/standing")
    assert row["predecessors"] == sorted((MUSEUM, THEATRE))


def test_what_a_unit_has_under_way_goes_to_the_first_heir_that_is_still_there(
    movement: Movement,
) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    gone, left = (HEIR.model_copy(update={"unit": unit}) for unit in (THEATRE, LIBRARY))
    split = taken_over(MUSEUM, date(2023, 7, 1), gone, left)
    movement.emulation.hear("planning", f"unit/{MUSEUM}", split, at("2023-05-15"))
    closed = UnitClosed(unit=THEATRE, effective=date(2023, 7, 1), reason="Giải thể")
    movement.emulation.hear("planning", f"unit/{THEATRE}", closed, at("2023-05-16"))
    movement.emulation.begin(date(2023, 7, 1))
    assert movement.get(f"/nominations/{id_}")["unit"] == LIBRARY
