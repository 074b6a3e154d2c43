"""Reports on paper: one neutral document, set as Word and as PDF in the layout of Decree
30/2020/NĐ-CP (appendix I: paper, margins, letterhead, number, place and date, signature)."""

from __future__ import annotations

from danvan.services.reporting.documents.consolidated import (
    Letterhead,
    Narrative,
    consolidated_report,
)
from danvan.services.reporting.documents.model import Document
from danvan.services.reporting.documents.pdf import to_pdf
from danvan.services.reporting.documents.word import to_word

__all__ = ["Document", "Letterhead", "Narrative", "consolidated_report", "to_pdf", "to_word"]
