"""What the pages ask: every service over HTTP, with the token of whoever looks.

So each service alone decides what somebody may see. A service that does not answer costs a page
one part, and a sentence says which.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import ValidationError

from danvan.contracts.base import Text

SECONDS = 5.0
#: An export or a verification may take its time.
LONG_SECONDS = 600.0
#: Items of a list that one page shows.
SHOWN = 200


@dataclass(frozen=True)
class Part:
    """A part of a page: what a service answered, or the sentence that stands in its place.

    `absent`: the service answers that there is no such thing.
    """

    data: Any = None
    missing: Text | None = None
    absent: bool = False

    def __bool__(self) -> bool:
        return self.missing is None

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items of a list; none where it is missing."""
        found: list[dict[str, Any]] = self.data["items"] if self else []
        return found


class Sources:
    """The services by name. One for the whole process; connections are kept open."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._client = httpx.AsyncClient(timeout=SECONDS, trust_env=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The services that can be asked."""
        return tuple(self._urls)

    async def get(self, token: str, service: str, path: str, **query: Any) -> Part:
        """The answer to a question; parameters that are None are left out."""
        asked = {name: value for name, value in query.items() if value is not None}
        return await self._ask("GET", token, service, path, params=asked)

    async def post(self, token: str, service: str, path: str, body: Any) -> Part:
        """Have something done."""
        return await self._ask("POST", token, service, path, json=body)

    @asynccontextmanager
    async def download(
        self, token: str, service: str, path: str, body: Any
    ) -> AsyncIterator[httpx.Response | Part]:
        """A file as it comes, or why there is none."""
        if service not in self._urls:
            yield Part(missing=_unknown(service))
            return
        request = self._client.build_request(
            "POST",
            self._urls[service] + path,
            json=body,
            headers=_headers(token),
            timeout=LONG_SECONDS,
        )
        try:
            answer = await self._client.send(request, stream=True)
        except httpx.HTTPError:
            yield Part(missing=_away(service))
            return
        try:
            if answer.is_success:
                yield answer
            else:
                await answer.aread()
                yield Part(missing=_reason(service, answer))
        finally:
            await answer.aclose()

    async def _ask(self, method: str, token: str, service: str, path: str, **more: Any) -> Part:
        if service not in self._urls:
            return Part(missing=_unknown(service))
        url = self._urls[service] + path
        try:
            answer = await self._client.request(method, url, headers=_headers(token), **more)
            if answer.is_success:
                return Part(answer.json())
        except (httpx.HTTPError, ValueError):
            return Part(missing=_away(service))
        absent = answer.status_code == httpx.codes.NOT_FOUND
        return Part(missing=_reason(service, answer), absent=absent)


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _reason(service: str, answer: httpx.Response) -> Text:
    """The service's own words."""
    try:
        return Text.model_validate(answer.json()["reason"])
    except (ValueError, LookupError, TypeError, ValidationError):
        code = answer.status_code
        return Text(
            vi=f"Dịch vụ {service} trả lời mã {code}; hãy báo người vận hành.",
            en=f"The service {service} answers with code {code}; tell the operator.",
        )


def _away(service: str) -> Text:
    return Text(
        vi=f"Dịch vụ {service} không trả lời; hãy tải lại trang, nếu vẫn thế thì báo người vận"
        " hành.",
        en=f"The service {service} does not answer; reload the page, and tell the operator if it"
        " stays so.",
    )


def _unknown(service: str) -> Text:
    return Text(
        vi=f"Chưa biết địa chỉ của dịch vụ {service}; người vận hành ghi vào DANVAN_LOGS_FILE.",
        en=f"The address of the service {service} is not known; the operator puts it into"
        " DANVAN_LOGS_FILE.",
    )
