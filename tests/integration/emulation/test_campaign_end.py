"""The end of a campaign: what nobody has decided lapses, and says so."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts.roles import Role
from tests.integration.emulation.movement import (
    CAMPAIGN,
    LIBRARY,
    MUSEUM,
    THEATRE,
    Movement,
)

COUNCIL = f"/campaigns/{CAMPAIGN}/council"
LAST, AFTER = date(2023, 12, 29), date(2023, 12, 30)


def how(movement: Movement, id_: str) -> tuple[str, str | None]:
    """How a nomination stands, and why it lapsed."""
    row = movement.get(f"/nominations/{id_}")
    return row["status"], row["lapse_ground"]


def test_what_is_undecided_lapses_when_the_last_day_is_over(movement: Movement) -> None:
    model = movement.brings_up(MUSEUM, "bao-tang-ve-truong")
    up, eligible, made = (movement.nominates(THEATRE, f"mo-hinh-{n}") for n in (1, 2, 3))
    deed = movement.nominates(LIBRARY, "tra-cua-roi", kind="good-deed")
    movement.shortlists(up)
    movement.does(f"/nominations/{eligible}/eligibility", "2023-09-18")
    movement.emulation.begin(LAST)
    assert how(movement, up) == ("shortlisted", None)
    movement.emulation.begin(AFTER, date(2023, 12, 31))
    assert how(movement, up) == ("lapsed", "not-scored")
    assert how(movement, eligible) == ("lapsed", "not-shortlisted")
    assert how(movement, made) == ("lapsed", "not-judged")
    assert how(movement, deed) == ("lapsed", "not-praised")
    assert how(movement, model) == ("recognised", None)
    rows = movement.get("/nominations")["items"]
    assert {row["nomination"]: row["lapsed_on"] for row in rows} == {model: None} | dict.fromkeys(
        (up, eligible, made, deed), "2023-12-30"
    )
    facts = movement.emulation.facts(f"nomination/{up}")
    assert [type(fact).__name__ for fact in facts].count("NominationLapsed") == 1
    who = {"role": Role.UNIT_HEAD, "unit": THEATRE}
    assert movement.does(f"/nominations/{up}/withdraw", "2024-01-02", **who) == []


@pytest.mark.parametrize("closed", [True, False])
def test_scores_that_nobody_opened_stay_sealed(movement: Movement, closed: bool) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    movement.shortlists(id_)
    movement.appoints()
    movement.scores(id_, lan=80, minh=80, thu=80)
    if closed:
        movement.does(f"/campaigns/{CAMPAIGN}/close", "2023-10-21", {"review": "Dừng giữa chừng."})
    day = date(2023, 10, 22) if closed else AFTER
    movement.emulation.begin(day)
    assert how(movement, id_) == ("lapsed", "not-scored")
    council = movement.get(COUNCIL)
    assert (council["lapsed_on"], council["closed_on"]) == (str(day), None)
    rule = movement.refuses(f"{COUNCIL}/close", "2024-01-02")
    assert rule == ("campaign-closed" if closed else "scoring-closed")
