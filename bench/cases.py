"""Six households' cases, written down into docs/case.md: `python -m bench.cases`."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.progress import say
from bench.session import READS_FOR
from bench.telegram import PATIENCE, configure, running
from bench.workplace import ROOT
from bot import wording
from indexer.settings import CONFIG
from tests.telegram_emulator.client import Message, User

WRITTEN = ROOT / "docs" / "case.md"
HEADING = "## 六户的对话"
INTRODUCTION = """\
真的机器人进程、真的知识库，Telegram 是测试用的模拟器；`python -m bench.cases` 重录这一节，别手改。
方括号里的数是多少毫秒有回应，👆 是点按钮，✎ 是机器人改了原来那条，[ ] 是按钮。
"""
MOMENT = re.compile(r"^\[ *[\d.]+s(?: \+(\d+)ms)?\] ", re.MULTILINE)
EDITED = " (edited)"


@dataclass(frozen=True)
class Household:
    """One case: its story, what is corrected in it, the answers, what is done with the result.

    An answer is known by a piece of its question; every other question is answered with 不清楚.
    """

    name: str
    story: str
    answers: tuple[tuple[str, str], ...] = ()
    corrections: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


TAP = "! "  # a line that begins so presses a button
HOUSEHOLDS = (
    Household(
        "孤老：独居，刚摔伤",
        "独居的老奶奶86岁，户口在本街道，两个女儿都在国外，上星期在卫生间摔了一跤骨折，走路要人扶，烧不了饭，退休金每月两千六。",
        (("低保边缘", "都不是"),),
        then=(f"! {wording.CASE_KEEP_BUTTON}", "存 12", "/case 列表", "/case 12"),
    ),
    Household(
        "残疾孩子：还没办证",
        "六岁男孩听不见，医生叫配助听器做康复训练，户口在本区，还没办残疾证，妈妈辞职在家带他。",
        (("孤独症", "否"), ("哪一类", "听力"), ("残疾是哪", "听力")),
    ),
    Household(
        "下岗负债：一家之主失业",
        "男人48岁，上个月被厂里裁员，户口本区，失业保险交了十几年，还没做失业登记，想找工作，家里欠了二十万，女儿读大三。",
        (("低保边缘", "都不是"), ("残疾证", "否")),
        then=(f"! {wording.CASE_PDF_BUTTON}",),
    ),
    Household(
        "外地新妈妈：没有本地户口",
        "孕妇刚生完，安徽户口，租房，老公在公司上班，孩子上个月出生，还没报户口。",
        (("出生医学证明", "是"), ("户口在哪", "外地"), ("江苏", "是"), ("苏州", "是")),
    ),
    Household(
        "突然去世：家里老人走了",
        "昨天早上公公在家里突然去世，七十四岁，苏州户口，是居民养老。",
    ),
    Household(
        "欠薪农民工：身上没钱",
        "河南来的农民工老赵在工地干了半年，老板拖欠三个月工资，没签合同，身上没钱吃饭。",
        (("侵害", "上个月"),),
        corrections=("年龄 45",),
    ),
)


def play(worker: User, household: Household) -> str:
    """Play one case to its papers; return what was said."""
    said = [act(worker, "/case"), act(worker, household.story)]
    said.extend(act(worker, line) for line in household.corrections)
    said.append(act(worker, f"{TAP}{wording.CASE_ALL_RIGHT}"))
    while wording.CASE_UNCLEAR in said[-1].labels:
        answer = answer_to(said[-1], household)
        said.append(act(worker, f"{TAP}{answer}" if answer in said[-1].labels else answer))
    result = said[-1]
    if wording.CASE_PAPERS_BUTTON in result.labels:
        act(worker, f"{TAP}{wording.CASE_PAPERS_BUTTON}")
    for line in household.then:
        act(worker, line)
    return told(worker.transcript(times=True).replace(worker.name, "社工"))


def answer_to(question: Message, household: Household) -> str:
    """Return the answer to a question."""
    found = (answer for piece, answer in household.answers if piece in question.text)
    return next(found, wording.CASE_UNCLEAR)


def act(worker: User, line: str) -> Message:
    """Send a line or press a button, and read the reply to its end."""
    say(line)
    if line.startswith(TAP):
        worker.press(line.removeprefix(TAP), exact=True)
    else:
        worker.send(line)
    first = worker.wait(timeout=PATIENCE)
    return [first, *worker.settle(READS_FOR)][-1]


def told(transcript: str) -> str:
    """Return a transcript without what only took buttons away, its times short."""
    found = list(MOMENT.finditer(transcript))
    ends = [*(one.start() for one in found[1:]), len(transcript)]
    kept: list[str] = []
    for one, end in zip(found, ends, strict=True):
        body = re.sub(r"[ \t]+$", "", transcript[one.end() : end].rstrip(), flags=re.MULTILINE)
        text = body.removeprefix("✎ ").replace(EDITED, "")
        if "typing" in body or (body.startswith("✎ ") and any(text in line for line in kept)):
            continue
        kept.append((f"[{one[1]}] " if one[1] else "") + body.replace(EDITED, ""))
    return "\n".join(kept)


def sections(config: Path) -> Iterator[str]:
    """Yield the section of each household."""
    with tempfile.TemporaryDirectory(prefix="quanketong-cases-") as place:
        folder = Path(place)
        command = ["-m", "bot", "run", "--config", str(configure(folder, config))]
        with running(command, folder) as run:
            act(run.users[-1], "/start")  # who is first waits for the start
            for worker, household in zip(run.users, HOUSEHOLDS, strict=False):
                yield f"### {household.name}\n\n```text\n{play(worker, household)}\n```\n"


def main() -> None:
    """Record all households."""
    parser = argparse.ArgumentParser(prog="python -m bench.cases")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--out", type=Path, default=WRITTEN)
    options = parser.parse_args()
    before = WRITTEN.read_text(encoding="utf-8").partition(HEADING)[0].rstrip()
    parts = (before, HEADING, INTRODUCTION.rstrip(), *map(str.rstrip, sections(options.config)))
    options.out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
