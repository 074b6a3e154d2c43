"""Which version rules a case, which steps there are, and what is wrong with a procedure file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts.base import Refused
from danvan.contracts.feedback import PetitionClass, Stage, StepDetails
from danvan.contracts.procedure import CaseKind, Detail, Procedure, ProcedureFile, ResolutionStage
from danvan.contracts.procedure_checks import procedure_problems
from danvan.contracts.roles import Role
from danvan.services.feedback.domain.procedure import (
    possible_steps,
    procedure_in_force,
    procedure_of_case,
    step_of,
)
from danvan.services.feedback.law import FOLDER, POLICY_FILES, read_law
from danvan.yaml_file import FileError, read_yaml

KEYS = {"limit", "most", "again"}
OLD, NEW = "2020-01-01", "2024-07-01"
WORDS = {"title": {"vi": "Bước", "en": "Step"}}


def small_file(**changes: Any) -> dict[str, Any]:
    """Received, then answered or, in the second version, suspended for a while."""
    by = WORDS | {"by": "desk", "basis": "Điều 1"}
    whole: dict[str, Any] = {
        "id": "small",
        "case": "reflection",
        **WORDS,
        "versions": [
            {"valid_from": OLD, "valid_until": "2024-06-30", "basis": "Luật cũ"},
            {"valid_from": NEW, "transition": "all-open-cases", "basis": "Luật mới"},
        ],
        "groups": [
            {"id": "desk", "roles": ["unit-officer"], "title": {"vi": "cán bộ", "en": "officer"}},
            {"id": "head", "roles": ["unit-head"], "title": {"vi": "thủ trưởng", "en": "head"}},
        ],
        "states": [
            WORDS | {"id": "received"},
            WORDS | {"id": "suspended", "since": NEW},
            WORDS | {"id": "answered", "final": True},
        ],
        "steps": [
            by | {"id": "receive", "to": "received"},
            by
            | {"id": "answer", "from": ["received", "suspended"], "to": "answered", "by": "head"}
            | {"requires": ["outcome", "document"]},
            by | {"id": "remind", "from": ["received"]},
            by | {"id": "suspend", "from": ["received"], "to": "suspended", "since": NEW},
        ],
        "clocks": [
            WORDS
            | {"id": "answer", "policy": "limit", "starts": ["receive"], "ends": ["answer"]}
            | {"paused_by": ["suspend"]}
        ],
    }
    return whole | changes


def changed(kind: str, number: int, **changes: Any) -> dict[str, Any]:
    """The small file with one part changed."""
    whole = small_file()
    whole[kind][number] = whole[kind][number] | changes
    return whole


def procedures() -> tuple[Procedure, ...]:
    return ProcedureFile.model_validate(small_file()).procedures()


def newest() -> Procedure:
    return procedures()[-1]


def problems(file: dict[str, Any]) -> set[tuple[str, str | None]]:
    found = procedure_problems(ProcedureFile.model_validate(file), KEYS)
    assert all(each.reason.vi and each.reason.en for each in found)
    return {(each.rule, each.pointer) for each in found}


def test_a_version_has_only_the_parts_of_its_time() -> None:
    old, new = procedures()
    assert [state.id for state in old.states] == ["received", "answered"]
    assert old.step("suspend") is None and new.step("suspend") is not None
    answer = old.step("answer")
    assert answer is not None and answer.from_ == ("received",)
    assert [clock.paused_by for clock in (old.clocks[0], new.clocks[0])] == [(), ("suspend",)]


def test_a_case_falls_under_the_version_of_the_day_on_which_it_began() -> None:
    def begun(day: date) -> date:
        return procedure_in_force(procedures(), CaseKind.REFLECTION, None, day).valid_from

    assert begun(date(2024, 6, 30)) == date(2020, 1, 1)
    assert begun(date(2024, 7, 1)) == date(2024, 7, 1)
    assert begun(date(1999, 1, 1)) == date(2020, 1, 1)


def test_a_version_that_takes_over_open_cases_does_so_from_its_first_day() -> None:
    def ruled(today: date) -> date:
        began = date(2024, 6, 1)
        return procedure_of_case(procedures(), CaseKind.REFLECTION, None, began, today).valid_from

    assert ruled(date(2024, 6, 30)) == date(2020, 1, 1)
    assert ruled(date(2024, 7, 1)) == date(2024, 7, 1)


def test_a_case_keeps_its_version_when_the_next_one_is_for_new_cases() -> None:
    file = changed("versions", 1, transition="cases-started-on-or-after")
    versions = ProcedureFile.model_validate(file).procedures()
    kept = procedure_of_case(
        versions, CaseKind.REFLECTION, None, date(2024, 6, 30), date(2026, 1, 1)
    )
    assert kept.valid_from == date(2020, 1, 1)


def test_a_procedure_that_nobody_wrote_is_a_fault_of_the_data() -> None:
    with pytest.raises(LookupError):
        procedure_in_force(
            procedures(), CaseKind.COMPLAINT, ResolutionStage.FIRST, date(2024, 1, 1)
        )


def test_a_role_is_told_what_it_may_do() -> None:
    assert [s.id for s in possible_steps(newest(), "received", Role.UNIT_OFFICER)] == [
        "remind",
        "suspend",
    ]
    assert [s.id for s in possible_steps(newest(), None, Role.UNIT_OFFICER)] == ["receive"]
    assert possible_steps(newest(), "answered", Role.UNIT_HEAD) == []


def test_a_step_without_target_keeps_the_state() -> None:
    remind = step_of(newest(), "received", "remind", Role.UNIT_OFFICER)
    answer = step_of(newest(), "received", "answer", Role.UNIT_HEAD)
    assert remind.leads("received") == "received"
    assert answer.leads("received") == "answered"


@pytest.mark.parametrize(
    ("state", "step", "role", "details", "rule", "said"),
    [
        ("answered", "answer", Role.UNIT_HEAD, None, "step-not-possible-now", "none"),
        ("received", "anwser", Role.UNIT_HEAD, None, "step-not-possible-now", "answer (Step)"),
        ("received", "receive", Role.UNIT_OFFICER, None, "step-not-possible-now", "remind"),
        ("received", "answer", Role.UNIT_OFFICER, None, "role-may-not-do-this", "head"),
        ("received", "answer", Role.UNIT_HEAD, ["outcome"], "detail-missing", "document"),
    ],
)
def test_a_step_that_may_not_be_taken_is_refused(
    state: str, step: str, role: Role, details: list[str] | None, rule: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        step_of(newest(), state, step, role, details)
    assert refused.value.rule == rule
    assert said in refused.value.reason.en and refused.value.reason.vi


def test_the_details_a_step_needs_are_those_it_can_carry() -> None:
    assert {detail.value for detail in Detail} <= set(StepDetails.model_fields)


def test_cases_and_stages_are_named_as_the_petitions_name_them() -> None:
    assert {each.value for each in PetitionClass} < {each.value for each in CaseKind}
    assert {each.value for each in Stage} == {each.value for each in ResolutionStage}


def test_the_small_file_is_right() -> None:
    assert problems(small_file()) == set()


LIMIT = {"starts": ["receive"], "ends": ["answer"], "id": "second", **WORDS}


@pytest.mark.parametrize(
    ("file", "rule", "pointer"),
    [
        (changed("steps", 1, **{"from": ["recieved"]}), "unknown-state", "/steps/1/from/0"),
        (changed("steps", 1, to="suspended"), "unknown-state", "/steps/1/to"),
        (changed("steps", 1, by="boss"), "unknown-group", "/steps/1/by"),
        (changed("steps", 2, id="answer"), "duplicate-id", "/steps/2/id"),
        (changed("states", 0, id="elsewhere"), "unreachable-state", "/states/0"),
        (changed("states", 2, final=False), "dead-end", "/states/0"),
        (changed("steps", 2, **{"from": ["suspended"]}), "step-from-nowhere", "/steps/2/from"),
        (changed("steps", 3, since="2024-07-02"), "unknown-version", "/steps/3/since"),
        (changed("states", 2, until=OLD), "states-lost", "/versions/1/transition"),
        (changed("versions", 1, valid_from="2024-08-01"), "versions-not-in-a-row", None),
        (changed("clocks", 0, starts=["begin"]), "unknown-step", "/clocks/0/starts/0"),
        (changed("clocks", 0, ends=["suspend"]), "clock-never-runs", "/clocks/0"),
        (changed("clocks", 0, policy="limits"), "unknown-policy", "/clocks/0"),
        (changed("clocks", 0, policy=None), "clock-without-figure", "/clocks/0"),
        (changed("clocks", 0, variants={"normal": "limit"}), "clock-without-figure", "/clocks/0"),
        (changed("clocks", 0, alarm_for="answer"), "unknown-clock", "/clocks/0/alarm_for"),
        (
            changed("clocks", 0, extensions=[{"step": "x", "criteria": "most", "at_most": "most"}]),
            "unknown-step",
            "/clocks/0/extensions/0/step",
        ),
    ],
)
def test_what_is_wrong_between_the_parts_of_a_file_is_named(
    file: dict[str, Any], rule: str, pointer: str | None
) -> None:
    found = problems(file)
    if pointer is None:
        assert rule in {each for each, _ in found}
    else:
        assert (rule, pointer) in found


def test_a_wrong_name_in_a_law_file_is_told_with_its_line() -> None:
    [path] = FOLDER.glob("recommendation.yaml")
    text = path.read_text(encoding="utf-8").replace("to: answered", "to: anwsered")
    with pytest.raises(FileError) as wrong:
        read_yaml(text, path.name, ProcedureFile, lambda file: procedure_problems(file, KEYS))
    [line] = [n for n, each in enumerate(text.splitlines(), 1) if "to: anwsered" in each]
    assert (line, "unknown-state") in {(p.line, p.rule) for p in wrong.value.problems}


def test_the_department_inspectorate_handles_nothing_that_began_after_its_end() -> None:
    ended = date(2025, 7, 1)
    for procedure in read_law().procedures:
        roles = {role for group in procedure.groups for role in group.roles}
        assert (Role.INSPECTOR in roles) is (procedure.valid_from < ended), procedure.id
        assert procedure.verified is False or procedure.valid_from < ended


def test_the_law_is_read_once() -> None:
    assert read_law() is read_law()


def test_there_is_a_procedure_for_every_kind_of_case_and_each_begins_with_the_receipt() -> None:
    law = read_law()
    kinds = {(each.case, each.stage) for each in law.procedures}
    assert {case for case, _ in kinds} == set(CaseKind)
    assert {stage for case, stage in kinds if case is CaseKind.COMPLAINT} == set(ResolutionStage)
    for procedure in law.procedures:
        assert [step.id for step in procedure.steps if not step.from_] == ["receive"]
    assert {file.name for file in POLICY_FILES} < {file.name for file in FOLDER.glob("*.yaml")}
