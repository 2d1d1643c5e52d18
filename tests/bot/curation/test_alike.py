"""Whether two questions are about one matter, and how that is said."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.curation.alike import Alike
from indexer.index import Index
from tests.fake_embedder import FakeEmbedder


@pytest.fixture
def alike(index: Index) -> Alike:
    return Alike(index.retriever)


def test_the_same_sentence_is_alike_whatever_its_punctuation(alike: Alike) -> None:
    one, other = alike.see(["猫丢了到哪里找", "猫丢了，到哪里找？？"])
    assert alike.likeliness(one, other) == 1.0
    assert alike.reason(one, other) == "和「猫丢了到哪里找」说的是一句话"


def test_what_shares_words_and_neighbours_is_likelier_alike(alike: Alike) -> None:
    one, near, far = alike.see(["邻居家的猫走丢了", "走丢的猫找邻居", "明天股票涨不涨"])
    assert alike.likeliness(one, near) > alike.likeliness(one, far)
    assert alike.likeliness(one, near) == pytest.approx(alike.likeliness(near, one))


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (
            "征信报告哪里打印",
            "想拉一张征信报告",
            "和「征信报告哪里打印」像是同一件事，都说到「征信报告」",
        ),
        ("老头乐好开吗", "代步车上路罚款", "和「老头乐好开吗」意思很近"),
        ("猫" * 50, "狗", f"和「{'猫' * 40}…」意思很近"),
    ],
)
def test_the_reason_names_the_words_of_both(alike: Alike, one: str, other: str, said: str) -> None:
    assert alike.reason(*alike.see([one, other])) == said


def test_a_text_is_looked_at_once(alike: Alike, embedder: FakeEmbedder) -> None:
    alike.see(["猫丢了", "狗丢了"])
    embedder.texts.clear()
    assert [sense.text for sense in alike.see(["狗丢了", "猫丢了"])] == ["狗丢了", "猫丢了"]
    assert embedder.texts == []


def test_the_labelled_pairs_are_many_and_no_pair_stands_twice() -> None:
    lines = (Path(__file__).parent / "alike_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line) for line in lines]
    assert Counter((pair["sort"], pair["alike"]) for pair in pairs) == {
        ("outside", True): 159,
        ("outside", False): 217,
        ("inside", True): 56,
        ("inside", False): 90,
    }
    assert len({frozenset((pair["one"], pair["other"])) for pair in pairs}) == len(pairs)
