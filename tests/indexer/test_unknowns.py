"""How near a question stands to those that no entry answers."""

import numpy as np
import pytest

from indexer.lexical_index import LexicalIndex
from indexer.unknowns import Nearness, Unknown, Unknowns

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


def test_what_a_question_means_is_shared_out_among_their_matters(unknowns: Unknowns) -> None:
    fund, plate = unknowns.meant(np.array([0.0, 1.0], dtype=np.float32))  # in order of their names
    assert plate == pytest.approx(1.0)
    assert fund == pytest.approx(0.0)


def test_a_matter_speaks_by_its_nearest_question(unknowns: Unknowns) -> None:
    between = np.array([0.6, 0.8], dtype=np.float32)  # 0.96 to RATE, 0.8 to PLATE, 0.6 to LOAN
    assert unknowns.meant(between).max() > 0.99


def test_without_any_of_them_nothing_is_meant() -> None:
    nobody = Unknowns((), np.zeros((0, 2), dtype=np.float32), LexicalIndex({"one": "低保"}))
    assert nobody.meant(np.array([1.0, 0.0], dtype=np.float32)).shape == (0,)
