import numpy as np
import pytest

from indexer.index import Index
from indexer.retriever import best_passages, three_nearest
from indexer.vector_store import Nearest


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("低保要什么材料", "living-allowance"),
        ("低保要什麼材料", "living-allowance"),
        ("外婆八十岁尊老金", "elderly-allowance"),
        ("楼上太吵了怎么办呀", "neighbor-noise"),
    ],
)
def test_the_entry_of_the_matter_comes_first(index: Index, question: str, entry: str) -> None:
    assert index.retriever.find(question)[0].entry.id == entry


@pytest.mark.parametrize("question", ["", "  ", "😀", "？？？", "\x00", "\ud800"])
def test_nothing_is_found_for_a_question_without_words(index: Index, question: str) -> None:
    assert index.retriever.find(question) == []


@pytest.mark.parametrize(
    "question", ["x" * 10_000, "<b>低保</b>", "Как дела?", "ａ", "' OR 1=1 --"]
)
def test_odd_questions_get_an_answer(index: Index, question: str) -> None:
    assert len(index.retriever.find(question)) <= 3


def test_the_best_passage_speaks_for_its_entry(index: Index) -> None:
    match = index.retriever.find("楼上太吵怎么办")[0]
    assert {key.partition("#")[0] for key, _ in match.passages.values()} == {"neighbor-noise"}


def test_the_first_match_leads_and_the_others_are_behind(index: Index) -> None:
    first, *others = index.retriever.find("低保审核")
    assert first.features.lead > 0
    assert all(other.features.lead < 0 for other in others)
    assert all(0 <= match.confidence <= 1 for match in (first, *others))


def test_a_ranking_can_leave_an_entry_out(index: Index) -> None:
    retriever = index.retriever
    question = "低保怎么申请"
    ranking = retriever.rank([question], retriever.embedder.embed_questions([question]))[0]
    best = ranking.best(1)[0]
    assert ranking.best(1, without=best)[0] != best


def test_many_questions_at_once_find_what_each_finds_alone(index: Index) -> None:
    questions = ["低保怎么申请", "？？", "楼上太吵怎么办", "老人八十岁有没有钱"]
    alone = [
        tuple(match.entry.id for match in index.retriever.find(question)) for question in questions
    ]
    assert index.retriever.nearest(questions) == alone
    assert index.retriever.nearest([]) == []


def test_a_whole_exam_is_ranked_as_each_question_alone(index: Index) -> None:
    retriever = index.retriever
    questions = [
        f"{text}{number}" for number in range(30) for text in ("低保材料", "楼上吵", "八十岁")
    ]
    together = retriever.rank(questions, retriever.embedder.embed_questions(questions))
    for question, ranking in zip(questions, together, strict=True):
        (alone,) = retriever.rank([question], retriever.embedder.embed_questions([question]))
        assert ranking.best(3) == alone.best(3)
        for place in range(3):
            assert ranking.features(place).row() == pytest.approx(
                alone.features(place).row(), abs=1e-3
            )
            assert {key for key, _ in retriever.match(ranking, place).passages.values()} == {
                key for key, _ in retriever.match(alone, place).passages.values()
            }


def test_the_three_nearest_phrasings_count_and_what_lacks_some_gets_the_lowest() -> None:
    cosines = np.array([[0.9, 0.8, 0.7, 0.6, 0.5]])
    nearest = Nearest(["a#问法#0", "a#问法#1"], np.zeros((1, 5), dtype=np.int64), cosines)
    owners = np.array([[0, 0, 1, 0, 0]])  # of four entries; the last two were not found
    assert three_nearest(nearest, owners, 4)[0] == pytest.approx(
        [(0.9 + 0.8 + 0.6) / 3, (0.7 + 0.5 + 0.5) / 3, 0.5, 0.5]
    )
    best, rows = best_passages(nearest, np.array([[2, -1, 2, 0, 0]]), 4)
    assert best[0] == pytest.approx([0.6, 0.5, 0.9, 0.5])
    assert list(rows[0] >= 0) == [True, False, True, False]
