"""Stories as workers, residents and police type them, and lines beside them that only look personal.

The counter's were read while the rules were made. The window's and the door's were written before
anything was run on them, and measured once before their misses were looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.redaction import Kind, redact
from tests.bot.redaction.lines import lines, scores

HERE = Path(__file__).parent
SEED = 7
TOO_MANY = 0.012  # of all characters, beside what was to be blanked


@pytest.mark.parametrize(
    ("stories", "count", "least_names", "least_addresses"),
    [
        ("counter_stories.txt", 138, 0.86, 0.97),
        ("window_stories.txt", 68, 0.87, 0.92),
        ("door_stories.txt", 62, 0.95, 0.95),
    ],
)
def test_the_shares_found_hold(
    stories: str, count: int, least_names: float, least_addresses: float
) -> None:
    examined = list(lines(HERE / stories, 1, SEED))
    assert len(examined) == count
    by_kind, missed, too_many = scores(examined)
    assert by_kind[Kind.NAME].share >= least_names, missed
    assert by_kind[Kind.ADDRESS].share >= least_addresses, missed
    others = [score for kind, score in by_kind.items() if kind not in (Kind.NAME, Kind.ADDRESS)]
    assert all(score.found == score.of for score in others), missed
    assert too_many <= TOO_MANY * sum(len(line.text) for line in examined)


@pytest.mark.parametrize(
    ("policy", "count"),
    [("tempting_lines.txt", 207), ("window_policy.txt", 60), ("door_policy.txt", 60)],
)
def test_what_only_looks_personal_stays(policy: str, count: int) -> None:
    asked = (HERE / policy).read_text(encoding="utf-8").splitlines()
    assert len(asked) == count
    assert [line for line in asked if redact(line).text != line] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("老王头又没吃药", "老〔姓名〕头又没吃药"),
        ("小李你帮我看下", "小〔姓名〕你帮我看下"),
        ("根宝爷叔欠了物业费", "〔姓名〕爷叔欠了物业费"),
        ("江总的公司欠我们工资", "〔姓名〕总的公司欠我们工资"),
        ("名单：顾水根、陆阿妹、计玲娣", "名单：〔姓名〕、〔姓名〕、〔姓名〕"),
        ("阿依努尔·吐尔逊的居住证掉了", "〔姓名〕的居住证掉了"),
        ("住在学士街升龙桥下塘4号附近", "住在〔住址〕附近"),
        ("户籍在养蚕里46号", "户籍在〔住址〕"),
        ("盘门路四季晶华2期11幢1楼102开了个诊所", "〔住址〕开了个诊所"),
        ("娄江大道999弄12支弄5号门口井盖没了", "〔住址〕门口井盖没了"),
    ],
)
def test_how_people_are_called_and_houses_numbered(text: str, expected: str) -> None:
    assert redact(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "新康花园15号停水",
        "3号楼4号楼中间的路灯",
        "拨0512-12345可以吗",
        "换张新的残疾卡",
        "向区卫健反映",
        "按苏医保待〔2024〕17号执行",
        "康乐村要拆吗",
    ],
)
def test_days_buildings_and_files_are_no_addresses_or_names(text: str) -> None:
    assert redact(text).text == text
