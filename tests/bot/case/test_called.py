import pytest

from bot.case.called import people_called, without_names
from bot.case.mentions import find_mentions
from bot.case.story import StoryReader
from tests.bot.case.conftest import TODAY, told


def called(text: str) -> list[str]:
    return [text[one.start : one.end] for one in people_called(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("老韦,62,独居", ["老韦"]),
        ("殷阿婆八十三,曹好婆七十", ["殷阿婆", "曹好婆"]),
        ("施某,女,71", ["施某"]),
        ("小宇今年8岁,儿子阿强四十", ["小宇", "阿强"]),
        ("豆豆爸爸走了", ["豆豆"]),
        ("许伯今早在家走的", ["许伯"]),
        ("九十三岁的朱老爹,五几年去过朝鲜", ["朱老爹"]),
        ("老〔姓名〕,62,〔姓名〕阿婆八十", ["老〔姓名〕", "〔姓名〕阿婆"]),
        ("小区里天天吵,小孩慢慢好了,阿姨月月来", []),
        ("一女,自述姓吴,三十岁", []),
        ("一直拿居民养老钱照领,跟儿子住尹山湖", []),
    ],
)
def test_names_are_found_with_what_belongs_to_them(text: str, names: list[str]) -> None:
    assert called(text) == names


def test_who_serves_the_household_is_none_of_it() -> None:
    mentions = [
        (one.text, one.role.is_other) for one in find_mentions("王主任陪殷阿婆来,学校李老师也在")
    ]
    assert mentions == [("王主任", True), ("殷阿婆", False), ("学校", True), ("李老师", True)]


def test_a_home_is_nobody() -> None:
    assert [one.text for one in find_mentions("楼上宋家:老头70岁")] == ["楼上", "老头"]


def test_a_relatives_name_is_the_relative(reader: StoryReader) -> None:
    story = "老韦，62，独居，本区户口。女儿小雯31，失业，小雯怀孕五个月。"
    facts = told(reader.read(story, TODAY))
    assert facts["老韦"] == {"年龄": "62", "独居": "是", "户籍": "本区"}
    assert facts["女儿"] == {"年龄": "31", "工作": "没有工作", "怀孕": "是", "孕周": "21–24"}


def test_what_somebody_is_and_the_name_behind_it_are_one_person(reader: StoryReader) -> None:
    facts = told(reader.read("盲人按摩师小田34岁，视力一级，户口本区。", TODAY))
    assert facts["小田"]["年龄"] == "34"
    assert facts["小田"]["残疾等级"] == "一级"


def test_somebody_called_otherwise_is_the_same_person(reader: StoryReader) -> None:
    facts = told(reader.read("刘桂芳，65岁，独居。刘阿姨户口本区，有糖尿病。", TODAY))
    assert facts == {"刘桂芳": {"年龄": "65", "独居": "是", "户籍": "本区", "高血压糖尿病": "是"}}


def test_two_of_one_surname_are_two_people(reader: StoryReader) -> None:
    facts = told(reader.read("老沈79岁，独居。小沈41岁，失业。", TODAY))
    assert facts["老沈"] == {"年龄": "79", "独居": "是"}
    assert facts["小沈"] == {"年龄": "41", "工作": "没有工作"}


def test_he_is_the_one_who_was_just_named(reader: StoryReader) -> None:
    facts = told(
        reader.read("老沈家大儿子27岁，整天打游戏。老沈求我们别报，他自己有糖尿病。", TODAY)
    )
    assert facts["老沈"] == {"高血压糖尿病": "是"}


def test_a_blanked_name_is_somebody(reader: StoryReader) -> None:
    facts = told(reader.read("老〔姓名〕，62，独居。女儿小〔姓名〕31，失业。", TODAY))
    assert facts["老〔姓名〕"] == {"年龄": "62", "独居": "是"}
    assert facts["女儿"]["年龄"] == "31"


def test_a_child_called_by_a_nickname_is_the_child(reader: StoryReader) -> None:
    facts = told(reader.read("豆豆，孩子8岁，上二年级，户口本区。", TODAY))
    assert facts["豆豆"]["年龄"] == "8"


def test_who_is_blanked_goes_by_what_they_are(reader: StoryReader) -> None:
    facts = told(reader.read("农民工老〔姓名〕，62，户口本区。老〔姓名〕有糖尿病。", TODAY))
    assert facts == {
        "农民工": {"年龄": "62", "户籍": "本区", "高血压糖尿病": "是", "外来务工": "是"}
    }


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("小宇", "〔姓名〕"),
        ("豆豆", "〔姓名〕"),
        ("刘桂芳", "〔姓名〕"),
        ("老韦", "〔姓名〕"),
        ("曹好婆", "〔姓名〕好婆"),
        ("老〔姓名〕", "老〔姓名〕"),
        ("女儿", "女儿"),
        ("本人", "本人"),
    ],
)
def test_no_name_is_kept(words: str, kept: str) -> None:
    assert without_names(words) == kept
