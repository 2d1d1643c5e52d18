"""Which question settles most, and what an answer to it says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot import wording
from bot.case.numerals import NUMBER, close_up, read_number, read_range, stretches, whens
from bot.case.result import Matter, Result
from indexer.case_fact import NO, YES, CaseFact, CaseFacts, FactKind, Scope
from indexer.normal_form import normalise
from indexer.verdict import Days, Known, Span

MOST_QUESTIONS = 8
# Below it a question settles too little; from 0.25 on half the households are asked at most four.
WORTH = 0.25
YES_WORDS = re.compile(r"^(?:是的?|对的?|有的?|嗯+|要的?|会的?|做过|办过|领过|好的?|在的?|y|yes)$")
NO_WORDS = re.compile(r"^(?:不是|不|没有?|没|否|无|不要|不会|不在|没做过|没办过|没领过|n|no)$")
UNCLEAR = re.compile(r"不清楚|不知道|不晓得|不确定|说不准|忘了|跳过|下一个|不好说")
STOP = re.compile(r"先看结果|看结果|结束|不问了|够了|停|到此|就这样|出结果")


@dataclass(frozen=True)
class CaseQuestion:
    """A fact to ask about: whose ("" is the household's), and how it is asked."""

    who: str
    fact: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """Whose and which."""
        return self.who, self.fact


def next_question(
    result: Result, facts: CaseFacts, asked: Collection[tuple[str, str]], people: int
) -> CaseQuestion | None:
    """Return the question that settles most; None when none is worth asking any more."""
    worth: dict[tuple[str, str], float] = {}
    for matter in result.may:
        for fact, value in worth_of(matter).items():
            key = (whose(fact, matter, facts), fact)
            if key not in asked and fact in facts.facts:
                worth[key] = worth.get(key, 0.0) + value
    if not worth:
        return None
    who, fact = max(worth, key=lambda key: worth[key])
    if worth[who, fact] < WORTH:
        return None
    text = facts.facts[fact].question
    if who and people > 1:
        text = wording.CASE_ASKS_OF.format(who=who, question=text)
    return CaseQuestion(who, fact, text)


def worth_of(matter: Matter) -> Mapping[str, float]:
    """Return how much each missing fact would settle of one matter.

    What is needed with few others settles more; of alternatives each settles a part.
    """
    missing = matter.missing
    return {fact: matter.weight / len(missing) for fact in missing}


def whose(fact: str, matter: Matter, facts: CaseFacts) -> str:
    """Return whose a fact is; "" for the household's."""
    known = facts.facts.get(fact)
    return matter.person.name if known and known.scope is Scope.PERSON else ""


def read_answer(text: str, fact: CaseFact, today: date) -> Known | None:
    """Read the answer to a fact's question; None for what is none."""
    said = close_up(normalise(text)).strip("。.!！ ")
    match fact.kind:
        case FactKind.YES_NO:
            return read_yes_no(said)
        case FactKind.CHOICE:
            return read_choice(said, fact.choices)
        case FactKind.NUMBER:
            return read_number_answer(said, fact)
        case FactKind.DAY:
            days = whens(said, today)
            return days[0].days if len(days) == 1 else read_whole_day(said, today)


def read_yes_no(said: str) -> Known | None:
    """Read yes or no."""
    if NO_WORDS.match(said):
        return frozenset({NO})
    return frozenset({YES}) if YES_WORDS.match(said) else None


def read_choice(said: str, choices: tuple[str, ...]) -> Known | None:
    """Read one of the choices, by its word or its number."""
    if said.isdecimal() and 1 <= int(said) <= len(choices):
        return frozenset({choices[int(said) - 1]})
    named = [choice for choice in choices if choice == said]
    held = named or [choice for choice in choices if choice in said]
    longest = [one for one in held if not any(one != other and one in other for other in held)]
    return frozenset({longest[0]}) if len(longest) == 1 else None


def read_number_answer(said: str, fact: CaseFact) -> Known | None:
    """Read a number; of stretches of time in the fact's unit."""
    found = stretches(said)
    if len(found) == 1 and fact.unit in ("个月", "年"):
        per = 12 if fact.unit == "年" else 1
        return Span(found[0].months.low // per, found[0].months.high // per)
    match = re.search(rf"{NUMBER}(?:\.\d+)?", said)
    if match is None:
        return None
    bounds = read_range(match[0])
    value = read_number(match[0])
    if bounds is None and value is None:
        return None
    low, high = bounds or (value or 0.0, value or 0.0)
    smallest, largest = fact.range or (0.0, 1e9)
    return Span(low, high) if smallest <= low <= high <= largest else None


def read_whole_day(said: str, today: date) -> Known | None:
    """Read a day as 2026-03-05; None for one that is still to come."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return Days(day, day) if day <= today else None
