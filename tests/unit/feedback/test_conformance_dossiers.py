"""Dossiers held against their appointments and what the law asks around them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import DelayReason, DossierGround, Timeliness
from danvan.contracts.policy import PolicyUsed
from tests.unit.feedback.conformance_examples import Told, happened, judged, only, rules

ABOUT: dict[str, Any] = {"unit": "thu-vien", "dossier": "H29-1", "procedure": "cap-the"}
BELIEVED_BY_NOBODY = PolicyUsed(key="x", valid_from=date(2000, 1, 1), verified=False)


def day(number: int) -> date:
    """A day of April 2023."""
    return date(2023, 4, number)


def told(kind: type[Any], number: int, role: str = "unit-officer", **said: Any) -> Told:
    """A fact of the dossier on a day of April 2023."""
    recorded = said.pop("recorded", number)
    return happened(kind(**ABOUT | said), f"{day(number)}", role, f"{day(recorded)}")


def received(number: int = 3, appointment: int = 17, **more: Any) -> Told:
    """A Monday, with an appointment on a Monday."""
    said = {"received_on": day(number), "appointment": day(appointment), "online": False}
    return told(facts.DossierReceived, number, **said | more)


def asked(number: int, **more: Any) -> Told:
    """It was given back for what is missing."""
    said: dict[str, Any] = {"papers": ("don",), "asked_on": day(number), "last_day": day(30)}
    said |= {"late": False, "policy": BELIEVED_BY_NOBODY}
    return told(facts.DossierSupplementAsked, number, **said | more)


def completed(number: int, appointment: int) -> Told:
    """Nothing is missing any more."""
    said = {"completed_on": day(number), "appointment": day(appointment)}
    return told(facts.DossierCompleted, number, **said)


def ready(number: int, **more: Any) -> Told:
    """The result lay ready, on time if one believes it."""
    said = {"ready_on": day(number), "timeliness": Timeliness.ON_TIME}
    return told(facts.DossierReady, number, **said | more)


def delivered(number: int) -> Told:
    """The result was handed over."""
    said = {"delivered_on": day(number), "timeliness": Timeliness.ON_TIME}
    return told(facts.DossierDelivered, number, **said)


def delayed(number: int, new: int) -> Told:
    """A delay was announced."""
    said: dict[str, Any] = {"reason": DelayReason.WORKLOAD, "appointment": day(17)}
    said |= {"new_appointment": day(new), "announced_on": day(number), "last_day": day(30)}
    said |= {"in_time": True, "policy": BELIEVED_BY_NOBODY}
    return told(facts.DossierDelayAnnounced, number, **said)


def refused(number: int) -> Told:
    """The applicant was told no."""
    said = {"refused_on": day(number), "ground": DossierGround.NOT_COMPETENT}
    return told(facts.DossierRefused, number, timeliness=Timeliness.ON_TIME, **said)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ([received(), ready(14), delivered(20)], []),
        ([received(), delivered(17)], []),
        ([received(), delivered(18)], ["late-decision", "delay-not-announced"]),
        ([received(), delayed(14, 25), delivered(20)], ["late-decision"]),
        ([received(), delayed(17, 25), delivered(20)],
         ["late-decision", "late-delay-announcement"]),
        ([received(), delayed(18, 25), delivered(20)],
         ["late-decision", "late-delay-announcement"]),
        ([received(), delayed(13, 18), delayed(14, 20), delivered(17)],
         ["appointed-anew-too-often"]),
        ([received(), asked(6), completed(10, 24), ready(24)], []),
        ([received(), asked(7), completed(10, 24), ready(24)], ["late-supplement-request"]),
        ([received(), asked(6), refused(28)], []),
        ([received(), asked(4), completed(5, 18), asked(6), completed(7, 20), ready(20)],
         ["supplement-asked-again"]),
        ([received(), asked(6), ready(14)], ["skipped-step"]),
        ([received(), ready(14), asked(17)], ["out-of-order", "late-supplement-request"]),
        ([received(), ready(14, role="office")], ["taken-by-wrong-role"]),
        ([received(), ready(12, recorded=20)], ["backdated"]),
        ([received(), delayed(2, 25), ready(14)], ["out-of-order"]),
    ],
)  # fmt: skip
def test_a_dossier_is_judged_by_its_days(case: list[Told], expected: list[str]) -> None:
    assert rules(judged(case, "2023-04-28", kind="dossier")) == expected


def test_an_open_dossier_is_late_from_the_day_after_its_appointment() -> None:
    assert rules(judged([received()], "2023-04-17", kind="dossier")) == []
    late, unannounced = judged([received()], "2023-04-19", kind="dossier").deviations
    assert (late.rule, late.days) == ("late-decision", 2)
    assert unannounced.row is not None and unannounced.row.key == "dossier.apology.before-expiry"


def test_a_day_off_between_does_not_count_among_the_days_over() -> None:
    """28 April 2023 was a Friday; the 29th to 3 May were off."""
    late = judged([received(3, 28)], "2023-05-04", kind="dossier").deviations[0]
    assert (late.rule, late.days) == ("late-decision", 1)


def test_the_supplement_goes_by_the_row_of_its_time() -> None:
    found = only(
        judged([received(), asked(7), completed(10, 24), ready(24)], "2023-04-28", kind="dossier"),
        "late-supplement-request",
    )
    assert found.row is not None and found.row.id == "dossier.supplement.return@2018-06-21"
    other = judged(
        [received(), asked(7)], "2023-04-10", policy="2025-07-01", kind="dossier"
    ).deviations[0]
    assert other.row is not None and other.row.id == "dossier.supplement.return@2025-07-01"
