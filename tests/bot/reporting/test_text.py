from dataclasses import replace
from datetime import date

from bot.ledger.ledger import Ledger
from bot.reporting.report import Asking, DueEntry, Report, read_report
from bot.reporting.span import Span
from bot.reporting.text import report_text
from indexer.knowledge_base import KnowledgeBase
from tests.bot.reporting.conftest import NOW, WEEK, weekdays


def test_a_report_is_one_message(report: Report) -> None:
    assert (
        report_text(report)
        == """\
📊 全科通 2026-11-16 至 2026-11-22（7 天）
2 人问了 13 个问题（上一期 1 个，+1200%）
　当场答上 6（46%）
　点选后答上 1（8%）
　给了选项没人点 1（8%）
　红线提醒 1（8%）
　没答上 4（31%）
社工评价：有用 4，没解决 2，都不是 0

缺口
新开 4，补上 1，不收录 1
还没补上 2，其中逾期 1
关闭用时：一半在 3 个工作日内，九成在 4 个工作日内

问得最多
1. 最低生活保障申请 6 次
2. gone-since 1 次

最没帮上忙
1. 最低生活保障申请：没解决 2，有用 4

到期要复核 1 条
1. 尊老金发放（2026-07-31 到期）

覆盖 4 项：已核 1，初编 0，逾期 1，缺 2
民政 3 项：已核 1，逾期 1，缺 1
街道社区 1 项：缺 1"""
    )


def test_a_quiet_day_says_so(ledger: Ledger, knowledge: KnowledgeBase) -> None:
    today = Span(date(2026, 11, 23), date(2026, 11, 23), WEEK.zone)
    assert (
        report_text(read_report(ledger, knowledge, today, NOW, weekdays))
        == """\
📊 全科通 2026-11-23（1 天）
这段时间没有人问过。

缺口
新开 0，补上 0，不收录 0
还没补上 0，其中逾期 0
这段时间没有关闭的缺口。

覆盖 0 项：已核 0，初编 0，逾期 0，缺 0"""
    )


def test_long_lists_are_cut_and_say_so(report: Report) -> None:
    due = DueEntry("a-b", "某事", "民政", date(2026, 1, 1))
    text = report_text(replace(report, due=(due,) * 7, withdrawn=2))
    assert (
        "5. 某事（2026-01-01 到期）\n…… 还有 2 条，见 python -m indexer due\n临时停用 2 条" in text
    )
    assert "6. 某事" not in text


def test_fewer_questions_than_before_are_told_with_a_minus(report: Report) -> None:
    text = report_text(replace(report, before=Asking(answered=26)))
    assert "问了 13 个问题（上一期 26 个，-50%）" in text
