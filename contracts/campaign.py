"""An emulation campaign as a document: the content of a campaign file, and of its launch.

Stored format (inside `campaign-launched` and `campaign-amended`): unknown keys are passed over, for
a newer writer may add some. Whoever takes a campaign in validates with `extra="forbid"`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from danvan.contracts.base import Line, Model, Problem, Prose, Slug, Text
from danvan.contracts.plan import Parties, Window
from danvan.contracts.problems import pointer, rule_broken

#: What the weights of all criteria add up to.
WHOLE = 100


class NominationKind(StrEnum):
    """What is nominated. A good deed takes the light path: praised without vote or council."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"
    MODEL = "model"
    GOOD_DEED = "good-deed"

    @property
    def of_a_person(self) -> bool:
        """Whether a person is nominated, whose name no public fact may bear."""
        return self in (NominationKind.INDIVIDUAL, NominationKind.GOOD_DEED)


class Level(StrEnum):
    """The rungs on which merit is recognised, from the lowest one."""

    UNIT = "unit"
    DEPARTMENT = "department"
    CITY = "city"


class Content(Model):
    """What the campaign asks people to do, as a list of short sentences. `source`: who said so."""

    id: Slug
    title: Line
    items: tuple[Line, ...] = Field(min_length=1)
    source: Line


class Criterion(Model):
    """What merit is judged by. The weights of a campaign add up to 100."""

    id: Slug
    title: Line
    weight: int = Field(ge=1, le=100)


class Quota(Model):
    """At most so many nominations of a kind from one unit. A kind without one has no limit."""

    kind: NominationKind
    per_unit: int = Field(ge=1)


class Phase(StrEnum):
    """The parts of a campaign's time. Registration and evidence begin with the campaign; every
    later phase begins on the day after the one before it ends."""

    REGISTER = "register"
    EVIDENCE = "evidence"
    SHORTLIST = "shortlist"
    VOTE = "vote"
    SCORE = "score"
    VERIFY = "verify"
    RECOGNISE = "recognise"


#: Stands in the schema and in the golden samples; a guess would put all on one day.
_CALENDAR: JsonDict = {
    "starts": "2023-03-20",
    "register_until": "2023-04-28",
    "evidence_until": "2023-09-15",
    "shortlist_until": "2023-09-22",
    "vote_until": "2023-10-02",
    "score_until": "2023-10-09",
    "verify_until": "2023-10-20",
    "recognise_until": "2023-12-20",
}


class CampaignCalendar(Model):
    """The first day of the campaign and the last day of each phase, which is still in time."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CALENDAR]})

    starts: date
    register_until: date
    evidence_until: date
    shortlist_until: date
    vote_until: date
    score_until: date
    verify_until: date
    recognise_until: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        days = [self.starts, *(self.last_day(phase) for phase in Phase)]
        if days != sorted(days) or len(set(days[2:])) < len(days[2:]):
            raise rule_broken(
                "campaign-days-out-of-order",
                "Các ngày của đợt thi đua phải theo thứ tự: “starts”, “register_until”,"
                " “evidence_until”, “shortlist_until”, “vote_until”, “score_until”,"
                " “verify_until”, “recognise_until”.",
                "The days of a campaign must follow each other: `starts`, `register_until`, "
                "`evidence_until`, `shortlist_until`, `vote_until`, `score_until`, "
                "`verify_until`, `recognise_until`.",
            )
        return self

    def first_day(self, phase: Phase) -> date:
        """The first day of a phase."""
        order = list(Phase)
        if phase in (Phase.REGISTER, Phase.EVIDENCE):
            return self.starts
        return date.fromordinal(self.last_day(order[order.index(phase) - 1]).toordinal() + 1)

    def last_day(self, phase: Phase) -> date:
        """The last day of a phase."""
        day: date = getattr(self, f"{phase}_until")
        return day


class CampaignDocument(Model):
    """A campaign of emulation. `period`: the days whose deeds and reports count. `voters`: whose
    people vote. Limits and terms that law or the agency sets are policy rows, and stand not here.
    """

    campaign: Slug
    title: Line
    title_en: Line | None = None
    theme: Prose
    plan: Slug
    clause: Line
    contents: tuple[Content, ...] = ()
    period: Window
    calendar: CampaignCalendar
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    levels: tuple[Level, ...] = Field(min_length=1)
    quotas: tuple[Quota, ...] = ()
    voters: Annotated[Parties, Field(description="whose people may vote")]
    votes_each: int = Field(default=1, ge=1, le=50, description="choices on one ballot paper")

    def quota(self, kind: NominationKind) -> int | None:
        """How many nominations of a kind one unit may make; None without a limit."""
        return next((quota.per_unit for quota in self.quotas if quota.kind == kind), None)


def campaign_problems(document: CampaignDocument) -> Iterator[Problem]:
    """Everything that is wrong between the parts of a campaign, in the order of the document."""
    yield from _repeated("contents", [content.id for content in document.contents])
    yield from _repeated("criteria", [criterion.id for criterion in document.criteria])
    total = sum(criterion.weight for criterion in document.criteria)
    if total != WHOLE:
        yield Problem(
            rule="weights-not-100",
            reason=Text(
                vi=f"Tổng trọng số các tiêu chí là {total}, phải là 100; hãy sửa các “weight”.",
                en=f"The weights of the criteria add up to {total}, not to 100; mend them.",
            ),
            pointer=pointer("criteria"),
        )
    if document.levels != tuple(Level)[: len(document.levels)]:
        yield Problem(
            rule="levels-skip-a-rung",
            reason=Text(
                vi="Các cấp công nhận phải đi từ “unit” lên, không bỏ cấp và không lặp:"
                " unit, department, city.",
                en="Levels go up from `unit` without gaps or repeats: unit, department, city.",
            ),
            pointer=pointer("levels"),
        )
    yield from _repeated("quotas", [quota.kind for quota in document.quotas])


def _repeated(key: str, ids: list[str]) -> Iterator[Problem]:
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            yield Problem(
                rule="duplicate-id",
                reason=Text(
                    vi=f"“{id_}” đã có ở trên; hãy đổi hoặc bỏ bớt một.",
                    en=f"'{id_}' stands above already; change it or leave one out.",
                ),
                pointer=pointer(key, index),
            )
