"""Run a module in a process of its own: fresh imports, its own memory, its whole wall time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.workplace import ROOT


class ChildFailed(Exception):
    """A process of the benchmark failed; the text says which, in Chinese."""


@dataclass(frozen=True)
class Finished:
    """What a child printed last, as JSON, and how long that took."""

    printed: dict[str, Any]
    seconds: float  # until the last line was there
    leaving: float  # from then until the process was gone


def run_module(module: str, *arguments: str) -> Finished:
    """Run a module of the repository with this Python."""
    return run([sys.executable, "-m", module, *arguments], ROOT)


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Finished:
    """Run a command whose last line is a JSON object; what it says on stderr is passed on.

    Raises ChildFailed.
    """
    started = printed = time.perf_counter()
    last = ""
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as child:
        for line in child.stdout or ():
            last, printed = line, time.perf_counter()
    if child.returncode or not last:
        shown = " ".join(Path(part).name for part in command)
        raise ChildFailed(f"{shown} 没有做完（退出码 {child.returncode}），原因见上面。")
    return Finished(json.loads(last), printed - started, time.perf_counter() - printed)
