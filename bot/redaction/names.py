"""Personal names, by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.redaction.full_names import full_names
from bot.redaction.leads import RELATIONS
from bot.redaction.numbers import apart
from bot.redaction.shadow import MASK, Span
from bot.redaction.surnames import (
    COMMON,
    COMPOUND,
    FOLLOW,
    GIVEN,
    NOT_NAMES,
    SURNAMES,
    TITLES,
    WORD_ENDS,
)

HAN = "[\u4e00-\u9fff]"
SURNAME = rf"(?:{COMPOUND}|[{SURNAMES}])"
NO_NAME = re.compile(NOT_NAMES)
SURNAME_HERE = re.compile(SURNAME)
MIDDLE_DOT = re.compile(rf"{HAN}{{2,7}}[·•・.]{HAN}{{2,8}}")

# 「王某」, 「李某某」, 「张某甲」; not 「于某种」.
SOMEBODY = re.compile(
    rf"({SURNAME}(?:某(?:某|[甲乙丙丁]|[\u4e00-\u9fff](?=[的在说,。、与和]))?|[xX×*]{{1,2}}|[Xx]某)|(?:张三|李四|王五)(?![等个份张]))"
    r"(?![种些个一项类天年月日地处次条段方社街单小区县市省公企部机\dA-Za-z])"
)
TITLED = re.compile(rf"({TITLES})(?!费|资格|职称|证|工作站|办公|热线)")
NICKNAME = re.compile(rf"[小老]({COMPOUND}|[{COMMON}]|[{SURNAMES}](?=呀|讲|说|,|同志))")
HOUSEHOLD = re.compile(rf"(?:对门|楼上|楼下|隔壁|邻居)({SURNAME})(?=家)")
SURNAMED = re.compile(rf"(?<!百)姓({SURNAME})(?=[的,。、 ;:!?)]|是|她|他|那|这|老|大|阿|女|男|$)")

# Behind a label any characters make a name; behind a relation only those that names are made of.
LABEL = re.compile(
    r"(?:(?<!真实)姓名|(?<!签)名字|名单|人员|领取人|参加人|大名|全名|真名|曾用名|小名|户主|当事人|申请人|被申请人|投诉人|来访人|来电人|求助人|报警人|举报人|上访人|诉求人|联系人|经办人|监护人|委托人|代办人|受托人|服务对象|案主|户名|持卡人|收款人|患者|死者|逝者|学生|家长|居民|老人|业主|租客|房东|承租人|出租人|残疾人|低保对象|签名)"
    r"(?:姓名|名字)?[ ]?(?:叫做?|名叫|叫作|[:=]|是[ :])[ :\"“「]{0,3}"
    r"|(?:名叫|名字叫|名字是|姓名是|名为|化名|我叫|他叫|她叫|俚叫|伊叫|人叫|爷叔叫|老人叫|阿姨叫|阿婆叫|的叫|小囡叫|孩子叫|儿子叫|女儿叫|老公叫|老婆叫|爱人叫|丈夫叫|妻子叫|妈妈叫|爸爸叫|母亲叫|父亲叫|妈叫|爸叫|老伴叫|孙子叫|孙女叫|妹妹叫|姐姐叫|弟弟叫|哥哥叫|宝宝叫|小朋友叫|学生叫|男的叫|女的叫|本名)[ :\"“「]{0,3}"
)
ROLE = re.compile(
    rf"(?:{RELATIONS})"
    r"(?:的|家的|家|是|叫|[ :,(\"“「])?"
)
# Behind plain verbs only the commonest surnames begin a name.
VERB = re.compile(
    r"那个|这个|我|的|了|社区|街道|找|帮|替|给|和|跟|与|陪|关于|反映|把|被|请|问|是|劝|到|去|看|约|送|照顾|通知|联系|为|让|对"
)
COMMON_HERE = re.compile(rf"{COMPOUND}|[{COMMON}]")
SURNAME_AFTER_BLANK = re.compile(rf"{MASK}[ ,]({SURNAME})(?=$|[ ,。\n])")
AFTER_BLANK = re.compile(rf"{MASK}(?:[、,/ ]|和|与|跟|及|以及|、和)")
SENTENCE_START = re.compile(r"(?:^|(?<=[\n,。;:!?、()\[\]\"“”「」 ]))(?=[\u4e00-\u9fff])")
BEFORE_DETAILS = re.compile(
    rf"[ ]?[,(:、]?[ ]?(?:{MASK}|[跟和与]{MASK}|男[ ,、)]|女[ ,、)]|\d{{2}}岁|今年\d|[一二三四五六七八九]十[一二三四五六七八九]?岁|身份证|电话|手机|联系电话|联系方式|家?住|现住|住址|户籍|户口|出生|生于|生日)"
)
PARTICULARS = re.compile(
    rf"[ ]?[(:]?{MASK}|的?(?:身份证|护照|手机号|电话号|户口本|户口簿|残疾证|医保卡|社保卡|银行卡|卡号|联系电话|低保证|病历|住址|家属|遗产|房子|监护人|老公|老婆|儿子|女儿|妈妈|爸爸|母亲|父亲)"
)
BARE_FOLLOW = re.compile(
    r"[,。;!?)、]|(?:屋|又|来|说|在|家|的|今年|是|住|昨|今|上周|上个月|前|去|去世|反映|想|要|申请|因|患|没|被|把|跟|和|、|与|要求|失业|生病|摔|打电话|拒绝|同意|签|户|两口|夫妻|夫妇|一家|老两口)"
)


def names(text: str) -> Iterator[Span]:
    """Yield personal names, without the titles that stand with them."""
    found = [
        *spans(SOMEBODY, text),
        *titled(text),
        *nicknames(text),
        *spans(SURNAMED, text),
        *spans(HOUSEHOLD, text),
    ]
    found += labelled(text)
    found += related(text)
    found += [*bare(text), *before_particulars(text), *full_names(text)]
    return apart([span for span in found if not ends_word(text, span[0])])


def spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Yield the spans of a pattern's group."""
    for match in pattern.finditer(text):
        yield match.span(1)


