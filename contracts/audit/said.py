"""What the leaves of a log say of themselves: that they are facts, each once, without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import AwareDatetime, BaseModel, ValidationError

from danvan.contracts.audit.problems import Problems

#: Facts are stamped before they are appended, so neighbours may overtake each other a little.
CLOCK_TOLERANCE = timedelta(minutes=1)


class _Fact(BaseModel):
    id: str
    type: str
    subject: str
    recordedtime: AwareDatetime
    version: int
    data: dict[str, Any]


class Said:
    """Reads leaves in order. Finds `not-a-fact`, `version-gap`, `duplicate-id` and
    `recorded-out-of-order`. Payloads are not looked at: a verifier may be older than a log."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._versions: dict[str, int] = {}
        self._ids: dict[bytes, int] = {}
        self._latest: datetime | None = None

    def read(self, first: int, leaves: Sequence[bytes]) -> None:
        """Look at the leaves from number `first` on."""
        for leaf, raw in enumerate(leaves, first):
            try:
                fact = _Fact.model_validate_json(raw)
            except ValidationError:
                self._problems.add(
                    "not-a-fact",
                    leaf,
                    f"Lá {leaf} không phải là một sự kiện.",
                    f"Leaf {leaf} is not a fact.",
                )
                continue
            self._check_version(leaf, fact.subject, fact.version)
            self._check_id(leaf, fact.id)
            self._check_time(leaf, fact.recordedtime)

    def _check_version(self, leaf: int, stream: str, version: int) -> None:
        before = self._versions.get(stream, 0)
        self._versions[stream] = version
        if version != before + 1:
            self._problems.add(
                "version-gap",
                leaf,
                f"Lá {leaf}: {stream} từ phiên bản {before} nhảy sang {version}.",
                f"Leaf {leaf}: {stream} goes from version {before} to {version}.",
            )

    def _check_id(self, leaf: int, fact_id: str) -> None:
        earlier = self._ids.setdefault(sha256(fact_id.encode()).digest()[:16], leaf)
        if earlier != leaf:
            self._problems.add(
                "duplicate-id",
                leaf,
                f"Lá {leaf} có mã của lá {earlier}: {fact_id}.",
                f"Leaf {leaf} has the id of leaf {earlier}: {fact_id}.",
            )

    def _check_time(self, leaf: int, recorded: datetime) -> None:
        before = self._latest
        self._latest = recorded
        if before is not None and recorded < before - CLOCK_TOLERANCE:
            self._problems.add(
                "recorded-out-of-order",
                leaf,
                f"Lá {leaf} ghi lúc {recorded}, sau một lá ghi lúc {before}: đồng hồ đã bị lùi.",
                f"Leaf {leaf} was recorded at {recorded}, after one at {before}:"
                " a clock was set back.",
            )
