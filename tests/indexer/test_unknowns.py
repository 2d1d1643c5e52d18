"""How near a question stands to those that no entry answers."""

import numpy as np
import pytest

from indexer.lexical_index import LexicalIndex
from indexer.unknowns import FEWEST_MATTERS, Nearness, Unknown, Unknowns

LOAN = Unknown("公积金贷款能贷多少", "公积金贷款不在目录")
RATE = Unknown("公积金贷款利率几个点", "公积金贷款不在目录")
PLATE = Unknown("汽车年检去哪里", "车管不在目录")


@pytest.fixture
def unknowns() -> Unknowns:
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]], dtype=np.float32)
    words = LexicalIndex({"allowance": "低保怎么申请", "fund": "公积金提取"})
    return Unknowns((LOAN, RATE, PLATE), vectors, words)


def test_the_nearest_of_them_counts(unknowns: Unknowns) -> None:
    near = unknowns.nearness("公积金贷款能贷多少", np.array([1.0, 0.0], dtype=np.float32))
    assert (near.cosine, near.words) == pytest.approx((1.0, 1.0))


def test_a_question_does_not_meet_itself_nor_those_of_its_matter(unknowns: Unknowns) -> None:
    asked = np.array([1.0, 0.0], dtype=np.float32)
    near = unknowns.nearness("公积金贷款能贷多少", asked, apart=LOAN.because)
    assert (near.cosine, near.words) == pytest.approx((0.0, 0.0))


def test_a_rare_pair_weighs_more_than_one_that_an_entry_holds(unknowns: Unknowns) -> None:
    nowhere = np.array([0.0, 0.0], dtype=np.float32)
    common = unknowns.nearness("公积某某", nowhere)
    rare = unknowns.nearness("年检某某", nowhere)
    assert 0 < common.words < rare.words


def test_without_another_matter_nothing_is_near() -> None:
    alone = Unknowns(
        (LOAN,), np.array([[1.0, 0.0]], dtype=np.float32), LexicalIndex({"one": "低保"})
    )
    asked = np.array([1.0, 0.0], dtype=np.float32)
    assert alone.nearness("公积金贷款", asked, apart=LOAN.because) == Nearness()


@pytest.fixture
def many() -> Unknowns:
    """As many matters as it takes, each in a direction of its own, the first with two questions."""
    vectors = np.eye(FEWEST_MATTERS, dtype=np.float32)
    beside = 0.8 * vectors[0] + 0.6 * vectors[-1]
    questions = [Unknown(f"第{n}件怎么办", f"{n:03}") for n in range(FEWEST_MATTERS)]
    return Unknowns(
        (*questions, Unknown("头一件还有什么", "000")),
        np.vstack([vectors, beside]),
        LexicalIndex({"one": "低保"}),
    )


def test_what_a_question_means_is_shared_out_among_their_matters(many: Unknowns) -> None:
    asked = np.zeros(FEWEST_MATTERS, dtype=np.float32)
    asked[1], asked[2] = 0.71, 0.7
    meant = many.meant(asked)
    assert meant.sum() == pytest.approx(1.0)
    assert meant[1] > meant[2] > 0.1 > meant[3]


def test_a_matter_speaks_by_its_nearest_question(many: Unknowns) -> None:
    asked = np.zeros(FEWEST_MATTERS, dtype=np.float32)
    asked[0], asked[-1] = 0.6, 0.8  # 0.96 to the second question of the first matter
    assert many.meant(asked)[0] > 0.99


def test_where_they_are_few_nothing_is_meant(unknowns: Unknowns) -> None:
    assert not unknowns.meant(np.array([1.0, 0.0], dtype=np.float32)).any()
