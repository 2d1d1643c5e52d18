"""Put exam questions to the assistant and grade what a worker would have seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.answer_json import matches_of
from bot.assistant import Answered, Assistant, Chatted, Finder, Reply, beneath
from bot.facets import Facet
from bot.outcome import Outcome
from bot.shares import with_interval
from indexer.knowledge_base import KnowledgeBase
from indexer.problem import Place

CONFUSIONS_SHOWN = 10
SMALL_TALK = "smalltalk"  # the style, or a turn's facet, of what is no question


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


AT_ONCE = (Grade.RIGHT, Grade.ABSTAINED, Grade.POLITE)
GOOD = (*AT_ONCE, Grade.ONE_TAP)


@dataclass(frozen=True)
class ExamQuestion:
    """A question with the entries that may answer it; none means the right reply is 不知道."""

    text: str
    entries: tuple[str, ...] = ()
    facet: str | None = None
    style: str = ""
    topic: str = ""  # 领域, in the base's own exam
    is_small_talk: bool = False
    conversation: str = ""  # the turns of a dialogue share it
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
    """Ask one question, in a conversation of its own unless it is a turn of a dialogue."""
    key = f"exam {question.conversation or question.text}"
    reply = assistant.reply(question.text, key, now, finder)
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
    """Yield the base's own exam: the 考题 of the entries.

    What nobody can answer is not put: the index holds it, so it would be an exam with the book open.
    How such questions fare when their matter is hidden from the index stands beside the cuts.
    """
    for entry in knowledge.entries.values():
        for question in entry.exam_questions:
            yield ExamQuestion(
                question,
                (entry.id,),
                topic=knowledge.topics[entry.topic],
                place=knowledge.exam_places[entry.id, question],
            )


def read_set(path: Path) -> Iterator[ExamQuestion]:
    """Yield the questions of a JSON-lines file in the form of tests/exam, dialogues turn by turn.

    Raises ValueError, naming the line, when one is not of that form.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        place = Place(str(path), number)
        try:
            row: dict[str, Any] = json.loads(line)
            yield from row_questions(row, place)
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{path}:{number}: 不是考题的写法（要有 q、turns 或 case，可有 ok、facet、style）"
            ) from error


def row_questions(row: dict[str, Any], place: Place) -> Iterator[ExamQuestion]:
    """Yield the question of a row, the turns of a dialogue, or a case with all that may be named."""
    if "turns" in row:
        conversation = f"{place.path}:{place.line}"
        for turn in row["turns"]:
            yield replace(question_of(turn, place), conversation=conversation)
    elif "case" in row:
        yield ExamQuestion(row["case"], (*row["must"], *row["may"]), style="case", place=place)
    else:
        yield question_of(row, place)


