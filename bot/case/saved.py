"""A case as the ledger keeps it: labels and facts, nothing of what was typed; and the words about it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.case.called import without_names
from bot.case.facts import Case, Person, is_of_kind
from bot.case.words import case_words
from indexer.case_fact import CaseFacts
from indexer.verdict import Days, Known, Span

MOST_TOLD = 5  # facts in a line of the list
NUMBER = r"(?P<number>\d{1,6})\s*号?"
KEEP = re.compile(rf"存(?:成|为|到|在|作)?\s*{NUMBER}")
KEEP_SOMEHOW = re.compile(r"存起来|存下来|存一下|保存|存")
OPEN = re.compile(rf"(?:打开|看)?\s*{NUMBER}")
LIST = re.compile(r"列表|清单|存的|存过的|全部|list", re.IGNORECASE)
DROP = re.compile(rf"(?:删|删除|删掉|去掉)\s*{NUMBER}")


class Deed(StrEnum):
    """What can be done with cases that are kept."""

    KEEP = "存"
    OPEN = "打开"
    LIST = "列表"
    DROP = "删"


@dataclass(frozen=True)
class Wish:
    """What somebody wants done with a case that is kept; `number` is None where none was said."""

    deed: Deed
    number: int | None = None


def read_wish(text: str, *, is_commanded: bool) -> Wish | None:
    """Read what was typed: 「存 12」 in a conversation; 12, 列表 or 删 12 after /case."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("「」。！!")
    forms: tuple[tuple[re.Pattern[str], Deed], ...] = ((KEEP, Deed.KEEP), (KEEP_SOMEHOW, Deed.KEEP))
    if is_commanded:
        forms = ((OPEN, Deed.OPEN), (LIST, Deed.LIST), (DROP, Deed.DROP), *forms)
    for form, deed in forms:
        found = form.fullmatch(plain)
        if found:
            number = found.groupdict().get("number")
            return Wish(deed, int(number) if number else None)
    return None


def write_case(case: Case, redact: Callable[[str], str]) -> str:
    """Return a case as the ledger keeps it; what people are called is redacted."""
    people: dict[str, Mapping[str, Known]] = {}
    for person in case.people:
        people[unused(without_names(redact(person.name)), people)] = person.known
    plain = {
        "people": [{"name": name, "known": plain_of(known)} for name, known in people.items()],
        "household": plain_of(case.household),
    }
    return json.dumps(plain, ensure_ascii=False)


def unused(name: str, names: Mapping[str, Any]) -> str:
    """Return a name that is not taken: two whose names were blanked are told apart by a number."""
    number, free = 1, name
    while free in names:
        number += 1
        free = f"{name}{number}"
    return free


def read_case(text: str, facts: CaseFacts) -> tuple[Case, tuple[str, ...]]:
    """Return a case that was kept, and the facts that the vocabulary does not hold any more."""
    plain = json.loads(text)
    lost: list[str] = []

    def known(written: Mapping[str, Any]) -> dict[str, Known]:
        held = {name: known_of(one) for name, one in written.items()}
        fit = {name: one for name, one in held.items() if is_sound(name, one, facts)}
        lost.extend(name for name in held if name not in fit)
        return fit

    people = tuple(Person(one["name"], known(one["known"])) for one in plain["people"])
    return Case(people, known(plain["household"])), tuple(dict.fromkeys(lost))


def is_sound(name: str, known: Known, facts: CaseFacts) -> bool:
    """Whether a fact is still one of the vocabulary, and can be what is known of it."""
    return name in facts.facts and is_of_kind(known, facts.facts[name])


def plain_of(known: Mapping[str, Known]) -> dict[str, Any]:
    """Return facts as plain values."""
    return {name: value_of(one) for name, one in known.items()}


def value_of(known: Known) -> Any:
    """Return what is known of a fact as a plain value."""
    match known:
        case Span():
            return {"low": known.low, "high": known.high}
        case Days():
            return {"first": known.first.isoformat(), "last": known.last.isoformat()}
        case frozenset():
            return sorted(known)


def known_of(value: Any) -> Known:
    """Return what `value_of` wrote."""
    if isinstance(value, list):
        return frozenset(map(str, value))
    if "low" in value:
        return Span(float(value["low"]), float(value["high"]))
    return Days(date.fromisoformat(value["first"]), date.fromisoformat(value["last"]))


def labels(case: Case, facts: CaseFacts) -> Iterator[str]:
    """Yield a case in words, a line a person."""
    told: dict[str, list[str]] = {}
    for who, _, words in case_words(case, facts):
        told.setdefault(who, []).append(words)
    for who, said in told.items():
        yield f"{who}：" + " · ".join(said)


def in_short(case: Case, facts: CaseFacts) -> str:
    """Return a case in so few words that it is recognised in a list."""
    words = list(case_words(case, facts))
    shown: dict[str, list[str]] = {}
    for who, _, said in words[:MOST_TOLD]:
        shown.setdefault(who, []).append(said)
    line = "；".join(f"{who} {'、'.join(said)}" for who, said in shown.items())
    return f"{line}……" if len(words) > MOST_TOLD else line
