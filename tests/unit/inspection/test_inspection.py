"""One inspection: its steps in order, its clocks, what units say, and the follow-up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from pydantic import ValidationError

from danvan.contracts import inspection as facts
from danvan.contracts.base import Command
from danvan.contracts.inspection import Evidence, InspectionTerms, Step
from danvan.services.inspection.domain import inspection as page
from danvan.services.inspection.domain import inspection_commands as wanted
from danvan.services.inspection.domain.inspection_clocks import KEYS, InspectionClocks
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.inspection.inspection_examples import (
    APOLOGISE,
    CLOCKS,
    LIBRARY,
    MUSEUM,
    STEPS,
    TERMS,
    begins,
    cancel,
    close,
    conclude,
    confirm,
    decide,
    do,
    draft,
    end,
    explain,
    find,
    open_,
    publish,
    resume,
    send_back,
    suspend,
    types,
    until,
)


def test_the_good_course_goes_from_decision_to_closure() -> None:
    assert types(play(page, STEPS)) == [
        facts.InspectionDecided,
        facts.InspectionOpened,
        facts.FindingMade,
        facts.FindingExplained,
        facts.FieldworkEnded,
        facts.ConclusionDrafted,
        facts.InspectionConcluded,
        facts.ConclusionPublished,
        facts.RecommendationDone,
        facts.RecommendationConfirmed,
        facts.InspectionClosed,
    ]


def test_no_step_is_taken_before_its_turn() -> None:
    past = until(wanted.DecideInspection)
    extend = wanted.ExtendInspection(at=end().at, reason="Nhiều hồ sơ", clocks=CLOCKS)
    for early in (find(), end(), draft(), conclude(), publish(), do(), close(), extend):
        given(page, *past).when(early).refused("step-out-of-order")
    given(page).when(open_()).refused("unknown-inspection")
    given(page, *until(wanted.MakeFinding)).when(draft()).refused("step-out-of-order")


def test_an_inspection_is_planned_or_extraordinary_with_a_reason() -> None:
    said = TERMS.model_dump()
    for wrong in ({"planned": None}, {"extraordinary": "Có đơn phản ánh"}):
        with pytest.raises(ValidationError, match="Name the line"):
            InspectionTerms.model_validate(said | wrong)
    with pytest.raises(ValidationError, match="in order"):
        InspectionTerms.model_validate(said | {"last": date(2022, 12, 31)})
    extraordinary = {"planned": None, "extraordinary": "Có đơn phản ánh"}
    given(page).when(decide(**extraordinary)).then(
        facts.InspectionDecided(
            **dict(TERMS.model_copy(update=extraordinary)),
            inspection="kt-2023-02",
            decided_on=date(2023, 7, 3),
        )
    )


def test_the_period_inspected_is_over_and_an_id_names_one_inspection() -> None:
    given(page).when(decide(last=date(2023, 7, 4))).refused("period-in-the-future")
    past = until(wanted.EndFieldwork)
    given(page, *past).when(decide(unit=LIBRARY)).refused("inspection-id-taken")
    given(page, *past).when(decide(date(2023, 9, 1))).then()


def test_the_law_counts_the_last_days() -> None:
    opened, *_ = given(page, *until(wanted.DecideInspection)).when(open_()).facts
    assert isinstance(opened, facts.InspectionOpened)
    # 30 calendar days after Monday 10 July
    assert (opened.due.step, opened.due.day) == (Step.FIELDWORK, date(2023, 8, 9))
    assert opened.due.policy.valid_from == date(2023, 7, 1)
    ended, *_ = given(page, *until(wanted.ExplainFinding)).when(end()).facts
    assert isinstance(ended, facts.FieldworkEnded)
    # 15 days after Friday 4 August end on a Saturday
    assert ended.due.day == date(2023, 8, 21)
    published, *_ = given(page, *until(wanted.ConcludeInspection)).when(publish()).facts
    assert isinstance(published, facts.ConclusionPublished)
    assert (published.until, published.policy.valid_from) == (
        date(2023, 9, 14),
        date(2023, 8, 15),
    )


def test_the_law_on_the_day_of_the_decision_rules_to_the_end() -> None:
    def used(decided: date) -> date:
        return CLOCKS.due(Step.CONCLUSION, decided, date(2025, 7, 10)).policy.valid_from

    assert used(date(2023, 6, 30)) == date(2011, 7, 1)
    assert used(date(2023, 7, 1)) == date(2023, 7, 1)
    assert used(date(2025, 6, 30)) == date(2023, 7, 1)
    assert used(date(2025, 7, 1)) == date(2025, 7, 1)


@pytest.mark.parametrize("step", Step)
def test_every_step_has_a_law_on_every_day_since_2011(step: Step) -> None:
    first = date(2011, 7, 1).toordinal()
    days = (date.fromordinal(first + 30 * n) for n in range(200))
    clocks = InspectionClocks(rows=CLOCKS.rows, calendar=CLOCKS.calendar)
    for day in days:
        assert clocks.due(step, day, date(2023, 7, 3)).policy.key == KEYS[step]


def test_the_team_gets_more_time_once_and_before_it_is_over() -> None:
    past = until(wanted.MakeFinding)

    def more(day: date, why: str = "Nhiều hồ sơ") -> Command:
        return wanted.ExtendInspection(at=end(day).at, reason=why, clocks=CLOCKS)

    extended, *_ = given(page, *past).when(more(date(2023, 8, 9))).facts
    assert isinstance(extended, facts.InspectionExtended)
    assert extended.due.day == date(2023, 8, 24)
    given(page, *past).when(more(date(2023, 8, 10))).refused("too-late-to-extend")
    given(page, *past, extended).when(more(date(2023, 8, 20), "Lại thiếu")).refused(
        "already-extended"
    )
    given(page, *past, extended).when(begins(date(2023, 8, 24))).then()


def test_a_step_whose_day_passes_is_overdue_once_and_at_the_latest_when_it_is_taken() -> None:
    past = until(wanted.MakeFinding)
    overdue = facts.StepOverdue(
        inspection="kt-2023-02",
        unit=MUSEUM,
        step=Step.FIELDWORK,
        due_on=date(2023, 8, 9),
        day=date(2023, 8, 10),
    )
    given(page, *past).when(begins(date(2023, 8, 9))).then()
    given(page, *past).when(begins(date(2023, 8, 10))).then(overdue)
    given(page, *past, overdue).when(begins(date(2023, 8, 11))).then()
    late = given(page, *past).when(end(date(2023, 8, 10))).facts
    assert late[0] == overdue
    assert types(late) == [facts.StepOverdue, facts.FieldworkEnded]
    assert types(given(page, *past, overdue).when(end(date(2023, 8, 11))).facts) == [
        facts.FieldworkEnded
    ]


def test_draft_conclusion_and_publication_have_their_own_last_days() -> None:
    for step, last, tried in (
        (Step.DRAFT, wanted.EndFieldwork, draft(date(2023, 8, 22))),
        (Step.CONCLUSION, wanted.DraftConclusion, conclude(date(2023, 8, 31))),
        (Step.PUBLICATION, wanted.ConcludeInspection, publish(date(2023, 9, 6))),
    ):
        first, _ = given(page, *until(last)).when(tried).facts
        assert isinstance(first, facts.StepOverdue) and first.step is step


def test_a_finding_points_at_facts_or_at_a_document() -> None:
    with pytest.raises(ValidationError, match="Point at a recorded fact"):
        Evidence()
    past = until(wanted.MakeFinding)
    given(page, *past).when(find(what="Khác")).refused("finding-id-taken")
    given(page, *until(wanted.DraftConclusion)).when(find(finding="moi")).refused(
        "step-out-of-order"
    )


def test_the_unit_explains_its_own_findings_until_the_conclusion_is_signed() -> None:
    past = until(wanted.MakeFinding)
    given(page, *past).when(explain(of=LIBRARY)).refused("inspection-of-another-unit")
    given(page, *past).when(explain(finding="khac")).refused("unknown-finding")
    again = given(page, *until(wanted.ExplainFinding)).when(explain(explanation="Bổ sung")).facts
    assert types(again) == [facts.FindingExplained]
    given(page, *until(wanted.ConcludeInspection)).when(explain(explanation="Quá muộn")).refused(
        "conclusion-signed"
    )


def test_a_conclusion_holds_together() -> None:
    past = until(wanted.DraftConclusion)
    given(page, *past).when(conclude(findings=("khac",))).refused("unknown-finding")
    given(page, *past).when(conclude(recommendations=(APOLOGISE, APOLOGISE))).refused(
        "recommendation-twice"
    )
    given(page, *past).when(conclude(APOLOGISE.due_on)).refused("recommendation-due-passed")
    given(page, *until(wanted.ConcludeInspection)).when(conclude(number="46/KL")).refused(
        "conclusion-signed"
    )


def test_a_recommendation_is_done_looked_at_returned_and_confirmed() -> None:
    past = until(wanted.PublishConclusion)
    given(page, *past).when(confirm()).refused("recommendation-not-done")
    given(page, *past).when(send_back()).refused("recommendation-not-done")
    given(page, *past).when(do(of=LIBRARY)).refused("inspection-of-another-unit")
    given(page, *past).when(do(recommendation="khac")).refused("unknown-recommendation")
    given(page, *past).when(close()).refused("follow-up-open")
    given(page, *past).when(do(), send_back(), close()).refused("follow-up-open")
    assert types(given(page, *past).when(do(), send_back(), do(), confirm()).facts) == [
        facts.RecommendationConfirmed
    ]


def test_a_recommendation_is_overdue_after_its_day_unless_it_was_done() -> None:
    past = until(wanted.PublishConclusion)
    due = APOLOGISE.due_on
    after = date(2023, 11, 1)
    given(page, *past).when(begins(due)).then()
    overdue = given(page, *past).when(begins(after)).facts
    assert types(overdue) == [facts.RecommendationOverdue]
    given(page, *past, *overdue).when(begins(date(2023, 11, 2))).then()
    given(page, *past).when(do(), begins(after)).then()
    assert given(page, *past).when(do(), send_back(), begins(after)).facts == overdue
    late = given(page, *past).when(do(after)).facts
    assert types(late) == [facts.RecommendationOverdue, facts.RecommendationDone]
    assert isinstance(late[1], facts.RecommendationDone) and not late[1].on_time


def test_an_inspection_closes_when_it_is_published_and_all_is_confirmed() -> None:
    past = until(wanted.DraftConclusion)
    given(page, *past).when(conclude(recommendations=()), close()).refused(
        "conclusion-not-published"
    )
    done = given(page, *past).when(conclude(recommendations=()), publish(), close()).facts
    assert types(done) == [facts.InspectionClosed]
    given(page, *until(wanted.CloseInspection)).when(open_()).refused("inspection-over")


def test_while_it_is_suspended_no_day_counts() -> None:
    past = until(wanted.MakeFinding)
    stopped = date(2023, 8, 1)
    given(page, *past).when(suspend(stopped), end()).refused("inspection-suspended")
    given(page, *past).when(suspend(stopped), begins(date(2023, 9, 1))).then()
    went_on = given(page, *past).when(suspend(stopped), resume(date(2023, 8, 10))).facts
    [resumed] = went_on
    assert isinstance(resumed, facts.InspectionResumed) and resumed.due is not None
    # ten days later than 9 August, which is a Saturday
    assert resumed.due.day == date(2023, 8, 21)
    given(page, *past).when(
        suspend(stopped), resume(date(2023, 8, 10)), begins(date(2023, 8, 21))
    ).then()


def test_what_is_suspended_late_was_overdue_before() -> None:
    past = until(wanted.MakeFinding)
    halted = given(page, *past).when(suspend(date(2023, 8, 10))).facts
    assert types(halted) == [facts.StepOverdue, facts.InspectionSuspended]


def test_an_inspection_is_given_up_with_a_reason_but_not_once_it_is_concluded() -> None:
    past = until(wanted.MakeFinding)
    stopped = date(2023, 8, 1)
    assert types(given(page, *past).when(suspend(stopped), cancel(stopped)).facts) == [
        facts.InspectionCancelled
    ]
    given(page, *past).when(cancel(stopped), explain(explanation="Muộn")).refused("inspection-over")
    given(page, *past).when(cancel(stopped), end()).refused("inspection-over")
    signed = until(wanted.ConcludeInspection)
    given(page, *signed).when(cancel(date(2023, 9, 1))).refused("conclusion-signed")
    given(page, *signed).when(suspend(date(2023, 9, 1))).refused("conclusion-signed")


def _any_commands() -> st.SearchStrategy[list[Command]]:
    days = st.dates(date(2023, 7, 3), date(2023, 12, 31))
    makers = (decide, open_, find, explain, end, draft, conclude, publish, do, send_back)
    more = (confirm, close, suspend, resume, cancel, begins)
    return st.lists(
        st.builds(lambda make, day: make(day), st.sampled_from([*makers, *more]), days),
        max_size=25,
    )


@hypothesis_given(st.integers(0, len(STEPS)), _any_commands())
def test_whatever_is_asked_the_past_holds(steps: int, commands: list[Command]) -> None:
    holds_for_any_past(page, "inspection", play(page, [*STEPS[:steps], *commands]))
