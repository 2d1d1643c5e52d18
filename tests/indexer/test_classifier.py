"""Which entry a question belongs to, learnt from the vectors of phrasings."""

from pathlib import Path

import numpy as np
import pytest

from indexer.classifier import MOST_ENTRIES, Classifier, fit_classifier
from indexer.stale_index import StaleIndex

OWNERS = [0, 0, 0, 1, 1, 1, 2, 2, 2]


@pytest.fixture
def learnt() -> Classifier:
    corners = np.eye(3, dtype=np.float32)[OWNERS]
    noise = np.random.default_rng(1).normal(0, 0.05, corners.shape).astype(np.float32)
    classifier = fit_classifier(corners + noise, OWNERS, 3)
    assert classifier
    return classifier


def test_a_question_scores_highest_for_the_entry_its_vector_is_like(learnt: Classifier) -> None:
    scores = learnt.scores(np.array([[0.1, 0.9, 0.2], [0.1, 0.2, 0.8]], dtype=np.float32))
    assert scores.argmax(axis=1).tolist() == [1, 2]


def test_it_is_the_same_when_read_again(learnt: Classifier, tmp_path: Path) -> None:
    learnt.write(tmp_path / "classifier.npz")
    read = Classifier.read(tmp_path / "classifier.npz", "坏了")
    asked = np.array([[0.3, 0.5, 0.1]], dtype=np.float32)
    assert np.array_equal(read.scores(asked), learnt.scores(asked))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_said(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "classifier.npz").write_bytes(content)
    with pytest.raises(StaleIndex, match="坏了"):
        Classifier.read(tmp_path / "classifier.npz", "坏了")


@pytest.mark.parametrize("entries", [2, 4, MOST_ENTRIES + 1])
def test_too_few_or_too_many_entries_or_one_without_phrasings_have_none(entries: int) -> None:
    vectors = np.eye(3, dtype=np.float32)[OWNERS]
    assert fit_classifier(vectors, OWNERS, entries) is None
