"""A case's result as lines a person reads; every line about a matter is its entry's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot import wording
from bot.card import Block, alarm_lines
from bot.case.interview import Interview
from bot.case.papers import Errand, going
from bot.case.result import Group, Matter, Result
from bot.case.saved import labels
from bot.case.settling import Remark
from bot.case.story import Story
from bot.case.words import fact_words
from bot.notice.sheet import short_title
from bot.notice.text import paper_lines
from bot.red_flags import Alarm, Level
from indexer.case_fact import CaseFacts
from indexer.condition import Clause, read_clause
from indexer.entry import Entry
from indexer.verdict import Ground, Known, Verdict

MOST_CLAUSES = 2
MOST_REASONS = 3


def trouble_lines(story: Story) -> Iterator[str]:
    """Yield what could not be read, and what to do about it."""
    for remark in story.remarks:
        yield trouble_line(remark)


def trouble_line(remark: Remark) -> str:
    """Return what is said about one trouble."""
    return wording.CASE_TROUBLES[remark.trouble].format(about=remark.about)


def understood_lines(interview: Interview) -> Iterator[str]:
    """Yield what was understood, a line a person."""
    yield from labels(interview.case, interview.facts)


def result_blocks(result: Result, interview: Interview, alarm: Alarm | None) -> Iterator[Block]:
    """Yield the result: alarms, what should be done, what may be, what a good worker adds, what not."""
    if alarm is not None and alarm.level is Level.CARD and alarm.flag is not None:
        yield Block("", tuple(alarm_lines(alarm.flag)))
    elif alarm is not None and alarm.level is Level.GENTLE:
        yield Block("", (wording.MAYBE_DANGER,))
    known = known_of(interview)
    for group, matters in (
        (Group.MUST, [one for one in result.must if one.is_procedure]),
        (Group.MAY, [one for one in result.may if one.is_procedure]),
    ):
        lines = [line for one in matters for line in matter_lines(one, known, interview)]
        if lines:
            yield Block(wording.CASE_GROUPS[group], tuple(lines))
    services = [one for one in result.shown if not one.is_procedure]
    if services:
        lines = [line for one in services for line in matter_lines(one, known, interview)]
        yield Block(wording.CASE_SERVICES, tuple(lines))
    if result.refused:
        lines = [line for one in result.refused for line in matter_lines(one, known, interview)]
        yield Block(wording.CASE_GROUPS[Group.NOT], tuple(lines))
    if not result.shown:
        yield Block("", (wording.CASE_NONE,))


def known_of(interview: Interview) -> Mapping[str, Mapping[str, Known]]:
    """Return what is known of each person, the household's facts among them."""
    case = interview.case
    return {one.name: {**one.known, **case.household} for one in case.people}


def matter_lines(
    matter: Matter, known: Mapping[str, Mapping[str, Known]], interview: Interview
) -> Iterator[str]:
    """Yield one matter: its title, department, deadlines and why."""
    title = short_title(matter.entry)
    several = len(known) > 1 and matter.person.name in known and matter.grounds
    named = wording.CASE_WHOSE.format(title=title, who=matter.person.name) if several else title
    yield f"▪ {named} · {matter.entry.department}"
    for deadline in matter.deadlines if matter.group is not Group.NOT else ():
        is_ahead = deadline.last >= interview.today
        said = wording.CASE_UNTIL if is_ahead else wording.CASE_UNTIL_MAYBE
        yield "   " + said.format(day=deadline.last, act=deadline.act)
    reason = reason_of(matter, known.get(matter.person.name, {}), interview.facts)
    if reason:
        yield "   " + reason


def reason_of(matter: Matter, known: Mapping[str, Known], facts: CaseFacts) -> str:
    """Return in one line why a matter stands where it does: the facts and the clauses."""
    title = short_title(matter.entry)
    if matter.instead is not None:
        return wording.CASE_INSTEAD.format(title=short_title(matter.instead))
    parts = []
    grounds = list(matter.grounds)
    told = [g for g in grounds if g.condition.fact in known and g.verdict is not Verdict.OPEN]
    said = dict.fromkeys(
        fact_words(str(g.condition.fact), known[str(g.condition.fact)], facts) for g in told
    )
    if said:
        parts.append(wording.CASE_BECAUSE.format(facts="、".join(list(said)[:MOST_REASONS])))
    found = clause_lines(matter.entry, told or grounds)
    clauses = list(dict.fromkeys(line.rstrip("。") for line in found))
    if clauses:
        parts.append(wording.CASE_CLAUSE.format(clause="；".join(clauses[:MOST_CLAUSES])))
    if matter.after is not None:
        parts.append(wording.CASE_AFTER.format(title=title, first=short_title(matter.after)))
    elif matter.group is Group.MAY and matter.missing:
        parts.append(wording.CASE_MISSING.format(facts="、".join(matter.missing[:MOST_REASONS])))
    written = matter.entry.decidable
    if matter.group is Group.MAY and written is not None and written.undecidable:
        parts.append(wording.CASE_FOR_PERSON.format(why=written.undecidable))
    if not parts:
        return wording.CASE_NEAR
    return "；".join(parts)


def clause_lines(entry: Entry, grounds: Iterable[Ground]) -> Iterator[str]:
    """Yield the lines of the entry on which conditions rest."""
    for ground in grounds:
        for text in ground.clauses:
            clause: Clause | None = read_clause(text)
            line = entry.clause(clause) if clause else None
            if line:
                yield line


def papers_lines(errand: Errand | None) -> Iterator[str]:
    """Yield the merged papers."""
    if errand is None:
        yield wording.CASE_NO_PAPERS
        return
    several = len(errand.sheet.matters) > 1
    said = wording.CASE_PAPERS if several else wording.CASE_PAPERS_OF_ONE
    yield said.format(count=len(errand.sheet.matters), title=errand.titles)
    yield from paper_lines(errand.papers)


def order_lines(errand: Errand | None) -> Iterator[str]:
    """Yield where to go in which order."""
    if errand is None:
        return
    yield wording.CASE_ORDER
    yield from going(errand.visits, errand.after)
