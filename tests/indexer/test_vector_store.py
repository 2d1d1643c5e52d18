import os
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.stale_index import StaleIndex
from indexer.vector_store import MANY, Shelf, VectorStore, side_by_side
from tests.fake_embedder import vector

TEXTS = {"a#条件#0": "低保条件", "b#材料#0": "身份证户口簿", "c#问法#0": "楼上太吵"}


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    store = VectorStore.embedded(tmp_path / "store")
    store.put(
        Shelf.SECTIONS,
        list(TEXTS),
        np.array([vector(text) for text in TEXTS.values()]),
        list("xyz"),
    )
    return store


def test_the_nearest_come_first_with_their_cosines(store: VectorStore) -> None:
    first, *_ = store.nearest(Shelf.SECTIONS, np.array([vector("楼上太吵")]), 3).of(0)
    assert first[0] == "c#问法#0"
    assert first[1] == pytest.approx(1.0, abs=1e-3)


def test_more_than_there_is_can_be_asked_for(store: VectorStore) -> None:
    found = store.nearest(Shelf.SECTIONS, np.array([vector("低保")]), 500)
    assert len(found.of(0)) == 3


def test_rows_are_overwritten_and_removed(store: VectorStore) -> None:
    store.put(Shelf.SECTIONS, ["a#条件#0"], np.array([vector("新的")]), ["new"])
    store.remove(Shelf.SECTIONS, ["b#材料#0"])
    assert store.marks(Shelf.SECTIONS) == {"a#条件#0": "new", "c#问法#0": "z"}


def test_vectors_come_back_in_the_order_asked_for(store: VectorStore) -> None:
    keys = ["c#问法#0", "a#条件#0"]
    assert np.allclose(
        store.vectors(Shelf.SECTIONS, keys), [vector(TEXTS[key]) for key in keys], atol=1e-6
    )


def test_a_vector_that_is_not_there_makes_the_index_stale(store: VectorStore) -> None:
    with pytest.raises(StaleIndex, match=r"少了 1 条向量.*make index"):
        store.vectors(Shelf.SECTIONS, ["nobody"])


def test_what_was_put_is_there_after_opening_again(store: VectorStore, tmp_path: Path) -> None:
    store.close()
    assert VectorStore.embedded(tmp_path / "store").count(Shelf.SECTIONS) == 3


def test_a_shelf_that_is_not_there_makes_the_index_stale(tmp_path: Path) -> None:
    with pytest.raises(StaleIndex, match="make index"):
        VectorStore.embedded(tmp_path / "new").count(Shelf.PHRASINGS)


def test_a_damaged_database_makes_the_index_stale(store: VectorStore, tmp_path: Path) -> None:
    store.close()
    (tmp_path / "store" / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)
    with pytest.raises(StaleIndex, match="make index"):
        VectorStore.embedded(tmp_path / "store").count(Shelf.SECTIONS)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(store: VectorStore, tmp_path: Path) -> None:
    store.close()
    for path in (tmp_path / "store", *(tmp_path / "store").rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    with pytest.raises(StaleIndex, match=r"index\.folder"):
        VectorStore.embedded(tmp_path / "store").count(Shelf.SECTIONS)


def test_a_path_that_is_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StaleIndex):
        VectorStore.embedded(tmp_path / "file")


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(StaleIndex, match=r"连不上 Chroma 服务器.*chroma run"):
        VectorStore.on_server("http://127.0.0.1:9", "v1").count(Shelf.SECTIONS)


def test_destroying_leaves_nothing(store: VectorStore, tmp_path: Path) -> None:
    store.destroy()
    assert not (tmp_path / "store").exists()


def test_many_vectors_at_once_find_what_each_finds_alone(store: VectorStore) -> None:
    texts = [f"{text}{number}" for number in range(MANY // 3 + 1) for text in TEXTS.values()]
    vectors = np.array([vector(text) for text in texts])
    together = store.nearest(Shelf.SECTIONS, vectors, 2)
    for number, one in enumerate(vectors):
        alone = store.nearest(Shelf.SECTIONS, one[None], 2).of(0)
        assert together.of(number)[0][0] == alone[0][0]
        assert [cosine for _, cosine in together.of(number)] == pytest.approx(
            [cosine for _, cosine in alone], abs=1e-5
        )


def test_an_empty_shelf_finds_nothing_for_however_many(tmp_path: Path) -> None:
    store = VectorStore.embedded(tmp_path / "empty")
    assert store.marks(Shelf.SECTIONS) == {}
    for count in (1, MANY):
        found = store.nearest(Shelf.SECTIONS, np.array([vector("低保")] * count), 5)
        assert [found.of(number) for number in range(count)] == [[]] * count


def test_what_was_found_for_one_and_not_for_another_is_no_row_of_the_other() -> None:
    found = side_by_side([["a", "b"], ["b"]], [[0.1, 0.3], [0.2]])
    assert [[key for key, _ in found.of(number)] for number in range(2)] == [["a", "b"], ["b"]]
    assert np.allclose(found.cosines, [[0.9, 0.7], [0.8, 0.8]])


def test_what_is_read_once_is_not_read_again_until_the_block_ends(store: VectorStore) -> None:
    with store.reading_once():
        before = store.vectors(Shelf.SECTIONS, ["a#条件#0"])
        store.put(Shelf.SECTIONS, ["a#条件#0"], np.array([vector("新的")]), ["new"])
        assert np.array_equal(store.vectors(Shelf.SECTIONS, ["a#条件#0"]), before)
    assert not np.array_equal(store.vectors(Shelf.SECTIONS, ["a#条件#0"]), before)


def test_few_rows_wait_to_be_put_in_again_by_whoever_opens_a_shelf(tmp_path: Path) -> None:
    store = VectorStore.embedded(tmp_path / "store")
    rows = np.array([vector(f"第{number}句") for number in range(1000)])
    for start in range(0, len(rows), 64):
        keys = [f"a#问法#{number}" for number in range(start, min(start + 64, len(rows)))]
        store.put(Shelf.PHRASINGS, keys, rows[start : start + 64], keys)
    store.count(Shelf.PHRASINGS)
    store.close()
    with closing(sqlite3.connect(tmp_path / "store" / "chroma.sqlite3")) as database:
        (waiting,) = database.execute("SELECT COUNT(*) FROM embeddings_queue").fetchone()
    assert waiting < 200
