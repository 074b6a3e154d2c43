"""A dossier: received, perhaps supplemented once, resolved, collected; or late.

On time is judged against the original appointment, by the day on which the dossier was resolved:
when its result lay ready, was handed over or refused, whichever came first (who collects late is
not kept waiting by the unit). Days are the unit's own book's; but once a day's start has found the
appointment passed, the dossier stays late, whatever is reported afterwards.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import DelayReason, DossierFact, Timeliness
from danvan.services.feedback.domain import dossier_rules as rules
from danvan.services.feedback.domain.dossier_commands import (
    AnnounceDelay,
    AskSupplement,
    CheckDossier,
    Closing,
    CompleteDossier,
    DeliverDossier,
    DossierCommand,
    ReadyDossier,
    ReceiveDossier,
    RefuseDossier,
    WithdrawDossier,
)
from danvan.services.feedback.domain.dossier_states import (
    AnyDossier,
    AwaitingSupplement,
    Closed,
    Dossier,
    InProgress,
    Ready,
    Unreceived,
)

KIND = "dossier"
INITIAL: AnyDossier = Unreceived()


def evolve(dossier: AnyDossier, fact: Payload) -> AnyDossier:
    """What a dossier is after a fact."""
    match dossier, fact:
        case Unreceived(), facts.DossierReceived():
            return InProgress(received=fact)
        case Unreceived(), _:
            return dossier
        case InProgress(), facts.DossierSupplementAsked():
            return AwaitingSupplement(**dict(dossier) | {"supplement": fact})
        case AwaitingSupplement(), facts.DossierCompleted():
            return InProgress(**dict(dossier) | {"completed": fact})
        case InProgress(), facts.DossierReady():
            return Ready(**dict(dossier) | {"ready": fact})
        case InProgress() | AwaitingSupplement() | Ready(), (
            facts.DossierDelivered() | facts.DossierRefused() | facts.DossierWithdrawn()
        ):
            return Closed(**dict(dossier), closing=fact)
        case Dossier(), facts.DossierDelayAnnounced():
            return dossier.model_copy(update={"delays": (*dossier.delays, fact)})
        case Dossier(), facts.DossierLate():
            return dossier.model_copy(update={"late": True})
        case Dossier(), facts.DossierEscalated():
            return dossier.model_copy(update={"escalated": True})
        case _:
            return dossier


def decide(command: DossierCommand, dossier: AnyDossier) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    if isinstance(command, ReceiveDossier):
        return _receive(command, dossier)
    if isinstance(dossier, Unreceived):
        raise rules.unknown(command.dossier)
    match command:
        case CheckDossier(day=day):
            return _check(dossier, day) if isinstance(dossier, InProgress) else []
        case AskSupplement():
            return _ask_supplement(command, dossier)
        case CompleteDossier():
            return _complete(command, dossier)
        case ReadyDossier():
            return _ready(command, dossier)
        case AnnounceDelay():
            return _announce(command, dossier)
        case DeliverDossier() | RefuseDossier() | WithdrawDossier():
            return _close(command, dossier)
        case _:
            assert_never(command)


def _receive(command: ReceiveDossier, dossier: AnyDossier) -> list[Payload]:
    received = facts.DossierReceived(
        unit=command.unit,
        dossier=command.dossier,
        procedure=command.procedure,
        received_on=command.received_on,
        appointment=command.appointment,
        online=command.online,
    )
    if isinstance(dossier, Dossier):
        if received != dossier.received:
            raise rules.received_otherwise(dossier.received)
        return []
    rules.check_day(command.received_on, None, command.at, "received_on")
    rules.check_appointment(command.appointment, command.received_on)
    return [received]


def _ask_supplement(command: AskSupplement, dossier: Dossier) -> list[Payload]:
    asked, papers = dossier.supplement, tuple(dict.fromkeys(command.papers))
    if asked is not None:
        if (asked.papers, asked.asked_on) != (papers, command.asked_on):
            raise rules.asked_already(asked)
        return []
    if not isinstance(dossier, InProgress):
        raise rules.closed(command.dossier)
    received = dossier.received.received_on
    rules.check_day(command.asked_on, received, command.at, "asked_on")
    last_day, used = command.clocks.supplement_by(received, command.asked_on)
    return [
        facts.DossierSupplementAsked(
            **_about(dossier),
            papers=papers,
            asked_on=command.asked_on,
            last_day=last_day,
            late=command.asked_on > last_day,
            policy=used,
        )
    ]


def _complete(command: CompleteDossier, dossier: Dossier) -> list[Payload]:
    done = facts.DossierCompleted(
        **_about(dossier), completed_on=command.completed_on, appointment=command.appointment
    )
    if dossier.completed == done:
        return []
    if not isinstance(dossier, AwaitingSupplement) or dossier.supplement is None:
        raise rules.nothing_asked(command.dossier)
    asked_on = dossier.supplement.asked_on
    rules.check_day(command.completed_on, asked_on, command.at, "completed_on")
    rules.check_appointment(command.appointment, command.completed_on)
    return [done]


def _ready(command: ReadyDossier, dossier: Dossier) -> list[Payload]:
    day = command.ready_on
    if dossier.ready is not None and dossier.ready.ready_on == day:
        return []
    running = _running(dossier)
    rules.check_day(day, _begun(running), command.at, "ready_on")
    fact = facts.DossierReady(**_about(running), ready_on=day, timeliness=_timely(running, day))
    return [*_late(running, day), fact]


def _announce(command: AnnounceDelay, dossier: Dossier) -> list[Payload]:
    new, reason = command.new_appointment, command.reason
    if any((delay.reason, delay.new_appointment) == (reason, new) for delay in dossier.delays):
        return []
    running, today = _running(dossier), local_day(command.at)
    rules.check_new_appointment(new, running.promised, today)
    received = running.received.received_on
    if len(running.delays) >= command.clocks.most_reappointments(received, today):
        return [] if running.escalated else [_escalation(running, today, reason)]
    last_day, used = command.clocks.announce_by(received, today, running.promised)
    return [
        facts.DossierDelayAnnounced(
            **_about(running),
            reason=reason,
            appointment=running.appointment,
            new_appointment=new,
            announced_on=today,
            last_day=last_day,
            in_time=today <= last_day,
            policy=used,
        )
    ]


def _close(command: Closing, dossier: Dossier) -> list[Payload]:
    fact, day, field = _closing(command, dossier)
    if isinstance(dossier, Closed) and _words(fact) == _words(dossier.closing):
        return []
    waits = isinstance(dossier, AwaitingSupplement) and not isinstance(command, DeliverDossier)
    collected = isinstance(dossier, Ready) and isinstance(command, DeliverDossier)
    if not waits and not collected:
        _running(dossier)
    rules.check_day(day, _begun(dossier), command.at, field)
    return [*_late(dossier, day), fact] if isinstance(dossier, InProgress) else [fact]


def _words(closing: Payload) -> tuple[type[Payload], dict[str, Any]]:
    """What the unit said, without what was judged."""
    return type(closing), closing.model_dump(exclude={"timeliness"})


def _closing(command: Closing, dossier: Dossier) -> tuple[Payload, date, str]:
    """The fact, its day, and the field of the command that says the day."""
    about, ready = _about(dossier), dossier.ready
    match command:
        case DeliverDossier(delivered_on=day):
            delivered = facts.DossierDelivered(
                **about,
                delivered_on=day,
                ready_on=ready.ready_on if ready else None,
                timeliness=ready.timeliness if ready else _timely(dossier, day),
            )
            return delivered, day, "delivered_on"
        case RefuseDossier(refused_on=day, ground=ground):
            timeliness = _timely(dossier, day)
            refused = facts.DossierRefused(
                **about, refused_on=day, ground=ground, timeliness=timeliness
            )
            return refused, day, "refused_on"
        case WithdrawDossier(withdrawn_on=day):
            return facts.DossierWithdrawn(**about, withdrawn_on=day), day, "withdrawn_on"


def _check(dossier: InProgress, day: date) -> list[Payload]:
    """What a day's start finds: the original appointment passed, or the one after it."""
    found = _late(dossier, day)
    if dossier.delays and day > dossier.promised and not dossier.escalated:
        found.append(_escalation(dossier, day, None))
    return found


