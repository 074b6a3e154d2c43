"""A document before it is set: letterhead, body, recipients, signature. Knows no file format."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator

from danvan.contracts.base import Model

FEBRUARY = 2


def _printable(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


#: Text without control characters, which no file format holds.
Printed = Annotated[str, AfterValidator(_printable)]


class Heading(Model):
    """A numbered part of the body."""

    form: Literal["heading"] = "heading"
    text: Printed


class Paragraph(Model):
    """Running text; `lead` stands before it in bold."""

    form: Literal["paragraph"] = "paragraph"
    text: Printed
    lead: Printed = ""


class Table(Model):
    """Rows below a header. `widths` are the columns' shares of the line."""

    form: Literal["table"] = "table"
    header: tuple[Printed, ...]
    rows: tuple[tuple[Printed, ...], ...]
    widths: tuple[int, ...]


class Document(Model):
    """An administrative document. `number` is blank until the registry has given one."""

    country: Printed = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: Printed = "Độc lập - Tự do - Hạnh phúc"
    superior: Printed
    agency: Printed
    number: Printed
    place_and_date: Printed
    kind: Printed
    title: Printed
    body: tuple[Heading | Paragraph | Table, ...]
    recipients: tuple[Printed, ...]
    signatory_title: Printed
    signatory: Printed


def in_words(day: date) -> str:
    """`ngày 07 tháng 3 năm 2023`: days below 10 and the months 1 and 2 bear a 0."""
    month = f"{day.month:02}" if day.month <= FEBRUARY else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def figure(value: Decimal | None) -> str:
    """`1.234,5`, as Vietnamese writes numbers; a dash where there is none."""
    if value is None:
        return "–"
    plain = f"{value.normalize():,f}"
    return plain.translate(str.maketrans(",.", ".,"))
