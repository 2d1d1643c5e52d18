"""The rules for 资格 and 衔接: known facts, tests that fit them, clauses that exist, links that lead on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from indexer.case_fact import MENTIONED, NOT_MEANT, CaseFact, CaseFacts, FactKind, Scope
from indexer.condition import Condition, Grouped, leaves, read_clause
from indexer.entry import Entry, EntryBase, Procedure
from indexer.problem import Problem
from indexer.red_flag import has_empty_part
from indexer.satisfiable import is_satisfiable
from indexer.yaml_file import Path, YamlFile

TESTS = {
    "among": "为",
    "at_least": "至少",
    "at_most": "至多",
    "above": "高于",
    "below": "低于",
    "ago_at_least": "距今至少",
    "ago_at_most": "距今至多",
    "not_before": "不早于",
    "not_after": "不晚于",
}
FITTING = {
    FactKind.YES_NO: ("为",),
    FactKind.CHOICE: ("为",),
    FactKind.NUMBER: ("至少", "至多", "高于", "低于"),
    FactKind.DAY: ("距今至少", "距今至多", "不早于", "不晚于"),
}
UNITS = ("岁", "年", "个月", "周", "天")  # what can be counted from a day


def findings(
    file: YamlFile,
    entry: Entry,
    facts: CaseFacts,
    known: Collection[str],
    entries: Mapping[str, Entry],
) -> Iterator[Problem]:
    """Yield what is wrong with an entry's 资格 and 衔接; `known` are the ids of all entries."""
    yield from EligibilityCheck(file, entry, facts).findings()
    yield from link_findings(file, entry, known, entries)


class EligibilityCheck:
    """The rules for one entry's 资格."""

    def __init__(self, file: YamlFile, entry: EntryBase, facts: CaseFacts) -> None:
        self.file = file
        self.entry = entry
        self.tests = TestCheck(file, facts)

    def findings(self) -> Iterator[Problem]:
        """Yield every finding."""
        written = self.entry.decidable
        if written is None:
            yield from self.of_absence()
            return
        here: Path = ("资格",)
        if bool(written.undecidable) is written.is_decidable:
            yield problem(
                self.file,
                here,
                "no-condition",
                "「资格」里条件和「人工判断」要写一样，也只写一样",
                "写「全部」「任一」「都不」「除非」；机器判断不了的，只写「人工判断: 为什么」。",
            )
        found = list(self.of_conditions(here))
        yield from found
        yield from self.of_clauses(here)
        yield from self.of_deadlines(here)
        if not found:
            yield from self.of_satisfiability(here)

    def of_absence(self) -> Iterator[Problem]:
        """Where cases are judged at all, every procedure says who it is for, or why only people can."""
        is_procedure = isinstance(self.entry, Procedure) and not self.entry.is_withdrawn
        if is_procedure and self.tests.facts:
            yield problem(
                self.file,
                ("条件",),
                "no-eligibility",
                "办事条目没写「资格」",
                "写「资格」：谁够条件；机器判断不了的，写「人工判断: 为什么」。",
            )

    def of_conditions(self, here: Path) -> Iterator[Problem]:
        """Yield what is wrong with each condition by itself."""
        written = self.entry.decidable
        if written is None:
            return
        yield from self.tests.of_groups(written, here)
        if written.occasion:
            yield from self.tests.of_condition(written.occasion, (*here, "起因"))

    def of_clauses(self, here: Path) -> Iterator[Problem]:
        """Every condition names the line it stands for; every line that is named exists."""
        written = self.entry.decidable
        if written is None:
            return
        for path, leaf, clauses in conditions_at(written, here):
            if (leaf.fact or leaf.for_window) and not clauses:
                yield problem(
                    self.file,
                    path,
                    "no-clause",
                    f"「{leaf.fact or leaf.for_window}」没写「据」",
                    "写上它说的是「条件」第几条，例如「据: 2」；也可以写「据: 注意 3」。",
                )
            yield from self.of_named(leaf.clauses or (), (*path, "据"))
        yield from self.of_named(written.for_window or (), (*here, "窗口再核"))
        for number, deadline in enumerate(written.deadlines or ()):
            yield from self.of_named(deadline.clauses, (*here, "期限", number, "据"))

    def of_named(self, clauses: tuple[str, ...], path: Path) -> Iterator[Problem]:
        """Each named line exists in the entry."""
        for number, text in enumerate(clauses):
            clause = read_clause(text)
            if clause is None or self.entry.clause(clause) is None:
                yield problem(
                    self.file,
                    (*path, number),
                    "no-such-line",
                    f"「{text}」不是这个条目里的一行",
                    "写「条件」的第几条（从 1 数起），或「节名 第几条」，例如「注意 3」。"
                    f"「条件」有 {len(self.entry.eligibility or ())} 条。",
                )

    def of_deadlines(self, here: Path) -> Iterator[Problem]:
        """A deadline counts from a day among the facts."""
        written = self.entry.decidable
        for number, deadline in enumerate((written and written.deadlines) or ()):
            path = (*here, "期限", number, "从")
            fact = self.tests.facts.get(deadline.since)
            if fact is None:
                yield self.tests.unknown_fact(deadline.since, path)
            elif fact.kind is not FactKind.DAY:
                yield problem(
                    self.file,
                    path,
                    "bad-test",
                    f"「{deadline.since}」不是日期",
                    "期限从一个日期算起：换成类是「日期」的情况。",
                )

    def of_satisfiability(self, here: Path) -> Iterator[Problem]:
        """Some case meets it all, and each condition is met by some of those."""
        written = self.entry.decidable
        if written is None:
            return
        whole = [written, *([written.occasion] if written.occasion else [])]
        if not is_satisfiable(whole, self.tests.facts):
            yield problem(
                self.file,
                here,
                "unsatisfiable",
                "「资格」谁也满足不了：条件互相矛盾（连同「起因」）",
                "看看有没有同一个情况要求了两个不同的结果；二者占一的，写在「任一」下面。",
            )
            return
        for path, leaf, _ in conditions_at(written, here):
            is_excluded = "都不" in path or "除非" in path
            if leaf.fact and not is_excluded and not self.can_hold(whole, leaf):
                yield problem(
                    self.file,
                    path,
                    "unsatisfiable",
                    f"「{leaf.fact}」这一条永远满足不了：和别的条件矛盾",
                    "改这一条，或改和它矛盾的那一条。",
                )

    def can_hold(self, whole: list[Grouped], leaf: Condition) -> bool:
        """Whether a case that meets it all can meet this condition too."""
        return is_satisfiable([*whole, leaf], self.tests.facts)


