import pytest

from bot.follow_up import (
    corrected,
    fits,
    is_brief,
    refers_back,
    share_standing,
    states_a_fact,
    tells_a_circumstance,
    turns_to_another,
)
from bot.question import understand
from indexer.knowledge_base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("不是，我问的是残疾证", "残疾证"),
        ("不对，我说的是多久", "多久"),
        ("我问的是居住证要带啥", "居住证要带啥"),
        ("搞错了，我想问低保", "低保"),
        ("不是", ""),
        ("错了！", ""),
        ("不是本地户口能办低保吗", None),
        ("低保，不是特困", None),
        ("我想问低保", None),
    ],
)
def test_a_correction_leaves_what_is_really_asked(text: str, rest: str | None) -> None:
    assert corrected(text) == rest


@pytest.mark.parametrize("text", ["那残疾证呢", "那公交免费的卡呢？", "要是身上有伤呢", "居住证呢"])
def test_the_same_may_be_asked_of_another_matter(text: str) -> None:
    assert turns_to_another(text)


@pytest.mark.parametrize("text", ["那要带啥", "多久", "那么多久能批", "户口不在这里呢"])
def test_going_on_turns_to_no_other_matter(text: str) -> None:
    assert not turns_to_another(text)


@pytest.mark.parametrize("text", ["刚才那个", "回到刚才那个事", "上一条", "刚才说的那个再发一遍"])
def test_what_was_shown_last_can_be_pointed_at(text: str) -> None:
    assert refers_back(text)


@pytest.mark.parametrize("text", ["刚才那个老人摔了", "上面派人来检查", "那个"])
def test_what_says_more_does_not_only_point_back(text: str) -> None:
    assert not refers_back(text)


@pytest.mark.parametrize("text", ["他有低保", "要居住证吗", "没签合同行不行", "我是退伍军人"])
def test_a_circumstance_is_no_new_matter(text: str) -> None:
    assert tells_a_circumstance(text)


@pytest.mark.parametrize("text", ["要办居住证", "居住证要多久", "低保", "有人发别人照片"])
def test_a_matter_is_no_circumstance(text: str) -> None:
    assert not tells_a_circumstance(text)


@pytest.mark.parametrize("text", ["他有低保", "我是退伍军人", "没签合同"])
def test_a_fact_asks_nothing(text: str) -> None:
    assert states_a_fact(text)


@pytest.mark.parametrize("text", ["有没有补贴", "要居住证吗", "有房子的行不行", "低保"])
def test_what_asks_states_no_fact(text: str) -> None:
    assert not states_a_fact(text)


def test_the_share_of_what_stands_in_an_entry_is_counted(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    assert share_standing(frozenset({"低保", "车位"}), entry) == 0.5
    assert share_standing(frozenset(), entry) == 0


def test_a_follow_up_is_brief() -> None:
    assert is_brief("银行卡是谁的都行吗")
    assert not is_brief("我隔壁邻居家的老人前天摔了一跤怎么办")


@pytest.mark.parametrize(
    ("text", "does"),
    [("授权书漏签行吗", True), ("他七十三了", True), ("楼上太吵", False), ("车位谁安排", False)],
)
def test_what_a_follow_up_names_stands_in_the_entry(
    knowledge: KnowledgeBase, text: str, does: bool
) -> None:
    assert fits(understand(text), knowledge.entries["living-allowance"]) is does