def question_of(row: dict[str, Any], place: Place) -> ExamQuestion:
    """Return the question of a row or turn."""
    facet, style = row.get("facet"), row.get("style", "")
    return ExamQuestion(
        text=row["q"],
        entries=tuple(row.get("ok", ())),
        facet=facet,
        style=style,
        is_small_talk=SMALL_TALK in (style, facet),
        place=place,
    )


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
        yield from self.main_lines()
        yield from self.facet_lines()
        yield from self.dialogue_lines()
        yield from self.topic_lines()
        yield from self.style_lines()

    def main_lines(self) -> Iterator[str]:
        """Yield what counts most: of what the base answers and of what it does not, each for itself."""
        known = [graded.grade for graded in self.graded if graded.question.entries]
        unknown = [
            graded.grade
            for graded in self.graded
            if not (graded.question.entries or graded.question.is_small_talk)
        ]
        if known:
            yield f"  该答的，当场答对 {share_of(known, Grade.RIGHT)}"
            yield f"  该答的，点一下以内 {share_of(known, Grade.RIGHT, Grade.ONE_TAP)}"
            yield f"  该答的，答成别的 {share_of(known, Grade.WRONG)}"
            yield f"  该答的，说了不知道 {share_of(known, Grade.TURNED_AWAY)}"
        if unknown:
            yield f"  不该答的，没当成知道的答 {share_of(unknown, Grade.ABSTAINED, Grade.HALF)}"
            yield f"  不该答的，说了不知道 {share_of(unknown, Grade.ABSTAINED)}"

    def topic_lines(self) -> Iterator[str]:
        """Yield how each topic stands, the weakest first."""
        topics: dict[str, list[Grade]] = {}
        for graded in self.graded:
            if graded.question.topic:
                topics.setdefault(graded.question.topic, []).append(graded.grade)

        def right(topic: str) -> float:
            return sum(one is Grade.RIGHT for one in topics[topic]) / len(topics[topic])

        for topic in sorted(topics, key=lambda topic: (right(topic), topic)):
            grades = topics[topic]
            yield (
                f"  领域 {topic}：{len(grades)} 题，当场答对 {right(topic):.1%}，"
                f"点一下以内 {grades.count(Grade.RIGHT) + grades.count(Grade.ONE_TAP)}，"
                f"答成别的 {grades.count(Grade.WRONG)}，说了不知道 {grades.count(Grade.TURNED_AWAY)}"
            )

    def facet_lines(self) -> Iterator[str]:
        """Yield how often the asked section was recognised, and what it was taken for instead."""
        right = [graded for graded in self.graded if graded.grade is Grade.RIGHT]
        asked = [graded for graded in right if graded.question.facet not in (None, Facet.WHOLE)]
        if asked:
            yield f"  问某一节的，认对了节：{share(map(facet_is_right, asked))}"
            yield f"  其中排在头一个：{share(map(first_facet_is_right, asked))}"
        whole = [graded for graded in right if graded.question.facet == Facet.WHOLE]
        if whole:
            yield f"  问整件事的，没当成只问一节：{share(map(facet_is_right, whole))}"
        mistaken = Counter(
            (graded.question.facet, str(facets_shown(graded)[0]))
            for graded in (*asked, *whole)
            if not facet_is_right(graded)
        )
        if mistaken:
            pairs = "、".join(f"{was}→{got} {n}" for (was, got), n in mistaken.most_common())
            yield f"  认错的节：{pairs}"

    def dialogue_lines(self) -> Iterator[str]:
        """Yield how many turns of the dialogues went right, the first ones and those that follow."""
        turns = [graded for graded in self.graded if graded.question.conversation]
        seen: set[str] = set()
        first: list[Graded] = []
        later: list[Graded] = []
        for graded in turns:
            (later if graded.question.conversation in seen else first).append(graded)
            seen.add(graded.question.conversation)
        for name, some in (("开头", first), ("后面", later)):
            if some:
                at_once = share(graded.grade in AT_ONCE for graded in some)
                yield f"  对话{name}的轮次，当场对：{at_once}；算上点一下：{share(graded.grade in GOOD for graded in some)}"

    def style_lines(self) -> Iterator[str]:
        """Yield the grades of each style."""
        styles = sorted({graded.question.style for graded in self.graded})
        for style in styles if len(styles) > 1 else ():
            grades = Counter(g.grade for g in self.graded if g.question.style == style)
            counted = "、".join(f"{grade} {grades[grade]}" for grade in Grade if grades[grade])
            yield f"  {style or '没写口气'}：{counted}"

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


def share_of(grades: Sequence[Grade], *wanted: Grade) -> str:
    """Return how many of some grades are wanted ones, with the 95 % interval."""
    return with_interval(grade in wanted for grade in grades)


def share(rights: Iterable[bool]) -> str:
    """Return how many of some are right, with the percentage."""
    known = list(rights)
    return f"{sum(known)}/{len(known)}（{100 * sum(known) / max(1, len(known)):.1f} %）"


def facets_shown(graded: Graded) -> tuple[Facet, ...]:
    """Return the sections that the answer was made for; the whole matter is one of its own."""
    reply = beneath(graded.reply)
    asked = reply.facets if isinstance(reply, Answered) else ()
    return asked or (Facet.WHOLE,)


def facet_is_right(graded: Graded) -> bool:
    """Whether the section that was asked for was recognised."""
    return graded.question.facet in facets_shown(graded)


def first_facet_is_right(graded: Graded) -> bool:
    """Whether the section that was asked for heads the answer."""
    return graded.question.facet == facets_shown(graded)[0]


def examine(
    name: str,
    questions: Iterable[ExamQuestion],
    assistant: Assistant,
    finder: Finder,
    now: datetime,
) -> ReportCard:
    """Put all questions of a set."""
    return ReportCard(name, [put(question, assistant, finder, now) for question in questions])
