"""Who finds the right entry how often: our search and others, on the same questions in the same run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bench.figures import in_milliseconds, in_percent, median
from bench.other_bot import examine_baisitong
from bench.progress import say
from bench.questions import answerable, unanswerable
from bench.rivals import (
    DEEPEST,
    Rank,
    rank_with_all,
    rank_with_plain_chroma,
    rank_with_words,
)
from bench.table import NOTHING, Table
from bench.workplace import Workplace
from bot.assistant import Assistant
from bot.exam import ExamQuestion, Grade, ReportCard, examine
from indexer.index import Index

MISSED = DEEPEST + 1  # the place of a right entry that is not among the first


@dataclass(frozen=True)
class Ranked:
    """Where one way of ranking put the right entry of each question, 1 being first."""

    name: str
    places: tuple[int, ...]
    seconds: tuple[float, ...]
    deepest: int = DEEPEST  # how far down it tells its ranking
    negatives: str = "不会拒答"

    def hits(self, depth: int) -> int:
        """Return for how many questions the right entry is among the first."""
        return sum(place <= depth for place in self.places)


def measure_quality(workplace: Workplace, index: Index, *, with_baisitong: bool) -> list[Table]:
    """Return the rankings side by side, and what workers would have seen of ours."""
    questions, negatives = answerable(index.entries), unanswerable()
    cards = graded(workplace, index, questions, negatives)
    retriever = index.retriever
    chroma = rank_with_plain_chroma(workplace.folder / "plain-chroma", index)
    ranked = [
        ranked_by("全科通", rank_with_all(retriever), questions, refusals(cards[1])),
        ranked_by("单用 Chroma，同一个模型", chroma, questions),
        ranked_by("单用词面（BM25）", rank_with_words(retriever.words), questions),
    ]
    if with_baisitong:
        ranked.append(baisitong(workplace, index, questions, negatives))
    return [side_by_side(ranked, negatives, with_baisitong=with_baisitong), seen(cards)]


def graded(
    workplace: Workplace,
    index: Index,
    questions: Sequence[ExamQuestion],
    negatives: Sequence[ExamQuestion],
) -> tuple[ReportCard, ReportCard]:
    """Put both sets to the assistant."""
    say("考一遍……")
    settings = workplace.settings
    assistant, now = Assistant(settings.answers), datetime.now(settings.zone)
    return (
        examine("有答案", questions, assistant, index.retriever, now),
        examine("无答案", negatives, assistant, index.retriever, now),
    )


def ranked_by(
    name: str, rank: Rank, questions: Sequence[ExamQuestion], negatives: str = "不会拒答"
) -> Ranked:
    """Rank all questions, one after the other."""
    say(f"排序：{name}……")
    places, seconds = [], []
    for question in questions:
        started = time.perf_counter()
        found = rank(question.text)
        seconds.append(time.perf_counter() - started)
        places.append(place_in(found, question))
    return Ranked(name, tuple(places), tuple(seconds), negatives=negatives)


def place_in(found: Sequence[str], question: ExamQuestion) -> int:
    """Return the place of the first right entry."""
    return next((n for n, entry in enumerate(found, 1) if entry in question.entries), MISSED)


def baisitong(
    workplace: Workplace,
    index: Index,
    questions: Sequence[ExamQuestion],
    negatives: Sequence[ExamQuestion],
) -> Ranked:
    """Put both sets to baisitong."""
    answers = examine_baisitong(
        workplace.folder / "baisitong",
        index.entries.values(),
        [question.text for question in (*questions, *negatives)],
    )
    asked, refused = answers[: len(questions)], answers[len(questions) :]
    return Ranked(
        name="baisitong（本地引擎）",
        places=tuple(place_in(a.found, q) for a, q in zip(asked, questions, strict=True)),
        seconds=tuple(answer.seconds for answer in asked),
        deepest=3,
        negatives=f"答了 {sum(answer.is_answered for answer in refused)} 题",
    )


def refusals(card: ReportCard) -> str:
    """Return what our bot did about the questions that none answers."""
    return f"直接答了 {card.count(Grade.WRONG)} 题，给选项 {card.count(Grade.HALF)} 题"


def side_by_side(
    ranked: Sequence[Ranked], negatives: Sequence[ExamQuestion], *, with_baisitong: bool
) -> Table:
    """Return the table of all rankings; ours is the first."""
    count = len(ranked[0].places)
    talk = sum(question.is_small_talk for question in negatives)
    notes: tuple[str, ...] = (
        f"{count} 道有答案的题（tests/exam/questions.jsonl），{len(negatives)} 道无答案的题（negatives.jsonl，"
        f"其中闲话 {talk} 道）。"
        "括号里是 95 % Wilson 区间。「同题对错」：排第一的对不对，全科通对而它错 / 它对而全科通错。",
        "**这些题是开发集**：全科通各路的权重就是在它上面定的，全科通这一行因此偏乐观，别的几行没有调过。",
        "单用 Chroma：一个集合，出厂设置，问法和正文都当文档算向量，最近的一条替它的条目说话。"
        "BM25：条目的全部文字。每题的时间从问题文字到排好序，一题接一题。",
    )
    if with_baisitong:
        notes += (
            "baisitong：PyPI 上的包，装在自己的虚拟环境里，不接大模型和远程向量（它自带的离线引擎），设置都不动；"
            "条目写成文本逐个入库，每段开头写上事项（这样它找得略准）。排序取它检索接口最多能给的 10 个分块，"
            "按条目去重；时间是它检索一次的；「答了」指它没有说找不到。",
        )
    else:
        notes += ("这次没有测 baisitong（要加 `--baisitong`）。",)
    return Table(
        heading="找得准不准：几种做法并排",
        columns=(
            "做法",
            "第 1 就对 %",
            "前 3 有 %",
            "前 10 有 %",
            "同题对错",
            "p50 毫秒",
            "无答案的题",
        ),
        rows=[row(one, ranked[0], count) for one in ranked],
        notes=notes,
    )


def row(one: Ranked, ours: Ranked, count: int) -> tuple[str, ...]:
    """Return one row of the side by side."""
    shares = (
        in_percent(one.hits(depth), count) if depth <= one.deepest else NOTHING
        for depth in (1, 3, DEEPEST)
    )
    pairs = list(zip(ours.places, one.places, strict=True))
    won = sum(mine == 1 < theirs for mine, theirs in pairs)
    lost = sum(theirs == 1 < mine for mine, theirs in pairs)
    duel = NOTHING if one is ours else f"{won} / {lost}"
    return (one.name, *shares, duel, in_milliseconds(median(one.seconds)), one.negatives)


def seen(cards: Sequence[ReportCard]) -> Table:
    """Return what a worker would have seen: the grades of both sets."""
    return Table(
        heading="社工看到的结果",
        columns=("考卷", "结果", "题数", "%"),
        rows=[
            (
                f"{card.name}（{len(card.graded)} 题）",
                str(grade),
                str(card.count(grade)),
                in_percent(card.count(grade), len(card.graded)),
            )
            for card in cards
            for grade in Grade
            if card.count(grade)
        ],
        notes=(
            "按 config.yaml 里的两个门槛（多少才直接答、多少才给选项）；评分和 `make exam` 是同一个。",
        ),
    )
