"""The exam of a version: every question is put to the search, which learns from them how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.calibration import Role, Sample
from indexer.exam_questions import NOBODY, exam_of, owner_of
from indexer.exam_record import First, Record
from indexer.knowledge_base import KnowledgeBase
from indexer.normal_form import normalise, shorten
from indexer.problem import Place
from indexer.retriever import MOST_MATCHES, Ranking, Retriever
from indexer.vector_store import Shelf, VectorStore


@dataclass(frozen=True)
class ExamMiss:
    """An exam question whose entry is not among the three that would be offered."""

    place: Place
    question: str
    entry: str
    found: tuple[tuple[str, float], ...]  # the entries offered instead, with their confidence


@dataclass(frozen=True)
class Examined:
    """How the exam of a version went; see Report."""

    record: Record
    misses: tuple[ExamMiss, ...]
    passed: tuple[ExamMiss, ...]


class Exam:
    """The questions that examine a base, and whose each one is."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self.questions = tuple(exam_of(knowledge))
        self.keys = [key for key, _ in self.questions]
        self.texts = [shorten(normalise(question)) for _, question in self.questions]
        self.owners = [owner_of(key) for key in self.keys]

    @cached_property
    def matters(self) -> list[str]:
        """The matter of each question that none answers, else "": it must not find itself, nor its like."""
        unanswerable = [one.because for one in self._knowledge.unanswerable]
        return [""] * (len(self.questions) - len(unanswerable)) + unanswerable

    def rank(self, retriever: Retriever, store: VectorStore) -> list[Ranking]:
        """Put every question; their vectors stand in the store."""
        if not self.keys:
            return []
        return retriever.rank(self.texts, store.vectors(Shelf.EXAM, self.keys), self.matters)

    def grade(self, retriever: Retriever, rankings: Sequence[Ranking]) -> Examined:
        """Return what came first, what misses its entry without excuse, what is excused for nothing."""
        excused = {(failure.entry, failure.question) for failure in self._knowledge.known_failures}
        misses: list[ExamMiss] = []
        passed: list[ExamMiss] = []
        record: dict[tuple[str, str], First] = {}
        for (key, question), ranking in zip(self.questions, rankings, strict=True):
            owner = owner_of(key)
            if owner == NOBODY:
                continue
            offered = ranking.best(MOST_MATCHES)
            first = retriever.match(ranking, offered[0])
            record[owner, question] = First(first.entry.id, round(first.confidence, 2))
            is_hit = retriever.place(owner) in offered
            if is_hit is ((owner, question) in excused):
                found = [retriever.match(ranking, place) for place in offered]
                miss = ExamMiss(
                    place=self._knowledge.exam_places[owner, question],
                    question=question,
                    entry=owner,
                    found=tuple((match.entry.id, match.confidence) for match in found),
                )
                (passed if is_hit else misses).append(miss)
        return Examined(record, tuple(misses), tuple(passed))


def hardest(
    retriever: Retriever, owners: Sequence[str], rankings: Sequence[Ranking]
) -> dict[str, float]:
    """Return for each entry how far it led in the exam question that suited it least."""
    leads: dict[str, float] = {}
    for owner, ranking in zip(owners, rankings, strict=True):
        if owner != NOBODY:
            lead = ranking.features(retriever.place(owner)).lead
            leads[owner] = round(min(lead, leads.get(owner, lead)), 3)
    return leads


def samples(
    retriever: Retriever, owners: Sequence[str], texts: Sequence[str], rankings: Sequence[Ranking]
) -> Iterable[Sample]:
    """Yield what calibration learns from.

    Each exam question gives its first two candidates, and the first candidate as if the right entry
    did not exist: the nearest thing to a question of the field that the base cannot answer.
    """
    for owner, text, ranking in zip(owners, texts, rankings, strict=True):
        if owner == NOBODY:
            for place in ranking.best(1):
                yield Sample(ranking.features(place), False, text, Role.UNKNOWN)
            continue
        right = retriever.place(owner)
        for place, role in zip(ranking.best(2), (Role.FIRST, Role.SECOND), strict=False):
            yield Sample(ranking.features(place), place == right, text, role)
        for place in ranking.best(1, without=right):
            yield Sample(ranking.features(place, without=right), False, text, Role.WITHHELD)
