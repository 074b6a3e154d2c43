"""Use cases of letters. Many are signed or sent in one work: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from danvan.contracts.base import Problem, Refused
from danvan.contracts.feedback import LetterKind
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.application.succession import speaks_for
from danvan.services.feedback.domain import letter
from danvan.services.feedback.domain.letter import CheckLetter, OweLetter, SendLetter, SignLetter

LETTER = Aggregate.of(letter)


def letter_id(unit: str, code: str, kind: LetterKind) -> str:
    """What the letter of a kind is called that a unit owes in one matter."""
    return f"{unit}.{code}.{kind}"


def owe_letter(work: Work, command: OweLetter) -> None:
    """Something happened for which a unit has to write."""
    work.do(LETTER, command.letter, command)


def write_letters(work: Work, commands: Sequence[SignLetter | SendLetter]) -> None:
    """Letters are signed or sent.

    Raises:
        Refused: if a rule says no to any of them; `problems` names all of them.
    """
    work.prefetch(LETTER.stream(command.letter) for command in commands)
    refusals: list[Refused] = []
    problems: list[Problem] = []
    for index, command in enumerate(commands):
        try:
            work.do(LETTER, command.letter, _for_owner(work, command))
        except Refused as refused:
            refusals.append(refused)
            place = {"pointer": f"/letters/{index}"}
            problems += [each.model_copy(update=place) for each in refused.problems]
    if refusals:
        first = refusals[0]
        raise Refused(
            first.rule,
            first.reason.vi,
            first.reason.en,
            pointer=problems[0].pointer,
            resend=first.resend,
            problems=tuple(problems),
        )


def _for_owner(work: Work, command: SignLetter | SendLetter) -> SignLetter | SendLetter:
    """Whoever has taken the place of the unit that owes a letter speaks as that unit."""
    owner = command.letter.partition(".")[0]
    if command.unit is None or not speaks_for(work, command.unit, owner):
        return command
    return command.model_copy(update={"unit": owner})


def check_letters(work: Work, letters: Iterable[str], day: date) -> None:
    """A day begins: what has not been sent in time was missed."""
    ids = list(letters)
    work.prefetch(map(LETTER.stream, ids))
    for id_ in ids:
        work.do(LETTER, id_, CheckLetter(at=work.at, letter=id_, day=day))
