"""Telling one matter from two by what was learnt from many matters."""

import numpy as np
import pytest

from bot.curation.same_matter import FEWEST_MATTERS, SameMatter, fit_same_matter
from indexer.embedder import Vectors

DIMENSION = 8
TELLING = 2  # the first directions tell matters apart, the others only how one asks
MATTERS = 2 * FEWEST_MATTERS
EACH = 6


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Phrasings: matters differ in two directions, ways to ask far more in all the others."""
    chance = np.random.default_rng(3)
    matters = np.zeros((MATTERS, DIMENSION))
    matters[:, :TELLING] = chance.normal(0, 2, (MATTERS, TELLING))
    ways = chance.normal(0, 1, (MATTERS, EACH, DIMENSION))
    ways[..., :TELLING] *= 0.1
    ways[..., TELLING:] *= 1.5
    return (matters[:, None] + ways).reshape(-1, DIMENSION).astype(np.float32)


@pytest.fixture(scope="module")
def model(vectors: Vectors) -> SameMatter:
    return fit_same_matter(vectors, [str(row // EACH) for row in range(len(vectors))])


def test_one_matter_asked_in_other_words_is_told_from_another(
    model: SameMatter, vectors: Vectors
) -> None:
    same = [model.odds(vectors[row], vectors[row + 1]) for row in range(0, 600, EACH)]
    other = [model.odds(vectors[row], vectors[row + EACH]) for row in range(0, 600, EACH)]
    assert np.mean(np.array(same) > 0) > 0.9
    assert np.mean(np.array(other) < 0) > 0.7  # two of two hundred matters may lie side by side
    cosines = [float(vectors[row] @ vectors[row + 1]) for row in range(0, 600, EACH)]
    assert np.mean(np.array(cosines) > 0) < 0.9  # by themselves the vectors do not tell


def test_it_does_not_matter_which_question_came_first(model: SameMatter, vectors: Vectors) -> None:
    assert model.odds(vectors[0], vectors[9]) == pytest.approx(model.odds(vectors[9], vectors[0]))


def test_the_odds_are_those_of_the_two_distributions() -> None:
    model = SameMatter(np.zeros(1), np.ones((1, 1)), np.array([3.0]))
    one, other = np.array([1.0], dtype=np.float32), np.array([2.0], dtype=np.float32)
    together = np.array([[4.0, 3.0], [3.0, 4.0]])
    pair = np.array([1.0, 2.0])
    joint = -0.5 * (pair @ np.linalg.inv(together) @ pair + np.log(np.linalg.det(together)))
    apart = -0.5 * (pair @ pair / 4 + 2 * np.log(4))
    assert model.odds(one, other) == pytest.approx(joint - apart)


def test_of_too_few_matters_nothing_is_learnt(vectors: Vectors) -> None:
    rows = vectors[: (FEWEST_MATTERS - 1) * EACH]
    model = fit_same_matter(rows, [str(row // EACH) for row in range(len(rows))])
    assert model.odds(rows[0], rows[1]) == 0.0
