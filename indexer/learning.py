"""What a version learns from its own sentences beside how sure it is: whose they are, what is an alarm."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indexer.alarm import AlarmFit, Sentences, sentences_of
from indexer.alarm_fit import fit_alarms
from indexer.classifier import Classifier, fit_classifier
from indexer.exam_questions import exam_of, owner_of
from indexer.knowledge_base import KnowledgeBase
from indexer.normal_form import normalise
from indexer.passages import Side, entry_of, passages_of
from indexer.vector_store import Shelf, VectorStore


def learn_entries(knowledge: KnowledgeBase, store: VectorStore) -> Classifier | None:
    """Learn which entry a phrasing belongs to; None where that cannot be learnt."""
    keys = list(store.marks(Shelf.PHRASINGS))
    numbers = {entry: number for number, entry in enumerate(knowledge.entries)}
    return fit_classifier(
        store.vectors(Shelf.PHRASINGS, keys),
        [numbers[entry_of(key)] for key in keys],
        len(numbers),
    )


def learn_alarms(knowledge: KnowledgeBase, store: VectorStore) -> AlarmFit | None:
    """Learn to tell the signs of red flags from decoys and from what is asked every day.

    What is asked of entries that a flag opens is left out: it may be an emergency.
    """
    flags = knowledge.red_flags
    opened = {entry for flag in flags.flags for entry in flag.entries}
    texts = dict(sentences_of(flags))
    if not texts:
        return None
    phrasings = {
        passage.key: passage.text
        for entry in knowledge.entries.values()
        if entry.id not in opened
        for passage in passages_of(entry)
        if passage.side is Side.PHRASING
    }
    asked = {key: question for key, question in exam_of(knowledge) if owner_of(key) not in opened}
    ordinary = together(
        sentences_in(store, Shelf.PHRASINGS, phrasings), sentences_in(store, Shelf.EXAM, asked)
    )
    return fit_alarms(
        flags,
        list(texts),
        sentences_in(store, Shelf.ALARMS, texts),
        ordinary,
        [owner_of(key) for key in (*phrasings, *asked)],
        [False] * len(phrasings) + [True] * len(asked),
    )


def sentences_in(store: VectorStore, shelf: Shelf, texts: Mapping[str, str]) -> Sentences:
    """Return texts of a shelf with their vectors."""
    return Sentences(store.vectors(shelf, list(texts)), tuple(map(normalise, texts.values())))


def together(some: Sentences, others: Sentences) -> Sentences:
    """Return sentences and more sentences as one."""
    vectors = np.vstack([one.vectors for one in (some, others) if one.texts] or [some.vectors])
    return Sentences(vectors, some.texts + others.texts)
