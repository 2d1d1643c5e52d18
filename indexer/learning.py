"""What a version learns from its sentences: whose they are, what is an alarm, what a case calls for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.alarm import AlarmFit, Sentences, sentences_of
from indexer.alarm_fit import fit_alarms
from indexer.classifier import Classifier, fit_classifier
from indexer.exam_questions import exam_of, lessons_of, owner_of
from indexer.knowledge_base import KnowledgeBase
from indexer.lessons import POSSIBLE, Lessons, fit_lessons
from indexer.normal_form import normalise
from indexer.passages import Side, entry_of, passages_of
from indexer.vector_store import Shelf, VectorStore

EVERYDAY = "everyday.npy"
# Of the everyday sentences. Of 4,987 verdicts on exam questions, signs and decoys ten change when one
# sentence goes and all is learnt anew, and seven to nineteen when seventy go: what is learnt anew for
# every sentence flickers as much as what stands until half a percent are others.
DRIFT = 0.005


def learn_entries(knowledge: KnowledgeBase, store: VectorStore) -> Classifier | None:
    """Learn which entry a phrasing belongs to; None where that cannot be learnt."""
    keys = sorted(store.marks(Shelf.PHRASINGS))  # in whatever order they were put in
    numbers = {entry: number for number, entry in enumerate(knowledge.entries)}
    return fit_classifier(
        store.vectors(Shelf.PHRASINGS, keys),
        [numbers[entry_of(key)] for key in keys],
        len(numbers),
    )


def learn_lessons(knowledge: KnowledgeBase, store: VectorStore) -> Lessons | None:
    """Learn what households call for; None where too few were judged."""
    numbers = {entry: number for number, entry in enumerate(knowledge.entries)}
    called = np.zeros((len(knowledge.lessons), len(numbers)), dtype=np.float32)
    for row, lesson in enumerate(knowledge.lessons):
        for entries, weight in ((lesson.may, POSSIBLE), (lesson.must, 1.0)):
            called[row, [numbers[entry] for entry in entries if entry in numbers]] = weight
    stories = dict(lessons_of(knowledge))
    vectors = store.vectors(Shelf.LESSONS, list(stories))
    return fit_lessons(list(stories.values()), vectors, called)


@dataclass(frozen=True)
class LearntAlarms:
    """What tells alarms, and by digest the everyday sentences that it was learnt from, sorted."""

    fit: AlarmFit | None
    everyday: NDArray[np.uint64]

    def still_holds(self, everyday: NDArray[np.uint64]) -> bool:
        """Whether so few everyday sentences came or went since that it would learn the same."""
        moved = np.setxor1d(self.everyday, everyday, assume_unique=True)
        return self.fit is not None and len(moved) <= DRIFT * len(everyday)

    def write(self, folder: Path) -> None:
        """Keep with a version what it was learnt from."""
        with (folder / EVERYDAY).open("wb") as file:
            np.save(file, self.everyday)

    @classmethod
    def read(cls, folder: Path, fit: AlarmFit | None) -> LearntAlarms:
        """Read what a version's fit was learnt from; nothing where that is not known."""
        try:
            return cls(fit, np.load(folder / EVERYDAY))
        except (OSError, EOFError, ValueError):
            return cls(None, np.zeros(0, dtype=np.uint64))


def learn_alarms(
    knowledge: KnowledgeBase, store: VectorStore, before: LearntAlarms | None = None
) -> LearntAlarms:
    """Learn to tell the signs of red flags from decoys and from what is asked every day.

    What is asked of entries that a flag opens is left out: it may be an emergency. `before` was
    learnt from the same flags by the same model: it stands while nearly the same is asked.
    """
    flags = knowledge.red_flags
    opened = {entry for flag in flags.flags for entry in flag.entries}
    texts = dict(sentences_of(flags))
    phrasings = {
        passage.key: passage.text
        for entry in knowledge.entries.values()
        if entry.id not in opened
        for passage in passages_of(entry)
        if passage.side is Side.PHRASING
    }
    asked = {key: question for key, question in exam_of(knowledge) if owner_of(key) not in opened}
    everyday = digests_of({**phrasings, **asked})
    if before is not None and before.still_holds(everyday):
        return before
    if not texts:
        return LearntAlarms(None, everyday)
    ordinary = together(
        sentences_in(store, Shelf.PHRASINGS, phrasings), sentences_in(store, Shelf.EXAM, asked)
    )
    fit = fit_alarms(
        flags,
        list(texts),
        sentences_in(store, Shelf.ALARMS, texts),
        ordinary,
        [owner_of(key) for key in (*phrasings, *asked)],
        [False] * len(phrasings) + [True] * len(asked),
    )
    return LearntAlarms(fit, everyday)


def digests_of(texts: Mapping[str, str]) -> NDArray[np.uint64]:
    """Return one number for each sentence of an entry, sorted, none twice; texts by their keys."""
    lines = {f"{owner_of(key)}\0{text}" for key, text in texts.items()}
    cut = [hashlib.sha256(line.encode()).digest()[:8] for line in lines]
    return np.unique(np.frombuffer(b"".join(cut), dtype="<u8"))


def sentences_in(store: VectorStore, shelf: Shelf, texts: Mapping[str, str]) -> Sentences:
    """Return texts of a shelf with their vectors."""
    return Sentences(store.vectors(shelf, list(texts)), tuple(map(normalise, texts.values())))


def together(some: Sentences, others: Sentences) -> Sentences:
    """Return sentences and more sentences as one."""
    vectors = np.vstack([one.vectors for one in (some, others) if one.texts] or [some.vectors])
    return Sentences(vectors, some.texts + others.texts)
