"""A nomination: made, shown, judged eligible, shortlisted, then voted, scored, verified, published,
recognised level by level or not, praised, revoked. A good deed is praised at once.

Its states stand in `nomination_states`, its commands in `nomination_commands`.
"""

from __future__ import annotations

from typing import Any, assert_never

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.emulation import NominationFact
from danvan.services.emulation.domain import departure, honours, judgement, preparation
from danvan.services.emulation.domain import nomination_commands as commands
from danvan.services.emulation.domain.nomination_rules import not_shortlisted, unknown
from danvan.services.emulation.domain.nomination_states import (
    AnyNomination,
    Declined,
    Judged,
    Lapsed,
    Made,
    Nomination,
    PraisedDeed,
    Recognised,
    Revoked,
    Shortlisted,
    Unmade,
    Withdrawn,
)

KIND = "nomination"
INITIAL: AnyNomination = Unmade()


def evolve(nomination: AnyNomination, fact: Payload) -> AnyNomination:
    """What a nomination is after a fact."""
    match nomination, fact:
        case Unmade(), facts.NominationMade(title=title, parent=parent):
            return Made(about=NominationFact(**dict(fact)), title=title, parent=parent)
        case Unmade(), _:
            return nomination
        case Nomination(), facts.NomineeNamed():
            return nomination.model_copy(update={"named": fact})
        case Nomination(), facts.NominationEvidenceAdded():
            return nomination.model_copy(update={"evidence": (*nomination.evidence, fact)})
        case Nomination(), facts.NominationSelfScored():
            return nomination.model_copy(update={"self_scored": fact})
        case Nomination(), facts.NominationNoted():
            return nomination.model_copy(update={"notes": (*nomination.notes, fact)})
        case Nomination(), facts.NominationMoved(unit=unit):
            about = nomination.about.model_copy(update={"unit": unit})
            return nomination.model_copy(update={"about": about})
        case Made() | Judged(), facts.EligibilityJudged():
            return Judged(**_common(nomination), judged=fact)
        case Judged(), facts.NominationShortlisted():
            return Shortlisted(**_common(nomination))
        case Nomination(), facts.NominationWithdrawn():
            return Withdrawn(**_common(nomination))
        case Nomination(), facts.NominationLapsed():
            return Lapsed(**_common(nomination))
        case Made(), facts.GoodDeedPraised():
            return PraisedDeed(**_common(nomination), honoured=fact)
        case Nomination(), facts.NominationPraised():
            return nomination.model_copy(update={"praised": (*nomination.praised, fact)})
        case PraisedDeed(), facts.RecognitionRevoked():
            return Revoked(**_common(nomination) | {"revoked": (fact,)})
        case Shortlisted(), _:
            return _honour(nomination, fact)
        case _:
            return nomination


def _honour(nomination: Shortlisted, fact: Payload) -> AnyNomination:
    match fact:
        case facts.NominationVoted():
            return nomination.model_copy(update={"voted": fact})
        case facts.NominationVotesVoided():
            return nomination.model_copy(update={"voted": None})
        case facts.CouncilScored():
            return nomination.model_copy(update={"scored": fact})
        case facts.SiteVerified():
            return nomination.model_copy(update={"visited": fact})
        case facts.NominationPublished():
            return nomination.model_copy(update={"published": fact})
        case facts.NominationRecognised() | facts.ModelRecognised():
            reached = (*nomination.recognised, fact)
            return Recognised(**dict(nomination) | {"recognised": reached})
        case facts.NominationDeclined():
            after = Recognised if nomination.recognised else Declined
            return after(**dict(nomination) | {"declined": fact})
        case facts.RecognitionRevoked(levels=levels):
            left = tuple(each for each in nomination.recognised if each.level not in levels)
            revoked = (*nomination.revoked, fact)
            if not left:
                return Revoked(**_common(nomination) | {"revoked": revoked})
            return Recognised(**dict(nomination) | {"recognised": left, "revoked": revoked})
        case _:
            return nomination


def _common(nomination: Nomination) -> dict[str, Any]:
    return {name: getattr(nomination, name) for name in Nomination.model_fields}


def decide(command: commands.NominationCommand, nomination: AnyNomination) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    if isinstance(command, commands.MakeNomination):
        return preparation.make(command, nomination)
    if isinstance(nomination, Unmade):
        raise unknown(command.nomination)
    match command:
        case commands.AddEvidence() | commands.SelfScore():
            return preparation.show(command, nomination)
        case commands.JudgeEligibility() | commands.Shortlist():
            return preparation.select(command, nomination)
        case commands.WithdrawNomination() | commands.MoveNomination() | commands.LapseNomination():
            return departure.leave(command, nomination)
        case commands.Praise() | commands.Revoke():
            return honours.honour(command, nomination)
        case commands.Recognise() | commands.Decline():
            return honours.conclude(command, _shortlisted(nomination))
        case (
            commands.NoteVotes()
            | commands.VoidVotes()
            | commands.NoteScores()
            | commands.VerifyOnSite()
            | commands.Publish()
            | commands.NoteComment()
        ):
            return judgement.judge(command, _shortlisted(nomination))
        case _:
            assert_never(command)


def _shortlisted(nomination: Nomination) -> Shortlisted:
    if not isinstance(nomination, Shortlisted):
        raise not_shortlisted(nomination.about.nomination)
    return nomination
