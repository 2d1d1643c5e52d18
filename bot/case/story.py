"""From a story in plain words to what is known of a household; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.case import ages, deaths, disabilities, readings, residence
from bot.case.facts import Case, Person
from bot.case.numerals import close_up
from bot.case.people import Cast
from bot.case.roles import Age, Sex
from bot.case.roster import Member
from bot.case.said import Said
from bot.case.sayings import find_sayings, sayings_of
from bot.case.settling import Ledger, Remark, Trouble
from bot.case.spelling import in_standard_words
from indexer.case_fact import CaseFacts
from indexer.normal_form import has_words, normalise
from indexer.verdict import Days, Known, Span

LONGEST_STORY = 1500  # characters that are read
FEWEST_CHINESE = 0.3  # of the letters
TWO_FAMILIES = re.compile(
    r"另一户|另外一户|另一家|另外一家|还有一户|还有一家|两户人家|两家人的|第二户|第二家|隔壁那家也|一户是.{1,40}一户是|一家是.{1,40}一家是|甲户|乙户"
)
NEEDS_YOUTH = {  # facts that nobody of such an age has
    "想找工作": (14, 70),
    "想学技能": (14, 70),
    "学段": (2, 40),
    "要入学": (2, 30),
    "厌学辍学": (5, 30),
    "怀孕": (13, 58),
    "高校毕业生": (17, 60),
    "失业原因": (16, 68),
    "失业月数": (16, 68),
    "在创业": (16, 75),
    "孩子没人照看": (0, 18),
    "孩子受侵害": (0, 18),
    "随迁子女": (0, 20),
    "留守儿童": (0, 18),
    "失智": (30, 121),
    "想住养老机构": (50, 121),
    "老人受虐待": (50, 121),
    "子女在身边": (50, 121),
    "想退休": (40, 75),
    "接种证": (0, 20),
    "已落户": (0, 121),
    "分娩日期": (13, 58),
    "孕周": (13, 58),
    "学籍在本市": (3, 30),
    "本市出生": (0, 20),
    "婚姻": (16, 121),
    "养老待遇": (40, 121),
    "退休": (40, 121),  # 工作: 退休
    "在读": (0, 40),  # 工作: 在校, 学龄前
    "有活干": (16, 90),  # 工作: everything else
    "有劳动关系": (16, 75),
    "外来务工": (16, 75),
    "平台接单": (16, 70),
    "拖欠工资": (16, 80),
    "出生医学证明": (0, 20),
}
GROWN_UP = 14  # years: nobody who is called mother, aunt or husband is younger
TOGETHER = (  # who has one of these has the others that are said without a name
    frozenset({"残疾证", "残疾类别", "残疾等级", "想就业的残疾人", "长期障碍", "严重精神障碍"}),
    frozenset({"养老保险", "养老缴费年数", "想退休", "医保"}),
    frozenset({"失业原因", "失业登记", "失业月数", "失业日期", "领失业金", "失业保险月数"}),
    frozenset({"学段", "毕业日期", "高校毕业生", "厌学辍学", "要入学"}),
    frozenset({"刑满释放", "释放日期"}),
    frozenset({"退役军人", "有优待证"}),
    frozenset({"社区戒毒", "社区矫正"}),
    frozenset({"怀孕", "孕周", "分娩日期"}),
)
# Others do these to somebody: 老板欠工资 is about the one who works there.
DONE_BY_OTHERS = (
    "拖欠工资",
    "老人受虐待",
    "孩子受侵害",
    "劳动争议",
    "有劳动关系",
    "失业原因",
    "居住登记",
)
OWN_DOING = ("欠债",)  # the household's, yet not when somebody else is the subject
AT_SCHOOL = frozenset({"在校", "学龄前"})
SPOUSES = ("丈夫", "妻子", "老伴", "配偶")
OF_WOMEN = ("怀孕", "孕周", "分娩日期", "未做两癌筛查")
PARENTS_FACTS = ("子女在身边", "有子女")
CHILDS_FACTS = (
    "随迁子女",
    "留守儿童",
    "孩子没人照看",
    "孩子受侵害",
    "厌学辍学",
    "接种证",
    "领过育儿补贴",
    "要入学",
    "学段",
    "在读",
    "学籍在本市",
    "本市出生",
    "已落户",
    "出生医学证明",
)


@dataclass(frozen=True)
class Story:
    """What was read: the household, and what could not be taken as it was said."""

    text: str  # as it was read
    case: Case
    remarks: tuple[Remark, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return not self.case.household and not any(one.known for one in self.case.people)


class StoryReader:
    """Reads stories with one vocabulary."""

    def __init__(self, facts: CaseFacts) -> None:
        self._facts = facts
        self._sayings = tuple(sayings_of(facts))

    def read(self, story: str, today: date) -> Story:
        """Read a story; what contradicts itself or cannot be is left out and remarked upon."""
        whole = in_standard_words(close_up(normalise(story)))
        text = whole[:LONGEST_STORY]
        remarks = list(hindrances(whole))
        if any(one.trouble is not Trouble.TOO_LONG for one in remarks):
            return Story(text, Case((Person("本人"),)), tuple(remarks))
        cast = Cast(text)
        said = list(self._said(text, cast, today))
        placed = list(place(said, cast, today))
        ledger = Ledger(self._facts)
        ledger.take(placed)
        dead = deaths.the_dead(text, cast)
        known = ledger.known
        shared_out(cast, known)
        without_cause(known)
        case = household(cast, known, [one.key for one in dead])
        read = Story(text, case, (*remarks, *ledger.remarks))
        if read.is_empty and not ledger.remarks:
            return Story(text, case, (*remarks, Remark(Trouble.NOTHING)))
        return read

    def _said(self, text: str, cast: Cast, today: date) -> Iterator[Said]:
        """Yield everything that was said of anybody."""
        yield from ages.read_ages(text, cast)
        yield from self._read_words(text, cast)
        yield from residence.read_residence(text, cast)
        yield from disabilities.read_disability(text, cast)
        yield from disabilities.read_care(text, cast)
        yield from readings.read_incomes(text, cast, self._facts.facts.get("低保标准倍数"))
        yield from readings.read_numbers(cast, self._facts, today)
        yield from ages.read_births(text, cast, today)
        yield from readings.read_parents(text, cast)
        yield from readings.read_supporters(text, cast)
        yield from deaths.read_deaths(text, cast)
        yield from deaths.read_widowed(text, cast)
        yield from readings.read_living_with(text, cast)
        yield from readings.read_sex(cast)

    def _read_words(self, text: str, cast: Cast) -> Iterator[Said]:
        """Yield what the 说法 of the vocabulary found."""
        for found in find_sayings(text, self._sayings):
            for owner in cast.owners(found.start, found.end):
                member = owner
                if found.fact == "需长期照护":
                    member = cast.tended(owner, found.start, found.end)
                if member is None and found.fact in OWN_DOING:
                    continue
                if member is None and found.fact in DONE_BY_OTHERS:
                    member = cast.clause_at(found.start).subject or cast.main
                yield Said(found.fact, frozenset({found.word}), member, found.start, found.end)


def hindrances(text: str) -> Iterator[Remark]:
    """Yield what keeps a text from being read at all, or in full."""
    letters = [char for char in text if char.isalpha()]
    chinese = sum("一" <= char <= "鿿" for char in letters)
    if not has_words(text) or not letters:
        yield Remark(Trouble.NOTHING)
    elif chinese < FEWEST_CHINESE * len(letters):
        yield Remark(Trouble.OTHER_LANGUAGE)
    elif match := TWO_FAMILIES.search(text):
        yield Remark(Trouble.TWO_FAMILIES, match[0][:8])
    if len(text) > LONGEST_STORY:
        yield Remark(Trouble.TOO_LONG, str(LONGEST_STORY))


def place(said: Iterable[Said], cast: Cast, today: date) -> Iterator[Said]:
    """Yield what was said with whom it must be about, where the clause alone does not tell."""
    said = [at_a_possible_age(one, cast, today) for one in said]
    for one in said:
        if one.fact != "年龄" or not isinstance(one.known, Span) or one.member is None:
            continue
        if one.member.years is None:
            one.member.years = one.known.low
    holders: dict[frozenset[str], Member] = {}
    for one in sorted(said, key=lambda one: one.start):
        for group in TOGETHER:
            if one.fact in group and one.member is not None and can_be(one.fact, one.member):
                holders.setdefault(group, one.member)
    for one in said:
        yield moved(one, cast, holders)


def at_a_possible_age(one: Said, cast: Cast, today: date) -> Said:
    """Return an age with another owner where nobody called so is that young: 宝妈, 2岁."""
    member, years = one.member, years_said(one, today)
    if member is None or years is None or years >= GROWN_UP:
        return one
    if member.age not in (Age.ADULT, Age.OLD) or is_named(member):
        return one
    children = [other for other in cast.members if is_maybe_a_child(other)]
    if not member.mentions and len(children) != 1:
        return one  # of whom nothing else is said may be a child
    return replace(one, member=children[0] if len(children) == 1 else None)


def years_said(one: Said, today: date) -> float | None:
    """Return how old somebody is at most, where that is what was said of them."""
    if one.fact == "年龄" and isinstance(one.known, Span):
        return one.known.high
    if one.fact == "出生日期" and isinstance(one.known, Days):
        return (today - one.known.first).days / 365
    return None


def is_maybe_a_child(member: Member) -> bool:
    """Whether somebody is a child, or somebody's child of an age that was not said."""
    is_offspring = member.age is Age.OFFSPRING and member.years is None
    return (member.is_child or is_offspring) and not member.is_several


