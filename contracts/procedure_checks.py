"""What must be true between the parts of a procedure file, beyond the form of each part.

Checked version by version, for a step may stand in one version and its state only in another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

from danvan.contracts.base import Problem, Text
from danvan.contracts.policy import PolicyKey, Transition
from danvan.contracts.problems import did_you_mean, pointer
from danvan.contracts.procedure import (
    Clock,
    Group,
    Part,
    ProcedureFile,
    State,
    Step,
    Variant,
    Version,
)

P = TypeVar("P", bound=Part)
Place = tuple[str | int, ...]


def procedure_problems(file: ProcedureFile, keys: Collection[PolicyKey]) -> tuple[Problem, ...]:
    """Everything that is wrong between the parts of a procedure file, each thing once.

    Args:
        keys: the policies there are.
    """
    found = [*_versions(file), *_parts_of_no_version(file), *_names(file), *_figures(file, keys)]
    for version in file.versions:
        found += _in_version(file, version)
    found += _states_lost(file)
    return tuple({(each.rule, each.pointer): each for each in found}.values())


def _names(file: ProcedureFile) -> Iterator[Problem]:
    """What names a part names one that some version has."""
    states = {each.id for each in file.states}
    steps = {each.id for each in file.steps}
    clocks = {each.id for each in file.clocks}
    for place, step in _places("steps", file.steps):
        for number, name in enumerate(step.from_):
            yield from _unknown("state", name, states, (*place, "from", number))
    for place, clock in _places("clocks", file.clocks):
        for field in ("starts", "ends", "paused_by", "resumed_by"):
            for number, name in enumerate(getattr(clock, field)):
                yield from _unknown("step", name, steps, (*place, field, number))
        for number, extension in enumerate(clock.extensions):
            yield from _unknown(
                "step", extension.step, steps, (*place, "extensions", number, "step")
            )
        if clock.alarm_for is not None:
            yield from _unknown(
                "clock", clock.alarm_for, clocks - {clock.id}, (*place, "alarm_for")
            )


def _in_version(file: ProcedureFile, version: Version) -> Iterator[Problem]:
    procedure = file.cut(version)
    known = {each.id for each in procedure.states}
    groups = {each.id for each in procedure.groups}
    for kind in ("states", "steps", "clocks", "groups"):
        yield from _repeated(_standing(kind, getattr(file, kind), version))
    for place, step in _standing("steps", file.steps, version):
        if step.to is not None:
            yield from _unknown("state", step.to, known, (*place, "to"))
        yield from _unknown("group", step.by, groups, (*place, "by"))
        if step.from_ and known.isdisjoint(step.from_):
            yield _problem(
                "step-from-nowhere",
                (*place, "from"),
                f"Phiên bản {version.valid_from} không có trạng thái nào trong số này.",
                f"The version of {version.valid_from} has none of these states.",
            )
    cut = {each.id: each for each in procedure.clocks}
    for place, clock in _standing("clocks", file.clocks, version):
        if not cut[clock.id].starts or not cut[clock.id].ends:
            yield _problem(
                "clock-never-runs",
                place,
                f"Phiên bản {version.valid_from} không có bước bắt đầu hoặc kết thúc thời hạn này.",
                f"The version of {version.valid_from} lacks the steps that start or end it.",
            )
    yield from _ways(_standing("states", file.states, version), procedure.steps)


def _ways(states: list[tuple[Place, State]], steps: tuple[Step, ...]) -> Iterator[Problem]:
    """Every state is reached from the beginning, and leads to the end."""
    forth = {(origin, step.to) for step in steps for origin in step.from_ if step.to is not None}
    begun = _closure({step.to for step in steps if step.to and not step.from_}, forth)
    ended = _closure({each.id for _, each in states if each.final}, {(b, a) for a, b in forth})
    for place, state in states:
        if state.id not in begun:
            yield _problem(
                "unreachable-state",
                place,
                f"Không bước nào dẫn đến trạng thái “{state.id}”; hãy thêm bước hoặc bỏ đi.",
                f"No step leads to the state '{state.id}'; add one, or leave the state out.",
            )
        if state.id not in ended:
            yield _problem(
                "dead-end",
                place,
                f"Từ trạng thái “{state.id}” không đến được trạng thái cuối nào (final).",
                f"From the state '{state.id}' no final state can be reached.",
            )


def _closure(known: set[str], ways: set[tuple[str, str]]) -> set[str]:
    while new := {end for start, end in ways if start in known} - known:
        known = known | new
    return known


def _figures(file: ProcedureFile, keys: Collection[PolicyKey]) -> Iterator[Problem]:
    for number, clock in enumerate(file.clocks):
        place: Place = ("clocks", number)
        if set(clock.variants) != (set(Variant) if clock.policy is None else set()):
            yield _problem(
                "clock-without-figure",
                place,
                "Mỗi thời hạn cần “policy”, hoặc “variants” đủ bốn trường hợp, không cả hai.",
                "A clock needs `policy`, or `variants` for all four cases, and not both.",
            )
        for key in sorted(clock.keys()):
            yield from _unknown("policy", key, keys, place)


def _versions(file: ProcedureFile) -> Iterator[Problem]:
    for number, (earlier, later) in enumerate(_pairs(file), 1):
        ended = earlier.valid_until
        if ended is None or ended + timedelta(days=1) != later.valid_from:
            yield _problem(
                "versions-not-in-a-row",
                ("versions", number, "valid_from"),
                "Phiên bản sau phải bắt đầu ngay ngày sau khi phiên bản trước kết thúc.",
                "A version begins on the day after the one before has ended.",
            )


def _pairs(file: ProcedureFile) -> Iterable[tuple[Version, Version]]:
    return zip(file.versions, file.versions[1:], strict=False)


def _parts_of_no_version(file: ProcedureFile) -> Iterator[Problem]:
    days = {version.valid_from for version in file.versions}
    for kind in ("groups", "states", "steps", "clocks"):
        for number, part in enumerate(getattr(file, kind)):
            for field in ("since", "until"):
                if getattr(part, field) not in {None, *days}:
                    yield _problem(
                        "unknown-version",
                        (kind, number, field),
                        "Ngày này không phải ngày bắt đầu của phiên bản nào trong “versions”.",
                        "No version in `versions` begins on this day.",
                    )


def _states_lost(file: ProcedureFile) -> Iterator[Problem]:
    """A version that takes over open cases knows every state they may be in."""
    for number, (earlier, later) in enumerate(_pairs(file), 1):
        if later.transition is not Transition.ALL_OPEN_CASES:
            continue
        lost = {each.id for each in file.cut(earlier).states}
        lost -= {each.id for each in file.cut(later).states}
        if lost:
            names = ", ".join(sorted(lost))
            yield _problem(
                "states-lost",
                ("versions", number, "transition"),
                f"Vụ việc đang mở có thể ở trạng thái {names}, phiên bản này không có; hãy thêm.",
                f"Open cases may be in the states {names}, which this version lacks; add them.",
            )


def _places(kind: str, parts: Iterable[P]) -> list[tuple[Place, P]]:
    return [((kind, number), part) for number, part in enumerate(parts)]


def _standing(kind: str, parts: Iterable[P], version: Version) -> list[tuple[Place, P]]:
    return [each for each in _places(kind, parts) if each[1].stands_in(version.valid_from)]


def _repeated(parts: Iterable[tuple[Place, Group | State | Step | Clock]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, part in parts:
        if part.id in seen:
            yield _problem(
                "duplicate-id",
                (*place, "id"),
                f"Mã “{part.id}” đã dùng ở trên trong cùng phiên bản; hãy đặt mã khác.",
                f"The id '{part.id}' stands above in the same version; choose another.",
            )
        seen.add(part.id)


def _unknown(kind: str, name: str, known: Collection[str], place: Place) -> Iterator[Problem]:
    if name not in known:
        hint = did_you_mean(name, known)
        yield _problem(
            f"unknown-{kind}",
            place,
            f"“{name}” không có trong thủ tục này.{hint.vi}",
            f"There is no {kind} '{name}' in this procedure.{hint.en}",
        )


def _problem(rule: str, place: Place, vi: str, en: str) -> Problem:
    return Problem(rule=rule, reason=Text(vi=vi, en=en), pointer=pointer(*place))
