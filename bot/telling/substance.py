"""What an entry says in substance, as it is kept to be compared with what it says later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.card import channel_lines, step_line
from indexer.entry import Amount, Authority, Entry, Section

ORDERED = frozenset({Section.PROCESS, Section.STEPS})  # their lines follow upon each other


@dataclass(frozen=True)
class Substance:
    """The lines of an entry that a worker acts on, by heading; how it is asked for is not in it."""

    title: str
    sections: Mapping[str, tuple[str, ...]]
    stopped: str = ""  # why it is 停用

    def write(self) -> str:
        """Return it as text, the same for the same substance."""
        return json.dumps(
            {"title": self.title, "sections": self.sections, "stopped": self.stopped},
            ensure_ascii=False,
        )

    @classmethod
    def read(cls, text: str) -> Substance:
        """Return what `write` wrote."""
        plain = json.loads(text)
        sections = {heading: tuple(lines) for heading, lines in plain["sections"].items()}
        return cls(plain["title"], sections, plain["stopped"])


def substance_of(entry: Entry) -> Substance:
    """Return what an entry says."""
    sections = {
        "事项": (entry.title,),
        "部门": (entry.department,),
        "地区": (entry.region,),
        **{str(section): tuple(lines_of(entry, section)) for section in entry.sections},
    }
    stopped = entry.withdrawn_because or "" if entry.is_withdrawn else ""
    return Substance(entry.title, sections, stopped)


def lines_of(entry: Entry, section: Section) -> Iterator[str]:
    """Yield the lines of a section; how far a source was checked is no substance."""
    match section:
        case Section.PROCESS | Section.STEPS:
            yield from map(step_line, entry.steps_taken)
        case Section.CHANNELS:
            yield from channel_lines(entry)
        case Section.AMOUNTS:
            yield from map(amount_line, entry.amounts or ())
        case Section.AUTHORITY:
            yield from map(source_line, entry.authority)
        case _:
            yield from entry.lines(section)


def amount_line(amount: Amount) -> str:
    """Return a sum of any day, so that one that is to begin is seen too."""
    return f"{amount.item}：{amount.content}（{amount.region}，{amount.since} 起）"


def source_line(source: Authority) -> str:
    """Return a source."""
    since = f"{source.since} 施行" if source.since else ""
    expired = f"{source.expired} 失效" if source.expired else ""
    articles = "、".join(source.articles or ())
    parts = (f"《{source.document}》", source.number, articles, since, expired, source.remark)
    return " ".join(part for part in parts if part)
