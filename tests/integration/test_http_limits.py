"""What anybody may throw at a service over HTTP without harm, and without a token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from danvan.contracts.strict_json import MAX_BYTES
from danvan.services.planning.__main__ import SERVICE
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

CHUNK = 64 * 1024


@pytest.fixture
def planning(database: Database) -> Iterator[Bench]:
    with bench(SERVICE, database) as planning:
        yield planning


def call(planning: Bench, method: str, path: str, body: AsyncIterator[bytes]) -> httpx.Response:
    async def calling() -> httpx.Response:
        transport = httpx.ASGITransport(app=planning.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, content=body)

    return asyncio.run(calling())


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and rule of an error that speaks both languages, each its own."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["title"] == body["reason"]["vi"] != body["reason"]["en"]
    return answer.status_code, body["type"]


def test_a_body_without_end_is_not_read_to_its_end(planning: Bench) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            assert sent <= 2 * MAX_BYTES, "it reads on"
            sent += CHUNK
            yield b" " * CHUNK

    answer = call(planning, "POST", "/units", endless())
    assert problem(answer) == (413, "message-too-large")


def test_what_is_not_there_is_a_problem_too(planning: Bench) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        yield b""

    answer = call(planning, "GET", "/nowhere", nothing())
    assert problem(answer) == (404, "not-found")
    answer = call(planning, "DELETE", "/health/live", nothing())
    assert problem(answer) == (405, "method-not-allowed")