class TestCheck:
    """The rules for conditions wherever they stand: known facts, and tests that fit them."""

    __test__ = False  # no test of ours, whatever its name begins with

    def __init__(self, file: YamlFile, facts: CaseFacts) -> None:
        self.file = file
        self.facts = facts.facts

    def of_groups(self, grouped: Grouped, here: Path) -> Iterator[Problem]:
        """Yield what is wrong with the conditions of groups."""
        for key, group in grouped.groups:
            for number, condition in enumerate(group):
                yield from self.of_condition(condition, (*here, key, number))

    def of_condition(self, condition: Condition, here: Path) -> Iterator[Problem]:
        """Yield what is wrong with one condition and with those inside it."""
        yield from self.of_groups(condition, here)
        written = tests_of(condition)
        if condition.fact:
            fact = self.facts.get(condition.fact)
            if fact is None:
                yield self.unknown_fact(condition.fact, (*here, "情况"))
            else:
                yield from self.of_tests(condition, fact, written, here)
        elif written or not (condition.for_window or any(True for _ in condition.groups)):
            yield problem(
                self.file,
                here,
                "no-condition",
                "这一条缺「情况」",
                "写成「{情况: 年龄, 至少: 60, 据: 2}」，或「全部」「任一」「都不」「除非」「窗口定」。",
            )

    def of_tests(
        self, condition: Condition, fact: CaseFact, written: list[str], here: Path
    ) -> Iterator[Problem]:
        """Yield what is wrong with the tests on a known fact."""
        fitting = FITTING[fact.kind]
        for key in written:
            if key not in fitting:
                yield problem(
                    self.file,
                    (*here, key),
                    "bad-test",
                    f"「{condition.fact}」的类是「{fact.kind}」，不能写「{key}」",
                    f"只能写：{'、'.join(fitting)}。",
                )
        if not written and fact.kind is not FactKind.YES_NO:
            yield problem(
                self.file,
                (*here, "情况"),
                "bad-test",
                f"「{condition.fact}」没写要怎样",
                f"加上「{'」或「'.join(fitting)}」。",
            )
        yield from self.of_choices(condition, fact, here)
        yield from self.of_bounds(condition, fact, here)

    def of_choices(self, condition: Condition, fact: CaseFact, here: Path) -> Iterator[Problem]:
        """What a choice is to be is one of its options."""
        for number, word in enumerate(condition.among or ()):
            if fact.choices and word not in fact.choices:
                yield problem(
                    self.file,
                    (*here, "为", number),
                    "bad-choice",
                    f"「{condition.fact}」没有「{word}」这一样",
                    f"只能写：{'、'.join(fact.choices)}。",
                )

    def of_bounds(self, condition: Condition, fact: CaseFact, here: Path) -> Iterator[Problem]:
        """A bound lies within the fact's range."""
        if fact.kind is not FactKind.NUMBER or not fact.range:
            return
        low, high = fact.range
        for name in ("at_least", "at_most", "above", "below"):
            bound = getattr(condition, name)
            if bound is not None and not low <= bound <= high:
                yield problem(
                    self.file,
                    (*here, TESTS[name]),
                    "out-of-range",
                    f"「{condition.fact}」不会是 {bound:g}",
                    f"写 {low:g} 到 {high:g} 之间的数（单位：{fact.unit}）。",
                )

    def unknown_fact(self, name: str, path: Path) -> Problem:
        """Return the finding on a fact that the vocabulary lacks."""
        close = get_close_matches(name, self.facts, 3, 0.4)
        near = f"相近的有：{'、'.join(close)}。" if close else ""
        return problem(
            self.file,
            path,
            "unknown-fact",
            f"词表里没有情况「{name}」",
            f"{near}只能用 _case_facts.yaml 里的；真缺的，先在那里加一段。",
        )


