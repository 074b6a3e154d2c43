"""Petitions held against their procedure: each deviation is named, and a good case has none."""

from __future__ import annotations

from typing import Any

import pytest

from danvan.contracts.policy import PolicyUnit
from tests.unit.feedback.conformance_examples import (
    DECISION,
    DOCUMENT,
    FINDING,
    SENT,
    Told,
    classified,
    complaint,
    judged,
    only,
    received,
    rules,
    step,
    tet_complaint,
)

LATER = "2023-12-29"
WRITTEN = {"document": DOCUMENT}


def test_a_case_that_kept_to_its_procedure_has_no_deviation() -> None:
    verdict = judged(complaint(), LATER)
    assert rules(verdict) == []
    assert (verdict.procedure, verdict.procedure_from.isoformat()) == (
        "complaint-first",
        "2012-07-01",
    )
    assert {limit.clock for limit in verdict.limits} >= {"accept", "resolve", "send-decision"}


def test_what_the_service_said_of_itself_is_not_believed() -> None:
    late = complaint(
        decide=step("decide", "2023-04-10", DECISION), notify=step("notify", "2023-04-11", SENT)
    )
    found = only(judged(late, LATER), "late-decision")
    assert (found.days, found.days_in) == (3, PolicyUnit.CALENDAR_DAY)
    assert found.row is not None and found.row.id == "complaint.resolve.first.normal@2012-07-01"
    assert "02/2011/QH13, Điều 28" in found.article
    assert [each.version for each in found.facts] == [3, 7]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"call_dialogue": None, "hold_dialogue": None}, "skipped-step"),
        ({"hold_dialogue": None}, "skipped-step"),
        ({"verify": None}, "skipped-step"),
        ({"decide": step("decide", "2023-03-31", DECISION, role="unit-officer")},
         "decided-by-wrong-role"),
        ({"verify": step("verify", "2023-03-09", role="citizen")}, "taken-by-wrong-role"),
        ({"decide": step("decide", "2023-03-31", {"document": DOCUMENT})}, "missing-outcome"),
        ({"hold_dialogue": step("hold-dialogue", "2023-03-20")}, "missing-document"),
        ({"hold_dialogue": step("hold-dialogue", "2023-03-17", {"document": DOCUMENT})},
         "held-before-announced-day"),
        ({"verify": step("verify", "2023-03-21")}, "out-of-order"),
        ({"notify": None}, "no-answer-notified"),
        ({"notify": step("notify", "2023-04-07", SENT)}, "late-notification"),
        ({"extend": step("extend", "2023-03-15", {"document": DOCUMENT})},
         "extension-without-finding"),
        ({"extend": step("suspend", "2023-03-10", {"document": DOCUMENT})},
         "clock-suspended-without-ground"),
        ({"extend": step("bribe", "2023-03-15")}, "step-not-in-procedure"),
        ({"verify": step("verify", "2023-03-09", recorded="2023-03-16")}, "backdated"),
        ({"receive": received("2023-03-06", recorded="2023-03-10")}, "backdated"),
        ({"receive": received("2023-03-06", role="citizen")}, "taken-by-wrong-role"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_deviation(changed: dict[str, Told | None], rule: str) -> None:
    only(judged(complaint(**changed), LATER), rule)


@pytest.mark.parametrize(
    "changed",
    [
        {"receive": received("2023-03-06", recorded="2023-03-09")},
        {"extend": step("extend", "2023-03-15", FINDING)},
        {"call_dialogue": None, "hold_dialogue": step("propose", "2023-03-20")},
        {"decide": step("decide", "2023-04-07", DECISION), "notify": step(
            "notify", "2023-04-12", SENT)},
    ],
)  # fmt: skip
def test_what_the_law_allows_is_no_deviation(changed: dict[str, Told | None]) -> None:
    assert rules(judged(complaint(**changed), LATER)) == []


def test_a_skipped_dialogue_names_the_ways_there_were() -> None:
    skipped = complaint(call_dialogue=None, hold_dialogue=None)
    sentence = only(judged(skipped, LATER), "skipped-step").sentence
    assert "Hold the dialogue" in sentence.en and "no dialogue needed" in sentence.en
    assert "Dự thảo quyết định" in sentence.vi


def test_an_extension_gives_time_once() -> None:
    again = [*complaint(decide=None, notify=None), step("extend", "2023-03-21", FINDING)]
    again.append(step("extend", "2023-03-22", FINDING))
    decided = [*again, step("decide", "2023-04-22", DECISION), step("notify", "2023-04-24", SENT)]
    assert rules(judged(decided, LATER)) == ["extension-too-long"]
    found = judged([*again, step("decide", "2023-04-25", DECISION)], "2023-04-25")
    assert sorted(rules(found)) == ["extension-too-long", "late-decision"]


def test_an_extension_does_not_hide_that_the_limit_had_ended() -> None:
    late = complaint(
        extend=step("extend", "2023-04-10", FINDING),
        decide=step("decide", "2023-04-14", DECISION),
        notify=step("notify", "2023-04-17", SENT),
    )
    assert only(judged(late, LATER), "extension-too-late").days == 3


def test_a_suspension_does_not_hide_that_the_limit_had_ended() -> None:
    told = [
        received("2023-03-06"),
        classified("denunciation", "2023-03-06"),
        step("accept", "2023-03-07", WRITTEN),
        step("notify-acceptance", "2023-03-08"),
        step("verify", "2023-03-09", WRITTEN),
        step("suspend", "2023-04-10", WRITTEN),
    ]
    assert only(judged(told, "2023-04-11"), "suspension-too-late").days == 4


def test_each_run_of_a_clock_is_judged() -> None:
    told = [
        received("2023-03-06"),
        classified("reflection", "2023-03-07"),
        step("accept", "2023-03-08"),
        step("answer", "2023-03-22"),
        step("reopen", "2023-03-22"),
        step("answer", "2023-03-23"),
    ]
    assert only(judged(told, "2023-03-24"), "late-decision").days == 2


def test_holidays_are_no_working_days() -> None:
    """Ten working days from 17 January 2023, without 20 and 23 to 26 January: 7 February."""
    assert rules(judged(tet_complaint(step("accept", "2023-02-07")), "2023-02-07")) == []
    found = only(
        judged(tet_complaint(step("accept", "2023-02-09")), "2023-02-09"), "late-acceptance"
    )
    assert (found.days, found.days_in) == (2, PolicyUnit.WORKING_DAY)
    assert found.row is not None and found.row.key == "complaint.accept.decree"


def test_an_open_case_is_judged_by_the_day_that_is_asked_for() -> None:
    opened = tet_complaint()
    assert rules(judged(opened, "2023-02-07")) == []
    assert only(judged(opened, "2023-02-08"), "late-acceptance").days == 1
    done = tet_complaint(step("accept", "2023-02-09"))
    assert rules(judged(done, "2023-02-07")) == []


@pytest.mark.parametrize(
    ("received_on", "accepted_on", "role", "expected"),
    [
        ("2026-03-02", "2026-03-13", "unit-head", []),
        ("2026-07-06", "2026-07-15", "unit-head", []),
        ("2026-07-06", "2026-07-16", "unit-head", ["late-acceptance"]),
        ("2025-06-10", "2025-06-16", "inspector", []),
        ("2025-07-10", "2025-07-16", "inspector", ["taken-by-wrong-role"]),
    ],
)
def test_a_case_is_judged_by_the_law_of_its_days(
    received_on: str, accepted_on: str, role: str, expected: list[str]
) -> None:
    told = [received(received_on), classified("complaint", received_on)]
    told.append(step("accept", accepted_on, role=role))
    assert rules(judged(told, accepted_on)) == expected


def test_a_suspension_stops_the_clock_where_the_law_knows_one() -> None:
    def told(**suspension: Any) -> list[Told]:
        return [
            received("2026-07-06"),
            classified("complaint", "2026-07-06"),
            step("accept", "2026-07-07"),
            step("verify", "2026-07-08"),
            step("suspend", "2026-07-13", **suspension),
            step("send-suspension", "2026-07-14"),
            step("resume", "2026-08-13", {"document": DOCUMENT}),
            step("propose", "2026-09-01"),
            step("decide", "2026-09-04", DECISION),
        ]

    assert rules(judged(told(details={"document": DOCUMENT}), "2026-09-04")) == []
    only(judged(told(), "2026-09-04"), "clock-suspended-without-ground")


def test_a_dialogue_is_announced_five_days_before_since_2026() -> None:
    told = [
        received("2026-07-06"),
        classified("complaint", "2026-07-06"),
        step("accept", "2026-07-07"),
        step("verify", "2026-07-08"),
        step("call-dialogue", "2026-07-14", {"meeting_day": "2026-07-16"}),
    ]
    assert only(judged(told, "2026-07-15"), "late-call-dialogue").days == 3


def test_a_decision_does_not_take_effect_before_its_time() -> None:
    told = [*complaint(), step("take-effect", "2023-04-20", role="service")]
    assert "early-effect" in rules(judged(told, LATER))
    told = [*complaint(), step("take-effect", "2023-05-05", role="service")]
    assert rules(judged(told, LATER)) == []


def test_a_petition_that_nobody_classifies_is_late() -> None:
    assert rules(judged([received("2023-03-06")], "2023-03-20")) == []
    assert only(judged([received("2023-03-06")], "2023-03-21"), "late-classification").days == 1


def test_what_is_joined_with_its_duplicate_is_not_waited_for() -> None:
    joined = [
        received("2023-03-06"),
        classified("recommendation", "2023-03-07"),
        step("merge", "2023-03-08"),
    ]
    assert rules(judged(joined, LATER)) == []


@pytest.mark.parametrize(
    ("class_", "steps", "expected"),
    [
        ("reflection", [step("accept", "2023-03-08"), step("answer", "2023-03-20")], []),
        ("reflection", [step("accept", "2023-03-08"), step("answer", "2023-03-23")],
         ["late-decision"]),
        ("reflection", [step("answer", "2023-03-20")], ["skipped-step"]),
        ("recommendation", [step("accept", "2023-03-08"), step("answer", "2023-04-05")], []),
        ("recommendation", [step("transfer", "2023-03-08")], ["missing-transferred-to"]),
        ("complaint", [step("refuse", "2023-03-08")], ["missing-ground"]),
        ("denunciation", [step("accept", "2023-03-13", WRITTEN),
                          step("notify-acceptance", "2023-03-14"),
                          step("verify", "2023-03-15", {"document": DOCUMENT}),
                          step("conclude", "2023-04-11", DECISION, role="unit-officer")],
         ["decided-by-wrong-role"]),
        ("denunciation", [step("accept", "2023-03-16", WRITTEN),
                          step("notify-acceptance", "2023-03-17")],
         ["late-acceptance"]),
    ],
)  # fmt: skip
def test_every_class_is_held_against_its_own_procedure(
    class_: str, steps: list[Told], expected: list[str]
) -> None:
    told = [received("2023-03-06"), classified(class_, "2023-03-07"), *steps]
    assert rules(judged(told, told[-1][1].isoformat())) == expected


def test_a_step_that_comes_after_the_end_is_told_once() -> None:
    told = [*complaint(), step("verify", "2023-04-05")]
    assert only(judged(told, LATER), "out-of-order").step == "verify"


def test_a_decision_typed_in_before_its_day_keeps_the_order_of_happening() -> None:
    """Recorded the wrong way round within the allowed days: what counts is what happened when."""
    told = complaint(verify=step("verify", "2023-03-09", recorded="2023-03-14"))
    assert [each[1] for each in told] != sorted(each[1] for each in told)
    assert rules(judged(told, LATER)) == []
