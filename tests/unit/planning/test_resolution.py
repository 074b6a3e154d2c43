"""Who is meant by a plan, and what it asks for on a day."""

from __future__ import annotations

from datetime import date

from danvan.contracts.planning import PlanContent, TaskTerms
from danvan.services.planning.domain.resolution import content_of, targets_of, tasks_on
from tests.unit.planning.builders import CALENDAR, UNITS, document


def content() -> PlanContent:
    return content_of(document(), 1, UNITS, date(2023, 3, 7))


def on(day: date) -> dict[str, TaskTerms]:
    return {terms.id: terms for terms in tasks_on(content(), day, CALENDAR)}


def test_a_task_for_every_unit_of_a_kind_is_one_task_for_each() -> None:
    once = {id_ for id_ in on(date(2023, 3, 7)) if id_.startswith("kh-2023.ke-hoach.")}
    assert once == {"kh-2023.ke-hoach.bao-tang", "kh-2023.ke-hoach.thu-vien"}


def test_before_a_day_means_the_day_before_is_the_last_on_time() -> None:
    assert on(date(2023, 3, 7))["kh-2023.ke-hoach.bao-tang"].due == date(2023, 3, 31)


def test_a_recurring_task_has_one_occurrence_a_period() -> None:
    weekly = on(date(2023, 3, 7))["kh-2023.giao-ban.van-phong.2023-W10"]
    assert (weekly.period, weekly.due) == ("2023-W10", date(2023, 3, 10))
    assert weekly.supporting == ("phong-tc",)


def test_an_occurrence_whose_due_day_is_over_is_not_opened() -> None:
    assert "kh-2023.giao-ban.van-phong.2023-W10" in on(date(2023, 3, 10))
    assert "kh-2023.giao-ban.van-phong.2023-W10" not in on(date(2023, 3, 11))


def test_a_plan_opens_occurrences_of_its_own_year_only() -> None:
    def recurring(day: date) -> list[str | None]:
        return [terms.period for terms in on(day).values() if terms.period]

    assert recurring(date(2023, 1, 1)) == []
    assert recurring(date(2023, 1, 2)) == ["2023-W01"]
    assert recurring(date(2023, 12, 29)) == ["2023-W52"]
    assert recurring(date(2024, 1, 1)) == []


def test_a_unit_named_twice_among_the_recipients_receives_the_plan_once() -> None:
    twice = [
        {"name": "A", "units": ["bao-tang"]},
        {"name": "B", "units": [{"each": "affiliated-unit"}]},
    ]
    resolved = content_of(document(recipients=twice), 1, UNITS, date(2023, 3, 7))
    assert resolved.recipients == ("bao-tang", "thu-vien")


def test_targets_bear_the_plans_terms() -> None:
    [target] = targets_of(document())
    assert (target.plan, target.target, target.goal) == ("kh-2023", "hai-long", 90)
