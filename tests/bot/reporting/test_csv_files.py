import csv
import io
from dataclasses import replace

import pytest

from bot.reporting.csv_files import csv_files, harmless
from bot.reporting.report import Report


def rows(report: Report, name: str) -> list[list[str]]:
    content = csv_files(report)[name]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_figures_come_one_a_line(report: Report) -> None:
    figures = dict(rows(report, "汇总.csv"))
    assert figures == {
        "项目": "数",
        "第一天": "2026-11-16",
        "最后一天": "2026-11-22",
        "提问的人": "2",
        "提问": "13",
        "当场答上": "6",
        "点选后答上": "1",
        "给了选项没人点": "1",
        "红线提醒": "1",
        "没答上": "4",
        "评价有用": "4",
        "评价没解决": "2",
        "评价都不是": "0",
        "新开缺口": "4",
        "补上缺口": "1",
        "不收录缺口": "1",
        "没补上缺口": "2",
        "逾期缺口": "1",
        "关闭用时中位数（工作日）": "3.0",
        "关闭用时九成以内（工作日）": "4",
        "到期要复核": "1",
        "临时停用": "0",
    }


def test_every_sheet_has_as_many_cells_a_line_as_its_heading(report: Report) -> None:
    assert list(csv_files(report)) == [
        "汇总.csv", "提问.csv", "缺口.csv", "问得最多.csv", "最没帮上忙.csv", "到期复核.csv", "覆盖.csv",
    ]  # fmt: skip
    for name in csv_files(report):
        lengths = {len(row) for row in rows(report, name)}
        assert len(lengths) == 1, name


def test_a_question_that_looks_like_a_formula_stays_text(report: Report) -> None:
    gap = replace(report.gap_lines[0], text='=HYPERLINK("http://x","点我")\r\n二')
    assert rows(replace(report, gap_lines=(gap,)), "缺口.csv") == [
        ["编号", "问题", "状态", "提出", "期限", "关闭", "工作日"],
        ["1", "'=HYPERLINK(\"http://x\",\"点我\") 二", "已发布", "2026-11-16", "2026-11-18", "2026-11-18", "2"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "＝1", "＋1", "－1", "＠x", "\t=1", "\r1", " =1", "\0=1", "|calc"]
)  # fmt: skip
def test_every_sign_that_begins_a_formula_is_neutralised(text: str) -> None:
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["低保-材料", "a=b", "", "2026-11-16", "'"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_the_sum_of_the_board_stands_last(report: Report) -> None:
    assert rows(report, "覆盖.csv")[1:] == [
        ["民政", "3", "1", "0", "1", "1"],
        ["街道社区", "1", "0", "0", "0", "1"],
        ["全部", "4", "1", "0", "1", "2"],
    ]
