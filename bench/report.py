"""The tables as the Markdown of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.table import Table

HEAD = """\
# 实测

这一页由 `make bench` 写成（`python -m bench`），别手改；数字都出自同一次运行、下面这台机器。
没有说明的时间是中位数。换一台机器、换一批条目，数字会不同：想知道自己的，自己跑一遍。准不准以 [accuracy.md](accuracy.md) 为准，调过的编码器另见 [encoder.md](encoder.md)。

| 参数 | 另外测什么 |
|---|---|
| （不加） | 除下面三样以外的全部 |
| `--install` | 克隆一份，从头 `make install`（要联网） |
| `--large` | 十万个合成条目（要很久，内存要够） |
| `--baisitong` | 把 baisitong 装进单独的虚拟环境，答同样的题（要联网） |
"""


def write_report(path: Path, tables: Sequence[Table]) -> None:
    """Write the report, over the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((HEAD, *map(markdown, tables))), encoding="utf-8")


def markdown(table: Table) -> str:
    """Return one table under its heading, its notes below."""
    return "\n".join(lines(table))


def lines(table: Table) -> Iterator[str]:
    """Yield the lines of one table."""
    yield f"## {table.heading}\n"
    yield row(table.columns)
    yield row(["---"] * len(table.columns))
    yield from map(row, table.rows)
    yield ""
    for note in table.notes:
        yield f"{note}\n"


def row(cells: Sequence[str]) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
