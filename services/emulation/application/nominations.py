"""Use cases of a nomination, from its making to the shortlist."""

from __future__ import annotations

from collections.abc import Sequence

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.campaign import NominationKind
from danvan.contracts.emulation import AchievementPeriod, CriterionScore, NominationId
from danvan.contracts.planning import Evidence
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.aggregates import (
    ACHIEVEMENT,
    ADOPTION,
    NOMINATION,
    STANDING,
    running,
)
from danvan.services.emulation.domain import eligibility
from danvan.services.emulation.domain.adoption import Adopted, adoption_id
from danvan.services.emulation.domain.nomination_commands import (
    AddEvidence,
    JudgeEligibility,
    MakeNomination,
    Parent,
    SelfScore,
    Shortlist,
    WithdrawNomination,
)
from danvan.services.emulation.domain.nomination_rules import unknown
from danvan.services.emulation.domain.nomination_states import (
    Nomination,
    Recognised,
    Shortlisted,
)


def nominate(
    work: Work,
    unit: Slug,
    campaign: Slug,
    name: Slug,
    kind: NominationKind,
    subject: Line,
    achievement: Prose,
    period: AchievementPeriod,
    parent: NominationId | None,
) -> None:
    """A unit makes a nomination."""
    command = MakeNomination(
        at=work.at,
        nomination=nomination_id(campaign, unit, name),
        campaign=running(work, campaign),
        unit=unit,
        kind=kind,
        subject=subject,
        achievement=achievement,
        period=period,
        parent=None if parent is None else _parent(work, parent, unit),
    )
    work.do(NOMINATION, command.nomination, command)


def nomination_id(campaign: Slug, unit: Slug, name: Slug) -> NominationId:
    """The id of a nomination that a unit makes."""
    return f"{campaign}.{unit}.{name}"


def _parent(work: Work, model: NominationId, unit: Slug) -> Parent:
    """The model that a nomination is a variant of, with the models that it comes from."""
    adopting = isinstance(work.state(ADOPTION, adoption_id(model, unit)), Adopted)
    recognised = isinstance(work.state(NOMINATION, model), Recognised)
    line = [model]
    while isinstance(state := work.state(NOMINATION, line[-1]), Nomination):
        if state.parent is None or state.parent in line:
            break
        line.append(state.parent)
    return Parent(line=tuple(line), recognised=recognised, adopting=adopting)


def add_evidence(
    work: Work, unit: Slug, nomination: NominationId, evidence: Evidence, criterion: Slug | None
) -> None:
    """A unit shows a file for its nomination."""
    command = AddEvidence(
        at=work.at,
        nomination=nomination,
        campaign=running(work, existing(work, nomination).about.campaign),
        unit=unit,
        evidence=evidence,
        criterion=criterion,
    )
    work.do(NOMINATION, nomination, command)


def self_score(
    work: Work, unit: Slug, nomination: NominationId, scores: tuple[CriterionScore, ...]
) -> None:
    """A unit scores its own nomination."""
    command = SelfScore(
        at=work.at,
        nomination=nomination,
        campaign=running(work, existing(work, nomination).about.campaign),
        unit=unit,
        scores=scores,
    )
    work.do(NOMINATION, nomination, command)


def withdraw(work: Work, command: WithdrawNomination) -> None:
    """A unit gives its nomination up."""
    work.do(NOMINATION, command.nomination, command)


def judge_eligibility(
    work: Work,
    id_: NominationId,
    earlier: Sequence[NominationId],
    predecessors: Sequence[Slug],
) -> None:
    """Hold a nomination against the rules.

    Args:
        earlier: the unit's other nominations of this kind in the campaign, made before this one.
        predecessors: the units whose place the unit has taken, directly or in turn.
    """
    found = existing(work, id_)
    campaign = running(work, found.about.campaign)
    assert found.named is not None, "a nomination is named in the same work in which it is made"
    rewarded = work.state(ACHIEVEMENT, found.named.key).rewarded
    answers = eligibility.answers(
        campaign.document,
        [work.state(STANDING, unit) for unit in (found.about.unit, *predecessors)],
        campaign.document.quota(found.about.kind),
        earlier,
        None if rewarded == id_ else rewarded,
    )
    command = JudgeEligibility(at=work.at, nomination=id_, campaign=campaign, answers=answers)
    work.do(NOMINATION, id_, command)


def shortlist(
    work: Work,
    id_: NominationId,
    earlier: Sequence[NominationId],
    predecessors: Sequence[Slug],
) -> None:
    """Put a nomination to the vote and before the council. It is judged once more, for something
    may have happened since. See `judge_eligibility`."""
    if not isinstance(existing(work, id_), Shortlisted):
        judge_eligibility(work, id_, earlier, predecessors)
    campaign = running(work, existing(work, id_).about.campaign)
    work.do(NOMINATION, id_, Shortlist(at=work.at, nomination=id_, campaign=campaign))


def existing(work: Work, id_: NominationId) -> Nomination:
    """A nomination that was made.

    Raises:
        Refused: if there is none.
    """
    found = work.state(NOMINATION, id_)
    if not isinstance(found, Nomination):
        raise unknown(id_)
    return found
