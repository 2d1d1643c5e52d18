"""Child: build and search a base of synthetic entries; prints JSON.

Arguments: config.yaml of a built index, an empty folder, the number of entries.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast

import numpy as np

from bench.memory import memory_of_process
from bench.workplace import size_of
from bot.settings import load_settings
from indexer.calibration import UNFITTED
from indexer.embedder import Embedder, Vectors
from indexer.entry import Entry
from indexer.index import Content, open_store, published_version
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import normalise, shorten
from indexer.passages import Side, passages_of, whole_text
from indexer.retriever import CENTRES, PASSAGES, Retriever
from indexer.settings import IndexSettings
from indexer.shelving import middle
from indexer.vector_store import Shelf, VectorStore

OF_EACH = 2  # sections and phrasings of a synthetic entry
NOISE = 0.3  # length of what is added to a vector of length 1
QUESTIONS = 50
STEP = 5_000  # entries whose vectors are in memory at once: the peak should be the search's own
SEED = 20261123


@dataclass(frozen=True)
class Material:
    """What synthetic entries are made of: real texts with their vectors, row by row."""

    entries: dict[str, Entry]
    texts: dict[Shelf, list[str]]
    vectors: dict[Shelf, Vectors]
    questions: list[str]
    asked: Vectors

    @classmethod
    def read(cls, settings: IndexSettings) -> Material:
        """Read the published index."""
        version = str(published_version(settings.folder))
        entries = Content.read(settings.folder / version).entries
        store = open_store(settings, version)
        texts: dict[Shelf, dict[str, str]] = {Shelf.SECTIONS: {}, Shelf.PHRASINGS: {}}
        for entry in entries.values():
            for passage in passages_of(entry):
                shelf = Shelf.PHRASINGS if passage.side is Side.PHRASING else Shelf.SECTIONS
                texts[shelf][passage.key] = passage.text
        some = list(entries.values())[:: max(1, len(entries) // QUESTIONS)][:QUESTIONS]
        material = cls(
            entries=entries,
            texts={shelf: list(rows.values()) for shelf, rows in texts.items()},
            vectors={shelf: store.vectors(shelf, list(rows)) for shelf, rows in texts.items()},
            questions=[shorten(normalise(entry.exam_questions[0])) for entry in some],
            asked=store.vectors(Shelf.EXAM, [f"{entry.id}#考题#0" for entry in some]),
        )
        store.close()
        return material


def main(config: Path, folder: Path, size: int) -> None:
    """Build, search, print."""
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    material = Material.read(load_settings(config).index)
    picked = picks(material, size)
    store = VectorStore.embedded(folder)
    store_seconds = timed(partial(fill, store, material, picked))
    texts = dict(word_texts(material, picked))
    started = time.perf_counter()
    words = LexicalIndex(texts)
    words_seconds = time.perf_counter() - started
    entries = dict.fromkeys(texts, next(iter(material.entries.values())))
    # Ranking is handed its vectors: no model is asked for any.
    retriever = Retriever(entries, store, words, cast("Embedder", None), UNFITTED)
    retriever.rank(material.questions[:1], material.asked[:1])
    result = {
        "vectors": sum(store.count(shelf) for shelf in Shelf if shelf is not Shelf.EXAM),
        "store": store_seconds,
        "words": words_seconds,
        "ranked": list(rank_times(retriever, material)),
        "nearest": list(nearest_times(store, material)),
        "memory": memory_of_process("VmHWM"),
        "lengths": lengths(material, texts),
    }
    store.close()
    print(json.dumps(result | {"disk": size_of(folder)}))


def picks(material: Material, size: int) -> dict[Shelf, list[list[int]]]:
    """Return for each synthetic entry the rows it is made of."""
    chance = np.random.default_rng(SEED)
    return {
        shelf: chance.integers(len(texts), size=(size, OF_EACH)).tolist()
        for shelf, texts in material.texts.items()
    }


def fill(store: VectorStore, material: Material, picked: dict[Shelf, list[list[int]]]) -> None:
    """Put the vectors of all synthetic entries on their shelves."""
    chance = np.random.default_rng(SEED)
    size = len(picked[Shelf.SECTIONS])
    for start in range(0, size, STEP):
        numbers = range(start, min(start + STEP, size))
        made: dict[Shelf, Vectors] = {}
        for shelf, rows in picked.items():
            chosen = material.vectors[shelf][[row for number in numbers for row in rows[number]]]
            made[shelf] = perturbed(chosen, chance)
            keys = [f"{name(number)}#{shelf}#{i}" for number in numbers for i in range(OF_EACH)]
            store.put(shelf, keys, made[shelf], [""] * len(keys))
        pairs = made[Shelf.PHRASINGS].reshape(len(numbers), OF_EACH, -1)
        centres = np.array([middle(pair) for pair in pairs])
        store.put(Shelf.CENTRES, [name(number) for number in numbers], centres, [""] * len(numbers))


def perturbed(vectors: Vectors, chance: np.random.Generator) -> Vectors:
    """Return vectors a little beside the given ones, length 1 again."""
    noise = chance.standard_normal(vectors.shape, dtype=np.float32)
    moved = vectors + noise * np.float32(NOISE / np.sqrt(vectors.shape[1]))
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def word_texts(
    material: Material, picked: dict[Shelf, list[list[int]]]
) -> Iterator[tuple[str, str]]:
    """Yield each synthetic entry and its text for the word side."""
    for number in range(len(picked[Shelf.SECTIONS])):
        lines = [
            material.texts[shelf][row] for shelf, rows in picked.items() for row in rows[number]
        ]
        yield name(number), "\n".join(lines)


def name(number: int) -> str:
    """Return the id of a synthetic entry."""
    return f"synthetic-{number:06d}"


def rank_times(retriever: Retriever, material: Material) -> Iterator[float]:
    """Yield the seconds of ranking each question."""
    for number, question in enumerate(material.questions):
        vector = material.asked[number : number + 1]
        started = time.perf_counter()
        retriever.rank([question], vector)
        yield time.perf_counter() - started


def nearest_times(store: VectorStore, material: Material) -> Iterator[float]:
    """Yield the seconds that the vector store alone takes of ranking each question."""
    for number in range(len(material.questions)):
        vector = material.asked[number : number + 1]
        started = time.perf_counter()
        store.nearest(Shelf.SECTIONS, vector, PASSAGES)
        store.nearest(Shelf.PHRASINGS, vector, PASSAGES)
        store.nearest(Shelf.CENTRES, vector, CENTRES)
        yield time.perf_counter() - started


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds something took."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def lengths(material: Material, texts: dict[str, str]) -> dict[str, float]:
    """Return the sizes of synthetic and real entries, to be told apart."""
    entries: Sequence[Entry] = list(material.entries.values())
    passages = sum(map(len, material.texts.values()))
    return {
        "synthetic": median(map(len, texts.values())),
        "real": median(len(whole_text(entry)) for entry in entries),
        "passages": passages / len(entries) + 1,  # and the centre
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
