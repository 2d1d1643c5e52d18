from indexer.lexical_index import LexicalIndex, grams

TEXTS = {"allowance": "低保怎么申请低保材料", "noise": "楼上太吵怎么办"}


def test_the_entry_with_the_words_scores_highest() -> None:
    scores = LexicalIndex(TEXTS).scores("低保材料")
    assert scores[0] > scores[1]


def test_unknown_words_score_nothing() -> None:
    assert not LexicalIndex(TEXTS).scores("xyz").any()
    assert not LexicalIndex(TEXTS).scores("").any()


def test_an_entry_holds_the_words_of_its_text() -> None:
    index = LexicalIndex(TEXTS)
    assert index.held("低保材料", 2).tolist() == [1.0, 0.0]
    assert index.held("低保螃蟹", 2)[0] < 0.5
    assert index.held("", 2).tolist() == [0.0, 0.0]


def test_a_word_nobody_knows_weighs_most() -> None:
    index = LexicalIndex(TEXTS)
    assert index.held("怎蟹", 1)[0] < index.held("怎低", 1)[0]


def test_grams_leave_punctuation_out() -> None:
    assert grams("低保？") == ["低", "保", "低保"]
