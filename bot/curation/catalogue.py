"""A new entry in _catalogue.yaml: one more line below those of its topic, all else as it was written."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.curation.refused import CurationRefused
from bot.wording import CURATION
from indexer.problem import ProblemsFound
from indexer.yaml_file import LINE_END, parse_yaml

CATALOGUE = "_catalogue.yaml"
KEYS = ("编号", "事项", "部门", "领域", "类型")


def with_listed(shown: str, text: str, item: Mapping[str, str]) -> str:
    """Return the catalogue's text with an item below the last one of its topic.

    `item` has KEYS; where its 编号 is listed already the text stays. Raises ProblemsFound for a text
    that is not sound YAML, CurationRefused for another form.
    """
    file = parse_yaml(shown, text)
    if file.problems:
        raise ProblemsFound(file.problems)
    listed = file.values if isinstance(file.values, list) else []
    rows = [row if isinstance(row, dict) else {} for row in listed]
    if any(row.get("编号") == item["编号"] for row in rows):
        return text
    alike = [number for number, row in enumerate(rows) if row.get("领域") == item["领域"]]
    place = alike[-1] + 1 if alike else len(listed)
    ends = [match.end() for match in LINE_END.finditer(text)] + [len(text)]
    above = file.place_of((place - 1, KEYS[-1])).line if place else len(ends)
    written = ", ".join(
        f"{key}: {json.dumps(item[key], ensure_ascii=False) if key == '事项' else item[key]}"
        for key in KEYS
    )
    newline = "\r\n" if "\r\n" in text else "\n"
    head = text[: ends[above - 1]]
    gap = "" if not head or LINE_END.search(head[-1:]) else newline
    after = f"{head}{gap}- {{{written}}}{newline}{text[ends[above - 1] :]}"
    wanted = [*listed[:place], {key: item[key] for key in KEYS}, *listed[place:]]
    read = parse_yaml(shown, after)
    if read.problems or read.values != wanted:
        raise CurationRefused(CURATION["odd_list"].format(place=file.place(0), key=shown))
    return after