def tests_of(condition: Condition) -> list[str]:
    """Return the keys of the tests that were written."""
    return [key for name, key in TESTS.items() if getattr(condition, name) is not None]


def conditions_at(
    grouped: Grouped, here: Path, clauses: tuple[str, ...] = ()
) -> Iterator[tuple[Path, Condition, tuple[str, ...]]]:
    """Yield every condition with its place and the clauses it rests on, its own or its group's."""
    for key, group in grouped.groups:
        for number, condition in enumerate(group):
            path = (*here, key, number)
            own = condition.clauses or clauses
            yield path, condition, own
            yield from conditions_at(condition, path, own)


def link_findings(
    file: YamlFile, entry: Entry, known: Collection[str], entries: Mapping[str, Entry]
) -> Iterator[Problem]:
    """Links lead to other entries, each in one way, and no matter has to go before itself."""
    seen: dict[str, str] = {}
    for key, ids in entry.links.lists if entry.links else ():
        for number, other in enumerate(ids):
            path = ("衔接", key, number)
            if other == entry.id:
                yield problem(file, path, "related-to-itself", f"「{key}」里写了自己", "删掉。")
            elif other not in known:
                yield problem(
                    file,
                    path,
                    "unknown-id",
                    f"没有编号「{other}」的条目",
                    "改成已有条目的文件名（不带 .yaml），或删掉。",
                )
            elif other in seen:
                yield problem(
                    file,
                    path,
                    "link-twice",
                    f"「{other}」在「{seen[other]}」里也写了",
                    "两件事之间只留一种衔接。",
                )
            elif key == "需先有" and entry.id in ancestors(other, entries):
                yield problem(
                    file,
                    path,
                    "circle",
                    f"「{other}」自己又要先有这一件：绕成了圈",
                    "看哪一件真的在先，删掉另一头。",
                )
            seen.setdefault(other, key)


