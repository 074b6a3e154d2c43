"""How a petition ends, is rated, opened again and handed over."""

from __future__ import annotations

from datetime import date

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import HandoverReason, PetitionClass, Scope
from danvan.contracts.roles import Role
from danvan.services.feedback.domain.petition_commands import (
    HandOverPetition,
    IssueCode,
    PetitionCommand,
    RatePetition,
    ReopenPetition,
)
from tests.unit.feedback.petition_examples import (
    COMPLAINT,
    DECIDED,
    DENUNCIATION,
    DOCUMENT,
    DRAFTED,
    PETITION,
    REFLECTION,
    after,
    case,
    check,
    classify,
    due,
    law,
    moment,
    only,
    receive,
    said,
    step,
    types,
    withdraw,
)


def test_a_complaint_that_is_taken_back_is_over() -> None:
    gone = after(*COMPLAINT).when(withdraw("2023-03-10"))
    assert only(gone, facts.PetitionWithdrawn).whole
    assert "resolve" in only(gone, facts.PetitionStepTaken).stopped
    assert only(gone, facts.PetitionHandled).outcome == "withdrawn"
    after(*COMPLAINT, withdraw("2023-03-10")).when(withdraw("2023-03-10")).then()


def test_a_part_that_is_taken_back_leaves_the_rest() -> None:
    petition = (receive(), classify("complaint", contents=2), step("accept", "2023-03-08"))
    part = after(*petition).when(withdraw("2023-03-10", 2))
    assert types(part) == ["PetitionWithdrawn"]
    rest = after(*petition, withdraw("2023-03-10", 2)).when(withdraw("2023-03-13", 1))
    assert only(rest, facts.PetitionWithdrawn).whole
    after(*petition).when(withdraw("2023-03-10", 3)).refused("no-such-part")


def test_a_denunciation_goes_on_after_it_is_taken_back() -> None:
    petition = after(*DENUNCIATION)
    petition.when(step("withdraw", "2023-03-10")).refused("step-has-its-own-form")
    assert types(petition.when(withdraw("2023-03-10"))) == ["PetitionWithdrawn"]
    ended = after(*DENUNCIATION, withdraw("2023-03-10")).when(step("withdraw", "2023-03-13"))
    assert only(ended, facts.PetitionHandled).on_time


def test_what_claims_to_denounce_goes_on_too() -> None:
    claimed = receive(claimed=PetitionClass.DENUNCIATION)
    assert types(after(claimed).when(withdraw("2023-03-07"))) == ["PetitionWithdrawn"]


def test_a_petition_can_be_taken_back_before_it_is_classified() -> None:
    gone = after(receive()).when(withdraw("2023-03-07"))
    assert only(gone, facts.PetitionHandled).petition_class is None
    after(receive(), withdraw("2023-03-07")).when(classify("complaint")).refused("petition-over")


def test_a_decided_case_is_not_taken_back() -> None:
    decided = after(*DRAFTED, step("decide", "2023-04-07", DECIDED))
    decided.when(withdraw("2023-04-10")).refused("petition-over")


def rate(rating: int, day: str = "2023-03-20") -> RatePetition:
    return RatePetition(at=moment(day), petition=PETITION, law=law(), rating=rating)


ANSWERED = (*REFLECTION, step("answer", "2023-03-13"))


def test_a_good_rating_is_kept() -> None:
    assert types(after(*ANSWERED).when(rate(4))) == ["PetitionRated"]
    after(*ANSWERED, rate(4)).when(rate(4)).then()
    after(*ANSWERED, rate(4)).when(rate(5)).refused("petition-already-rated")


def test_what_is_not_handled_is_not_rated() -> None:
    after(*REFLECTION).when(rate(1)).refused("petition-not-handled")


def test_a_bad_rating_within_the_window_opens_the_case_again() -> None:
    opened = after(*ANSWERED).when(rate(1))
    assert only(opened, facts.PetitionReopened).ground == "bad-rating"
    again = after(*ANSWERED, rate(1)).when(step("answer", "2023-03-24"))
    assert "PetitionHandled" not in types(again)


def test_a_bad_rating_after_the_window_changes_nothing() -> None:
    assert types(after(*ANSWERED).when(rate(1, "2023-04-13"))) == ["PetitionRated"]


def test_a_complaint_is_not_opened_by_a_rating() -> None:
    decided = after(*DRAFTED, step("decide", "2023-04-07", DECIDED))
    assert types(decided.when(rate(1, "2023-04-10"))) == ["PetitionRated"]


