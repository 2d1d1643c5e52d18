"""The whole way of a gap: asked by three, drafted, published, told; then changed, and told again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import wording
from tests.bot.telegram.conftest import CHEN, PATIENCE, ROOT, Bot, new_bot, next_worker
from tests.telegram_emulator.client import Telegram, User

ASKED = ("鹦鹉孔雀", "孔雀鹦鹉呢", "孔雀和鹦鹉")
ENTRY = """\
类型: 标准
事项: 鹦鹉孔雀饲养登记（示范条目）
别名: [鹦鹉登记, 孔雀登记]
部门: 街道社区
一句话: 先登记，再饲养。
要点:
  - 带照片去登记点
金额:
  - {项目: 登记工本费, 自: 2026-01-01, 内容: 示范金额甲, 地区: 苏州市, 依据: 示范文件, 核实: 待核}
依据:
  - {文件: 示范文件, 核实: 待核}
问法:
  - 鹦鹉
  - 孔雀
  - 养鹦鹉
  - 养孔雀
  - 鹦鹉的登记
  - 孔雀的登记
  - 鹦鹉孔雀登记在哪
  - 孔雀没有登记
考题:
  - 鹦鹉孔雀
状态: 草稿
核对: {日期: 2026-11-23, 核对人: 编写组, 周期: 12个月}
"""


@pytest.fixture
def loop(writing_bot: Bot) -> Iterator[Bot]:
    """The bot with nobody there; after the test nothing may have been refused."""
    writing_bot.tg.reset(keep_bots=True)
    yield writing_bot
    writing_bot.assert_clean()


def by_hand(bot: Bot, module: str, *arguments: str) -> str:
    """Run a verb on the bot's own config; return what it printed."""
    env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", module, "--config", bot.config, *arguments],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_gap_goes_all_the_way(loop: Bot) -> None:
    askers = [loop.tg.user(name, id=next_worker()) for name in ("小李", "小王", "小赵")]
    chen = loop.tg.user("老陈", id=CHEN)
    for asker, text in zip(askers, ASKED, strict=True):
        asker.send(text)
        assert asker.wait(contains=wording.NO_MATCH).text.endswith(wording.KEPT)
        loop.at_rest()

    number = one_gap_with_three_askers(chen)
    chen.press(f"{number}. {ASKED[0]}")
    card = chen.wait_edit(contains=f"缺口 {number} · 待认领")
    assert "3 人问过，共 3 次" in card.text
    assert all(text in card.text for text in ASKED)
    chen.press("认领")
    chen.wait_edit(contains="认领：老陈")
    chen.press("起草新条目")
    asked = chen.wait(contains=f"起草新条目 · 缺口 {number}")
    chen.send("disputes/pet-birds 标准", reply_to=asked)
    said = chen.wait(contains="草稿写在").text
    path = loop.workshop / "knowledge" / "disputes" / "pet-birds.yaml"
    assert str(path) in said
    assert f'- "{ASKED[0]}"' in path.read_text(encoding="utf-8")
    chen.wait(contains="起草中")
    chen.press("发布草稿")
    assert "没有改成" in chen.wait().text  # nothing is written yet but the question
    path.write_text(ENTRY, encoding="utf-8")
    chen.press("发布草稿")
    chen.wait(contains=f"「鹦鹉孔雀饲养登记（示范条目）」发布了，缺口 {number} 补好了。")

    for asker, text in zip(askers, ASKED, strict=True):
        told = asker.wait(contains=wording.GAP_ANSWERED).text
        assert wording.GAP_ASKED.format(question=text) in told
        assert "先登记，再饲养。" in told
        assert "示范金额甲" in told
    answer = json.loads(by_hand(loop, "bot", "ask", "--json", "--dry-run", ASKED[0]))
    assert (answer["outcome"], answer["entry"]) == ("answered", "pet-birds")
    assert "状态: 初编" in path.read_text(encoding="utf-8")

    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("示范金额甲", "示范金额乙"), encoding="utf-8")
    by_hand(loop, "indexer", "build")
    by_hand(loop, "bot", "tell")
    for asker in askers:
        changed = asker.wait(contains=wording.ENTRY_CHANGED).text
        assert re.search("原来：.*示范金额甲.*\n.*现在：.*示范金额乙", changed), changed
        assert sum(wording.GAP_ANSWERED in one.text for one in asker.messages()) == 1
    write_transcripts(askers[0], chen)


def test_a_gap_goes_all_the_way_by_hand(tg: Telegram, workshop: Path, tmp_path: Path) -> None:
    for part in ("knowledge", "var"):
        shutil.copytree(workshop / part, tmp_path / part)
    bot = new_bot(tg, tmp_path / "bot", tmp_path, workshop / "model")  # never started
    for text in ASKED:
        said = by_hand(bot, "bot", "ask", text)
        assert said.startswith(wording.NO_MATCH)
        assert said.endswith(f"\n\n{wording.KEPT_HERE}\n")
    listed = by_hand(bot, "bot", "gaps")
    assert ASKED[0] in listed
    assert "共 1 个缺口" in listed or listed.count("缺口 1") == 1
    assert all(text in by_hand(bot, "bot", "gap", "1") for text in ASKED)
    by_hand(bot, "bot", "claim", "1")
    by_hand(bot, "bot", "draft", "1", "pet-birds", "--topic", "disputes", "--kind", "标准")
    path = tmp_path / "knowledge" / "disputes" / "pet-birds.yaml"
    assert ASKED[0] in path.read_text(encoding="utf-8")
    path.write_text(ENTRY, encoding="utf-8")
    assert "发布了，缺口 1 补好了" in by_hand(bot, "bot", "publish", "1")
    by_hand(bot, "bot", "tell")
    told = by_hand(bot, "bot", "ask", "低保要什么材料")
    assert told.count(wording.GAP_ANSWERED) == 1
    assert "示范金额甲" in told
    assert wording.GAP_ANSWERED not in by_hand(bot, "bot", "ask", "低保要什么材料")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("示范金额甲", "示范金额乙"), encoding="utf-8")
    by_hand(bot, "indexer", "build")
    by_hand(bot, "bot", "tell")
    changed = by_hand(bot, "bot", "ask", "低保要什么材料")
    assert re.search("原来：.*示范金额甲.*\n.*现在：.*示范金额乙", changed), changed


def one_gap_with_three_askers(chen: User) -> int:
    """Wait until the list holds one gap of three people; return its number."""
    for _ in range(100):
        chen.send("/gaps")
        listed = chen.wait()
        found = re.search(r"^1?.*?(\d+)\. .*\n.*3 人问", listed.text, re.MULTILINE)
        if found is not None:
            assert len([label for label in listed.labels if ". " in label]) == 1
            return int(found[1])
    raise AssertionError(listed.text)


def write_transcripts(*people: User) -> None:
    """Write what each of them saw, where docs/gap-loop.md is made from it."""
    folder = os.environ.get("QUANKETONG_TRANSCRIPTS")
    for one in people if folder else ():
        path = Path(folder or "") / f"{one.name}.txt"
        path.write_text(one.transcript() + "\n", encoding="utf-8")
