from indexer.lexical_index import LexicalIndex, grams

TEXTS = {"allowance": "低保怎么申请低保材料", "noise": "楼上太吵怎么办"}


def test_the_entry_with_the_words_scores_highest() -> None:
    scores = LexicalIndex(TEXTS).scores("低保材料")
    assert scores[0] > scores[1]


def test_unknown_words_score_nothing() -> None:
    assert not LexicalIndex(TEXTS).scores("xyz").any()
    assert not LexicalIndex(TEXTS).scores("").any()


def test_coverage_is_the_share_of_known_pairs() -> None:
    index = LexicalIndex(TEXTS)
    assert index.coverage("低保") == 1.0
    assert index.coverage("螃蟹") == 0.0
    assert index.coverage("低") == 0.0


def test_grams_leave_punctuation_out() -> None:
    assert grams("低保？") == ["低", "保", "低保"]
