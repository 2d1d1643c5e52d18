"""What the buttons of 告知单 say and send."""

import pytest
from telegram import InlineKeyboardMarkup

from bot.telegram.buttons import Act, read_press
from bot.telegram.notice_buttons import (
    NO_CARD,
    basket_keyboard,
    choices_keyboard,
    paper_labels,
    ticks_keyboard,
    which_keyboard,
)
from indexer.entry import Procedure
from indexer.knowledge_base import KnowledgeBase

LONGEST_DATA = 64  # bytes
QUESTION = str(10**9)


@pytest.fixture
def allowance(knowledge: KnowledgeBase) -> Procedure:
    entry = knowledge.entries["living-allowance"]
    assert isinstance(entry, Procedure)
    return entry


def data(*keyboards: InlineKeyboardMarkup) -> list[str]:
    return [
        str(one.callback_data)
        for keyboard in keyboards
        for row in keyboard.inline_keyboard
        for one in row
    ]


def labels(keyboard: InlineKeyboardMarkup) -> list[list[str]]:
    return [[one.text for one in row] for row in keyboard.inline_keyboard]


def test_what_a_button_sends_fits_and_is_read_back(allowance: Procedure) -> None:
    allowance._id = "a" * 48
    sent = data(
        choices_keyboard(allowance, QUESTION, ["x"]),
        ticks_keyboard(allowance, 9, {1, 2}, QUESTION),
        basket_keyboard([allowance] * 5),
        which_keyboard([allowance]),
    )
    assert max(len(one.encode()) for one in sent) <= LONGEST_DATA
    assert all(read_press(one) is not None for one in sent)


def test_what_was_collected_already_is_not_offered_again(allowance: Procedure) -> None:
    assert labels(choices_keyboard(allowance, "", []))[1] == ["补正", "加进合并单"]
    assert labels(choices_keyboard(allowance, "", ["a"]))[1] == [
        "补正", "加进合并单（已有 1）", "看合并单（1）",
    ]  # fmt: skip
    assert labels(choices_keyboard(allowance, "", [allowance.id]))[1] == ["补正", "看合并单（1）"]


def test_where_no_card_stands_above_nothing_leads_back_to_one(allowance: Procedure) -> None:
    acts = {read_press(one).act for one in data(choices_keyboard(allowance, NO_CARD, []))}  # type: ignore[union-attr]  # read above
    assert Act.CARD not in acts


def test_a_label_is_cut_where_the_button_would_cut_it(allowance: Procedure) -> None:
    long = allowance.model_copy(update={"materials": ("很长的材料" * 20, "短")})
    keyboard = ticks_keyboard(long, 0, {2}, "")
    first, second = (row[0].text for row in keyboard.inline_keyboard[:2])
    assert first == "☐ " + paper_labels(long)[1]
    assert first.endswith("…")
    assert second == "☑ 2 短"


def test_a_line_that_only_remarks_something_has_no_box(allowance: Procedure) -> None:
    remark = allowance.model_copy(update={"materials": ("身份证", "上面这些由系统核验")})
    assert list(paper_labels(remark)) == [1]
