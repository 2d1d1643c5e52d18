"""Chroma: the vectors of one version of the index, in a folder of its own or on a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.stale_index import StaleIndex

BATCH = 1000  # rows a request; SQLite takes about 5,000 at most
# Wider than Chroma's defaults: 0.9997 of the true ten nearest instead of 0.996, for 3 ms a row more.
# What is not written out yet whoever opens a shelf puts in again, row by row: of a thousand rows,
# Chroma's default, that takes a third of a second a shelf.
HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 400,
    "max_neighbors": 32,
    "sync_threshold": 128,  # rows
}


class Shelf(StrEnum):
    """The collections of a version."""

    SECTIONS = "sections"
    PHRASINGS = "phrasings"
    CENTRES = "centres"  # the mean of an entry's phrasings
    EXAM = (
        "exam"  # questions that examine the base: kept to save embedding them again, never searched
    )
    ALARMS = "alarms"  # signs of the red flags and what is not meant
    LESSONS = "lessons"  # households that were judged: learnt from, never searched


MANY = 64  # vectors at once; fewer are looked up in the graph
BLOCK = 256  # vectors that are compared with every row at a time
NO_ROW = -1


@dataclass(frozen=True)
class Nearest:
    """What is nearest to each of some vectors, best first: arrays of shape (vectors, number).

    `rows` are places in `keys`. Where less was found than for others `rows` says NO_ROW, and
    `cosines` repeats the lowest that was found.
    """

    keys: Sequence[str]
    rows: NDArray[np.int64]
    cosines: NDArray[np.float64]

    def of(self, number: int) -> list[tuple[str, float]]:
        """Return the keys and cosines for one of the vectors."""
        pairs = zip(self.rows[number], self.cosines[number], strict=True)
        return [(self.keys[row], float(cosine)) for row, cosine in pairs if row != NO_ROW]


class VectorStore:
    """The shelves of one version.

    Embedded, each version has its own folder: once published it is never written again, so a
    reader in another process cannot see it half changed.
    """

    def __init__(self, client: ClientAPI, prefix: str, folder: Path | None) -> None:
        self._client = client
        self._prefix = prefix
        self._folder = folder
        self._collections: dict[Shelf, Collection] = {}
        self._read: dict[Shelf, tuple[Sequence[str], Vectors]] | None = None

    @classmethod
    def embedded(cls, folder: Path) -> VectorStore:
        """Open or create the store in a folder."""
        with translated():
            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(str(folder), settings=quiet())
        return cls(client, "", folder)

    @classmethod
    def on_server(cls, url: str, version: str) -> VectorStore:
        """Open the store of a version on a Chroma server, for example http://127.0.0.1:8000."""
        address = httpx.URL(url)
        secure = address.scheme == "https"
        with translated():
            client = chromadb.HttpClient(
                host=address.host,
                port=address.port or (443 if secure else 80),
                ssl=secure,
                settings=quiet(),
            )
        return cls(client, f"quanketong-{version}-", None)

    def put(
        self, shelf: Shelf, keys: Sequence[str], vectors: Vectors, marks: Sequence[str]
    ) -> None:
        """Add rows or overwrite those of the same keys; a mark says what the vector was made of."""
        collection = self._collection(shelf, create=True)
        with translated():
            for rows in batches(range(len(keys))):
                collection.upsert(
                    ids=[keys[row] for row in rows],
                    embeddings=cast("Any", vectors[list(rows)]),
                    metadatas=[{"mark": marks[row]} for row in rows],
                )

    def remove(self, shelf: Shelf, keys: Iterable[str]) -> None:
        """Delete rows."""
        collection = self._collection(shelf, create=True)
        with translated():
            for some in batches(list(keys)):
                collection.delete(ids=list(some))

    def marks(self, shelf: Shelf) -> dict[str, str]:
        """Return the mark of every row by its key."""
        collection = self._collection(shelf, create=True)
        with translated():
            rows = collection.get(include=["metadatas"])
        metadatas = rows["metadatas"] or []
        return {key: str(meta["mark"]) for key, meta in zip(rows["ids"], metadatas, strict=True)}

    def vectors(self, shelf: Shelf, keys: Sequence[str]) -> Vectors:
        """Return the vectors of keys, one row a key in the given order."""
        found: Mapping[str, Any] = (
            self._some_rows(shelf, keys)
            if self._read is None
            else dict(zip(*self.rows(shelf), strict=True))
        )
        missing = [key for key in keys if key not in found]
        if missing:
            raise StaleIndex(damaged(f"少了 {len(missing)} 条向量"))
        return np.asarray([found[key] for key in keys], dtype=np.float32)

    def _some_rows(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, Any]:
        collection = self._collection(shelf)
        found: dict[str, Any] = {}
        with translated():
            for some in batches(keys):
                rows = collection.get(ids=list(some), include=["embeddings"])
                embeddings = rows["embeddings"]
                found |= zip(rows["ids"], embeddings if embeddings is not None else [], strict=True)
        return found

    def count(self, shelf: Shelf) -> int:
        """Return how many rows a shelf holds."""
        with translated():
            return self._collection(shelf).count()

    def nearest(self, shelf: Shelf, vectors: Vectors, number: int) -> Nearest:
        """Return for each vector the keys nearest to it and their cosines, best first."""
        collection = self._collection(shelf)
        if len(vectors) >= MANY:
            return self._nearest_of_all(shelf, vectors, number)
        with translated():
            found = collection.query(
                query_embeddings=cast("Any", vectors),
                n_results=max(1, min(number, collection.count())),
                include=["distances"],
            )
        return side_by_side(found["ids"], found["distances"] or [])

    def _nearest_of_all(self, shelf: Shelf, vectors: Vectors, number: int) -> Nearest:
        """Return the same by comparing with every row: for a whole exam a fifth of the time."""
        return nearest_of_all(*self.rows(shelf), vectors, number)

    def rows(self, shelf: Shelf) -> tuple[Sequence[str], Vectors]:
        """Return all keys of a shelf and their vectors."""
        if self._read is not None and shelf in self._read:
            return self._read[shelf]
        with translated():
            found = self._collection(shelf).get(include=["embeddings"])
        embeddings = found["embeddings"]
        there = np.asarray([] if embeddings is None else embeddings, dtype=np.float32)
        if self._read is not None:
            self._read[shelf] = found["ids"], there
        return found["ids"], there

    @contextmanager
    def reading_once(self) -> Iterator[None]:
        """Keep in memory what is read until the block ends; nothing may be written in it."""
        self._read = {}
        try:
            yield
        finally:
            self._read = None

    def destroy(self) -> None:
        """Delete every shelf, and the folder when there is one."""
        with translated():
            if self._folder is None:
                for shelf in Shelf:
                    if self._name(shelf) in self._names():
                        self._client.delete_collection(self._name(shelf))
        self.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of files and connections."""
        closing = getattr(self._client, "close", None)
        if closing is not None:
            closing()

    def _name(self, shelf: Shelf) -> str:
        return f"{self._prefix}{shelf}"

    def _names(self) -> set[str]:
        return {collection.name for collection in self._client.list_collections()}

    def _collection(self, shelf: Shelf, *, create: bool = False) -> Collection:
        if shelf not in self._collections:
            with translated():
                if create:
                    collection = self._client.get_or_create_collection(
                        self._name(shelf),
                        configuration=cast("Any", {"hnsw": HNSW}),
                        embedding_function=None,  # else Chroma fetches a model of its own
                    )
                else:
                    collection = self._client.get_collection(
                        self._name(shelf), embedding_function=None
                    )
            self._collections[shelf] = collection
        return self._collections[shelf]


def nearest_of_all(keys: Sequence[str], there: Vectors, vectors: Vectors, number: int) -> Nearest:
    """Return for each vector the nearest of all rows by cosine, best first."""
    number = min(number, len(keys))
    rows = np.zeros((len(vectors), number), dtype=np.int64)
    cosines = np.zeros((len(vectors), number))
    for start in range(0, len(vectors) if number else 0, BLOCK):
        part = slice(start, start + BLOCK)
        apart = -(vectors[part] @ there.T)
        some = np.sort(np.argpartition(apart, number - 1, axis=1)[:, :number], axis=1)
        lying = np.take_along_axis(apart, some, axis=1)
        order = np.argsort(lying, axis=1, kind="stable")
        rows[part] = np.take_along_axis(some, order, axis=1)
        cosines[part] = -np.take_along_axis(lying, order, axis=1)
    return Nearest(keys, rows, cosines)


def side_by_side(keys: Sequence[Sequence[str]], distances: Sequence[Sequence[float]]) -> Nearest:
    """Return what the graph found for each vector as arrays."""
    places: dict[str, int] = {}
    rows = np.full((len(keys), max(map(len, keys), default=0)), NO_ROW, dtype=np.int64)
    cosines = np.zeros(rows.shape)
    for number, (own, apart) in enumerate(zip(keys, distances, strict=True)):
        rows[number, : len(own)] = [places.setdefault(key, len(places)) for key in own]
        cosines[number] = 1.0 - apart[-1] if own else 0.0
        cosines[number, : len(own)] = 1.0 - np.asarray(apart, dtype=np.float64)
    return Nearest(list(places), rows, cosines)


def batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield a sequence in runs that one request can carry."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def quiet() -> Settings:
    """Return Chroma's settings: it tells nobody anything."""
    return Settings(anonymized_telemetry=False)


