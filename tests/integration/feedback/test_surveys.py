"""Surveys: opened by people, answered over the broker, shown without small groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest

from danvan.contracts.feedback import Answer, SurveyAnswered, SurveyAnswerOffered
from danvan.contracts.intake import SubmissionRefused
from danvan.contracts.roles import Role
from tests.integration.feedback.one_stop import LIBRARY, STANDING, OneStop, one_stop
from tests.support.engines import Database
from tests.unit.feedback.dossier_examples import day
from tests.unit.feedback.survey_examples import FORM

THEATRE = "nha-hat"
WORDS = "Cô tiếp nhận rất tận tình, mã đánh dấu 7741"


@pytest.fixture
def desk(database: Database) -> Iterator[OneStop]:
    """A survey is open."""
    with one_stop(database) as made:
        made.does("/surveys/hai-long/open", {"form": FORM}, role=Role.STANDING, of=STANDING)
        yield made


numbers = count(1)


def answer(
    mark: int, *, procedure: str = "cap-the", on: str = "5", text: str | None = None
) -> SurveyAnswerOffered:
    said = [
        Answer(question="hai-long-chung", mark=mark),
        Answer(question="kenh", choice="truc-tiep"),
    ]
    said += [Answer(question="gop-y", text=text)] if text else []
    return SurveyAnswerOffered(
        survey="hai-long",
        response=f"r{next(numbers)}",
        procedure=procedure,
        day=day(on),
        answers=tuple(said),
    )


def test_answers_are_counted_and_small_groups_hidden(desk: OneStop) -> None:
    for mark in (5, 5, 4, 4, 4, 2):
        desk.says(answer(mark), "5")
    for mark in (5, 1):
        desk.says(answer(mark, procedure="muon-sach"), "5", THEATRE)
    results = desk.reads("/surveys/hai-long/results", by="unit")
    assert (results["answers"], results["satisfied"], results["smallest_group"]) == (8, 6, 5)
    assert [group["hidden"] for group in results["groups"]] == [True, True], "the rest would tell"
    for mark in (3, 4, 4):
        desk.says(answer(mark), "6", THEATRE)
    theatre, library = desk.reads("/surveys/hai-long/results", by="unit")["groups"]
    assert theatre == {
        "name": THEATRE,
        "hidden": False,
        "answers": 5,
        "satisfied": 3,
        "marks": {
            "hai-long-chung": {"1": 1, "3": 1, "4": 2, "5": 1},
            "kenh": {"truc-tiep": 5},
        },
    }
    assert (library["answers"], library["satisfied"]) == (6, 5)
    by_procedure = desk.reads("/surveys/hai-long/results", by="procedure")["groups"]
    assert [group["hidden"] for group in by_procedure] == [True, True]
    [month] = desk.reads("/surveys/hai-long/results", by="month")["groups"]
    assert (month["name"], month["answers"]) == ("2023-04", 11)


def test_a_total_that_is_small_is_not_shown_either(desk: OneStop) -> None:
    desk.says(answer(5), "5")
    results = desk.reads("/surveys/hai-long/results")
    assert (results["answers"], results["satisfied"]) == (None, None)


def test_an_answer_sent_twice_is_one(desk: OneStop) -> None:
    said = answer(5)
    desk.says(said, "5")
    desk.says(said, "6")
    assert len(desk.recorded(SurveyAnswered)) == 1


def test_an_answer_to_no_survey_or_to_a_closed_one_is_refused(desk: OneStop) -> None:
    unknown = desk.tries(answer(5).model_copy(update={"survey": "la"}), "5")
    assert isinstance(unknown, SubmissionRefused) and unknown.rule == "unknown-survey"
    desk.does("/surveys/hai-long/close", role=Role.STANDING, of=STANDING, on="6")
    closed = desk.tries(answer(5), "7")
    assert isinstance(closed, SubmissionRefused) and closed.rule == "survey-closed"


def test_people_pass_answers_on_and_the_survey_ends_with_its_days(desk: OneStop) -> None:
    body = answer(4).model_dump(mode="json", exclude_none=True)
    desk.does("/surveys/answers", body, on="5")
    desk.feedback.begin(date(2023, 12, 31))
    assert desk.reads("/surveys/hai-long")["closed_on"] is None
    desk.feedback.begin(date(2024, 1, 1))
    [row] = desk.reads("/surveys")["items"]
    assert (row["survey"], row["unit"], row["closed_on"]) == ("hai-long", STANDING, "2024-01-01")


def test_what_was_written_freely_is_in_no_table_and_no_answer(desk: OneStop) -> None:
    for _ in range(5):
        desk.says(answer(5, text=WORDS), "5")
    shown = str(desk.reads("/surveys/hai-long/results")) + str(desk.reads("/surveys/hai-long"))
    assert "7741" not in shown
    with desk.feedback.ground.up_to_date() as db:
        for table in ("surveys", "survey_groups", "survey_marks"):
            assert "7741" not in str(db.execute(f"TABLE {table}".encode()).fetchall())


def test_a_unit_head_asks_about_own_matters_and_others_do_not_close_it(desk: OneStop) -> None:
    desk.does("/surveys/rieng/open", {"form": FORM}, role=Role.UNIT_HEAD, of=LIBRARY)
    desk.does("/surveys/rieng/close", role=Role.UNIT_HEAD, of=THEATRE, status=409)
    desk.does("/surveys/rieng/close", role=Role.UNIT_HEAD, of=LIBRARY)
