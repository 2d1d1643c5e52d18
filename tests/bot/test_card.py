"""What a worker reads, as whole texts; and that every line of it stands in an entry."""

from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from bot import wording
from bot.assistant import Answered, Chatted, Reason, Suggested, Unanswered
from bot.card import plain_text, render
from bot.facets import Facet
from bot.small_talk import SmallTalk
from indexer.calibration import NO_FEATURES
from indexer.entry import Section
from indexer.knowledge_base import KnowledgeBase
from indexer.retriever import Match
from tests.conftest import ALLOWANCE

TODAY = date(2026, 11, 23)


def match(knowledge: KnowledgeBase, entry: str, confidence: float = 0.9) -> Match:
    return Match(knowledge.entries[entry], confidence, NO_FEATURES)


def test_the_asked_section_comes_first_and_whole(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "living-allowance"), (Facet.MATERIALS,))
    assert plain_text(render(reply, TODAY)) == (
        "最低生活保障申请\n"
        "\n"
        "收入低于标准的户籍家庭按月领低保金。\n"
        "\n"
        "【材料】\n"
        "1. 身份证、户口簿\n"
        "2. 核对授权书\n"
        "3. 收入申报表\n"
        "4. 银行卡\n"
        "5. 病历（有则交）\n"
        "\n"
        "⚠️ 初编：按公开文件整理，本地口径请向街道核实\n"
        "依据：《社会救助法》 第九条\n"
        "2026-11-23 编写组核对\n"
        "\n"
        "还可以看：1 条件 2 材料 3 流程 4 渠道 5 时限 6 收费 7 金额 8 注意 9 依据"
    )


def test_the_whole_entry_is_folded(knowledge: KnowledgeBase) -> None:
    text = plain_text(render(Answered(match(knowledge, "living-allowance")), TODAY))
    assert "3. 收入申报表\n…… 共 5 条，输入 2 看全部" in text
    assert "4. 银行卡" not in text
    assert "【流程】\n1. 社区社工：一次性告知（当场）\n2. 街道：受理审核" in text


def test_an_amount_that_is_not_known_any_more_names_the_one_before(
    knowledge: KnowledgeBase,
) -> None:
    reply = Answered(match(knowledge, "living-allowance"), (Facet.AMOUNT,))
    assert (
        "低保标准：以街道当前口径为准（苏州市，2026-07-01 起）\n"
        "　上一档：每人每月 1208 元（苏州市，2025-07-01 起）"
    ) in plain_text(render(reply, TODAY))


def test_the_amount_that_held_on_a_day_is_shown_for_that_day(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "living-allowance"), (Facet.AMOUNT,))
    assert "低保标准：每人每月 1208 元（苏州市，2025-07-01 起）" in plain_text(
        render(reply, date(2026, 6, 30))
    )


def test_a_section_the_entry_lacks_is_said_and_the_nearest_shown(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "elderly-allowance"), (Facet.AMOUNT,))
    text = plain_text(render(reply, TODAY))
    assert "这一条没有单写「金额」，最接近的是：\n\n【要点】\n年满八十周岁" in text


def test_what_comes_nearest_is_not_shown_twice(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "elderly-allowance"), (Facet.AMOUNT, Facet.ELIGIBILITY))
    text = plain_text(render(reply, TODAY))
    assert text.count("【要点】") == 1
    assert "这一条没有单写「条件」。" in text


def test_what_a_standard_says_stands_in_its_points(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "elderly-allowance"), (Facet.NOTES,))
    text = plain_text(render(reply, TODAY))
    assert "【要点】\n年满八十周岁\n多数自动发放" in text
    assert "没有单写" not in text


def test_the_authority_comes_with_the_department_in_charge(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "living-allowance"), (Facet.AUTHORITY,))
    text = plain_text(render(reply, TODAY))
    assert "【依据】\n1. 《社会救助法》 第九条\n\n【部门】\n民政" in text


def test_in_practice_the_acts_come_first(knowledge: KnowledgeBase) -> None:
    text = plain_text(render(Answered(match(knowledge, "neighbor-noise")), TODAY))
    assert text.index("【步骤】") < text.index("【红线】")


