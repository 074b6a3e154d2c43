"""A unit of the agency over time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts.plan import UnitKind
from danvan.contracts.planning import (
    UnitAbsorbed,
    UnitClosed,
    UnitMerged,
    UnitMoved,
    UnitOpened,
    UnitRenamed,
    UnitSplit,
)
from danvan.services.planning.domain import unit as page
from danvan.services.planning.domain.unit import (
    AbsorbUnits,
    CloseUnit,
    MergeUnit,
    MoveUnit,
    OpenUnit,
    RenameUnit,
    SplitUnit,
    on_day,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import at, name, unit

NOW = at("2023-02-01")
OPENED = UnitOpened(
    unit="bao-tang",
    effective=date(2022, 10, 10),
    name=name("Bảo tàng"),
    kind=UnitKind.AFFILIATED,
    parent="so",
)
RENAMED = UnitRenamed(unit="bao-tang", effective=date(2023, 3, 1), name=name("Bảo tàng mới"))
MERGED = UnitMerged(unit="bao-tang", effective=date(2023, 7, 1), into=unit("thu-vien"))


def command(make: type[Any], effective: str = "2023-03-01", **more: Any) -> Any:
    return make(at=NOW, unit="bao-tang", effective=date.fromisoformat(effective), **more)


def opening(**more: Any) -> Any:
    whole = {"name": name("Bảo tàng"), "kind": "affiliated-unit", "parent": "so", "line": ("so",)}
    return command(OpenUnit, "2022-10-10", **whole | more)


def test_a_unit_is_opened_below_its_parent() -> None:
    given(page).when(opening()).then(OPENED)


def test_an_id_is_never_used_for_a_second_unit() -> None:
    given(page, OPENED).when(opening(name=name("Khác"))).refused("unit-id-taken")
    given(page, OPENED, MERGED).when(opening(name=name("Khác"))).refused("unit-id-taken")


def test_a_parent_must_be_open_on_that_day() -> None:
    given(page).when(opening(line=())).refused("parent-not-open")


def test_a_unit_cannot_stand_below_itself() -> None:
    below = command(MoveUnit, parent="kho", line=("kho", "bao-tang", "so"))
    given(page, OPENED).when(below).refused("parent-below-unit")


def test_a_unit_is_renamed_and_moved_from_a_day_on() -> None:
    move = command(MoveUnit, "2023-03-02", parent="trung-tam", line=("trung-tam", "so"))
    moved = UnitMoved(unit="bao-tang", effective=date(2023, 3, 2), parent="trung-tam")
    given(page, OPENED).when(command(RenameUnit, name=name("Bảo tàng mới"))).then(RENAMED)
    given(page, OPENED, RENAMED).when(move).then(moved)


def test_a_unit_may_move_to_the_top() -> None:
    moved = UnitMoved(unit="bao-tang", effective=date(2023, 3, 1))
    given(page, OPENED).when(command(MoveUnit)).then(moved)


def test_a_change_before_the_last_one_is_refused() -> None:
    early = command(RenameUnit, "2023-02-28", name=name("Tên khác"))
    given(page, OPENED, RENAMED).when(early).refused("unit-change-out-of-order")


def test_two_changes_may_hold_from_the_same_day() -> None:
    moved = UnitMoved(unit="bao-tang", effective=date(2023, 3, 1), parent="trung-tam")
    move = command(MoveUnit, parent="trung-tam", line=("trung-tam", "so"))
    given(page, OPENED, RENAMED).when(move).then(moved)
    after = on_day(given(page, OPENED, RENAMED, moved).state, date(2023, 3, 1))
    assert after is not None and (after.name.vi, after.parent) == ("Bảo tàng mới", "trung-tam")


@pytest.mark.parametrize(
    "change", [command(RenameUnit, name=name("X")), command(CloseUnit, reason="Giải thể")]
)
def test_what_is_not_there_cannot_change(change: Any) -> None:
    given(page).when(change).refused("unknown-unit")


def test_an_ended_unit_takes_no_change() -> None:
    late = command(RenameUnit, "2023-08-01", name=name("X"))
    given(page, OPENED, MERGED).when(late).refused("unit-ended")


def test_a_unit_is_merged_into_another_that_says_so_too() -> None:
    merge = command(MergeUnit, "2023-07-01", into=unit("thu-vien"))
    given(page, OPENED).when(merge).then(MERGED)
    absorb = command(AbsorbUnits, "2023-07-01", absorbed=("thu-vien",))
    absorbed = UnitAbsorbed(unit="bao-tang", effective=date(2023, 7, 1), absorbed=("thu-vien",))
    given(page, OPENED).when(absorb).then(absorbed)


def test_a_unit_is_not_merged_into_itself() -> None:
    merge = command(MergeUnit, into=unit("bao-tang"))
    given(page, OPENED).when(merge).refused("unit-merged-into-itself")


def test_a_unit_is_split_or_closed() -> None:
    parts = (unit("bao-tang-a"), unit("bao-tang-b"))
    split = UnitSplit(unit="bao-tang", effective=date(2023, 3, 1), into=parts)
    closed = UnitClosed(unit="bao-tang", effective=date(2023, 3, 1), reason="Giải thể")
    given(page, OPENED).when(command(SplitUnit, into=parts)).then(split)
    given(page, OPENED).when(command(CloseUnit, reason="Giải thể")).then(closed)


@pytest.mark.parametrize(
    "ending",
    [
        command(MergeUnit, into=unit("thu-vien"), below=("kho",)),
        command(SplitUnit, into=(unit("a"), unit("b")), below=("kho",)),
        command(CloseUnit, reason="Giải thể", below=("kho",)),
    ],
)
def test_units_below_are_moved_before_their_parent_ends(ending: Any) -> None:
    refusal = given(page, OPENED).when(ending).refused("unit-has-units-below")
    assert "kho" in refusal.reason.vi


def test_history_keeps_the_unit_that_was() -> None:
    state = given(page, OPENED, RENAMED, MERGED).state
    before, after = on_day(state, date(2023, 2, 28)), on_day(state, date(2023, 3, 1))
    assert before is not None and before.name.vi == "Bảo tàng" and before.parent == "so"
    assert after is not None and after.name.vi == "Bảo tàng mới"
    assert on_day(state, date(2023, 6, 30)) == after
    assert on_day(state, date(2023, 7, 1)) is None
    assert on_day(state, date(2022, 10, 9)) is None
    assert on_day(state, date(2022, 10, 10)) == before
    assert on_day(page.INITIAL, date(2023, 1, 1)) is None


EFFECTIVE = st.dates(date(2022, 1, 1), date(2023, 12, 31)).map(str)
NAMES = st.sampled_from(["Bảo tàng", "Nhà hát", "Thư viện"]).map(name)
COMMANDS = st.one_of(
    st.just(opening()),
    st.builds(lambda day, text: command(RenameUnit, day, name=text), EFFECTIVE, NAMES),
    st.builds(lambda day: command(MoveUnit, day, parent="x", line=("x",)), EFFECTIVE),
    st.builds(lambda day: command(AbsorbUnits, day, absorbed=("x",)), EFFECTIVE),
    st.builds(lambda day: command(MergeUnit, day, into=unit("x")), EFFECTIVE),
    st.builds(lambda day: command(CloseUnit, day, reason="Giải thể"), EFFECTIVE),
)


@hypothesis_given(st.lists(COMMANDS, max_size=12))
def test_any_life_of_a_unit_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "planning", play(page, commands))
