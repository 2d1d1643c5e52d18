"""The bot's verbs: those that ask and answer, and those about gaps, news, reports and the ledger."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.answer_json import answer_json
from bot.assistant import Assistant, Reply
from bot.card import plain_text, render
from bot.case.command import add_verb as add_case_verb
from bot.curation.command import add_verbs as add_gap_verbs
from bot.log import set_up_log
from bot.notice.command import add_verb as add_notice_verb
from bot.redaction import public_numbers, redact
from bot.reporting.command import add_verbs as add_reporting_verbs
from bot.settings import Settings, load_settings
from bot.telling.command import add_verbs as add_telling_verbs
from bot.telling.taken_down import LedgerReader, TakenDown
from bot.token import TokenRefused, read_token
from bot.wording import NO_PUBLIC_NUMBERS, NOT_UTF_8
from indexer.command_line import CANNOT_START, FINDINGS, INTERRUPTED, SOUND, Parser
from indexer.embedder import load_embedder
from indexer.index import Index, LiveIndex
from indexer.knowledge_base import KnowledgeBase
from indexer.model_error import ModelNotFound
from indexer.problem import ProblemsFound
from indexer.settings import CONFIG
from indexer.stale_index import StaleIndex

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
EXAM_SETS = Path("tests/exam")
CASES = "cases"  # the sets of households' stories begin so


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; return the exit code."""
    options = parser().parse_args(arguments)
    try:
        settings = load_settings(options.config)
        set_up_log(settings.log, settings.zone)
        return int(options.verb(options, settings))
    except ProblemsFound as error:
        print(error, file=sys.stderr)
        return FINDINGS
    except (StaleIndex, ModelNotFound, TokenRefused) as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOUND


def parser() -> Parser:
    """Return the parser of all verbs."""
    whole = Parser(prog="python -m bot", description="全科通：问一件事，得到依据清楚的答复")
    whole.add_argument("--config", type=Path, default=CONFIG, help="配置文件，默认 config.yaml")
    verbs = whole.add_subparsers(title="动作", required=True, parser_class=Parser)

    run_verb = verbs.add_parser("run", help="启动机器人：有令牌用 Telegram，没有就在终端聊")
    run_verb.add_argument("--config", type=Path, default=argparse.SUPPRESS, help="配置文件")
    run_verb.set_defaults(verb=run)

    chat_verb = verbs.add_parser("chat", help="在终端里聊")
    chat_verb.set_defaults(verb=chat)

    ask_verb = verbs.add_parser("ask", help="问一句")
    ask_verb.add_argument("question", nargs="?", help="问题")
    ask_verb.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    ask_verb.add_argument(
        "--batch", type=Path, help='一行一个 {"q": "…", "conversation": "可不写"}；- 表示标准输入'
    )
    ask_verb.add_argument(
        "--explain", action="store_true", help="说明为什么这样答：听成什么、找到哪几条、凭什么定的"
    )
    ask_verb.add_argument("--dry-run", action="store_true", help="什么也不留")
    ask_verb.set_defaults(verb=ask)

    exam_verb = verbs.add_parser("exam", help="考机器人，打印成绩单")
    exam_verb.add_argument("--set", type=Path, action="append", help="考卷（JSON 行）；可写多次")
    exam_verb.add_argument("--failures", action="store_true", help="列出每一道没过的题")
    exam_verb.set_defaults(verb=exam)

    doctor_verb = verbs.add_parser("doctor", help="查网络、代理、令牌、索引、台账、模型哪里不对")
    doctor_verb.add_argument("--config", type=Path, default=argparse.SUPPRESS, help="配置文件")
    doctor_verb.set_defaults(verb=doctor)
    redact_verb = verbs.add_parser("redact", help="标准输入逐行盖住个人信息，写到标准输出")
    redact_verb.set_defaults(verb=redact_lines)
    add_notice_verb(verbs)
    add_telling_verbs(verbs, open_index)
    add_reporting_verbs(verbs)
    add_gap_verbs(verbs)
    add_case_verb(verbs, open_index)
    return whole


