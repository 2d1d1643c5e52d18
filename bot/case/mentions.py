"""Where a story speaks of somebody, and in which role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.case.called import BLANK, Called, people_called
from bot.case.roles import (
    ALONE,
    CALLINGS,
    FAMILY,
    FIRST_PERSON,
    OTHERS,
    PLACES,
    PRONOUNS,
    ROLES,
    Age,
    F,
    M,
    Role,
    Sex,
    U,
)
from bot.redaction.surnames import COMMON

# Before a name stands no other word's end: 独居张伯 is Zhang, 外公伯伯 is not.
# Rarer surnames only where nothing but a person can stand: 小鲍自己, 小鲍的.
RARE = "于鲍祝詹庄华申耿裴阮卞霍虞柳甘戚卜饶荣"
SURNAMED = (
    rf"(?<![太那这])(?:[老小阿][{COMMON}](?![一-鿿]?(?:区|镇|街)))(?!师傅|阿姨)"
    rf"|(?<![太那这最大])[老小][{RARE}](?=的|自己|今年|[，,。：:]|\d|[一二三四五六七八九]十)"
)
TITLED = rf"[{COMMON}](?=师傅|阿姨|大爷|大妈|大伯|老伯|伯伯|阿伯|老太|大姐|大哥|大叔|叔叔|阿叔|大婶|婶婶|奶奶|爷爷|阿婆|阿爹|婆婆|先生|女士)"
FAMILIAR = rf"[{COMMON}](?:伯|叔|婶|姨|嫂|爹|老)(?![一-鿿]?[县市区])"
BY_WORD = {word: one for one in (*ROLES, *ALONE, OTHERS, FAMILY) for word in one.words}
WORDS = "|".join(sorted(BY_WORD, key=len, reverse=True))
# A word inside these is no person.
NOT_PEOPLE = (
    r"独生子女|随迁子女|子女|(?<!孤)儿女|父母双亡|老人证|老人卡|残疾人证|残疾人之家|退役军人事务|妇女节|妇女主任|孩子气|老人院|儿童主任|工人日报"
    r"|师傅傅|双职工|职工宿舍|职工医保|职工养老|职工基本|企业职工|职工社保|困难职工|居民养老|老人机|学生证|两口人|单位社保|单位缴|单位交|社区戒毒|社区矫正|社区医院"
    r"|社区食堂|社区康复|出生医学|学校食堂|家庭医生|签约医生|物业费|其他|他人|吉他|老板娘|小姐妹|姐妹|小兄弟|兄弟|妈祖|学生资助|街道办|本街道|本社区|我们|咱们|他们|她们|户主"
    r"|社工(?=打来|来电|转来|留言|转介)|家庭妇女|家庭主妇|少爷|爷们|新娘|娘家|奶娘|娘舅|娘娘腔|老板娘|自己人|公司法|医院确诊|医院诊断|老家|老大难|大家庭|一家公司|一家单位|一家饭店|一家工厂|一家店|一家厂|一家[三四五六二两]口"
    r"|有没有人|没有人|没人|养老|幼儿园|打工人|老公房|托幼|幼儿|亲戚朋友|国家|老小区|老旧|老房|公婆|岳父母|做伴|全家福|小区"
)
MENTION = re.compile(
    rf"(?P<not>{NOT_PEOPLE})|(?P<titled>{TITLED})?(?P<word>{WORDS})|(?P<surnamed>{SURNAMED})"
    rf"|(?P<familiar>{FAMILIAR})|(?P<sex>(?:(?<=岁)|^)[男女](?![一-鿿]))|(?P<pronoun>{'|'.join(PRONOUNS)})"
)
ADDRESSED = re.compile(r"[,!](?:我|伲|俺|麻烦|请问|想问|问)")  # who is spoken to: 阿姐,我爸...
NEVER_MARRIED = re.compile(r"(?:[没未]|没有)(?:讨|娶|找|嫁)(?:过|到|着)?$")  # 一世没讨老婆
QUOTED = re.compile(r"[“「『][^”」』]*[”」』]")  # what somebody says: 我 is not who tells the story
OBLIQUE = re.compile(
    r"(?:在|住|问|求|托|等|去|进|从|向|生了个|生个|到|见|和|跟|带着?|给|靠|照顾|照看|照料|让|叫|帮|找|替|为|把|被|随|陪|与|同|对|骂|打|接|吓得|对着|连|比|砍|追|掐|踢|推|赶|扶|抱|接送)(?:自己)?$"
)
SPEAKS = re.compile(
    r"^(?:也|都|又|就|老是|总|总是|跟人|最近|今天|早上)?(?:说|来讲|来问|来反映|讲|叫|建议|要求|告诉|问|认为|觉得|发现|反映|听说|来说|表示|知道|举报|嫌|劝|替[一-鿿]{1,4}(?:来|问|办|咨询))"
)
ANOTHER_S = re.compile(
    r"(?:邻居|隔壁|对门|楼上|楼下|同事|朋友|亲戚|同学|老板|房东|别人|人家|别家)(?:[那这]一?)?[家户]?(?:[一-鿿]{1,2}家)?的?$"
)


@dataclass(frozen=True)
class Mention:
    """Somebody is spoken of at a place of the story."""

    start: int
    end: int
    text: str
    role: Role
    is_pronoun: bool = False
    is_modifier: bool = False  # of another who is spoken of right after: 老王的女儿
    is_oblique: bool = False  # not the one the clause is about: 和老母亲住
    speaks: bool = False  # what follows is what they say
    surname: str = ""
    also: str = ""  # a relative's name that stands with it: 女儿小雯
    is_name: bool = False
    is_nickname: bool = False  # 小宇, 豆豆


@dataclass(frozen=True)
class Spoken:
    """A stretch that says whom; `also` is the name of a relative: 女儿小雯."""

    start: int
    end: int
    text: str
    role: Role
    is_pronoun: bool = False
    surname: str = ""
    also: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it is somebody's name, rather than what they are to others."""
        return not self.is_pronoun and self.role.key == self.text and self.text not in BY_WORD


