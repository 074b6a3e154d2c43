"""A unit adopts another unit's recognised model: started, shown, measured, ended.

A model that grew out of it is a nomination with a parent; what learned from what has no cycle, for
a parent was there before its variant.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias, assert_never

from danvan.contracts import emulation as facts
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Resend, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.emulation import AdoptionFact, AdoptionId, Effect, NominationId
from danvan.contracts.planning import Evidence
from danvan.services.emulation.domain.days import in_the_future

KIND = "adoption"


class Unadopted(Model):
    """The unit has not adopted it."""


class Adopted(Model):
    """The unit does it. `about.unit`: who does it now."""

    about: AdoptionFact
    started: facts.AdoptionStarted
    evidence: tuple[Evidence, ...] = ()
    effects: tuple[Effect, ...] = ()


class Ended(Adopted):
    """It is over, or goes on as a matter of course."""

    ended: facts.AdoptionEnded


Adoption: TypeAlias = Unadopted | Adopted | Ended
INITIAL: Adoption = Unadopted()


def evolve(adoption: Adoption, fact: Payload) -> Adoption:
    """What an adoption is after a fact."""
    match adoption, fact:
        case Unadopted(), facts.AdoptionStarted():
            return Adopted(about=AdoptionFact(**dict(fact)), started=fact)
        case Adopted(), facts.AdoptionEvidenceAdded(evidence=file):
            return adoption.model_copy(update={"evidence": (*adoption.evidence, file)})
        case Adopted(), facts.AdoptionMeasured(effect=effect):
            others = tuple(each for each in adoption.effects if _days(each) != _days(effect))
            return adoption.model_copy(update={"effects": (*others, effect)})
        case Adopted(), facts.AdoptionEnded() if not isinstance(adoption, Ended):
            return Ended(**dict(adoption), ended=fact)
        case Adopted(), facts.AdoptionMoved(unit=unit):
            about = adoption.about.model_copy(update={"unit": unit})
            return adoption.model_copy(update={"about": about})
        case _:
            return adoption


def _days(effect: Effect) -> tuple[object, ...]:
    return (effect.indicator, effect.before.window, effect.after.window)


class StartAdoption(Command):
    """We do it too. `owner`: whose model it is now; None if it isn't recognised."""

    model: NominationId
    unit: Slug
    owner: Slug | None
    started_on: date


class _ByUnit(Command):
    """`unit`: who speaks."""

    adoption: AdoptionId
    unit: Slug


class AddAdoptionEvidence(_ByUnit):
    """This shows it."""

    evidence: Evidence


class MeasureEffect(_ByUnit):
    """This is what it has changed."""

    effect: Effect


class EndAdoption(_ByUnit):
    """We no longer do it, or as a matter of course."""

    kept: bool
    reason: Line


class MoveAdoption(Command):
    """The unit is no more; another one takes it over."""

    to: Slug


UnitSays: TypeAlias = AddAdoptionEvidence | MeasureEffect | EndAdoption
AdoptionCommand: TypeAlias = StartAdoption | UnitSays | MoveAdoption


def adoption_id(model: NominationId, unit: Slug) -> AdoptionId:
    """The id of a unit's adoption of a model."""
    return f"{model}.{unit}"


def decide(command: AdoptionCommand, adoption: Adoption) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case StartAdoption():
            return _start(command, adoption)
        case AddAdoptionEvidence() | MeasureEffect() | EndAdoption():
            return _heard(command, adoption)
        case MoveAdoption(to=to):
            if not isinstance(adoption, Adopted) or adoption.about.unit == to:
                return []
            moved: dict[str, Any] = dict(adoption.about) | {"unit": to}
            day, before = local_day(command.at), adoption.about.unit
            return [facts.AdoptionMoved(**moved, from_unit=before, moved_on=day)]
        case _:
            assert_never(command)


def _start(command: StartAdoption, adoption: Adoption) -> list[Payload]:
    if isinstance(adoption, Adopted):
        return []
    if command.owner is None:
        raise Refused(
            "model-not-recognised",
            vi=f"Mô hình “{command.model}” chưa được công nhận hoặc đã bị thu hồi.",
            en=f"The model '{command.model}' isn't recognised, or no longer.",
            pointer="/model",
        )
    if command.owner == command.unit:
        raise Refused(
            "own-model-adopted",
            vi="Đây là mô hình của chính đơn vị; chỉ đăng ký áp dụng mô hình của đơn vị khác.",
            en="This is the unit's own model; only models of other units are adopted.",
            pointer="/model",
            resend=Resend.NEVER,
        )
    if command.started_on > local_day(command.at):
        raise in_the_future(command.started_on, "/started_on")
    return [
        facts.AdoptionStarted(
            adoption=adoption_id(command.model, command.unit),
            model=command.model,
            unit=command.unit,
            learned_from=command.owner,
            started_on=command.started_on,
        )
    ]


def _heard(command: UnitSays, adoption: Adoption) -> list[Payload]:
    """What the unit says of its adoption."""
    if not isinstance(adoption, Adopted):
        raise Refused(
            "unknown-adoption",
            vi=f"Đơn vị chưa đăng ký áp dụng “{command.adoption}”; hãy đăng ký trước.",
            en=f"There is no adoption '{command.adoption}'; offer the adoption first.",
        )
    if adoption.about.unit != command.unit:
        raise Refused(
            "adoption-of-another-unit",
            vi=f"Việc áp dụng này là của đơn vị “{adoption.about.unit}”.",
            en=f"This adoption is one of '{adoption.about.unit}'; only that unit may send for it.",
            resend=Resend.NEVER,
        )
    if _said_before(command, adoption):
        return []
    if isinstance(adoption, Ended):
        raise Refused(
            "adoption-ended",
            vi="Việc áp dụng mô hình này đã kết thúc, không nhận thêm.",
            en="This adoption has ended; nothing more is taken in.",
            resend=Resend.NEVER,
        )
    about, day = dict(adoption.about), local_day(command.at)
    match command:
        case AddAdoptionEvidence(evidence=file):
            return [facts.AdoptionEvidenceAdded(**about, evidence=file, added_on=day)]
        case MeasureEffect(effect=effect):
            _check_windows(effect, day)
            change = effect.after.value - effect.before.value
            return [facts.AdoptionMeasured(**about, effect=effect, change=change, measured_on=day)]
        case EndAdoption(kept=kept, reason=reason):
            return [facts.AdoptionEnded(**about, kept=kept, reason=reason, ended_on=day)]


def _said_before(command: UnitSays, adoption: Adopted) -> bool:
    match command:
        case AddAdoptionEvidence(evidence=file):
            return file in adoption.evidence
        case MeasureEffect(effect=effect):
            return effect in adoption.effects
        case EndAdoption(kept=kept, reason=reason):
            return isinstance(adoption, Ended) and (
                (adoption.ended.kept, adoption.ended.reason) == (kept, reason)
            )


def _check_windows(effect: Effect, day: date) -> None:
    """What is compared lies apart, and is over."""
    if effect.before.window.until >= effect.after.window.from_:
        raise Refused(
            "effect-windows-overlap",
            vi="Thời gian “before” phải kết thúc trước khi thời gian “after” bắt đầu.",
            en="The window `before` must end before the window `after` begins.",
            pointer="/effect/after/window",
        )
    if effect.after.window.until > day:
        raise in_the_future(effect.after.window.until, "/effect/after/window/until")
