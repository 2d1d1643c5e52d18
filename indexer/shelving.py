"""Making the shelves of a version hold exactly what the entries say: only what changed is embedded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from indexer.alarm import sentences_of
from indexer.embedder import Embedder, Vectors
from indexer.exam_questions import exam_of, lessons_of
from indexer.knowledge_base import KnowledgeBase
from indexer.normal_form import normalise, shorten
from indexer.passages import Passage, Side, entry_of, passages_of
from indexer.vector_store import Shelf, VectorStore

STEP = 64  # texts embedded between two steps of the progress bar

Rows: TypeAlias = dict[str, tuple[str, str]]  # key → text, and what changes when its vector would
Progress = Callable[[int, int], None]  # texts embedded so far, texts to embed


def say_nothing(done: int, total: int) -> None:
    """Keep progress to oneself."""
    del done, total


def fill(
    store: VectorStore, knowledge: KnowledgeBase, embedder: Embedder, progress: Progress
) -> int:
    """Embed what the shelves lack and remove what they should not hold; return how many texts."""
    shelves = wanted(knowledge, embedder.identity)
    todo = {shelf: stale_rows(store, shelf, rows) for shelf, rows in shelves.items()}
    total = sum(map(len, todo.values()))
    done = 0
    for shelf, keys in todo.items():
        is_answer = shelf is Shelf.SECTIONS
        embed = embedder.embed_passages if is_answer else embedder.embed_questions
        for start in range(0, len(keys), STEP):
            progress(done, total)
            some = keys[start : start + STEP]
            texts, marks = zip(*(shelves[shelf][key] for key in some), strict=True)
            store.put(shelf, some, embed(texts), marks)
            done += len(some)
    progress(total, total)
    fill_centres(store, list(knowledge.entries), shelves[Shelf.PHRASINGS])
    return total


def wanted(knowledge: KnowledgeBase, model: str) -> dict[Shelf, Rows]:
    """Return what should stand on each shelf but that of the centres."""
    shelves: dict[Shelf, Rows] = {
        Shelf.SECTIONS: {},
        Shelf.PHRASINGS: {},
        Shelf.EXAM: {},
        Shelf.ALARMS: {},
        Shelf.LESSONS: {},
    }
    for entry in knowledge.entries.values():
        for passage in passages_of(entry):
            shelf = Shelf.PHRASINGS if passage.side is Side.PHRASING else Shelf.SECTIONS
            shelves[shelf][passage.key] = (passage.text, passage.digest(model))
    for shelf, questions in (
        (Shelf.EXAM, exam_of(knowledge)),
        (Shelf.ALARMS, sentences_of(knowledge.red_flags)),
        (Shelf.LESSONS, lessons_of(knowledge)),
    ):
        for key, question in questions:
            text = shorten(normalise(question))
            shelves[shelf][key] = text, Passage("", Side.PHRASING, "", 0, text).digest(model)
    return shelves


def stale_rows(store: VectorStore, shelf: Shelf, rows: Rows) -> list[str]:
    """Remove the rows that should not be there; return the keys to embed, short texts first."""
    there = store.marks(shelf)
    gone = [key for key in there if key not in rows]
    if gone:
        store.remove(shelf, gone)
    missing = [key for key, (_, mark) in rows.items() if there.get(key) != mark]
    return sorted(missing, key=lambda key: (len(rows[key][0]), key))  # alike lengths embed faster


def fill_centres(
    store: VectorStore, entries: list[str], phrasings: Mapping[str, tuple[str, str]]
) -> None:
    """Put the middle of each entry's phrasings on its shelf."""
    keys: dict[str, list[str]] = {entry: [] for entry in entries}
    for key in phrasings:
        keys[entry_of(key)].append(key)
    marks = {
        entry: hashlib.sha256("".join(phrasings[key][1] for key in own).encode()).hexdigest()[:16]
        for entry, own in keys.items()
    }
    there = store.marks(Shelf.CENTRES)
    gone = [entry for entry in there if entry not in marks]
    if gone:
        store.remove(Shelf.CENTRES, gone)
    stale = [entry for entry, mark in marks.items() if there.get(entry) != mark]
    if stale:
        asked = [key for entry in stale for key in keys[entry]]
        vectors = dict(zip(asked, store.vectors(Shelf.PHRASINGS, asked), strict=True))
        centres = [middle(np.array([vectors[key] for key in keys[entry]])) for entry in stale]
        store.put(Shelf.CENTRES, stale, np.array(centres), [marks[entry] for entry in stale])


def middle(vectors: Vectors) -> Vectors:
    """Return the mean direction of vectors."""
    mean = vectors.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def copy_shelves(old: VectorStore, new: VectorStore) -> None:
    """Copy all rows of one version's store into another's."""
    for shelf in Shelf:
        marks = old.marks(shelf)
        if marks:
            new.put(shelf, list(marks), old.vectors(shelf, list(marks)), list(marks.values()))
