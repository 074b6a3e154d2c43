"""The council: who may judge what, and that no score is seen before the closing."""

from __future__ import annotations

import pytest

from danvan.contracts.emulation import CouncilScored, ScoreSealed
from danvan.contracts.roles import Role
from danvan.services.emulation.__main__ import SERVICE
from tests.integration.emulation.movement import (
    CAMPAIGN,
    COUNCIL,
    MUSEUM,
    STANDING,
    THEATRE,
    Movement,
    at,
    scores,
)
from tests.support.engines import Database
from tests.support.grounds import bench
from tests.support.world import facts_of

CLOSE = f"/campaigns/{CAMPAIGN}/council/close"
COUNCIL_ROLE = Role.VOTER


def up_for_scoring(movement: Movement, unit: str = MUSEUM) -> str:
    """A shortlisted model, before its council."""
    id_ = movement.nominates(unit, "bao-tang-ve-truong")
    movement.shortlists(id_)
    movement.appoints()
    return id_


def test_nobody_judges_their_own_unit_or_what_they_declared_themselves_out_of(
    movement: Movement,
) -> None:
    id_ = up_for_scoring(movement)
    score, body = f"/nominations/{id_}/score", {"scores": scores(90)}
    own = movement.refuses(score, "2023-10-20", body, unit=MUSEUM, person="hoa")
    assert own == "conflict-of-interest"
    movement.scores(id_, thu=40)
    said = {"ground": "Người nhà tham gia mô hình."}
    conflict = f"/nominations/{id_}/conflict"
    declared = movement.does(conflict, "2023-10-21", said, unit=COUNCIL["thu"], person="thu")
    assert declared == ["conflict-declared"]
    again = movement.refuses(score, "2023-10-21", body, unit=COUNCIL["thu"], person="thu")
    assert again == "conflict-of-interest"
    movement.scores(id_, lan=80, minh=90)
    assert movement.refuses(score, "2023-10-21", body, person="la-mat") == "not-a-council-member"
    movement.does(CLOSE, "2023-10-28")
    row = movement.get(f"/nominations/{id_}")
    assert (row["scored_by"], row["excluded"]) == (2, 2)


def test_a_score_given_before_the_conflict_was_declared_does_not_count(
    movement: Movement,
) -> None:
    id_ = up_for_scoring(movement)
    other = movement.nominates(THEATRE, "kich-duong-pho")
    movement.shortlists(other)
    movement.scores(id_, lan=80, minh=90, thu=10)
    movement.scores(other, lan=70, minh=70, thu=70, hoa=70)
    said = {"ground": "Người nhà tham gia mô hình."}
    movement.does(f"/nominations/{id_}/conflict", "2023-10-21", said, person="thu")
    movement.does(CLOSE, "2023-10-28")
    [scored] = [
        fact
        for fact in movement.emulation.facts(f"nomination/{id_}")
        if isinstance(fact, CouncilScored)
    ]
    assert (float(scored.total), scored.members, scored.excluded) == (85.0, 2, 2)


def test_no_stored_byte_and_no_answer_tells_a_score_before_the_closing(
    movement: Movement,
) -> None:
    id_ = up_for_scoring(movement)
    body = {"scores": scores(73.21)}
    answer = movement.post(
        f"/nominations/{id_}/score",
        at("2023-10-20"),
        body,
        unit=COUNCIL["lan"],
        person="lan",
        Idempotency_Key="mot-khoa",
    )
    assert answer.status_code == 201
    stored = facts_of(movement.emulation.ground.journal)
    assert any(isinstance(fact.read().data, ScoreSealed) for fact in stored)
    assert not any(b"73.21" in fact.raw for fact in stored)
    assert not any("mot-khoa" in fact.stream for fact in stored)
    for path in (f"/campaigns/{CAMPAIGN}/council", f"/nominations/{id_}"):
        assert "73" not in str(movement.get(path))
    assert movement.get(f"/campaigns/{CAMPAIGN}/council")["papers"] == [
        {"nomination": id_, "papers": 1}
    ]


def test_the_same_score_again_changes_nothing_and_another_one_replaces_it(
    movement: Movement,
) -> None:
    id_ = up_for_scoring(movement)
    path, who = f"/nominations/{id_}/score", {"unit": COUNCIL["lan"], "person": "lan"}
    assert movement.does(path, "2023-10-20", {"scores": scores(10)}, **who) == ["score-sealed"]
    assert movement.does(path, "2023-10-21", {"scores": scores(10)}, **who) == []
    assert movement.does(path, "2023-10-22", {"scores": scores(90)}, **who) == ["score-sealed"]
    movement.scores(id_, minh=90, thu=90)
    assert movement.does(CLOSE, "2023-10-23") == ["scoring-closed", "council-scored"]
    assert movement.get(f"/nominations/{id_}")["score"] == "90.00"
    assert movement.refuses(path, "2023-10-24", {"scores": scores(1)}, **who) == "scoring-closed"


