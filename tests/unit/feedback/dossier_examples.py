"""A dossier of the library, its policies and its days, for the tests of dossiers and letters."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from danvan.contracts import feedback as facts
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.feedback import DelayReason, DossierGround, Timeliness
from danvan.contracts.policy import PolicyUsed
from danvan.contracts.workdays import WorkCalendar
from danvan.services.feedback.domain import dossier_commands as commands
from danvan.services.feedback.domain.dossier_clocks import DossierClocks
from danvan.services.feedback.law import read_law

#: 30 April and 1 May 2023 fell on a Sunday and a Monday; 2 and 3 May were off in exchange.
CALENDAR = WorkCalendar(
    version="test",
    published_until=date(2023, 12, 31),
    days_off=frozenset({date(2023, 5, 1), date(2023, 5, 2), date(2023, 5, 3)}),
)
POLICIES = read_law().rows
CLOCKS = DossierClocks(rows=POLICIES, calendar=CALENDAR)
ABOUT: dict[str, Any] = {"unit": "thu-vien", "dossier": "H29-1", "procedure": "cap-the"}
#: It is received on 3 April 2023, a Monday, with an appointment on Monday the 17th.
RECEIVED_ON, APPOINTMENT = date(2023, 4, 3), date(2023, 4, 17)
APOLOGY = "thu-vien.H29-1.apology"


def day(text: str) -> date:
    """A day of April 2023 by its number, or any day in full."""
    return date.fromisoformat(text if "-" in text else f"2023-04-{int(text):02}")


def at(text: str, clock: str = "09:00") -> datetime:
    """A moment of such a day in Ho Chi Minh City."""
    return datetime.combine(day(text), time.fromisoformat(clock), ZoneInfo(TIME_ZONE))


def _said(on: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"at": at(on), "unit": "thu-vien", "dossier": "H29-1"} | more


def receive(on: str = "3", **more: Any) -> commands.ReceiveDossier:
    """It was handed in."""
    whole = {
        "procedure": "cap-the",
        "received_on": day(on),
        "appointment": APPOINTMENT,
        "online": False,
    }
    return commands.ReceiveDossier.model_validate(_said(on, whole | more))


def ask(on: str = "6", papers: tuple[str, ...] = ("don",), **more: Any) -> commands.AskSupplement:
    """It was given back."""
    whole = {"papers": papers, "asked_on": day(on), "clocks": CLOCKS}
    return commands.AskSupplement(**_said(on, whole | more))


def complete(on: str = "10", appointment: str = "24", **more: Any) -> commands.CompleteDossier:
    """Nothing is missing any more."""
    whole = {"completed_on": day(on), "appointment": day(appointment)}
    return commands.CompleteDossier(**_said(on, whole | more))


def ready(on: str = "14", **more: Any) -> commands.ReadyDossier:
    """The result lies ready."""
    return commands.ReadyDossier(**_said(on, {"ready_on": day(on)} | more))


def deliver(on: str = "17", **more: Any) -> commands.DeliverDossier:
    """The result was handed over."""
    return commands.DeliverDossier(**_said(on, {"delivered_on": day(on)} | more))


def refuse(on: str = "12", **more: Any) -> commands.RefuseDossier:
    """The applicant was told no."""
    whole = {"refused_on": day(on), "ground": DossierGround.NOT_COMPETENT}
    return commands.RefuseDossier(**_said(on, whole | more))


def withdraw(on: str = "12", **more: Any) -> commands.WithdrawDossier:
    """The applicant took it back."""
    return commands.WithdrawDossier(**_said(on, {"withdrawn_on": day(on)} | more))


def delay(on: str = "14", new: str = "25", **more: Any) -> commands.AnnounceDelay:
    """The result will be late."""
    whole = {
        "reason": DelayReason.WORKLOAD,
        "new_appointment": day(new),
        "clocks": CLOCKS,
    }
    return commands.AnnounceDelay(**_said(on, whole | more))


def begin(on: str) -> commands.CheckDossier:
    """A day begins."""
    return commands.CheckDossier(**_said(on, {"at": at(on, "00:00"), "day": day(on)}))


def used(key: str) -> PolicyUsed:
    """The row of 2018, seen in the decree itself."""
    return PolicyUsed(key=key, valid_from=date(2018, 6, 21), verified=True, calendar="test")


RECEIVED = facts.DossierReceived(
    **ABOUT, received_on=RECEIVED_ON, appointment=APPOINTMENT, online=False
)
ASKED = facts.DossierSupplementAsked(
    **ABOUT,
    papers=("don",),
    asked_on=day("6"),
    last_day=day("6"),
    late=False,
    policy=used("dossier.supplement.return"),
)
COMPLETED = facts.DossierCompleted(**ABOUT, completed_on=day("10"), appointment=day("24"))
DELAYED = facts.DossierDelayAnnounced(
    **ABOUT,
    reason=DelayReason.WORKLOAD,
    appointment=APPOINTMENT,
    new_appointment=day("25"),
    announced_on=day("14"),
    last_day=day("16"),
    in_time=True,
    policy=used("dossier.apology.before-expiry"),
)
LATE = facts.DossierLate(**ABOUT, appointment=APPOINTMENT, day=day("18"), announced=False)
LATE_AS_ANNOUNCED = LATE.model_copy(update={"announced": True})


def lies_ready(on: str, how: Timeliness) -> facts.DossierReady:
    """The result lay ready on a day."""
    return facts.DossierReady(**ABOUT, ready_on=day(on), timeliness=how)


def delivered(on: str, how: Timeliness, ready_on: str | None = None) -> facts.DossierDelivered:
    """The result was handed over on a day."""
    since = day(ready_on) if ready_on else None
    return facts.DossierDelivered(**ABOUT, delivered_on=day(on), ready_on=since, timeliness=how)
