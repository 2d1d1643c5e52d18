"""Put exam questions to the assistant and grade what a worker would have seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.answer_json import matches_of
from bot.assistant import Answered, Assistant, Chatted, Finder, Outcome, Reply, beneath
from bot.question import Facet
from indexer.knowledge_base import KnowledgeBase
from indexer.problem import Place

CONFUSIONS_SHOWN = 10


class Grade(StrEnum):
    """What a worker would have seen."""

    RIGHT = "直接答对"
    ONE_TAP = "点一下就到"
    TURNED_AWAY = "答了不知道"
    WRONG_CHOICE = "给的选项里没有"
    WRONG = "答错"
    ABSTAINED = "该说不知道，说了"
    HALF = "该说不知道，给了选项"
    POLITE = "闲话有礼貌"


GOOD = (Grade.RIGHT, Grade.ONE_TAP, Grade.ABSTAINED, Grade.POLITE)


@dataclass(frozen=True)
class ExamQuestion:
    """A question with the entries that may answer it; none means the right reply is 不知道."""

    text: str
    entries: tuple[str, ...] = ()
    facet: str | None = None
    style: str = ""
    is_small_talk: bool = False
    place: Place | None = None


@dataclass(frozen=True)
class Graded:
    """A question, what came back and how good that is."""

    question: ExamQuestion
    reply: Reply
    grade: Grade

    def __str__(self) -> str:
        where = (
            f"{self.question.place.path}:{self.question.place.line} " if self.question.place else ""
        )
        got = (
            "、".join(f"{m.entry.title} {m.confidence:.2f}" for m in matches_of(self.reply))
            or "不知道"
        )
        wanted = " 或 ".join(self.question.entries) or "不知道"
        return f"{where}「{self.question.text}」→ {self.grade}：{got}，应为 {wanted}"


def put(question: ExamQuestion, assistant: Assistant, finder: Finder, now: datetime) -> Graded:
    """Ask one question in a conversation of its own."""
    reply = assistant.reply(question.text, f"exam {question.text}", now, finder)
    return Graded(question, reply, grade(question, reply))


def grade(question: ExamQuestion, reply: Reply) -> Grade:
    """Say how good a reply is; of an emergency, how good what stands below it is."""
    reply = beneath(reply)
    if question.is_small_talk:
        return Grade.POLITE if isinstance(reply, Chatted) else Grade.WRONG
    shown = tuple(match.entry.id for match in matches_of(reply))
    if not question.entries:
        return {Outcome.ANSWERED: Grade.WRONG, Outcome.SUGGESTED: Grade.HALF}.get(
            reply.outcome, Grade.ABSTAINED
        )
    if isinstance(reply, Answered):
        return Grade.RIGHT if shown[0] in question.entries else Grade.WRONG
    if not shown:
        return Grade.TURNED_AWAY
    return Grade.ONE_TAP if set(shown) & set(question.entries) else Grade.WRONG_CHOICE


def own_questions(knowledge: KnowledgeBase) -> Iterator[ExamQuestion]:
    """Yield the base's own exam: the 考题 of the entries and what nobody can answer."""
    for entry in knowledge.entries.values():
        for question in entry.exam_questions:
            yield ExamQuestion(
                question, (entry.id,), place=knowledge.exam_places[entry.id, question]
            )
    for unanswerable in knowledge.unanswerable:
        yield ExamQuestion(unanswerable.question, style=unanswerable.sort)


def read_set(path: Path) -> Iterator[ExamQuestion]:
    """Yield the questions of a JSON-lines file in the form of tests/exam.

    Raises ValueError, naming the line, when one is not of that form.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            yield ExamQuestion(
                text=row["q"],
                entries=tuple(row.get("ok", ())),
                facet=row.get("facet"),
                style=row.get("style", ""),
                is_small_talk=row.get("style") == "smalltalk",
                place=Place(str(path), number),
            )
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path}:{number}: 不是考题的写法（要有 q，可有 ok、facet、style）"
            ) from error


@dataclass(frozen=True)
class ReportCard:
    """The grades of a set of questions."""

    name: str
    graded: Sequence[Graded]

    def count(self, *grades: Grade) -> int:
        """Return how many questions got one of these grades."""
        return sum(graded.grade in grades for graded in self.graded)

    def share(self, *grades: Grade) -> str:
        """Return a count with its percentage."""
        count = self.count(*grades)
        return f"{count}（{100 * count / max(1, len(self.graded)):.1f} %）"

    def lines(self) -> Iterator[str]:
        """Yield the report as lines."""
        yield f"{self.name}：{len(self.graded)} 题"
        for kind in Grade:
            if self.count(kind):
                yield f"  {kind}：{self.share(kind)}"
        faceted = [
            g
            for g in self.graded
            if g.grade is Grade.RIGHT and g.question.facet not in (None, "whole")
        ]
        if faceted:
            right = sum(facet_is_right(graded) for graded in faceted)
            yield f"  问某一节的，认对了节：{right}/{len(faceted)}（{100 * right / len(faceted):.1f} %）"

    def failures(self) -> Iterator[str]:
        """Yield the questions that went wrong."""
        yield from (f"  {graded}" for graded in self.graded if graded.grade not in GOOD)

    def confusions(self) -> Iterator[str]:
        """Yield the pairs of entries that were taken for each other, most often first."""
        pairs = Counter(
            (graded.question.entries[0], matches_of(graded.reply)[0].entry.id)
            for graded in self.graded
            if graded.question.entries and graded.grade in (Grade.WRONG, Grade.WRONG_CHOICE)
        )
        for (wanted, got), count in pairs.most_common(CONFUSIONS_SHOWN):
            yield f"  {wanted} → {got}：{count}"


def facet_is_right(graded: Graded) -> bool:
    """Whether the section that was asked for was recognised."""
    reply = beneath(graded.reply)
    asked = reply.facets if isinstance(reply, Answered) else ()
    return graded.question.facet in {str(facet) for facet in asked or (Facet.WHOLE,)}


def examine(
    name: str,
    questions: Iterable[ExamQuestion],
    assistant: Assistant,
    finder: Finder,
    now: datetime,
) -> ReportCard:
    """Put all questions of a set."""
    return ReportCard(name, [put(question, assistant, finder, now) for question in questions])
