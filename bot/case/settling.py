"""What was said of each fact, brought together: what agrees, what contradicts, what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.case.facts import is_of_kind
from bot.case.said import Said
from indexer.case_fact import CaseFact, CaseFacts, Scope
from indexer.verdict import Days, Known, Span

TOLD_ONCE = ("年龄", "户籍", "残疾等级", "救助身份", "婚姻", "独居", "残疾证", "出生日期")
STRONGER = {  # where both are said, the one that says more
    "救助身份": ("低保边缘", "特困", "低保"),
    "工作": ("退休", "学龄前", "在校", "没有工作"),
    "失业原因": ("单位违法被迫辞职", "单位破产裁员", "被辞退"),
    "学段": ("研究生", "大学", "已离校", "中职", "高中", "初中"),
    "去世地点": ("医院", "外面"),
    "养老待遇": ("居民养老金",),
    "婚姻": ("丧偶", "离异"),  # after 已婚
    "住房": ("公房", "租住", "借住"),
}


class Trouble(StrEnum):
    """What keeps a story from being read as it stands."""

    NOTHING = "nothing"
    OTHER_LANGUAGE = "other_language"
    TWO_FAMILIES = "two_families"
    TOO_LONG = "too_long"
    CONTRADICTION = "contradiction"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Remark:
    """A trouble and what it is about, in words of the story or of the vocabulary."""

    trouble: Trouble
    about: str = ""


class Ledger:
    """Whose ("" is the household's) → fact → what is known, as statement after statement comes in."""

    def __init__(self, facts: CaseFacts) -> None:
        self._facts = facts
        self._known: dict[str, dict[str, Known]] = {}
        self._dropped: set[tuple[str, str]] = set()
        self._remarks: list[Remark] = []

    def take(self, said: Iterable[Said]) -> None:
        """Take statements in."""
        for one in said:
            fact = self._facts.facts.get(one.fact)
            key = None if fact is None else owner_of(one, fact)
            if fact is None or key is None:
                continue
            if not is_of_kind(one.known, fact):
                self._drop(key, one.fact, Trouble.IMPOSSIBLE, worth_saying=one.fact == "年龄")
                continue
            known = self._known.setdefault(key, {})
            before = known.get(one.fact)
            both = one.known if before is None else agreed(before, one.known, one.fact)
            if both is None:
                told_once = one.fact in TOLD_ONCE
                self._drop(key, one.fact, Trouble.CONTRADICTION, worth_saying=told_once)
            else:
                known[one.fact] = both

    def _drop(self, key: str, fact: str, trouble: Trouble, *, worth_saying: bool) -> None:
        self._dropped.add((key, fact))
        if worth_saying:
            self._remarks.append(Remark(trouble, fact))

    @property
    def known(self) -> dict[str, dict[str, Known]]:
        """What is known; what contradicts itself or cannot be is left out."""
        return {
            key: {name: one for name, one in facts.items() if (key, name) not in self._dropped}
            for key, facts in self._known.items()
        }

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was left out, each once."""
        return tuple(dict.fromkeys(self._remarks))


def owner_of(said: Said, fact: CaseFact) -> str | None:
    """Return whose a statement is: "" for the household's; None where nobody of it is meant."""
    if fact.scope is Scope.HOUSEHOLD:
        return ""
    return said.member.key if said.member else None


def agreed(first: Known, second: Known, fact: str) -> Known | None:
    """Return what two statements leave possible; None where they contradict each other."""
    match first, second:
        case frozenset(), frozenset():
            return first & second or stronger(first | second, fact)
        case Span(), Span():
            low, high = max(first.low, second.low), min(first.high, second.high)
            if low <= high:
                return Span(low, high)
            return None if fact in TOLD_ONCE else first
        case Days(), Days():
            start, end = max(first.first, second.first), min(first.last, second.last)
            return Days(start, end) if start <= end else None
        case _:
            return None


def stronger(words: frozenset[str], fact: str) -> Known | None:
    """Return the word that says more than the others; None where none does."""
    found = next((word for word in STRONGER.get(fact, ()) if word in words), None)
    return frozenset({found}) if found else None
