"""Other ways to rank the same entries: plain Chroma with the same model, and words alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

import chromadb
import numpy as np

from bench.progress import say
from indexer.embedder import Embedder, Vectors
from indexer.entry import Entry
from indexer.index import Index
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import normalise, shorten
from indexer.passages import Passage, Side, entry_of, passages_of
from indexer.retriever import PASSAGES, Retriever
from indexer.vector_store import Shelf, VectorStore, batches, quiet

DEEPEST = 10  # hits are counted down to here
STEP = 1024  # texts embedded between two lines of progress

Rank: TypeAlias = Callable[[str], list[str]]  # a question as asked → entries, best first


def rank_with_all(retriever: Retriever) -> Rank:
    """Return our own ranking: vectors on three shelves and words."""

    def rank(question: str) -> list[str]:
        asked = shorten(normalise(question))
        ranking = retriever.rank([asked], retriever.embedder.embed_questions([asked]))[0]
        return [retriever.words.entries[place] for place in ranking.best(DEEPEST)]

    return rank


def rank_with_words(words: LexicalIndex) -> Rank:
    """Return the ranking by BM25 alone."""

    def rank(question: str) -> list[str]:
        scores = words.scores(shorten(normalise(question)))
        best = np.argsort(-scores, kind="stable")[:DEEPEST]
        return [words.entries[place] for place in best if scores[place] > 0]

    return rank


def rank_with_plain_chroma(folder: Path, index: Index) -> Rank:
    """Return the ranking of one collection with Chroma's defaults; the nearest passage decides."""
    client = chromadb.PersistentClient(str(folder), settings=quiet())
    collection = client.create_collection("passages", embedding_function=None)
    embedder = index.retriever.embedder
    vectors = document_vectors(index.entries, index.store, embedder)
    for keys in batches(list(vectors)):
        rows = np.array([vectors[key] for key in keys])
        collection.add(ids=list(keys), embeddings=cast("Any", rows))

    def rank(question: str) -> list[str]:
        asked = embedder.embed_questions([shorten(normalise(question))])
        found = collection.query(
            query_embeddings=cast("Any", asked), n_results=PASSAGES, include=[]
        )
        return list(dict.fromkeys(map(entry_of, found["ids"][0])))[:DEEPEST]

    return rank


def document_vectors(
    entries: Mapping[str, Entry], store: VectorStore, embedder: Embedder
) -> dict[str, Vectors]:
    """Return the vector of each passage as a document.

    Sections are documents in our index too: their vectors are taken from there.
    """
    passages = [passage for entry in entries.values() for passage in passages_of(entry)]
    phrasings = [passage for passage in passages if passage.side is Side.PHRASING]
    sections = [passage.key for passage in passages if passage.side is Side.SECTION]
    vectors = dict(zip(sections, store.vectors(Shelf.SECTIONS, sections), strict=True))
    return vectors | dict(embedded(phrasings, embedder))


def embedded(passages: Iterable[Passage], embedder: Embedder) -> Iterable[tuple[str, Vectors]]:
    """Yield the vectors of passages, embedded as documents."""
    ordered = sorted(passages, key=lambda passage: len(passage.text))  # alike lengths are faster
    for start in range(0, len(ordered), STEP):
        say(f"  单用 Chroma：算向量 {start}/{len(ordered)}")
        some = ordered[start : start + STEP]
        rows = embedder.embed_passages([passage.text for passage in some])
        yield from zip((passage.key for passage in some), rows, strict=True)
