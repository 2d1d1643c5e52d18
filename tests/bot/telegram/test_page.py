import pytest

from bot.assistant import Answered, Suggested
from bot.card import Block, Card, render
from bot.telegram.page import LONGEST_MESSAGE, keyboard, messages, utf16_length
from tests.bot.conftest import NOW, HandMade


def test_headings_are_bold_and_the_rest_is_text(finder: HandMade) -> None:
    (page,) = messages(render(Answered(finder.find("")[0]), NOW.date()))
    assert page.startswith("<b>最低生活保障申请</b>\n\n收入低于标准")
    assert "<b>【材料】</b>\n1. 身份证、户口簿" in page


def test_markup_in_an_entry_stays_text() -> None:
    (page,) = messages(Card("a<b>&_*", (Block("", ("1 < 2 & 3 > 2",)),)))
    assert "a&lt;b&gt;&amp;_*" in page
    assert "1 &lt; 2 &amp; 3 &gt; 2" in page


@pytest.mark.parametrize("line", ["字" * 5000, "😀" * 3000, "字" * 4095 + "😀", "𠀀字" * 2000])
def test_long_cards_are_cut_into_messages_that_fit(line: str) -> None:
    pages = messages(Card("长", (Block("", (line,)),)))
    assert all(
        utf16_length(page.replace("<b>", "").replace("</b>", "")) <= LONGEST_MESSAGE
        for page in pages
    )
    assert "".join(pages).replace("<b>长</b>", "").replace("\n", "") == line


def test_many_lines_are_cut_between_lines() -> None:
    lines = tuple(f"第{number}行" + "字" * 90 for number in range(100))
    pages = messages(Card("长", (Block("", lines),)))
    assert len(pages) == 3
    assert all(line in "\n".join(pages) for line in lines)


def test_section_buttons_stand_side_by_side(finder: HandMade) -> None:
    buttons = keyboard(render(Answered(finder.find("")[0]), NOW.date()))
    assert buttons is not None
    rows = [[button.text for button in row] for row in buttons.inline_keyboard]
    assert rows[0] == ["条件", "材料", "流程", "渠道"]


def test_suggestions_have_a_row_each_and_none_of_these(finder: HandMade) -> None:
    buttons = keyboard(render(Suggested(tuple(finder.find(""))), NOW.date()))
    assert buttons is not None
    assert [[button.text for button in row] for row in buttons.inline_keyboard][-1] == ["都不是"]


def test_what_a_button_sends_fits_into_64_bytes(finder: HandMade) -> None:
    entry = finder.find("")[0].entry
    entry._id = "a" * 48
    buttons = keyboard(render(Answered(finder.find("")[0]), NOW.date()))
    assert buttons is not None
    data = [str(button.callback_data) for row in buttons.inline_keyboard for button in row]
    assert max(len(one.encode()) for one in data) <= 64
