"""A base with more than the small one: much text, marks that mean something to HTML, a stopped entry."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import write_base

REST = """\
依据:
  - {文件: 示范文件, 核实: 待核}
状态: 初编
核对: {日期: 2026-11-23, 核对人: 编写组, 周期: 12个月}
"""


def phrasings(*texts: str) -> str:
    return "问法:\n" + "".join(f"  - {text}\n" for text in texts)


LONG = (
    "类型: 标准\n事项: 档案整理长篇规定\n部门: 街道社区\n一句话: 很长的一篇。\n要点:\n"
    + "".join(f"  - 第{number}条规定，{'档案应当整理' * 12}😀。\n" for number in range(1, 101))
    + phrasings(
        "档案怎么整理",
        "整理档案的规定",
        "档案柜怎么放",
        "卷宗编号",
        "归档要求",
        "档案长篇",
        "旧卷宗怎么办",
        "档案保管",
    )
    + "考题:\n  - 卷宗归档有哪些规定\n"
    + REST
)
MARKS = (
    "类型: 实务\n事项: 门禁卡<b>补办</b> & 挂失_登记*\n别名: [门禁卡]\n部门: 街道社区\n"
    "一句话: 丢卡先挂失 < 再补办 > 不收 & 不拖。\n"
    "步骤:\n  - {谁: 社工, 做: 登记 <卡号> & 姓名}\n红线:\n  - 不代人领卡\n"
    + phrasings(
        "门禁卡丢了",
        "补门禁卡",
        "门禁卡挂失",
        "小区门卡不见了",
        "门卡坏了",
        "刷不开门",
        "门禁卡怎么补",
        "新住户办门卡",
    )
    + "考题:\n  - 小区门卡掉了咋补\n"
    + REST
)


def write_wide_base(folder: Path) -> Path:
    """Write the base into a folder."""
    write_base(folder)
    for name, text in {"archive-rules": LONG, "door-card": MARKS}.items():
        (folder / "disputes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
