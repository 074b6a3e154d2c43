"""A campaign's shortlist goes to the vote, and its nominations learn how many chose them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from danvan.contracts.client.voting import TellerKeys, peel, seal_paper
from danvan.contracts.emulation import BallotTerms, NominationVoted
from danvan.contracts.plan import UnitKind
from danvan.contracts.roles import Role
from tests.integration.emulation.movement import (
    CAMPAIGN,
    LIBRARY,
    MUSEUM,
    STANDING,
    THEATRE,
    Movement,
    at,
    document,
)

TELLERS = (MUSEUM, THEATRE)
KEYS = [TellerKeys.generate() for _ in TELLERS]
VOTERS = [f"cu-tri-{n}" for n in range(6)]
OPENED = ["ballot-opened", "roll-taken", "campaign-vote-called"]


def opening(*choices: str, **changes: Any) -> dict[str, Any]:
    whole = {
        "ballot": "bau-chon",
        "campaign": CAMPAIGN,
        "title": "Bình chọn “Dân vận khéo”",
        "choices": [{"id": choice} for choice in choices],
        "most": min(document().votes_each, len(changes.get("choices", choices))),
        "voters": [{"voter": voter, "unit": LIBRARY} for voter in VOTERS],
        "opens": at("2023-10-02", "08:00").isoformat(),
        "closes": at("2023-10-09", "17:00").isoformat(),
        "tellers": [
            {"unit": unit, "key": keys.public} for unit, keys in zip(TELLERS, KEYS, strict=True)
        ],
    }
    return whole | changes


@pytest.fixture
def movement(movement: Movement) -> Movement:
    """The voters' unit is known."""
    movement.hears_of(LIBRARY)
    return movement


def held(movement: Movement, body: dict[str, Any], chosen: list[str]) -> list[str]:
    """A ballot from its opening to the count; `chosen`: what each voter chooses. The answer is the
    types of the last facts."""
    movement.does("/ballots", "2023-09-24", body)
    return counted(movement, f"/ballots/{body['ballot']}", chosen)


def counted(movement: Movement, path: str, chosen: list[str]) -> list[str]:
    """A ballot that was opened, up to the count."""
    terms = BallotTerms.model_validate(movement.get(path)["terms"])
    for voter, choice in zip(VOTERS, chosen, strict=True):
        paper = {"paper": seal_paper(terms, [choice]).paper}
        who: dict[str, Any] = {"role": Role.VOTER, "unit": LIBRARY, "person": voter}
        movement.does(f"{path}/vote", "2023-10-03", paper, **who)
    movement.does(f"{path}/close", "2023-10-10")
    for layer, (unit, keys) in enumerate(zip(TELLERS, KEYS, strict=True), start=1):
        batch = movement.get(f"{path}/papers", Role.UNIT_OFFICER, unit)["papers"]
        work = vars(peel(terms, keys, layer, batch))
        said = movement.does(f"{path}/peel", "2023-10-10", work, role=Role.UNIT_OFFICER, unit=unit)
    return said


def shortlist(movement: Movement) -> list[str]:
    up = [movement.nominates(unit, "mo-hinh") for unit in (MUSEUM, THEATRE, LIBRARY)]
    movement.shortlists(*up)
    return up


def test_the_nominations_learn_their_votes(movement: Movement) -> None:
    up = shortlist(movement)
    said = held(movement, opening(*up), [up[number % 2] for number in range(len(VOTERS))])
    assert said[:3] == ["papers-peeled", "ballots-published", "ballot-result"]
    voted = [
        (fact.votes, fact.cast, fact.rank)
        for id_ in up
        for fact in movement.emulation.facts(f"nomination/{id_}")
        if isinstance(fact, NominationVoted)
    ]
    assert voted == [(3, 6, 1), (3, 6, 1), (0, 6, 3)]


def test_the_votes_of_a_voided_ballot_count_no_more_and_a_second_ballot_replaces_them(
    movement: Movement,
) -> None:
    up = shortlist(movement)

    def votes() -> list[tuple[str, int, int] | tuple[None, None, None]]:
        rows = [movement.get(f"/nominations/{id_}") for id_ in up]
        return [(row["ballot"], row["votes"], row["rank"]) for row in rows]

    held(movement, opening(*up), [up[0]] * len(VOTERS))
    assert votes() == [("bau-chon", 6, 1), ("bau-chon", 0, 2), ("bau-chon", 0, 2)]

    void = {"ground": "irregularity", "order": "15/QĐ"}
    said = movement.does("/ballots/bau-chon/void", "2023-10-11", void)
    assert said == ["ballot-voided", *["nomination-votes-voided"] * len(up)]
    assert votes() == [(None, None, None)] * len(up)

    held(movement, opening(*up, ballot="bau-lai"), [up[1]] * len(VOTERS))
    assert votes() == [("bau-lai", 0, 2), ("bau-lai", 6, 1), ("bau-lai", 0, 2)]
    assert movement.does("/ballots/bau-chon/void", "2023-10-11", void) == []
    assert votes()[1] == ("bau-lai", 6, 1), "voiding the first one again takes nothing"


