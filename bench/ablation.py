"""What each part of search and confidence is worth: the same questions with it and without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bench.progress import say
from bench.questions import answerable, unanswerable
from bench.table import Table
from bench.workplace import Workplace
from bot.evidence import FEATURES, SIDES
from bot.exam import ExamQuestion
from indexer import retriever as search
from indexer.calibration import FEATURE_NAMES, Calibration, Cuts, Features, Sample, fit
from indexer.exam_questions import exam_of, owner_of
from indexer.examination import samples
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from indexer.normal_form import normalise, shorten
from indexer.retriever import MOST_MATCHES, WEIGHTS, Ranking
from indexer.vector_store import Shelf


@dataclass(frozen=True)
class Outcome:
    """Shares of the questions, 0 to 1."""

    first: float
    three: float
    right: float
    wrong: float
    negatives: float  # answered though nothing answers
    unknown: float  # of those, the share that gets 不知道


def measure_ablation(workplace: Workplace, index: Index) -> list[Table]:
    """Return what is lost without each side of the ranking and each feature of the confidence."""
    say("去掉一样，再考一遍……")
    bench = Bench(workplace, index)
    whole = bench.rank()
    rows = [row("全部都用", bench.outcome(whole))]
    for side, name in SIDES.items():
        with without_side(side):
            rows.append(row(f"排名去掉{name}", bench.outcome(bench.rank())))
    without = {f"把握去掉{FEATURES[name]}": frozenset({name}) for name in FEATURE_NAMES}
    without["把握去掉「答不了」的两样"] = frozenset({"unknown", "unknown_words"})
    without["把握只看总分和领先"] = frozenset(FEATURE_NAMES) - {"score", "lead"}
    rows += [row(name, bench.outcome(whole, off)) for name, off in without.items()]
    return [
        Table(
            heading="各部分值多少",
            columns=(
                "做法",
                "第 1 就对 %",
                "前 3 有 %",
                "直接答对 %",
                "直接答错 %",
                "不该答的答了 %",
                "不该答的说不知道 %",
            ),
            rows=rows,
            notes=(
                "每一行都重新排名、重新拟合把握、按 config.yaml 的比率重新定门槛；只看第一名的把握，"
                "不算叫名字、红线和追问。负例里的寒暄和攻击不算。",
            ),
        )
    ]


@dataclass(frozen=True)
class Ranked:
    """What the search made of all questions."""

    samples: Sequence[Sample]
    known: Sequence[Ranking]
    negatives: Sequence[Ranking]


class Bench:
    """The base's own exam to fit on, and the two sets to measure on."""

    def __init__(self, workplace: Workplace, index: Index) -> None:
        self.rates = workplace.settings.answers.rates
        self.retriever = index.retriever
        knowledge = KnowledgeBase.load(workplace.settings.knowledge.folder)
        self.exam = list(exam_of(knowledge))
        self.exam_vectors = index.store.vectors(Shelf.EXAM, [key for key, _ in self.exam])
        known = len(self.exam) - len(knowledge.unanswerable)
        self.matters = [""] * known + [one.because for one in knowledge.unanswerable]
        self.known = answerable(index.entries)
        self.unknown = [q for q in unanswerable() if q.style not in ("smalltalk", "attack")]

    def rank(self) -> Ranked:
        """Rank all entries for every question, as the search is set now."""
        texts = [shorten(normalise(question)) for _, question in self.exam]
        owners = [owner_of(key) for key, _ in self.exam]
        rankings = self.retriever.rank(texts, self.exam_vectors, self.matters)
        return Ranked(
            samples=list(samples(self.retriever, owners, texts, rankings)),
            known=[self.ranked(question) for question in self.known],
            negatives=[self.ranked(question) for question in self.unknown],
        )

    def outcome(self, ranked: Ranked, off: frozenset[str] = frozenset()) -> Outcome:
        """Fit with some features at zero, and see what the sets get."""
        fitted = fit([replace(one, features=dimmed(one.features, off)) for one in ranked.samples])
        cuts, known, negatives = fitted.cuts(self.rates), ranked.known, ranked.negatives
        right = [self.is_right(ranking, q) for ranking, q in zip(known, self.known, strict=True)]
        three = [
            any(self.retriever.words.entries[place] in q.entries for place in r.best(MOST_MATCHES))
            for r, q in zip(known, self.known, strict=True)
        ]
        answered = [is_answered(ranking, fitted, cuts, off) for ranking in known]
        return Outcome(
            first=share(right),
            three=share(three),
            right=share([a and r for a, r in zip(answered, right, strict=True)]),
            wrong=share([a and not r for a, r in zip(answered, right, strict=True)]),
            negatives=share([is_answered(r, fitted, cuts, off) for r in negatives]),
            unknown=share([confidence(r, fitted, off) < cuts.suggest for r in negatives]),
        )

    def ranked(self, question: ExamQuestion) -> Ranking:
        """Rank all entries for a question."""
        text = shorten(normalise(question.text))
        return self.retriever.rank([text], self.retriever.vector(question.text)[None])[0]

    def is_right(self, ranking: Ranking, question: ExamQuestion) -> bool:
        """Whether the first entry is one of the right ones."""
        return self.retriever.words.entries[ranking.best(1)[0]] in question.entries


def dimmed(features: Features, off: frozenset[str]) -> Features:
    """Return features with some at zero."""
    return replace(features, **dict.fromkeys(off, 0.0))


def confidence(ranking: Ranking, fitted: Calibration, off: frozenset[str]) -> float:
    """Return how sure the first entry is."""
    return fitted.confidence(dimmed(ranking.features(ranking.best(1)[0]), off))


def is_answered(ranking: Ranking, fitted: Calibration, cuts: Cuts, off: frozenset[str]) -> bool:
    """Whether the first entry is sure enough to answer."""
    return confidence(ranking, fitted, off) >= cuts.answer


@contextmanager
def without_side(side: str) -> Iterator[None]:
    """Rank without one side, the others keeping their weights."""
    search.WEIGHTS = {name: weight for name, weight in WEIGHTS.items() if name != side}
    try:
        yield
    finally:
        search.WEIGHTS = WEIGHTS


def share(hits: Sequence[bool]) -> float:
    """Return the share that is true, 0 to 1."""
    return sum(hits) / len(hits)


def row(name: str, outcome: Outcome) -> tuple[str, ...]:
    """Return one row of the table."""
    figures = (
        outcome.first,
        outcome.three,
        outcome.right,
        outcome.wrong,
        outcome.negatives,
        outcome.unknown,
    )
    return name, *(f"{figure * 100:.1f}" for figure in figures)
