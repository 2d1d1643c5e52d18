"""The package baisitong, in a virtual environment of its own, asked the same questions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.child import ChildFailed, run
from bench.progress import say
from indexer.entry import Entry, Section

PACKAGE = "baisitong==1.0.6"
CHILD = Path(__file__).with_name("other_bot_child.py")
# With these it would ask a model over the network; without, its own engine answers.
REMOTE = ("LLM_", "EMBED_", "DATABASE_URL")


@dataclass(frozen=True)
class OtherAnswer:
    """What baisitong made of one question."""

    found: tuple[str, ...]  # entries, best first
    is_answered: bool
    seconds: float  # of the search alone


def examine_baisitong(
    folder: Path, entries: Iterable[Entry], questions: Sequence[str]
) -> list[OtherAnswer]:
    """Install it, load the entries, ask every question; raises ChildFailed."""
    say("装 baisitong……")
    folder.mkdir(parents=True)
    python = install(folder / "venv")
    material = {
        "entries": {entry.id: [entry.title, text_of(entry)] for entry in entries},
        "questions": list(questions),
    }
    file = folder / "material.json"
    file.write_text(json.dumps(material, ensure_ascii=False), encoding="utf-8")
    say("问 baisitong……")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(REMOTE)}
    environment = kept | {"DATABASE_URL": f"sqlite:///{folder / 'baisitong.db'}"}
    # -I: this folder stays off the path, its modules are not meant for that process.
    finished = run([str(python), "-I", str(CHILD), str(file)], folder, environment)
    return [
        OtherAnswer(tuple(row["found"]), row["answered"], row["seconds"])
        for row in finished.printed["answers"]
    ]


def install(folder: Path) -> Path:
    """Make a virtual environment with the package; return its Python."""
    python = folder / "bin" / "python"
    quiet = ["--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", *quiet, PACKAGE],
    ):
        if subprocess.run(command, check=False).returncode:
            raise ChildFailed(f"装不上 {PACKAGE}：要联网；不测它就去掉 --baisitong。")
    return python


def text_of(entry: Entry) -> str:
    """Return an entry as a text file of the kind baisitong takes.

    Each paragraph begins with the matter: it is cut into chunks, and finds a little more that way.
    """
    return "\n\n".join(f"{entry.title}\n{paragraph}" for paragraph in paragraphs(entry))


def paragraphs(entry: Entry) -> Iterator[str]:
    """Yield summary, names, phrasings, each section of sentences, the steps."""
    yield entry.summary
    if entry.aliases:
        yield "\n".join(("别名：", *entry.aliases))
    yield "\n".join(("问法：", *entry.phrasings))
    for section in Section:
        lines = entry.lines(section)
        if lines and section is not Section.SUMMARY:
            yield "\n".join((f"{section}：", *lines))
    if entry.steps_taken:
        yield "\n".join(
            (f"{entry.step_section}：", *(f"{s.who}：{s.act}" for s in entry.steps_taken))
        )
