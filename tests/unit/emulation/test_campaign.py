"""A campaign: what its document must keep, and until when its parts may change."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.agency_files import read_campaign
from danvan.contracts.base import Refused
from danvan.contracts.campaign import Phase
from danvan.contracts.emulation import CampaignAmended, CampaignClosed, CampaignVoteCalled
from danvan.services.emulation.domain import campaign as page
from danvan.services.emulation.domain.campaign import (
    AmendCampaign,
    CallVote,
    CloseCampaign,
    LaunchCampaign,
    must_be_in,
)
from danvan.yaml_file import FileError
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.emulation.campaign_examples import (
    CAMPAIGN,
    LAUNCHED,
    MODEL,
    POLICIES,
    RUNNING,
    STANDING,
    at,
    document,
)

CLOSED = CampaignClosed(
    campaign=CAMPAIGN, unit=STANDING, closed_on=date(2023, 12, 28), review="Xong."
)


def launch(day: str = "2023-03-20", **changes: Any) -> LaunchCampaign:
    return LaunchCampaign(
        at=at(day), unit=STANDING, document=document(**changes), policies=POLICIES
    )


def amend(day: str, **changes: Any) -> AmendCampaign:
    return AmendCampaign(
        at=at(day), campaign=CAMPAIGN, document=document(**changes), reason="Điều chỉnh"
    )


def days(**changes: str) -> dict[str, Any]:
    return {"calendar": document().calendar.model_dump(mode="json") | changes}


def close(day: str = "2023-12-28") -> CloseCampaign:
    return CloseCampaign(at=at(day), campaign=CAMPAIGN, review="Xong.")


def test_a_campaign_is_launched_amended_and_closed() -> None:
    given(page).when(launch()).then(LAUNCHED)
    amended = CampaignAmended(
        campaign=CAMPAIGN,
        unit=STANDING,
        amended_on=date(2023, 3, 27),
        document=document(theme="Khác"),
        reason="Điều chỉnh",
    )
    given(page, LAUNCHED).when(amend("2023-03-27", theme="Khác")).then(amended)
    given(page, LAUNCHED, amended).when(close()).then(CLOSED)


def test_the_same_id_is_not_launched_with_other_content() -> None:
    given(page, LAUNCHED).when(launch(theme="Khác")).refused("campaign-already-launched")


def test_nobody_launches_what_can_no_longer_be_registered_for() -> None:
    given(page).when(launch("2023-04-29")).refused("registration-already-over")
    assert given(page).when(launch("2023-04-28")).facts


def test_every_policy_a_campaign_needs_is_in_force() -> None:
    command = launch().model_copy(update={"policies": POLICIES[1:]})
    refusal = given(page).when(command).refused("policy-missing")
    assert POLICIES[0].key in refusal.reason.vi


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"criteria": [{"id": "moi", "title": "Mới", "weight": 99}]}, "weights-not-100"),
        ({"levels": ["department"]}, "levels-skip-a-rung"),
        ({"levels": ["unit", "unit"]}, "levels-skip-a-rung"),
        ({"quotas": [{"kind": "model", "per_unit": n} for n in (1, 2)]}, "duplicate-id"),
    ],
)
def test_a_document_whose_parts_do_not_fit_is_refused(changes: dict[str, Any], rule: str) -> None:
    refusal = given(page).when(launch(**changes)).refused("campaign-invalid")
    assert [problem.rule for problem in refusal.problems] == [rule]


@pytest.mark.parametrize(
    ("day", "changes"),
    [
        ("2023-04-03", {"criteria": [{"id": "moi", "title": "Mới", "weight": 100}]}),
        ("2023-04-03", {"quotas": []}),
        ("2023-09-23", {"voters": ["bao-tang"]}),
        ("2023-09-23", {"votes_each": 2}),
        ("2023-10-21", {"levels": ["unit"]}),
        ("2023-04-29", days(register_until="2023-05-05")),  # it has passed
        ("2023-04-20", days(register_until="2023-04-19")),  # it would have passed
        ("2023-04-03", days(starts="2023-04-02")),
    ],
)
def test_what_a_phase_rests_on_stands_once_it_has_begun(day: str, changes: dict[str, Any]) -> None:
    given(page, LAUNCHED).when(amend(day, **changes)).refused("phase-already-begun")
    before = str(date.fromisoformat(day) - timedelta(days=1))
    if "calendar" not in changes:
        assert given(page, LAUNCHED).when(amend(before, **changes)).facts


def test_the_last_day_of_a_phase_may_be_moved_until_it_has_passed() -> None:
    assert (
        given(page, LAUNCHED).when(amend("2023-04-28", **days(register_until="2023-05-05"))).facts
    )


def test_a_campaign_keeps_its_id() -> None:
    command = amend("2023-03-27", campaign="khac")
    given(page, LAUNCHED).when(command).refused("campaign-id-changed")


def test_nothing_is_amended_before_the_launch_or_after_the_closing() -> None:
    given(page).when(amend("2023-03-27")).refused("unknown-campaign")
    given(page, LAUNCHED, CLOSED).when(amend("2023-12-29", theme="Khác")).refused("campaign-closed")


@pytest.mark.parametrize("phase", list(Phase))
def test_a_phase_is_open_from_its_first_to_its_last_day(phase: Phase) -> None:
    calendar, one = RUNNING.document.calendar, timedelta(days=1)
    first, last = calendar.first_day(phase), calendar.last_day(phase)
    must_be_in(RUNNING, first, phase)
    must_be_in(RUNNING, last, phase)
    for day, rule in ((first - one, "phase-not-begun"), (last + one, "phase-over")):
        with pytest.raises(Refused) as refused:
            must_be_in(RUNNING, day, phase)
        assert refused.value.rule == rule


def call_vote(day: str = "2023-09-25", ballot: str = "bau-chon") -> CallVote:
    return CallVote(at=at(day), campaign=CAMPAIGN, ballot=ballot, choices=(MODEL,))


def test_a_campaign_knows_its_ballots() -> None:
    [called] = given(page, LAUNCHED).when(call_vote()).facts
    assert isinstance(called, CampaignVoteCalled) and called.choices == (MODEL,)
    assert given(page, LAUNCHED, called).state.votes == (called,)
    given(page, LAUNCHED, CLOSED).when(call_vote()).refused("campaign-closed")


def test_phases_follow_each_other_without_a_gap() -> None:
    calendar, later = RUNNING.document.calendar, list(Phase)[1:]
    for before, after in pairwise(later):
        assert calendar.first_day(after) - calendar.last_day(before) == timedelta(days=1)


def test_every_mistake_of_a_file_is_told_with_its_line() -> None:
    text = "\n".join(
        (
            "campaign: dot-1",
            "title: Đợt 1",
            "theme: Hướng về cơ sở",
            "plan: kh-878-2023",
            "clause: II.5",
            "period: {from: 2023-01-01, until: 2023-09-30}",
            "calendar:",
            *(f"  {name}: 2023-05-01" for name in type(RUNNING.document.calendar).model_fields),
            "criteria:",
            "  - {id: moi, title: Mới, weight: 60}",
            "levels: [unit]",
            "voters: [bao-tang]",
        )
    )
    with pytest.raises(FileError) as wrong:
        read_campaign(text, "dot-1.yaml")
    assert [(p.line, p.rule) for p in wrong.value.problems] == [
        (8, "campaign-days-out-of-order"),
        (17, "weights-not-100"),
    ]


MOMENTS = st.dates(date(2023, 3, 1), date(2023, 12, 31)).map(str)
CHANGES = st.sampled_from(
    [{}, {"theme": "Khác"}, {"quotas": []}, days(verify_until="2023-10-27"), {"levels": ["unit"]}]
)
COMMANDS = st.one_of(
    st.builds(lambda day, changes: launch(day, **changes), MOMENTS, CHANGES),
    st.builds(lambda day, changes: amend(day, **changes), MOMENTS, CHANGES),
    MOMENTS.map(close),
    MOMENTS.map(call_vote),
)


@for_all(st.lists(COMMANDS, max_size=8))
def test_any_commands_keep_the_promises_of_an_aggregate(commands: list[Any]) -> None:
    holds_for_any_past(page, "emulation", play(page, commands))
