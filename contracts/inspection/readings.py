"""Who opened which file in inspection, and why: reading leaves a trace too.

Who, in which role and when stand in the envelope.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Line, Payload, Slug

#: What kind of file: a case, a unit's period, a search, an export …
FileKind = Annotated[Slug, Field(examples=["case"])]
#: Which one of its kind.
FileName = Annotated[Line, Field(examples=["petition/bao-tang-thanh-pho.KN-2023-007"])]
#: Why somebody wants to read it.
Reason = Annotated[Line, Field(examples=["Kiểm tra theo Quyết định 12/QĐ-TTr"])]


class FileOpened(Payload):
    """Somebody read this file through inspection, for this reason."""

    kind: FileKind
    file: FileName
    reason: Reason


READING_INTERNAL_FACTS = (FileOpened,)
