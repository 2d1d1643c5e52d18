"""What stands on a resident's sheet, and what must not."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

import pytest

from bot.notice.sheet import NoNotice, is_public, make_sheet
from bot.settings import ServicePointSettings
from indexer.entry import Procedure, Section
from indexer.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 23)
NOWHERE = ServicePointSettings()


def changed(entry: Procedure, **fields: object) -> Procedure:
    return entry.model_copy(update=fields)


def test_nothing_written_for_workers_is_on_any_sheet(real: KnowledgeBase) -> None:
    hidden = (Section.CAUTIONS, Section.PROHIBITIONS, Section.RECORDS, Section.RED_FLAGS)
    checked = 0
    for entry in real.entries.values():
        if not isinstance(entry, Procedure):
            continue
        sheet = make_sheet([entry], NOWHERE, TODAY)
        said = json.dumps(asdict(sheet.matters[0]), ensure_ascii=False, default=str)
        meant = {*entry.eligibility, *entry.materials, *entry.time_limit, *entry.fee}
        meant |= {amount.content for amount in entry.amounts or ()}
        secret = [line for section in hidden for line in entry.lines(section)]
        secret += [step.act for step in entry.steps if step.who.startswith("社区社工")]
        shown = {step.act for step in entry.resident_steps}
        for line in set(secret) - meant - shown:
            assert f'"{line}"' not in said, f"{entry.id}: {line}"
            checked += 1
    assert checked > 1000


def test_notes_for_residents_are_on_the_sheet(allowance: Procedure) -> None:
    entry = changed(allowance, resident_notes=("换了手机号要告诉街道",))
    assert make_sheet([entry], NOWHERE, TODAY).matters[0].notes == ("换了手机号要告诉街道",)


def test_only_the_amount_of_the_day_is_on_the_sheet(allowance: Procedure) -> None:
    def sums(today: date) -> list[tuple[str, str]]:
        matter = make_sheet([allowance], NOWHERE, today).matters[0]
        return [(row.content, row.source) for row in matter.sums]

    assert sums(date(2026, 6, 30)) == [
        ("每人每月 1208 元", "苏州市，2025-07-01 起；市政府办公室通知（转引）")
    ]
    assert sums(date(2026, 7, 1)) == [
        ("以街道当前口径为准", "苏州市，2026-07-01 起；每年 7 月调整")
    ]
    assert sums(date(2025, 1, 1)) == []


def test_the_sheet_says_how_far_it_was_checked(allowance: Procedure) -> None:
    assert make_sheet([allowance], NOWHERE, TODAY).matters[0].state == (
        "初编：按公开文件整理，办理时以窗口答复为准；2026-11-23 编写组核对"
    )
    assert make_sheet([allowance], NOWHERE, date(2028, 1, 1)).matters[0].state == (
        "初编：按公开文件整理，办理时以窗口答复为准；已过复核日期，办理前请先咨询；2026-11-23 编写组核对"
    )


@pytest.mark.parametrize(
    ("line", "public"),
    [
        ("医保热线 12393", True),
        ("人社热线 12333；税务热线 12366", True),
        ("报警 110", True),
        ("街道民政科 65120000", False),
        ("张主任 13800000000", False),
        ("服务银行的客服热线", False),
    ],
)
def test_only_public_hotlines_of_an_entry_are_shown(line: str, public: bool) -> None:
    assert is_public(line) is public


def test_the_missing_papers_are_those_of_the_numbers(allowance: Procedure) -> None:
    sheet = make_sheet([allowance], NOWHERE, TODAY, missing=(3, 1, 3))
    assert [missing.paper.text for missing in sheet.missing] == ["身份证、户口簿", "收入申报表"]
    assert sheet.title == "补正材料告知单"
    assert sheet.numbers == (1, 2, 3, 4, 5)


def test_a_missing_paper_names_the_matter_that_hands_it_out(real: KnowledgeBase) -> None:
    entries = [real.entries["disabled-living-subsidy"], real.entries["disabled-nursing-subsidy"]]
    sheet = make_sheet(entries, NOWHERE, TODAY, (2, 3), real.entries.values())
    card = real.entries["resident-id-card"]
    assert isinstance(card, Procedure)
    way = f"没有身份证的，先办「{card.title}」：{card.channels.on_site}"
    assert [(one.paper.text, one.ways) for one in sheet.missing] == [
        ("身份证", (way,)),
        ("户口簿", ()),
    ]


@pytest.mark.parametrize(
    ("entries", "missing", "said"),
    [
        ([], (), "一张告知单放一件到 5 件事。请少选几件，分两张打。"),
        (
            ["neighbor-noise"],
            (),
            "「邻里噪音纠纷处理」是实务条目，没有告知单；告知单只给办事条目。",
        ),
        (["living-allowance"], (2, 6, 0), "没有第 6、0 项材料。编号看告知单，最大是 5。"),
    ],
)
def test_what_has_no_sheet_is_said(
    knowledge: KnowledgeBase, entries: list[str], missing: tuple[int, ...], said: str
) -> None:
    with pytest.raises(NoNotice) as refused:
        make_sheet([knowledge.entries[entry] for entry in entries], NOWHERE, TODAY, missing)
    assert str(refused.value) == said


def test_six_matters_are_too_many(real: KnowledgeBase) -> None:
    entries = [entry for entry in real.entries.values() if isinstance(entry, Procedure)]
    assert len(make_sheet(entries[:5], NOWHERE, TODAY).matters) == 5
    with pytest.raises(NoNotice, match="一件到 5 件事"):
        make_sheet(entries[:6], NOWHERE, TODAY)


def test_a_matter_named_twice_is_one_matter(allowance: Procedure) -> None:
    assert len(make_sheet([allowance, allowance], NOWHERE, TODAY).matters) == 1
