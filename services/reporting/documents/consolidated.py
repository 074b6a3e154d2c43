"""What the consolidated report of a duty says: who reported, the figures, the narratives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel

from danvan.contracts.reporting import (
    ConsolidationContent,
    DutyTerms,
    Method,
    Missing,
    Source,
    Standing,
)
from danvan.services.reporting.documents.model import (
    Document,
    Heading,
    Paragraph,
    Table,
    figure,
    in_words,
)

REPORT = "Báo cáo "
METHODS = {
    Method.SUM: "Tổng",
    Method.RATIO: "Tỷ lệ chung",
    Method.MEAN: "Trung bình cộng",
}
MEAN = (
    "Trung bình cộng của các tỷ lệ tính mỗi đơn vị như nhau, vì không phải đơn vị nào cũng có số"
    " liệu gốc của tỷ lệ đã báo cáo."
)
STANDINGS = {
    Standing.AWAITED: "Chưa đến hạn",
    Standing.OVERDUE: "Quá hạn, chưa nộp",
    Standing.UNDER_REVIEW: "Đã nộp, đang xem xét",
    Standing.RETURNED: "Đã trả lại để bổ sung",
    Standing.WAIVED: "Được miễn",
}
Block = Heading | Paragraph | Table


class Narrative(BaseModel):
    """What one unit wrote in one section."""

    section: str
    unit: str
    text: str


class Letterhead(BaseModel):
    """What stands on the paper besides the report: `number` as the registry gave it."""

    superior: str
    place: str
    day: date
    number: str = ""


def consolidated_report(
    terms: DutyTerms,
    content: ConsolidationContent,
    narratives: Sequence[Narrative],
    letterhead: Letterhead,
) -> Document:
    """The document of one version of a consolidation."""
    return Document(
        superior=letterhead.superior.upper(),
        agency=terms.agency.name.vi.upper(),
        number=f"Số: {letterhead.number or '         '}/{_symbol(terms.plan_number)}",
        place_and_date=f"{letterhead.place}, {in_words(letterhead.day)}",
        kind="BÁO CÁO",
        title=_title(terms),
        body=tuple(_body(terms, content, narratives)),
        recipients=(
            f"{terms.to.name.vi};",
            "Các đơn vị nộp báo cáo;",
            "Lưu: VT.",
        ),
        signatory_title=terms.signatory_title.upper(),
        signatory=terms.signatory,
    )


def _symbol(plan_number: str) -> str:
    """`878/KH-SVHTT` → `BC-SVHTT`: the same agency, another kind of document."""
    _, dash, agency = plan_number.rpartition("-")
    return f"BC{dash}{agency}" if dash else "BC"


def _title(terms: DutyTerms) -> str:
    """`Tình hình thực hiện … 06 tháng năm 2023`; that it is a report stands above it."""
    series, period = (title.removeprefix(REPORT) for title in (terms.series_title, terms.title))
    return f"{series[0].upper()}{series[1:]} {period}"


def _body(
    terms: DutyTerms, content: ConsolidationContent, narratives: Sequence[Narrative]
) -> Iterator[Block]:
    window = terms.window
    yield Paragraph(
        text=f"Thực hiện Kế hoạch số {terms.plan_number} (mục {terms.clause}), {terms.to.name.vi}"
        f" tổng hợp báo cáo của các đơn vị, số liệu từ {in_words(window.from_)} đến hết"
        f" {in_words(window.until)}, như sau:"
    )
    yield Heading(text="I. TÌNH HÌNH NỘP BÁO CÁO")
    yield from _submissions(terms, content)
    yield Heading(text="II. SỐ LIỆU TỔNG HỢP")
    yield _figures(content)
    if any(each.method is Method.MEAN and each.shares for each in content.figures):
        yield Paragraph(text=MEAN)
    yield Heading(text="III. KẾT QUẢ THỰC HIỆN")
    yield from _narratives(terms, content, narratives)
    yield Paragraph(text="Trên đây là báo cáo tổng hợp từ báo cáo của các đơn vị./.")


def _submissions(terms: DutyTerms, content: ConsolidationContent) -> Iterator[Block]:
    late = [source for source in content.sources if source.late]
    expected = len(content.sources) + len(content.missing)
    yield Paragraph(
        text=f"Có {len(content.sources)}/{expected} đơn vị có báo cáo được chấp nhận, trong đó"
        f" {len(late)} báo cáo nộp sau hạn ({in_words(terms.last_day_on_time)})."
    )
    rows = [(source, "Nộp sau hạn") for source in late] + [
        (missing, STANDINGS[missing.standing]) for missing in content.missing
    ]
    if rows:
        yield _numbered(("Đơn vị", "Tình trạng"), [_row(*row) for row in rows], (1, 8, 6))


def _row(of: Source | Missing, standing: str) -> tuple[str, str]:
    return of.name.vi, standing


def _figures(content: ConsolidationContent) -> Table:
    rows = [
        (each.label, METHODS[each.method], str(len(each.shares)), figure(each.value))
        for each in content.figures
    ]
    return _numbered(("Chỉ tiêu", "Cách tính", "Số đơn vị", "Kết quả"), rows, (1, 8, 3, 2, 3))


def _numbered(
    header: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]
) -> Table:
    counted = tuple((str(number), *row) for number, row in enumerate(rows, 1))
    return Table(header=("TT", *header), rows=counted, widths=widths)


def _narratives(
    terms: DutyTerms, content: ConsolidationContent, narratives: Sequence[Narrative]
) -> Iterator[Block]:
    """Section by section, what the units wrote, in the order of the sources."""
    names = {source.unit: source.name.vi for source in content.sources}
    for number, section in enumerate(terms.template.sections, 1):
        yield Heading(text=f"{number}. {section.title}")
        written = [each for each in narratives if each.section == section.id]
        for each in written:
            first, *more = each.text.strip().splitlines() or [""]
            yield Paragraph(lead=f"{names[each.unit]}:", text=first)
            yield from (Paragraph(text=line) for line in more if line.strip())
        if not written:
            yield Paragraph(text="Không có nội dung.")
