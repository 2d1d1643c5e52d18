import io
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from bot.assistant import Answered, Assistant
from bot.card import render
from bot.settings import AnswerSettings
from bot.terminal import Chat, Loading, print_card
from bot.wording import CASE_STALE, NO_LEDGER
from indexer.index import Index, LiveIndex
from indexer.settings import IndexSettings
from indexer.stale_index import StaleIndex
from tests.bot.conftest import NOW, HandMade
from tests.fake_embedder import FakeEmbedder

ZONE = ZoneInfo("Asia/Shanghai")


def type_lines(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let these lines be typed, then the end of input come."""
    left = iter(lines)

    def typed() -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)


def chat(open_index: Callable[[], LiveIndex]) -> Chat:
    return Chat(Assistant(AnswerSettings(wrong=1.0, unknown_answered=1.0)), open_index, ZONE)


def test_a_chat_answers_opens_sections_and_ends(
    index: Index,
    index_settings: IndexSettings,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    type_lines(monkeypatch, "低保要什么材料", "", "8", "退出", "低保")
    chat(lambda: LiveIndex(index_settings, embedder)).run()
    out = capsys.readouterr().out
    assert "【材料】\n1. 身份证、户口簿" in out
    assert "【注意】\n授权书漏签一人就启动不了" in out
    assert out.count("最低生活保障申请") == 2


def test_a_chat_ends_with_its_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_lines(monkeypatch)
    ready = threading.Event()
    chat(lambda: ready.wait(5)).run()  # type: ignore[arg-type, return-value]  # never asked for
    ready.set()
    assert "全科通" in capsys.readouterr().out


def test_what_goes_wrong_while_loading_is_raised_at_the_first_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails() -> LiveIndex:
        raise StaleIndex("还没有索引")

    type_lines(monkeypatch, "低保")
    with pytest.raises(StaleIndex, match="还没有索引"):
        chat(fails).run()


def test_a_case_on_an_old_index_is_said_to_be_impossible_and_the_chat_goes_on(
    index: Index,
    index_settings: IndexSettings,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    type_lines(monkeypatch, "/case", "/case 列表", "低保要什么材料")
    chat(lambda: LiveIndex(index_settings, embedder)).run()
    out = capsys.readouterr().out.replace("\n", "")
    assert CASE_STALE in out
    assert NO_LEDGER in out
    assert "【材料】1. 身份证、户口簿" in out


def test_loading_happens_once_in_the_background() -> None:
    calls: list[int] = []
    loading = Loading(lambda: calls.append(1))  # type: ignore[arg-type, return-value]  # any value
    loading._thread.join()
    assert loading.is_done
    assert calls == [1]


def test_warnings_stand_out_where_the_terminal_has_colours(finder: HandMade) -> None:
    reply = Answered(finder.find("")[0])
    coloured, plain = (
        Console(file=io.StringIO(), force_terminal=flag, width=200, highlight=False)
        for flag in (True, False)
    )
    for console in (coloured, plain):
        print_card(render(reply, NOW.date()), console)
    assert "\x1b[33m⚠️ 初编" in coloured.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert "\x1b[" not in plain.file.getvalue()  # type: ignore[attr-defined]
