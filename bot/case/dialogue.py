"""A case in a chat that only has words: what was understood, questions, the result."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import wording
from bot.case.interview import Interview, cannot_go_on
from bot.case.papers import Errand, make_errand
from bot.case.questions import MOST_QUESTIONS, CaseQuestion, read_answer
from bot.case.report import (
    order_lines,
    papers_lines,
    result_blocks,
    trouble_lines,
    understood_lines,
)
from bot.red_flags import Alarm
from bot.settings import ServicePointSettings
from indexer.case_fact import FactKind, Scope

TAKE_BACK = re.compile(r"^(?:删掉?|去掉|不对[，,:：]?|没有这个[，,:：]?)\s*(?P<fact>\S+)$")


class Dialogue:
    """One case, step by step; `is_over` once the result was given."""

    def __init__(
        self, interview: Interview, alarm: Alarm, service_point: ServicePointSettings
    ) -> None:
        self.interview = interview
        self.is_over = False
        self._alarm = alarm
        self._service_point = service_point

    def open(self) -> Iterator[str]:
        """Yield what was understood, then the first question or the result."""
        yield from trouble_lines(self.interview.story)
        if cannot_go_on(self.interview.story):
            self.is_over = True
            return
        lines = list(understood_lines(self.interview))
        if lines:
            yield wording.CASE_UNDERSTOOD
            yield from lines
            yield wording.CASE_TAKE_BACK
        yield from self._go_on()

    def step(self, text: str) -> Iterator[str]:
        """Yield the reply to what was typed."""
        back = TAKE_BACK.match(text.strip())
        if back:
            yield from self._take_back(back["fact"])
            return
        if correct(self.interview, text):
            yield from self._go_on_changed()
            return
        if not self.interview.answer(text):
            yield wording.CASE_NO_ANSWER.format(how=how_to_answer(self.interview))
            return
        yield from self._go_on()

    def _take_back(self, word: str) -> Iterator[str]:
        """Take back the facts that a word names."""
        if not take_back(self.interview, word):
            yield wording.CASE_NO_SUCH_FACT.format(word=word)
            return
        yield from self._go_on_changed()

    def _go_on_changed(self) -> Iterator[str]:
        """Yield what is known after a change, and the question that is worth most now."""
        put_off(self.interview)
        yield wording.CASE_UNDERSTOOD
        yield from understood_lines(self.interview)
        yield from self._go_on()

    def _go_on(self) -> Iterator[str]:
        """Yield the next question, or the result."""
        question = self.interview.ask()
        if question is not None:
            yield ""
            yield question_line(self.interview, question)
            return
        self.is_over = True
        result = self.interview.result()
        for block in result_blocks(result, self.interview, self._alarm):
            yield ""
            if block.heading:
                yield f"【{block.heading}】"
            yield from block.lines
        errand = make_errand(result, self._service_point, self.interview.today)
        yield from errand_lines(errand)


def take_back(interview: Interview, word: str) -> bool:
    """Take back the facts that a word names; whether it names any."""
    named = [(who, name) for who, name, words in interview.understood if word in words]
    for who, name in named:
        interview.drop(who, name)
    return bool(named)


def put_off(interview: Interview) -> None:
    """Let the question in hand, where it was not answered, be asked again if it is worth it."""
    if interview.asked and interview.asked[-1].key not in interview.answers:
        interview.asked.pop()


def correct(interview: Interview, text: str) -> bool:
    """Take a fact as it is said by its name: 户籍 外地, 老奶奶 年龄 84; whether it was one."""
    said = re.sub(r"^(?:改成?|应该是|是)\s*", "", text.strip())
    person = next((one.name for one in interview.case.people if said.startswith(one.name)), None)
    said = said.removeprefix(person or "").lstrip(" ：:，的")
    names = sorted(filter(said.startswith, interview.facts.facts), key=len)
    value = said.removeprefix(names[-1]).strip(" ：:=是") if names else ""
    who = whose(interview, names[-1], person) if value else None
    if who is None:
        return False
    known = read_answer(value, interview.facts.facts[names[-1]], interview.today)
    if known is None:
        return False
    interview.dropped.discard((who, names[-1]))
    interview.answers[who, names[-1]] = known
    return True


def whose(interview: Interview, fact: str, person: str | None) -> str | None:
    """Return whose a fact is that was said by its name; None where it may be several people's."""
    if interview.facts.facts[fact].scope is Scope.HOUSEHOLD:
        return ""
    people = interview.case.people
    with_it = [one.name for one in people if fact in one.known]
    named = [person] if person else with_it or [one.name for one in people]
    return named[0] if len(named) == 1 else None


def errand_lines(errand: Errand | None) -> Iterator[str]:
    """Yield the papers and the order of going."""
    yield ""
    yield from papers_lines(errand)
    if errand is not None:
        yield ""
        yield from order_lines(errand)


def question_line(interview: Interview, question: CaseQuestion) -> str:
    """Return a question with its number and, where there are some, its choices."""
    number = len(interview.asked)
    asked = wording.CASE_ASKS.format(number=number, most=MOST_QUESTIONS, question=question.text)
    choices = interview.facts.facts[question.fact].choices
    words = [*choices, wording.CASE_UNCLEAR, wording.CASE_STOP]
    return f"{asked}\n  " + " / ".join(words)


def how_to_answer(interview: Interview) -> str:
    """Return how the last question can be answered."""
    if not interview.asked:
        return wording.CASE_SAY_DAY
    fact = interview.facts.facts[interview.asked[-1].fact]
    if fact.choices:
        return wording.CASE_SAY_CHOICE.format(choices="、".join(fact.choices))
    if fact.kind is FactKind.NUMBER:
        return wording.CASE_SAY_NUMBER.format(unit=f"3 {fact.unit}")
    return wording.CASE_SAY_DAY
