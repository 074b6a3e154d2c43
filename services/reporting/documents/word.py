"""Sets a document as Word. Fonts, sizes and margins are those of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from danvan.services.reporting.documents.model import Document, Heading, Paragraph, Table

FONT = "Times New Roman"
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
#: What is left of an A4 page between the margins, in millimetres.
LINE = 165


def to_word(document: Document) -> bytes:
    """The bytes of a .docx file."""
    word = docx.Document()
    _page(word)
    _letterhead(word, document)
    _title(word, document)
    for block in document.body:
        match block:
            case Heading(text=text):
                _say(word.add_paragraph(), text, bold=True)
            case Paragraph():
                _paragraph(word, block)
            case Table():
                _table(word, block)
    _ending(word, document)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)


def _say(
    paragraph: WordParagraph,
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> WordParagraph:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _columns(word: Any, *widths: int) -> tuple[_Cell, ...]:
    """Cells side by side without borders, as wide as given in millimetres."""
    table = word.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    return tuple(table.rows[0].cells)


def _letterhead(word: Any, document: Document) -> None:
    left, right = _columns(word, 60, 105)
    _tight(left.paragraphs[0], document.superior, size=12)
    _tight(left.add_paragraph(), document.agency, size=12, bold=True)
    _rule(left.add_paragraph(), 20)
    _tight(left.add_paragraph(), document.number, size=13)
    _tight(right.paragraphs[0], document.country, size=12, bold=True)
    _tight(right.add_paragraph(), document.motto, size=13, bold=True)
    _rule(right.add_paragraph(), 21)
    _tight(right.add_paragraph(), document.place_and_date, size=13, italic=True)


def _title(word: Any, document: Document) -> None:
    _tight(word.add_paragraph(), document.kind, bold=True).paragraph_format.space_before = Pt(12)
    _tight(word.add_paragraph(), document.title, bold=True)
    _rule(word.add_paragraph(), 58)


def _tight(paragraph: WordParagraph, text: str, **how: Any) -> WordParagraph:
    paragraph.paragraph_format.space_after = Pt(0)
    return _say(paragraph, text, align=CENTRE, **how)


def _rule(paragraph: WordParagraph, indent: int) -> None:
    """A line across the paragraph, indented on both sides by so many millimetres."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm(indent)
    form.space_after, form.line_spacing = Pt(2), Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in {"val": "single", "sz": "6", "space": "1", "color": "auto"}.items():
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"
    )


def _paragraph(word: Any, block: Paragraph) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.alignment = JUSTIFY
    if block.lead:
        _say(paragraph, f"{block.lead} ", bold=True)
    _say(paragraph, block.text)


def _table(word: Any, block: Table) -> None:
    table = word.add_table(rows=1, cols=len(block.header))
    table.style = "Table Grid"
    table.autofit = False
    share = LINE / sum(block.widths)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    rows = [table.rows[0].cells, *(table.add_row().cells for _ in block.rows)]
    for number, (cells, texts) in enumerate(zip(rows, (block.header, *block.rows), strict=True)):
        for cell, text, width in zip(cells, texts, block.widths, strict=True):
            cell.width = Mm(round(width * share))
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            _say(paragraph, text, size=12, bold=number == 0, align=CENTRE if number == 0 else None)
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _ending(word: Any, document: Document) -> None:
    left, right = _columns(word, 82, 83)
    first = left.paragraphs[0]
    first.paragraph_format.space_after = Pt(0)
    _say(first, "Nơi nhận:", size=12, bold=True, italic=True)
    for recipient in document.recipients:
        line = left.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        _say(line, f"- {recipient}", size=11)
    _tight(right.paragraphs[0], document.signatory_title, bold=True)
    signature = _tight(right.add_paragraph(), document.signatory, bold=True)
    signature.paragraph_format.space_before = Mm(25)
