import pytest

from bot.asking import Ask, asks_of


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("低保要啥材料", (Ask.MATERIALS,)),
        ("先干啥", (Ask.STEPS,)),
        ("有啥要注意", (Ask.NOTES,)),
        ("凭什么规定", (Ask.AUTHORITY,)),
        ("我这种情况能办吗", (Ask.MAY,)),
        ("多少钱", (Ask.MONEY,)),
        ("几化铜钿", (Ask.MONEY,)),
        ("阿要铜钿", (Ask.FEE,)),
        ("啥场化办", (Ask.WHERE,)),
        ("寻啥人", (Ask.WHERE,)),
        ("哪能弄", (Ask.HOW,)),
        ("要啥材料，几天好", (Ask.MATERIALS, Ask.TIME_LIMIT)),
        ("办残疾证要几张照片，去哪个医院评", (Ask.MATERIALS, Ask.WHERE)),
        ("低保条件和材料", (Ask.ELIGIBILITY, Ask.MATERIALS)),
        ("低保", ()),
        ("你好，今天天气不错", ()),
    ],
)
def test_the_words_that_ask_are_read(text: str, asks: tuple[Ask, ...]) -> None:
    assert asks_of(text) == asks


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("这家店收不收人", Ask.ELIGIBILITY),
        ("这里收不收费", Ask.FEE),
        ("高龄老人发多少", Ask.AMOUNT),
        ("补一张要多少钱", Ask.MONEY),
        ("每月补多少钱", Ask.AMOUNT),
        ("要结几份材料清单", Ask.MATERIALS),
        ("电话几号", Ask.WHERE),
        ("几号截止", Ask.TIME_LIMIT),
    ],
)
def test_a_word_with_two_meanings_is_read_by_its_neighbours(text: str, ask: Ask) -> None:
    assert asks_of(text)[0] is ask


def test_a_story_asks_with_its_last_clause() -> None:
    story = "我爸病了十几年，每个月吃药要好几百，钱都花光了，上次材料也交过，低保多久能批下来"
    assert asks_of(story) == (Ask.TIME_LIMIT,)


def test_what_is_told_of_numbers_asks_for_none() -> None:
    assert asks_of("他病了好几年，家里十几个人") == ()


def test_what_happened_long_ago_and_may_still_go_asks_for_the_time_limit() -> None:
    assert asks_of("证拿到八个月了，补贴还能申请吗")[0] is Ask.TIME_LIMIT
