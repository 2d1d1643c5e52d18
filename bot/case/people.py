"""Who is spoken of in a story: the people of the household, and which stretch is about whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from bot.case.mentions import OBLIQUE, OF_WHOM, PAIRS, Mention, find_mentions
from bot.case.numerals import NUMBER, read_number
from bot.case.roles import CALLINGS, FIRST_PERSON, PLACES, Age, Role, Sex, U

NOBODY_NAMED = "本人"
TOO = re.compile(r"也(?:是|有|都|\S{0,2}[岁了])")
AWAY = re.compile(
    r"(?:还|都|也|一直|常年|长期|人)?(?:嫁|调|搬|定居)?[在去到](?!家|读|医院|校|了?\d)"
)
LONG_DEAD = re.compile(r"去世|过世|病逝|病故|离世|身亡|走了(?!.{0,4}音)|没了|不在了|死了|牺牲")
JUST_NOW = re.compile(
    r"昨|今|刚|前天|上个?周|上个?月|上礼拜|上个礼拜|凌晨|半夜|突然|早上|中午|晚上"
)
# Who is gone is spoken of no further: 男的跑了, 儿媳改嫁.
GONE_OFF = re.compile(
    r"(?:早就|早|都|已经|也|就|后来|又|前年|去年|今年)*(?:跑了|跑掉|跑路|不见了|失联|失踪|改嫁|再婚|离家出走|没音讯|没消息|联系不上|不管|不来往"
    r"|坐牢|在坐牢|在服刑|服刑|判刑|被判|被抓|进去了|不认)"
)
# Who looks after somebody the clause does not name looks after the one it is about: 爸爸天天背.
CARES = re.compile(
    r"(?:就|都|只好|天天|每天|一个人|轮流|在家|来|帮忙|辞了工)*(?:背|抱|照顾|照看|照料|服侍|伺候|陪着?|守着|喂饭|看着|接送|照应)着?"
)
TENDING = re.compile(r"^(?:喂|翻身|擦|换尿|端|把屎|服侍|伺候|照顾|照料|照看|照护|抱|扶)")
RESTS_ON = re.compile(r"(?:靠|是|由|让|归|全是|叫)$")
IN_TURN = re.compile(r"轮流|轮着|换着|一个人|天天|每天|天天来|每天来|两个人|在家")
OLD_YEARS = 60
AT_WORK = re.compile(
    r"(?:现在|一直|还|都|就)?(?:在[^,，]{1,6}(?:上班|打工|做|干|工作|干活)|送外卖|送快递|跑(?:网约车|外卖|滴滴|车|运输)"
    r"|打零工|打工|上班|上夜班|开(?:出租|网约车|店|公交|货车|叉车)车?|(?:当|做)[^,，]{1,4}|没工作|没上班|没有工作|在家带[^,，]{1,4}"
    r"|怀孕[^,，]{0,6}|怀着[^,，]{0,6})"
)
ONLY_AGE = re.compile(rf"(?:今年|才|刚|虚岁)?{NUMBER}(?:多|来)?岁?半?(?:了|多|出头)?")
CLAUSE_END = re.compile(r"[，。；！？：,;!?\n…]+|:(?!\d)|(?<!\d)\.(?!\d)")
TAKEN_UP = re.compile(r"照顾|照看|照料|陪|伺候|服侍|(?:都是|全靠|全是|就|由|靠)$")
TENDS = re.compile(r"(?:(?<!着)带|照顾|照看|照料|接送)$")
TAKEN_TO = "做看去上治查学"  # 带孩子做康复 is of the child
TENDED = re.compile(r"(?:照顾|照看|照料|陪着?|伺候|服侍)$")
COMPANION = re.compile(r"(?:和|跟|带着?|随|陪|与|同)$")
GROWN_UP_CHILDREN = 50  # years: whose children work
YOUNG = 22  # years: up to this somebody called 小宇 may be 孩子 in the next clause
LIVES_WITH = re.compile(r"(?:一起|一道|一块)?(?:住|过|生活|在)")


@dataclass
class Member:
    """One of the household, as the story goes on."""

    key: str
    name: str
    sex: Sex = U
    age: Age = Age.UNKNOWN
    is_several: bool = False
    years: float | None = None  # known age, as soon as it was read
    mentions: list[Mention] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # what they are called besides
    surname: str = ""

    @property
    def is_child(self) -> bool:
        """Whether they are under age, as far as is known."""
        if self.years is not None:
            return self.years < 18
        return self.age is Age.CHILD


@dataclass(frozen=True)
class Clause:
    """A clause of the story, and who is spoken of in it."""

    start: int
    end: int
    text: str
    mentions: tuple[tuple[Mention, Member | None], ...]  # None is somebody of another household
    subject: Member | None  # whom it is about where it names nobody; None for somebody else's


class Cast:
    """The people of a story, clause by clause."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.members: list[Member] = []
        self.main: Member | None = None
        self.clauses: list[Clause] = []
        self._carer: Member | None = None  # in the clause before, who looked after another
        self._latest: Member | None = None  # of the clause that is being read
        self._read()

    def _read(self) -> None:
        mentions = list(find_mentions(self.text))
        carried: Member | None = None
        for start, end in clause_bounds(self.text):
            here = [one for one in mentions if start <= one.start < end and not one.is_modifier]
            self._latest = None
            if not here and ONLY_AGE.fullmatch(self.text[start:end]):
                carried = self._brought_in(start, carried)
            resolved = [(one, self._resolve(one, carried)) for one in here]
            if self.main is None and not (resolved and all(one.speaks for one, _ in resolved)):
                self._main()
            subject = self._subject(resolved, carried)
            self.clauses.append(
                Clause(start, end, self.text[start:end], tuple(resolved), carried or self.main)
            )
            self._carer = self._who_cares(resolved)
            carried = subject or carried

    def _brought_in(self, start: int, carried: Member | None) -> Member | None:
        """Return who was named at the end of the clause before an age: 就一个儿子,26岁."""
        if not self.clauses or not self.clauses[-1].mentions:
            return carried
        mention, member = self.clauses[-1].mentions[-1]
        is_known = carried is None or carried.is_several or carried.years is not None
        is_last = start - mention.end <= 1 and member is not None and not member.is_several
        return member if is_known and is_last and not mention.is_pronoun else carried

    def _subject(
        self, resolved: Sequence[tuple[Mention, Member | None]], carried: Member | None
    ) -> Member | None:
        """Return whom the following clause is about if it names nobody."""
        for mention, member in resolved:
            if mention.is_oblique or mention.speaks or member is None:
                continue
            if member is not self.main and self._is_aside(mention, member):
                is_back = carried is member or member.key in ("丈夫", "妻子", "老伴")
                return self.main if is_back else carried
            return self._taken_up(mention, resolved) or member
        return carried

    def _is_aside(self, mention: Mention, member: Member) -> bool:
        """Whether a clause says something of somebody only in passing: 父母五十岁, 儿子在日本."""
        after = re.split(CLAUSE_END, self.text[mention.end :], maxsplit=1)[0]
        if member.is_several or (mention.role.is_kin and TOO.match(after)):
            return True
        if LONG_DEAD.search(after) and not JUST_NOW.search(after):
            return True
        if CARES.fullmatch(after):
            return True
        if GONE_OFF.match(after) and member.age is not Age.OLD:
            return True
        if member.age is Age.OFFSPRING:
            return AWAY.match(after) is not None or self._earns(after)
        return member.key in ("丈夫", "妻子", "老伴") and AT_WORK.fullmatch(after) is not None

    def _earns(self, after: str) -> bool:
        """Whether a clause says no more than that the grown-up child of the main person works."""
        main = self.main
        is_parent = main is not None and (
            main.age is Age.OLD or (main.years or 0) >= GROWN_UP_CHILDREN
        )
        return is_parent and AT_WORK.match(after) is not None

    def _taken_up(
        self, first: Mention, resolved: Sequence[tuple[Mention, Member | None]]
    ) -> Member | None:
        """Return whom a clause goes on to: 老伴照顾她, 老伴瘫痪都是他一个人服侍."""
        for mention, member in resolved:
            before = self.text[first.end : mention.start]
            if mention.start > first.end and mention.is_pronoun and TAKEN_UP.search(before):
                return member
        return None

    def _who_cares(self, resolved: Sequence[tuple[Mention, Member | None]]) -> Member | None:
        """Return who looks after another in a clause: whom 自己 means in the next."""
        if len(resolved) != 2 or resolved[0][0].is_oblique or not resolved[1][0].is_pronoun:
            return None
        between = self.text[resolved[0][0].end : resolved[1][0].start]
        return resolved[0][1] if TENDED.search(between) else None

    def _resolve(self, mention: Mention, carried: Member | None) -> Member | None:
        """Return the person that is meant; None for one outside the household."""
        if mention.role.is_other:
            return None
        if mention.is_pronoun:
            member = self._by_pronoun(mention, carried)
        elif mention.role.key in CALLINGS and (self._latest or (self.main and self.main.mentions)):
            member = self._latest or carried or self._main()
        else:
            member = self._by_word(mention, carried)
        self._latest = member
        member.mentions.append(mention)
        if mention.also:
            member.names.add(mention.also)
        member.surname = member.surname or mention.surname
        if member.years is None and not mention.is_pronoun:
            member.years = self._years_beside(mention)
        return member

    def _years_beside(self, mention: Mention) -> float | None:
        """Return the age that stands right beside a mention."""
        before = re.search(rf"({NUMBER})多?岁的?(?:老|独居)?$", self.text[: mention.start][-10:])
        after = re.match(
            rf"(?:今年|才|快|已经|都|也)?({NUMBER})(?:多?岁(?!就|时|那|开)|(?=了?(?:[,，。;；]|$)))",
            self.text[mention.end :],
        )
        found = after or before
        return read_number(found[1]) if found else None

    def _by_pronoun(self, mention: Mention, carried: Member | None) -> Member:
        """Return whom a pronoun means: the last of that sex, or the one the story is about."""
        if mention.text in ("自己", "本人"):
            return self._latest or self._carer or carried or self._main()
        if mention.text in FIRST_PERSON:
            return self._teller(mention)
        return self._of_sex(mention.role.sex, carried)

    def _teller(self, mention: Mention) -> Member:
        """Return who tells the story: its main person only while nobody else is."""
        if self._main().key == NOBODY_NAMED:
            return self._main()
        known = next((one for one in self.members if one.key == NOBODY_NAMED), None)
        if known is None:
            known = Member(NOBODY_NAMED, NOBODY_NAMED, mention.role.sex, Age.ADULT)
            self.members.append(known)
        return known

    def _of_sex(self, sex: Sex, carried: Member | None) -> Member:
        """Return whom 他 or 她 means: the one the story is about, the one it was just about, the last."""
        if self._is_just_named(carried, sex):
            carried.sex = sex
            return carried
        grown = [one for one in self.members if one.sex is sex and not one.is_several]
        grown = [one for one in grown if not is_teller(one)]
        main = self._main()
        if main in grown:
            return main
        if main.sex is U and not main.is_several and carried not in grown and not is_teller(main):
            main.sex = sex
            return main
        if carried is not None and carried in grown:
            return carried
        if grown:
            return max(grown, key=lambda one: one.mentions[-1].start if one.mentions else -1)
        unknown = [one for one in self.members if one.sex is U and not one.is_several]
        return unknown[0] if unknown else self._somebody_else(sex)

    def _is_just_named(self, carried: Member | None, sex: Sex) -> TypeGuard[Member]:
        """Whether the one whom the clause before was about was called by name, and may be meant."""
        if carried is None or carried.is_several or carried.sex not in (U, sex):
            return False
        return bool(carried.surname) and not carried.mentions[0].role.is_kin

    def _somebody_else(self, sex: Sex) -> Member:
        """Return a person who was never named: the wife of whom only 她老公 is spoken."""
        if self._main().is_several or self._main().sex is U:
            return self._main()
        member = Member(NOBODY_NAMED, NOBODY_NAMED, sex, Age.ADULT)
        self.members.append(member)
        return member

    def _by_word(self, mention: Mention, carried: Member | None) -> Member:
        word = mention.role.key
        known = next((one for one in self.members if one.key == word or word in one.names), None)
        if known is not None and known.years is not None:
            years = self._years_beside(mention)
            if years is not None and years != known.years and mention.role.age is Age.OFFSPRING:
                return self._add(mention)  # another son, another daughter
        if known is None:
            known = self._same_in_other_words(mention, carried)
        if known is not None:
            return known
        return self._add(mention)

    def _same_in_other_words(self, mention: Mention, carried: Member | None) -> Member | None:
        """Return somebody spoken of before who is now called otherwise."""
        word = mention.role
        if mention.surname:
            return self._of_surname(mention)
        if word.key in ("孩子", "女孩", "男孩"):
            children = [
                one
                for one in self.members
                if one.age in (Age.CHILD, Age.OFFSPRING)
                and (one.years is None or one.years < 26)
                and word.sex in (U, one.sex)
            ]
            if len(children) > 1 and carried in children:
                return carried
            children = children or [one for one in self.members if is_called_as_a_child(one)]
            return children[0] if len(children) == 1 else None
        if word.key in ("老人", "老太", "老伯"):
            old = [
                one
                for one in self.members
                if (one.age is Age.OLD or (one.years or 0) >= 60) and word.sex in (U, one.sex, None)
            ]
            return old[0] if len(old) == 1 else None
        main = self.main
        is_offspring = word.key in ("儿子", "女儿")
        if is_offspring and main and main.age is Age.CHILD and main.sex in (U, word.sex):
            return main
        return self._as_children_call_them(word, mention)

    def _of_surname(self, mention: Mention) -> Member | None:
        """Return who was called otherwise by the same surname: 刘桂芳, then 刘阿姨."""
        word = mention.role
        same = [
            one
            for one in self.members
            if one.surname == mention.surname
            and word.sex in (U, one.sex, *([] if one.sex else [word.sex]))
            and {one.name[0], word.key[0]} != {"老", "小"}
        ]
        return same[0] if len(same) == 1 else None

    def _as_children_call_them(self, word: Role, mention: Mention) -> Member | None:
        """爸爸 is the man the story began with, once his child was spoken of; likewise 妈妈."""
        if self.main is None or word.key not in ("父亲", "母亲"):
            return None
        main = self.main
        years = self._years_beside(mention)
        if years is not None and years != main.years:
            return None
        has_child = any(one.age is Age.OFFSPRING and one is not main for one in self.members)
        spouses = {"父亲": ("丈夫",), "母亲": ("妻子",)}[word.key]
        if has_child:
            for one in self.members:
                if one.key in spouses:
                    return one
        is_fit = main.sex is word.sex and (main.years is None or main.years < 60)
        is_fit = is_fit and main.age is not Age.OLD
        if has_child and is_fit and main.key != word.key:
            return main
        return None

    def _add(self, mention: Mention) -> Member:
        word = mention.role
        main = self.main
        if mention.text in ("老大", "老二", "老三") and main is not None and main.age is Age.OLD:
            word = replace(word, age=Age.OFFSPRING)
        same = sum(one.key.rstrip("0123456789") == word.key for one in self.members)
        member = Member(
            word.key + (str(same + 1) if same else ""),
            mention.text,
            word.sex,
            word.age,
            word.is_several,
        )
        if self.main is not None and not self.main.mentions and not word.is_kin:
            self.main.key, self.main.name = word.key, mention.text
            self.main.sex, self.main.age = word.sex, word.age
            return self.main
        self.members.append(member)
        asks_for_another = mention.speaks and word.is_kin
        if self.main is None and not mention.is_oblique and not asks_for_another:
            self.main = member
        return member

    def _main(self) -> Member:
        """Return the one the story is about, though nothing was said of who that is."""
        if self.main is None:
            self.main = Member(NOBODY_NAMED, NOBODY_NAMED, U, Age.ADULT)
            self.members.insert(0, self.main)
        return self.main

    def clause_at(self, place: int) -> Clause:
        """Return the clause in which a place lies."""
        for clause in self.clauses:
            if clause.start <= place < clause.end:
                return clause
        return self.clauses[-1]

    def owner(self, start: int, end: int) -> Member | None:
        """Return who a stretch is about; None when that is nobody of the household."""
        clause = self.clause_at(start)
        before = [pair for pair in clause.mentions if pair[0].end <= start]
        after = [
            pair for pair in clause.mentions if pair[0].start >= end and pair[0].text not in PLACES
        ]
        if after and self._modifies(start, end, after[0][0], before):
            return after[0][1]
        inside = [pair for pair in clause.mentions if start <= pair[0].start and pair[0].end <= end]
        if inside and not before and stands_alone(inside[0][0], start):
            return inside[0][1]
        for mention, member in reversed(before):
            gap = self.text[mention.end : start]
            if mention.speaks or (mention.is_oblique and len(gap) > 3):
                continue
            if mention.text in PLACES or self._is_companion(mention, gap, end):
                continue
            if mention.is_oblique and self._is_no_subject(mention, before, start):
                continue
            return member
        if clause.subject is not None:
            return clause.subject
        spoken = [member for mention, member in after if not mention.is_oblique and member]
        return spoken[0] if spoken and self.main is None else self._main()

    def tended(self, owner: Member | None, start: int, end: int) -> Member | None:
        """Return who is looked after where the owner of the words is who does it: 全靠小顾喂饭."""
        clause = self.clause_at(start)
        before = [mention for mention, _ in clause.mentions if mention.end <= start]
        if not before or not TENDING.search(self.text[start:end]):
            return owner
        lead, gap = self.text[clause.start : before[-1].start], self.text[before[-1].end : start]
        if not (RESTS_ON.search(lead) or IN_TURN.fullmatch(gap)):
            return owner
        others = [
            one for one in (clause.subject, self.main) if one is not None and one is not owner
        ]
        old = [one for one in others if one.age is Age.OLD or (one.years or 0) >= OLD_YEARS]
        return next(iter(old or others), None)

    def owners(self, start: int, end: int) -> list[Member | None]:
        """Return everybody a stretch is about: both of 女儿女婿都…."""
        one = self.owner(start, end)
        before = [pair for pair in self.clause_at(start).mentions if pair[0].end <= start]
        if len(before) < 2 or before[-1][1] is not one:
            return [one]
        names = self.text[before[-2][0].start : before[-1][0].end]
        (first, other), (last, _) = before[-2:]
        is_pair = self.text[first.end : last.start] in ("", "和", "、", "跟", "与")
        is_both = re.match(r"也?(?:都|双双|全|俩|两个)", self.text[last.end : start]) is not None
        is_both = is_both or names in PAIRS
        return [other, one] if is_pair and is_both and other is not None else [one]

    def _is_no_subject(
        self, mention: Mention, before: Sequence[tuple[Mention, Member | None]], start: int
    ) -> bool:
        """Whether somebody is only where or with whom another is: 在公司上班, 她在家带孩子没收入."""
        if mention.role.is_other:
            return True
        if self.text[start] in TAKEN_TO or not TENDS.search(self.text[: mention.start]):
            return False
        return any(one.end < mention.start and not one.is_oblique for one, _ in before)

    def _is_companion(self, mention: Mention, gap: str, end: int) -> bool:
        """Whether somebody is only who another lives with: 跟女儿住在苏州."""
        if not COMPANION.search(self.text[: mention.start]):
            return False
        return (
            LIVES_WITH.match(gap + self.text[end - 4 : end] if gap else self.text[mention.end :])
            is not None
        )

    def _modifies(
        self,
        start: int,
        end: int,
        following: Mention,
        before: Sequence[tuple[Mention, Member | None]],
    ) -> bool:
        """Whether a stretch stands before whom it describes: 三十岁的女儿, 自闭症儿子."""
        between = self.text[end : following.start]
        if not re.fullmatch(
            rf"(?:多|左右)?(?:了?(?:快|近)?{NUMBER}多?(?:年|个月|天)多?)?(?:的?(?:老|小|独居|单身|户籍|男|女)?|的[一-鿿]{{0,3}})",
            between,
        ):
            return False
        if not before:
            return True
        gap = self.text[before[-1][0].end : start]
        of_whom = before[-1][0].is_pronoun or before[-1][0].role.is_other
        if of_whom and gap in OF_WHOM and self.text[end - 1] in "岁旬":
            return True  # 他十岁女儿, 对门八旬阿婆
        return len(gap) > 3 or "的" in between or OBLIQUE.search(gap) is not None


def is_teller(member: Member) -> bool:
    """Whether somebody speaks of themselves: 我 is never 他 or 她."""
    return any(one.text in FIRST_PERSON for one in member.mentions)


def is_called_as_a_child(member: Member) -> bool:
    """Whether somebody is called by a name for children, and may be one: 小宇, 豆豆."""
    is_name = bool(member.mentions) and member.mentions[0].is_nickname and member.name[0] != "阿"
    return is_name and (member.years is None or member.years < YOUNG)


def stands_alone(one: Mention, start: int) -> bool:
    """Whether a word inside what is said is whom it is said of: 老两口一起住."""
    return not one.role.is_kin or (one.role.is_several and one.start == start)


def clause_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a text begin and end."""
    start = 0
    for mark in CLAUSE_END.finditer(text):
        if mark.start() > start:
            yield start, mark.start()
        start = mark.end()
    if start < len(text):
        yield start, len(text)
