"""Plan 878/KH-SVHTT, clause by clause: each demand of the source is found in the plan file.

The table quotes the source, and names what answers each quote. A paragraph of parts II and III
without a quote, or a task that answers no quote, fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from danvan.agency_files import read_organisation, read_policies
from danvan.contracts.base import Comparison
from danvan.contracts.plan import PlanDocument, Recurrence, UnitKind
from danvan.contracts.plan_checks import plan_warnings
from danvan.contracts.policy import policy_in_force
from danvan.contracts.workdays import WorkCalendar
from danvan.plan_file import read_plan

EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "svhtt-2023"
ISSUED = date(2023, 3, 7)

#: Clause → quote from the source → what answers it. The clauses of the preamble, of part I and of
#: the closing words state grounds, purposes and requirements; nothing has to answer them.
TABLE: dict[str, dict[str, str]] = {
    "preamble": {
        "đưa công tác dân vận của cơ quan hành chính nhà nước trở thành nhiệm vụ thường xuyên": "",
        "Căn cứ Chương trình số 04-CTr/BĐVTU-BCSĐUBNDTP": "",
    },
    "I": {"MỤC ĐÍCH – YÊU CẦU": ""},
    "I.1": {
        "a. Nâng cao nhận thức của công chức": "",
        "b. Quán triệt sâu sắc ý thức, trách nhiệm": "",
        "c. Tiếp tục thực hiện có hiệu quả các nội dung chủ đề năm 2023": "",
    },
    "I.2": {
        "a. Thực hiện công tác dân vận trong hoạt động của cơ quan": "",
        "tăng cường trách nhiệm của người đứng đầu": "",
        "b. Công tác dân vận của chính quyền phải xác định nội dung": "",
    },
    "II": {"NỘI DUNG THỰC HIỆN": ""},
    "II.1": {
        "Tiếp tục quán triệt, nâng cao nhận thức": "quan-triet-chu-truong",
        "Đổi mới, nâng cao chất lượng công tác dân vận": "doi-moi-dan-van",
        "Thực hiện hiệu quả chủ đề năm 2023": "chu-de-nam-2023",
        "phát huy không gian văn hóa Hồ Chí Minh": "khong-gian-van-hoa-ho-chi-minh",
        "tổ chức sinh hoạt chuyên đề": "sinh-hoat-chuyen-de",
        "tổ chức hội nghị": "hoi-nghi-tuyen-truyen",
        "sinh hoạt tư tưởng trong các cuộc họp chi bộ": "sinh-hoat-chi-bo",
        "gắn với nội dung “5 không”": "thi-dua-5-khong",
        "phát động đợt thi đua cao điểm": "thi-dua-cao-diem-30-4",
    },
    "II.2": {
        "thực hiện nghiêm quy định về đạo đức công vụ": "dao-duc-cong-vu",
        "thi đua thực hiện văn hóa công sở giai đoạn 2019-2025": "van-hoa-cong-so",
        "thực hiện tốt phương châm “4 xin - 4 luôn”": "van-hoa-cong-so",
        "người lao động là một cán bộ dân vận": "moi-nguoi-la-can-bo-dan-van",
        "Tích cực sửa đổi lỗi làm việc": "sua-doi-loi-lam-viec",
        "không ngừng nâng cao năng lực": "sua-doi-loi-lam-viec",
        "Tạo môi trường làm việc dân chủ, minh bạch": "moi-truong-lam-viec",
        "Mỗi quan hệ đoàn kết nội bộ": "moi-truong-lam-viec",
    },
    "II.3": {
        "Chương trình tổng thể cải cách hành chính nhà nước": "cai-cach-hanh-chinh-2023",
        "kế hoạch thực hiện cải cách hành chính của Sở": "cai-cach-hanh-chinh-2023",
        "rút ngắn thời gian giải quyết": "rut-ngan-quy-trinh",
        "Tập trung giải quyết thủ tục hành chính đúng hẹn": "giai-quyet-dung-hen",
        "Mức độ hài lòng thông qua khảo sát": "khao-sat-hai-long muc-do-hai-long",
        "Tỷ lệ hồ sơ giải quyết đúng hạn đạt mức trên 90%": "ho-so-dung-han",
        "cung cấp dịch vụ công mức độ 3, 4": "dich-vu-cong-truc-tuyen",
        "Thực hiện công bố, cập nhật, niêm yết công khai": "cong-bo-thu-tuc",
        "Tập trung cải cách thủ tục hành chính trong nội bộ": "cai-cach-thu-tuc-noi-bo",
        "Thực hiện nghiêm túc thư cảm ơn, thư xin lỗi": "thu-cam-on-xin-loi",
        "áp dụng biện pháp hành chính, xử lý kỷ luật": "xu-ly-nhung-nhieu",
        "Bố trí nơi làm việc của bộ phận tiếp nhận": "noi-tiep-nhan-va-tiep-dan",
        "công khai chức năng, nhiệm vụ của công chức": "cong-khai-chuc-nang-nhiem-vu",
    },
    "II.4": {
        "chỉ đạo thực hiện quy chế dân chủ cơ sở": "chi-dao-quy-che-dan-chu",
        "Thực hiện dân chủ, công khai, minh bạch trong quản lý": "dan-chu-cong-khai-minh-bach",
        "giải quyết đơn thư khiếu nại, tố cáo, tiếp công dân": "giai-quyet-don-thu",
        "Không để phát sinh những vụ việc tồn đọng": "khong-de-ton-dong",
        "Tổ chức các cuộc họp giao ban định kỳ": "giao-ban-cap-uy-chinh-quyen-doan-the",
        "Tổ chức các Hội nghị đối thoại": "hoi-nghi-doi-thoai",
        "Hàng năm, tổ chức đánh giá tổng kết": "tong-ket-nam",
        "Thường xuyên kiểm tra tình hình thực hiện quy chế": "kiem-tra-quy-che-dan-chu",
        "Quy định chế độ báo cáo": "che-do-bao-cao-dan-chu",
        "định kỳ hàng quý, 6 tháng, 9 tháng, hàng năm": "grassroots-democracy",
        "Tổ chức tốt Hội nghị cán bộ, công chức, viên chức": "hoi-nghi-can-bo-cong-chuc",
    },
    "II.5": {
        "Phát động phong trào thi đua “Dân vận khéo”": "phat-dong-dan-van-kheo",
        "Kịp thời biểu dương và nhân rộng gương điển hình": "bieu-duong-nhan-rong",
    },
    "II.6": {"Tăng cường kiểm tra việc thực hiện": "kiem-tra-cong-tac-dan-van tu-kiem-tra"},
    "III": {"TỔ CHỨC THỰC HIỆN": ""},
    "III.1": {
        "theo dõi việc thực hiện chương trình cải cách": "tham-muu-cai-cach-hanh-chinh",
        "giao ban định kỳ tuần, tháng, quý": "giao-ban-tuan giao-ban-thang giao-ban-quy",
        "tổ chức Hội nghị cán bộ công chức Sở": "ke-hoach-hoi-nghi-can-bo-cong-chuc",
    },
    "III.2": {
        "Thực hiện vai trò thường trực tham mưu": "thuong-truc-dan-van",
        "xây dựng kế hoạch, sơ kết, tổng kết, kiểm tra, báo cáo": "so-ket tong-ket",
        "Hướng dẫn, theo dõi việc thực hiện các quy chế": "huong-dan-quy-che",
        "phân loại công chức viên chức hàng quý": "danh-gia-cong-chuc-quy",
        "phân loại công chức viên chức hàng năm": "danh-gia-cong-chuc-nam",
        "minh bạch tài sản thu nhập": "minh-bach-tai-san",
        "Tham mưu Kế hoạch kiểm tra hoạt động công vụ": "ke-hoach-kiem-tra-cong-vu",
        "Hướng dẫn bình chọn điển hình “Dân vận khéo”": "huong-dan-binh-chon",
        "Theo dõi công tác tổ chức Hội nghị": "theo-doi-hoi-nghi",
    },
    "III.3": {
        "nhiệm vụ, chỉ tiêu theo Kế hoạch công tác ngành": "chi-tieu-ke-hoach-nganh",
        "Quy chế chi tiêu nội bộ": "quy-che-chi-tieu-noi-bo",
        "công khai tài chính và quản lý sử dụng tài sản": "cong-khai-tai-chinh",
    },
    "III.4": {
        "quy trình tiếp công dân, xử lý đơn": "quy-trinh-tiep-cong-dan",
        "Thực hiện công tác kiểm tra, thanh tra hành chính": "thanh-tra-hanh-chinh",
        "Luật Phòng chống tham nhũng": "phong-chong-tham-nhung",
    },
    "III.5": {
        "Thực hiện đầy đủ trách nhiệm có liên quan": "trach-nhiem-cua-phong",
        "Thông tin đầy đủ, công khai đến công chức": "thong-tin-quy-che",
    },
    "III.6": {
        "Xây dựng và triển khai thực hiện": "ke-hoach-cua-don-vi trien-khai-tai-don-vi",
        "Thực hiện sơ kết, tổng kết": "so-ket-don-vi tong-ket-don-vi",
        "báo cáo 06 tháng 10/5. Báo cáo năm gửi trước ngày 10/11": "public-engagement",
    },
    "III.7": {
        "Tổ chức vận động công đoàn viên, đoàn viên thanh niên": "van-dong-doan-vien",
        "Tham gia giám sát quá trình tổ chức triển khai": "giam-sat",
        "phối hợp triển khai tổ chức Hội nghị cán bộ": "huong-dan-to-chuc-hoi-nghi",
        "hướng dẫn hoạt động Ban Thanh tra nhân dân": "huong-dan-ban-thanh-tra-nhan-dan",
    },
    "closing": {"Đề nghị Thủ trưởng cơ quan, đơn vị và Ban chấp hành hai đoàn thể": ""},
}


@pytest.fixture(scope="module")
def plan() -> PlanDocument:
    return read_plan(text_of("plan-878.yaml"), "plan-878.yaml", units())


def text_of(name: str) -> str:
    return (EXAMPLE / name).read_text("utf-8")


def units() -> dict[str, UnitKind]:
    entries = read_organisation(text_of("organisation.yaml"), "organisation.yaml").units
    return {unit.id: unit.kind for unit in entries}


def answers(plan: PlanDocument) -> Iterator[tuple[str, str]]:
    """Clause and id of everything that answers a clause."""
    for items in (plan.tasks, plan.targets, plan.duties):
        yield from ((item.clause, item.id) for item in items)


def test_the_plan_has_every_clause_of_the_source_in_order(plan: PlanDocument) -> None:
    assert [clause.id for clause in plan.clauses] == list(TABLE)


@pytest.mark.parametrize("clause_id", TABLE)
def test_a_clause_stands_in_its_own_words(plan: PlanDocument, clause_id: str) -> None:
    [clause] = [clause for clause in plan.clauses if clause.id == clause_id]
    for quote in TABLE[clause_id]:
        assert quote in f"{clause.heading}\n{clause.text}"


@pytest.mark.parametrize("clause_id", [id_ for id_ in TABLE if id_.startswith(("II.", "III."))])
def test_every_paragraph_that_demands_something_is_quoted(
    plan: PlanDocument, clause_id: str
) -> None:
    [clause] = [clause for clause in plan.clauses if clause.id == clause_id]
    demands = [line for line in clause.text.splitlines() if line[0] not in "¹²³"]
    for paragraph in demands or [clause.heading]:
        assert any(quote in paragraph for quote in TABLE[clause_id]), paragraph


@pytest.mark.parametrize("clause_id", TABLE)
def test_every_quoted_demand_is_answered_and_nothing_else_stands_there(
    plan: PlanDocument, clause_id: str
) -> None:
    expected = {id_ for ids in TABLE[clause_id].values() for id_ in ids.split()}
    assert {id_ for clause, id_ in answers(plan) if clause == clause_id} == expected


def test_the_plan_bears_its_number_date_and_signature(plan: PlanDocument) -> None:
    assert (plan.number, plan.issued_on) == ("878/KH-SVHTT", ISSUED)
    assert (plan.signatory_title, plan.signatory) == ("Giám đốc", "Trần Thế Thuận")


def test_the_plan_names_every_instrument_it_cites(plan: PlanDocument) -> None:
    whole = " ".join(clause.text for clause in plan.clauses)
    assert len(plan.legal_bases) == 12
    for basis in plan.legal_bases:
        assert basis.number in whole


def test_the_plan_rests_on_instruments_that_end_within_its_year(plan: PlanDocument) -> None:
    found = [
        (plan.legal_bases[int(warning.pointer.rpartition("/")[2])].number, warning.rule)
        for warning in plan_warnings(plan, ISSUED)
        if warning.pointer
    ]
    assert found == [
        ("Luật số 10/2022/QH15", "instrument-not-yet-in-force"),
        ("04/2015/NĐ-CP", "instrument-expires-in-plan-year"),
        ("01/2016/TT-BNV", "instrument-expires-in-plan-year"),
    ]


def test_both_targets_are_strictly_more_than_ninety_percent(plan: PlanDocument) -> None:
    assert len(plan.targets) == 2
    for target in plan.targets:
        assert target.comparison == Comparison.GREATER
        assert target.goal == 90
        assert target.unit == "percent"


def test_the_reports_of_iii_6_are_due_on_10_may_and_before_10_november(plan: PlanDocument) -> None:
    calendar = WorkCalendar(version="none", published_until=date(2023, 1, 1), days_off=frozenset())
    [duty] = [duty for duty in plan.duties if duty.clause == "III.6"]
    last_days = {period.id: period.due.last_day(calendar) for period in duty.periods}
    assert last_days == {"h1": (date(2023, 5, 10), False), "year": (date(2023, 11, 9), False)}


def test_the_reports_of_ii_4_come_by_quarter_half_year_nine_months_and_year(
    plan: PlanDocument,
) -> None:
    [duty] = [duty for duty in plan.duties if duty.clause == "II.4"]
    assert [period.id for period in duty.periods] == ["q1", "h1", "m9", "year"]
    assert all(period.window.assumed and period.due.assumed for period in duty.periods)


def test_briefings_come_back_as_often_as_the_plan_says(plan: PlanDocument) -> None:
    every = {task.id: task.every for task in plan.tasks}
    assert every["giao-ban-tuan"] == Recurrence.WEEKLY
    assert every["giao-ban-thang"] == Recurrence.MONTHLY
    assert every["giao-ban-quy"] == Recurrence.QUARTERLY
    assert every["hoi-nghi-can-bo-cong-chuc"] == Recurrence.YEARLY


def test_the_plan_goes_to_everybody_it_names(plan: PlanDocument) -> None:
    names = [recipient.name for recipient in plan.recipients]
    assert names == [
        "Sở Nội vụ",
        "Đảng ủy – Lãnh đạo Sở",
        "Công đoàn, Đoàn Thanh niên Sở",
        "Các phòng, ban, đơn vị sự nghiệp",
        "Lưu: VT, TCPC, C",
    ]


def test_the_policies_say_what_the_plan_says(plan: PlanDocument) -> None:
    rows = read_policies(text_of("policies.yaml"), "policies.yaml").rows
    duties = {duty.id: {p.id: p for p in duty.periods} for duty in plan.duties}
    half, whole = duties["public-engagement"]["h1"], duties["public-engagement"]["year"]
    named = {
        "report.public-engagement.h1.due": half.due.on,
        "report.public-engagement.h1.cutoff": half.window.until,
        "report.public-engagement.year.due": whole.due.before,
        "report.public-engagement.year.cutoff": whole.window.until,
        **{
            f"report.window.{period_id}.cutoff": period.window.until
            for period_id, period in duties["grassroots-democracy"].items()
        },
    }
    assert {key: policy_in_force(rows, key, ISSUED).day_in(2023) for key in named} == named
    counted = {
        "report.grassroots-democracy.due": duties["grassroots-democracy"]["q1"].due.working_days,
        "report.remind.first": half.remind_days_before[0],
        "report.remind.second": half.remind_days_before[1],
        "report.overdue.grace": half.grace_working_days,
        "task.escalation.grace": plan.escalation_grace_working_days,
        "target.satisfaction": plan.targets[0].goal,
        "target.on-time-dossiers": plan.targets[1].goal,
    }
    assert {key: policy_in_force(rows, key, ISSUED).number for key in counted} == counted


def test_the_child_plan_answers_a_clause_of_this_plan(plan: PlanDocument) -> None:
    name = "child-plan-bao-tang-chung-tich.yaml"
    child = read_plan(text_of(name), name, units())
    assert child.parent == plan.plan
    assert child.answers in TABLE
