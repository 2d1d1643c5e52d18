"""Personal data is found, policy is left alone, and the rest of a text stays as it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.redaction import Kind, redact
from bot.wording import blanked
from tests.bot.redaction.lines import lines, scores

HERE = Path(__file__).parent
SEED = 20261123
BY_NUMBER = (Kind.IDENTITY_NUMBER, Kind.MOBILE, Kind.BANK_CARD)
TOO_MANY = 0.005  # of all characters, beside what was to be blanked


@pytest.mark.parametrize(("stories", "rounds"), [("stories.txt", 8), ("hasty_stories.txt", 8)])
def test_the_shares_found_hold(stories: str, rounds: int) -> None:
    examined = list(lines(HERE / stories, rounds, SEED))
    assert len(examined) >= 400
    by_kind, missed, too_many = scores(examined)
    assert set(by_kind) == set(Kind)
    for kind, score in by_kind.items():
        least = 0.995 if kind in BY_NUMBER else 0.95
        assert score.share >= least, (kind, score, missed)
    assert too_many <= TOO_MANY * sum(len(line.text) for line in examined)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王阿姨的身份证320502 19560312 821x丢了", "〔姓名〕阿姨的身份证〔身份证号〕丢了"),
        ("身份证 32050219560312821 少一位", "身份证 〔身份证号〕 少一位"),
        ("残疾证 32050219560312821X43", "残疾证 〔身份证号〕"),
        ("打１３８－１２３４－５６７８，找小李", "打〔手机号〕，找小〔姓名〕"),
        ("打（+86）13812345678", "打〔手机号〕"),
        ("一三八一二三四五六七八", "〔手机号〕"),
        ("138****5678", "〔手机号〕"),
        ("座机 65123456", "座机 〔电话〕"),
        ("（0512）65123456转801", "〔电话〕"),
        ("6222 0212 3456 7890 128", "〔银行卡号〕"),
        ("卡号 123456789012", "卡号 〔银行卡号〕"),
        ("军官证：南字第1234567号", "军官证：〔证件号〕"),
        ("苏E·D12345 和 苏e12345", "〔车牌〕 和 〔车牌〕"),
        ("微信：abc_12345", "微信：〔微信号〕"),
        ("三幢二单元五零一室漏水", "〔住址〕漏水"),
        ("家住姑苏区平江街道人民路12号3幢401室", "家住姑苏区平江街道〔住址〕"),
        ("张三、李四都没来", "〔姓名〕、〔姓名〕都没来"),
        ("她儿子欧阳建华欠钱", "她儿子〔姓名〕欠钱"),
        ("当事人李某某与王某", "当事人〔姓名〕与〔姓名〕"),
        ("姓名：阿依古丽·买买提", "姓名：〔姓名〕"),
        ("1956年3月12日出生", "〔出生日期〕出生"),
        ("生日是五月十二", "生日是〔出生日期〕"),
    ],
)  # fmt: skip
def test_a_shape_is_blanked_and_no_more(text: str, expected: str) -> None:
    assert redact(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "12345、0512-12345、12333、110、95588、400-820-8820、电话12345",
        "苏府办〔2020〕12号第十四条，1208元，2026-07-01 起，主席令第45号",
        "1960年1月1日前出生的独生子女父母",
        "爸爸 1966 年 11 月出生，几岁退休",
        "张家港、姜堰、黄埭、东山、周市、金鸡湖、吴江、常熟、太仓的居民",
        "高龄、金额、安置、白血病、方案、单位、低保都要问居民高龄津贴",
        "工业园区娄葑街道某某社区的老人，每一位老师、上周医生说、对方律师",
        "居民王法观念淡薄",
        "3幢楼道灯坏了，5楼电梯停了，走路5分钟，2号线，街道3号窗口",
        "91320505MA1234567X 是公司的代码，办件编号 320500202611230012",
        "GB/T 33761-2017、MZ/T 094-2017、2024-2026 年",
        "",
        "😀\n\r\n\t\x00\u202e",
    ],
)
def test_what_a_question_needs_stays(text: str) -> None:
    assert redact(text).text == text
    assert redact(text).kinds == ()


def test_kinds_are_named_once_and_in_order() -> None:
    redacted = redact("李阿姨和王先生，13812345678、13912345678，a@b.cn")
    assert redacted.kinds == (Kind.MOBILE, Kind.EMAIL, Kind.NAME)
    assert blanked(redacted.kinds) == (
        "为保护居民，已自动盖住手机号、邮箱、姓名；存下和转出的都是盖过的。下次不用发这些，只说情况就行。"
    )
    assert blanked(()) == ""


def test_a_public_number_stays() -> None:
    assert redact("电话 0512-65123456", {"051265123456"}).text == "电话 0512-65123456"


def test_redacting_twice_changes_nothing() -> None:
    for stories in ("stories.txt", "hasty_stories.txt"):
        for line in lines(HERE / stories, 2, SEED + 1):
            once = redact(line.text).text
            assert redact(once).text == once
    rng = random.Random(SEED)
    pieces = [
        "张伟",
        "、",
        "138",
        "1234",
        " ",
        "5678",
        "王",
        "阿姨",
        "幢",
        "3",
        "〔姓名〕",
        "路",
        "号",
        "生日",
        "x",
        "苏E",
    ]
    for _ in range(500):
        once = redact("".join(rng.choices(pieces, k=30))).text
        assert redact(once).text == once


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "路",
        "王",
        "三",
        "1幢",
        "a.a@",
        "张伟、",
        "新村",
        "小王",
        "6222 ",
        "-",
        "人民路1号",
        "〔姓名〕",
        " ",
    ],
)
def test_a_hundred_thousand_hostile_characters_come_through(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    redacted = redact(text)
    assert len(redacted.text) <= 4 * len(text)
