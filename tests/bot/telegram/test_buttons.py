"""What buttons say and send."""

import pytest
from telegram import InlineKeyboardMarkup

from bot.assistant import Answered, Suggested
from bot.card import render
from bot.telegram.buttons import Act, Press, button, card_keyboard, entries_keyboard, read_press
from tests.bot.conftest import NOW, HandMade

LONGEST_DATA = 64  # bytes


def rows(keyboard: InlineKeyboardMarkup | None) -> list[list[str]]:
    assert keyboard is not None
    return [[one.text for one in row] for row in keyboard.inline_keyboard]


def data(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    assert keyboard is not None
    return [str(one.callback_data) for row in keyboard.inline_keyboard for one in row]


def test_sections_stand_side_by_side_above_what_was_thought(finder: HandMade) -> None:
    card = render(Answered(finder.find("")[0]), NOW.date())
    assert rows(card_keyboard(card, 7))[0] == ["条件", "材料", "流程", "渠道"]
    assert rows(card_keyboard(card, 7))[-1] == ["全文", "告知单", "有用", "没解决"]
    assert rows(card_keyboard(card))[-1] == ["全文", "告知单"]
    assert rows(card_keyboard(card, 7, 2))[-1] == ["全文", "告知单（2）", "有用", "没解决"]


def test_what_is_no_procedure_has_no_sheet(finder: HandMade) -> None:
    card = render(Answered(finder.find("")[1]), NOW.date())
    assert rows(card_keyboard(card, 7))[-1] == ["全文", "有用", "没解决"]


def test_suggestions_have_a_row_each_and_none_of_these(finder: HandMade) -> None:
    card = render(Suggested(tuple(finder.find(""))), NOW.date())
    assert rows(card_keyboard(card, 7)) == [
        ["最低生活保障申请"], ["尊老金发放"], ["邻里噪音纠纷处理"], ["都不是"],
    ]  # fmt: skip


def test_what_a_button_sends_fits_into_64_bytes(finder: HandMade) -> None:
    entry = finder.find("")[0].entry
    entry._id = "a" * 48
    number = 10**9
    for reply in (Answered(finder.find("")[0]), Suggested(tuple(finder.find("")))):
        sent = data(card_keyboard(render(reply, NOW.date()), number))
        assert max(len(one.encode()) for one in sent) <= LONGEST_DATA
    listed = data(entries_keyboard("t" * 48, [entry] * 99, 5))
    assert max(len(one.encode()) for one in listed) <= LONGEST_DATA


def test_pages_of_entries_lead_to_their_neighbours(finder: HandMade) -> None:
    entries = [finder.find("")[0].entry] * 20
    assert rows(entries_keyboard("t", entries, 0))[-1] == ["全部领域", "下一页 ›"]
    assert rows(entries_keyboard("t", entries, 1))[-1] == ["‹ 上一页", "全部领域", "下一页 ›"]
    assert rows(entries_keyboard("t", entries, 2))[-1] == ["‹ 上一页", "全部领域"]


def test_what_is_pressed_is_read_back() -> None:
    sent = str(button("材料", Act.SECTION, "living-allowance", "材料").callback_data)
    assert read_press(sent) == Press(Act.SECTION, ("living-allowance", "材料"))


@pytest.mark.parametrize("sent", ["", "X", "drop:a", "ss:a", " s:a", "材料"])
def test_what_none_of_our_buttons_sends_is_none(sent: str) -> None:
    assert read_press(sent) is None


@pytest.mark.parametrize("written", ["", "-1", "１２", "1e3", "x", "9" * 30])
def test_a_number_that_is_none_is_none(written: str) -> None:
    assert Press(Act.HELPFUL, (written,)).number(0) is None
    assert Press(Act.HELPFUL, ()).number(0) is None


def test_a_long_label_is_cut() -> None:
    assert button("字" * 100, Act.ASK_AGAIN, 1).text == "字" * 39 + "…"
