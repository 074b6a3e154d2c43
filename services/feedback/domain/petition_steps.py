"""The steps of a petition: classified, taken further, extended, withdrawn, reopened.

Every change of state goes through `move`, which says which clocks stop, start or go on.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from danvan.contracts import feedback as facts
from danvan.contracts.base import Payload, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import (
    Channel,
    Competence,
    Document,
    PetitionClass,
    PetitionStepTaken,
    Relation,
    ReopeningGround,
    Scope,
    Stage,
    StepDetails,
)
from danvan.services.feedback.domain import petition_law as ruled
from danvan.services.feedback.domain import petition_rules as rules
from danvan.services.feedback.domain.days import check_happened
from danvan.services.feedback.domain.petition_commands import (
    ClassifyPetition,
    ExtendPetition,
    RatePetition,
    ReopenPetition,
    Spoken,
    TakeStep,
    WithdrawPetition,
)
from danvan.services.feedback.domain.petition_law import Law
from danvan.services.feedback.domain.petition_state import Case, Classified, changed

NONE = StepDetails()
#: The outcome of what was taken back, whatever the procedure calls the state.
WITHDRAWN = "withdrawn"
#: Steps that say more than a step does, and have a command of their own.
OWN_COMMANDS = (ruled.EXTEND, ruled.WITHDRAW, ruled.REOPEN, ruled.CLASSIFY)
#: In these ways nobody can denounce: 25/2018/QH14, Articles 22 and 25.
NO_FORM = (Channel.ONLINE, Channel.TELEPHONE)


def about(petition: Case, command: Spoken | RatePetition) -> dict[str, Any]:
    """What every fact of the petition says."""
    return {"petition": command.petition, "unit": petition.unit, "day": local_day(command.at)}


def taken(
    case: Case, law: Law, about: dict[str, Any], step: Slug, to: Slug, details: StepDetails = NONE
) -> PetitionStepTaken:
    """A step, not yet knowing which clocks it stops."""
    procedure = ruled.procedure_of(law, ruled.ruled_as(case), about["day"])
    return PetitionStepTaken(
        **about,
        step=step,
        from_state=case.state,
        to_state=to,
        procedure=procedure.id,
        procedure_from=procedure.valid_from,
        details=details,
    )


def move(
    case: Case, law: Law, step: PetitionStepTaken, *, outcome: Slug | None = None
) -> list[Payload]:
    """Take a step. With an `outcome` the state has done its part, which is said once."""
    after = changed(case, step)
    assert isinstance(after, Case)
    wanted = ruled.clocks(law, after, step.day)
    goes_on = {each.clock for each in wanted}
    stopped = tuple(each.clock for each in case.running if each.clock not in goes_on)
    moved: list[Payload] = [step.model_copy(update={"stopped": stopped})]
    moved += [each for each in wanted if each not in case.running]
    if outcome is not None and case.handled is None:
        ends = [each.due for each in case.running if each.scope is Scope.CASE]
        class_ = case.classified.petition_class if isinstance(case, Classified) else None
        handled = facts.PetitionHandled(
            petition=step.petition,
            unit=step.unit,
            petition_class=class_,
            outcome=outcome,
            on_time=all(step.day <= due for due in ends),
            day=step.day,
        )
        moved.append(handled)
    return moved


def classify(command: ClassifyPetition, petition: Case) -> list[Payload]:
    """Say what it is in law, once; the procedure of that class rules from here on."""
    names = ("petition_class", "eligible", "competence", "stage", "remote", "contents")
    said = {name: getattr(command, name) for name in names}
    if isinstance(petition, Classified):
        if any(getattr(petition.classified, name) != value for name, value in said.items()):
            raise rules.classified_already(command.petition)
        return []
    if petition.handled is not None:
        raise rules.over(command.petition)
    ruled.allowed_step(
        command.law, petition, command.role, ruled.CLASSIFY, NONE, local_day(command.at)
    )
    if command.stage is Stage.SECOND:
        if command.petition_class is not PetitionClass.COMPLAINT:
            raise rules.not_a_complaint()
        if all(each.relation is not Relation.SECOND_STAGE_OF for each in petition.links):
            raise rules.second_without_first()
    about_it = about(petition, command)
    ruling = ruled.Ruled(
        petition_class=command.petition_class,
        stage=command.stage,
        received=petition.received.received,
    )
    procedure = ruled.procedure_of(command.law, ruling, about_it["day"])
    classified = facts.PetitionClassified(
        **about_it, **said, procedure=procedure.id, procedure_from=procedure.valid_from
    )
    case = changed(petition, classified)
    assert isinstance(case, Classified)
    step = taken(case, command.law, about_it, ruled.CLASSIFY, case.state)
    return [classified, *move(case, command.law, step)]


def take_step(command: TakeStep, petition: Case) -> list[Payload]:
    """Go a step further, if the procedure has it for this role and state."""
    if not isinstance(petition, Classified):
        raise rules.not_classified(command.petition)
    if _taken_last(command, petition):
        return []
    _check_days(command.details, local_day(command.at))
    if command.step in OWN_COMMANDS and not _lets_withdrawal_end(command, petition):
        raise rules.has_own_command(command.step)
    step = ruled.allowed_step(
        command.law,
        petition,
        command.role,
        command.step,
        command.details,
        local_day(command.at),
    )
    to = step.leads(petition.state)
    _check_acceptance(to, petition)
    about_it = about(petition, command)
    made = taken(petition, command.law, about_it, step.id, to, command.details)
    ruled.check_notice(command.law, petition, made)
    outcome = WITHDRAWN if step.id == ruled.WITHDRAW else to
    return move(petition, command.law, made, outcome=outcome if step.ends else None)


def _lets_withdrawal_end(command: TakeStep, petition: Classified) -> bool:
    """A denunciation goes on after a withdrawal until this is decided: a breach may be likely all
    the same (25/2018/QH14, Article 33)."""
    return (
        command.step == ruled.WITHDRAW
        and _denounces(petition)
        and any(each.whole for each in petition.withdrawn)
    )


def _taken_last(command: TakeStep, petition: Case) -> bool:
    if not petition.happened:
        return False
    last = petition.happened[-1]
    return (last.step, last.details) == (command.step, command.details)


def _check_days(details: StepDetails, today: date) -> None:
    """What is reported has happened; a meeting may lie ahead."""
    if details.document is not None:
        check_happened(details.document.day, today, "/details/document/day")
    if details.delivered_on is not None:
        check_happened(details.delivered_on, today, "/details/delivered_on")


def _check_acceptance(to: Slug, petition: Classified) -> None:
    """Accepted is what is eligible, ours, and came in a form the law knows."""
    if to != ruled.ACCEPTED or petition.state == ruled.ACCEPTED:
        return
    classified, received = petition.classified, petition.received
    if not classified.eligible or classified.competence is Competence.OTHER:
        raise rules.not_to_be_accepted()
    if classified.petition_class is PetitionClass.DENUNCIATION and (
        received.anonymous or received.channel in NO_FORM
    ):
        raise rules.not_in_legal_form()


def extend(command: ExtendPetition, petition: Case) -> list[Payload]:
    """Give the case more time, in writing, for it is complex."""
    granted = [(each.complexity, each.document) for each in petition.extensions]
    if (command.complexity, command.document) in granted:
        return []
    if not isinstance(petition, Classified):
        raise rules.not_classified(command.petition)
    day, law = local_day(command.at), command.law
    details = StepDetails(complexity=command.complexity, document=command.document)
    _check_days(details, day)
    step = ruled.allowed_step(law, petition, command.role, ruled.EXTEND, details, day)
    about_it = about(petition, command)
    made = taken(petition, law, about_it, step.id, step.leads(petition.state), details)
    clock = ruled.extended_clock(law, petition, made)
    if clock is None:
        raise rules.no_further_extension()
    extended = facts.PetitionExtended(
        **about_it, clock=clock, complexity=command.complexity, document=command.document
    )
    return [extended, *move(petition, law, made)]


def withdraw(command: WithdrawPetition, petition: Case) -> list[Payload]:
    """The petitioner takes it back, and all but a denunciation ends with it."""
    contents = petition.classified.contents if isinstance(petition, Classified) else 1
    gone = {part for each in petition.withdrawn for part in each.parts}
    every = set(range(1, contents + 1))
    asked = set(command.parts) or every
    if not asked <= every:
        raise rules.no_such_part(contents)
    if asked <= gone:
        return []
    if petition.handled is not None and not petition.reopenings:
        raise rules.over(command.petition)
    about_it = about(petition, command)
    whole = gone | asked == every
    fact = facts.PetitionWithdrawn(
        **about_it, whole=whole, parts=tuple(sorted(asked - gone)), document=command.document
    )
    if not whole or _denounces(petition):
        return [fact]
    step = ruled.allowed_step(
        command.law, petition, command.role, ruled.WITHDRAW, NONE, about_it["day"]
    )
    made = taken(petition, command.law, about_it, step.id, step.leads(petition.state))
    return [fact, *move(petition, command.law, made, outcome=WITHDRAWN)]


def _denounces(petition: Case) -> bool:
    """Whether it is a denunciation, or says so before anybody has classified it."""
    said = petition.received.claimed
    if isinstance(petition, Classified):
        said = petition.classified.petition_class
    return said is PetitionClass.DENUNCIATION


def ask_reopening(command: ReopenPetition, petition: Case) -> list[Payload]:
    """Work on it again, where the procedure has such a step."""
    if petition.reopenings:
        last = petition.reopenings[-1]
        if (last.ground, last.document) == (command.ground, command.document):
            return []
    details, day = StepDetails(document=command.document), local_day(command.at)
    _check_days(details, day)
    if petition.reopenings or ruled.reopening_state(command.law, petition, day) is None:
        raise rules.not_to_be_reopened(command.petition)
    step = ruled.allowed_step(command.law, petition, command.role, ruled.REOPEN, details, day)
    to = step.leads(petition.state)
    return reopen(command, petition, to, command.ground, command.document)


def reopen(
    command: ReopenPetition | RatePetition,
    petition: Case,
    to: Slug,
    ground: ReopeningGround,
    document: Document | None = None,
) -> list[Payload]:
    """It is open again."""
    about_it, law = about(petition, command), command.law
    fact = facts.PetitionReopened(**about_it, ground=ground, document=document)
    return [fact, *move(petition, law, taken(petition, law, about_it, ruled.REOPEN, to))]
