"""The verb `case`: one household's story, or a file of them, to all that should and may be done."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import wording
from bot.card import Block
from bot.case.exam import failed_examples
from bot.case.interview import Interview, Interviewer
from bot.case.papers import make_errand
from bot.case.questions import CaseQuestion
from bot.case.report import (
    known_of,
    order_lines,
    papers_lines,
    reason_of,
    result_blocks,
    trouble_lines,
    understood_lines,
)
from bot.case.result import Matter
from bot.case.told import TOLD_ON, examine_told, read_told, read_vocabulary
from bot.case.words import known_facts, unit_of, value_words
from bot.red_flags import Alarm, Level
from bot.settings import Settings
from indexer.command_line import CANNOT_START, FINDINGS, SOUND
from indexer.knowledge_base import KnowledgeBase
from indexer.problem import ProblemsFound


def add_verb(verbs: Any, open_index: Callable[[Settings], Any]) -> None:
    """Add the verb and its options to a command line."""
    verb: argparse.ArgumentParser = verbs.add_parser(
        "case", help="一户一案：一家人的情况，所有部门的事"
    )
    verb.add_argument("story", nargs="?", metavar="情况", help="一家人的情况")
    verb.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    verb.add_argument("--batch", type=Path, help='一行一个 {"case": "…"}；- 表示标准输入')
    verb.add_argument("--pdf", type=Path, metavar="文件", help="材料和去处另存成 A4 PDF")
    verb.add_argument("--check", action="store_true", help="考 knowledge/_cases.yaml 里的每一户")
    verb.add_argument("--told", type=Path, metavar="文件", help="考人工标过情况的案情读得对不对")
    verb.add_argument("--dry-run", action="store_true", help="什么也不留（一户一案本来就不留）")
    verb.set_defaults(verb=lambda options, settings: case(verb, options, settings, open_index))


def case(
    verb: argparse.ArgumentParser,
    options: argparse.Namespace,
    settings: Settings,
    open_index: Callable[[Settings], Any],
) -> int:
    """Print what was found for one story, or for each line of a file."""
    if options.check:
        return check_examples(settings)
    if options.told:
        return check_told(options.told, settings)
    if (options.batch is None) == (options.story is None):
        verb.error("写一段情况，或用 --batch 给一个文件，二者要一样")
    if options.batch is not None and not options.json:
        verb.error("--batch 要和 --json 一起用")
    stories = list(read_stories(verb, options.batch)) if options.batch else [options.story]
    live, interviewer = open_index(settings), Interviewer()
    for story in stories:
        index, now = live.current(), datetime.now(settings.zone)
        interview, alarm = interviewer.begin(story, index, now.date())
        if options.json:
            print(json.dumps(case_json(interview, alarm), ensure_ascii=False), flush=True)
            continue
        print("\n".join(case_text(interview, alarm, settings)))
        if options.pdf and not write_pdf(options.pdf, interview, settings):
            return CANNOT_START
    return SOUND


def check_examples(settings: Settings) -> int:
    """Put the base's own cases to the case finder, and print what is wrong."""
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    failed = list(failed_examples(knowledge, datetime.now(settings.zone).date()))
    done = wording.CASE_EXAM_DONE.format(
        count=len(knowledge.cases) + len(knowledge.lessons), wrong=len(failed)
    )
    print("\n".join((*failed, done)))
    return FINDINGS if failed else SOUND


def check_told(path: Path, settings: Settings) -> int:
    """Print how the facts of labelled stories were read, and every one that was not read right."""
    try:
        stories = read_told(path)
        facts = read_vocabulary(settings.knowledge.folder)
    except ProblemsFound as found:
        print(found, file=sys.stderr)
        return FINDINGS
    report = examine_told(path.name, stories, facts, TOLD_ON)
    print("\n".join((*report.lines(), *report.failures())))
    return SOUND


def read_stories(verb: argparse.ArgumentParser, path: Path) -> Iterator[str]:
    """Yield the stories of a file; a line of another form ends the run."""
    try:
        if str(path) == "-":
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
        else:
            text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        verb.error(f"读不了 {path}（{error.strerror}）")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("case"), str):
            verb.error(f'{path} 第 {number} 行不是 {{"case": "…"}} 的样子')
        yield row["case"]


def case_json(interview: Interview, alarm: Alarm) -> dict[str, Any]:
    """Return what `case --json` prints for one story."""
    result = interview.result()
    known = known_of(interview)
    facts = interview.facts

    def row(matter: Matter) -> dict[str, Any]:
        return {
            "id": matter.entry.id,
            "title": matter.entry.title,
            "department": matter.entry.department,
            "who": matter.person.name,
            "reason": reason_of(matter, known.get(matter.person.name, {}), facts),
            "missing": list(matter.missing),
            "until": [f"{one.last} {one.act}" for one in matter.deadlines],
        }

    return {
        "facts": [
            {"who": who, "fact": name, "value": value_words(value, unit_of(name, facts))}
            for who, name, value in known_facts(interview.case)
        ],
        "must": [row(one) for one in result.must],
        "may": [row(one) for one in result.may],
        "no": [row(one) for one in result.refused],
        "ask": [
            {"who": one.who, "fact": one.fact, "question": one.text} for one in questions(interview)
        ],
        "urgent": alarm.flag.name if alarm.flag and alarm.level is Level.CARD else None,
        "remarks": list(trouble_lines(interview.story)),
    }


def questions(interview: Interview) -> list[CaseQuestion]:
    """Return the questions in their order, as if none of them could be answered."""
    found = []
    while (question := interview.ask()) is not None:
        found.append(question)
    return found


def case_text(interview: Interview, alarm: Alarm, settings: Settings) -> Iterator[str]:
    """Yield the result as lines for a terminal, papers and order of going last."""
    yield from trouble_lines(interview.story)
    understood = list(understood_lines(interview))
    if understood:
        yield wording.CASE_UNDERSTOOD
        yield from understood
    result = interview.result()
    if understood or result.shown:
        for block in result_blocks(result, interview, alarm):
            yield from block_lines(block)
    asked = questions(interview)
    if asked and understood:
        yield ""
        yield "【还可以问】"
        yield from (f"{number}. {one.text}" for number, one in enumerate(asked, 1))
    if result.shown:
        errand = make_errand(result, settings.service_point, interview.today)
        yield ""
        yield from papers_lines(errand)
        yield ""
        yield from order_lines(errand)


def block_lines(block: Block) -> Iterator[str]:
    """Yield a block as lines."""
    yield ""
    if block.heading:
        yield f"【{block.heading}】"
    yield from block.lines


def write_pdf(path: Path, interview: Interview, settings: Settings) -> bool:
    """Write the papers and the order of going as a PDF; whether that went well."""
    from bot.notice.command import save  # the typesetter is only needed here

    errand = make_errand(interview.result(), settings.service_point, interview.today)
    if errand is None:
        print(wording.CASE_NO_PAPERS, file=sys.stderr)
        return True
    return save([path], [errand.pdf()]) == SOUND
