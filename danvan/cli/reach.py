"""How the command line reaches a service: its address, the caller's token, its refusals."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from danvan.cli.speech import Failed, in_words, of
from danvan.contracts.base import Text
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DataFolder, read_key

SECONDS = 60.0
DEFAULT_AUDIENCE = "danvan"


class Door:
    """The HTTP side of one service, for one caller."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> Any:
        """The answer to a question.

        Raises:
            Failed: with the service's own sentence, or why there is no answer.
        """
        wanted = {name: value for name, value in query.items() if value is not None}
        return self._ask("GET", path, params=wanted)

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All items of a list, page after page."""
        items: list[dict[str, Any]] = []
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, **query)
            items += page["items"]
            cursor = page.get("next")
            if cursor is None:
                return items

    def post(self, path: str, body: Any = None) -> Any:
        """Do something; the answer says what was recorded."""
        return self._ask("POST", path, json=body)

    def download(self, path: str, body: Any, out: Path) -> int:
        """Write the answer into a file, which is there only once it is whole; returns its size.

        Raises:
            Failed: as `get` does.
        """
        part = out.with_name(f"{out.name}.part")
        patient = httpx.Timeout(SECONDS, read=None)  # the file is made before its first byte comes
        asked = self._answer("POST", path, json=body, timeout=patient)
        try:
            with part.open("wb") as file, asked as answer:
                for chunk in answer.iter_bytes():
                    file.write(chunk)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
        return out.stat().st_size

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        with self._answer(method, path, **more) as answer:
            answer.read()
            return answer.json()

    @contextmanager
    def _answer(
        self, method: str, path: str, timeout: httpx.Timeout | float = SECONDS, **more: Any
    ) -> Iterator[httpx.Response]:
        """An answer that says yes, not yet read."""
        url = f"{self._url}{path}"
        try:
            with httpx.stream(
                method, url, headers=self._headers, timeout=timeout, **more
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _refused(answer)
                yield answer
        except httpx.HTTPError as error:
            raise Failed(
                f"{self._url} không trả lời ({error}); hãy chạy `danvan up`, hoặc xem lại --url.",
                f"{self._url} does not answer ({error}); run `danvan up`, or look at --url.",
            ) from error


def door(url: str, token: str | None, data: Path, role: Role) -> Door:
    """Reach a service with the given token, or with one of this role from the data folder.

    Raises:
        Failed: if there is neither.
    """
    return Door(url, token or mint(data, role))


def mint(
    data: Path,
    role: Role,
    *,
    unit: str | None = None,
    hours: float = 1.0,
    actor: str | None = None,
) -> str:
    """A token of the local issuer, whose key lies in the data folder.

    Raises:
        Failed: if there is no such key, or people sign in elsewhere.
    """
    from danvan.services.chassis.auth import local_token

    if os.environ.get("DANVAN_OIDC_ISSUER"):
        raise Failed(
            "DANVAN_OIDC_ISSUER đã được đặt: hãy đăng nhập ở đó rồi đưa mã bằng --token.",
            "DANVAN_OIDC_ISSUER is set: sign in there, and pass the token with --token.",
        )
    path = DataFolder(data).token_key
    if not path.exists():
        raise Failed(
            f"Không có khóa {path}: hãy chạy `danvan up` trước, chọn đúng --data,"
            " hoặc đưa mã bằng --token.",
            f"There is no key {path}: run `danvan up` first, name the right --data,"
            " or pass a token with --token.",
        )
    audience = os.environ.get("DANVAN_OIDC_AUDIENCE", DEFAULT_AUDIENCE)
    who = actor or f"local:{getpass.getuser()}"
    return local_token(read_key(path), who, role, unit, hours=hours, audience=audience)


def _refused(answer: httpx.Response) -> Failed:
    """The service's own words; every problem on a line of its own."""
    try:
        body = answer.json()
        reason = Text.model_validate(body["reason"])
    except (ValueError, KeyError, TypeError):
        start = answer.text[:200]
        return Failed(
            f"{answer.url} trả lời {answer.status_code}: {start}",
            f"{answer.url} answers {answer.status_code}: {start}",
        )
    problems = body.get("problems", []) if len(body.get("problems", [])) != 1 else []
    lines = [f"  {p.get('pointer') or '-'}: {_sentence(p)}" for p in problems]
    return Failed("\n".join([reason.vi, *lines]), "\n".join([reason.en, *lines]))


def _sentence(problem: dict[str, Any]) -> str:
    if "reason" in problem:
        return of(Text.model_validate(problem["reason"]))
    return in_words(problem["detail"], problem["detail"])
