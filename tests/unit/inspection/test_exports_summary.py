"""What the readable part of an evidence pack tells."""

from __future__ import annotations

from datetime import date, timedelta

from danvan.contracts.base import Text
from danvan.contracts.feedback import PetitionOverdue, Scope
from danvan.services.inspection.exports import summary
from danvan.services.inspection.exports.summary import About, Chronicle, Summary, to_pdf
from tests.unit.inspection.sealed_facts import START, STEPS, UNIT, leaf, petition, petitions

STREAM = f"petition/{UNIT}.kn-1"
OVERDUE = PetitionOverdue(
    petition=f"{UNIT}.kn-1",
    unit=UNIT,
    clock="decide",
    scope=Scope.CASE,
    first=True,
    due=date(2023, 4, 7),
    day=date(2023, 4, 8),
)


def test_it_tells_what_happened_in_that_order_and_in_peoples_words() -> None:
    chronicle = Chronicle({"petition-received": "Tiếp nhận đơn"})
    for one in reversed(list(petition(1, 0))):
        chronicle.add(one)
    first, second, *_ = chronicle.happened
    assert (first.what, first.time, first.role) == (
        "Tiếp nhận đơn",
        "06/03/2023 08:00",
        "unit-head",
    )
    assert second.what == f"petition-step-taken/{STEPS[0]}"


def test_a_missed_deadline_is_told_with_the_day_on_which_that_was_recorded() -> None:
    chronicle = Chronicle({})
    chronicle.add(leaf(0, OVERDUE, STREAM, START + timedelta(days=33)))
    [deadline] = chronicle.deadlines
    assert (deadline.matter, deadline.clock, deadline.due) == (STREAM, "decide", "07/04/2023")
    assert deadline.missed == "08/04/2023 08:00"


def test_of_a_withheld_fact_only_the_leaf_is_told() -> None:
    chronicle = Chronicle({})
    chronicle.withhold(next(petition(1, 40)))
    [told] = chronicle.happened
    assert (told.leaf, told.time, told.role, told.unit) == ("feedback/40", "", "", "")


def test_what_is_too_much_to_read_is_counted() -> None:
    chronicle = Chronicle({})
    count = summary.LISTED // len(STEPS)
    for one in petitions(count):
        chronicle.add(one)
    assert len(chronicle.happened) == summary.LISTED
    assert chronicle.more == count * (1 + len(STEPS)) - summary.LISTED


def test_every_fact_type_has_a_name_that_people_know() -> None:
    assert summary.fact_names()["petition-received"]


def test_the_same_facts_give_the_same_pages() -> None:
    label = Text(vi="Lý do", en="Reason")
    told = Summary(
        about=(About(label=label, value="Kiểm tra\x07 #[định kỳ]"),),
        logs=(),
        deadlines=(),
        happened=(),
    )
    assert to_pdf(told) == to_pdf(told)
