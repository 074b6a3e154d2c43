"""Citizen reception and published procedures, over the broker and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from danvan.contracts import feedback as offers
from danvan.contracts.base import Payload, Text
from danvan.contracts.feedback import Place, ReceptionKind, VisitOutcome, VisitTerms
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.plan import UnitKind
from danvan.contracts.planning import NamedUnit, UnitClosed, UnitMerged, UnitOpened
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import LOCAL
from danvan.services.feedback.__main__ import SERVICE
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

LIBRARY, MUSEUM = "thu-vien", "bao-tang"
HEAD = ReceptionKind.HEAD


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), LOCAL)


@pytest.fixture
def feedback(database: Database) -> Iterator[Bench]:
    with bench(SERVICE, database) as made:
        yield made


def says(feedback: Bench, day: date, payload: Payload, unit: str = LIBRARY) -> None:
    outcome = feedback.offer(unit, payload, at(day))
    assert isinstance(outcome, SubmissionAccepted), outcome


def month(feedback: Bench, first: date, until: date, **more: Any) -> dict[str, Any]:
    feedback.ground.views.catch_up()
    days = {"from": first.isoformat(), "until": until.isoformat()}
    answer = feedback.call("GET", "/receptions/figures", Role.STANDING, params=days | more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def visit(code: str, people: int, *, repeated: bool = False) -> VisitTerms:
    outcome = VisitOutcome.NEEDS_TIME
    return VisitTerms(
        visit=code, people=people, repeated=repeated, group=people > 5, outcome=outcome
    )


def test_sessions_visits_and_what_was_missed_show_in_the_figures(feedback: Bench) -> None:
    first, held, missed = date(2023, 5, 2), date(2023, 5, 15), date(2023, 5, 22)
    for day in (held, missed):
        say = offers.ReceptionScheduleOffered(kind=HEAD, day=day, posted_on=date(2023, 5, 10))
        says(feedback, date(2023, 5, 10), say)
    visits = (visit("1", 2), visit("2", 7), visit("3", 1, repeated=True))
    says(
        feedback,
        held,
        offers.ReceptionHeldOffered(kind=HEAD, day=held, in_person=True, visits=visits),
    )
    says(feedback, held, offers.VisitAnswerOffered(visit="1", answered_on=held))
    feedback.begin(*(first + timedelta(days=n) for n in range(30)))
    found = month(feedback, date(2023, 5, 1), date(2023, 5, 31))
    assert found["heads_missed"] == []
    assert found["kinds"] == [
        {
            "kind": "head",
            "held": 1,
            "missed": 1,
            "posted_late": 1,  # 15 May had to be announced by 8 May
            "visits": 3,
            "people": 10,
            "first_time": 2,
            "repeated": 1,
            "groups": 1,
            "group_people": 7,
            "answered_on_time": 1,
            "answered_late": 2,
        }
    ]
    # In June the head does not receive at all
    feedback.begin(*(date(2023, 6, 1) + timedelta(days=n) for n in range(31)))
    june = month(feedback, date(2023, 6, 1), date(2023, 6, 30))
    assert [(row["unit"], row["held"], row["wanted"]) for row in june["heads_missed"]] == [
        (LIBRARY, 0, 1)
    ]
    assert feedback.ground.views.compare() is None


def opens(feedback: Bench, unit: str, kind: UnitKind, effective: date) -> None:
    opened = UnitOpened(
        unit=unit, effective=effective, name=Text(vi=unit, en=unit), kind=kind, parent=None
    )
    feedback.hear("planning", f"unit/{unit}", opened, at(date(2023, 4, 3)))


def missed(feedback: Bench, first: date) -> list[str]:
    until = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return [row["unit"] for row in month(feedback, first, until)["heads_missed"]]


def test_a_head_who_never_planned_to_receive_is_noticed_once(feedback: Bench) -> None:
    start, may, june = date(2022, 10, 10), date(2023, 5, 1), date(2023, 6, 1)
    opens(feedback, "so", UnitKind.AGENCY, start)
    opens(feedback, MUSEUM, UnitKind.AFFILIATED, may)
    opens(feedback, LIBRARY, UnitKind.AFFILIATED, start)
    opens(feedback, "nha-hat", UnitKind.AFFILIATED, may + timedelta(days=1))
    for kind in set(UnitKind) - {UnitKind.AGENCY, UnitKind.AFFILIATED}:
        opens(feedback, f"phong-{kind}", kind, start)
    held = offers.ReceptionHeldOffered(kind=HEAD, day=date(2023, 5, 31), in_person=True)
    says(feedback, held.day, held)
    feedback.begin(june, june + timedelta(days=1))
    assert missed(feedback, may) == [MUSEUM, "so"]
    stream = f"head-reception/{MUSEUM}.2023-05"
    [fact] = feedback.facts(stream)
    assert isinstance(fact, offers.HeadReceptionMissed) and (fact.held, fact.wanted) == (0, 1)
    feedback.begin(june, date(2023, 7, 1))
    assert feedback.facts(stream) == [fact]
    assert missed(feedback, june) == [MUSEUM, "nha-hat", "so", LIBRARY]
    assert feedback.ground.views.compare() is None


def test_the_head_of_a_unit_that_is_no_more_owes_nothing(feedback: Bench) -> None:
    start, may = date(2022, 10, 10), date(2023, 5, 1)
    for unit in (MUSEUM, LIBRARY, "nha-hat", "so"):
        opens(feedback, unit, UnitKind.AFFILIATED, start)
    says(feedback, may, offers.ReceptionHeldOffered(kind=HEAD, day=may, in_person=True))
    ended = UnitClosed(unit=MUSEUM, effective=date(2023, 5, 31), reason="Giải thể")
    to = NamedUnit(unit="so", name=Text(vi="Sở", en="Department"), kind=UnitKind.AGENCY)
    merged = UnitMerged(unit=LIBRARY, effective=date(2023, 6, 1), into=to)
    for fact in (ended, ended, merged):
        feedback.hear("planning", f"unit/{fact.unit}", fact, at(date(2023, 5, 2)))
    feedback.begin(date(2023, 6, 1), date(2023, 7, 1))
    assert missed(feedback, may) == ["nha-hat", "so"]
    assert missed(feedback, date(2023, 6, 1)) == ["nha-hat", "so"]
    assert len(feedback.facts(f"unit/{MUSEUM}")) == len(["known", "ended"])
    assert feedback.ground.views.compare() is None


def test_a_wrong_visit_takes_nothing_in_and_says_why(feedback: Bench) -> None:
    day = date(2023, 5, 15)
    says(feedback, day, offers.ReceptionHeldOffered(kind=HEAD, day=day, visits=(visit("1", 2),)))
    again = offers.ReceptionHeldOffered(kind=HEAD, day=day, visits=(visit("2", 1), visit("1", 3)))
    refused = feedback.offer(LIBRARY, again, at(day))
    assert isinstance(refused, SubmissionRefused) and refused.rule == "visit-number-reused"
    assert feedback.facts(f"visit/{LIBRARY}.2") == []


def test_people_of_a_unit_do_it_over_http_and_see_their_own_only(feedback: Bench) -> None:
    day = date(2023, 5, 15)
    body = {"kind": "regular", "day": "2023-05-15", "visits": [visit("1", 2).model_dump()]}
    done = feedback.call(
        "POST", "/receptions/hold", Role.UNIT_OFFICER, LIBRARY, at=at(day), json=body
    )
    assert done.status_code == 201, done.text
    feedback.ground.views.catch_up()
    path = f"/receptions/{LIBRARY}.2023-05-15.regular/visits"
    own = feedback.call("GET", path, Role.UNIT_OFFICER, LIBRARY)
    assert [row["visit"] for row in own.json()["items"]] == ["1"]
    assert feedback.call("GET", path, Role.UNIT_OFFICER, MUSEUM).status_code == 403
    answered = {"visit": "1", "answered_on": "2023-05-15"}
    done = feedback.call(
        "POST", "/receptions/answer", Role.UNIT_OFFICER, LIBRARY, at=at(day), json=answered
    )
    assert done.status_code == 201, done.text


def test_published_procedures_are_there_for_everybody(feedback: Bench) -> None:
    day = date(2023, 3, 1)
    notice = offers.ProcedureNoticeOffered(
        procedure="cap-the",
        title=Text(vi="Cấp thẻ", en="Card"),
        places=(Place.PORTAL,),
        working_days=3,
        published_on=day,
    )
    says(feedback, day, notice)
    says(feedback, day, notice, MUSEUM)
    changed = notice.model_copy(update={"working_days": 2})
    says(feedback, day, changed)
    gone = feedback.call(
        "POST", "/notices/cap-the/unpublish", Role.UNIT_OFFICER, MUSEUM, at=at(day)
    )
    assert gone.status_code == 201, gone.text
    feedback.ground.views.catch_up()
    found = feedback.call("GET", "/notices", Role.CITIZEN).json()["items"]
    assert [(row["unit"], row["working_days"], row["version"]) for row in found] == [
        (LIBRARY, 2, 2)
    ]
    assert feedback.ground.views.compare() is None
