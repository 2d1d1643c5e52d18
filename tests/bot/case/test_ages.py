import pytest

from bot.case.story import StoryReader
from tests.bot.case.conftest import TODAY, told


@pytest.mark.parametrize(
    ("story", "fact", "value"),
    [
        ("老韦，男，五八年生，独居", "出生日期", "1958-01-01–1958-12-31"),
        ("陈阿婆，1943年3月生，独居", "出生日期", "1943-03-01–1943-03-31"),
        ("老高六六年十二月三号生，独居", "出生日期", "1966-12-03"),
        ("小姑娘，05年生，孤儿", "出生日期", "2005-01-01–2005-12-31"),
        ("二〇一九年三月生的小姑娘", "出生日期", "2019-03-01–2019-03-31"),
        ("我妈六十有五，独居", "年龄", "65"),
        ("老韦年近八旬，独居", "年龄", "77–79"),
        ("对门八旬阿婆独居", "年龄", "80–89"),
        ("阿根虚岁八十，独居", "年龄", "78–79"),
        ("阿宝周岁不到，还没上户口", "年龄", "0"),
    ],
)
def test_ages_and_births_in_many_words(
    reader: StoryReader, story: str, fact: str, value: str
) -> None:
    found = told(reader.read(story, TODAY))
    assert [facts[fact] for facts in found.values() if fact in facts] == [value]


@pytest.mark.parametrize(
    "story",
    ["她一九年生孩子，孩子独居", "他1830年生，独居", "她2027年生，独居", "他1958年13月生，独居"],
)
def test_what_is_no_birth_is_not_read(reader: StoryReader, story: str) -> None:
    assert all("出生日期" not in facts for facts in told(reader.read(story, TODAY)).values())
