"""Weigh what speaks for an entry in a household's case, anew: `python -m bench.case_fit`.

Prints the weights for bot/case/likelihood.py, and what each cut would show of households whose own
judgement nothing was learnt from. Both are written into the program by hand, after a look.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from bench.progress import say
from bench.questions import EXAM_SETS
from bot.case.evaluate import Outcome, outcomes
from bot.case.exam import ExamCase, read_cases
from bot.case.interview import Interviewer
from bot.case.likelihood import clues
from bot.case.nearness import Nearness
from bot.case.result import MOST_SHOWN
from bot.settings import load_settings
from indexer.embedder import load_embedder
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from indexer.lessons import POSSIBLE, Lessons, fit_lessons
from indexer.settings import CONFIG
from indexer.verdict import Verdict

FOLDS = 8
MUST_WEIGHT = 2.0  # what must be raised weighs twice what may be, and what neither
# Of a household of the dev set, whose occasions were written with it in view: enough for what is
# raised to count there, without loss on sets that nothing was fitted to (docs/adr/0016).
DEV_WEIGHT = 6.0
CUTS = tuple(np.arange(0.3, 0.81, 0.05))
NAMES = (
    "whole",
    "clauses",
    "called",
    "written",
    "raised",
    "fits",
    "misfits",
    "misfits unraised",
)
LEARNT = ("called",)

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Household:
    """A judged story as the case finder sees it; arrays run over the index's entries."""

    text: str
    vector: NDArray[np.float32]
    outcomes: dict[str, Outcome]
    near: dict[str, Nearness]
    must: NDArray[np.bool_]
    may: NDArray[np.bool_]
    misfits: NDArray[np.bool_]

    @property
    def called(self) -> NDArray[np.float32]:
        """What is learnt from: how much each entry is called for."""
        return np.where(self.must, 1.0, np.where(self.may, POSSIBLE, 0.0)).astype(np.float32)

    def rows(self, lessons: Lessons) -> Numbers:
        """Return the clues (entries × NAMES), `called` as some lessons have it."""
        called = lessons.weigh(self.text, self.vector)
        rows = np.zeros((len(self.near), len(NAMES)))
        for number, (entry, near) in enumerate(self.near.items()):
            told = replace(near, called=float(called[number]))
            for name, value in clues(self.outcomes.get(entry), told).items():
                rows[number, NAMES.index(name)] = value
        return rows


def look_at(cases: Sequence[ExamCase], index: Index, today: date) -> Iterator[Household]:
    """Yield judged cases as the case finder sees them."""
    interviewer = Interviewer()
    entries = index.retriever.entries
    places = sorted(entries, key=index.retriever.place)
    for case in cases:
        interview, _ = interviewer.begin(case.text, index, today)
        judged = outcomes(entries.values(), interview.case, interview.facts, today)
        by_entry = {one.entry.id: one for one in judged}
        text = interview.story.text
        yield Household(
            text,
            index.retriever.vector(text),
            by_entry,
            {entry: interview.near[entry] for entry in places},
            np.isin(places, case.must),
            np.isin(places, case.may),
            np.array(
                [
                    entry in by_entry and by_entry[entry].verdict is Verdict.MISFITS
                    for entry in places
                ]
            ),
        )


def learn(households: Sequence[Household]) -> Lessons:
    """Learn from households; raises ValueError where they are too few."""
    lessons = fit_lessons(
        [one.text for one in households],
        np.array([one.vector for one in households]),
        np.array([one.called for one in households]),
    )
    if lessons is None:
        raise ValueError(f"{len(households)} 户太少，学不了。")
    return lessons


def unseen(households: Sequence[Household], folds: int) -> list[Numbers]:
    """Return the clues of each household, `called` being learnt from the other folds."""
    rows: list[Numbers] = [np.zeros(0)] * len(households)
    split = KFold(folds, shuffle=True, random_state=0).split(households)
    for some, others in split:
        lessons = learn([households[number] for number in some])
        for number in others:
            rows[number] = households[number].rows(lessons)
    return rows


