"""From a household's story to its result, without the questions: `python -m bench.casework`."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path

from bench.answering import row
from bench.progress import say
from bench.questions import EXAM_SETS
from bench.report import markdown
from bench.stopwatch import Stopwatch
from bench.table import Table
from bot.case.exam import read_cases
from bot.case.interview import Interviewer
from bot.case.papers import make_errand
from bot.case.report import result_blocks
from bot.settings import ServicePointSettings, load_settings
from indexer.embedder import load_embedder
from indexer.index import Index
from indexer.settings import CONFIG

GOAL = 0.15  # seconds, 95 of 100
ROUNDS = 3


def measure_casework(index: Index, today: date) -> Table:
    """Return how long all stories of the dev set take, each some times."""
    say("一户一案计时……")
    stories = [case.text for case in read_cases(EXAM_SETS / "cases.jsonl")]
    interviewer = Interviewer()
    interviewer.begin(stories[0], index, today)  # what is done only once belongs to the start
    laps = [time_case(story, interviewer, index, today) for _ in range(ROUNDS) for story in stories]
    wholes = [sum(lap.values()) for lap in laps]
    late = sum(whole > GOAL for whole in wholes)
    return Table(
        heading="从一段家庭情况到结果",
        columns=("部分", "p50 毫秒", "p95 毫秒", "最慢 毫秒"),
        rows=(
            row("全部", wholes),
            *(row(f"其中：{part}", [lap[part] for lap in laps]) for part in laps[0]),
        ),
        notes=(
            f"一户一案（docs/case.md），不含提问；{len(stories)} 户各 {ROUNDS} 次，一户接一户。"
            f"要求 p95 不超过 {1000 * GOAL:.0f} 毫秒：超过的 {late} 次。",
        ),
    )


def time_case(story: str, interviewer: Interviewer, index: Index, today: date) -> dict[str, float]:
    """Return the seconds of each step of one case."""
    watch = Stopwatch()
    interview, alarm = interviewer.begin(story, index, today)
    watch.lap("读情况、检索、红线")
    result = interview.result()
    watch.lap("逐条判断、挑选")
    list(result_blocks(result, interview, alarm))
    make_errand(result, ServicePointSettings(), today)
    watch.lap("写成文字、合并材料")
    return watch.steps


def main() -> None:
    """Measure on the index in use, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.casework")
    parser.add_argument("--config", type=Path, default=CONFIG)
    options = parser.parse_args()
    settings = load_settings(options.config)
    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    index = Index.open(settings.index, embedder)
    print(markdown(measure_casework(index, datetime.now(settings.zone).date())))


if __name__ == "__main__":
    main()