def reopen(day: str) -> ReopenPetition:
    command: ReopenPetition = said(ReopenPetition, day, ground="new-evidence", document=DOCUMENT)
    return command


def test_a_case_that_is_open_is_not_opened_again() -> None:
    after(*COMPLAINT).when(reopen("2023-03-13")).refused("petition-not-to-be-reopened")


def test_only_the_head_opens_a_denunciation_again() -> None:
    steps = [step(each, "2023-03-09", {"document": DOCUMENT}) for each in ("accept", "verify")]
    concluded = step("conclude", "2023-03-10", DECIDED)
    officer = reopen("2023-03-13").model_copy(update={"role": Role.UNIT_OFFICER})
    over = after(*DENUNCIATION, *steps, concluded)
    over.when(officer).refused("role-may-not-do-this")
    opened = over.when(reopen("2023-03-13"))
    assert only(opened, facts.PetitionStepTaken).to_state == "verifying"


PAPER = {"document": DOCUMENT}
CONCLUDED: tuple[PetitionCommand, ...] = (
    *DENUNCIATION,
    *(step(each, "2023-03-09", PAPER) for each in ("accept", "verify")),
    step("conclude", "2023-03-10", DECIDED),
)


def test_a_further_denunciation_is_decided_on_within_twenty_days() -> None:
    heard = (*CONCLUDED, step("further-denunciation", "2023-03-13"))
    assert due(after(*CONCLUDED), "decide-reopening") is None
    assert due(after(*heard), "decide-reopening") == date(2023, 4, 3)  # 2/4 is a Sunday
    said = after(*heard).when(check("2023-04-04")).facts
    late = {each.clock for each in said if isinstance(each, facts.PetitionOverdue)}
    assert "decide-reopening" in late
    for done in (step("uphold", "2023-03-20", PAPER), reopen("2023-03-20")):
        assert "decide-reopening" in only(after(*heard).when(done), facts.PetitionStepTaken).stopped


def test_only_the_head_upholds_a_conclusion_and_in_writing() -> None:
    heard = after(*CONCLUDED, step("further-denunciation", "2023-03-13"))
    heard.when(step("uphold", "2023-03-20")).refused("detail-missing")
    officer = step("uphold", "2023-03-20", PAPER, role=Role.UNIT_OFFICER)
    heard.when(officer).refused("role-may-not-do-this")


def test_a_posted_conclusion_stays_for_fifteen_days() -> None:
    handled = (*CONCLUDED, step("handle", "2023-03-13", PAPER))
    posted = after(*handled, step("publish", "2023-03-14", PAPER))
    assert due(posted, "display") is None  # nobody can be late with it
    early = posted.when(step("take-down", "2023-03-29"))
    assert "29/03/2023" in early.refused("step-too-early").reason.vi
    assert types(posted.when(step("take-down", "2023-03-30"))) == ["PetitionStepTaken"]


def test_a_case_opened_again_has_its_time_again() -> None:
    answered = after(*ANSWERED)
    assert case(answered).running == ()
    opened = after(*ANSWERED, reopen("2023-03-20"))
    assert [each.scope for each in case(opened).running] == [Scope.CASE]
    opened.when(reopen("2023-03-20")).then()


def hand_over(to: str) -> HandOverPetition:
    return HandOverPetition(
        at=moment("2023-03-15"), petition=PETITION, to=to, reason=HandoverReason.MERGED
    )


def test_a_case_moves_to_the_successor_and_its_clocks_go_on() -> None:
    before = after(*COMPLAINT)
    moved = after(*COMPLAINT, hand_over("thu-vien"))
    assert types(before.when(hand_over("thu-vien"))) == ["PetitionHandedOver"]
    assert due(moved, "resolve") == due(before, "resolve")
    moved.when(hand_over("thu-vien")).then()
    moved.when(step("propose", "2023-03-16")).refused("petition-of-another-unit")
    proposed = moved.when(step("propose", "2023-03-16", by="thu-vien"))
    assert types(proposed) == ["PetitionStepTaken"]


def test_a_new_code_replaces_the_last() -> None:
    issue = IssueCode(at=moment("2023-03-06"), petition=PETITION, code_sha256="0" * 64)
    assert types(after(receive()).when(issue)) == ["FollowCodeIssued"]
    after(receive(), issue).when(issue).then()
