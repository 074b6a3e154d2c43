"""Sets a document as PDF. The same document gives the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typst

from danvan.services.reporting.documents.model import Document

TEMPLATE = Path(__file__).with_name("report.typ")
#: Stands in the file as the time of its making, so that it does not differ from day to day.
MADE = datetime(2020, 3, 5, tzinfo=UTC)


def to_pdf(document: Document) -> bytes:
    """The bytes of a PDF file; its fonts are those that the typesetter brings along."""
    made = typst.compile(
        TEMPLATE,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": document.model_dump_json()},
        timestamp=MADE,
    )
    assert isinstance(made, bytes)
    return made
