"""Whom and what units nominate, what they show for it, and whose models they adopt."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from danvan.contracts.base import Offered
from danvan.contracts.campaign import CampaignDocument, NominationKind
from danvan.contracts.emulation import (
    AdoptionEffectOffered,
    AdoptionEndOffered,
    AdoptionEvidenceOffered,
    AdoptionOffered,
    CriterionScore,
    Effect,
    Measurement,
    NominationEvidenceOffered,
    NominationOffered,
    SelfScoreOffered,
)
from danvan.contracts.plan import Window
from danvan.contracts.planning import Evidence
from danvan.deploy.demo.diary import Diary, Offer, at
from danvan.deploy.demo.people import invented

MODELS = (
    "Tủ sách lưu động",
    "Bảo tàng đến trường học",
    "Sân khấu học đường",
    "Ngày thứ Bảy vì dân",
    "Thư viện số cho người cao tuổi",
    "Tổ hướng dẫn nộp hồ sơ trực tuyến",
    "Không gian văn hóa Hồ Chí Minh",
    "Lớp năng khiếu miễn phí cho thiếu nhi",
    "Quầy phục vụ “4 xin – 4 luôn”",
    "Vé 0 đồng cho công nhân",
    "Sân tập mở cửa cho cộng đồng",
    "Nói không với giấy tờ thừa",
)
ACHIEVEMENTS = (
    "Phục vụ người dân ngoài giờ hành chính, giảm thời gian chờ.",
    "Vận động người dân cùng tham gia hoạt động văn hóa, thể thao.",
    "Đưa dịch vụ đến với người yếu thế, vùng xa trung tâm.",
    "Thực hiện “5 không”, “4 xin – 4 luôn” trong tiếp dân.",
)
DEEDS = (
    "Trả lại của rơi cho khách tham quan.",
    "Giúp người già làm hồ sơ trực tuyến.",
    "Sơ cứu khách bị ngất.",
)
#: The chance that a unit that takes part nominates so.
COLLECTIVE, INDIVIDUAL = 0.6, 0.5
#: The chance of a first model, a second and a third one; the quota lets two through.
CHANCES = (0.85, 0.25, 0.25)
#: Good deeds at scale 1.
GOOD_DEEDS = 70
#: The chance that a unit adopts a model; some stop before the year is over.
ADOPTS, STOPS = 0.45, 0.15


class NominationActs:
    """Writes what units send for the campaign into the diary."""

    def __init__(
        self,
        diary: Diary,
        document: CampaignDocument,
        working_days: Sequence[date],
        rng: random.Random,
    ) -> None:
        self._diary = diary
        self._document = document
        self._days = working_days
        self._rng = rng

    def nominate(self, units: Sequence[str]) -> None:
        """Each of these units nominates in the time of registration."""
        for unit in units:
            for number, title in enumerate(self._rng.sample(MODELS, len(CHANCES)), start=1):
                if self._rng.random() < CHANCES[number - 1]:
                    name = f"mo-hinh-{number}"
                    self._nominate(unit, name, NominationKind.MODEL, f"{title} ({unit})")
            if self._rng.random() < COLLECTIVE:
                whole = f"Tập thể viên chức {unit}"
                self._nominate(unit, "tap-the", NominationKind.COLLECTIVE, whole)
            if self._rng.random() < INDIVIDUAL:
                person = invented(self._rng)
                self._nominate(unit, "ca-nhan", NominationKind.INDIVIDUAL, person)

    def praise(self, units: Sequence[str], count: int) -> None:
        """Good deeds, as they happen."""
        last = self._document.calendar.recognise_until - timedelta(days=40)
        for number in range(count):
            unit, day = self._rng.choice(units), self._between(self._document.calendar.starts, last)
            payload = NominationOffered(
                campaign=self._document.campaign,
                name=f"viec-tot-{number}",
                kind=NominationKind.GOOD_DEED,
                subject=invented(self._rng),
                achievement=f"{self._rng.choice(DEEDS)} ({unit}, {day:%d/%m/%Y})",
                period="2023",
            )
            self._offer(unit, day, 10, f"viec-tot-{number}", payload)

    def adopt(self, models: Sequence[tuple[str, str]], units: Sequence[str], day: date) -> None:
        """Units learn from models of others: their ids, and whose each is."""
        for unit in units:
            foreign = [model for model, owner in models if owner != unit]
            if foreign and self._rng.random() < ADOPTS:
                self._adopt(unit, self._rng.choice(foreign), day)

    def _nominate(self, unit: str, name: str, kind: NominationKind, subject: str) -> None:
        calendar = self._document.calendar
        made = self._between(calendar.starts, calendar.register_until)
        payload = NominationOffered(
            campaign=self._document.campaign,
            name=name,
            kind=kind,
            subject=subject,
            achievement=f"{self._rng.choice(ACHIEVEMENTS)} ({unit})",
            period="2023",
        )
        self._offer(unit, made, 9, name, payload)
        shown = self._between(calendar.register_until, calendar.evidence_until)
        id_ = f"{self._document.campaign}.{unit}.{name}"
        evidence = NominationEvidenceOffered(nomination=id_, evidence=self._file("minh-chung.pdf"))
        self._offer(unit, shown, 9, name, evidence)
        scores = tuple(
            CriterionScore(criterion=each.id, score=Decimal(self._rng.randint(70, 98)))
            for each in self._document.criteria
        )
        self._offer(unit, shown, 10, name, SelfScoreOffered(nomination=id_, scores=scores))

    def _adopt(self, unit: str, model: str, day: date) -> None:
        name = model.rpartition(".")[2]
        started = self._later(day, self._rng.randint(1, 6))
        self._offer(unit, started, 9, name, AdoptionOffered(model=model, started_on=started))
        shown = self._later(started, 5)
        adoption = f"{model}.{unit}"
        evidence = AdoptionEvidenceOffered(adoption=adoption, evidence=self._file("ap-dung.pdf"))
        self._offer(unit, shown, 9, name, evidence)
        before = Decimal(self._rng.randint(850, 930)) / 10
        effect = Effect(
            indicator="satisfaction",
            before=Measurement(
                value=before,
                window=Window(from_=started - timedelta(days=60), until=started),
            ),
            after=Measurement(
                value=before + Decimal(self._rng.randint(-5, 45)) / 10,
                window=Window(from_=started + timedelta(days=1), until=shown),
            ),
            source="Khảo sát hai-long-2023",
        )
        measured = self._later(shown, 3)
        payload = AdoptionEffectOffered(adoption=adoption, effect=effect)
        self._offer(unit, measured, 9, name, payload)
        if self._rng.random() < STOPS:
            end = AdoptionEndOffered(adoption=adoption, kept=False, reason="Không đủ nhân lực.")
            self._offer(unit, self._later(measured, 2), 9, name, end)

    def _offer(self, unit: str, day: date, hour: float, name: str, payload: Offered) -> None:
        about = f"nomination/{self._document.campaign}.{unit}.{name}"
        moment = at(day, hour + self._rng.uniform(0, 0.9))
        self._diary.offer(Offer(unit, moment, about, payload))

    def _file(self, name: str) -> Evidence:
        return Evidence(name=name, sha256=self._rng.randbytes(32).hex())

    def _between(self, after: date, until: date) -> date:
        return self._rng.choice([day for day in self._days if after < day <= until])

    def _later(self, day: date, count: int) -> date:
        """The `count`-th working day after a day."""
        return [later for later in self._days if later > day][count - 1]