def weigh(
    households: Sequence[Household],
    rows: Sequence[Numbers],
    counts: Sequence[float],
    without: Sequence[str] = (),
) -> Numbers:
    """Return the weight of each clue, the start last; 0 for those to do without.

    `counts` says how much each household counts.
    """
    kept = [number for number, name in enumerate(NAMES) if name not in without]
    must = np.concatenate([one.must for one in households])
    wanted = must | np.concatenate([one.may for one in households])
    model = LogisticRegression(C=10.0, max_iter=2000)
    table = np.concatenate(rows)[:, kept]
    sizes = [len(one.must) for one in households]
    model.fit(
        table, wanted, sample_weight=np.where(must, MUST_WEIGHT, 1.0) * np.repeat(counts, sizes)
    )
    weights = np.zeros(len(NAMES) + 1)
    weights[kept] = model.coef_[0]
    weights[-1] = model.intercept_[0]
    return weights


def likely(rows: Numbers, weights: Numbers) -> Numbers:
    """Return how likely each entry belongs, by its clues."""
    return np.asarray(1 / (1 + np.exp(-(rows @ weights[:-1] + weights[-1]))))


def shares(
    households: Sequence[Household], chances: Sequence[Numbers], cut: float
) -> tuple[float, float]:
    """Return the shares of what must be raised that is shown, and of what is shown that fits."""
    must = found = shown = fits = 0
    for one, chance in zip(households, chances, strict=True):
        best = np.argsort(-np.where(one.misfits, -1.0, chance))[:MOST_SHOWN]
        seen = [place for place in best if chance[place] >= cut and not one.misfits[place]]
        must += int(one.must.sum())
        found += int(one.must[seen].sum())
        shown += len(seen)
        fits += int((one.must | one.may)[seen].sum())
    return found / must, fits / max(shown, 1)


def say_cuts(name: str, households: Sequence[Household], chances: Sequence[Numbers]) -> None:
    """Print what each cut shows of a set."""
    print(f"{name}：{len(households)} 户")
    for cut in CUTS:
        found, fits = shares(households, chances, cut)
        print(f"  {cut:.2f}：该提的提到了 {found:.1%}，列出来的里面合适的 {fits:.1%}")


def say_weights(name: str, weights: Numbers) -> None:
    """Print weights as they stand in the program."""
    print(f"{name}: Mapping[str, float] = {{")
    print(f"    START: {weights[-1]:.2f},")
    for clue, weight in zip(NAMES, weights[:-1], strict=True):
        if weight:
            print(f'    "{clue}": {weight:.2f},')
    print("}")


def main() -> int:
    """Weigh, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.case_fit")
    parser.add_argument("--config", type=Path, default=CONFIG, help="配置文件")
    parser.add_argument("--set", type=Path, nargs="*", default=[], help="另外看看的户（JSON 行）")
    options = parser.parse_args()
    settings = load_settings(options.config)
    index = Index.open(settings.index, load_embedder(settings.index.embedder))
    today = datetime.now(settings.zone).date()
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    cases = [ExamCase(one.story, one.must, one.may, one.must_not) for one in knowledge.lessons]
    say(f"看 {len(cases)} 户……")
    households = list(look_at(cases, index, today))
    rows = unseen(households, FOLDS)
    lessons = learn(households)
    dev = list(look_at(list(read_cases(EXAM_SETS / "cases.jsonl")), index, today))
    fitted = [*households, *dev], [*rows, *(one.rows(lessons) for one in dev)]
    counts = [1.0] * len(households) + [DEV_WEIGHT] * len(dev)
    taught = weigh(*fitted, counts)
    untaught = weigh(*fitted, counts, LEARNT)
    say_weights("TAUGHT", taught)
    say_weights("UNTAUGHT", untaught)
    # The weights were fitted to these too; a dozen of them, to hundreds of thousands of rows.
    say_cuts("判过的户，各从别的户学", households, [likely(one, taught) for one in rows])
    for path in options.set:
        others = list(look_at(list(read_cases(path)), index, today))
        for name, weights in (("", taught), ("，没有判过的户", untaught)):
            chances = [likely(one.rows(lessons), weights) for one in others]
            say_cuts(f"{path.name}{name}", others, chances)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
