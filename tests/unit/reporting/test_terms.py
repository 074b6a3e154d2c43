"""The reporting clauses of plan 878 come to these duties, with these days."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts.plan import DueRule
from danvan.contracts.reporting import DutyTerms
from danvan.services.chassis.workdays import vietnam_calendar
from danvan.services.reporting.domain.terms import (
    duties_of,
    report_id,
    schedule_of,
    split_report_id,
)
from tests.unit.reporting.examples import DUTY, MUSEUM, REPORT, terms
from tests.unit.reporting.plan_878 import affiliated, amended, document, issued

CALENDAR = vietnam_calendar(2022, 2024)


def duty(series: str, period: str) -> DutyTerms:
    (found,) = (
        each
        for each in duties_of(issued(), CALENDAR)
        if (each.series, each.period) == (series, period)
    )
    return found


@pytest.mark.parametrize(
    ("series", "period", "last_day_on_time"),
    [
        ("public-engagement", "h1", date(2023, 5, 10)),  # on 10 May: that day is still on time
        ("public-engagement", "year", date(2023, 11, 9)),  # before 10 November
        ("grassroots-democracy", "q1", date(2023, 3, 21)),  # 5 working days after 14 March
        ("grassroots-democracy", "h1", date(2023, 6, 21)),
        ("grassroots-democracy", "m9", date(2023, 9, 21)),
        ("grassroots-democracy", "year", date(2023, 12, 21)),
    ],
)
def test_the_last_day_on_time_follows_from_the_due_rule(
    series: str, period: str, last_day_on_time: date
) -> None:
    assert duty(series, period).last_day_on_time == last_day_on_time


def test_all_affiliated_units_owe_all_six_reports_to_the_standing_division() -> None:
    duties = list(duties_of(issued(), CALENDAR))
    assert len(duties) == 6
    for each in duties:
        assert [owing.unit for owing in each.units] == affiliated()
        assert each.to.unit == "phong-to-chuc-phap-che"
        assert each.to.name.vi.startswith("Phòng Tổ chức")
        assert each.agency.unit == document().agency


def test_a_duty_says_what_is_to_be_reported_and_about_which_days() -> None:
    half_year = duty("public-engagement", "h1")
    assert half_year.duty == "kh-878-2023.public-engagement.h1"
    assert half_year.template == document().templates[0]
    assert (half_year.window.from_, half_year.window.until) == (
        date(2023, 1, 1),
        date(2023, 4, 30),
    )
    assert half_year.calendar == CALENDAR.version


def test_grace_is_counted_in_working_days_after_the_last_day_on_time() -> None:
    series = document().duties[0]
    period = series.periods[0].model_copy(
        update={"due": DueRule(on=date(2023, 4, 28)), "grace_working_days": 2}
    )
    changed = document().model_copy(
        update={"duties": (series.model_copy(update={"periods": (period,)}),)}
    )
    (found,) = duties_of(amended(changed), CALENDAR)
    assert found.last_day_on_time == date(2023, 4, 28)
    assert found.overdue_after == date(2023, 5, 5)  # 29 April to 3 May are days off
    assert not found.due_provisional


def test_days_past_the_published_calendar_are_provisional() -> None:
    calendar = CALENDAR.model_copy(update={"published_until": date(2023, 6, 30)})
    provisional = {
        (each.series, each.period) for each in duties_of(issued(), calendar) if each.due_provisional
    }
    assert provisional == {("grassroots-democracy", "m9"), ("grassroots-democracy", "year")}


def test_a_unit_is_reminded_ten_and_three_days_before() -> None:
    schedule = schedule_of(terms(), MUSEUM)
    assert schedule.remind_on == (date(2023, 4, 30), date(2023, 5, 7))


def test_the_id_of_a_report_is_that_of_its_duty_and_unit() -> None:
    assert report_id(DUTY, MUSEUM) == REPORT
    assert split_report_id(REPORT) == (DUTY, MUSEUM)
