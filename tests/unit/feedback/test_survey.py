"""A survey and its answers: what fits the form, who is satisfied, which groups are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from pydantic import ValidationError

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import KeptAnswer, SurveyForm
from danvan.services.feedback.domain import survey as page
from danvan.services.feedback.domain import survey_answer as answer_page
from danvan.services.feedback.domain.survey import CheckSurvey, CloseSurvey, OpenSurvey
from danvan.services.feedback.domain.survey_answer import GiveAnswer
from danvan.services.feedback.domain.survey_results import hidden_groups
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.feedback.dossier_examples import POLICIES, at, day
from tests.unit.feedback.survey_examples import FORM, form


def open_(on: str = "3", **changes: Any) -> OpenSurvey:
    whole = {"unit": "phong-tc", "survey": "hai-long", "form": form(), "policies": POLICIES}
    return OpenSurvey(**{"at": at(on), **whole, **changes})


def close(on: str = "10", unit: str | None = None) -> CloseSurvey:
    return CloseSurvey(at=at(on), unit=unit, survey="hai-long")


[OPENED] = given(page).when(open_()).facts
assert isinstance(OPENED, facts.SurveyOpened)
CLOSED = facts.SurveyClosed(unit="phong-tc", survey="hai-long", closed_on=day("10"))


def answers(mark: int = 4, **more: Any) -> tuple[KeptAnswer, ...]:
    said = [KeptAnswer(question="hai-long-chung", mark=mark)]
    said += [KeptAnswer(question="kenh", choice=more["kenh"])] if "kenh" in more else []
    said += [KeptAnswer(question="gop-y", text=more["gop_y"])] if "gop_y" in more else []
    return tuple(said)


def give(on: str = "5", **changes: Any) -> GiveAnswer:
    whole = {
        "unit": "thu-vien",
        "opened": OPENED,
        "closed": False,
        "response": "r1",
        "procedure": "cap-the",
        "day": day(on),
        "answers": answers(),
    }
    return GiveAnswer(**{"at": at(on), **whole, **changes})


def answered(satisfied: bool = True, **changes: Any) -> facts.SurveyAnswered:
    whole = {
        "unit": "thu-vien",
        "survey": "hai-long",
        "response": "r1",
        "procedure": "cap-the",
        "day": day("5"),
        "answers": answers(),
    }
    return facts.SurveyAnswered(**{**whole, "satisfied": satisfied, **changes})


def test_a_survey_opens_with_the_policies_in_force() -> None:
    assert isinstance(OPENED, facts.SurveyOpened)
    assert (OPENED.satisfied_from, OPENED.smallest_group, OPENED.opened_on) == (4, 5, day("3"))
    assert [row.verified for row in OPENED.policies] == [False, False]


def test_the_same_survey_opened_again_changes_nothing_and_another_form_is_refused() -> None:
    given(page, OPENED).when(open_("4")).then()
    changed = form(title={"vi": "Khác", "en": "Another"})
    given(page, OPENED).when(open_("4", form=changed)).refused("survey-already-opened")


def test_a_survey_is_closed_once_by_those_who_run_it() -> None:
    given(page, OPENED).when(close()).then(CLOSED)
    given(page, OPENED).when(close(unit="phong-tc")).then(CLOSED)
    given(page, OPENED, CLOSED).when(close("11")).then()
    given(page, OPENED).when(close(unit="thu-vien")).refused("survey-of-another-unit")
    given(page).when(close()).refused("unknown-survey")


def test_a_survey_closes_by_itself_after_its_last_day() -> None:
    assert isinstance(OPENED, facts.SurveyOpened)
    until = OPENED.form.frame.window.until
    for begun, expected in ((until, ()), (date(2024, 1, 1), (date(2024, 1, 1),))):
        check = CheckSurvey(at=at(str(begun)), day=begun)
        closed = [CLOSED.model_copy(update={"closed_on": on}) for on in expected]
        given(page, OPENED).when(check).then(*closed)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"satisfaction": "kenh"}, "satisfaction-needs-scale"),
        ({"satisfaction": "khong-co"}, "satisfaction-needs-scale"),
        ({"questions": [*FORM["questions"], FORM["questions"][0]]}, "question-twice"),
        (
            {"questions": [FORM["questions"][0], FORM["questions"][1] | {"choices": []}]},
            "choices-do-not-fit",
        ),
    ],
)
def test_a_form_that_cannot_be_answered_is_no_form(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValidationError) as error:
        SurveyForm.model_validate(FORM | changes)
    assert rule in {each["type"] for each in error.value.errors()}


@pytest.mark.parametrize(("mark", "satisfied"), [(5, True), (4, True), (3, False)])
def test_satisfied_is_who_marks_as_the_policy_says(mark: int, satisfied: bool) -> None:
    said = answers(mark)
    given(answer_page).when(give(answers=said)).then(answered(satisfied, answers=said))


def test_the_same_answer_sent_again_changes_nothing_and_another_one_is_refused() -> None:
    past = given(answer_page, answered())
    past.when(give(at=at("9"))).then()
    past.when(give(at=at("9"), closed=True)).then()
    past.when(give(answers=answers(1))).refused("response-already-given")


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"unit": "bao-tang"}, ["unit-not-surveyed"]),
        ({"procedure": "khac"}, ["procedure-not-surveyed"]),
        ({"procedure": None}, ["procedure-not-surveyed"]),
        ({"day": day("6")}, ["day-outside-survey"]),
        ({"day": date(2022, 12, 31)}, ["day-outside-survey"]),
        ({"answers": answers(kenh="thu")}, ["answer-does-not-fit"]),
        ({"answers": (*answers(), *answers(1))}, ["question-answered-twice"]),
        (
            {"unit": "bao-tang", "answers": (KeptAnswer(question="la", mark=1),)},
            ["unit-not-surveyed", "unknown-question", "satisfaction-missing"],
        ),
    ],
)
def test_an_answer_that_does_not_fit_hears_of_everything(
    changes: dict[str, Any], rules: list[str]
) -> None:
    refused = given(answer_page).when(give(**changes)).refused(rules[0])
    assert [problem.rule for problem in refused.problems] == rules


def test_a_closed_survey_takes_no_answer() -> None:
    given(answer_page).when(give(closed=True)).refused("survey-closed")


@pytest.mark.parametrize("given_", [{}, {"mark": 3, "text": "a"}, {"mark": 3, "choice": "a"}])
def test_an_answer_is_one_thing(given_: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"exactly one|đúng một"):
        KeptAnswer(question="q", **given_)


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({}, set()),
        ({"a": 5, "b": 9}, set()),
        ({"a": 4, "b": 9, "c": 7}, {"a", "c"}),
        ({"a": 4, "b": 3, "c": 7}, {"a", "b"}),
        ({"a": 1, "b": 2, "c": 7, "d": 8}, {"a", "b", "c"}),
        ({"a": 4, "b": 9}, {"a", "b"}),
        ({"a": 4}, {"a"}),
    ],
)
def test_small_groups_are_hidden_and_cannot_be_reckoned(
    sizes: dict[str, int], hidden: set[str]
) -> None:
    assert hidden_groups(sizes, 5) == hidden


@hypothesis_given(st.dictionaries(st.text("abcdef", max_size=2), st.integers(1, 12)))
def test_what_is_left_when_the_shown_is_subtracted_is_never_one_small_group(
    sizes: dict[str, int],
) -> None:
    hidden = hidden_groups(sizes, 5)
    assert {group for group, size in sizes.items() if size < 5} <= hidden
    if hidden and hidden != set(sizes):
        assert len(hidden) > 1 and sum(sizes[group] for group in hidden) >= 5


COMMANDS = st.one_of(
    st.sampled_from([open_(), open_("5"), close(), close("12", "thu-vien")]),
    st.dates(date(2023, 12, 30), date(2024, 1, 2)).map(lambda d: CheckSurvey(at=at(str(d)), day=d)),
)
GIVEN = st.builds(lambda mark, on: give(answers=answers(mark), day=on, at=at("9")),
                  st.integers(1, 5), st.dates(day("3"), day("10")))  # fmt: skip


@hypothesis_given(st.lists(COMMANDS, max_size=8), st.lists(GIVEN, max_size=4))
def test_any_life_keeps_the_promises(surveys: list[Any], given_: list[Any]) -> None:
    holds_for_any_past(page, "feedback", play(page, surveys))
    happened = play(answer_page, given_)
    holds_for_any_past(answer_page, "feedback", happened)
    assert len(happened) <= 1
