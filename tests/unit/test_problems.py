"""What pydantic finds wrong becomes rules and sentences, with pointers a reader can follow."""

from __future__ import annotations

import pytest
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from danvan.contracts.base import Problem, Text
from danvan.contracts.plan import Party
from danvan.contracts.problems import parts_of, pointer, problems_of


class Letter(BaseModel):
    sent: AwareDatetime | None = None
    to: list[Party] = []
    words: int | None = Field(default=None, multiple_of=2)


def problems(document: object) -> tuple[Problem, ...]:
    with pytest.raises(ValidationError) as caught:
        Letter.model_validate(document, extra="forbid")
    return problems_of(caught.value, Letter)


@pytest.mark.parametrize("moment", ["2023-05-09T16:55:00", "2023-05-09T25:00:00+07:00", "soon"])
def test_a_moment_needs_an_offset_and_must_exist(moment: str) -> None:
    [problem] = problems({"sent": moment})
    assert (problem.rule, problem.pointer) == ("impossible-time", "/sent")


def test_a_pointer_holds_no_names_of_union_branches() -> None:
    assert [problem.pointer for problem in problems({"to": [{"each": "x"}, "A B", {}]})] == [
        "/to/0/each",
        "/to/1",
        "/to/2/each",
    ]


def test_a_problem_without_a_sentence_of_ours_keeps_pydantics() -> None:
    [problem] = problems({"words": 3})
    assert problem.reason.en == "Input should be a multiple of 2."


def test_a_long_value_is_shown_by_its_beginning() -> None:
    [problem] = problems({"sent": "Văn phòng " * 40})
    assert problem.reason.en.startswith("'Văn phòng")
    assert len(problem.reason.en) < 200


def test_a_pointer_leads_back_to_its_parts() -> None:
    odd = Problem(rule="r", reason=Text(vi="", en=""), pointer=pointer("a/b", 0, "~1"))
    assert parts_of(odd) == ["a/b", "0", "~1"]
