"""What stands on a ballot paper: written by the voter's machine, read when all layers are off.

Format: a JSON object of `check` and `choices`, filled with spaces to one length, whatever was
chosen. Nothing of the voter is in it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from pydantic import ConfigDict, ValidationError

from danvan.contracts.base import Refused
from danvan.contracts.emulation.ballots import (
    BallotTerms,
    CheckCode,
    ChoiceId,
    OpenPaper,
    Spoilt,
    SpoiltPaper,
    decoded,
    encoded,
)
from danvan.contracts.strict_json import read_object

#: What HPKE adds for one teller: the X25519 key of the moment, and the tag (RFC 9180, section 7).
LAYER_BYTES = 32 + 16
#: All sealed papers of a ballot have to fit into one message.
BATCH_BYTES = 900_000
_ANY_CODE = "A" * 20


class _Paper(OpenPaper):
    model_config = ConfigDict(frozen=True, extra="forbid")


def write_paper(terms: BallotTerms, choices: Iterable[ChoiceId], check: CheckCode) -> bytes:
    """The paper, before it is sealed.

    Raises:
        Refused: if these choices are not to be had.
    """
    chosen = sorted(choices)
    why = _wrong(terms, tuple(chosen))
    if why is not None:
        raise _refusal(why, terms)
    return _written(chosen, check).ljust(paper_size(terms))


def paper_size(terms: BallotTerms) -> int:
    """The length of a paper: room for the longest choices."""
    longest = sorted((choice.id for choice in terms.choices), key=len)[-terms.most :]
    return len(_written(longest, _ANY_CODE))


def sealed_length(terms: BallotTerms, layers: int) -> int:
    """The length of the text of a paper that `layers` layers are still on."""
    return len(encoded(bytes(paper_size(terms) + layers * LAYER_BYTES)))


def read_papers(
    terms: BallotTerms, texts: Iterable[str]
) -> tuple[tuple[OpenPaper, ...], tuple[SpoiltPaper, ...]]:
    """The valid and the spoilt ones among opened papers, each sorted by check code.

    A check code that stands on two papers spoils both: neither voter could find his own.
    """
    read = [_read(terms, decoded(text)) for text in texts]
    seen = Counter(paper.check for paper in read if paper.check is not None)
    valid: list[OpenPaper] = []
    spoilt: list[SpoiltPaper] = []
    for paper in read:
        if isinstance(paper, SpoiltPaper):
            spoilt.append(paper)
        elif seen[paper.check] > 1:
            spoilt.append(SpoiltPaper(reason=Spoilt.REPEATED_CODE, check=paper.check))
        else:
            valid.append(paper)
    return tuple(sorted(valid, key=lambda paper: paper.check)), in_order(spoilt)


def in_order(spoilt: Iterable[SpoiltPaper]) -> tuple[SpoiltPaper, ...]:
    """Spoilt papers as they are published."""
    return tuple(sorted(spoilt, key=lambda paper: (paper.check or "", paper.reason)))


def _written(choices: list[str], check: str) -> bytes:
    return json.dumps({"check": check, "choices": choices}, separators=(",", ":")).encode()


def _read(terms: BallotTerms, raw: bytes) -> OpenPaper | SpoiltPaper:
    try:
        paper = _Paper.model_validate(read_object(raw))
    except (ValidationError, Refused):
        return SpoiltPaper(reason=Spoilt.MALFORMED)
    why = _wrong(terms, paper.choices)
    if why is not None:
        return SpoiltPaper(reason=why, check=paper.check)
    return OpenPaper(check=paper.check, choices=paper.choices)


def _wrong(terms: BallotTerms, choices: tuple[ChoiceId, ...]) -> Spoilt | None:
    if list(choices) != sorted(set(choices)):
        return Spoilt.MALFORMED
    if not set(choices) <= {choice.id for choice in terms.choices}:
        return Spoilt.UNKNOWN_CHOICE
    return None if 1 <= len(choices) <= terms.most else Spoilt.WRONG_NUMBER


def _refusal(why: Spoilt, terms: BallotTerms) -> Refused:
    ids = ", ".join(choice.id for choice in terms.choices)
    return Refused(
        why,
        vi=f"Hãy chọn từ 1 đến {terms.most} mục khác nhau trong: {ids}.",
        en=f"Choose from 1 to {terms.most} different ones of: {ids}.",
        pointer="/choices",
    )
