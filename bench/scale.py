"""The search part over many more entries than there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.child import run_module
from bench.figures import in_mebibytes, in_milliseconds, in_seconds, percentile
from bench.progress import say
from bench.scale_child import NOISE, OF_EACH, QUESTIONS
from bench.table import Table
from bench.workplace import Workplace


def measure_scale(workplace: Workplace, sizes: Sequence[int]) -> Table:
    """Build and search bases of synthetic entries, each in a process of its own."""
    measured = []
    for size in sizes:
        say(f"{size:,} 个合成条目……")
        folder = workplace.folder / f"scale-{size}"
        arguments = (str(workplace.config), str(folder), str(size))
        measured.append((size, run_module("bench.scale_child", *arguments).printed))
    lengths = measured[0][1]["lengths"]
    cosine = 1 / (1 + NOISE**2) ** 0.5
    return Table(
        heading="规模：只测检索",
        columns=(
            "合成条目",
            "向量",
            "写向量库 秒",
            "建词面索引 秒",
            "查一题 p50 毫秒",
            "p95 毫秒",
            "其中向量库 p50",
            "占盘 MiB",
            "内存峰值 MiB",
        ),
        rows=[row(size, printed) for size, printed in measured],
        notes=(
            f"一个合成条目：{OF_EACH} 条正文、{OF_EACH} 条问法、1 个问法中心。向量是真条目的向量加噪声"
            f"（与原来的余弦约 {cosine:.2f}），词面的文字就是这几条的原文，合 {lengths['synthetic']:.0f} 字；"
            f"真条目的词面文字有 {lengths['real']:.0f} 字（中位数）、{lengths['passages']:.0f} 条向量（平均）。"
            "所以同样多的真条目，要比这里慢、占得多。",
            f"{QUESTIONS} 道真考题逐题查（Retriever.rank，问题的向量已算好，先空查一题）。"
            "内存峰值是整个进程的，建索引也在里面；不含模型。",
        )
        + (() if len(sizes) > 1 else ("这次没有测十万条（要加 `--large`）。",)),
    )


def row(size: int, printed: dict[str, Any]) -> tuple[str, ...]:
    """Return one row of the table."""
    return (
        f"{size:,}",
        f"{printed['vectors']:,}",
        in_seconds(printed["store"]),
        in_seconds(printed["words"]),
        in_milliseconds(percentile(printed["ranked"], 50)),
        in_milliseconds(percentile(printed["ranked"], 95)),
        in_milliseconds(percentile(printed["nearest"], 50)),
        in_mebibytes(printed["disk"]),
        in_mebibytes(printed["memory"]),
    )
