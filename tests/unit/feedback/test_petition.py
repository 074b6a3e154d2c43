"""A petition along the procedure of its class."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import Channel, PetitionClass, Scope
from danvan.contracts.roles import Role
from tests.unit.feedback.petition_examples import (
    COMPLAINT,
    DECIDED,
    DENUNCIATION,
    DOCUMENT,
    DRAFTED,
    UNIT,
    after,
    case,
    check,
    classify,
    due,
    extend,
    only,
    receive,
    step,
    types,
)


def test_a_letter_is_logged_once_and_its_first_clock_runs() -> None:
    first = after().when(receive())
    assert types(first) == ["PetitionReceived", "PetitionDeadlineSet"]
    assert only(first, facts.PetitionDeadlineSet).scope is Scope.STATE
    after(receive()).when(receive()).then()


def test_a_number_is_used_for_one_petition() -> None:
    after(receive()).when(receive(persons=3)).refused("petition-number-reused")


def test_a_letter_is_not_logged_before_it_came() -> None:
    early = receive("2023-03-06", received=date(2023, 3, 7))
    after().when(early).refused("received-in-the-future")


def test_nothing_happens_to_what_was_never_received() -> None:
    after().when(classify("complaint")).refused("unknown-petition")


def test_classification_picks_the_procedure_and_its_clocks() -> None:
    classified = after(receive()).when(classify("complaint"))
    fact = only(classified, facts.PetitionClassified)
    assert (fact.procedure, fact.petition_class) == ("complaint-first", PetitionClass.COMPLAINT)
    petition = after(receive(), classify("complaint"))
    assert [each.clock for each in case(petition).running] == ["accept"]


def test_the_earlier_end_of_the_law_gives_the_alarm_of_the_decree() -> None:
    petition = after(receive(), classify("complaint"))
    [running] = case(petition).running
    assert (running.due, running.alert_on) == (date(2023, 3, 20), date(2023, 3, 16))


def test_what_a_petition_is_in_law_is_said_once() -> None:
    petition = after(receive(), classify("complaint"))
    petition.when(classify("complaint")).then()
    petition.when(classify("denunciation")).refused("petition-already-classified")


def test_without_a_class_no_step_is_taken() -> None:
    after(receive()).when(step("accept", "2023-03-08")).refused("petition-not-classified")


def test_the_whole_case_has_thirty_days_from_its_acceptance() -> None:
    assert due(after(*COMPLAINT), "resolve") == date(2023, 4, 7)


def test_a_complaint_is_decided_sent_and_handled_once() -> None:
    decided = after(*DRAFTED).when(step("decide", "2023-04-07", DECIDED))
    handled = only(decided, facts.PetitionHandled)
    assert (handled.outcome, handled.on_time) == ("decided", True)
    assert "resolve" in only(decided, facts.PetitionStepTaken).stopped
    sent = step("notify", "2023-04-11", {"delivered_on": "2023-04-11"})
    notified = after(*DRAFTED, step("decide", "2023-04-07", DECIDED)).when(sent)
    assert types(notified) == ["PetitionStepTaken"]


def test_a_decision_after_the_last_day_is_late() -> None:
    decided = after(*DRAFTED).when(step("decide", "2023-04-10", DECIDED))
    assert not only(decided, facts.PetitionHandled).on_time


def test_the_same_step_twice_changes_nothing() -> None:
    after(*COMPLAINT).when(step("verify", "2023-03-09")).then()


def test_an_impossible_step_is_refused_with_what_is_possible() -> None:
    refused = after(receive(), classify("complaint")).when(step("decide", "2023-03-08", DECIDED))
    assert refused.refusal is not None
    assert "accept" in refused.refusal.reason.vi and "refuse" in refused.refusal.reason.en


def test_an_officer_does_not_decide() -> None:
    officer = step("decide", "2023-03-13", DECIDED, role=Role.UNIT_OFFICER)
    assert after(*DRAFTED).when(officer).refusal is not None


def test_a_decision_says_what_was_found() -> None:
    silent = step("decide", "2023-03-13", {"document": DOCUMENT})
    refusal = after(*DRAFTED).when(silent).refusal
    assert refusal is not None and refusal.pointer == "/details/outcome"


def test_a_refusal_needs_one_of_the_nine_grounds() -> None:
    petition = after(receive(), classify("complaint"))
    refusal = petition.when(step("refuse", "2023-03-08")).refusal
    assert refusal is not None and refusal.pointer == "/details/ground"
    refused = petition.when(step("refuse", "2023-03-08", {"ground": "time-barred"}))
    assert only(refused, facts.PetitionHandled).outcome == "refused"


@pytest.mark.parametrize("changes", [{"eligible": False}, {"competence": "other"}])
def test_only_what_is_eligible_and_ours_is_accepted(changes: dict[str, Any]) -> None:
    petition = after(receive(), classify("complaint", **changes))
    petition.when(step("accept", "2023-03-08")).refused("petition-not-to-be-accepted")


@pytest.mark.parametrize("changes", [{"channel": Channel.ONLINE}, {"anonymous": True}])
def test_nobody_denounces_online_or_without_a_name(changes: dict[str, Any]) -> None:
    petition = after(receive(**changes), classify("denunciation"))
    accept = step("accept", "2023-03-08", {"document": DOCUMENT})
    petition.when(accept).refused("denunciation-not-in-legal-form")


def test_a_unit_speaks_for_its_own_petitions_only() -> None:
    other = step("accept", "2023-03-08", by="thu-vien")
    after(receive(), classify("complaint")).when(other).refused("petition-of-another-unit")


def test_no_document_is_from_tomorrow() -> None:
    late = {"outcome": "right", "document": {"number": "1/QĐ", "day": "2023-03-14"}}
    refusal = after(*DRAFTED).when(step("decide", "2023-03-13", late))
    assert refusal.refused("day-in-the-future").pointer == "/details/document/day"


def test_a_complex_complaint_gets_more_time_once() -> None:
    extended = after(*COMPLAINT).when(extend("2023-03-20", "many-people"))
    assert only(extended, facts.PetitionExtended).clock == "resolve"
    assert only(extended, facts.PetitionDeadlineSet).due == date(2023, 4, 24)
    again = after(*COMPLAINT, extend("2023-03-20", "many-people"))
    again.when(extend("2023-03-20", "many-people")).then()
    again.when(extend("2023-03-21", "foreign-element")).refused("no-further-extension")


def test_what_is_not_accepted_is_not_extended() -> None:
    assert after(receive(), classify("complaint")).when(extend("2023-03-20", "many-people")).refusal


def test_a_suspended_denunciation_has_no_clock_for_its_case() -> None:
    accepted = step("accept", "2023-03-08", {"document": DOCUMENT})
    verifying = step("verify", "2023-03-09", {"document": DOCUMENT})
    suspended = step("suspend", "2023-03-13", {"document": DOCUMENT})
    petition = after(*DENUNCIATION, accepted, verifying)
    assert due(petition, "resolve") == date(2023, 4, 7)
    stopped = petition.when(suspended)
    assert "resolve" in only(stopped, facts.PetitionStepTaken).stopped
    resumed = step("resume", "2023-03-20", {"document": DOCUMENT})
    goes_on = after(*DENUNCIATION, accepted, verifying, suspended, resumed)
    assert due(goes_on, "resolve") == date(2023, 4, 17)


def test_a_clock_that_ran_out_is_said_once() -> None:
    petition = after(*COMPLAINT)
    petition.when(check("2023-04-07")).then()
    over = petition.when(check("2023-04-08"))
    overdue = only(over, facts.PetitionOverdue)
    assert (overdue.clock, overdue.scope, overdue.unit) == ("resolve", Scope.CASE, UNIT)
    assert overdue.first
    after(*COMPLAINT, check("2023-04-08")).when(check("2023-04-09")).then()


def test_a_case_that_runs_out_again_after_an_extension_is_late_for_the_first_time_only() -> None:
    extended = after(*COMPLAINT, check("2023-04-08"), extend("2023-04-10", "many-people"))
    again = only(extended.when(check("2023-06-30")), facts.PetitionOverdue)
    assert again.scope is Scope.CASE and not again.first


def test_a_decision_takes_effect_when_the_time_for_a_second_complaint_is_over() -> None:
    decided = step("decide", "2023-03-13", DECIDED)
    sent = step("notify", "2023-03-14", {"delivered_on": "2023-03-14"})
    notified = after(*DRAFTED, decided, sent)
    notified.when(step("take-effect", "2023-04-12")).refused("step-too-early")
    assert types(notified.when(step("take-effect", "2023-04-13"))) == ["PetitionStepTaken"]


@pytest.mark.parametrize(
    ("day", "refused"), [("2025-06-30", None), ("2025-07-01", "role-may-not-do-this")]
)
def test_the_inspectorate_goes_on_with_what_began_before_its_end(
    day: str, refused: str | None
) -> None:
    case_ = after(receive(day), classify("complaint", day), step("accept", "2025-07-02"))
    outcome = case_.when(step("verify", "2025-07-03", role=Role.INSPECTOR, by=None))
    assert (outcome.refusal.rule if outcome.refusal else None) == refused


NEW_LAW = (
    receive("2026-06-15"),
    classify("complaint", "2026-06-16"),
    step("accept", "2026-06-17"),
    step("verify", "2026-06-18"),
)


def test_whoever_is_invited_hears_of_it_five_days_before() -> None:
    soon = step("call-dialogue", "2026-07-06", {"meeting_day": "2026-07-10"})
    after(*NEW_LAW).when(soon).refused("notice-too-late")
    later = step("call-dialogue", "2026-07-06", {"meeting_day": "2026-07-11"})
    assert types(after(*NEW_LAW).when(later)) == ["PetitionStepTaken"]


@pytest.mark.parametrize("year", ["2023", "2026"])
def test_a_dialogue_is_not_held_before_its_day(year: str) -> None:
    day, meeting = f"{year}-07-03", f"{year}-07-14"
    opened = (receive(day), classify("complaint", day), step("accept", day), step("verify", day))
    called = step("call-dialogue", f"{year}-07-06", {"meeting_day": meeting})
    minutes = {"document": {"number": "3/BB", "day": day}}
    petition = after(*opened, called)
    petition.when(step("hold-dialogue", f"{year}-07-13", minutes)).refused("meeting-not-yet")
    held = petition.when(step("hold-dialogue", meeting, minutes))
    assert only(held, facts.PetitionStepTaken).to_state == "drafting"


def test_an_open_complaint_is_suspended_under_the_law_that_took_it_over() -> None:
    document = {"number": "9/QĐ", "day": "2026-06-19"}
    early = step("suspend", "2026-06-30", {"document": document})
    assert after(*NEW_LAW).when(early).refusal is not None
    taken = after(*NEW_LAW).when(step("suspend", "2026-07-01", {"document": document}))
    suspended = only(taken, facts.PetitionStepTaken)
    assert suspended.procedure_from == date(2026, 7, 1) and "resolve" in suspended.stopped
