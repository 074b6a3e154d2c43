"""An achievement, by its key: rewarded through one nomination at a time, so never twice
(Law 06/2022/QH15, Article 5)."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from danvan.contracts.base import Command, Model, Payload, Refused, Resend, Sha256, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.emulation import AchievementReleased, AchievementRewarded, NominationId

KIND = "achievement"


class Achievement(Model):
    """Through which nomination it was rewarded; None: it wasn't, or no longer."""

    rewarded: NominationId | None = None


INITIAL = Achievement()


def evolve(achievement: Achievement, fact: Payload) -> Achievement:
    """What an achievement is after a fact."""
    match fact:
        case AchievementRewarded(nomination=nomination):
            return Achievement(rewarded=nomination)
        case AchievementReleased():
            return Achievement()
        case _:
            return achievement


class _Achieved(Command):
    key: Sha256
    unit: Slug
    nomination: NominationId


class RewardAchievement(_Achieved):
    """It is rewarded through this nomination."""


class ReleaseAchievement(_Achieved):
    """The reward through this nomination was revoked."""


AchievementCommand: TypeAlias = RewardAchievement | ReleaseAchievement


def decide(command: AchievementCommand, achievement: Achievement) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if it was rewarded already.
    """
    day, by, rewarded = local_day(command.at), command.nomination, achievement.rewarded
    about = {"key": command.key, "unit": command.unit, "nomination": by}
    match command:
        case RewardAchievement() if rewarded not in (None, by):
            raise Refused(
                "achievement-already-rewarded",
                vi=f"Thành tích này đã được khen thưởng qua đề cử “{rewarded}”; một thành tích"
                " chỉ khen một lần.",
                en=f"This was rewarded through '{rewarded}' already; an achievement is rewarded"
                " once.",
                resend=Resend.NEVER,
            )
        case RewardAchievement():
            return [] if rewarded else [AchievementRewarded(**about, rewarded_on=day)]
        case ReleaseAchievement():
            return [AchievementReleased(**about, released_on=day)] if rewarded == by else []
        case _:
            assert_never(command)
