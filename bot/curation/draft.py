"""A new entry to be written: the base's own template with its examples put aside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.curation.refused import CurationRefused
from bot.wording import CURATION
from indexer.entry import Status
from indexer.entry_reader import ENTRY_KEYS
from indexer.yaml_file import parse_yaml

TEMPLATE = "_template.yaml"
KEYED = re.compile(r"(?P<key>[^\s#:]+):(?P<value>.*?)(?P<comment>\s+#.*)?")
# For a base without a template; the check says what else an entry of a kind must have.
BARE = "".join(
    f"{key}:\n"
    for key in (
        *("类型", "事项", "部门", "一句话", "依据"),
        *("问法", "考题", "相关", "状态", "核对"),
    )
)


def drafted(
    template: str,
    gap: int,
    known: Mapping[str, str],
    question: str,
    related: Sequence[str],
    today: date,
) -> str:
    """Return the text of a 草稿 that asks the question first.

    `known` are values that are known already, by key; the template's own examples become comments:
    none of them can end up on a card. Raises CurationRefused for a template of another form.
    """
    values = {
        **{key: json.dumps(value, ensure_ascii=False) for key, value in known.items()},
        "考题": f"\n  - {json.dumps(question, ensure_ascii=False)}",
        "相关": f"[{', '.join(related)}]",
        "状态": Status.DRAFT.value,
        "核对": f"{{日期: {today.isoformat()}, 核对人: 编写组, 周期: 6个月}}",
    }
    text = "".join(f"{line}\n" for line in lines(template, gap, values))
    read = parse_yaml(TEMPLATE, text, ENTRY_KEYS).values
    wanted = {**known, "考题": [question], "相关": list(related), "状态": Status.DRAFT.value}
    if not isinstance(read, dict) or any(read.get(key) != value for key, value in wanted.items()):
        raise CurationRefused(CURATION["odd_template"].format(name=TEMPLATE))
    return text


def lines(template: str, gap: int, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a draft: keys and explanations of the template, and what is known."""
    written = template.splitlines()
    start = next((at for at, line in enumerate(written) if KEYED.fullmatch(line)), 0)
    yield from (line for line in written[:start] if line.startswith("# yaml-language-server"))
    yield from (f"# {line}" for line in CURATION["draft_head"].format(gap=gap).splitlines())
    yield ""
    missing = dict(values)
    for line in written[start:]:
        keyed = KEYED.fullmatch(line)
        if keyed is None:
            yield f"#{line}" if line.strip() and not line.lstrip().startswith("#") else line
            continue
        value = missing.pop(keyed["key"], "")
        first, _, more = value.partition("\n")
        yield f"{keyed['key']}:{' ' if first else ''}{first}{keyed['comment'] or ''}"
        yield from more.splitlines()
    for key, value in missing.items():
        yield f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}"
