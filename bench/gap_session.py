"""The loop of a gap on the command line, written into docs/gap-loop.md: `python -m bench.gap_session`."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.progress import say
from bench.workplace import ROOT
from bot.settings import LEDGER_URL, load_settings
from indexer.settings import CONFIG, VAR

WRITTEN = ROOT / "docs" / "gap-loop.md"
SECTION = "## 不用 Telegram\n"
HEAD = """
同样的事，命令行从头到尾：真的知识库的一份副本、真的索引；`python -m bench.gap_session` 重录。`$` 后面是敲的命令，
✎ 是在编辑器里改的；补的那一条是示范的。在终端里问的人是同一个，所以两种问法是一个人问的。

```
"""
FOOT = """```

这两段路都有测试照着走：`tests/bot/telegram/test_gap_loop.py`。
"""
ENTRY = Path("knowledge/governance/demo-peacock-registration.yaml")
FILLED = """\
类型: 标准
事项: 孔雀饲养登记（示范条目）
部门: 社区
一句话: 先登记，再饲养（示范内容）。
要点:
  - 带照片去登记点（示范内容）
金额:
  - 项目: 登记工本费
    自: 2026-01-01
    内容: 示范金额甲
    地区: 苏州市
    依据: 示范文件
    核实: 待核
依据:
  - 文件: 示范文件
    核实: 待核
问法:
  - 孔雀怎么登记
  - 养孔雀去哪里登记
  - 养孔雀要办手续吗
  - 孔雀登记要带照片吗
  - 院子里养了两只孔雀
  - 邻居家养孔雀合规吗
  - 孔雀登记要交多少钱
  - 登记孔雀找哪个
"""
CHANGE = ("内容: 示范金额甲", "内容: 示范金额乙")


def fill(folder: Path) -> str:
    """Fill the draft in as a supervisor would in an editor; what the gap asked stays its 考题."""
    path = folder / ENTRY
    _, _, tail = path.read_text(encoding="utf-8").partition("考题:")
    path.write_text(f"{FILLED}考题:{tail}", encoding="utf-8")
    return f"✎ 填好 {ENTRY}：事项、一句话、要点、金额、依据、八条问法"


def change(folder: Path) -> str:
    """Change an amount."""
    path = folder / ENTRY
    path.write_text(path.read_text(encoding="utf-8").replace(*CHANGE), encoding="utf-8")
    return f"✎ 在 {ENTRY} 里把「{CHANGE[0]}」改成「{CHANGE[1]}」"


def listed(folder: Path) -> str:
    """Show the line that publishing wrote into the catalogue."""
    lines = (folder / "knowledge" / "_catalogue.yaml").read_text(encoding="utf-8").splitlines()
    return "\n".join(("目录里多了一行：", *(line for line in lines if ENTRY.stem in line)))


STEPS: tuple[str | Callable[[Path], str], ...] = (
    'bot ask "家里养孔雀怎么登记"',
    'bot ask "养孔雀去哪登记"',
    'bot ask "小区里能不能飞无人机"',
    "bot gaps",
    "bot gap 1",
    "bot claim 1",
    f"bot draft 1 {ENTRY.stem} --topic {ENTRY.parent.name} --kind 标准",
    "bot publish 1",
    fill,
    "bot publish 1",
    listed,
    "bot tell",
    'bot ask "低保要什么材料"',
    change,
    "indexer build",
    "bot tell",
    'bot ask "谢谢"',
    "bot attach 2 resident-privacy-and-photo-publishing",
    "bot undo 2",
    "bot gaps",
)


def lay_out(folder: Path, config: Path) -> None:
    """Copy the base and its index; the ledger begins empty."""
    settings = load_settings(config)
    shutil.copytree(settings.knowledge.folder, folder / "knowledge")
    shutil.copytree(settings.index.folder, folder / "var" / "index")
    shutil.copy(ROOT / CONFIG, folder / CONFIG)


def play(folder: Path) -> Iterator[str]:
    """Yield what each step printed."""
    apart = {LEDGER_URL, VAR}
    environment = {key: value for key, value in os.environ.items() if key not in apart}
    environment |= {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100"}
    for step in STEPS:
        if not isinstance(step, str):
            yield step(folder)
            continue
        say(step)
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(step)],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = (line.rstrip() for line in done.stdout.splitlines())
        yield "\n".join((f"$ python -m {step}", *lines))


def main() -> None:
    """Record the session."""
    parser = argparse.ArgumentParser(prog="python -m bench.gap_session")
    parser.add_argument("--config", type=Path, default=CONFIG)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quanketong-gap-") as place:
        folder = Path(place)
        lay_out(folder, options.config)
        said = "\n\n".join(play(folder)).replace(place, "…")
    above, _, _ = WRITTEN.read_text(encoding="utf-8").partition(SECTION)
    WRITTEN.write_text(f"{above}{SECTION}{HEAD}{said}\n{FOOT}", encoding="utf-8")


if __name__ == "__main__":
    main()
