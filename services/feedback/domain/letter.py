"""A letter that a unit owes: due, signed by the head, sent; missed when its day passes unsent.

A missed letter is still owed, and its being missed stays on record.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias, assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Model, Payload, Refused, Resend, Slug, StreamId
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import LetterFact, LetterId, LetterKind, Signer

KIND = "letter"


class Unowed(Model):
    """Nobody owes this letter."""


class Letter(Model):
    """What every letter that is or was owed has."""

    due: facts.LetterDue
    signed: facts.LetterSigned | None = None
    missed: bool = False


class Owed(Letter):
    """It has still to be sent."""


class Sent(Letter):
    """It was sent."""


AnyLetter: TypeAlias = Unowed | Owed | Sent
INITIAL: AnyLetter = Unowed()


def evolve(letter: AnyLetter, fact: Payload) -> AnyLetter:
    """What a letter is after a fact."""
    match letter, fact:
        case Unowed(), facts.LetterDue():
            return Owed(due=fact)
        case Owed(), facts.LetterSigned():
            return letter.model_copy(update={"signed": fact})
        case Owed(), facts.LetterMissed():
            return letter.model_copy(update={"missed": True})
        case Owed(), facts.LetterSent():
            return Sent(**dict(letter))
        case _:
            return letter


class _AboutLetter(Command):
    letter: LetterId


class OweLetter(_AboutLetter):
    """Something happened for which the unit has to write."""

    unit: Slug
    kind: LetterKind
    about: StreamId
    due_on: date
    reason: Slug


class SignLetter(_AboutLetter):
    """The head signs. `unit`: whose letters the signer may sign; the agency's leader, any."""

    unit: Slug | None
    by: Signer


class SendLetter(_AboutLetter):
    """It is on its way. `unit` has sent it."""

    unit: Slug


class CheckLetter(_AboutLetter):
    """A day has begun."""

    day: date


LetterCommand: TypeAlias = OweLetter | SignLetter | SendLetter | CheckLetter


def decide(command: LetterCommand, letter: AnyLetter) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    day = local_day(command.at)
    match command:
        case OweLetter():
            return _owe(command, letter, day)
        case CheckLetter():
            return _missed(letter, command.day) if isinstance(letter, Owed) else []
        case SignLetter():
            owed = _own(command.letter, command.unit, letter)
            if isinstance(owed, Sent) or owed.signed is not None:
                return []
            return [facts.LetterSigned(**_about(owed), signed_on=day, by=command.by)]
        case SendLetter():
            owed = _own(command.letter, command.unit, letter)
            if isinstance(owed, Sent):
                return []
            if owed.signed is None:
                raise _not_signed(command.letter)
            late = day > owed.due.due_on
            return [
                *(_missed(owed, day) if late else []),
                facts.LetterSent(**_about(owed), sent_on=day, on_time=not late),
            ]
        case _:
            assert_never(command)


def _owe(command: OweLetter, letter: AnyLetter, day: date) -> list[Payload]:
    """One letter for one matter, however often it is asked for. A duty that begins after its own
    last day is missed at once."""
    if isinstance(letter, Letter):
        return []
    due = facts.LetterDue(
        unit=command.unit,
        letter=command.letter,
        kind=command.kind,
        about=command.about,
        opened_on=day,
        due_on=command.due_on,
        reason=command.reason,
    )
    return [due, *_missed(Owed(due=due), day)]


def _missed(letter: Owed, day: date) -> list[Payload]:
    due_on = letter.due.due_on
    if letter.missed or day <= due_on:
        return []
    return [facts.LetterMissed(**_about(letter), due_on=due_on, day=day)]


def _own(id_: LetterId, unit: Slug | None, letter: AnyLetter) -> Owed | Sent:
    if isinstance(letter, Unowed):
        raise Refused(
            "unknown-letter",
            vi=f"Không có thư “{id_}” phải gửi; hãy xem danh sách thư của đơn vị.",
            en=f"No letter '{id_}' is owed; see the list of the unit's letters.",
            pointer="/letters",
        )
    if unit not in (None, letter.due.unit):
        raise Refused(
            "letter-of-another-unit",
            vi=f"Thư “{id_}” do “{letter.due.unit}” phải gửi; chỉ đơn vị đó được ghi.",
            en=f"'{letter.due.unit}' owes the letter '{id_}'; only it may speak for it.",
            pointer="/letters",
            resend=Resend.NEVER,
        )
    return letter


def _not_signed(id_: LetterId) -> Refused:
    return Refused(
        "letter-not-signed",
        vi=f"Thư “{id_}” chưa được người đứng đầu ký; hãy ghi việc ký trước.",
        en=f"The head has not signed the letter '{id_}' yet; record the signature first.",
        pointer="/letters",
    )


def _about(letter: Letter) -> dict[str, Any]:
    """What every fact of the letter says about it."""
    return {name: getattr(letter.due, name) for name in LetterFact.model_fields}
