"""The daily count: what each fact counts for, and on which day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts import feedback as facts
from danvan.contracts.base import Payload
from danvan.contracts.feedback import CountCode, DossierGround, LetterKind, Timeliness
from danvan.services.feedback.domain import day_count as page
from danvan.services.feedback.domain.day_count import (
    DAY_OF,
    MEASURES,
    TakeDayCount,
    Tally,
    add_up,
    counted,
)
from tests.support.scenario import given, holds_for_any_past
from tests.unit.feedback.dossier_examples import (
    ABOUT,
    APOLOGY,
    LATE,
    RECEIVED,
    at,
    day,
    delivered,
    lies_ready,
)

EARLY, ON_TIME, TOO_LATE = Timeliness.EARLY, Timeliness.ON_TIME, Timeliness.LATE
LETTER: dict[str, Any] = {"unit": "thu-vien", "letter": APOLOGY, "kind": LetterKind.APOLOGY}
THANKS: dict[str, Any] = LETTER | {"letter": "thu-vien.T1.thank-you", "kind": LetterKind.THANK_YOU}
DUE: dict[str, Any] = {
    "about": "dossier/thu-vien.H29-1",
    "opened_on": day("14"),
    "due_on": day("16"),
    "reason": "workload",
}


def refused(how: Timeliness) -> facts.DossierRefused:
    return facts.DossierRefused(
        **ABOUT, refused_on=day("12"), ground=DossierGround.NOT_COMPETENT, timeliness=how
    )


def answered(satisfied: bool) -> facts.SurveyAnswered:
    return facts.SurveyAnswered.model_validate(
        {
            "unit": "thu-vien",
            "survey": "hai-long",
            "response": "r1",
            "day": "2023-04-05",
            "answers": [{"question": "hai-long-chung", "mark": 4}],
            "satisfied": satisfied,
        }
    )


@pytest.mark.parametrize(
    ("fact", "on", "codes"),
    [
        (RECEIVED, "3", {"dossiers-received"}),
        (
            RECEIVED.model_copy(update={"online": True}),
            "3",
            {"dossiers-received", "dossiers-online"},
        ),
        (lies_ready("14", EARLY), "14", {"dossiers-resolved", "dossiers-on-time"}),
        (lies_ready("18", TOO_LATE), "18", {"dossiers-resolved"}),
        (delivered("17", ON_TIME), "17", {"dossiers-resolved", "dossiers-on-time"}),
        (delivered("20", TOO_LATE), "20", {"dossiers-resolved"}),
        (delivered("20", EARLY, "14"), "20", set()),
        (refused(EARLY), "12", {"dossiers-resolved", "dossiers-on-time"}),
        (refused(TOO_LATE), "12", {"dossiers-resolved"}),
        (
            facts.DossierWithdrawn(**ABOUT, withdrawn_on=day("12")),
            "12",
            {"dossiers-withdrawn"},
        ),
        (LATE, "18", {"dossiers-late"}),
        (answered(True), "5", {"survey-answers", "survey-satisfied"}),
        (answered(False), "5", {"survey-answers"}),
        (facts.LetterDue(**LETTER, **DUE), "14", {"apology-letters-due"}),
        (facts.LetterDue(**THANKS, **DUE), "14", set()),
        (
            facts.LetterSent(**LETTER, sent_on=day("18"), on_time=False),
            "18",
            {"apology-letters-sent"},
        ),
        (
            facts.LetterSent(**THANKS, sent_on=day("16"), on_time=True),
            "16",
            {"thank-you-letters-sent"},
        ),
    ],
)
def test_what_a_fact_counts_for(fact: Payload, on: str, codes: set[str]) -> None:
    tally: Tally = {}
    add_up(tally, [fact])
    expected = {("thu-vien", day(on)): dict.fromkeys(map(CountCode, codes), 1)} if codes else {}
    assert tally == expected


def test_amounts_add_up_by_unit_and_day() -> None:
    tally: Tally = {}
    add_up(tally, [RECEIVED, RECEIVED, RECEIVED.model_copy(update={"unit": "bao-tang"})])
    add_up(tally, [RECEIVED, delivered("17", ON_TIME)])
    assert [fact.model_dump(mode="json") for fact in counted(tally, day("18"))] == [
        {
            "unit": unit,
            "day": on,
            "counted_on": "2023-04-18",
            "counts": [{"code": code, "amount": amount} for code, amount in codes.items()],
        }
        for unit, on, codes in (
            ("bao-tang", "2023-04-03", {"dossiers-received": 1}),
            ("thu-vien", "2023-04-03", {"dossiers-received": 3}),
            ("thu-vien", "2023-04-17", {"dossiers-on-time": 1, "dossiers-resolved": 1}),
        )
    ]


def test_every_code_is_counted_and_every_fact_that_counts_has_a_day() -> None:
    assert {measure.code for measure in MEASURES} == set(CountCode)
    assert {measure.fact for measure in MEASURES} == set(DAY_OF)


def test_a_day_is_counted_once() -> None:
    taken = facts.DayCountTaken(day=date(2023, 4, 18), after=10, up_to=20)
    take = TakeDayCount(at=at("18", "00:00"), day=day("18"), after=10, up_to=20)
    given(page).when(take).then(taken)
    given(page, taken).when(take.model_copy(update={"after": 20, "up_to": 30})).then()
    holds_for_any_past(page, "feedback", [taken])