@contextmanager
def translated() -> Iterator[None]:
    """Raise StaleIndex for whatever Chroma, its Rust core or the disk say."""
    try:
        yield
    except (httpx.HTTPError, ConnectionError) as error:
        raise StaleIndex(
            "连不上 Chroma 服务器。看看它开着没有（chroma run），地址在 config.yaml 的 index.server；"
            "或删掉这一行，改用本机的索引。"
        ) from error
    except PermissionError as error:
        raise StaleIndex(unwritable()) from error
    # AttributeError: what Chroma's own clean-up raises over a database it could not open.
    except (ChromaError, OSError, RuntimeError, ValueError, KeyError, AttributeError) as error:
        if "readonly" in str(error).lower() or "code: 8" in str(error):
            raise StaleIndex(unwritable()) from error
        if "Could not connect" in str(error):
            raise StaleIndex(
                "连不上 Chroma 服务器。看看它开着没有（chroma run），地址在 config.yaml 的 index.server。"
            ) from error
        raise StaleIndex(damaged(type(error).__name__)) from error


def damaged(what: str) -> str:
    """Say that the index is broken and what to run."""
    return f"索引坏了（{what}）。运行 make index 重建；条目都在 knowledge/ 里，什么也不会丢。"


def unwritable() -> str:
    """Say that the folder of the index cannot be written."""
    return "索引文件夹只能读、不能写。改一改它的权限，或在 config.yaml 的 index.folder 换个位置，再运行 make index。"
