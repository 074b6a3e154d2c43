"""Personal values: sealed with their person's key wherever they are kept, published or hashed.

Stored format: `danvan:sealed:v1:<key id>:<mark>:<base64 of nonce and ciphertext>`. `mark`: keyed
hash of the clear text and its place; whoever says the same again says it with the same mark.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, Field, StringConstraints

from danvan.contracts.base import Line, Payload

PREFIX = "danvan:sealed:v1:"
_SEALED = re.compile(PREFIX + r"([0-9a-f]{32}):([0-9a-f]{32}):([A-Za-z0-9+/]+={0,2})")
_EXAMPLE_KEY = "8f1d0c5b7a3e49d2b6c4e0a1f2937d58"

M = TypeVar("M", bound=BaseModel)
#: Gets the place of a value (a JSON pointer) and the value; answers what stands there instead.
Change = Callable[[str, str], str]

#: The id of a person's key; says nothing about the person.
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), Field(examples=[_EXAMPLE_KEY])]


class Personal:
    """Marks a field whose value tells of a person."""


#: What tells of a person, sealed. A command may carry it only once it has been sealed, too.
PersonalText = Annotated[
    str,
    Personal(),
    Field(
        json_schema_extra={"format": "danvan-sealed"},
        examples=[f"{PREFIX}{_EXAMPLE_KEY}:5d41402abc4b2a76b9719d911017c592:{'c2VhbGVk' * 6}"],
    ),
]


class PersonalDataErased(Payload):
    """A person's key was destroyed, as an order demands: what was sealed under it stays where it
    is, provable and unreadable."""

    key: KeyId
    order: Annotated[Line, Field(examples=["112/QĐ-SVHTT"])]


class NotSealed(ValueError):
    """A text that does not have the sealed form."""


class Sealed(NamedTuple):
    """A sealed value. `box`: nonce and ciphertext."""

    key: str
    mark: str
    box: bytes

    @classmethod
    def parse(cls, text: str) -> Sealed:
        """Read the stored form.

        Raises:
            NotSealed: if it is something else; the text is not quoted.
        """
        found = _SEALED.fullmatch(text)
        if found is None:
            raise NotSealed("not in the sealed form")
        return cls(found[1], found[2], base64.b64decode(found[3]))

    @property
    def text(self) -> str:
        """The stored form."""
        return f"{PREFIX}{self.key}:{self.mark}:{base64.b64encode(self.box).decode()}"


def change_personal(model: M, change: Change, at: str = "") -> M:
    """A copy in which every personal value, however deep, is what `change` makes of it."""
    changed = {
        name: _changed(getattr(model, name), personal, change, f"{at}/{name}")
        for name, personal in personal_fields(type(model)).items()
    }
    return model.model_copy(update=changed) if changed else model


def personal_values(model: BaseModel) -> dict[str, str]:
    """The personal values that are there, by their places."""
    found: dict[str, str] = {}

    def note(place: str, value: str) -> str:
        found[place] = value
        return value

    change_personal(model, note)
    return found


def require_sealed(model: BaseModel) -> None:
    """Refuse what would be recorded for all to read: a fault of ours, whoever sent it.

    Raises:
        NotSealed: naming the places, and quoting nothing.
    """
    values = personal_values(model)
    if clear := [place for place, value in values.items() if not _SEALED.fullmatch(value)]:
        raise NotSealed(f"{type(model).__name__}: {', '.join(clear)} not sealed")


def alike(one: BaseModel, other: BaseModel | None) -> bool:
    """Whether two say the same, though each sealing of a value gives other bytes."""
    return other is not None and _unsalted(one) == _unsalted(other)


@cache
def personal_fields(model: type[BaseModel]) -> dict[str, bool]:
    """The fields of a model that are personal (True), or have such fields below them (False).

    An heir can't take the mark away: what stands for a personal field is personal.
    """
    bases = (base for base in model.__mro__[1:] if issubclass(base, BaseModel))
    found: dict[str, bool] = {
        name: own for base in bases for name, own in personal_fields(base).items() if own
    }
    for name, info in model.model_fields.items():
        if name in found:
            continue
        if _is_marked(Annotated[(info.annotation, None, *info.metadata)]):
            found[name] = True
        elif any(personal_fields(below) for below in _models(info.annotation)):
            found[name] = False
    return found


def _changed(value: Any, personal: bool, change: Change, at: str) -> Any:
    match value:
        case BaseModel():
            return change_personal(value, change, at)
        case tuple():
            return tuple(
                _changed(each, personal, change, f"{at}/{index}")
                for index, each in enumerate(value)
            )
        case str() if personal:
            return change(at, value)
        case _:
            return value


def _unsalted(model: BaseModel) -> BaseModel:
    return change_personal(model, lambda _, value: value.rpartition(":")[0])


def _is_marked(annotation: Any) -> bool:
    return isinstance(annotation, Personal) or any(map(_is_marked, _parts(annotation)))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in _parts(annotation):
        yield from _models(part)


def _parts(annotation: Any) -> tuple[Any, ...]:
    """What a type is made of, and what it is annotated with."""
    return (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
