"""A service's sealed log, read over HTTP as C2SP tlog-tiles serves it."""

from __future__ import annotations

from http import HTTPStatus

import httpx

from danvan.contracts.audit.fetched import FetchedLog

SECONDS = 10.0


class LogAway(Exception):
    """A log can't be read at the moment. The sentence says why."""


class HttpLog(FetchedLog):
    """A log below `<url>/audit`. What is not there is left out, as `LogSource` demands."""

    def __init__(self, url: str, token: str | None) -> None:
        """Without a token there are no entries."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(timeout=SECONDS, headers=headers, trust_env=False)
        self._prefix = f"{url}/audit"

    def close(self) -> None:
        """End the connections; whoever still reads meets a `RuntimeError`."""
        self._http.close()

    def _no_bundle(self, path: str, error: ValueError) -> LogAway:
        return LogAway(f"{self._prefix}: {error}")

    def _get(self, path: str) -> bytes | None:
        url = f"{self._prefix}/{path}"
        try:
            answer = self._http.get(url)
        except httpx.HTTPError as error:
            raise LogAway(f"{url} does not answer: {error}") from error
        match answer.status_code:
            case HTTPStatus.OK:
                return answer.content
            case HTTPStatus.NOT_FOUND:
                return None
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                raise LogAway(f"{url} is open to inspectors only: renew DANVAN_LOGS_TOKEN")
        raise LogAway(f"{url} answers {answer.status_code}")
