"""Which stretch of a story is about whom of the household."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.case.mentions import OBLIQUE, OF_WHOM, PAIRS, Mention, find_mentions
from bot.case.numerals import NUMBER
from bot.case.roles import PLACES, Age
from bot.case.roster import Member, Roster

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
LIVES_WITH = re.compile(r"(?:一起|一道|一块)?(?:住|过|生活|在)")


@dataclass(frozen=True)
class Clause:
    """A clause of the story, and who is spoken of in it."""

    start: int
    end: int
    text: str
    mentions: tuple[tuple[Mention, Member | None], ...]  # None is somebody of another household
    subject: Member | None  # whom it is about where it names nobody; None for somebody else's


class Cast(Roster):
    """The people of a story, clause by clause."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.clauses: list[Clause] = []
        self._read()

    def _read(self) -> None:
        mentions = list(find_mentions(self.text))
        carried: Member | None = None
        for start, end in clause_bounds(self.text):
            here = [one for one in mentions if start <= one.start < end and not one.is_modifier]
            self._latest = None
            if not here and ONLY_AGE.fullmatch(self.text[start:end]):
                carried = self._brought_in(start, carried)
            resolved = [(one, self.resolve(one, carried)) for one in here]
            if self.main is None and not (resolved and all(one.speaks for one, _ in resolved)):
                self.the_main()
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
        return spoken[0] if spoken and self.main is None else self.the_main()

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
