"""Decisions about a nomination before the vote: made, shown, judged, shortlisted."""

from __future__ import annotations

from typing import Any

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import NominationKind, Phase
from danvan.contracts.emulation import NominationFact, achievement_key
from danvan.services.emulation.domain import nomination_rules as rules
from danvan.services.emulation.domain.campaign import must_be_in
from danvan.services.emulation.domain.nomination_commands import (
    AddEvidence,
    JudgeEligibility,
    MakeNomination,
    SelfScore,
    Shortlist,
)
from danvan.services.emulation.domain.nomination_states import (
    AnyNomination,
    Judged,
    Made,
    Nomination,
    Shortlisted,
    Unmade,
)
from danvan.services.emulation.domain.scoring import weighted


def about(nomination: Nomination) -> dict[str, Any]:
    """What every fact of the nomination says of it."""
    return dict(nomination.about)


def make(command: MakeNomination, nomination: AnyNomination) -> list[Payload]:
    """A unit nominates."""
    day, kind = local_day(command.at), command.kind
    its = NominationFact(
        nomination=command.nomination,
        campaign=command.campaign.campaign,
        unit=command.unit,
        kind=kind,
    )
    made = facts.NominationMade(
        **dict(its),
        made_on=day,
        title=None if kind.of_a_person else command.subject,
        parent=command.parent.line[0] if command.parent else None,
    )
    named = facts.NomineeNamed(
        **dict(its),
        subject=command.subject,
        achievement=command.achievement,
        period=command.period,
        key=achievement_key(command.subject, command.achievement, command.period),
    )
    if not isinstance(nomination, Unmade):
        if nomination.parent == made.parent and _same(nomination, named):
            return []
        raise rules.exists(command.nomination)
    last = Phase.RECOGNISE if kind is NominationKind.GOOD_DEED else Phase.REGISTER
    must_be_in(command.campaign, day, Phase.REGISTER, last)
    _check_parent(command)
    return [made, named]


def _same(nomination: Nomination, named: facts.NomineeNamed) -> bool:
    """Whether it was made so, whosever it is by now."""
    known = nomination.named
    return known is not None and known.model_copy(update={"unit": named.unit}) == named


def _check_parent(command: MakeNomination) -> None:
    parent = command.parent
    if parent is None:
        return
    if command.kind is not NominationKind.MODEL:
        raise rules.not_a_model()
    if command.nomination in parent.line:
        raise rules.cycle(command.nomination)
    if not parent.recognised:
        raise rules.parent_not_recognised(parent.line[0])
    if not parent.adopting:
        raise rules.not_adopted(parent.line[0])


def show(command: AddEvidence | SelfScore, nomination: Nomination) -> list[Payload]:
    """A unit shows what its nomination is worth."""
    must_be_of(nomination, command.unit)
    fact = _shown(command, nomination)
    if _shown_before(fact, nomination):
        return []
    if not isinstance(nomination, Made | Judged):
        raise rules.not_preparing(nomination.about.nomination)
    good_deed = nomination.about.kind is NominationKind.GOOD_DEED
    last = Phase.RECOGNISE if good_deed else Phase.EVIDENCE
    must_be_in(command.campaign, local_day(command.at), Phase.EVIDENCE, last)
    return [fact]


def _shown(command: AddEvidence | SelfScore, nomination: Nomination) -> Payload:
    its, day, document = about(nomination), local_day(command.at), command.campaign.document
    if isinstance(command, SelfScore):
        rules.check_scores(command.scores, document, "/scores")
        total = weighted(command.scores, document.criteria)
        return facts.NominationSelfScored(**its, scores=command.scores, total=total, scored_on=day)
    criterion = command.criterion
    if criterion is not None and criterion not in {each.id for each in document.criteria}:
        raise rules.unknown_criterion(criterion, document, "/criterion")
    return facts.NominationEvidenceAdded(
        **its, evidence=command.evidence, criterion=criterion, added_on=day
    )


def _shown_before(fact: Payload, nomination: Nomination) -> bool:
    match fact:
        case facts.NominationEvidenceAdded(evidence=file, criterion=criterion):
            known = [(each.evidence, each.criterion) for each in nomination.evidence]
            return (file, criterion) in known
        case facts.NominationSelfScored(scores=scores):
            known_scores = nomination.self_scored
            return known_scores is not None and known_scores.scores == scores
        case _:
            return False


def must_be_of(nomination: Nomination, unit: Slug) -> None:
    """A unit speaks for its own nominations.

    Raises:
        Refused: if it is another unit's.
    """
    if nomination.about.unit != unit:
        raise rules.of_another_unit(nomination.about.nomination, nomination.about.unit)


def select(command: JudgeEligibility | Shortlist, nomination: Nomination) -> list[Payload]:
    """The standing adviser holds it against the rules, and lets it go on."""
    its, day = about(nomination), local_day(command.at)
    if nomination.about.kind is NominationKind.GOOD_DEED:
        raise rules.light_path()
    if isinstance(command, Shortlist):
        if isinstance(nomination, Shortlisted):
            return []
        if not isinstance(nomination, Judged) or not nomination.judged.eligible:
            raise rules.not_eligible(command.nomination)
        must_be_in(command.campaign, day, Phase.SHORTLIST)
        return [facts.NominationShortlisted(**its, shortlisted_on=day)]
    if not isinstance(nomination, Made | Judged):
        raise rules.past_judging(command.nomination)
    if isinstance(nomination, Judged) and nomination.judged.answers == command.answers:
        return []
    must_be_in(command.campaign, day, Phase.EVIDENCE, Phase.SHORTLIST)
    eligible = all(answer.kept for answer in command.answers)
    return [
        facts.EligibilityJudged(**its, judged_on=day, eligible=eligible, answers=command.answers)
    ]
