"""Where a story speaks of somebody, and in which role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.case.roles import ALONE, FAMILY, OTHERS, PLACES, PRONOUNS, ROLES, Age, F, M, Role, Sex, U
from bot.redaction.surnames import COMMON

# Before a name stands no other word's end: 独居张伯 is Zhang, 外公伯伯 is not.
# Rarer surnames only where nothing but a person can stand: 小鲍自己, 小鲍的.
RARE = "鲍祝詹庄华申耿裴阮卞霍虞柳甘戚卜饶荣"
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
    r"|社区食堂|社区康复|出生医学|学校食堂|家庭医生|签约医生|物业费|其他|他人|吉他|老板娘|姐妹|兄弟|妈祖|学生资助|街道办|本街道|本社区|我们|咱们|他们|她们|户主"
    r"|自己人|公司法|医院确诊|医院诊断|老家|老大难|大家庭|一家公司|一家单位|一家饭店|一家工厂|一家店|一家厂|一家[三四五六二两]口"
    r"|有没有人|没有人|没人|养老|幼儿园|打工人|老公房|托幼|幼儿|亲戚朋友|国家|老小区|老旧|老房|公婆|岳父母|做伴|全家福|小区"
)
MENTION = re.compile(
    rf"(?P<not>{NOT_PEOPLE})|(?P<titled>{TITLED})?(?P<word>{WORDS})|(?P<surnamed>{SURNAMED})"
    rf"|(?P<familiar>{FAMILIAR})|(?P<sex>(?:(?<=岁)|^)[男女](?![一-鿿]))|(?P<pronoun>{'|'.join(PRONOUNS)})"
)
OBLIQUE = re.compile(
    r"(?:在|去|进|从|向|生了个|生个|到|见|和|跟|带着?|给|靠|照顾|照看|照料|让|叫|帮|找|替|为|把|被|随|陪|与|同|对|骂|打|接|吓得|对着|连|比|砍|追|掐|踢|推|赶|扶|抱|接送)(?:自己)?$"
)
SPEAKS = re.compile(
    r"^(?:也|都|又|就|老是|总|总是|跟人|最近)?(?:说|讲|叫|建议|要求|告诉|问|认为|觉得|发现|反映|听说|来说|表示|知道|举报|嫌|劝|替[一-鿿]{1,4}(?:来|问|办|咨询))"
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


def find_mentions(text: str) -> Iterator[Mention]:
    """Yield everybody a text speaks of, in order."""
    found = [match for match in MENTION.finditer(text) if not match["not"]]
    for number, match in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        between = text[match.end() : following.start()] if following else "，"
        start = match.start()
        words = match["word"] or match["surnamed"] or match["familiar"] or match["sex"]
        words = words or match["pronoun"]
        if is_no_mention(text, match):
            continue
        named = BY_WORD.get(words)
        if named is None:
            named = Role(words, (words,), sex_of(words), age_of(words), is_kin=False)
        elif match["titled"]:
            named = titled(match.group(), named)
        elif is_another_s(named, text[:start]):
            named = OTHERS
        yield Mention(
            start,
            match.end(),
            match.group(),
            named,
            is_pronoun=bool(match["pronoun"]),
            is_modifier=modifies_next(named, match, following, between),
            is_oblique=bool(OBLIQUE.search(text[max(0, start - 4) : start])),
            speaks=bool(SPEAKS.match(text[match.end() : match.end() + 8])),
        )


def titled(words: str, named: Role) -> Role:
    """Return who is called by a surname and what people call them: 王阿姨, 陆叔叔."""
    if named.is_other:
        return Role(words, (words,), sex_of(words), age_of(words), is_kin=False)
    return replace(named, is_kin=False)


def is_another_s(named: Role, before: str) -> bool:
    """Whether it is a relative of somebody outside the household: 隔壁张家的儿子."""
    is_relative = named.is_kin or named.age is Age.CHILD
    return is_relative and ANOTHER_S.search(before[-10:]) is not None


PAIRS = ("女儿女婿", "儿子儿媳", "爸爸妈妈", "公公婆婆", "岳父岳母", "丈夫妻子")


def modifies_next(
    named: Role, match: re.Match[str], following: re.Match[str] | None, between: str
) -> bool:
    """Whether somebody is named only to say whose the next one is: 老王的女儿, 孩子爸爸."""
    if following is None or between not in ("", "的") or following["pronoun"]:
        return False
    is_place = following["word"] in PLACES and not named.is_other
    return match.group() + following.group() not in PAIRS and not named.is_several and not is_place


def is_no_mention(text: str, match: re.Match[str]) -> bool:
    """Whether a word only says what somebody is (是国企职工), or whom they never had."""
    before = text[max(0, match.start() - 6) : match.start()]
    named = BY_WORD.get(match["word"] or "")
    if named is None:
        return False
    if re.search(r"[没无未][^，,]{0,4}$", before) and named.age in (Age.CHILD, Age.OFFSPRING):
        return re.search(r"(?:没|无|没有|未)(?:有|过|生过|收养过?|生|带)?$", before) is not None
    is_predicate = re.search(r"(?:是|当|做|像|算)[^，,的]{0,4}$", before) is not None
    return is_predicate and not named.is_kin and named.key not in ("孩子", "老人")


def sex_of(words: str) -> Sex:
    """Return what a name or pronoun tells of somebody's sex."""
    if words in PRONOUNS:
        return PRONOUNS[words]
    if words == "男" or words[-1] in "伯叔爹":
        return M
    return F if words == "女" or words[-1] in "婶姨嫂" else U


def age_of(words: str) -> Age:
    """Return what a name tells of somebody's age."""
    return Age.OLD if words.endswith("伯") else Age.ADULT