def test_a_nomination_is_voted_on_in_one_ballot_at_a_time(movement: Movement) -> None:
    up = shortlist(movement)
    movement.does("/ballots", "2023-09-24", opening(*up[:2]))
    assert movement.does("/ballots", "2023-09-24", opening(*up[:2])) == []
    other = opening(*up[1:], ballot="hom-hai")
    assert movement.refuses("/ballots", "2023-09-24", other) == "choice-in-another-ballot"
    void = {"ground": "called-off", "order": "15/QĐ"}
    movement.does("/ballots/bau-chon/void", "2023-09-25", void)
    assert movement.does("/ballots", "2023-09-25", other) == OPENED


def test_two_ballots_opened_at_once_are_not_held_on_the_same_nomination(
    movement: Movement,
) -> None:
    up = shortlist(movement)
    ballots = [
        opening(*up[:2], ballot="hom-mot"),
        opening(*up[1:], ballot="hom-hai"),
    ]
    start = Barrier(len(ballots))

    def announce(body: dict[str, Any]) -> str:
        start.wait()
        answer = movement.post("/ballots", at("2023-09-24"), body)
        return "opened" if answer.status_code == 201 else str(answer.json()["type"])

    with ThreadPoolExecutor(len(ballots)) as pool:
        became = list(pool.map(announce, ballots))
    assert sorted(became) == ["choice-in-another-ballot", "opened"]


def test_a_ballot_goes_on_to_its_count_though_the_campaign_was_closed(movement: Movement) -> None:
    up = shortlist(movement)
    movement.does("/ballots", "2023-09-24", opening(*up))
    movement.does(f"/campaigns/{CAMPAIGN}/close", "2023-10-02", {"review": "Dừng giữa chừng."})
    movement.emulation.begin(date(2023, 10, 3))
    said = counted(movement, "/ballots/bau-chon", [up[0]] * len(VOTERS))
    assert said == ["papers-peeled", "ballots-published", "ballot-result"]
    row = movement.get(f"/nominations/{up[0]}")
    assert (row["status"], row["votes"]) == ("lapsed", None)


def test_only_people_of_the_units_that_the_campaign_names_are_on_the_roll(
    movement: Movement,
) -> None:
    up = shortlist(movement)
    movement.hears_of("cong-doan", UnitKind.UNION)
    for unit in ("cong-doan", "chua-nghe-den"):
        voters = [{"voter": voter, "unit": unit} for voter in VOTERS]
        answer = movement.post("/ballots", at("2023-09-24"), opening(*up, voters=voters))
        assert (answer.status_code, answer.json()["type"]) == (409, "voters-of-other-units")
        assert unit in answer.json()["reason"]["en"]
    assert movement.does("/ballots", "2023-09-24", opening(*up)) == OPENED


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"campaign": "khong-co"}, "unknown-campaign"),
        ({"choices": [{"id": f"{CAMPAIGN}.{MUSEUM}.mo-hinh"}, {"id": "x"}]},
         "choice-not-shortlisted"),
        ({"most": document().votes_each - 1}, "other-number-of-votes"),
        ({"closes": at("2023-10-14").isoformat()}, "outside-the-voting-days"),
        ({"choices": [{"id": f"{CAMPAIGN}.{MUSEUM}.mo-hinh"},
                      {"id": f"{CAMPAIGN}.{THEATRE}.ca-nhan", "title": "Bà Lan"}]},
         "person-named"),
    ],
)  # fmt: skip
def test_a_campaign_is_voted_on_as_it_says(
    movement: Movement, changes: dict[str, Any], rule: str
) -> None:
    up = [
        movement.nominates(MUSEUM, "mo-hinh"),
        movement.nominates(LIBRARY, "mo-hinh"),
        movement.nominates(THEATRE, "ca-nhan", kind="individual"),
        movement.nominates(STANDING, "mo-hinh"),
    ]
    movement.shortlists(*up)
    assert movement.refuses("/ballots", "2023-09-24", opening(*up, **changes)) == rule
