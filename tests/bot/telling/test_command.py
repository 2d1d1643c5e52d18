"""The verbs `withdraw`, `restore` and `tell` as a person types them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.__main__ as command_line
import indexer.__main__ as indexer_line
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel
from bot.settings import LEDGER_URL, LedgerSettings, load_settings
from tests.bot.telling.conftest import CHEN, WANG, World
from tests.fake_embedder import FakeEmbedder

WITHDRAWN = (
    "最低生活保障申请\n\n这一条已停用，不再提供内容。\n原因：标准在调整\n"
    "急着办的，请先问街道或主管部门（民政）。\n"
)


@pytest.fixture
def project(knowledge_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with config.yaml, the small base, its index, and no ledger yet."""
    config = "answers: {wrong: 1.0, unknown_answered: 1.0}\nlog: {level: error}\n"
    (knowledge_folder.parent / "config.yaml").write_text(config, encoding="utf-8")
    for line in (command_line, indexer_line):
        monkeypatch.setattr(line, "load_embedder", lambda *_: FakeEmbedder())
    for name in ("QUANKETONG_VAR", "TELEGRAM_BOT_TOKEN", LEDGER_URL):
        monkeypatch.delenv(name, raising=False)
    assert indexer_line.main(["build"]) == 0
    return knowledge_folder.parent


def test_what_is_withdrawn_is_answered_nowhere_until_it_is_restored(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert command_line.main(["ask", "低保要什么材料"]) == 0
    assert "核对授权书" in capsys.readouterr().out
    assert (project / "var" / "ledger.sqlite").exists()  # what was asked is kept
    assert command_line.main(["withdraw", "living-allowance", "标准", "在调整"]) == 0
    assert capsys.readouterr().out.startswith("「最低生活保障申请」已撤下，10 秒内")
    assert command_line.main(["restore", "neighbor-noise"]) == 1
    assert command_line.main(["withdraw", "living-allowance", "再撤"]) == 1
    refused = capsys.readouterr().err.splitlines()
    assert refused == [
        "「neighbor-noise」没有撤下，不用恢复。现在撤下的：living-allowance。",
        "「最低生活保障申请」已经撤下了，原因：标准 在调整。要换原因，先 /restore living-allowance 再撤。",
    ]
    assert command_line.main(["ask", "低保要什么材料"]) == 0
    assert capsys.readouterr().out == WITHDRAWN.replace("标准在调整", "标准 在调整")
    assert command_line.main(["ask", "--json", "低保要什么材料"]) == 0
    assert json.loads(capsys.readouterr().out)["authority"] == []
    assert command_line.main(["notice", "living-allowance", "--text"]) == 1
    assert capsys.readouterr().err == "「最低生活保障申请」已停用，不出告知单。\n"
    assert command_line.main(["restore", "living-allowance"]) == 0
    capsys.readouterr()
    assert command_line.main(["ask", "低保要什么材料"]) == 0
    assert "核对授权书" in capsys.readouterr().out


def test_the_ledger_knows_who_typed(project: Path) -> None:
    assert command_line.main(["withdraw", "living-allowance", "改"]) == 0
    ledger = Ledger.open(LedgerSettings(file=project / "var" / "ledger.sqlite"))
    [down] = ledger.withdrawals.in_force()
    ledger.close()
    assert down.by is not None
    assert down.by.channel is Channel.TERMINAL


def test_a_withdrawal_without_a_reason_says_how_to_write_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["withdraw", "living-allowance"]) == 1
    assert capsys.readouterr().err == (
        "撤下要写原因，问到的人会看到。这样写：/withdraw living-allowance 原因\n"
    )


def test_questions_are_answered_when_the_ledger_cannot_be_read(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "var" / "ledger.sqlite").write_bytes(b"no ledger" * 1000)
    capsys.readouterr()
    assert command_line.main(["ask", "低保要什么材料"]) == 0
    assert "核对授权书" in capsys.readouterr().out
    assert command_line.main(["withdraw", "living-allowance", "改"]) == 2
    assert capsys.readouterr().err.startswith("台账文件坏了，读不出来。")


def test_tell_puts_what_is_to_be_told_and_says_what(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(project / "config.yaml")
    ledger = Ledger.open(settings.ledger)
    ledger.members.take_from_config([CHEN], [WANG], datetime.now(UTC))
    world = World(settings, ledger, {}, now=datetime.now(UTC))
    gap = world.gap(("楼上小孩天天跑跳", WANG))
    ledger.gaps.publish(gap, "neighbor-noise", CHEN, world.now)
    capsys.readouterr()
    said = (
        "关闭缺口 0 个，告诉问过的人 {told} 条；条目变化通知 0 人；提醒认领人 0 人，过期报督导 0 个缺口。"
        "要发的都放进了待送消息，机器人开着就会送出去。\n"
    )
    assert command_line.main(["tell"]) == 0
    assert capsys.readouterr().out == said.format(told=1)
    assert command_line.main(["tell"]) == 0
    assert capsys.readouterr().out == said.format(told=0)
    world.now = datetime.now(UTC)
    assert list(world.sent()) == [WANG]
    ledger.close()