def test_scores_are_opened_when_all_are_there_or_the_time_is_over(movement: Movement) -> None:
    id_ = up_for_scoring(movement)
    movement.scores(id_, lan=80)
    assert movement.refuses(CLOSE, "2023-10-21") == "scoring-still-open"
    assert movement.refuses(CLOSE, "2023-10-28") == "quorum-not-met"


def test_one_nomination_that_too_few_scored_does_not_hold_up_the_others(
    movement: Movement,
) -> None:
    id_ = up_for_scoring(movement)
    other = movement.nominates(THEATRE, "kich-duong-pho")
    movement.shortlists(other)
    movement.scores(id_, lan=80, minh=80, thu=80)
    movement.scores(other, lan=80)
    assert movement.does(CLOSE, "2023-10-28") == ["scoring-closed", "council-scored"]
    assert movement.get(f"/nominations/{other}")["score"] is None
    publish = movement.refuses(f"/nominations/{other}/publish", "2023-11-01")
    assert publish == "nomination-not-scored"


def test_a_score_names_every_criterion_once(movement: Movement) -> None:
    id_ = up_for_scoring(movement)
    path, who = f"/nominations/{id_}/score", {"unit": COUNCIL["lan"], "person": "lan"}
    short = {"scores": scores(80)[1:]}
    assert movement.refuses(path, "2023-10-20", short, **who) == "criteria-not-scored-once"
    assert movement.refuses(path, "2023-09-20", {"scores": scores(80)}, **who) == "phase-not-begun"


def test_a_member_sees_what_is_left_to_score(movement: Movement) -> None:
    id_ = up_for_scoring(movement)
    path = f"/campaigns/{CAMPAIGN}/council/mine"

    def mine(person: str) -> list[tuple[str, bool]]:
        query = {"after": movement.emulation.ground.journal.head()}
        answer = movement.emulation.call(
            "GET", path, COUNCIL_ROLE, STANDING, person=person, params=query
        )
        return [(row["nomination"], row["scored"]) for row in answer.json()]

    assert mine("lan") == [(id_, False)]
    movement.scores(id_, lan=80)
    assert mine("lan") == [(id_, True)]
    assert mine("hoa") == [] and mine("la-mat") == []


def test_without_the_key_no_score_is_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DANVAN_COUNCIL_KEY", raising=False)
    with bench(SERVICE, database) as emulation:
        keyless = Movement(emulation)
        keyless.launches()
        id_ = up_for_scoring(keyless)
        body = {"scores": scores(80)}
        rule = keyless.refuses(f"/nominations/{id_}/score", "2023-10-20", body, person="lan")
        assert rule == "council-key-missing"


def test_without_a_quorum_the_standing_adviser_gives_more_time_and_names_somebody_else(
    movement: Movement,
) -> None:
    id_ = up_for_scoring(movement)
    movement.scores(id_, lan=80)
    assert movement.refuses(CLOSE, "2023-10-28") == "quorum-not-met"
    score = f"/nominations/{id_}/score"
    late = movement.refuses(score, "2023-10-28", {"scores": scores(90)}, person="minh")
    assert late == "phase-over"
    body = {"until": "2023-11-03", "order": "52/QĐ-SVHTT", "reason": "Hai thành viên đi công tác."}
    extend = f"/campaigns/{CAMPAIGN}/council/extend"
    answer = movement.post(extend, at("2023-10-28"), body, Role.UNIT_HEAD, MUSEUM)
    assert answer.status_code == 403
    assert movement.does(extend, "2023-10-28", body) == ["scoring-extended"]
    row = movement.get(f"/campaigns/{CAMPAIGN}/council")
    assert (row["extended_until"], row["extended_because"]) == ("2023-11-03", body["reason"])

    again = movement.refuses(score, "2023-10-30", {"scores": scores(1)}, person="lan")
    assert again == "score-already-sealed"
    members = {**COUNCIL, "binh": COUNCIL["thu"]}
    del members["thu"]
    council = {
        "members": [{"person": person, "unit": unit} for person, unit in members.items()],
        "chair": "lan",
        "order": "53/QĐ-SVHTT",
    }
    movement.does(f"/campaigns/{CAMPAIGN}/council", "2023-10-30", council)
    for person in ("minh", "binh"):
        movement.does(score, "2023-11-03", {"scores": scores(90)}, person=person)
    assert movement.does(CLOSE, "2023-11-03") == ["scoring-closed", "council-scored"]
    row = movement.get(f"/nominations/{id_}")
    assert (row["scored_by"], row["score"]) == (3, "86.67")
