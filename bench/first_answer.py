"""From an installed clone to the first answer, and what a later build costs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from bench.child import ChildFailed, Finished, run, run_module
from bench.figures import in_seconds, median
from bench.progress import say
from bench.table import NOTHING, Table
from bench.workplace import ROOT, Workplace, lay_out
from indexer.knowledge_base import KnowledgeBase, entry_paths

QUESTION = "低保要什么材料"
TIMES = 3
STEPS = {
    "imports": "引入模块",
    "entries": "读条目",
    "model": "装模型",
    "index": "建或开索引",
    "answer": "答题",
}


def measure_first_answer(workplace: Workplace) -> Table:
    """Build from nothing, start, ask; then build again without a change and with one."""
    say("第一次建索引……")
    first = built(workplace)
    if not first.printed["published"]:
        raise ChildFailed(
            f"知识库没有通过考试（{first.printed['misses']} 题）：先运行 make index。"
        )
    say("起动、答第一题……")
    asked, starts = zip(*(start(workplace) for _ in range(TIMES)), strict=True)
    say("没有改动再建……")
    again = [built(workplace) for _ in range(TIMES)]
    say("改一条问法再建……")
    edited = list(build_edited(workplace))
    return Table(
        heading="从装好到第一句答复",
        columns=("做什么", "合计", *STEPS.values(), "退出 Python", "算了几条向量", "次数"),
        rows=(
            row("第一次建索引", [first], [whole(first)]),
            row(f'`python -m bot ask --json "{QUESTION}"`', starts, asked),
            row("没有改动，再建一次", again, list(map(whole, again))),
            row("改了一条问法，再建一次", edited, list(map(whole, edited))),
        ),
        notes=(
            "单位秒，多次的取中位数；每次都是新起的进程。建索引的「合计」到命令结束；提问的「合计」到答复印出来，"
            "不算退出。提问的分步是另起一个进程、照同样的步骤量的。模型文件刚读过，还在系统的缓存里。",
            "空克隆到第一句答复 = 安装 + 第一次建索引 + 第一问；装好以后的两样合起来是 "
            f"{in_seconds(whole(first) + median(asked))} 秒。",
            f"改一条问法的那几次，比已发布的版本多改了 {counts(edited, 'changed')} 个条目，"
            f"{sum(one.printed['published'] for one in edited)} 次通过考试、发布了。",
        ),
    )


def built(workplace: Workplace) -> Finished:
    """Build in a process of its own."""
    return run_module("bench.build_child", str(workplace.config))


def start(workplace: Workplace) -> tuple[float, Finished]:
    """Return the seconds until `ask` has answered, and a child that did the same step by step."""
    command = ["-m", "bot", "--config", str(workplace.config), "ask", "--json", QUESTION]
    asked = run([sys.executable, *command], ROOT)
    return asked.seconds, run_module("bench.start_child", str(workplace.config), QUESTION)


def whole(finished: Finished) -> float:
    """Return the seconds until a process was gone."""
    return finished.seconds + finished.leaving


def build_edited(workplace: Workplace) -> list[Finished]:
    """Build on a copy of index and entries, with a phrasing of another entry edited each time."""
    folder = workplace.folder / "edited"
    shutil.copytree(workplace.settings.knowledge.folder, folder / "knowledge")
    shutil.copytree(workplace.settings.index.folder, folder / "index")
    edited = lay_out(folder, folder / "knowledge")
    return [built(edited) for _ in islice(edit_one_after_the_other(folder / "knowledge"), TIMES)]


def edit_one_after_the_other(knowledge: Path) -> Iterator[None]:
    """Put a mark behind the first phrasing of one more entry at each step.

    Its vector is made anew and hardly moves: what is measured is the work, not another exam.
    """
    entries = KnowledgeBase.load(knowledge).entries
    for path in entry_paths(knowledge):
        if path.stem not in entries:  # a draft
            continue
        line = f"- {entries[path.stem].phrasings[0]}\n"
        text = path.read_text(encoding="utf-8")
        if line in text:  # not where it stands in quotes or in brackets
            path.write_text(text.replace(line, f"{line.rstrip()}？\n"), encoding="utf-8")
            yield


def row(name: str, finished: Sequence[Finished], seconds: Sequence[float]) -> tuple[str, ...]:
    """Return one row: the medians of the whole and of each step."""
    steps = [one.printed["steps"] for one in finished]
    cells = [
        in_seconds(median([one[step] for one in steps])) if step in steps[0] else NOTHING
        for step in STEPS
    ]
    cells.append(in_seconds(median([one.leaving for one in finished])))
    embedded = counts(finished, "embedded") if "embedded" in finished[0].printed else "1"
    return (name, in_seconds(median(seconds)), *cells, embedded, str(len(finished)))


def counts(finished: Sequence[Finished], name: str) -> str:
    """Return the different values of a count."""
    return "、".join(map(str, sorted({one.printed[name] for one in finished})))
