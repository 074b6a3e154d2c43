"""The same history under another version of the law: what changes, and by which row."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts.base import Refused
from tests.unit.feedback.conformance_examples import (
    classified,
    complaint,
    judged,
    received,
    rules,
    step,
)

#: Ten working days were on time in March 2026; seven are since July.
SLOW = [
    received("2026-03-02"),
    classified("complaint", "2026-03-03"),
    step("accept", "2026-03-13"),
]


@pytest.mark.parametrize("policy", ["2026-07-01", "complaint.accept.decree@2026-07-01"])
def test_what_was_on_time_then_would_be_late_now(policy: str) -> None:
    assert rules(judged(SLOW, "2026-03-13")) == []
    verdict = judged(SLOW, "2026-03-13", policy)
    assert rules(verdict) == ["late-acceptance"]
    change = next(each for each in verdict.changes if each.clock == "accept")
    assert change.before is not None and change.after is not None
    assert (change.before.due, change.after.due) == (date(2026, 3, 16), date(2026, 3, 11))
    assert (change.before.broken, change.after.broken) == (False, True)
    assert "complaint.accept.decree@2013-12-16" in change.sentence.en
    assert "complaint.accept.decree@2026-07-01" in change.sentence.vi


def test_what_is_late_now_was_on_time_by_the_rule_before() -> None:
    slow = [
        received("2026-07-06"),
        classified("complaint", "2026-07-06"),
        step("accept", "2026-07-17"),
    ]
    assert rules(judged(slow, "2026-07-17")) == ["late-acceptance"]
    assert rules(judged(slow, "2026-07-17", "2023-06-01")) == []


def test_one_row_leaves_the_rest_as_it_was() -> None:
    verdict = judged(SLOW, "2026-03-13", "complaint.accept.decree@2026-07-01")
    assert [each.clock for each in verdict.changes] == ["accept"]
    assert verdict.procedure_from == date(2025, 7, 1)


def test_another_version_of_the_procedure_has_other_roles() -> None:
    told = complaint(verify=step("verify", "2023-03-09", role="inspector"))
    assert rules(judged(told, "2023-12-29")) == []
    verdict = judged(told, "2023-12-29", "complaint-first@2025-07-01")
    assert rules(verdict) == ["taken-by-wrong-role"]
    assert (verdict.procedure_from, verdict.changes) == (date(2025, 7, 1), ())


def test_a_limit_that_only_the_other_law_knows_is_named() -> None:
    verdict = judged(complaint(), "2023-12-29", "2026-07-01")
    notice = next(each for each in verdict.changes if each.clock == "call-dialogue")
    assert notice.before is None and notice.after is not None
    assert "no such limit" in notice.sentence.en


@pytest.mark.parametrize("policy", ["now", "complaint.accept.decree@2024-01-01", "x@2023-01-01"])
def test_a_version_that_there_never_was_is_refused(policy: str) -> None:
    with pytest.raises(Refused) as refused:
        judged(complaint(), "2023-12-29", policy)
    assert refused.value.rule == "unknown-policy-version"