def find_mentions(text: str) -> Iterator[Mention]:
    """Yield everybody a text speaks of, in order."""
    found = [one for one in with_names(spoken_of(text), text) if not is_no_mention(text, one)]
    if found and found[0].start == 0 and ADDRESSED.match(text, found[0].end):
        found = found[1:]
    for number, one in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        between = text[one.end : following.start] if following else "，"
        role = OTHERS if is_another_s(one, text) else one.role
        yield Mention(
            one.start,
            one.end,
            one.text,
            role,
            is_pronoun=one.is_pronoun,
            is_modifier=modifies_next(one, following, between),
            is_oblique=bool(OBLIQUE.search(text[max(0, one.start - 4) : one.start])),
            speaks=bool(SPEAKS.match(text[one.end : one.end + 8])),
            surname=one.surname,
            also=one.also,
            is_name=one.is_name,
            is_nickname=one.is_name and not one.surname and len(one.text) == 2,
        )


def spoken_of(text: str) -> list[Spoken]:
    """Return whom a text speaks of, in order: by name, by what they are, or by a pronoun."""
    words = list(MENTION.finditer(text))
    called = [one for one in people_called(text) if not any(is_within(one, word) for word in words)]
    taken = {at for one in called for at in range(one.start, one.end)}
    found = [by_name(one, text[one.start : one.end]) for one in called if not one.is_house]
    quoted = [match.span() for match in QUOTED.finditer(text)]
    people = [
        word
        for word in words
        if not word["not"] and not (word["pronoun"] in FIRST_PERSON and lies_in(word, quoted))
    ]
    found += [by_word(word) for word in people if taken.isdisjoint(range(*word.span()))]
    return sorted(found, key=lambda one: one.start)


