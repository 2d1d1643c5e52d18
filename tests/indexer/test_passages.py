from indexer.knowledge_base import KnowledgeBase
from indexer.passages import LONGEST_PASSAGE, Side, joined, passages_of, whole_text


def test_phrasings_aliases_and_title_are_searched_as_questions(knowledge: KnowledgeBase) -> None:
    passages = list(passages_of(knowledge.entries["living-allowance"]))
    questions = [passage.text for passage in passages if passage.side is Side.PHRASING]
    assert questions[:4] == ["最低生活保障申请", "低保", "吃低保", "低保怎么申请"]


def test_exam_questions_are_never_searched(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    searched = " ".join(passage.text for passage in passages_of(entry)) + whole_text(entry)
    assert entry.exam_questions[0] not in searched


def test_each_passage_has_a_key_of_its_own(knowledge: KnowledgeBase) -> None:
    keys = [passage.key for entry in knowledge.entries.values() for passage in passages_of(entry)]
    assert len(keys) == len(set(keys))


def test_a_digest_changes_with_text_and_model(knowledge: KnowledgeBase) -> None:
    first, second, *_ = passages_of(knowledge.entries["living-allowance"])
    assert first.digest("a") != first.digest("b")
    assert first.digest("a") != second.digest("a")


def test_short_lines_are_joined_and_none_is_lost() -> None:
    lines = tuple(f"第{number}行" + "字" * 30 for number in range(9))
    texts = list(joined(lines))
    assert "；".join(texts) == "；".join(lines)
    assert all(len(text) <= LONGEST_PASSAGE for text in texts)
