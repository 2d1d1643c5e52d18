"""Cards as messages that fit."""

import re
from datetime import date

import pytest

from bot.assistant import Answered
from bot.card import Block, Card, render
from bot.telegram.page import LONGEST_MESSAGE, cut, messages, utf16_length, whole_card
from tests.bot.conftest import NOW, HandMade


def plain(page: str) -> str:
    """Return a page as it is shown."""
    text = re.sub(r"</?b>", "", page)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_headings_are_bold_and_the_rest_is_text(finder: HandMade) -> None:
    (page,) = messages(render(Answered(finder.find("")[0]), NOW.date()))
    assert page.startswith("<b>最低生活保障申请</b>\n\n收入低于标准")
    assert "<b>【材料】</b>\n1. 身份证、户口簿" in page


def test_markup_in_an_entry_stays_text() -> None:
    (page,) = messages(Card("a<b>&_*", (Block("", ("1 < 2 & 3 > 2",)),)))
    assert page == "<b>a&lt;b&gt;&amp;_*</b>\n\n1 &lt; 2 &amp; 3 &gt; 2"


@pytest.mark.parametrize(
    "line",
    ["字" * 5000, "😀" * 3000, "字" * 4094 + "😀", "𠀀字" * 2000, "&<>" * 2000, "👨‍👩‍👧‍👦" * 1000],
)
def test_long_lines_are_cut_into_messages_that_fit_and_nothing_is_lost(line: str) -> None:
    pages = messages(Card("长", (Block("", (line,)),)))
    shown = [plain(page) for page in pages]
    assert all(utf16_length(page) <= LONGEST_MESSAGE for page in shown)
    assert "".join(shown).removeprefix("长").replace("\n", "") == line
    assert all(page.encode("utf-16-le").decode("utf-16-le") for page in shown)


def test_an_emoji_of_several_characters_is_never_cut() -> None:
    parts = list(cut("👨‍👩‍👧‍👦" * 1000))
    assert all(part.count("👨‍👩‍👧‍👦") * len("👨‍👩‍👧‍👦") == len(part) for part in parts)


def test_a_long_line_is_cut_after_a_sentence() -> None:
    sentence = "办理时应当一次性告知全部材料。"
    parts = list(cut(sentence * 400))
    assert all(part.endswith("。") for part in parts)


def test_a_cut_falls_between_blocks_where_it_can() -> None:
    card = Card("长", (Block("甲", ("字" * 3000,)), Block("乙", ("字" * 2000,))))
    pages = messages(card)
    assert [page.count("【") for page in pages] == [1, 1]
    assert pages[1].startswith("<b>【乙】</b>\n字")


def test_a_block_longer_than_a_message_is_cut_between_lines() -> None:
    lines = tuple(f"第{number}行" + "字" * 90 for number in range(100))
    pages = messages(Card("长", (Block("", lines),)))
    assert len(pages) == 3
    shown = "\n".join(pages)
    assert all(line in shown for line in lines)


def test_a_lone_surrogate_harms_nothing() -> None:
    assert messages(Card("a\ud800b")) == ["<b>a?b</b>"]


def test_a_whole_card_folds_nothing(finder: HandMade) -> None:
    entry = finder.find("")[0].entry
    text = "\n".join(messages(whole_card(entry, date(2026, 11, 23))))
    assert "5. 病历（有则交）" in text
    assert "看全部" not in text
