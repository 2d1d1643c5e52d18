import pytest

from bot.matter import matter_of
from bot.names import Names
from indexer.knowledge_base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("低保要啥材料", "低保"),
        ("申请低保要什么条件", "低保"),
        ("苏州低保一个月多少钱", "低保"),
        ("居住证多久能办好", "居住证"),
        ("杭州低保多少钱", "杭州低保"),
        ("要带啥", ""),
        ("公证要多少钱", "公证"),
    ],
)
def test_the_matter_is_what_is_left(text: str, matter: str) -> None:
    assert matter_of(text) == matter


def test_a_long_question_is_not_reduced_to_one_of_its_words() -> None:
    assert "精神病" in matter_of("没有残疾证能申请精神病免费药吗")


def test_titles_and_aliases_name_their_entry(knowledge: KnowledgeBase) -> None:
    names = Names(knowledge.entries)
    assert names.owner("低保") == "living-allowance"
    assert names.owner("尊老金") == "elderly-allowance"
    assert names.owner("") is None
    assert names.owner("杭州低保") is None


def test_a_name_that_two_entries_share_names_neither(knowledge: KnowledgeBase) -> None:
    entries = dict(knowledge.entries)
    entries["other"] = entries["living-allowance"].model_copy(update={"aliases": ("低保",)})
    entries["other"]._id = "other"
    assert Names(entries).owner("低保") is None


def test_a_matter_may_belong_to_another_entry(knowledge: KnowledgeBase) -> None:
    names = Names(knowledge.entries)
    allowance, noise = (knowledge.entries[name] for name in ("living-allowance", "neighbor-noise"))
    assert names.belongs_elsewhere("噪音", allowance)
    assert not names.belongs_elsewhere("噪音", noise)
    assert not names.belongs_elsewhere("车位", allowance)
    assert not names.belongs_elsewhere("", allowance)