def is_named(member: Member) -> bool:
    """Whether somebody is called by a name, which tells little of their age."""
    return bool(member.mentions) and member.mentions[0].is_name


def moved(one: Said, cast: Cast, holders: Mapping[frozenset[str], Member]) -> Said:
    """Return a fact with another owner where the nearest cannot be meant."""
    clause = cast.clause_at(one.start)
    is_named = any(member is one.member for _, member in clause.mentions)
    member = one.member
    if member is not None and not is_named and (member is cast.main or one.fact != "医保"):
        member = next((holders[group] for group in holders if one.fact in group), member)
    if one.fact in PARENTS_FACTS and member is not None and member.age is Age.OFFSPRING:
        member = cast.main if cast.main is not member else None
    if one.fact in OF_WOMEN and member is not None and member.sex is not Sex.FEMALE:
        holder = next((holders[group] for group in holders if one.fact in group), member)
        member = holder if holder.sex is Sex.FEMALE else member
    if member is not None and is_of_spouse(one, member):
        member = cast.main or member
    what = one.fact
    if what == "工作" and isinstance(one.known, frozenset):
        what = "退休" if "退休" in one.known else "在读" if one.known & AT_SCHOOL else "有活干"
    if member is not None and not can_be(what, member):
        member = instead_of(what, cast)
    return Said(one.fact, one.known, member, one.start, one.end)


