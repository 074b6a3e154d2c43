"""A nomination up to the end of the council's work: made, shown, judged, voted, scored, visited."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.campaign import NominationKind
from danvan.contracts.emulation import NoteSubject
from danvan.services.emulation.domain import nomination as page
from danvan.services.emulation.domain.nomination_commands import (
    AddEvidence,
    JudgeEligibility,
    MakeNomination,
    MoveNomination,
    NoteComment,
    NoteScores,
    NoteVotes,
    Parent,
    Publish,
    SelfScore,
    Shortlist,
    VerifyOnSite,
    WithdrawNomination,
)
from tests.support.scenario import given
from tests.unit.emulation.campaign_examples import (
    CAMPAIGN,
    ELIGIBLE,
    FILE,
    FOUND_GOOD,
    LIBRARY,
    MODEL,
    MUSEUM,
    RUNNING,
    SCORED,
    SHORTLISTED,
    UP,
    VERIFIED,
    VOTED,
    WORKDAYS,
    about,
    at,
    made,
    scores,
)

FIRST = f"{CAMPAIGN}.{LIBRARY}.sach"


def make(
    day: str = "2023-04-10", kind: NominationKind = NominationKind.MODEL, **more: Any
) -> MakeNomination:
    words = {
        "subject": "Nguyễn Văn A" if kind.of_a_person else "Bảo tàng về trường",
        "achievement": "Đưa hiện vật đến lớp học.",
        "period": "2023",
    }
    return MakeNomination(
        at=at(day), nomination=MODEL, campaign=RUNNING, unit=MUSEUM, kind=kind, **(words | more)
    )


def says(make: type[Any], day: str, **more: Any) -> Any:
    """A command that needs the campaign."""
    return make(at=at(day), nomination=MODEL, campaign=RUNNING, **more)


def visit(day: str = "2023-10-12", **changes: Any) -> VerifyOnSite:
    found = {
        "confirmed": True,
        "team": ("van-phong", "thanh-tra"),
        "visited_on": date(2023, 10, 12),
        "notes": "Đã xem.",
    }
    return VerifyOnSite(at=at(day), nomination=MODEL, campaign=RUNNING, **(found | changes))


def test_a_model_is_made_with_its_title() -> None:
    given(page).when(make()).then(*made())
    given(page).when(make("2023-04-29")).refused("phase-over")
    given(page).when(make("2023-04-02")).refused("phase-not-begun")


@pytest.mark.parametrize("kind", [NominationKind.INDIVIDUAL, NominationKind.GOOD_DEED])
def test_a_public_fact_names_no_person(kind: NominationKind) -> None:
    public, internal = given(page).when(make(kind=kind)).facts
    assert isinstance(public, facts.NominationMade) and public.title is None
    assert "Nguyễn" not in public.model_dump_json()
    assert isinstance(internal, facts.NomineeNamed) and internal.subject == "Nguyễn Văn A"


def test_a_name_is_not_used_for_something_else() -> None:
    given(page, *made()).when(make(subject="Khác")).refused("nomination-exists")


def test_a_good_deed_is_taken_in_at_any_time_of_the_campaign() -> None:
    assert given(page).when(make("2023-12-20", NominationKind.GOOD_DEED)).facts
    given(page).when(make("2023-12-21", NominationKind.GOOD_DEED)).refused("phase-over")


@pytest.mark.parametrize(
    ("changes", "kind", "rule"),
    [
        ({}, NominationKind.COLLECTIVE, "parent-of-no-model"),
        ({"recognised": False}, NominationKind.MODEL, "parent-not-recognised"),
        ({"adopting": False}, NominationKind.MODEL, "variant-without-adoption"),
        ({"line": (FIRST, MODEL)}, NominationKind.MODEL, "variant-of-itself"),
    ],
)
def test_a_variant_comes_of_an_adopted_recognised_model_and_not_of_itself(
    changes: dict[str, Any], kind: NominationKind, rule: str
) -> None:
    whole = {"line": (FIRST,), "recognised": True, "adopting": True} | changes
    given(page).when(make(kind=kind, parent=Parent(**whole))).refused(rule)
    good = Parent(line=(FIRST,), recognised=True, adopting=True)
    [public, _] = given(page).when(make(parent=good)).facts
    assert isinstance(public, facts.NominationMade) and public.parent == FIRST


def test_its_unit_shows_files_and_scores_itself() -> None:
    added = facts.NominationEvidenceAdded(
        **about(), evidence=FILE, criterion="moi", added_on=date(2023, 5, 5)
    )
    show = says(AddEvidence, "2023-05-05", unit=MUSEUM, evidence=FILE, criterion="moi")
    given(page, *made()).when(show).then(added)
    scored = facts.NominationSelfScored(
        **about(), scores=scores("50", "100"), total="80", scored_on=date(2023, 9, 15)
    )
    score = says(SelfScore, "2023-09-15", unit=MUSEUM, scores=scores("50", "100"))
    given(page, *made()).when(score).then(scored)


@pytest.mark.parametrize(
    ("past", "command", "rule"),
    [
        ((), says(AddEvidence, "2023-05-05", unit=MUSEUM, evidence=FILE), "unknown-nomination"),
        (
            made(),
            says(AddEvidence, "2023-05-05", unit=LIBRARY, evidence=FILE),
            "nomination-of-another-unit",
        ),
        (
            made(),
            says(AddEvidence, "2023-05-05", unit=MUSEUM, evidence=FILE, criterion="mo"),
            "unknown-criterion",
        ),
        (made(), says(AddEvidence, "2023-09-16", unit=MUSEUM, evidence=FILE), "phase-over"),
        (
            UP,
            says(AddEvidence, "2023-09-15", unit=MUSEUM, evidence=FILE),
            "nomination-not-in-preparation",
        ),
        (
            made(),
            says(SelfScore, "2023-05-05", unit=MUSEUM, scores=scores("1", "2")[:1]),
            "criteria-not-scored-once",
        ),
        (
            made(),
            says(SelfScore, "2023-05-05", unit=MUSEUM, scores=scores("1", "2")[:1] * 2),
            "criteria-not-scored-once",
        ),
        (made(), says(Shortlist, "2023-09-20"), "nomination-not-eligible"),
        ((*made(), ELIGIBLE), says(Shortlist, "2023-09-15"), "phase-not-begun"),
        (UP, says(JudgeEligibility, "2023-09-20", answers=()), "nomination-already-selected"),
        (
            made(NominationKind.GOOD_DEED),
            says(JudgeEligibility, "2023-09-20", answers=()),
            "good-deed-needs-no-vote",
        ),
        (made(), visit(), "nomination-not-shortlisted"),
        (UP, visit(team=("van-phong",)), "site-team-too-small"),
        (UP, visit(team=("van-phong", MUSEUM)), "site-team-of-own-unit"),
        (UP, visit(visited_on=date(2023, 10, 13)), "day-in-the-future"),
        (UP, visit("2023-10-21"), "phase-over"),
        (UP, says(Publish, "2023-11-01", calendar=WORKDAYS), "nomination-not-scored"),
        (
            FOUND_GOOD,
            NoteComment(at=at("2023-11-01"), nomination=MODEL, unit=LIBRARY, text="Tốt."),
            "not-open-for-comments",
        ),
    ],
)
def test_a_rule_says_no(past: tuple[Payload, ...], command: Any, rule: str) -> None:
    given(page, *past).when(command).refused(rule)


def test_it_is_judged_again_until_it_is_shortlisted() -> None:
    broken = facts.EligibilityAnswer(
        rule=facts.EligibilityRule.NO_DISCIPLINE, kept=False, because=("7/QĐ",)
    )
    answers = (broken, *ELIGIBLE.answers[1:])
    command = says(JudgeEligibility, "2023-09-18", answers=answers)
    [judged] = given(page, *made()).when(command).facts
    assert isinstance(judged, facts.EligibilityJudged) and not judged.eligible
    given(page, *made(), judged).when(says(Shortlist, "2023-09-20")).refused(
        "nomination-not-eligible"
    )
    again = says(JudgeEligibility, "2023-09-18", answers=ELIGIBLE.answers)
    given(page, *made(), judged).when(again).then(ELIGIBLE)
    given(page, *made(), ELIGIBLE).when(says(Shortlist, "2023-09-20")).then(SHORTLISTED)


def test_votes_scores_and_a_visit_are_noted() -> None:
    vote = NoteVotes(at=at("2023-10-03"), nomination=MODEL, ballot="bau", votes=3, cast=10, rank=1)
    given(page, *UP).when(vote).then(VOTED)
    found = NoteScores(
        at=at("2023-10-10"),
        nomination=MODEL,
        means=scores("80", "90"),
        total="86",
        members=3,
        excluded=1,
    )
    given(page, *UP).when(found).then(SCORED)
    noted = facts.NominationNoted(
        **about(), about=NoteSubject.SITE_VISIT, text="Đã xem.", noted_on=date(2023, 10, 12)
    )
    given(page, *UP).when(visit()).then(VERIFIED, noted)


def test_comments_are_taken_in_for_five_working_days() -> None:
    publish = says(Publish, "2023-11-01", calendar=WORKDAYS)
    [published] = given(page, *FOUND_GOOD).when(publish).facts
    assert isinstance(published, facts.NominationPublished)
    # 2, 3, then the weekend and a day off, 7, 8, 9
    assert published.comments_until == date(2023, 11, 9)
    assert (published.policy.key, published.policy.verified) == ("nomination.comment-period", False)
    for day, open_ in (("2023-11-09", True), ("2023-11-10", False)):
        said = NoteComment(at=at(day), nomination=MODEL, unit=LIBRARY, text="Tốt.")
        outcome = given(page, *FOUND_GOOD, published).when(said)
        assert bool(outcome.facts) == open_


def test_its_unit_gives_it_up_before_it_is_honoured() -> None:
    give_up = WithdrawNomination(at=at("2023-05-05"), nomination=MODEL, unit=MUSEUM)
    [withdrawn] = given(page, *made()).when(give_up).facts
    assert isinstance(withdrawn, facts.NominationWithdrawn) and not withdrawn.unit_ended
    by_others = give_up.model_copy(update={"unit": LIBRARY})
    given(page, *made()).when(by_others).refused("nomination-of-another-unit")


def test_a_successor_takes_it_over_and_speaks_for_it() -> None:
    moved = facts.NominationMoved(
        **about(unit=LIBRARY), from_unit=MUSEUM, moved_on=date(2023, 7, 1)
    )
    move = MoveNomination(at=at("2023-07-01"), nomination=MODEL, to=LIBRARY)
    given(page, *made()).when(move).then(moved)
    show = says(AddEvidence, "2023-07-02", unit=LIBRARY, evidence=FILE)
    [added] = given(page, *made(), moved).when(show).facts
    assert isinstance(added, facts.NominationEvidenceAdded) and added.unit == LIBRARY
    given(page, *made(), moved).when(make()).then()
