"""Measure everything, on Linux, and write docs/benchmarks.md: `make bench`."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from bench.ablation import measure_ablation
from bench.answering import measure_answering
from bench.casework import measure_casework
from bench.child import ChildFailed
from bench.first_answer import measure_first_answer
from bench.install import measure_install
from bench.machine import describe_machine
from bench.progress import say
from bench.quality import measure_quality
from bench.report import write_report
from bench.scale import measure_scale
from bench.table import Table
from bench.workplace import ROOT, Workplace, lay_out
from indexer.command_line import CANNOT_START, FINDINGS, INTERRUPTED, SOUND, Parser
from indexer.embedder import load_embedder
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from indexer.model_error import ModelNotFound
from indexer.problem import ProblemsFound
from indexer.stale_index import StaleIndex

REPORT = ROOT / "docs" / "benchmarks.md"
SMALL, LARGE = 10_000, 100_000  # synthetic entries


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    try:
        with tempfile.TemporaryDirectory(prefix="quanketong-bench-") as folder:
            tables = list(measure(options, Path(folder)))
    except ProblemsFound as error:
        print(f"知识库有 {len(error.problems)} 处错误，先运行 make check。", file=sys.stderr)
        return FINDINGS
    except (ChildFailed, ModelNotFound, StaleIndex) as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        return INTERRUPTED
    write_report(REPORT, tables)
    say(f"写好了 {REPORT.relative_to(ROOT)}")
    return SOUND


def parser() -> Parser:
    """Return the parser of the options."""
    whole = Parser(prog="python -m bench", description="全科通：测速度、规模和准确率")
    whole.add_argument("--install", action="store_true", help="也测：克隆一份，从头安装（要联网）")
    whole.add_argument("--large", action="store_true", help="也测：十万个合成条目（要很久）")
    whole.add_argument(
        "--baisitong", action="store_true", help="也测：装上 baisitong，答同样的题（要联网）"
    )
    return whole


def measure(options: argparse.Namespace, folder: Path) -> list[Table]:
    """Return the tables of all parts, in the order of the report."""
    workplace = lay_out(folder)
    knowledge = KnowledgeBase.load(workplace.settings.knowledge.folder)
    tables = [describe_machine(knowledge)]
    tables += [measure_install(folder / "clone", is_wanted=options.install)]
    tables += [measure_first_answer(workplace)]
    tables += measure_opened(workplace, with_baisitong=options.baisitong)
    tables += [measure_scale(workplace, (SMALL, LARGE) if options.large else (SMALL,))]
    return tables


def measure_opened(workplace: Workplace, *, with_baisitong: bool) -> list[Table]:
    """Measure what needs the model in this process."""
    settings = workplace.settings
    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    index = Index.open(settings.index, embedder)
    answering = measure_answering(workplace, index)
    casework = measure_casework(index, datetime.now(settings.zone).date())
    quality = measure_quality(workplace, index, with_baisitong=with_baisitong)
    return [*answering, casework, *quality, *measure_ablation(workplace, index)]


if __name__ == "__main__":
    sys.exit(main())
