"""The words every contract is written in: payloads, commands, bilingual text, refusals.

Stored format: field names and their meaning stay for ever; see CONTRIBUTING, "How to add a fact".
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

#: A token that is safe as one NATS subject token and as a part of a stream id.
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
#: The id of a unit, a plan, a series …: lowercase letters, digits and hyphens.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
#: `<kind>/<id>`: names one stream of facts, and stands in the envelope as `subject`.
StreamId = Annotated[
    str, StringConstraints(pattern=r"^[a-z-]+/[A-Za-z0-9][A-Za-z0-9._:/-]*$", max_length=255)
]
#: Lowercase hexadecimal SHA-256 of some bytes.
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
#: One line of human text, at most 500 characters.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
#: Free human text, at most 20,000 characters.
Prose = Annotated[str, StringConstraints(max_length=20_000)]


class Model(BaseModel):
    """A frozen value that tolerates fields it does not know (a newer writer may add some)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Payload(Model):
    """The `data` of a fact or of a submission."""


class Offered(Payload):
    """The `data` of a submission: unknown fields are refused, for they are a sender's mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """A sentence in Vietnamese and in English."""

    vi: str
    en: str


class Command(Model):
    """What somebody wants of an aggregate. Everything the decision needs arrives inside it."""

    at: AwareDatetime
    basis: str | None = None


class Resend(StrEnum):
    """What the sender of a refused submission should do with it."""

    AS_IS = "as-is"
    CORRECTED = "corrected"
    NEVER = "never"


class Problem(Model):
    """One thing that is wrong: the rule's name, the sentence, and where (a JSON pointer)."""

    rule: str
    reason: Text
    pointer: str | None = None


class Refused(Exception):
    """A business rule says no. Becomes HTTP 409, or a `submission-refused` fact and a receipt."""

    def __init__(
        self,
        rule: str,
        vi: str,
        en: str,
        *,
        pointer: str | None = None,
        resend: Resend = Resend.CORRECTED,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        super().__init__(f"{rule}: {en}")
        self.rule = rule
        self.reason = Text(vi=vi, en=en)
        self.pointer = pointer
        self.resend = resend
        self.problems = problems or (Problem(rule=rule, reason=self.reason, pointer=pointer),)


class Comparison(StrEnum):
    """How a figure is held against a goal. `>` is strictly more: exactly the goal misses it."""

    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="

    def holds(self, left: Decimal, right: Decimal) -> bool:
        """Whether the left side stands so to the right side."""
        match self:
            case Comparison.GREATER:
                return left > right
            case Comparison.AT_LEAST:
                return left >= right
            case Comparison.LESS:
                return left < right
            case Comparison.AT_MOST:
                return left <= right
            case Comparison.EQUAL:
                return left == right


Language = Literal["vi", "en"]