def _late(dossier: InProgress, day: date) -> list[Payload]:
    """The mark of a dossier that has no result before a day, if its appointment is past. Once."""
    appointment = dossier.appointment
    if dossier.late or day <= appointment:
        return []
    return [
        facts.DossierLate(
            **_about(dossier),
            appointment=appointment,
            day=appointment + timedelta(days=1),
            announced=bool(dossier.delays),
        )
    ]


def _timely(dossier: Dossier, day: date) -> Timeliness:
    """While the unit waits for the applicant, no appointment passes."""
    passed = day > dossier.appointment and not isinstance(dossier, AwaitingSupplement)
    if dossier.late or passed:
        return Timeliness.LATE
    return Timeliness.EARLY if day < dossier.appointment else Timeliness.ON_TIME


def _escalation(dossier: Dossier, day: date, reason: DelayReason | None) -> Payload:
    return facts.DossierEscalated(
        **_about(dossier), day=day, new_appointment=dossier.promised, reason=reason
    )


def _running(dossier: Dossier) -> InProgress:
    if isinstance(dossier, AwaitingSupplement):
        raise rules.awaits_supplement(dossier.received.dossier)
    if not isinstance(dossier, InProgress):
        raise rules.closed(dossier.received.dossier)
    return dossier


def _begun(dossier: Dossier) -> date:
    """The day of what happened last: nothing happens before it."""
    if dossier.ready is not None:
        return dossier.ready.ready_on
    if dossier.completed is not None:
        return dossier.completed.completed_on
    return dossier.supplement.asked_on if dossier.supplement else dossier.received.received_on


def _about(dossier: Dossier) -> dict[str, Any]:
    """What every fact of the dossier says about it."""
    return {name: getattr(dossier.received, name) for name in DossierFact.model_fields}
