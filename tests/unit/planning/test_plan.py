"""A plan's life."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import planning as facts
from danvan.contracts.base import Payload
from danvan.services.planning.domain import plan as page
from danvan.services.planning.domain.plan import (
    AcknowledgePlan,
    AmendPlan,
    AskOpinions,
    ClosePlan,
    DistributePlan,
    DraftPlan,
    GiveOpinion,
    IssuePlan,
    LinkChildPlan,
)
from danvan.services.planning.domain.resolution import content_of
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import UNITS, at, document

ISSUE_DAY = date(2023, 3, 7)
ISSUED_DOCUMENT = document(number="878/KH", issued_on="2023-03-07")
CHANGED = document(number="878/KH", issued_on="2023-03-07", title="Kế hoạch sửa đổi")
RECIPIENTS = ("bao-tang", "thu-vien", "van-phong")

DRAFTED = facts.PlanDrafted(plan="kh-2023", document=document())
ASKED = facts.OpinionsAsked(plan="kh-2023", units=("bao-tang",), until=date(2023, 3, 5))
OPINION = facts.OpinionGiven(
    plan="kh-2023", unit="bao-tang", text="Đồng ý", given_on=date(2023, 3, 1)
)
ISSUED = facts.PlanIssued(
    **dict(content_of(ISSUED_DOCUMENT, 1, UNITS, ISSUE_DAY)), issued_on=ISSUE_DAY
)
DISTRIBUTED = facts.PlanDistributed(
    plan="kh-2023", version=1, units=RECIPIENTS, distributed_on=date(2023, 3, 8)
)
ACKNOWLEDGED = facts.PlanAcknowledged(
    plan="kh-2023", version=1, unit="bao-tang", acknowledged_on=date(2023, 3, 9)
)
AMENDED = facts.PlanAmended(
    **dict(content_of(CHANGED, 2, UNITS, date(2023, 6, 1))),
    amended_on=date(2023, 6, 1),
    reason="Đổi tên",
)
CLOSED = facts.PlanClosed(plan="kh-2023", closed_on=date(2023, 12, 31), review="Tốt")
IN_FORCE = (DRAFTED, ISSUED)


def wants(make: type[Any], day: str = "2023-03-07", **more: Any) -> Any:
    return make(at=at(day), plan="kh-2023", **more)


def draft(**more: Any) -> Any:
    return wants(DraftPlan, "2023-02-20", **{"document": document(), "units": UNITS} | more)


def ask(*units: str, until: str = "2023-03-05") -> Any:
    known = frozenset(unit.unit for unit in UNITS)
    until_day = date.fromisoformat(until)
    return wants(AskOpinions, "2023-02-21", units=units, until=until_day, open_units=known)


def opine(unit: str = "bao-tang", text: str = "Đồng ý") -> Any:
    return wants(GiveOpinion, "2023-03-01", unit=unit, text=text)


def issue(**more: Any) -> Any:
    return wants(IssuePlan, **{"number": "878/KH", "issued_on": ISSUE_DAY, "units": UNITS} | more)


def acknowledge(unit: str = "bao-tang", version: int = 1) -> Any:
    return wants(AcknowledgePlan, "2023-03-09", unit=unit, version=version)


def amend(**more: Any) -> Any:
    whole = {"document": CHANGED, "reason": "Đổi tên", "units": UNITS}
    return wants(AmendPlan, "2023-06-01", **whole | more)


def link(clause: str = "III.6") -> Any:
    return wants(LinkChildPlan, "2023-03-20", clause=clause, child="kh-bt", unit="bao-tang")


def close(review: str = "Tốt") -> Any:
    return wants(ClosePlan, "2023-12-31", review=review)


def test_a_plan_is_drafted_discussed_and_issued() -> None:
    given(page).when(draft()).then(DRAFTED)
    given(page, DRAFTED).when(ask("bao-tang")).then(ASKED)
    given(page, DRAFTED, ASKED).when(opine()).then(OPINION)
    given(page, DRAFTED, ASKED, OPINION).when(issue()).then(ISSUED)


def test_an_issued_plan_bears_number_and_date_and_who_is_meant() -> None:
    assert ISSUED.document.number == "878/KH" and ISSUED.document.issued_on == ISSUE_DAY
    assert ISSUED.recipients == RECIPIENTS
    assert ISSUED.duties[0].units == ("bao-tang", "thu-vien")
    assert {unit.unit for unit in ISSUED.parties} == {unit.unit for unit in UNITS}


def test_an_instrument_that_expires_is_a_warning_and_stops_nothing() -> None:
    assert [w.rule for w in ISSUED.warnings] == ["instrument-expires-in-plan-year"]


def test_a_later_draft_replaces_the_first() -> None:
    changed = document(title="Dự thảo 2")
    given(page, DRAFTED).when(draft(document=changed)).then(
        facts.PlanDrafted(plan="kh-2023", document=changed)
    )


def test_a_plan_that_contradicts_itself_is_refused_with_every_problem() -> None:
    wrong = document(standing="phong-tcc", recipients=[{"name": "X", "units": ["khong-co"]}])
    refusal = given(page).when(draft(document=wrong)).refused("plan-invalid")
    assert [(p.rule, p.pointer) for p in refusal.problems] == [
        ("unknown-unit", "/document/standing"),
        ("unknown-unit", "/document/recipients/0/units/0"),
    ]


def test_a_draft_is_checked_again_when_it_is_issued() -> None:
    fewer = tuple(unit for unit in UNITS if unit.unit != "van-phong")
    given(page, DRAFTED).when(issue(units=fewer)).refused("plan-invalid")


def test_a_plan_id_belongs_to_its_agency() -> None:
    other = document(agency="bao-tang")
    given(page, DRAFTED).when(draft(document=other)).refused("plan-id-taken")
    given(page, *IN_FORCE).when(amend(document=document(plan="khac"))).refused("plan-id-taken")


@pytest.mark.parametrize(
    ("past", "command"),
    [((), draft(by="thu-vien")), ((DRAFTED,), issue(by="thu-vien")),
     ((DRAFTED, ISSUED), amend(by="thu-vien"))],
)  # fmt: skip
def test_another_unit_has_no_say_in_a_plan(past: tuple[Payload, ...], command: Any) -> None:
    given(page, *past).when(command).refused("plan-of-another-unit")


def test_a_unit_issues_its_own_plan() -> None:
    given(page, DRAFTED).when(issue(by="so")).then(ISSUED)


def test_opinions_are_asked_of_units_that_are_there_by_a_day_to_come() -> None:
    refusal = given(page, DRAFTED).when(ask("bao-tag")).refused("unknown-unit")
    assert "bao-tang" in refusal.reason.en
    given(page, DRAFTED).when(ask("bao-tang", until="2023-02-20")).refused("due-in-the-past")


def test_opinions_may_be_due_today() -> None:
    today = ASKED.model_copy(update={"until": date(2023, 2, 21)})
    given(page, DRAFTED).when(ask("bao-tang", until="2023-02-21")).then(today)


def test_only_who_was_asked_gives_an_opinion() -> None:
    given(page, DRAFTED, ASKED).when(opine("thu-vien")).refused("opinion-not-asked")


def test_a_second_opinion_of_a_unit_stands_beside_the_first() -> None:
    other = OPINION.model_copy(update={"text": "Cần sửa"})
    given(page, DRAFTED, ASKED, OPINION).when(opine(text="Cần sửa")).then(other)


def test_a_plan_is_not_issued_before_its_day() -> None:
    tomorrow = issue(issued_on=date(2023, 3, 8))
    given(page, DRAFTED).when(tomorrow).refused("issued-in-the-future")


def test_a_plan_is_issued_once() -> None:
    given(page, *IN_FORCE).when(issue()).then()
    given(page, *IN_FORCE).when(issue(number="879/KH")).refused("plan-already-issued")
    given(page, *IN_FORCE).when(draft()).refused("plan-already-issued")


@pytest.mark.parametrize("command", [amend(), acknowledge(), link(), close()])
def test_what_is_not_in_force_is_issued_first(command: Any) -> None:
    given(page).when(command).refused("unknown-plan")
    given(page, DRAFTED).when(command).refused("plan-not-issued")


def test_recipients_get_the_plan_and_acknowledge_it() -> None:
    given(page, *IN_FORCE).when(wants(DistributePlan, "2023-03-08")).then(DISTRIBUTED)
    given(page, *IN_FORCE, DISTRIBUTED).when(acknowledge()).then(ACKNOWLEDGED)


def test_who_is_no_recipient_acknowledges_nothing() -> None:
    sent = given(page, *IN_FORCE, DISTRIBUTED)
    sent.when(acknowledge("phong-tc")).refused("not-a-recipient")
    given(page, *IN_FORCE).when(acknowledge()).refused("plan-not-distributed")


def test_an_amended_plan_is_sent_and_acknowledged_anew() -> None:
    given(page, *IN_FORCE, DISTRIBUTED).when(amend()).then(AMENDED)
    amended = given(page, *IN_FORCE, DISTRIBUTED, ACKNOWLEDGED, AMENDED)
    amended.when(acknowledge()).refused("plan-version-not-in-force")
    amended.when(acknowledge(version=2)).refused("plan-not-distributed")
    again = DISTRIBUTED.model_copy(update={"version": 2})
    amended.when(wants(DistributePlan, "2023-03-08")).then(again)


def test_the_same_words_are_a_new_version_when_units_have_changed() -> None:
    fewer = tuple(unit for unit in UNITS if unit.unit != "thu-vien")
    same = amend(document=ISSUED_DOCUMENT, units=fewer)
    [amended] = given(page, *IN_FORCE).when(same).facts
    assert isinstance(amended, facts.PlanAmended)
    assert amended.duties[0].units == ("bao-tang",) and amended.version == 2
    given(page, *IN_FORCE).when(amend(document=ISSUED_DOCUMENT)).then()


def test_a_child_plan_answers_a_clause_that_is_there() -> None:
    linked = facts.ChildPlanLinked(
        plan="kh-2023",
        clause="III.6",
        child="kh-bt",
        unit="bao-tang",
        linked_on=date(2023, 3, 20),
    )
    given(page, *IN_FORCE).when(link()).then(linked)
    given(page, *IN_FORCE).when(link("III.8")).refused("unknown-clause")
    other = linked.model_copy(update={"clause": "II.1"})
    given(page, *IN_FORCE, linked, other).when(link()).then(linked)


def test_a_closed_plan_has_a_final_review_and_takes_nothing_more() -> None:
    given(page, *IN_FORCE).when(close()).then(CLOSED)
    closed = given(page, *IN_FORCE, CLOSED)
    closed.when(close()).then()
    for command in (close("Khác"), draft(), issue(), amend(), acknowledge(), link()):
        closed.when(command).refused("plan-closed")


COMMANDS = st.sampled_from(
    [
        draft(),
        draft(document=document(title="Dự thảo 2")),
        ask("bao-tang"),
        ask("bao-tang", "thu-vien"),
        opine(),
        opine("thu-vien", "Cần sửa"),
        issue(),
        wants(DistributePlan),
        acknowledge(),
        acknowledge(version=2),
        amend(),
        amend(document=ISSUED_DOCUMENT),
        link(),
        link("II.1"),
        close(),
    ]
)


@hypothesis_given(st.lists(COMMANDS, max_size=12))
def test_any_life_of_a_plan_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "planning", play(page, [draft(), *commands]))
