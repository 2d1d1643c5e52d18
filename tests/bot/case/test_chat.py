"""Cases in a chat of words, on an index made by hand: what is said, kept and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot import wording
from bot.case import interview
from bot.case.chat import CaseChat
from bot.ledger.saved_cases import SavedCase
from bot.red_flags import Alarm, Level
from bot.settings import ServicePointSettings
from indexer.case_fact import NO_CASE_FACTS, CaseFacts
from indexer.entry import Entry

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STORY = "83 岁的老奶奶独居，刚摔断腿出院，走路要人扶，女儿在外地"


@dataclass(frozen=True)
class Held:
    case_facts: CaseFacts


@dataclass(frozen=True)
class Search:
    entries: Mapping[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    content: Held
    retriever: Search = Search()


class Drawer:
    """Where cases are kept, in memory."""

    days = 365

    def __init__(self) -> None:
        self.cases: dict[int, SavedCase] = {}

    def put(self, number: int, facts: str, *, replace: bool) -> bool:
        if number in self.cases and not replace:
            return False
        self.cases[number] = SavedCase(number, facts, NOW)
        return True

    def find(self, number: int) -> SavedCase | None:
        return self.cases.get(number)

    def listed(self) -> tuple[SavedCase, ...]:
        return tuple(self.cases.values())

    def drop(self, number: int) -> bool:
        return self.cases.pop(number, None) is not None


@pytest.fixture(autouse=True)
def nothing_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interview, "nearness", lambda *_: {})
    monkeypatch.setattr(interview, "listen", lambda *_: Alarm(Level.NONE))


class Talk:
    """One conversation."""

    def __init__(self, facts: CaseFacts) -> None:
        self.index: Any = Published(Held(facts))
        self.drawer = Drawer()
        self.chat = CaseChat(ServicePointSettings(), self.drawer, lambda text: text)

    def __call__(self, text: str) -> str | None:
        said = self.chat.take(text, lambda: self.index, NOW)
        return None if said is None else "\n".join(said)


@pytest.fixture
def say(vocabulary: CaseFacts) -> Talk:
    return Talk(vocabulary)


def test_what_is_about_no_case_is_left_to_others(say: Talk) -> None:
    assert say("低保要什么材料") is None
    assert say("存款怎么继承") is None


def test_a_case_is_kept_listed_opened_and_deleted(say: Talk) -> None:
    assert say("/case 列表") == wording.CASE_LIST_EMPTY
    assert say("/case") == f"{wording.CASE_HINT}\n{wording.CASE_NOT_KEPT}"
    told = say(STORY) or ""
    assert "老奶奶：年龄 83 岁 · 独居" in told
    assert say("存起来") == wording.CASE_KEEP_HOW.format(number=1, days=365)
    assert say("存 12") == wording.CASE_KEPT.format(number=12, until="2027-11-23")
    assert STORY[:6] not in say.drawer.cases[12].facts
    line = "12 号 · 2026-11-23 存 · 老奶奶 年龄 83 岁、独居"
    assert (say("一户一案 列表") or "").startswith(f"{wording.CASE_LIST_TYPED}\n{line}")
    opened = say("/case 12") or ""
    assert opened.startswith(wording.CASE_REOPENED.format(number=12, day="2026-11-23"))
    assert "老奶奶：年龄 83 岁 · 独居" in opened
    assert say("/case 删 12") == wording.CASE_GONE.format(number=12)
    assert say("/case 12") == wording.CASE_NO_NUMBER.format(number=12)


def test_what_is_kept_is_replaced_only_after_a_yes(say: Talk) -> None:
    assert say("存 12") == wording.CASE_NOTHING_TO_KEEP
    say(f"/case {STORY}")
    say("存 12")
    say("/case 男人48岁，上个月被厂里裁员，户口本区，还没做失业登记")
    before = say.drawer.cases[12].facts
    asked = say("存 12") or ""
    assert asked.startswith("12 号已经存着一户（2026-11-23 存的）：老奶奶 年龄 83 岁、独居")
    assert asked.endswith(wording.CASE_SAY_REPLACE)
    assert say("不换") == wording.CASE_LEFT.format(number=12, free=1)
    assert say.drawer.cases[12].facts == before
    say("存 12")
    assert (say("换掉") or "").startswith("存好了，12 号")
    assert "男人" in say.drawer.cases[12].facts


def test_an_index_without_the_vocabulary_is_said_to_be_old(say: Talk) -> None:
    say.index = replace(say.index, content=Held(NO_CASE_FACTS))
    assert say("/case") == wording.CASE_STALE
    assert say(f"/case {STORY}") == wording.CASE_STALE


def test_a_question_that_is_plainly_a_case_is_offered_and_taken_up(say: Talk) -> None:
    index = cast("interview.Published", say.index)
    assert say.chat.offer("低保要什么材料", index, NOW.date()) == ""
    assert say.chat.offer(STORY, index, NOW.date()) == wording.CASE_OFFER_TYPED
    assert "老奶奶：年龄 83 岁 · 独居" in (say("一户一案") or "")


def test_a_fact_is_taken_back_and_corrected_by_a_word(say: Talk) -> None:
    say(f"/case {STORY}")
    dialogue = say.chat._dialogue
    assert dialogue is not None
    dialogue.is_over = False  # on an index without entries there is nothing to ask
    assert "独居" not in (say("删 独居") or "")
    dialogue.is_over = False
    assert say("删 独居") == wording.CASE_NO_SUCH_FACT.format(word="独居")
    assert "年龄 85 岁" in (say("年龄 85") or "")
    dialogue.is_over = False
    assert "户籍 外地" in (say("户籍 外地") or "")