def ancestors(start: str, entries: Mapping[str, Entry]) -> set[str]:
    """Return every matter that has to go before one."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        entry = entries.get(waiting.pop())
        for other in (entry and entry.links and entry.links.first) or ():
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def vocabulary_findings(file: YamlFile, facts: CaseFacts) -> Iterator[Problem]:
    """Yield what is wrong with the vocabulary."""
    tests = TestCheck(file, facts)
    for name, fact in facts.facts.items():
        here: Path = ("情况", name)
        yield from form_findings(file, fact, here)
        yield from saying_findings(file, fact, here)
        yield from derivation_findings(file, name, fact, facts, tests)


def form_findings(file: YamlFile, fact: CaseFact, here: Path) -> Iterator[Problem]:
    """Each kind has what it needs and nothing else."""
    needs = {FactKind.CHOICE: ("选项",), FactKind.NUMBER: ("单位", "范围")}.get(fact.kind, ())
    written = {"选项": fact.options, "单位": fact.unit, "范围": fact.range}
    for key, value in written.items():
        if key in needs and value is None:
            yield problem(file, here, "missing-key", f"{here[1]}缺「{key}」", f"补上「{key}:」。")
        if key not in needs and value is not None:
            yield problem(
                file,
                (*here, key),
                "bad-test",
                f"类是「{fact.kind}」的情况不写「{key}」",
                f"删掉这一行，或改「类」。{here[1]}现在是「{fact.kind}」。",
            )
    if fact.range and fact.range[0] >= fact.range[1]:
        yield problem(
            file,
            (*here, "范围"),
            "out-of-range",
            "范围前面的数不比后面小",
            "写成「[0, 120]」的样子。",
        )


def saying_findings(file: YamlFile, fact: CaseFact, here: Path) -> Iterator[Problem]:
    """What is said stands under one of the fact's words, and no part of it is empty."""
    spoken = (MENTIONED,) if fact.kind is not FactKind.CHOICE else ()
    allowed = (*fact.choices, *spoken, NOT_MEANT)
    for word, patterns in fact.said.items():
        if word not in allowed:
            yield problem(
                file,
                (*here, "说法", word),
                "bad-choice",
                f"「说法」里没有「{word}」这一样",
                f"只能写：{'、'.join(allowed)}。",
            )
        for number, pattern in enumerate(patterns):
            if has_empty_part(pattern):
                yield problem(
                    file,
                    (*here, "说法", word, number),
                    "empty-word",
                    f"「{pattern}」里有空的一截",
                    "「/」两边都要有字；空格隔开的每一截都要有字。",
                )


def derivation_findings(
    file: YamlFile, name: str, fact: CaseFact, facts: CaseFacts, tests: TestCheck
) -> Iterator[Problem]:
    """What a fact follows from is known, of the right kind, and never the fact itself."""
    here: Path = ("情况", name)
    for number, derived in enumerate(fact.derived):
        path = (*here, "推知", number)
        yield from tests.of_condition(derived.when, (*path, "若"))
        if derived.value not in fact.choices:
            yield problem(
                file,
                (*path, "得"),
                "bad-choice",
                f"「{name}」没有「{derived.value}」这一样",
                f"只能写：{'、'.join(fact.choices) or '（数和日期不能推知）'}。",
            )
    if name in sources_of(name, facts):
        yield problem(
            file, (*here, "推知"), "circle", f"「{name}」由自己推知", "去掉绕回来的那一条。"
        )
    day = facts.facts.get(fact.counted_from or "")
    if fact.counted_from and (
        day is None
        or day.kind is not FactKind.DAY
        or day.scope is not fact.scope
        or fact.unit not in UNITS
    ):
        yield problem(
            file,
            (*here, "算自"),
            "bad-test",
            f"「{name}」不能从「{fact.counted_from}」算出来",
            f"「算自」写一个同样属于{Scope(fact.scope)}的日期；单位只能是：{'、'.join(UNITS)}。",
        )


def sources_of(name: str, facts: CaseFacts) -> set[str]:
    """Return every fact that a fact follows from, however far back."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        fact = facts.facts.get(waiting.pop())
        for derived in fact.derived if fact else ():
            for leaf in leaves(derived.when):
                if leaf.fact and leaf.fact not in found:
                    found.add(leaf.fact)
                    waiting.append(leaf.fact)
    return found


def problem(file: YamlFile, path: Path, rule: str, message: str, remedy: str) -> Problem:
    """Return a finding at a value of a file."""
    return Problem(file.place_of(path), rule, message, remedy)
