"""What an operator could see of an open ballot: who has voted, and nothing of any choice."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest
from prometheus_client import generate_latest
from psycopg.sql import SQL, Identifier

from danvan.contracts.ballot_paper import sealed_length, write_paper
from danvan.contracts.client.voting import SealedPaper
from danvan.contracts.emulation import BallotTerms
from danvan.contracts.emulation.ballots import encoded
from danvan.contracts.roles import Role
from danvan.services.emulation.domain.vote import vote_id
from tests.integration.emulation.ballot_box import AFTER, BALLOT, Box, ballot_box
from tests.support.engines import Database
from tests.unit.emulation.ballot_examples import CHOICES


@pytest.fixture
def box(database: Database) -> Iterator[Box]:
    with ballot_box(database) as made:
        yield made


def everything(database: Database) -> str:
    """Every value of every row of every table that is not the server's own."""
    values: list[str] = []
    with psycopg.connect(database.dsn()) as db:
        tables = db.execute(
            "SELECT schemaname, relname FROM pg_stat_user_tables ORDER BY 1, 2"
        ).fetchall()
        for table in tables:
            for row in db.execute(SQL("SELECT * FROM {}").format(Identifier(*table))):
                values += [
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else
                    json.dumps(value, default=str, ensure_ascii=False)
                    for value in row
                ]  # fmt: skip
    assert len(tables) > 3
    return "\n".join(values)


def seen(dump: str) -> list[int]:
    """How often each choice is named."""
    return [dump.count(choice) for choice in CHOICES]


def cast_all(box: Box, terms: BallotTerms) -> list[tuple[SealedPaper, tuple[str, ...]]]:
    """Everybody votes; what they chose stays with them."""
    cast = []
    for voter in range(12):
        chosen = tuple(sorted(CHOICES[: 1 + voter % 2]))
        cast.append((box.vote(terms, voter, *chosen), chosen))
    return cast


def test_no_stored_byte_of_an_open_ballot_says_anything_of_a_choice(
    box: Box, database: Database
) -> None:
    terms = box.open(12)
    box.emulation.ground.views.catch_up()
    before = seen(everything(database))
    assert all(before), "the terms name the choices"
    cast = cast_all(box, terms)
    box.emulation.ground.views.catch_up()
    dump = everything(database)
    assert seen(dump) == before
    for sealed, chosen in cast:
        content = write_paper(terms, chosen, sealed.check)
        assert sealed.paper in dump
        assert sealed.check not in dump
        assert encoded(content)[:40] not in dump and content.hex()[:40] not in dump
    assert {len(sealed.paper) for sealed, _ in cast} == {sealed_length(terms, 3)}

    box.does(f"{BALLOT}/close", when=AFTER)
    box.peels(terms, 1)
    box.peels(terms, 2)
    box.emulation.ground.views.catch_up()
    dump = everything(database)
    assert seen(dump) == before, "the last layer is still on"
    assert not any(sealed.check in dump for sealed, _ in cast)


def test_nothing_that_is_published_keeps_the_order_in_which_people_voted(box: Box) -> None:
    terms = box.open(12)
    cast = cast_all(box, terms)
    box.does(f"{BALLOT}/close", when=AFTER)
    for layer in (1, 2, 3):
        papers = box.batch(layer)["papers"]
        assert papers == sorted(papers)
        box.peels(terms, layer)
    published = box.reads(f"{BALLOT}/published")
    codes = [paper["check"] for paper in published["papers"]]
    assert codes == sorted(sealed.check for sealed, _ in cast)
    stored = json.dumps(published)
    assert not any(sealed.paper in stored for sealed, _ in cast)
    assert "cu-tri" not in stored


def test_while_a_ballot_is_open_nobody_is_told_how_many_have_voted(
    box: Box, database: Database
) -> None:
    terms = box.open(12)
    cast_all(box, terms)
    box.emulation.ground.views.catch_up()
    assert (box.reads(BALLOT)["turnout"], box.reads(BALLOT)["digest"]) == (None, None)
    with psycopg.connect(database.dsn()) as db:
        tables = db.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'views'"
        ).fetchall()
        for [table] in tables:
            for row in db.execute(SQL("SELECT * FROM {}").format(Identifier("views", table))):
                assert "cu-tri-" not in json.dumps(row, default=str)


@pytest.mark.parametrize("role", [Role.LEADER, Role.STANDING, Role.SUPERVISOR, Role.OPERATOR])
def test_only_inspection_reads_who_has_voted_and_the_sealed_papers(box: Box, role: Role) -> None:
    terms = box.open(12)
    box.vote(terms, 3, CHOICES[0])
    stream = f"/history/vote/{vote_id('binh-chon', 'cu-tri-3')}"
    assert box.tries("GET", stream, role=role).status_code == 404
    assert box.tries("GET", "/facts", role=role).status_code == 403
    [opened] = box.reads("/history/ballot/binh-chon", role=role)["facts"]
    assert opened["type"] == "danvan.emulation.ballot-opened.v1"
    assert len(box.reads(stream, role=Role.INSPECTOR)["facts"]) == 1


def test_no_log_line_metric_or_error_names_a_voter_or_shows_a_paper(
    box: Box, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    terms = box.open(12)
    cast = cast_all(box, terms)
    answers = [
        box.casts(0, cast[1][0].paper),
        box.casts(99, cast[1][0].paper),
        box.casts(1, cast[2][0].paper + "=="),
        box.casts(1, cast[2][0].paper[:-4]),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 422, 409]
    box.does(f"{BALLOT}/close", when=AFTER)
    for layer in (1, 2, 3):
        box.peels(terms, layer)
    told = "".join([*capfd.readouterr(), caplog.text, generate_latest().decode()])
    told += "".join(answer.text for answer in answers)
    assert "/ballots/{ballot}/vote" in told, "the metrics are there"
    assert "cu-tri-" not in told
    for sealed, _ in cast:
        assert sealed.paper[:40] not in told and sealed.check not in told
