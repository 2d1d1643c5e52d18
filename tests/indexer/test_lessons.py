"""What judged households teach, and what a version keeps of it."""

from pathlib import Path

import numpy as np
import pytest

from indexer.lessons import FEWEST, Lessons, fit_lessons, pieces_of
from indexer.stale_index import StaleIndex

TELLING = ("老伯摔断了腿", "工钱拖着不发", "小囡没人带")  # one an entry
REST = ("住在老小区里", "隔壁邻居来说的", "讲了好半天", "说是上个月的事", "电话里讲得急")


def households(number: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return stories that each tell of one or two matters, no vector that says which, and which."""
    chance = np.random.default_rng(3)
    called = np.zeros((number, len(TELLING)), dtype=np.float32)
    stories = []
    for row in range(number):
        matters = chance.choice(len(TELLING), size=1 + row % 2, replace=False)
        called[row, matters] = 1.0
        stories.append("，".join([*(TELLING[one] for one in matters), str(chance.choice(REST))]))
    vectors = chance.normal(size=(number, 8)).astype(np.float32)
    return stories, vectors, called


@pytest.fixture
def learnt() -> Lessons:
    lessons = fit_lessons(*households(FEWEST))
    assert lessons
    return lessons


NOWHERE = np.zeros(8, dtype=np.float32)


def test_a_story_calls_for_what_is_told_in_it(learnt: Lessons) -> None:
    said = learnt.weigh("今朝来说，工钱拖着不发，小囡没人带", NOWHERE)
    assert min(said[1], said[2]) > said[0] + 0.5
    assert learnt.weigh("老伯摔断了腿", NOWHERE).argmax() == 0


def test_a_story_that_is_like_none_calls_for_nothing_in_particular(learnt: Lessons) -> None:
    said = learnt.weigh("xyz", NOWHERE)
    assert said == pytest.approx(learnt.weigh("", NOWHERE))
    assert said.max() - said.min() < 0.3


def test_what_the_vectors_say_counts_too() -> None:
    stories, _, called = households(FEWEST)
    same = ["一样的话"] * len(stories)
    lessons = fit_lessons(same, np.hstack([called, 1 - called]), called)
    assert lessons
    assert lessons.weigh("一样的话", np.array([0, 1, 0, 1, 0, 1], dtype=np.float32)).argmax() == 1


def test_of_too_few_households_nothing_is_learnt() -> None:
    assert fit_lessons(*households(FEWEST - 1)) is None


def test_it_is_the_same_when_read_again(learnt: Lessons, tmp_path: Path) -> None:
    learnt.write(tmp_path / "lessons.npz")
    read = Lessons.read(tmp_path / "lessons.npz", "坏了")
    story = "小囡没人带，隔壁邻居来说的"
    assert np.array_equal(read.weigh(story, NOWHERE), learnt.weigh(story, NOWHERE))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_said(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "lessons.npz").write_bytes(content)
    with pytest.raises(StaleIndex, match="坏了"):
        Lessons.read(tmp_path / "lessons.npz", "坏了")


def test_pieces_end_where_punctuation_stands() -> None:
    assert pieces_of("摔了。腿疼") == ["摔", "了", "摔了", "腿", "疼", "腿疼"]
    assert "摔断了" in pieces_of("摔断了腿")
    assert not any(len(piece) > 3 for piece in pieces_of("摔断了腿疼"))
