"""A sealed log read over HTTP, as C2SP tlog-tiles serves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import httpx

from danvan.cli.speech import Failed
from danvan.contracts.audit.fetched import FetchedLog

SECONDS = 60.0


class HttpLog(FetchedLog):
    """The log of one service. What is not there is left out, as `LogSource` demands."""

    def __init__(self, http: httpx.Client, url: str, note: bytes | None = None) -> None:
        """A log below `<url>/audit`; `note` is a checkpoint to verify it against."""
        self._http = http
        self._prefix = f"{url.rstrip('/')}/audit"
        self._note = note

    def checkpoint(self) -> bytes:
        """The given checkpoint, or the newest that the service has signed."""
        return super().checkpoint() if self._note is None else self._note

    def _no_bundle(self, path: str, error: ValueError) -> Failed:
        return Failed(
            f"{self._prefix}/{path} không phải một bó sự kiện; hãy xem lại --url.",
            f"{self._prefix}/{path} is no bundle of entries; look at --url.",
        )

    def _get(self, path: str) -> bytes | None:
        url = f"{self._prefix}/{path}"
        try:
            answer = self._http.get(url)
        except httpx.HTTPError as error:
            raise Failed(
                f"{url} không trả lời ({error}); hãy chạy `danvan up`, hoặc xem lại --url.",
                f"{url} does not answer ({error}); run `danvan up`, or look at --url.",
            ) from error
        match answer.status_code:
            case HTTPStatus.OK:
                return answer.content
            case HTTPStatus.NOT_FOUND:
                return None
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                raise Failed(
                    f"{url} chỉ mở cho thanh tra: hãy đưa mã của vai trò inspector"
                    " bằng --token-file.",
                    f"{url} is open to inspectors only: pass a token of the role inspector"
                    " with --token-file.",
                )
        raise Failed(
            f"{url} trả lời {answer.status_code}; hãy xem nhật ký của dịch vụ.",
            f"{url} answers {answer.status_code}; look at the log of the service.",
        )


@contextmanager
def reader(token: str) -> Iterator[httpx.Client]:
    """Connections to services, as an inspector."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(timeout=SECONDS, headers=headers) as http:
        yield http