def is_of_spouse(one: Said, member: Member) -> bool:
    """Whether what was said of a wife or husband is the main person's as well: their children, a divorce."""
    if one.fact in PARENTS_FACTS:
        return member.key in SPOUSES
    return one.fact == "婚姻" and member.key in (*SPOUSES, "父亲", "母亲")


def instead_of(fact: str, cast: Cast) -> Member | None:
    """Return who else a fact must be about: the only one it can be, the only child, or the main one."""
    others = [one for one in cast.members if can_be(fact, one) and not one.is_several]
    children = [one for one in others if one.is_child]
    if fact in CHILDS_FACTS and len(children) == 1:
        return children[0]
    old = [one for one in others if one.age is Age.OLD]
    if fact == "老人受虐待" and len(old) == 1:
        return old[0]
    if cast.main in others:
        return cast.main
    return others[0] if len(others) == 1 else None


def can_be(fact: str, member: Member) -> bool:
    """Whether somebody of that age can have a fact; unknown ages can."""
    if fact in OF_WOMEN and member.sex is Sex.MALE:
        return False
    bounds = NEEDS_YOUTH.get(fact)
    if bounds is None:
        return True
    years = member.years
    if years is None:
        if member.age is Age.OLD:
            years = 65
        elif member.age is Age.CHILD:
            years = 8
        elif bounds[0] >= 40:
            return member.age is not Age.OFFSPRING
        else:
            return fact not in CHILDS_FACTS or member.age is not Age.ADULT
    return bounds[0] <= years <= bounds[1]


