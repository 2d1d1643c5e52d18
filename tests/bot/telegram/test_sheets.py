"""What a file with a sheet is called, and what stands under it."""

from bot.telegram.notice_buttons import Form
from bot.telegram.sheets import LONGEST_NAME, Order, caption, file_name
from indexer.knowledge_base import KnowledgeBase
from tests.bot.conftest import NOW

UNFIT = set('\\/:*?"<>| \n')


def test_a_file_says_whose_sheet_it_is(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    other = entry.model_copy(update={"title": "临时救助（急难型）"})
    assert file_name(Order((entry,), Form.PDF)) == "最低生活保障申请一次性告知单.pdf"
    assert file_name(Order((entry,), Form.PICTURE)) == "最低生活保障申请一次性告知单.png"
    assert file_name(Order((other, entry), Form.LARGE)) == "临时救助等2件事一次性告知单.pdf"
    assert file_name(Order((entry,), Form.PDF, (1,))) == "最低生活保障申请补正材料告知单.pdf"


def test_a_files_name_is_one_that_any_machine_takes(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    odd = entry.model_copy(update={"title": '甲/乙:"丙" <丁>|' + "长" * 99})
    name = file_name(Order((odd,), Form.PDF))
    assert not UNFIT & set(name)
    assert len(name) <= LONGEST_NAME + len(".pdf")


def test_under_a_file_stand_its_matters_and_what_is_missing(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    day = NOW.date()
    assert caption(Order((entry,), Form.PDF), day) == f"最低生活保障申请\n一次性告知单 · {day}"
    assert caption(Order((entry,), Form.PDF, (2, 4)), day) == (
        f"最低生活保障申请\n补正材料告知单 · 缺第 2、4 项 · {day}"
    )


def test_orders_of_the_same_sheet_share_their_mark(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    assert Order((entry,), Form.PDF).mark == Order((entry,), Form.PDF).mark
    assert Order((entry,), Form.PDF).mark != Order((entry,), Form.LARGE).mark
    assert Order((entry,), Form.PDF).mark != Order((entry,), Form.PDF, (1,)).mark
