import pytest

from bot.choosing import chooses_none, chosen
from indexer.entry import Entry
from indexer.knowledge_base import KnowledgeBase


@pytest.fixture
def offered(knowledge: KnowledgeBase) -> list[Entry]:
    names = ("living-allowance", "elderly-allowance", "neighbor-noise")
    return [knowledge.entries[name] for name in names]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0),
        ("2.", 1),
        ("第二个", 1),
        ("选3", 2),
        ("三", 2),
        ("我要第一条", 0),
        ("后一个", 2),
        ("最后一个", 2),
        ("前一个", 0),
        ("低保那个", 0),
        ("应该是尊老金那个吧", 1),
        ("邻里噪音那条", 2),
        ("尊老金", 1),
        ("7", None),
        ("居住证那个", None),
        ("多少个", None),
        ("老人八十岁每个月能领多少", None),
    ],
)
def test_a_choice_is_a_number_a_place_or_words_of_the_title(
    offered: list[Entry], text: str, place: int | None
) -> None:
    assert chosen(text, offered) == place


def test_a_name_that_two_of_them_bear_chooses_neither(offered: list[Entry]) -> None:
    twins = [offered[0], offered[0].model_copy(update={"summary": "另一条"})]
    assert chosen("低保那个", twins) is None


@pytest.mark.parametrize("text", ["都不是", "都不对", "一个都不是", "不是", "0", "4", "没有对的"])
def test_none_of_them_can_be_meant(text: str) -> None:
    assert chooses_none(text, 3)


@pytest.mark.parametrize("text", ["3", "不是本地人怎么办", "都要"])
def test_other_messages_choose_not_none(text: str) -> None:
    assert not chooses_none(text, 3)