def household(cast: Cast, found: Mapping[str, Mapping[str, Known]], dead: Sequence[str]) -> Case:
    """Return the living with what is known of each; somebody nothing is known of stays out."""
    people = []
    seen: set[str] = set()
    for member in cast.members:
        known = found.get(member.key, {})
        is_told = any(name != "性别" for name in known)
        if (
            member.key in seen
            or member.key in ("全家", *dead)
            or not (is_told or member is cast.main)
        ):
            continue
        seen.add(member.key)
        people.append(Person(member.name, known))
    left = {name: known for key in dead for name, known in of_the_dead(found.get(key, {}))}
    return Case(tuple(people) or (Person("本人"),), {**left, **found.get("", {})})


GROUPS = {  # who is meant by a word for several, if they are spoken of by themselves
    "父母": ("父亲", "母亲"),
    "夫妻": ("丈夫", "妻子"),
    "外公外婆": ("外公", "外婆", "爷爷", "奶奶"),
}


def shared_out(cast: Cast, known: dict[str, dict[str, Known]]) -> None:
    """Add to each of several what was said of all of them, unless it was said otherwise of them."""
    present = {one.key for one in cast.members}
    for group, keys in GROUPS.items():
        for key in keys if group in known else ():
            if key in present:
                known[key] = {**known[group], **known.get(key, {})}


NEEDS = {  # a day or place of what was not said to have happened is none
    "去世日期": ("亲人去世",),
    "去世地点": ("亲人去世",),
    "非正常死亡": ("亲人去世",),
    "释放日期": ("刑满释放",),
    "受伤日期": ("意外受伤", "工作中受伤"),
    "开业日期": ("在创业",),
    "争议日期": ("劳动争议", "拖欠工资"),
}


def without_cause(known: dict[str, dict[str, Known]]) -> None:
    """Leave out what depends on something that was not said."""
    for facts in known.values():
        if facts.get("已落户") == frozenset({"否"}):
            facts.pop("户籍", None)  # not registered anywhere yet
        for name, causes in NEEDS.items():
            if all(facts.get(cause) != frozenset({"是"}) for cause in causes):
                facts.pop(name, None)


PENSIONS_OF = {
    "职工养老金": "职工养老",
    "居民养老金": "居民养老",
    "机关事业退休金": "机关事业",
}


def of_the_dead(known: Mapping[str, Known]) -> Iterator[tuple[str, Known]]:
    """Yield what of somebody who died matters to the household: 户籍 and which insurance."""
    if "户籍" in known:
        yield "逝者户籍", known["户籍"]
    if "养老保险" in known:
        yield "逝者参保", known["养老保险"]
    elif isinstance(pension := known.get("养老待遇"), frozenset):
        yield "逝者参保", frozenset(PENSIONS_OF[one] for one in pension if one in PENSIONS_OF)