def test_two_asked_sections_both_come(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "living-allowance"), (Facet.TIME_LIMIT, Facet.FEE))
    text = plain_text(render(reply, TODAY))
    assert text.index("【时限】\n30 个工作日") < text.index("【收费】\n不收费")


def test_an_opened_section_stands_alone(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "living-allowance"), section=Section.CAUTIONS)
    text = plain_text(render(reply, TODAY))
    assert "【注意】\n授权书漏签一人就启动不了" in text
    assert "【材料】" not in text


def test_a_verified_entry_carries_no_caution(knowledge: KnowledgeBase) -> None:
    text = plain_text(render(Answered(match(knowledge, "elderly-allowance")), TODAY))
    assert wording.COMPILED not in text
    assert "依据：《老年人权益保障法》（待核）" in text


def test_an_overdue_entry_says_so(knowledge: KnowledgeBase) -> None:
    reply = Answered(match(knowledge, "living-allowance"))
    assert wording.OVERDUE not in plain_text(render(reply, date(2027, 5, 22)))
    assert wording.OVERDUE in plain_text(render(reply, date(2027, 5, 23)))


def test_a_withdrawn_entry_shows_only_the_reason(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("状态: 初编", "状态: 停用\n停用原因: 标准正在调整")
    (knowledge_folder / "social-assistance" / "living-allowance.yaml").write_text(text)
    knowledge = KnowledgeBase.load(knowledge_folder)
    reply = Answered(match(knowledge, "living-allowance"), (Facet.MATERIALS,))
    assert plain_text(render(reply, TODAY)) == (
        "最低生活保障申请\n\n这一条已停用，不再提供内容。\n原因：标准正在调整\n"
        "急着办的，请先问街道或主管部门（民政）。"
    )


def test_suggestions_carry_the_sentence_that_tells_them_apart(knowledge: KnowledgeBase) -> None:
    reply = Suggested((match(knowledge, "living-allowance"), match(knowledge, "elderly-allowance")))
    assert plain_text(render(reply, TODAY)) == (
        "您想问的是哪一个？\n"
        "\n"
        "1. 最低生活保障申请\n"
        "   收入低于标准的户籍家庭按月领低保金。\n"
        "2. 尊老金发放\n"
        "   八十周岁以上老人按月领取。\n"
        "3. 都不是"
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_for_no_answer_has_its_words(reason: Reason) -> None:
    text = plain_text(render(Unanswered(reason), TODAY))
    assert text
    assert text.split("\n")[0] in vars(wording).values()


@pytest.mark.parametrize("kind", SmallTalk)
def test_small_talk_has_its_words(kind: SmallTalk) -> None:
    assert plain_text(render(Chatted(kind), TODAY)) == wording.SMALL_TALK[kind]


def fields_of(value: object) -> set[str]:
    """Return every text that stands in an entry."""
    if isinstance(value, dict):
        return set(chain.from_iterable(map(fields_of, value.values())))
    if isinstance(value, list | tuple):
        return set(chain.from_iterable(map(fields_of, value)))
    return {str(value)} if value is not None else set()


@pytest.mark.parametrize("facets", [(), *((facet,) for facet in Facet)])
def test_every_line_is_made_of_fields_and_fixed_words(
    knowledge: KnowledgeBase, facets: tuple[Facet, ...]
) -> None:
    for entry in knowledge.entries.values():
        allowed = fields_of(entry.model_dump(mode="json"))
        fixed = {
            *Section,
            "现场",
            "网上",
            "代办",
            "依据",
            "核对",
            "起",
            "上一档",
            "共",
            "条",
            "看全部",
            "输入",
        }
        fixed |= {text for text in vars(wording).values() if isinstance(text, str)}
        for facet in facets:
            fixed |= {
                wording.LACKS_SECTION.format(section=wording.FACET_NAMES[facet]),
                wording.LACKS_SECTION_ALONE.format(section=wording.FACET_NAMES[facet]),
            }
        card = render(Answered(match(knowledge, entry.id), facets), TODAY)
        for line in plain_text(card).split("\n"):
            rest = line
            for known in sorted({*allowed, *fixed}, key=len, reverse=True):
                rest = rest.replace(known, "")
            assert not any(char.isalpha() for char in rest), f"{line!r} leaves {rest!r}"
