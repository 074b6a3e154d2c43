"""What the demo year invents: the same from the same seed, and in an order that makes sense."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, timedelta

from danvan.contracts.feedback import (
    DossierDelayOffered,
    DossierReceivedOffered,
    PetitionClass,
    PetitionOffered,
)
from danvan.deploy.demo.diary import LAST, Diary, Offer
from danvan.deploy.demo.dossier_acts import DossierActs, Procedure
from danvan.deploy.demo.letter_acts import LetterActs
from danvan.deploy.demo.petition_acts import PetitionActs

#: Weekdays are enough here.
DAYS = [
    day for day in (date(2023, 1, 3) + timedelta(days=n) for n in range(700)) if day.weekday() < 5
]
UNITS = ("bao-tang-a", "bao-tang-b")
PROCEDURES = [
    Procedure.model_validate(
        {"id": f"thu-tuc-{at}", "name": {"vi": "x", "en": "x"}, "at": at, "share": 1}
        | {"working_days": 5}
    )
    for at in ("one-stop", "units")
]


class Kept(Diary):
    """A diary that shows what is written into it."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []

    def offer(self, *offers: Offer) -> None:
        self.offers += offers


def dossiers(seed: int) -> list[Offer]:
    diary, rng = Kept(), random.Random(seed)
    letters = LetterActs(diary, DAYS, rng)
    DossierActs(diary, "van-phong", UNITS, PROCEDURES, DAYS, letters, rng, 2000).write()
    letters.write()
    return diary.offers


def petitions(seed: int) -> list[Offer]:
    diary = Kept()
    PetitionActs(diary, UNITS, "thanh-tra", DAYS, random.Random(seed)).write(300)
    return diary.offers


def test_the_same_seed_invents_the_same() -> None:
    assert dossiers(1) == dossiers(1) != dossiers(2)
    assert petitions(1) == petitions(1) != petitions(2)


def test_nothing_happens_after_the_year_or_before_its_cause() -> None:
    for offers in (dossiers(1), petitions(1)):
        by_case: dict[str, list[Offer]] = defaultdict(list)
        for offer in offers:
            assert offer.at.date() <= LAST
            by_case[offer.subject].append(offer)
        for case in by_case.values():
            moments = [offer.at for offer in case]
            assert moments == sorted(moments)
            assert len({offer.unit for offer in case}) == 1


def test_most_dossiers_are_received_and_some_will_be_late() -> None:
    kinds = Counter(type(offer.payload) for offer in dossiers(1))
    assert kinds[DossierReceivedOffered] == 2000
    assert 0.02 < kinds[DossierDelayOffered] / 2000 < 0.07


def test_all_four_classes_come_in() -> None:
    claimed = {
        offer.payload.claimed
        for offer in petitions(1)
        if isinstance(offer.payload, PetitionOffered)
    }
    assert claimed - {None} == set(PetitionClass)
