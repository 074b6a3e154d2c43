"""Judges one case as of a day: a petition of any class, or a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from danvan.contracts.base import Slug
from danvan.contracts.envelope import Fact
from danvan.contracts.procedure import CaseKind, Procedure
from danvan.services.feedback.domain.clocks import count
from danvan.services.feedback.domain.conformance import sentences
from danvan.services.feedback.domain.conformance.dossier_limits import dossier_deviations
from danvan.services.feedback.domain.conformance.history import (
    Happened,
    dossier_history,
    petition_history,
)
from danvan.services.feedback.domain.conformance.law import changes, law_by
from danvan.services.feedback.domain.conformance.limits import over
from danvan.services.feedback.domain.conformance.petition_ruling import PetitionRuling
from danvan.services.feedback.domain.conformance.steps import Walk
from danvan.services.feedback.domain.conformance.words import Deviation, Limit, Row, Verdict
from danvan.services.feedback.domain.petition_law import Law
from danvan.services.feedback.domain.procedure import procedure_of_case

PETITION, DOSSIER = "petition", "dossier"
#: How long after it happened a step is to be recorded.
RECORDED_WITHIN = "conformance.recorded-within"


def judge(
    kind: Slug, stream: Sequence[Fact], law: Law, as_of: date, policy: str | None = None
) -> Verdict | None:
    """A case, by its facts up to the end of a day, under the law that was in force or, as a
    counterfactual, under another version (see `law_by`). None if it had not begun by then.

    Raises:
        Refused: if there is no such version.
    """
    of = judge_dossier if kind == DOSSIER else judge_petition
    actual = of(stream, law, as_of)
    if policy is None or actual is None:
        return actual
    other = of(stream, law_by(law, policy), as_of)
    assert other is not None, "whether it had begun is no question of law"
    changed = changes(actual.limits, other.limits)
    return other.model_copy(update={"policy": policy, "changes": changed})


def judge_petition(stream: Iterable[Fact], law: Law, as_of: date) -> Verdict | None:
    """A petition, under the law of its class; until it is classified, under that of submissions."""
    history = petition_history(stream, as_of)
    if history is None:
        return None
    rules = PetitionRuling(history, law)
    steps = history.steps
    deviations = Walk(steps, lambda step: rules.procedure(step, step.day)).go()
    limits: list[Limit] = []
    for part, class_ in rules.parts():
        more, kept = rules.limits(part, class_, as_of)
        deviations += more
        limits += kept
    deviations += [*rules.delays(), *backdated(steps, law)]
    procedure = rules.procedure(steps[-1], as_of)
    return Verdict(
        kind=PETITION,
        case=history.received.petition,
        unit=history.unit,
        procedure=procedure.id,
        procedure_from=procedure.valid_from,
        began=history.received.received,
        as_of=as_of,
        deviations=tuple(deviations),
        limits=tuple(limits),
    )


def judge_dossier(stream: Iterable[Fact], law: Law, as_of: date) -> Verdict | None:
    """A dossier, against its appointments and what the law asks around them."""
    history = dossier_history(stream, as_of)
    if history is None:
        return None
    began = history.received.received_on

    def procedure(day: date) -> Procedure:
        return procedure_of_case(law.procedures, CaseKind.DOSSIER, None, began, day)

    deviations = Walk(history.steps, lambda step: procedure(step.day)).go()
    more, limits = dossier_deviations(history, procedure(as_of), law, as_of)
    return Verdict(
        kind=DOSSIER,
        case=f"{history.received.unit}.{history.received.dossier}",
        unit=history.received.unit,
        procedure=procedure(as_of).id,
        procedure_from=procedure(as_of).valid_from,
        began=began,
        as_of=as_of,
        deviations=(*deviations, *more, *backdated(history.steps, law)),
        limits=limits,
    )


def backdated(steps: Iterable[Happened], law: Law) -> list[Deviation]:
    """Steps that were recorded later after they had happened than the agency allows."""
    found = []
    for step in steps:
        row = law.row(RECORDED_WITHIN, step.said)
        last = count(row, law.calendar, step.said)
        if step.recorded > last:
            found.append(
                Deviation(
                    rule="backdated",
                    sentence=sentences.backdated(step.said, step.recorded, Row.of(row)),
                    facts=(step.fact,),
                    article=row.basis,
                    step=step.step,
                    row=Row.of(row),
                    days=over(law.calendar, last, step.recorded, row.unit),
                    days_in=row.unit,
                )
            )
    return found
