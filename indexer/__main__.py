"""The indexer's verbs: check, build, watch, find, due, schema, stats, tune."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from indexer.build import BuildRunning, Report, build
from indexer.command_line import CANNOT_START, FINDINGS, INTERRUPTED, SOUND, Parser
from indexer.coverage import coverage_lines, due_lines, topic_lines
from indexer.embedder import load_embedder
from indexer.exam_record import shift_lines
from indexer.examination import ExamMiss
from indexer.index import Content, Index, published_version
from indexer.knowledge_base import KnowledgeBase
from indexer.learnt import Learnt, since_tuning_lines
from indexer.model_error import ModelNotFound
from indexer.problem import ProblemsFound, print_form
from indexer.schema import schema_text
from indexer.settings import CONFIG, IndexerSettings, load_settings
from indexer.stale_index import StaleIndex

ZONE = ZoneInfo("Asia/Shanghai")


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; return the exit code: 0 sound, 1 findings, 2 cannot start."""
    options = parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    try:
        return int(options.verb(options, load_settings(options.config)))
    except ProblemsFound as error:
        print(
            f"{print_form(error.problems)}\n\n发现 {len(error.problems)} 处错误。", file=sys.stderr
        )
        return FINDINGS
    except (StaleIndex, ModelNotFound, BuildRunning) as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        print("停下了。已发布的索引没有动。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOUND


def parser() -> Parser:
    """Return the parser of all verbs."""
    whole = Parser(prog="python -m indexer", description="全科通的知识库：检查、建索引、查找")
    whole.add_argument("--config", type=Path, default=CONFIG, help="配置文件，默认 config.yaml")
    verbs = whole.add_subparsers(title="动作", required=True, parser_class=Parser)

    def verb(name: str, function: object, explanation: str) -> argparse.ArgumentParser:
        one = verbs.add_parser(name, help=explanation, description=explanation)
        one.set_defaults(verb=function)
        return one

    check_verb = verb("check", check, "检查全部条目，一次列出所有问题")
    check_verb.add_argument("entries", nargs="*", help="只看这几条（编号或文件），不看条目之间的事")
    verb("build", build_once, "检查，算向量，考试，通过了才发布")
    verb("watch", watch, "条目一改就重新检查、发布")
    find_verb = verb("find", find, "看一个问题会找到哪几条、为什么")
    find_verb.add_argument("question", help="问题")
    verb("due", due, "列出该复核的条目")
    schema_verb = verb("schema", schema, "重写 knowledge/entry.schema.json（编辑器用它提示和划线）")
    schema_verb.add_argument("--check", action="store_true", help="只看它是不是最新")
    verb("stats", stats, "覆盖率、各领域的情况、考题里最弱的条目、调模型以来新增多少")
    tune_verb = verb("tune", tune, "用知识库的问法调模型（两核半小时左右；现在的模型不动）")
    tune_verb.add_argument(
        "--base", default="packed", help="从哪个模型调起：packed（包里的 4 位权重）、模型名或文件夹"
    )
    tune_verb.add_argument("--to", type=Path, help="写到哪个文件夹，默认 QUANKETONG_VAR/model")
    tune_verb.add_argument(
        "--leave-out", metavar="1/4", help="只考不写：条目分四份，留出第一份不学，看它们找得准不准"
    )
    tune_verb.add_argument(
        "--set", type=Path, action="append", default=[], help="另加一套问题（tests/exam 的形式）"
    )
    return whole


def check(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """Check every entry; what should be written better is shown and counts as sound."""
    if options.entries:
        return check_some({Path(name).stem for name in options.entries}, settings)
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    if knowledge.warnings:
        print(f"{print_form(knowledge.warnings)}\n")
    drafts = f"（另有 {len(knowledge.drafts)} 个草稿）" if knowledge.drafts else ""
    better = f"；{len(knowledge.warnings)} 处提醒" if knowledge.warnings else ""
    print(f"检查了 {len(knowledge.entries)} 个条目{drafts}，全部通过{better}。")
    return SOUND


def check_some(ids: set[str], settings: IndexerSettings) -> int:
    """Check some entries, each by itself."""
    found = KnowledgeBase.look_at(settings.knowledge.folder, ids)
    errors = sum(not problem.is_warning for problem in found)
    if found:
        print(f"{print_form(found)}\n")
    verdict = f"发现 {errors} 处错误" if errors else "没有错误"
    print(f"看了 {'、'.join(sorted(ids))}：{verdict}；{len(found) - errors} 处提醒。")
    return FINDINGS if errors else SOUND


def build_once(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """Bring the index up to date."""
    del options
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    console = Console(stderr=True)
    with console.status("装模型……"):
        embedder = load_embedder(settings.index.embedder, settings.index.threads)
    with Progress(
        TextColumn("算向量"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    ) as bar:
        task = bar.add_task("", total=None, visible=False)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total > 0)

        report = build(knowledge, embedder, settings.index, progress)
    print("\n".join(report_lines(report)))
    print("\n".join(coverage_lines(knowledge)))
    return SOUND if report.published else FINDINGS


def report_lines(report: Report) -> list[str]:
    """Return what a build did, in words."""
    lines = [
        f"新增 {len(report.added)}、更新 {len(report.changed)}、删除 {len(report.removed)}、未变 {report.unchanged}"
        f"（算了 {report.embedded} 条向量）"
    ]
    lines += [f"  更新：{entry}" for entry in report.changed]
    lines += [f"  删除：{entry}" for entry in report.removed]
    if report.published:
        lines.append(f"已发布索引 {report.version}。")
    lines += shift_lines(report.shifts)
    if report.misses:
        lines.append(
            f"别的条目有 {len(report.misses)} 道考题掉出了前三，请给那几条补问法："
            if report.published
            else f"没有发布：{len(report.misses)} 道考题找不到自己的条目，原来的索引继续用。"
        )
        lines += [miss_line(miss) for miss in report.misses]
        lines.append(
            "  怎么改：给条目补问法；确实暂时过不了的，写进 _known_failures.yaml 并说明原因。"
        )
    if report.passed_after_all:
        lines.append(
            f"没有发布：_known_failures.yaml 里有 {len(report.passed_after_all)} 道题其实已经通过。"
        )
        lines += [f"  {miss.entry} 「{miss.question}」" for miss in report.passed_after_all]
        lines.append("  怎么改：把它们从 _known_failures.yaml 删掉。")
    return lines


def miss_line(miss: ExamMiss) -> str:
    """Return one failed exam question as a line an editor can jump from."""
    found = "、".join(f"{entry} {confidence:.2f}" for entry, confidence in miss.found)
    return f"{miss.place.path}:{miss.place.line} 「{miss.question}」→ {found}，应为 {miss.entry}"


def watch(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """Build again whenever something in the knowledge folder changes, until Ctrl-C."""
    del options
    from watchfiles import watch as changes_in

    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    print(f"盯着 {settings.knowledge.folder}，改了就更新；Ctrl-C 结束。", flush=True)
    for _ in changes_in(settings.knowledge.folder, yield_on_timeout=False, debounce=500):
        try:
            knowledge = KnowledgeBase.load(settings.knowledge.folder)
            lines = report_lines(build(knowledge, embedder, settings.index))
        except (ProblemsFound, StaleIndex, BuildRunning) as error:
            lines = [str(error), "原来的索引继续用。"]
        print("\n".join((f"{datetime.now(ZONE):%H:%M:%S}", *lines)), flush=True)
    return SOUND


def find(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """Show what a question finds and what spoke for it."""
    index = Index.open(
        settings.index, load_embedder(settings.index.embedder, settings.index.threads)
    )
    for number, match in enumerate(index.retriever.find(options.question), 1):
        features = match.features
        print(f"{number}. {match.entry.title}（{match.entry.id}）把握 {match.confidence:.2f}")
        print(
            f"   总分 {features.score:.2f}，领先 {features.lead:.2f}，词面领先 {features.words_lead:.2f}"
            f"，含词 {features.pairs_held:.2f}，分类器领先 {features.classified_lead:.2f}"
            f"，问法中心 {features.centre:.3f}，最近的「答不了」 {features.unknown:.3f}"
        )
        for shelf, (key, cosine) in match.passages.items():
            print(f"   {shelf} {cosine:.3f} {key}")
    return SOUND


def due(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """List the entries whose review is due."""
    del options
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    print("\n".join(due_lines(knowledge, today())))
    return SOUND


def today() -> date:
    """Return the day it is where the entries hold."""
    return datetime.now(ZONE).date()


def schema(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """Write or check the JSON Schema for editors."""
    path = settings.knowledge.folder / "entry.schema.json"
    fresh = schema_text()
    if options.check:
        is_fresh = path.exists() and path.read_text(encoding="utf-8") == fresh
        print(
            "entry.schema.json 是最新的。"
            if is_fresh
            else "entry.schema.json 旧了：运行 python -m indexer schema。"
        )
        return SOUND if is_fresh else FINDINGS
    path.write_text(fresh, encoding="utf-8")
    print(f"写好了 {path}")
    return SOUND


def stats(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """Print how much of the catalogue is covered, and how the topics stand."""
    del options
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    print("\n".join(coverage_lines(knowledge, names_missing=True)))
    try:
        version = published_version(settings.index.folder)
        leads = Content.read(settings.index.folder / version).leads if version else {}
    except StaleIndex:
        leads = {}
    print("\n".join(topic_lines(knowledge, today(), leads)))
    learnt = Learnt.read(Path(settings.index.embedder))
    if learnt is not None:
        print("\n".join(since_tuning_lines(knowledge, learnt, leads)))
    if not leads:
        print("还没有可用的索引，看不到考题领先多少：先运行 make index。")
    return SOUND


def tune(options: argparse.Namespace, settings: IndexerSettings) -> int:
    """Train the encoder on the knowledge base and write it, or examine it on entries left out."""
    from indexer.tuning.command import run

    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    work = settings.index.folder.parent / "tuning"
    target = options.to or settings.index.folder.parent / "model"
    with Progress(
        TextColumn("学"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task("", total=None)
        lines = run(
            knowledge,
            base=options.base,
            target=target,
            work=work,
            today=today(),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            leave_out=options.leave_out,
            sets=options.set,
        )
    print("\n".join(lines))
    return SOUND


if __name__ == "__main__":
    sys.exit(main())
