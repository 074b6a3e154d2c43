"""A sealed log as C2SP tlog-tiles serves it, read by whatever fetches its resources."""

from __future__ import annotations

from abc import ABC, abstractmethod

from danvan.contracts.audit.tiles import WIDTH, decode_bundle, entries_path, tile_path


class FetchedLog(ABC):
    """Reads a log by fetching. What is not there is left out, as `LogSource` demands."""

    @abstractmethod
    def _get(self, path: str) -> bytes | None:
        """A resource below the log's prefix; None where there is none."""

    @abstractmethod
    def _no_bundle(self, path: str, error: ValueError) -> Exception:
        """What rises if something else stands where a bundle should."""

    def checkpoint(self) -> bytes:
        """The newest checkpoint; empty where there is none."""
        return self._get("checkpoint") or b""

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first hashes of a tile."""
        return self._get(tile_path(level, n, width)) or b""

    def entries(self, n: int, width: int) -> list[bytes]:
        """The first leaves of a bundle; one by one where it can't hold them, or lacks some."""
        path = entries_path(n, width)
        bundle = self._get(path)
        if bundle is not None:
            try:
                return decode_bundle(bundle)
            except ValueError as error:
                raise self._no_bundle(path, error) from error
        found: list[bytes] = []
        for index in range(n * WIDTH, n * WIDTH + width):
            leaf = self._get(f"entry/{index}")
            if leaf is None:
                break
            found.append(leaf)
        return found
