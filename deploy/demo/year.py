"""The whole year, and the figures at its end. The same seed gives the same figures."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from danvan.agency_files import read_calendar, read_campaign, read_organisation
from danvan.contracts.feedback import SurveyForm
from danvan.contracts.plan import EachOf, UnitKind
from danvan.contracts.workdays import WorkCalendar
from danvan.deploy.demo.ballot_acts import BallotActs
from danvan.deploy.demo.campaign_acts import CAMPAIGN, CampaignActs
from danvan.deploy.demo.cast import cast
from danvan.deploy.demo.diary import FIRST, LAST, Diary, days
from danvan.deploy.demo.dossier_acts import DOSSIERS, DossierActs, Procedures
from danvan.deploy.demo.figures import year_figures
from danvan.deploy.demo.letter_acts import THANKS, LetterActs
from danvan.deploy.demo.nomination_acts import GOOD_DEEDS, NominationActs
from danvan.deploy.demo.petition_acts import PetitionActs
from danvan.deploy.demo.petition_odds import FEWEST, PETITIONS
from danvan.deploy.demo.petitioner_acts import PetitionerActs
from danvan.deploy.demo.planning_acts import PlanningActs
from danvan.deploy.demo.reception_acts import ReceptionActs
from danvan.deploy.demo.reporting_acts import ReportingActs
from danvan.deploy.demo.stage import Stage
from danvan.deploy.demo.survey_acts import ANSWERS, SurveyActs
from danvan.deploy.local.layout import CALENDAR_FILE, EXAMPLE_AGENCY
from danvan.deploy.local.platform import Platform
from danvan.plan_file import read_plan
from danvan.services.chassis.workdays import vietnam_calendar
from danvan.yaml_file import read_yaml

PLAN_FILE = EXAMPLE_AGENCY / "plan-878.yaml"
ORGANISATION_FILE = EXAMPLE_AGENCY / "organisation.yaml"
PROCEDURES_FILE = EXAMPLE_AGENCY / "procedures.yaml"
SURVEY_FILE = EXAMPLE_AGENCY / "survey.yaml"
CAMPAIGN_FILE = EXAMPLE_AGENCY / "campaign-2023.yaml"
#: Where people hand in what the departments handle.
ONE_STOP = "van-phong-so"
#: Who receives citizens every week, and most grave petitions.
INSPECTORATE = "thanh-tra-so"
#: To the heads of so many affiliated units somebody comes.
HEADS = 6
#: Its leader receives, too.
AGENCY = "so-van-hoa-the-thao"
#: What begins in the year is planned to its end, which may lie after it.
LAST_PLANNED = date(2024, 12, 31)

Told = Callable[[date], None]


async def play_year(platform: Platform, *, scale: float, seed: int, told: Told) -> dict[str, Any]:
    """Play the year 2023 of the example agency. A platform that holds a plan was played on: its
    figures are given as they are, with no `seconds`.

    Args:
        scale: how much is handed in and said by citizens; up to 1, also the share of its tasks
            that the agency works on.
        told: hears of each day.

    Raises:
        WentWrong: if the platform answers what the year does not expect.
    """
    started = time.monotonic()
    rng = random.Random(seed)
    organisation = read_organisation(*_named(ORGANISATION_FILE))
    kinds = {entry.id: entry.kind for entry in organisation.units}
    plan = read_plan(*_named(PLAN_FILE), kinds)
    calendar = vietnam_calendar(2022, 2024, read_calendar(*_named(CALENDAR_FILE)))
    reporters = cast([u for u, kind in kinds.items() if kind is UnitKind.AFFILIATED], rng)
    offices = (UnitKind.AFFILIATED, UnitKind.AGENCY)
    others = cast([unit for unit, kind in kinds.items() if kind not in offices], rng)
    diary = Diary()
    async with Stage(platform) as stage:
        if await stage.items("planning", "/plans"):
            return {"seconds": None} | await year_figures(stage, plan.plan, CAMPAIGN)
        PlanningActs(stage, diary, organisation, plan, [*reporters, *others], rng, scale).write()
        ReportingActs(stage, diary, plan, reporters, calendar, rng).write()
        parts = _Parts(stage, diary, calendar, seed, scale)
        parts.write_feedback([actor.unit for actor in reporters])
        parts.write_campaign(sorted(actor.unit for actor in (*reporters, *others)), kinds)
        await diary.play(stage, FIRST, LAST + timedelta(days=1), told)
        figures = await year_figures(stage, plan.plan, CAMPAIGN)
    return {"seconds": round(time.monotonic() - started, 1)} | figures


class _Parts:
    """What citizens say, and the campaign. Each part draws from the seed on its own."""

    def __init__(
        self, stage: Stage, diary: Diary, calendar: WorkCalendar, seed: int, scale: float
    ) -> None:
        self._stage = stage
        self._diary = diary
        every_day = days(FIRST, LAST_PLANNED)
        self._days = [day for day in every_day if calendar.is_working_day(day)]
        self._seed = seed
        self._scale = scale

    def write_feedback(self, units: list[str]) -> None:
        """What citizens hand in and say."""
        diary, scale = self._diary, self._scale
        procedures = read_yaml(*_named(PROCEDURES_FILE), Procedures, lambda _: ()).procedures
        form = read_yaml(*_named(SURVEY_FILE), SurveyForm, lambda _: ())
        letters = LetterActs(diary, self._days, self._drawn("letters"))
        rng, count = self._drawn("dossiers"), round(DOSSIERS * scale)
        DossierActs(diary, ONE_STOP, units, procedures, self._days, letters, rng, count).write()
        reception = ReceptionActs(self._stage, diary, self._days, self._drawn("reception"))
        reception.receive([INSPECTORATE, *units[:HEADS]], units[HEADS:], INSPECTORATE, scale)
        reception.receive_at_the_top(AGENCY)
        for place, there in (("one-stop", [ONE_STOP]), ("units", units)):
            reception.publish(there, [each for each in procedures if each.at == place])
        petitions = PetitionActs(
            diary, [ONE_STOP, *units], INSPECTORATE, self._days, self._drawn("petitions")
        )
        petitions.write(max(FEWEST, round(PETITIONS * scale)))
        PetitionerActs(self._stage, diary, self._drawn("petitioners")).write(petitions)
        letters.thank([ONE_STOP, *units], round(THANKS * scale))
        letters.write()
        rng, count = self._drawn("survey"), round(ANSWERS * scale)
        SurveyActs(self._stage, diary, form, ONE_STOP, self._days, rng, count).write()

    def write_campaign(self, units: list[str], kinds: Mapping[str, UnitKind]) -> None:
        """The campaign of these units; the people of those that it names vote."""
        stage, diary, scale = self._stage, self._diary, self._scale
        document = read_campaign(*_named(CAMPAIGN_FILE))
        rng = self._drawn("nominations")
        nominations = NominationActs(diary, document, self._days, rng)
        taking_part = rng.sample(units, max(8, round(len(units) * min(scale, 1.0))))
        nominations.nominate(sorted(taking_part))
        nominations.praise(units, max(8, round(GOOD_DEEDS * scale)))
        rng = self._drawn("ballot")
        each = [party.each for party in document.voters if isinstance(party, EachOf)]
        voting = [unit for unit in units if kinds[unit] in each]
        ballot = BallotActs(stage, diary, document, self._days, voting, rng, scale)
        rng = self._drawn("campaign")
        CampaignActs(
            stage, diary, document, self._days, units, ballot, nominations, rng, scale
        ).write()

    def _drawn(self, part: str) -> random.Random:
        return random.Random(f"{self._seed} {part}")


def _named(file: Path) -> tuple[str, str]:
    """A file's text, and its name for what is wrong in it."""
    return file.read_text(encoding="utf-8"), file.name
