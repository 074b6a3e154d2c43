"""What units say of the letters they owe, many at a time; and the day after which one is missed."""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Submission
from danvan.contracts.feedback import (
    LetterKind,
    LettersSentOffered,
    LettersSignedOffered,
    ThankYouLetterOffered,
)
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application import letters
from danvan.services.feedback.domain.letter import OweLetter, SendLetter, SignLetter
from danvan.services.feedback.views import letters as views


def routes(ground: Ground) -> Routes:
    """What is done with each message."""

    def day(work: Work, begun: DayStarted, db: Db) -> None:
        unsent = views.unsent(db, begun.day)
        letters.check_letters(work, unsent, begun.day)

    return Routes(
        submissions={
            ThankYouLetterOffered: _thank_you,
            LettersSignedOffered: _signed,
            LettersSentOffered: _sent,
        },
        day=day,
        touches={
            ThankYouLetterOffered: lambda sent: [_thanks(sent)],
            LettersSignedOffered: _touched,
            LettersSentOffered: _touched,
        },
    )


def _thank_you(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, ThankYouLetterOffered) and unit is not None
    kind = LetterKind.THANK_YOU
    command = OweLetter(
        at=work.at,
        letter=letters.letter_id(unit, said.code, kind),
        unit=unit,
        kind=kind,
        about=said.about,
        due_on=said.due_on,
        reason=said.reason,
    )
    letters.owe_letter(work, command)


def _signed(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, LettersSignedOffered) and unit is not None
    letters.write_letters(
        work,
        [SignLetter(at=work.at, letter=id_, unit=unit, by=said.by) for id_ in said.letters],
    )


def _sent(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, LettersSentOffered) and unit is not None
    letters.write_letters(
        work, [SendLetter(at=work.at, letter=id_, unit=unit) for id_ in said.letters]
    )


def _thanks(sent: Submission) -> str:
    assert isinstance(sent.data, ThankYouLetterOffered)
    unit = sent.source.rpartition("/")[2]
    return letters.LETTER.stream(letters.letter_id(unit, sent.data.code, LetterKind.THANK_YOU))


def _touched(sent: Submission) -> list[str]:
    assert isinstance(sent.data, LettersSignedOffered | LettersSentOffered)
    return [letters.LETTER.stream(id_) for id_ in sent.data.letters]
