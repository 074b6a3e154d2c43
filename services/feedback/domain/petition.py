"""A petition from receipt to the end of its case, along the procedure of its legal class.

Which steps there are, who may take them and which clocks run is data; here is what holds whatever
the procedure says. Every change of state is a step, and says which clocks it stops.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import PetitionClass, ReopeningGround
from danvan.services.feedback.domain import petition_law as ruled
from danvan.services.feedback.domain import petition_rules as rules
from danvan.services.feedback.domain.petition_commands import (
    CheckPetition,
    ClassifyPetition,
    ExtendPetition,
    HandOverPetition,
    IssueCode,
    LinkPetition,
    PetitionCommand,
    RatePetition,
    ReceivePetition,
    ReopenPetition,
    SpokenCommand,
    TakeStep,
    WithdrawPetition,
)
from danvan.services.feedback.domain.petition_links import link
from danvan.services.feedback.domain.petition_state import (
    AnyPetition,
    Case,
    Classified,
    Received,
    Unknown,
    changed,
)
from danvan.services.feedback.domain.petition_steps import (
    about,
    ask_reopening,
    classify,
    extend,
    reopen,
    take_step,
    withdraw,
)

KIND = "petition"
INITIAL: AnyPetition = Unknown()
#: What a petition is after a fact. Its steps look ahead by it.
evolve = changed
#: From which rating down, and how long after it was handled, a rating opens a case again.
BAD_RATING, REOPENING_DAYS = "rating.reopen.at-most", "rating.reopen.window"
#: Classes in which it may. Complaints and denunciations have other ways: 02/2011/QH13, Article 33;
#: 25/2018/QH14, Article 37.
REOPENED_BY_RATING = (PetitionClass.RECOMMENDATION, PetitionClass.REFLECTION)


def decide(command: PetitionCommand, petition: AnyPetition) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    if isinstance(command, ReceivePetition):
        return _receive(command, petition)
    if isinstance(petition, Unknown):
        raise rules.unknown(command.petition)
    match command:
        case CheckPetition(day=day):
            return _check(petition, day)
        case HandOverPetition(to=to):
            return _hand_over(command, petition) if to != petition.unit else []
        case IssueCode(code_sha256=digest):
            code = facts.FollowCodeIssued(
                petition=command.petition, unit=petition.unit, code_sha256=digest
            )
            return [] if petition.code_sha256 == digest else [code]
        case RatePetition():
            return _rate(command, petition)
        case _:
            return _spoken(command, petition)


def _receive(command: ReceivePetition, petition: AnyPetition) -> list[Payload]:
    given = command.model_dump(exclude={"at", "basis", "law"})
    received = facts.PetitionReceived(**given)
    if isinstance(petition, Case):
        if petition.received != received:
            raise rules.received_differently(command.petition)
        return []
    if received.received > local_day(command.at):
        raise rules.received_in_the_future(received.received)
    case = evolve(petition, received)
    assert isinstance(case, Received)
    return [received, *ruled.clocks(command.law, case, local_day(command.at))]


def _check(petition: Case, day: date) -> list[Payload]:
    said = {(each.clock, each.due) for each in petition.overdue}
    scopes = {each.scope for each in petition.overdue}
    late: list[Payload] = []
    for each in petition.running:
        if each.due < day and (each.clock, each.due) not in said:
            late.append(
                facts.PetitionOverdue(
                    petition=each.petition,
                    unit=petition.unit,
                    clock=each.clock,
                    scope=each.scope,
                    first=each.scope not in scopes,
                    due=each.due,
                    day=day,
                )
            )
            scopes.add(each.scope)
    return late


def _rate(command: RatePetition, petition: Case) -> list[Payload]:
    day = local_day(command.at)
    if petition.rated is not None:
        if petition.rated.rating != command.rating:
            raise rules.rated_already()
        return []
    if petition.handled is None:
        raise rules.not_handled(command.petition)
    rated = facts.PetitionRated(**about(petition, command), rating=command.rating)
    last = petition.handled.day + timedelta(days=int(command.law.row(REOPENING_DAYS, day).number))
    if (
        day > last
        or command.rating > command.law.row(BAD_RATING, day).number
        or not _opens(petition)
    ):
        return [rated]
    to = ruled.reopening_state(command.law, petition, day)
    return [rated, *(reopen(command, petition, to, ReopeningGround.BAD_RATING) if to else [])]


def _opens(petition: Case) -> bool:
    return (
        isinstance(petition, Classified)
        and petition.classified.petition_class in REOPENED_BY_RATING
        and not petition.reopenings
    )


def _hand_over(command: HandOverPetition, petition: Case) -> list[Payload]:
    return [
        facts.PetitionHandedOver(
            petition=command.petition,
            unit=command.to,
            from_unit=petition.unit,
            reason=command.reason,
            day=local_day(command.at),
        )
    ]


def _spoken(command: SpokenCommand, petition: Case) -> list[Payload]:
    """What the agency's people do; a unit speaks for its own petitions only."""
    if command.by not in (None, petition.unit):
        raise rules.of_another_unit(command.petition, petition.unit)
    match command:
        case ClassifyPetition():
            return classify(command, petition)
        case TakeStep():
            return take_step(command, petition)
        case ExtendPetition():
            return extend(command, petition)
        case WithdrawPetition():
            return withdraw(command, petition)
        case LinkPetition():
            return link(command, petition)
        case ReopenPetition():
            return ask_reopening(command, petition)
        case _:
            assert_never(command)
