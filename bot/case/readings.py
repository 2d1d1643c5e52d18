"""What a story says in numbers and days, and in words that need more than a list: ages, incomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.case.numerals import NUMBER, read_number, stretches, whens
from bot.case.people import Cast, Clause
from bot.case.roles import Sex
from bot.case.said import Said
from bot.case.sayings import SUPPOSED, clause_before, compile_sayings
from indexer.case_fact import MENTIONED, NOT_MEANT, CaseFact, CaseFacts, FactKind
from indexer.verdict import Days, Known, Span

LONGEST_TIME = 9  # characters of a clause that only says when

INCOME = re.compile(
    rf"(?P<what>退休金|退休工资|养老金|工资|月入|月薪|月收入|每月收入|每月挣|月挣|一个月挣|低保金|收入)"
    rf"(?:只有|每月|一个?月|有|是|大概|大约|才|也就|约|到手)*(?P<number>{NUMBER})(?P<more>多|来|几)?(?:块|元)?"
    r"(?![岁年个人天月%成倍级口])"
)
PENSION_LAST = re.compile(rf"(?P<number>{NUMBER})多?(?:块|元)?钱?的?(?P<what>退休金|退休工资)")
PENSIONS = ("退休金", "退休工资", "养老金")
SIZE = re.compile(
    r"(?:一家|全家|家里)(?P<number>[两二三四五六七八\d])口|(?P<number2>[两二三四五六七八\d])口之?(?:家|人)"
)
ONLY = re.compile(r"只靠|全靠|就靠|靠")


def read_incomes(text: str, cast: Cast, fact: CaseFact | None) -> Iterator[Said]:
    """Yield what incomes tell: of pensions who pays them, of all together how many 低保标准 a head.

    The household's number is read only where nobody else's income can be missing: of one who lives
    alone, or of a family that is said to live on it.
    """
    yield from read_pensions(text, cast)
    found = []
    for match in INCOME.finditer(text):
        value = read_number(match["number"])
        before = clause_before(text, match.start())
        if value is None or value < 100 or SUPPOSED.search(before) or re.search(r"拖欠|欠", before):
            continue
        low, high = value, value * (1.25 if match["more"] else 1)
        member = cast.owner(match.start(), match.end())
        found.append((match, low, high, member))
        if match["what"] in PENSIONS and value >= 1000 and "基础" not in before:
            kinds = frozenset({"职工养老金", "机关事业退休金"})
            yield Said("养老待遇", kinds, member, *match.span())
    if fact is None or fact.monthly is None or len(found) != 1:
        return
    match, low, high, member = found[0]
    size = household_size(text)
    before = clause_before(text, match.start())
    if size is None or (size > 1 and not re.search(r"全家|一家|家里", before)):
        return
    if size > 1 and not ONLY.search(before):
        return
    least, most = fact.monthly
    yield Said(
        "低保标准倍数",
        Span(round(low / size / most, 2), round(high / size / least, 2)),
        None,
        *match.span(),
    )


def read_pensions(text: str, cast: Cast) -> Iterator[Said]:
    """Yield who pays a pension that is named after its amount: 两千三退休金."""
    for match in PENSION_LAST.finditer(text):
        value = read_number(match["number"])
        before = clause_before(text, match.start())
        if value is not None and value >= 1000 and not SUPPOSED.search(before):
            kinds = frozenset({"职工养老金", "机关事业退休金"})
            yield Said("养老待遇", kinds, cast.owner(*match.span()), *match.span())


def household_size(text: str) -> int | None:
    """Return how many live together, where the story says so."""
    match = SIZE.search(text)
    if match:
        number = read_number(match["number"] or match["number2"])
        return int(number) if number else None
    if re.search(r"独居|一个人住|独自住|一个人生活", text):
        return 1
    return None


def read_numbers(cast: Cast, facts: CaseFacts, today: date) -> Iterator[Said]:
    """Yield the stretches and days that stand near the words a fact is mentioned by."""
    for name, fact in facts.facts.items():
        words = fact.said.get(MENTIONED)
        if not words:
            continue
        mentioned = compile_sayings(words)
        not_meant = compile_sayings(fact.said.get(NOT_MEANT, ()))
        for number, clause in enumerate(cast.clauses):
            match = mentioned.search(clause.text)
            if (
                match is None
                or not_meant.search(clause.text)
                or SUPPOSED.search(clause.text[: match.start()])
            ):
                continue
            known = near(clause.text, match, fact, today)
            if known is None and number and fact.kind is FactKind.DAY:
                known = day_alone(cast.clauses[number - 1], today)
            if known is not None:
                start = clause.start + match.start()
                member = cast.owner(start, clause.start + match.end())
                yield Said(name, known, member, start, clause.start + match.end())


def day_alone(clause: Clause, today: date) -> Known | None:
    """Return the day a clause says, where it says next to nothing else: 昨天下午三点多."""
    days = whens(clause.text, today)
    is_alone = len(days) == 1 and not clause.mentions and len(clause.text) <= LONGEST_TIME
    return days[0].days if is_alone else None


def near(text: str, match: re.Match[str], fact: CaseFact, today: date) -> Known | None:
    """Return the number or day in a clause that speaks of a fact."""
    if fact.kind is FactKind.DAY:
        days = whens(text, today)
        return days[0].days if len(days) == 1 else since_then(text, match, today)
    found = [one for one in stretches(text) if one.start >= match.start()]
    if len(found) != 1:
        return None
    months = found[0].months
    if fact.unit == "个月":
        return Span(int(months.low), int(months.high))
    if fact.unit == "年":
        return Span(int(months.low // 12), int(months.high // 12)) if months.low >= 12 else None
    if fact.unit == "周":
        weeks = (int(months.low * 4.345), int(months.high * 4.345) + 3)
        is_weeks = "周" in text[found[0].start : found[0].end]
        exact = round(months.low * 30 / 7)
        return Span(exact, exact) if is_weeks else Span(*weeks)
    return None


def since_then(text: str, match: re.Match[str], today: date) -> Days | None:
    """Return the days around one from which a stretch that was said has passed: 刚来半年."""
    found = [one for one in stretches(text) if 0 <= one.start - match.end() <= 2]
    found = found or [
        one for one in stretches(text) if is_after_whom(text[match.end() : one.start])
    ]
    if len(found) != 1:
        return None
    low, high = found[0].months.low * 30.44, found[0].months.high * 30.44
    if high >= 360:  # said in years: 毕业两年 may be one and a half, or nearly three
        return Days(today - timedelta(days=high + 310), today - timedelta(days=low - 200))
    slack = 1 if high <= 31 else high * 0.15
    return Days(today - timedelta(days=high + slack), today - timedelta(days=low - slack))


def is_after_whom(between: str) -> bool:
    """Whether only a child stands between what happened and how long ago: 生完宝宝二十天."""
    return (
        re.fullmatch(
            r"(?:了|完)?(?:宝宝|孩子|二宝|二胎|三宝|儿子|女儿|双胞胎|小囡)(?:才|刚|有)?", between
        )
        is not None
    )


GONE = re.compile(
    r"失联|没音讯|没有音讯|没了音讯|没消息|联系不上|下落不明|离家出走|跑了|音信全无|没联系|不知去向|杳无音信|没有联系"
)
STATES = (
    (
        "死亡",
        re.compile(
            r"(?:去世|过世|死了|病逝|病故|没了|身亡|走了(?!.{0,4}(?:没|音))|双亡|离世|早就不在|不在了|猝死)"
        ),
    ),
    ("失联", GONE),
    ("服刑强戒", re.compile(r"服刑|坐牢|判刑|入狱|被判|强制戒毒|强戒|关在|监狱")),
    (
        "外出务工",
        re.compile(
            r"外出打工|在外打工|外地打工|出去打工|在外务工|在(?!苏州|园区|厂|这|附近|隔壁|本)[一-鿿]{2,3}(?:厂里)?打工"
        ),
    ),
    ("不尽责", re.compile(r"不管孩子|不管他|不管她|不闻不问|从来不管|不要孩子|弃养")),
)


def read_parents(text: str, cast: Cast) -> Iterator[Said]:
    """Yield what became of the parents of each child in the story."""
    children = [one for one in cast.members if one.is_child and not one.is_several]
    for clause in cast.clauses if children else ():
        for start, sides in parents_spoken_of(clause.text, clause.start):
            state = state_in(text[start : clause.end], text[clause.start : start])
            if state is None:
                continue
            months = [one.months for one in stretches(text[start : clause.end])]
            for child in children:
                for side in sides:
                    yield Said(f"{side}状况", frozenset({state}), child, start, clause.end)
                    if state in ("失联", "服刑强戒") and len(months) == 1:
                        span = Span(int(months[0].low), int(months[0].high))
                        yield Said(f"{side}缺位月数", span, child, start, clause.end)


def state_in(rest: str, before: str) -> str | None:
    """Return what a clause says became of somebody; None for nothing, or what is only feared."""
    for state, pattern in STATES:
        match = pattern.search(rest)
        if match is None:
            continue
        said = rest[: match.start()]
        if not SUPPOSED.search(before + said) and not re.search(r"(?:没有?|不|未)$", said):
            return state
    return None


def parents_spoken_of(text: str, offset: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield where a clause speaks of a child's parents, and of which."""
    for match in re.finditer(
        r"父母|爸妈|爸爸妈妈|爷娘|爹娘|爹妈|父亲|爸爸|老公|丈夫|母亲|妈妈|妻子|老婆", text
    ):
        word = match[0]
        place = offset + match.end()
        if word in ("父母", "爸妈", "爸爸妈妈", "爷娘", "爹娘", "爹妈"):
            yield place, ("父亲", "母亲")
        elif word in ("父亲", "爸爸", "丈夫", "老公"):
            yield place, ("父亲",)
        else:
            yield place, ("母亲",)