def open_index(settings: Settings) -> LiveIndex:
    """Load the model and open the published index; takes seconds."""
    return LiveIndex(settings.index, load_embedder(settings.index.embedder, settings.index.threads))


def open_shown(settings: Settings) -> LiveIndex:
    """Open the published index; what the ledger says is withdrawn is not shown."""
    live = open_index(settings)
    live.heed(TakenDown(LedgerReader(settings.ledger)).reasons_now)
    return live


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Start the bot on Telegram when a token is set, else the chat in this terminal."""
    token = read_token(settings.telegram.token_file)
    if token is None:
        print(
            "没有设 TELEGRAM_BOT_TOKEN，先在这个终端里聊；接 Telegram 见 docs/maintainers.md。",
            file=sys.stderr,
        )
        return chat(options, settings)
    from bot.telegram.application import serve  # the library takes a second to import

    return serve(token, settings, lambda: open_index(settings))


def chat(options: argparse.Namespace, settings: Settings) -> int:
    """Chat in the terminal."""
    del options
    from bot.terminal import Chat

    history = settings.index.folder.parent / "chat_history"
    history.parent.mkdir(parents=True, exist_ok=True)
    from bot.at_terminal import Notebook

    with contextlib.closing(Notebook(settings)) as notebook:
        Chat(
            Assistant(settings.answers),
            lambda: open_shown(settings),
            settings.zone,
            history,
            notebook,
            settings.service_point,
        ).run()
    return SOUND


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer one question, or each line of a file."""
    if options.batch is None and options.question is None:
        parser().error("要写问题，或用 --batch 给一个文件")
    if options.batch is not None and not options.json:
        parser().error("--batch 要和 --json 一起用")
    if options.explain and options.json:
        parser().error("--explain 是给人看的，不能和 --json 一起用")
    questions = read_batch(options.batch) if options.batch else [{"q": options.question}]
    live, assistant = open_shown(settings), Assistant(settings.answers)
    for number, row in enumerate(questions):
        started = time.perf_counter()
        index, now = live.current(), datetime.now(settings.zone)
        key = str(row.get("conversation") or f"line {number}")
        reply = assistant.reply(row["q"], key, now, index.retriever)
        if options.explain:
            from bot.explain import explain

            lines = explain(row["q"], reply, index.retriever, settings.answers.rates)
            print(printable("\n".join(lines)))
        elif options.json:
            took = (time.perf_counter() - started) * 1000
            answer = answer_json(row["q"], reply, index.version, now.date(), took)
            print(printable(json.dumps(answer, ensure_ascii=False)), flush=True)
        else:
            print(printable(plain_text(render(reply, now.date()))))
            if not options.dry_run:
                note(row["q"], reply, live, settings)
    return SOUND


def note(text: str, reply: Reply, live: LiveIndex, settings: Settings) -> None:
    """Keep what was asked at this terminal, and print what waits for the asker."""
    from bot.at_terminal import Notebook

    with contextlib.closing(Notebook(settings)) as notebook:
        for said in (notebook.keep(text, reply, live), *notebook.news()):
            if said:
                print(f"\n{printable(said)}")


def printable(text: str) -> str:
    """Return a text that any terminal takes: a lone surrogate becomes its escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def read_batch(path: Path) -> list[dict[str, Any]]:
    """Read the questions of a batch; a line that is not of the form ends the run before it begins."""
    with open_batch(path) as file:
        return list(batch_rows(file, str(path)))


def open_batch(path: Path) -> TextIO:
    """Open a batch file, - being the standard input."""
    if str(path) == "-":
        return open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False)
    try:
        return path.open(encoding="utf-8", errors="replace")
    except OSError as error:
        parser().error(f"读不了 {path}（{error.strerror}）")


def batch_rows(lines: Iterable[str], name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a batch."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("q"), str):
            parser().error(f'{name} 第 {number} 行不是 {{"q": "…"}} 的样子')
        yield row


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Say what is well and what is not, and what to do about it."""
    del options
    from bot.doctor import examine_all

    return SOUND if examine_all(settings, print) else FINDINGS


