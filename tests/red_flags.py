"""A small file of red flags over the small base, large enough to be fitted on."""

from collections.abc import Callable
from pathlib import Path

SIGNS = 45


def sentences(text: str) -> str:
    """Return a list of sentences that differ by their number."""
    return "\n".join(f"      - {text} {number}" for number in range(SIGNS))


def flag(
    identity: str, name: str, urgency: str, call: str, word: str, sign: str, decoy: str
) -> str:
    """Return one red flag."""
    return f"""\
  - 编号: {identity}
    名称: {name}
    紧急程度: {urgency}
    打谁: {call}
    法定义务:
      - 文件: 消防法
        条款: 第四十四条
        内容: 任何人发现火灾都应当立即报警
    先做: [喊人, 疏散]
    不要做:
      - 不要乘电梯
      - 不要返回取东西
    打开: [neighbor-noise]
    出处: [neighbor-noise]
    词:
      - {word}
    排除:
      - 演练
    迹象:
{sentences(sign)}
    不是:
{sentences(decoy)}
"""


FLAGS = (
    "通用排除: [补贴/补助]\n红线:\n"
    + flag("fire", "火灾", "现在", "119", "着火/起火", "楼上着火了", "消防演练")
    + flag("poison", "中毒", "有报告义务", "120", "农药", "喝了农药倒在地上", "农药讲座")
)


def write_flags(folder: Path, change: Callable[[str], str] = lambda text: text) -> None:
    """Write the red flags into a knowledge folder."""
    (folder / "_red_flags.yaml").write_text(change(FLAGS), encoding="utf-8")