def read_sex(cast: Cast) -> Iterator[Said]:
    """Yield the sex of those whose name tells it."""
    for member in cast.members:
        if member.sex is not Sex.UNKNOWN and not member.is_several and member.mentions:
            first = member.mentions[0]
            yield Said("性别", frozenset({str(member.sex)}), member, first.start, first.end)


PARENTS_GONE = re.compile(
    r"(?:父母|爸妈|双亲)(?:早就|早|都|已经|也|都已)*(?:不在|去世|过世|没了|走了|离世|双亡)"
)


def read_supporters(text: str, cast: Cast) -> Iterator[Said]:
    """Yield that nobody has to support somebody: no spouse, no children, no parents, all of it said."""
    match = re.search(r"无儿无女|没儿没女|没有子女|无子女|没有儿女|没有孩子", text)
    is_single = re.search(
        r"没结过婚|未婚|没成家|单身|光棍|丧偶|离异|老伴(?:去世|走了|过世|没了)", text
    )
    if match and is_single and PARENTS_GONE.search(text):
        yield Said(
            "义务人", frozenset({"没有"}), cast.owner(match.start(), match.end()), *match.span()
        )


WITH_ME = re.compile(r"[跟和随同]着?(?:我们?|俺)(?:家|一起|一道|一块)*(?:住|过|生活)")


def read_living_with(text: str, cast: Cast) -> Iterator[Said]:
    """Yield that the teller's parents live with the teller: 我妈82，跟我住."""
    for match in WITH_ME.finditer(text):
        member = cast.clause_at(match.start()).subject
        if member is not None and not SUPPOSED.search(clause_before(text, match.start())):
            yield Said("独居", frozenset({"否"}), member, *match.span())
            if member.key in ("母亲", "父亲", "父母", "公公", "婆婆", "岳父", "岳母"):
                yield Said("子女在身边", frozenset({"是"}), member, *match.span())
