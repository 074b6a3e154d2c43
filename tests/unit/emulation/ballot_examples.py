"""A ballot of three tellers and six voters, for the tests of emulation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from danvan.contracts.base import Payload
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.client.voting import Peeled, TellerKeys, peel, seal_paper
from danvan.contracts.emulation import (
    BallotClosed,
    BallotOpened,
    BallotTerms,
    PapersCollected,
    PolicyUsed,
    RollTaken,
    Voter,
)
from danvan.contracts.emulation.ballots import papers_digest, roll_digest
from danvan.contracts.policy import PolicyRow, PolicyUnit
from danvan.services.emulation.domain.ballot import OpenBallot, PeelPapers

KEYS = tuple(TellerKeys.generate() for _ in range(3))
TELLERS = ("van-phong", "bao-tang", "thu-vien")
CHOICES = ("dot-1.bao-tang.a", "dot-1.thu-vien.ten-dai-hon-nhieu", "dot-1.doan-kich.c")
VOTERS = tuple(Voter(voter=f"cu-tri-{n}", unit="bao-tang") for n in range(6))
LEAST = PolicyRow(
    key="ballot.least-voters",
    value="5",
    unit=PolicyUnit.COUNT,
    starts="opened",
    valid_from=date(2023, 1, 1),
    basis="Giả định",
)
OPENS, CLOSES = "2023-09-25T08:00:00+07:00", "2023-10-02T17:00:00+07:00"


def at(day: str, time: str = "09:00") -> datetime:
    """A moment of the agency's day."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(TIME_ZONE))


def terms(voters: tuple[Voter, ...] = VOTERS, **changes: Any) -> BallotTerms:
    """What is voted on."""
    whole = {
        "ballot": "binh-chon",
        "unit": "phong-tc",
        "title": "Bình chọn mô hình “Dân vận khéo”",
        "choices": [{"id": choice} for choice in CHOICES],
        "most": 2,
        "electorate": len(voters),
        "roll": roll_digest(voters),
        "least": 5,
        "opens": OPENS,
        "closes": CLOSES,
        "tellers": [
            {"unit": unit, "key": keys.public} for unit, keys in zip(TELLERS, KEYS, strict=True)
        ],
    }
    return BallotTerms.model_validate(whole | changes)


TERMS = terms()


def opening(voters: tuple[Voter, ...] = VOTERS, **changes: Any) -> OpenBallot:
    """The command that opens it."""
    return OpenBallot(
        at=at("2023-09-22"), terms=terms(voters, **changes), voters=voters, policy=LEAST
    )


def opened() -> list[Payload]:
    """The facts of the opening."""
    policy = PolicyUsed(key=LEAST.key, valid_from=LEAST.valid_from, value="5", verified=False)
    return [
        BallotOpened(**dict(TERMS), policy=policy),
        RollTaken(ballot="binh-chon", unit="phong-tc", voters=VOTERS),
    ]


def papers(*choices: str, content: BallotTerms = TERMS) -> tuple[str, ...]:
    """Sealed papers, each with one choice, sorted."""
    return tuple(sorted(seal_paper(content, [choice]).paper for choice in choices))


def closed(sealed: tuple[str, ...], copies: int = 0) -> list[Payload]:
    """The facts of the closing."""
    about: dict[str, Any] = {"ballot": "binh-chon", "unit": "phong-tc"}
    return [
        BallotClosed(
            **about,
            turnout=len(sealed) + copies,
            digest=papers_digest(sealed),
            closed_on=date(2023, 10, 3),
        ),
        PapersCollected(**about, papers=sealed, copies=copies),
    ]


def peeling(layer: int, before: tuple[str, ...], **changes: Any) -> tuple[PeelPapers, Peeled]:
    """The honest work of a teller, and the command that hands it in, changed afterwards."""
    done = peel(TERMS, KEYS[layer - 1], layer, before)
    whole: dict[str, Any] = vars(done) | {
        "at": at("2023-10-03"),
        "ballot": "binh-chon",
        "by": TELLERS[layer - 1],
        "signed": True,
    }
    return PeelPapers.model_validate(whole | changes), done
