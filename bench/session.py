"""A worker's session, written down as docs/telegram-session.md: `python -m bench.session`."""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from bench.progress import say
from bench.telegram import PATIENCE, configure, running
from bench.workplace import ROOT
from indexer.settings import CONFIG
from tests.telegram_emulator.client import User

WRITTEN = ROOT / "docs" / "telegram-session.md"
READS_FOR = 1.0  # seconds between two acts; who reads takes longer
HEAD = """\
# 用起来是什么样

一位社工在手机上的一段对话，真的机器人、真的知识库，Telegram 是测试用的模拟器；`python -m bench.session` 重录。方括号里是时间和多久有回应，
👆 是点按钮，✎ 是机器人改了原来那条，「…」是显示正在输入。第一条等的是启动。

```
"""
TAP = "! "  # a line that begins so presses a button
SESSION = """\
/start
低保要什么材料
! 流程
多久能批
隔壁阿婆满八十了，尊老金怎么没发
! 要点
楼上半夜跳操吵得睡不着，居民来投诉，我先干啥
! 不要做
! 有用
没人照顾的孤老怎么办
! 都不是
张阿姨 13812345678 问失业金怎么领
小区里能不能飞无人机
/topics
! 残疾人
/mine
! 多久能批
谢谢
"""


def play(worker: User, lines: list[str]) -> str:
    """Play a session; return what was said, with its times."""
    for line in lines:
        say(line)
        if not line.startswith(TAP):
            worker.send(line)
        elif any(line.removeprefix(TAP) in label for label in worker.last().labels):
            worker.press(line.removeprefix(TAP))
        else:  # the last reply offers something else today
            continue
        worker.wait_any(timeout=PATIENCE)
        worker.settle(READS_FOR)
    return re.sub(r"[ \t]+$", "", worker.transcript(times=True), flags=re.MULTILINE)


def main() -> None:
    """Record a session."""
    parser = argparse.ArgumentParser(prog="python -m bench.session")
    parser.add_argument("--config", type=Path, default=CONFIG)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quanketong-session-") as place:
        folder = Path(place)
        command = ["-m", "bot", "run", "--config", str(configure(folder, options.config))]
        with running(command, folder) as run:
            worker = run.users[0]
            said = play(worker, SESSION.splitlines()).replace(worker.name, "社工")
    WRITTEN.write_text(f"{HEAD}{said}\n```\n", encoding="utf-8")


if __name__ == "__main__":
    main()