def ends_word(text: str, at: int) -> bool:
    """Tell whether what looks like a surname is the end of a word that began before it."""
    return at > 0 and at < len(text) and text[at - 1] in WORD_ENDS.get(text[at], "")


def titled(text: str) -> Iterator[Span]:
    """Yield the names before a title: 「王」 or 「王秀英」 of 「王秀英阿姨」."""
    for match in TITLED.finditer(text):
        end = match.start()
        for length in (4, 3, 2, 1):
            start = end - length
            if start >= 0 and is_titled_name(text, start, end):
                yield start, end
                break


def is_titled_name(text: str, start: int, end: int) -> bool:
    """Tell whether the characters before a title are a name."""
    surname = SURNAME_HERE.match(text, start, end)
    if surname is None or ends_word(text, start) or NO_NAME.match(text, start):
        return False
    given = text[surname.end() : end]
    return len(given) <= 2 and all(sign in GIVEN for sign in given)


def nicknames(text: str) -> Iterator[Span]:
    """Yield the surname of 「小李」 and 「老王」, where no word goes on behind it."""
    for match in NICKNAME.finditer(text):
        after = text[match.end() : match.end() + 1]
        free = not after or after in FOLLOW or not re.match(HAN, after)
        if free and not NO_NAME.match(text, match.start(1)) and not goes_on(text, match.start()):
            yield match.span(1)


PLAIN_NICKNAMES = re.compile(
    r"[小老](?:金库|高|方|路|马|包|田|叶|龙|石|毛|周岁|熊|江|夏|段|万|钱|任|严|孔|顾|武|雷|程|孟)(?![呀啊,。说讲家的来在打是和跟去问要把被今昨也就阿师同])"
    r"|[小老]孙(?=[子女辈])|[小老]马路|[小老]叶|[小老]毛病|[小老]方子|大小[\u4e00-\u9fff]|老(?:房|路|城)"
)


def goes_on(text: str, at: int) -> bool:
    """Tell whether 「小…」 or 「老…」 is a word."""
    before = text[at - 1 : at] if at else ""
    return (
        before in tuple("大从年衰养敬尊孤扶助幼最缩") or PLAIN_NICKNAMES.match(text, at) is not None
    )


def labelled(text: str) -> Iterator[Span]:
    """Yield the names behind a label: 「姓名：…」, 「名叫…」."""
    for match in LABEL.finditer(text):
        start = match.end()
        dotted = MIDDLE_DOT.match(text, start)
        end = dotted.end() if dotted else name_end(text, start, strict=False)
        if end is not None:
            yield start, end


def related(text: str) -> Iterator[Span]:
    """Yield the names behind a role or a relation, and behind a name and a comma."""
    for pattern in (ROLE, AFTER_BLANK, VERB):
        for match in pattern.finditer(text):
            if pattern is VERB and not COMMON_HERE.match(text, match.end()):
                continue
            end = name_end(text, match.end(), strict=True)
            if end is not None:
                yield match.end(), end


def bare(text: str) -> Iterator[Span]:
    """Yield names at the start of a clause that particulars or a verb follow."""
    for match in SENTENCE_START.finditer(text):
        start = match.start()
        end = name_end(text, start, strict=True)
        if end is None:
            continue
        if BEFORE_DETAILS.match(text, end) or (end - start > 2 and BARE_FOLLOW.match(text, end)):
            yield start, end


def before_particulars(text: str) -> Iterator[Span]:
    """Yield full names in front of what they own: 「王秀英的身份证」, 「李伟 138…」."""
    for match in PARTICULARS.finditer(text):
        end = match.start()
        for length in (4, 3, 2):
            start = end - length
            if start < 0 or not (length > 2 or COMMON_HERE.match(text, start)):
                continue
            surname = SURNAME_HERE.match(text, start)
            if surname and surname.end() < end and is_titled_name(text, start, end):
                yield start, end
                break


def name_end(text: str, start: int, *, strict: bool) -> int | None:
    """Return where the full name that begins here ends; strict: only of characters names have."""
    surname = SURNAME_HERE.match(text, start)
    if surname is None or NO_NAME.match(text, start):
        return None
    first = surname.end()
    if not is_given(text, first, strict=strict) or TITLED.match(text, first):
        return None
    if is_last(text, first + 1, strict=strict):
        return first + 2
    alone = text[first : first + 1] not in RARELY_LAST
    return first + 1 if alone and is_end(text, first + 1) else None


def is_given(text: str, at: int, *, strict: bool) -> bool:
    """Tell whether the character can stand in a given name."""
    sign = text[at : at + 1]
    return sign in GIVEN if strict else bool(re.match(HAN, sign)) and sign not in NEVER


def is_last(text: str, at: int, *, strict: bool) -> bool:
    """Tell whether the character is a name's second given one, rather than the sentence's next."""
    sign = text[at : at + 1]
    if sign in FOLLOW:
        return sign in GIVEN and sign not in RARELY_LAST and is_end(text, at + 1)
    return is_given(text, at, strict=strict)


def is_end(text: str, at: int) -> bool:
    """Tell whether a name can end before this character."""
    sign = text[at : at + 1]
    return sign in FOLLOW or not re.match(HAN, sign)


RARELY_LAST = frozenset("阿一女家来老阿有年一两三四五六七八九十上下里向岁多少才")
NEVER = frozenset("的是在了么什吗呢吧啊们这那哪谁就也都不没把被给让要有人个为")
