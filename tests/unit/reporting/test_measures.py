"""Which fact counts for which indicator, held against the real plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts.base import Payload
from danvan.contracts.catalogue import LANGUAGES
from danvan.contracts.emulation import (
    GoodDeedPraised,
    ModelRecognised,
    NominationMade,
    RecognitionRevoked,
)
from danvan.contracts.feedback import UnitDayCounted
from danvan.contracts.feedback.indicators import INDICATORS
from danvan.contracts.planning import (
    Activity,
    ActivityForm,
    ActivityHeld,
    TaskDone,
    TaskReturned,
    TaskVerified,
)
from danvan.services.reporting.domain.measures import (
    DAY_OF,
    MEASURES,
    STAFF_CONFERENCE,
    measured,
)
from tests.unit.reporting.examples import MUSEUM
from tests.unit.reporting.plan_878 import document


def about(task: str = "sinh-hoat-chuyen-de") -> dict[str, Any]:
    plan = "kh-878-2023"
    ids = {"id": f"{plan}.{task}.{MUSEUM}", "plan": plan, "task": task}
    return {**ids, "clause": "II.1", "unit": MUSEUM}


def held(form: ActivityForm, task: str = "sinh-hoat-chuyen-de") -> ActivityHeld:
    activity = Activity(
        form=form,
        topic="Đạo đức công vụ",
        audience="Viên chức",
        attendance=45,
        held_on=date(2023, 4, 6),
    )
    return ActivityHeld(**about(task), activity=activity)


DONE = TaskDone(**about(), done_on=date(2023, 4, 20), late=False, note="Xong.")
SENT_BACK = TaskReturned(**about(), returned_on=date(2023, 4, 25), reason="Thiếu minh chứng.")
COUNTED = UnitDayCounted.model_validate(
    {
        "unit": MUSEUM,
        "day": "2023-04-27",
        "counted_on": "2023-04-28",
        "counts": [
            {"code": "dossiers-received", "amount": 7},
            {"code": "survey-answers", "amount": 2},
        ],
    }
)


def nomination(kind: str) -> dict[str, Any]:
    campaign = "dan-van-kheo-2023"
    id_ = f"{campaign}.{MUSEUM}.dua-hien-vat-ve-truong"
    return {"nomination": id_, "campaign": campaign, "unit": MUSEUM, "kind": kind}


def model_recognised(rung: int) -> ModelRecognised:
    return ModelRecognised.model_validate(
        nomination("model")
        | {
            "level": "unit" if rung == 1 else "department",
            "rung": rung,
            "order": "12/QĐ-SVHTT",
            "score": 92,
            "share": 80,
            "recognised_on": "2023-10-12",
            "policies": [],
            "title": "Đưa hiện vật về trường",
        }
    )


REGISTERED = NominationMade(**nomination("model"), made_on=date(2023, 5, 19))
PRAISED = GoodDeedPraised.model_validate(
    nomination("good-deed") | {"form": "letter", "praised_on": "2023-06-01"}
)


def revoked(kind: str, *, whole: bool = True) -> RecognitionRevoked:
    return RecognitionRevoked.model_validate(
        nomination(kind)
        | {
            "levels": [],
            "whole": whole,
            "ground": "false-statement",
            "order": "13/QĐ-SVHTT",
            "revoked_on": "2023-11-20",
        }
    )


@pytest.mark.parametrize(
    ("fact", "figures_of_it"),
    [
        (held(ActivityForm.THEMATIC_SESSION), {"activities-held": 1, "activity-attendance": 45}),
        (
            held(ActivityForm.DIALOGUE),
            {"activities-held": 1, "activity-attendance": 45, "dialogues-held": 1},
        ),
        (
            held(ActivityForm.CONFERENCE, STAFF_CONFERENCE),
            {"activities-held": 1, "activity-attendance": 45, "staff-conferences-held": 1},
        ),
        (held(ActivityForm.BRIEFING), {}),
        (DONE, {"tasks-done": 1}),
        (SENT_BACK, {"tasks-done": -1}),
        (TaskVerified(**about(), verified_on=date(2023, 4, 25)), {}),
        (COUNTED, {"dossiers-received": 7, "survey-answers": 2}),
        (
            REGISTERED,
            {"models-registered": 1},
        ),
        (NominationMade(**nomination("collective"), made_on=date(2023, 5, 19)), {}),
        (model_recognised(1), {"models-recognised": 1}),
        (model_recognised(2), {}),
        (PRAISED, {"good-deeds-praised": 1}),
        (revoked("model"), {"models-recognised": -1}),
        (revoked("model", whole=False), {}),
        (revoked("good-deed"), {"good-deeds-praised": -1}),
        (revoked("collective"), {}),
    ],
)
def test_facts_count_for_these_indicators(fact: Payload, figures_of_it: dict[str, int]) -> None:
    assert {each.code: each.amount for each in measured(fact)} == figures_of_it


def test_every_measured_fact_has_its_day() -> None:
    assert {*(measure.fact for measure in MEASURES), UnitDayCounted} == set(DAY_OF)
    facts = (
        held(ActivityForm.OTHER),
        DONE,
        SENT_BACK,
        COUNTED,
        REGISTERED,
        model_recognised(1),
        PRAISED,
        revoked("model"),
    )
    assert {type(fact): f"{DAY_OF[type(fact)](fact):%m-%d}" for fact in facts} == {
        ActivityHeld: "04-06",
        TaskDone: "04-20",
        TaskReturned: "04-25",
        UnitDayCounted: "04-27",
        NominationMade: "05-19",
        ModelRecognised: "10-12",
        GoodDeedPraised: "06-01",
        RecognitionRevoked: "11-20",
    }


@pytest.mark.parametrize("service", ["planning", "feedback", "emulation"])
def test_the_service_that_plan_878_names_fills_the_indicator_in(service: str) -> None:
    fillable = {m.code for m in MEASURES if m.fact in LANGUAGES[service].FACTS}
    if service == "feedback":
        fillable = set(INDICATORS)
    named = {
        indicator.code
        for template in document().templates
        for indicator in template.indicators
        if indicator.source == service
    }
    assert named and named <= fillable


def test_plan_878_names_no_other_service() -> None:
    sources = {i.source for template in document().templates for i in template.indicators}
    assert sources == {None, "planning", "feedback", "emulation"}
