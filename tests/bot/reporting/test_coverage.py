from datetime import date

from bot.reporting.coverage import DepartmentCoverage, coverage_board, in_all
from bot.reporting.text import coverage_text
from indexer.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 23)


def test_each_item_stands_in_one_way(base: KnowledgeBase) -> None:
    assert coverage_board(base, TODAY) == (
        DepartmentCoverage("民政", verified=1, compiled=0, overdue=1, missing=1),
        DepartmentCoverage("街道社区", verified=0, compiled=0, overdue=0, missing=1),
    )


def test_an_entry_is_overdue_from_its_day_on(base: KnowledgeBase) -> None:
    due = base.entries["elderly-allowance"].review.due
    assert in_all(coverage_board(base, due)).overdue == 1
    assert in_all(coverage_board(base, due.replace(day=due.day - 1))).overdue == 0


def test_the_board_is_one_message(base: KnowledgeBase) -> None:
    assert coverage_text(coverage_board(base, TODAY)) == (
        "覆盖 4 项：已核 1，初编 0，逾期 1，缺 2\n"
        "民政 3 项：已核 1，逾期 1，缺 1\n"
        "街道社区 1 项：缺 1"
    )


def test_a_base_without_a_catalogue_has_an_empty_board(knowledge: KnowledgeBase) -> None:
    assert coverage_board(knowledge, TODAY) == ()
    assert coverage_text(()) == "覆盖 0 项：已核 0，初编 0，逾期 0，缺 0"