def lies_in(word: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a word stands in one of the stretches."""
    return any(start <= word.start() and word.end() <= end for start, end in spans)


def is_within(one: Called, word: re.Match[str]) -> bool:
    """Whether what looks like a name is part of a word that began before it, or names nobody."""
    overlaps = one.start < word.end() and word.start() < one.end
    return overlaps and (bool(word["not"]) or word.start() < one.start)


def by_name(one: Called, words: str) -> Spoken:
    """Return who is called so; their title tells sex and age."""
    if one.is_staff:
        return Spoken(one.start, one.end, words, OTHERS)
    known = BY_WORD.get(one.title)
    sex, age = sex_of(words), age_of(words)
    if known is not None and not known.is_other:
        sex, age = known.sex, known.age
    role = Role(words, (words,), sex, age, is_kin=False)
    return Spoken(one.start, one.end, words, role, surname=one.surname)


def by_word(match: re.Match[str]) -> Spoken:
    """Return whom a word or a pronoun speaks of."""
    start, end = match.span()
    if match["surnamed"] or match["familiar"] or match["titled"]:
        return by_name(named_by(match), match[0])
    word = match["word"] or match["sex"] or match["pronoun"]
    role = BY_WORD.get(word) or Role(word, (word,), sex_of(word), age_of(word), is_kin=False)
    return Spoken(start, end, word, role, is_pronoun=bool(match["pronoun"]))


def named_by(match: re.Match[str]) -> Called:
    """Return a surname with what stands around it, where only the words beside it tell a name."""
    if match["surnamed"]:
        return Called(*match.span(), match[0][1], "")
    surname = match["titled"] or match[0][0]
    return Called(*match.span(), surname, match[0][len(surname) :])


CALLED_SO = re.compile(r"(?:名?叫|名字叫)?")
# What somebody is stands before the name: 盲人按摩师小田, 退休教授朱老师.
WHO_IS = re.compile(r"(?:[一-鿿]{0,3}[师员工手户者])?")


def with_names(found: Sequence[Spoken], text: str) -> Iterator[Spoken]:
    """Yield whom a text speaks of, each together with the name that follows: 女儿小雯, 盲人小田."""
    before: Spoken | None = None
    for one in found:
        if before is not None:
            joined = with_name(before, one, text[before.end : one.start]) if one.is_name else None
            if joined is not None:
                before = joined
                continue
            yield before
        before = one
    if before:
        yield before


def with_name(before: Spoken, one: Spoken, between: str) -> Spoken | None:
    """Return one who is spoken of by what they are and by name; None where those are two people."""
    role = before.role
    if role.is_other or role.is_several or before.is_pronoun or before.is_name:
        return None
    led = CALLED_SO if role.is_kin else WHO_IS
    if not led.fullmatch(between):
        return None
    if role.is_kin or BLANK in one.text:  # a blanked name tells less than 农民工
        return replace(before, end=one.end, also=one.text, surname=one.surname)
    sex, age = one.role.sex or role.sex, role.age
    return replace(one, start=before.start, role=replace(one.role, sex=sex, age=age))


def is_another_s(one: Spoken, text: str) -> bool:
    """Whether it is a relative of somebody outside the household: 隔壁张家的儿子."""
    before = text[: one.start]
    if REPORTED.fullmatch(before) and not OF_MINE.search(text):
        return False  # nobody else is spoken of: the neighbour's child is whom it is about
    is_relative = one.role.is_kin or one.role.age is Age.CHILD
    return is_relative and ANOTHER_S.search(before[-10:]) is not None


OF_MINE = re.compile(r"[我伲](?:家|妈|爸|娘|爷|儿|女|老|们家)")
REPORTED = re.compile(r"(?:[一-鿿]{0,6}[:,])?(?:邻居|隔壁|对门|楼上|楼下)(?:[^,。]{0,3}家)?的?")
PAIRS = ("女儿女婿", "儿子儿媳", "爸爸妈妈", "公公婆婆", "岳父岳母", "丈夫妻子")
OF_WHOM = ("", "的", "家", "家的")


def modifies_next(one: Spoken, following: Spoken | None, between: str) -> bool:
    """Whether somebody is named only to say whose the next one is: 老王的女儿, 孩子爸爸."""
    if following is None or between not in OF_WHOM or following.is_pronoun:
        return False
    if following.role.key in CALLINGS:
        return False  # 他爹环卫工
    is_place = following.text in PLACES and not one.role.is_other
    return one.text + following.text not in PAIRS and not one.role.is_several and not is_place


def is_no_mention(text: str, one: Spoken) -> bool:
    """Whether a word only says what somebody is (是国企职工), or whom they never had."""
    before = text[max(0, one.start - 6) : one.start]
    named = one.role
    if one.is_pronoun or one.is_name or one.text not in BY_WORD:
        return False
    if named.key in ("妻子", "丈夫") and NEVER_MARRIED.search(before):
        return True
    if re.search(r"[没无未][^，,]{0,4}$", before) and named.age in (Age.CHILD, Age.OFFSPRING):
        return re.search(r"(?:没|无|没有|未)(?:有|过|生过|收养过?|生|带)?$", before) is not None
    is_predicate = re.search(r"(?:是|当|做|像|算)[^，,的]{0,4}$", before) is not None
    return is_predicate and not named.is_kin and named.key not in ("孩子", "老人")


def sex_of(words: str) -> Sex:
    """Return what a name or pronoun tells of somebody's sex."""
    if words in PRONOUNS:
        return PRONOUNS[words]
    if words == "男" or words[-1] in "伯叔爹公哥":
        return M
    return F if words == "女" or words[-1] in "婶姨嫂婆姐娘" else U


def age_of(words: str) -> Age:
    """Return what a name tells of somebody's age."""
    return Age.OLD if words[-1] in "伯婆公" else Age.ADULT
