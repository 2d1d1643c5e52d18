"""A sheet as text, whole."""

from datetime import date

import pytest

from bot.notice.sheet import make_sheet
from bot.notice.text import notice_texts, units
from bot.settings import ServicePointSettings
from indexer.entry import Procedure
from indexer.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 23)
PLACE = ServicePointSettings(
    name="示范窗口",
    address="示范路 1 号",
    phone="示范电话",
    complaint="示范投诉",
    link="https://example.org/a",
)
END = (
    "【咨询投诉】\n示范窗口\n地址：示范路 1 号\n咨询电话：示范电话\n投诉电话：示范投诉\nhttps://example.org/a\n\n"
    "初编：按公开文件整理，办理时以窗口答复为准；2026-11-23 编写组核对\n"
    "「待核」「转引」表示原文件还没有核对到，办理时以窗口答复为准。\n"
    "打印日期：2026-11-23"
)


def test_the_whole_sheet_reads_from_top_to_bottom(allowance: Procedure) -> None:
    assert notice_texts(make_sheet([allowance], PLACE, TODAY)) == (
        "【一次性告知单】\n最低生活保障申请\n\n"
        "【申请条件】\n适用地区：全国\n□ 本市户籍\n□ 人均收入低于标准\n\n"
        "【申请材料】\n□ 1. 身份证、户口簿\n□ 2. 核对授权书\n□ 3. 收入申报表\n□ 4. 银行卡\n"
        "□ 5. 病历（有则交）\n"
        "没注明原件还是复印件、要几份的，请先问窗口；注明「可免交」的，按括号里写的情形免交。\n\n"
        "【办理流程】\n1. 街道：受理审核\n\n"
        "【在哪里办】\n现场：社区综合窗口\n网上：江苏政务服务网\n\n"
        "【办理时限】\n30 个工作日\n\n"
        "【收费】\n不收费\n\n"
        "【金额标准】\n低保标准：以街道当前口径为准（苏州市，2026-07-01 起；每年 7 月调整）\n\n"
        "【办理依据】\n《社会救助法》 第九条\n\n" + END,
    )


def test_the_text_of_missing_papers_says_what_and_where(allowance: Procedure) -> None:
    assert notice_texts(make_sheet([allowance], PLACE, TODAY, missing=(2, 5))) == (
        "【补正材料告知单】\n最低生活保障申请\n\n"
        "【还缺材料】\n请把下面打勾的材料补齐，再到窗口来。\n☑ 2. 核对授权书\n☑ 5. 病历（有则交）\n\n"
        "【在哪里办】\n现场：社区综合窗口\n网上：江苏政务服务网\n\n" + END,
    )


def test_without_settings_there_is_no_empty_section(allowance: Procedure) -> None:
    (text,) = notice_texts(make_sheet([allowance], ServicePointSettings(), TODAY))
    assert "咨询投诉" not in text
    assert "\n\n\n" not in text


def test_a_merged_text_names_the_matter_of_each_section(real: KnowledgeBase) -> None:
    ids = ("disabled-living-subsidy", "disabled-nursing-subsidy")
    sheet = make_sheet([real.entries[entry] for entry in ids], PLACE, TODAY)
    text = "\n".join(notice_texts(sheet))
    assert (
        "□ 2. 身份证 用于：困难残疾人生活补贴（能共享核验的免交）；重度残疾人护理补贴（能共享的免交）"
        in text
    )
    assert "【重度残疾人护理补贴 · 办理流程】" in text


@pytest.mark.parametrize("longest", [200, 500, 4096])
def test_no_part_is_longer_than_a_message_and_nothing_is_lost(
    real: KnowledgeBase, longest: int
) -> None:
    entries = [entry for entry in real.entries.values() if isinstance(entry, Procedure)][:5]
    sheet = make_sheet(entries, PLACE, TODAY)
    parts = notice_texts(sheet, longest)
    assert len(parts) > 1
    assert all(0 < units(part) <= longest for part in parts)
    whole = "".join(notice_texts(sheet, 10**6))
    assert "".join(parts).replace("\n", "") == whole.replace("\n", "")


def test_a_long_text_is_split_between_sections(real: KnowledgeBase) -> None:
    entries = [entry for entry in real.entries.values() if isinstance(entry, Procedure)][:5]
    parts = notice_texts(make_sheet(entries, PLACE, TODAY))
    assert all(part.startswith("【") for part in parts)


def test_a_line_of_faces_alone_is_cut_within_the_limit() -> None:
    from bot.notice.text import cut

    pieces = list(cut("😀" * 30, 20))
    assert "".join(pieces) == "😀" * 30
    assert all(units(piece) <= 20 for piece in pieces)
