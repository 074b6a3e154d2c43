"""What the pages say, in two languages: one table each, and how times, numbers and facts read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from danvan.contracts.base import Text
from danvan.services.chassis.clock import LOCAL

WORDS = Path(__file__).parent.parent / "words"
LANGUAGES = ("vi", "en")
#: What tells most in a fact's content, the most telling first; so much of it is told in a line.
TELLING = (
    "step", "clock", "due", "outcome", "petition_class", "claimed", "value", "standing", "title",
    "subject", "reason", "attempt", "number", "version", "period", "level", "indicator",
)  # fmt: skip
MOST_TOLD = 3
DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: The length of a day written as 2023-05-10, and of a day and minute.
DAY_LENGTH = 10


class NoSuchWord(Exception):
    """A template asks for a word that the table does not have: a mistake of ours."""


class Words(dict[str, Any]):
    """A table of words; what is missing is loud (a template would print nothing)."""

    def __missing__(self, key: str) -> Any:
        raise NoSuchWord(key)


@dataclass(frozen=True)
class Language:
    """One language of the pages."""

    code: str
    table: Mapping[str, Any]

    def of(self, text: Text | Mapping[str, str] | None) -> str:
        """The half of a bilingual text that is in this language."""
        if text is None:
            return ""
        document = text.model_dump() if isinstance(text, Text) else text
        return str(document[self.code])

    def named(self, slug: object) -> str:
        """What people call a state, a role, a step …; the slug itself where it has no name."""
        names: Mapping[str, str] = self.table["names"]
        plain = str(slug)
        return names.get(plain.replace("_", "-"), plain)

    def fact(self, type_: str) -> str:
        """What people call a type of fact."""
        short = type_.split(".")[-2] if type_.count(".") > 1 else type_
        names: Mapping[str, str] = self.table["facts"]
        return names.get(short) or short.replace("-", " ").capitalize()

    def brief(self, data: Mapping[str, Any]) -> str:
        """The few words of a fact's content that tell most, in one line."""
        told = (self._told(data[name]) for name in TELLING if data.get(name) is not None)
        return " · ".join(list(filter(None, told))[:MOST_TOLD])

    def _told(self, value: Any) -> str:
        if isinstance(value, Mapping):
            return str(value.get(self.code, ""))
        if not isinstance(value, str | int | float):
            return ""
        text = str(value)
        return self.day(text) if DAY.fullmatch(text) else self.named(text)

    def when(self, value: str | datetime | None) -> str:
        """A moment, in the agency's time: 10/05/2023 16:55."""
        if not value:
            return "–"
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return f"{moment.astimezone(LOCAL):%d/%m/%Y %H:%M}"

    def day(self, value: str | date | datetime | None) -> str:
        """A day: 10/05/2023."""
        if not value:
            return "–"
        if isinstance(value, datetime) or (isinstance(value, str) and len(value) > DAY_LENGTH):
            return self.when(value)[:DAY_LENGTH]
        found = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{found:%d/%m/%Y}"

    def number(self, value: object, places: int = 0) -> str:
        """A number with the marks of this language: 1.234,5 in Vietnamese."""
        if value is None:
            return "–"
        plain = f"{float(str(value)):,.{places}f}"
        return plain.translate(str.maketrans(",.", ".,")) if self.code == "vi" else plain


def languages() -> dict[str, Language]:
    """Both, from their tables."""
    return {code: Language(code, _table(code)) for code in LANGUAGES}


def _table(code: str) -> Words:
    read = yaml.safe_load((WORDS / f"{code}.yaml").read_text(encoding="utf-8"))
    return Words(
        {name: Words(part) if isinstance(part, dict) else part for name, part in read.items()}
    )
