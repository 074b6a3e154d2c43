"""A service's sealed log, read over HTTP as C2SP tlog-tiles serves it."""

from __future__ import annotations

from http import HTTPStatus

import httpx

from danvan.contracts.audit.tiles import WIDTH, decode_bundle, entries_path, tile_path

SECONDS = 10.0


class LogAway(Exception):
    """A log can't be read at the moment. The sentence says why."""


class HttpLog:
    """A log below `<url>/audit`. What is not there is left out, as `LogSource` demands."""

    def __init__(self, url: str, token: str | None) -> None:
        """Without a token there are no entries."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(timeout=SECONDS, headers=headers, trust_env=False)
        self._prefix = f"{url}/audit"

    def close(self) -> None:
        """End the connections; whoever still reads meets a `RuntimeError`."""
        self._http.close()

    def checkpoint(self) -> bytes:
        """The newest checkpoint; empty where there is none."""
        return self._get("checkpoint") or b""

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first hashes of a tile."""
        return self._get(tile_path(level, n, width)) or b""

    def entries(self, n: int, width: int) -> list[bytes]:
        """The first leaves of a bundle; one by one where it can't hold them, or lacks some."""
        bundle = self._get(entries_path(n, width))
        if bundle is not None:
            try:
                return decode_bundle(bundle)
            except ValueError as error:
                raise LogAway(f"{self._prefix}: {error}") from error
        found: list[bytes] = []
        for index in range(n * WIDTH, n * WIDTH + width):
            leaf = self._get(f"entry/{index}")
            if leaf is None:
                break
            found.append(leaf)
        return found

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
