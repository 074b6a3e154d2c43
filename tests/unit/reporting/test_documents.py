"""Consolidated reports on paper: the letterhead of Decree 30/2020/NĐ-CP, as Word and as PDF."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
import typst
from docx.shared import Length

from danvan.services.reporting.documents import (
    Document,
    Letterhead,
    Narrative,
    consolidated_report,
    to_pdf,
    to_word,
)
from danvan.services.reporting.documents.consolidated import MEAN
from danvan.services.reporting.documents.model import (
    Heading,
    Paragraph,
    Table,
    figure,
    in_words,
)
from danvan.services.reporting.documents.pdf import TEMPLATE
from tests.unit.reporting.examples import MUSEUM, THEATRE, terms
from tests.unit.reporting.test_consolidation import consolidate, decided, missing, satisfied

TEXT = "Đã quán triệt <các> văn bản & #chỉ_thị.\n\nTổ chức 3 buổi\x07 sinh hoạt."


def document(number: str = "") -> Document:
    made = decided(consolidate(*satisfied("90"), absent=(missing(THEATRE),)))
    narratives = [Narrative(section="leadership", unit=MUSEUM, text=TEXT)]
    letterhead = Letterhead(
        superior="Ủy ban nhân dân Thành phố Hồ Chí Minh",
        place="Thành phố Hồ Chí Minh",
        day=date(2023, 5, 2),
        number=number,
    )
    return consolidated_report(terms(), made, narratives, letterhead)


def word() -> docx.document.Document:
    return docx.Document(BytesIO(to_word(document())))


def set_by_typst(selector: str) -> list[dict[str, object]]:
    inputs = {"document": document().model_dump_json()}
    found = typst.query(TEMPLATE, selector, ignore_system_fonts=True, sys_inputs=inputs)
    return list(json.loads(found))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2023, 5, 2), "ngày 02 tháng 5 năm 2023"),
        (date(2023, 1, 31), "ngày 31 tháng 01 năm 2023"),
        (date(2023, 2, 10), "ngày 10 tháng 02 năm 2023"),
        (date(2023, 12, 9), "ngày 09 tháng 12 năm 2023"),
    ],
)
def test_a_date_is_written_as_the_decree_says(day: date, words: str) -> None:
    assert in_words(day) == words


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234567"), "1.234.567"),
        (Decimal("92.50"), "92,5"),
        (Decimal("100"), "100"),
        (Decimal(0), "0"),
        (None, "–"),
    ],
)
def test_a_figure_is_written_as_in_vietnamese(value: Decimal | None, written: str) -> None:
    assert figure(value) == written


def test_the_letterhead_names_superior_agency_number_place_and_date() -> None:
    made = document("321")
    assert made.superior == "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH"
    assert made.agency == "SỞ VĂN HÓA VÀ THỂ THAO"
    assert made.number == "Số: 321/BC-SVHTT"
    assert made.place_and_date == "Thành phố Hồ Chí Minh, ngày 02 tháng 5 năm 2023"
    assert (made.signatory_title, made.signatory) == ("GIÁM ĐỐC", "Giám đốc Sở")


def test_the_number_is_left_blank_until_it_is_registered() -> None:
    assert document().number.split("/")[0].removeprefix("Số:").strip() == ""


def test_the_title_does_not_say_twice_that_it_is_a_report() -> None:
    made = document()
    assert (made.kind, made.title) == (
        "BÁO CÁO",
        "Công tác dân vận chính quyền 06 tháng năm 2023",
    )


def test_who_is_missing_and_every_figure_stand_in_tables() -> None:
    absent, figures = (block for block in document().body if isinstance(block, Table))
    assert absent.rows == (("1", "Nhà hát Kịch", "Quá hạn, chưa nộp"),)
    assert figures.rows[3] == ("4", "Mức hài lòng", "Trung bình cộng", "1", "90")
    assert figures.rows[4] == ("5", "Tiết kiệm", "Tổng", "0", "–")


def test_a_mean_of_percentages_says_that_it_is_one() -> None:
    texts = [block.text for block in document().body if isinstance(block, Paragraph)]
    assert [text for text in texts if text.startswith("Trung bình cộng")] == [MEAN]


def test_word_has_the_paper_and_margins_of_the_decree() -> None:
    page = word().sections[0]
    sizes = (page.page_width, page.page_height, page.left_margin, page.right_margin)
    assert [round(Length(size or 0).mm) for size in sizes] == [210, 297, 30, 15]
    assert [round(Length(size or 0).mm) for size in (page.top_margin, page.bottom_margin)] == [
        20,
        20,
    ]


def test_word_says_everything_once_in_order() -> None:
    made = word()
    head = [cell.text.splitlines() for cell in made.tables[0].rows[0].cells]
    assert head[1][:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    lines = [paragraph.text for paragraph in made.paragraphs if paragraph.text]
    assert lines[:2] == ["BÁO CÁO", document().title]
    at = lines.index("Bảo tàng Thành phố: Đã quán triệt <các> văn bản & #chỉ_thị.")
    assert lines[at + 1] == "Tổ chức 3 buổi sinh hoạt."
    figures = made.tables[2]
    assert [cell.text for cell in figures.rows[1].cells] == ["1", "Số hoạt động", "Tổng", "1", "3"]
    ending = [cell.text.splitlines() for cell in made.tables[3].rows[0].cells]
    assert ending[0][0] == "Nơi nhận:" and ending[1] == ["GIÁM ĐỐC", "Giám đốc Sở"]


def test_the_pdf_has_the_same_parts() -> None:
    headings = [block.text for block in document().body if isinstance(block, Heading)]
    assert len(set_by_typst("heading")) == len(headings)
    assert len(set_by_typst("table")) == 2


def test_the_same_document_gives_the_same_pdf() -> None:
    made = to_pdf(document())
    assert made.startswith(b"%PDF-") and made == to_pdf(document())
