"""Gaps as a supervisor reads them, whole; and what their buttons send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from telegram import InlineKeyboardMarkup

from bot import wording
from bot.card import plain_text
from bot.curation.curator import GapCard
from bot.ledger.gap_list import Gap, GapQuestion
from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.person import Channel, Person
from bot.ledger.questions import Question
from bot.outcome import Outcome
from bot.telegram.gap_desk import numbers_in, read_draft
from bot.telegram.gap_page import (
    A_PAGE,
    BY_REPLY,
    MOST_QUESTIONS,
    Deed,
    Prompt,
    gap_card,
    gap_keyboard,
    list_card,
    list_keyboard,
    merge_keyboard,
    prompt_text,
    read_prompt,
)
from indexer.knowledge_base import KnowledgeBase
from tests.bot.conftest import NOW

CHEN, ZHOU = Person(Channel.TELEGRAM, 2001), Person(Channel.TELEGRAM, 2002)
NAMES = {CHEN: "老陈"}
GAP = Gap(
    id=12,
    text="猫能上户口吗",
    state=GapState.OPEN,
    is_urgent=False,
    opened_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    due_at=datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
    owner=None,
    claimed_at=None,
    closed_at=None,
    entry=None,
    reason="",
    merged_into=None,
    questions=2,
    people=2,
    last_asked_at=datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
)
LONGEST_DATA = 64  # bytes


def question(number: int, text: str, reason: str = "") -> GapQuestion:
    asked = Question(
        number, str(number), "x", "telegram", text, Outcome.UNANSWERED, None, "v1", 0.0, (), (), (),
        GAP.opened_at, None, None,
    )  # fmt: skip
    return GapQuestion(asked, GAP.id, GapCause.UNANSWERED, reason, GAP.opened_at)


@pytest.fixture
def shown(knowledge: KnowledgeBase) -> GapCard:
    """A gap of two questions, with two entries near it."""
    asked = (question(1, "猫能上户口吗"), question(2, "给猫报户口", "都说到「户口」"))
    return GapCard(GAP, asked, tuple(knowledge.entries.values())[:2])


def labels(keyboard: InlineKeyboardMarkup | None) -> list[list[str]]:
    assert keyboard is not None
    return [[one.text for one in row] for row in keyboard.inline_keyboard]


def test_a_gap_reads_as_a_card(shown: GapCard) -> None:
    one, two = shown.nearest
    assert plain_text(gap_card(shown, NAMES, NOW)).splitlines() == [
        "缺口 12 · 待认领",
        "",
        "猫能上户口吗",
        "2 人问过，共 2 次，最近 11-22 09:30",
        "期限 2026-11-27",
        "",
        "【都这样问】",
        "1. 猫能上户口吗",
        "2. 给猫报户口（都说到「户口」）",
        "",
        "【最接近的条目】",
        f"1. {one.title}（{one.id}）",
        f"2. {two.title}（{two.id}）",
    ]


def test_a_gap_that_is_overdue_urgent_and_held_says_so(shown: GapCard) -> None:
    held = replace(
        GAP, state=GapState.DRAFTING, is_urgent=True, owner=CHEN, entry="cat-registry",
        due_at=GAP.opened_at,
    )  # fmt: skip
    text = plain_text(gap_card(replace(shown, gap=held), NAMES, NOW))
    assert text.startswith("🔴 缺口 12 · 起草中")
    assert "期限 2026-11-20，已过\n认领：老陈\n条目：cat-registry" in text


def test_a_closed_gap_says_why_and_offers_no_entries(shown: GapCard) -> None:
    closed = replace(GAP, state=GapState.DISMISSED, reason="不归社区管", closed_at=NOW)
    text = plain_text(gap_card(replace(shown, gap=closed), NAMES, NOW))
    assert "说明：不归社区管" in text
    assert "期限" not in text
    assert "最接近" not in text
    assert labels(gap_keyboard(replace(shown, gap=closed), CHEN)) == [["撤回"], ["全部缺口"]]


def test_many_long_questions_are_shortened(shown: GapCard) -> None:
    many = tuple(question(number, "长" * 4000) for number in range(MOST_QUESTIONS + 5))
    card = gap_card(replace(shown, questions=many), NAMES, NOW)
    text = plain_text(card)
    assert f"{MOST_QUESTIONS + 1}. 还有 5 句" in text
    assert len(text) < 4096


def test_the_list_says_of_each_gap_how_many_ask_where_it_stands_and_until_when() -> None:
    held = replace(GAP, id=13, state=GapState.CLAIMED, owner=CHEN, due_at=None, is_urgent=True)
    assert plain_text(list_card((GAP, held), 0, NAMES, NOW)).splitlines() == [
        "没答上的问题 2 件，问的人多的在前。点一件看。",
        "",
        "12. 猫能上户口吗",
        "   2 人问 · 待认领 · 期限 2026-11-27",
        "13. 🔴 猫能上户口吗",
        "   2 人问 · 已认领（老陈） · 没有期限",
    ]
    assert plain_text(list_card((), 0, NAMES, NOW)) == wording.DESK_NO_GAPS
    assert list_keyboard((), 0) is None


def test_the_list_has_pages() -> None:
    gaps = [replace(GAP, id=number) for number in range(2 * A_PAGE + 1)]
    assert labels(list_keyboard(gaps, 0))[-1] == ["下一页 ›"]
    assert labels(list_keyboard(gaps, 1))[-1] == ["‹ 上一页", "下一页 ›"]
    assert labels(list_keyboard(gaps, 2)) == [["12. 猫能上户口吗"], ["‹ 上一页"]]


def test_buttons_go_by_state_and_by_who_looks(shown: GapCard) -> None:
    attach = [[f"挂到「{entry.title}」"] for entry in shown.nearest]
    free = labels(gap_keyboard(shown, CHEN))
    rest = [["现有条目已能答"], ["起草新条目"], ["并入", "拆分", "不收录"], ["全部缺口"]]
    assert free == [["认领"], *attach, *rest]
    mine = replace(shown, gap=replace(GAP, state=GapState.CLAIMED, owner=CHEN, questions=1))
    assert labels(gap_keyboard(mine, CHEN)) == [
        ["放回", "转交"], *attach, ["现有条目已能答"], ["起草新条目"], ["并入", "不收录"], ["全部缺口"],
    ]  # fmt: skip
    assert labels(gap_keyboard(mine, ZHOU)) == [["接过来"], ["全部缺口"]]
    drafting = replace(shown, gap=replace(GAP, state=GapState.DRAFTING, owner=CHEN), nearest=())
    assert labels(gap_keyboard(drafting, CHEN)) == [
        ["放回", "转交"], ["发布草稿", "撤回"], ["并入", "拆分", "不收录"], ["全部缺口"],
    ]  # fmt: skip


def test_what_a_button_sends_fits_into_64_bytes(shown: GapCard) -> None:
    entry = shown.nearest[0]
    entry._id = "a" * 48
    big = replace(shown, gap=replace(GAP, id=10**10), nearest=(entry,))
    keyboards = (gap_keyboard(big, CHEN), merge_keyboard(10**10, [replace(GAP, id=10**10)]))
    for keyboard in keyboards:
        for row in keyboard.inline_keyboard:
            for one in row:
                assert len(str(one.callback_data).encode()) <= LONGEST_DATA


@pytest.mark.parametrize("deed", BY_REPLY)
def test_a_request_for_a_reply_is_read_back(deed: Deed) -> None:
    assert read_prompt(prompt_text(12, deed, "1. 猫能上户口吗")) == Prompt(deed, 12)


@pytest.mark.parametrize(
    "text",
    ["", "缺口 12 · 不收录", "认领 · 缺口 12", "不收录 · 缺口 x", "不收录 · 缺口 12 号", "说：不收录 · 缺口 12"],
)  # fmt: skip
def test_what_asked_for_no_reply_is_none(text: str) -> None:
    assert read_prompt(text) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("2 3", [2, 3]), ("２、３", [2, 3]), ("#12", [12]), ("2和3,2", [2, 3]), ("", []), ("二", []),
     ("2 x", []), ("-1", []), ("9" * 30, [])],
)  # fmt: skip
def test_numbers_are_read_however_they_are_typed(text: str, numbers: list[int]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("cat-registry", ("cat-registry", None, None)),
        ("Pets/Cat-Registry 办事", ("cat-registry", "pets", "办事")),
        ("政策 cat", ("cat", None, "政策")),
        ("", ("", None, None)),
    ],
)
def test_a_new_entry_is_named_with_or_without_topic_and_kind(
    text: str, read: tuple[str, str | None, str | None]
) -> None:
    assert read_draft(text) == read


def test_a_gap_is_due_until_its_moment_has_passed(shown: GapCard) -> None:
    moment = GAP.due_at
    assert moment is not None
    for late, said in ((-1, "期限 2026-11-27"), (1, "期限 2026-11-27，已过")):
        now = moment.astimezone(NOW.tzinfo) + timedelta(seconds=late)
        assert said in plain_text(gap_card(shown, NAMES, now)).splitlines()
