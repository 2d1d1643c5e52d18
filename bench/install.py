"""From nothing to an installed clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from bench.child import ChildFailed
from bench.figures import in_mebibytes, in_seconds
from bench.machine import GIT
from bench.progress import say
from bench.table import NOTHING, Table
from bench.workplace import ROOT, size_of

MAKE = shutil.which("make") or "make"


def measure_install(folder: Path, *, is_wanted: bool) -> Table:
    """Clone what is committed, run `make install` there; raises ChildFailed."""
    clone, install, size, notes = (
        NOTHING,
        NOTHING,
        NOTHING,
        ("这次没有测安装（要加 `--install`）。",),
    )
    if is_wanted:
        say("克隆、安装……")
        clone = in_seconds(time_command([GIT, "clone", "--quiet", str(ROOT), str(folder)], ROOT))
        install = in_seconds(time_command([MAKE, "--silent", "install"], folder))
        size = in_mebibytes(size_of(folder / ".venv"))
        notes = ("安装一次，没有用 pip 的缓存：大半是下载，随网络快慢。",)
    return Table(
        heading="安装",
        columns=("步骤", "秒", "占盘 MiB"),
        rows=(("`git clone`（本机上的仓库）", clone, NOTHING), ("`make install`", install, size)),
        notes=notes,
    )


def time_command(command: list[str], folder: Path) -> float:
    """Return how many seconds a command took; raises ChildFailed."""
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PIP_NO_CACHE_DIR": "1"}, check=False
    )
    if done.returncode:
        raise ChildFailed(f"{Path(command[0]).name} 没有做完（退出码 {done.returncode}）。")
    return time.perf_counter() - started
