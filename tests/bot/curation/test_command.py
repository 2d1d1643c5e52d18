"""The verbs about gaps, as a supervisor types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.curation import command
from bot.ledger.gap_state import GapState
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel
from bot.settings import LEDGER_URL
from tests.bot.curation.conftest import OpenGap
from tests.fake_embedder import FakeEmbedder

CONFIG = "knowledge:\n  folder: knowledge\nindex:\n  folder: var/index\nledger:\n  file: var/ledger.sqlite\n"


@pytest.fixture(autouse=True)
def config(
    ledger: Ledger, tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The small base's config.yaml, and no model to load."""
    monkeypatch.delenv("QUANKETONG_VAR", raising=False)
    monkeypatch.delenv(LEDGER_URL, raising=False)
    monkeypatch.setattr(command, "load_embedder", lambda name, threads: embedder)
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")


def test_without_gaps_the_list_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps"]) == 0
    assert capsys.readouterr().out == "没有缺口。\n"


def test_the_list_shows_each_gap_on_one_line_whatever_was_asked(
    open_gap: OpenGap, capsys: pytest.CaptureFixture[str]
) -> None:
    open_gap("琴\x1b[31m声\n太响")
    assert main(["gaps"]) == 0
    assert capsys.readouterr().out == (
        "1　待认领　1 人问过 1 次　琴[31m声 太响\n共 1 个缺口，最急、问的人最多的在前。\n"
    )


def test_a_gap_shows_its_questions_and_what_is_near(
    open_gap: OpenGap, capsys: pytest.CaptureFixture[str]
) -> None:
    open_gap("楼上太吵练琴", "练琴吵")
    assert main(["gap", "1"]) == 0
    assert capsys.readouterr().out == (
        "1　待认领　1 人问过 2 次　楼上太吵练琴\n"
        "问过的：\n"
        "　1　2026-11-23　「楼上太吵练琴」（没答上）\n"
        "　2　2026-11-23　「练琴吵」（没答上；同一件事）\n"
        "最近的条目：\n"
        "　neighbor-noise　邻里噪音纠纷处理\n"
        "　elderly-allowance　尊老金发放\n"
        "　living-allowance　最低生活保障申请\n"
    )


def test_every_verb_does_its_act_by_the_account_of_this_machine(
    open_gap: OpenGap, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ("楼上天天练钢琴", "半夜楼上吵人", "猫丢了", "狗丢了"):
        open_gap(words)
    typed = (
        "claim 1|release 1|attach 1 neighbor-noise|undo 1|answer 2 neighbor-noise|merge 4 3|split 3 4"
        "|draft 3 cat-lost --topic disputes --kind 实务|dismiss 5 不是 社区的事"
    )
    for line in typed.split("|"):
        assert main(line.split()) == 0, line
    assert capsys.readouterr().out == (
        "缺口 1 由您认领了。\n"
        "缺口 1 放回去了，别的督导可以认领。\n"
        "「楼上天天练钢琴」写进了「邻里噪音纠纷处理」的问法，已发布。\n"
        "缺口 1 恢复成「已认领」，写进知识库的也撤回了。\n"
        "「半夜楼上吵人」写成了「邻里噪音纠纷处理」的考题，考过了，已发布。\n"
        "缺口 4 并入了缺口 3，问过的人一起等答复。\n"
        "从缺口 3 拆出了缺口 5。\n"
        "草稿写在 knowledge/disputes/cat-lost.yaml。填好以后发布缺口 3；没发布之前不检索、不考试。\n"
        "缺口 5 不收录，问过的人会看到原因：不是 社区的事\n"
    )
    owner = ledger.gaps.find(1).owner
    assert owner is not None
    assert owner.channel is Channel.TERMINAL
    assert ledger.gaps.find(3).state is GapState.DRAFTING
    assert main(["gaps", "--all"]) == 0
    assert capsys.readouterr().out.count("\n") == 6


def test_a_refusal_is_said_and_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claim", "7"]) == 1
    assert capsys.readouterr().err == "没有编号 7 的缺口。用 /gaps 看现有的。\n"


def test_a_ledger_that_cannot_be_opened_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.yaml").write_text(
        CONFIG.replace("var/ledger.sqlite", "knowledge"), encoding="utf-8"
    )
    assert main(["gaps"]) == 2
    assert "打不开台账文件" in capsys.readouterr().err
