"""Who in a story is called by a name: 老韦, 殷阿婆, 施某, 小宇, 豆豆, and names that were blanked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from bot.redaction import Kind
from bot.redaction.lexicon import lexicon
from bot.redaction.names import names
from bot.redaction.surnames import COMPOUND, FOLLOW, GIVEN, SURNAMES

BLANKED = re.compile(re.escape(Kind.NAME.token))
BLANK = Kind.NAME.token[0]
# Who serves the household rather than belongs to it: 王主任, 张医生.
STAFF = (
    "主任|书记|医生|大夫|护士长?|民警|警官|法官|律师|经理|会计|网格员|组长|队长|校长|院长|所长|站长"
    "|科长|老板|社工|医师|督导|楼长|园长|班长"
)
TITLE = (
    "老大爷|老爹爹?|老头子?|老奶奶|老妈妈|老太太|老太婆|老太|老先生|老爷子|老伯伯?|老人|老汉|大爷|大妈|大娘|大伯|大叔|大姐|大哥|大嫂|大婶"
    "|阿太|阿奶|阿伯|阿叔|阿姨|阿婆|阿爹|阿公|伯伯|叔叔|爷叔|婶婶|奶奶|爷爷|好婆|婆婆|先生|女士|小姐|同志|师傅|同学|[伯叔婶姨嫂爹婆公哥姐娘氏]|头(?=[二三四五六七八九\\d,。今是的有])"
)
STAFF_BEHIND = re.compile(rf"(?:{STAFF})")
# A teacher of a child of the household; else 许老师 is somebody who was one.
OF_A_SCHOOL = re.compile(
    r"(?:学校|学堂|幼儿园|托班|班上|班里|年级|主任|班主任|任课|辅导|补习班|康复)的?$"
)
TEACHER = re.compile("老师")
TITLE_BEHIND = re.compile(rf"(?:{TITLE}|老师)")
BEHIND = re.compile(rf"(?:{TITLE}|[虚周]岁|[爸妈爷奶属]|外[婆公]|老师)")  # a given name
NO_PART = re.compile(r"家|夫妻|夫妇|两口|母子|母女|父子|父女|某")  # of a name: 老姚夫妻, 王家小子
SPOUSE = re.compile("老[公婆伴]")
NOT_OLD = frozenset("大最年养敬尊孤助太")  # before 老 and 小
SOMEBODY = re.compile("某{1,2}")
SURNAME = re.compile(rf"(?:{COMPOUND}|[{SURNAMES}])")
# A given name stands free, or behind whose it is: 儿子小宇.
NICKNAME = re.compile(r"[小阿][一-鿿]|([一-鿿])\1")
LED_TO = re.compile(
    r"(?:儿子?|女儿?|孙子|孙女|外甥女?|老公|老婆|丈夫|妻子?|弟弟?|妹妹?|哥哥?|姐姐?|孩子|老伴|爱人"
    r"|父亲?|母亲?|[爸妈爷]|叫|[大二]宝|男|女|[一独长次幼]子|居民|老人|户主|户|隔壁|对门|楼[上下]|[幢室楼号]|[人员工者师主][:]?|[的是和跟与到找对帮给替让来])$"
)
# Behind 小 and 阿, or said twice, these name nobody: 小区, 阿姨, 月月.
NO_GIVEN = frozenset(
    "区孩学时心工店囡囝朋事车摊伙组吃票额便腿脑肠巷镇本微费年型升初高幼中子姐妹弟哥儿女男人狗猫"
    "姨婆爹伯妈爸公叔婶嫂娘爷拉胶里是有无会可要月日天处家户次步方声"
)
SOUNDS = frozenset(
    ["豆豆", "果果", "糖糖", "朵朵", "毛毛", "妞妞", "乐乐", "贝贝", "蛋蛋", "球球", "圆圆", "点点"]
)
SELDOM = -13.0  # a nickname that is used more often as a word (logarithm of its share) is a word


@dataclass(frozen=True)
class Called:
    """A stretch of a story that is what somebody is called; `surname` is "" where none is said."""

    start: int
    end: int
    surname: str
    title: str
    is_staff: bool = False
    is_house: bool = False  # only whose home it is: 宋家


def people_called(text: str) -> Iterator[Called]:
    """Yield who is called by a name, in order; titles and 老, 小, 阿 belong to what they are called."""
    found = sorted({*names(text), *blanked(text), *nicknames(text)})
    at = 0
    for start, end in found:
        if SPOUSE.match(text, start - 1):
            continue  # 老公小孟: no name begins in it
        one = whole(text, start, end)
        if one.start < at or text[:start].endswith("姓") or not can_be_meant(text, one):
            continue
        at = one.end
        yield one


def without_names(words: str) -> str:
    """Return what somebody is called with the name blanked, nicknames too; titles stay."""
    for one in reversed(list(people_called(words))):
        if BLANK not in words[one.start : one.end]:
            words = f"{words[: one.start]}{Kind.NAME.token}{one.title}{words[one.end :]}"
    return words


def can_be_meant(text: str, one: Called) -> bool:
    """Whether a name may stand there: behind no other word, unless it has a title or leads to it."""
    if one.title or len(one.surname) == one.end - one.start or text[one.start] in f"老小阿{BLANK}":
        return True
    if text[one.end - 1] == "某":
        return True
    return not is_han(text[: one.start][-1:]) or LED_TO.search(text[: one.start][-4:]) is not None


def whole(text: str, start: int, end: int) -> Called:
    """Return what somebody is called, from the name alone."""
    surname = SURNAME.match(text, start, end)
    if surname and (TITLE_BEHIND.match(text, surname.end()) or NO_PART.match(text, surname.end())):
        end = surname.end()  # 许伯今早, 老姚夫妻: a name of three characters was seen in it
    is_led = (
        bool(start) and text[start - 1] in "老小阿" and text[start - 2 : start - 1] not in NOT_OLD
    )
    if is_led and (surname or text[start] == BLANK):
        start -= 1
    family = surname[0] if surname else ""
    if staff := staff_behind(text, start, end):
        return Called(start, staff.end(), family, staff[0], is_staff=True)
    some = SOMEBODY.match(text, end)
    end = some.end() if some else end
    title = TITLE_BEHIND.match(text, end)
    called = Called(start, title.end() if title else end, family, title[0] if title else "")
    return replace(called, is_house=text[called.end :].startswith("家"))


def staff_behind(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the title of one who serves the household."""
    teacher = TEACHER.match(text, end) if OF_A_SCHOOL.search(text[:start]) else None
    return teacher or STAFF_BEHIND.match(text, end)


def blanked(text: str) -> Iterator[tuple[int, int]]:
    """Yield names that were blanked before the story came here."""
    for match in BLANKED.finditer(text):
        yield match.span()


def nicknames(text: str) -> Iterator[tuple[int, int]]:
    """Yield given names behind 小 and 阿, and said twice: 小宇, 阿强, 豆豆."""
    for match in NICKNAME.finditer(text):
        start, end = match.span()
        is_led_to = not is_han(text[:start][-1:]) or LED_TO.search(text[:start][-4:])
        is_over = not is_han(text[end : end + 1]) or text[end] in FOLLOW or BEHIND.match(text, end)
        if is_led_to and is_over and is_nickname(match[0]):
            yield start, end


def is_han(sign: str) -> bool:
    """Whether a character is Chinese; none is not."""
    return "一" <= sign <= "鿿"


@cache
def is_nickname(name: str) -> bool:
    """Whether two characters name somebody, and are no word."""
    known = lexicon()
    if name in known.field or known.words.get(name, -math.inf) > SELDOM:
        return False
    return name[1] in GIVEN - NO_GIVEN or name in SOUNDS