def exam(options: argparse.Namespace, settings: Settings) -> int:
    """Print the report cards: the base's own exam, then the sets."""
    from bot.exam import examine, own_questions, read_set
    from bot.sureness import cut_lines, held_out_lines

    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    index = Index.open(settings.index, embedder)
    assistant, now = Assistant(settings.answers), datetime.now(settings.zone)
    sets = options.set or sorted(
        path
        for path in EXAM_SETS.glob("*.jsonl")
        if path.stem in ("questions", "negatives", "dialogues")
    )
    cards = (
        []
        if options.set
        else [
            examine("知识库自己的考题", own_questions(knowledge), assistant, index.retriever, now)
        ]
    )
    for path in [path for path in sets if not holds_households(path)]:
        try:
            asked = list(read_set(path))
        except (OSError, ValueError) as error:
            print(f"读不了考卷：{error}", file=sys.stderr)
            return FINDINGS
        questions = [q for q in asked if not q.entries or q.entries[0] in index.entries]
        cards.append(examine(path.name, questions, assistant, index.retriever, now))
    for card in cards:
        print("\n".join(card.lines()))
        if options.failures:
            print("\n".join(card.failures()))
        if confusions := list(card.confusions()):
            print("  认混的条目：", *confusions, sep="\n  ")
    rates, calibration = settings.answers.rates, index.content.calibration
    print("\n".join((*cut_lines(calibration, rates), *held_out_lines(calibration, rates))))
    if not options.set:
        print_alarms(index, options.failures)
    print_cases(options.set or [EXAM_SETS / f"{CASES}.jsonl"], index, now.date(), options.failures)
    return SOUND


def redact_lines(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the standard input to the standard output, each line without personal data."""
    del options
    public, outcome = known_numbers(settings), SOUND
    for number, raw in enumerate(sys.stdin.buffer, 1):
        line = raw.decode("utf-8", "replace")
        if REPLACEMENT.encode() not in raw and REPLACEMENT in line:
            print(NOT_UTF_8.format(number=number), file=sys.stderr)
            outcome = FINDINGS
        sys.stdout.write(redact(line, public).text)
        sys.stdout.flush()
    return outcome


def known_numbers(settings: Settings) -> frozenset[str]:
    """Return the telephone numbers that entries give out; none, and a word about it, if they are unsound."""
    try:
        return public_numbers(KnowledgeBase.load(settings.knowledge.folder).entries.values())
    except ProblemsFound:
        print(NO_PUBLIC_NUMBERS, file=sys.stderr)
        return frozenset()


def print_alarms(index: Index, with_failures: bool) -> None:
    """Print how the red flags were heard: alarms, decoys and ordinary questions."""
    from bot.alarm_exam import hear, read_messages

    for path in (*sorted(EXAM_SETS.glob("redflag*.jsonl")), EXAM_SETS / "questions.jsonl"):
        if path.exists():
            report = hear(f"红线 {path.name}", read_messages(path), index.retriever)
            print("\n".join(report.lines()))
            if with_failures:
                print("\n".join(report.failures()))


def holds_households(path: Path) -> bool:
    """Whether a set is of households' stories rather than of questions, by its name."""
    return path.stem.startswith(CASES)


def print_cases(sets: list[Path], index: Index, today: date, with_failures: bool) -> None:
    """Print what was found for the households of the sets that hold some."""
    from bot.case.exam import examine_cases, read_cases

    for path in sets:
        if holds_households(path) and path.exists():
            report = examine_cases(f"一户一案 {path.name}", read_cases(path), index, today)
            print("\n".join(report.lines()))
            if with_failures:
                print("\n".join(report.failures()))


if __name__ == "__main__":
    sys.exit(main())
