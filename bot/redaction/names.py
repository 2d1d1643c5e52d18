"""Personal names, by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.redaction.full_names import full_names
from bot.redaction.lexicon import lexicon
from bot.redaction.numbers import apart
from bot.redaction.shadow import Span
from bot.redaction.surnames import (
    COMMON,
    COMPOUND,
    FOLLOW,
    GIVEN,
    NOT_NAMES,
    RARE_SURNAMES,
    SURNAMES,
    TITLES,
    WORD_ENDS,
    WORDY_SURNAMES,
)
from bot.redaction.tagged_names import tagged_names

HAN = "[\u4e00-\u9fff]"
SURNAME = rf"(?:{COMPOUND}|[{SURNAMES}])"
ALONE = re.compile(rf"[{RARE_SURNAMES}{WORDY_SURNAMES}]{HAN}{{1,2}}(?!{HAN})")
NO_NAME = re.compile(NOT_NAMES)
SURNAME_HERE = re.compile(SURNAME)
# Rarer surnames before a title: where no word can have begun before them.
RARE_HERE = re.compile(
    "[舒项席娄莫狄贝茅庞栾戎符索卓蒙乔闻莘贡劳姬郏茹宦艾敖訾竺晁岑湛禹郎柏冼粟檀佴匡燕戈鞠巢蒯逯易]|"
    r"(?:(?<![\u4e00-\u9fff])|(?<=[们的是找叫问请跟给让])|(?<=[楼上下隔壁对门主][上下壁门东]))"
    rf"(?!伯伯)(?:[{RARE_SURNAMES}](?<![公母由来用从对经明全相别有])|[单解查区](?!公公|护士|主任|书记|民警|警官|法官|律师|经理|会计|老板|社工))"
)
MIDDLE_DOT = re.compile(rf"{HAN}{{2,7}}[·•・.]{HAN}{{2,8}}")

# 「王某」, 「李某某」, 「张某甲」; not 「于某种」.
SOMEBODY = re.compile(
    rf"({SURNAME}(?:某(?:某|[甲乙丙丁]|[\u4e00-\u9fff](?=[的在说,。、与和]))?|[xX×*]{{1,2}}|[Xx]某)|(?:张三|李四|王五)(?![等个份张]))"
    r"(?![种些个一项类天年月日地处次条段方社街单小区县市省公企部机\dA-Za-z])"
)
TITLED = re.compile(rf"({TITLES})(?!费|资格|职称|证|工作站|办公|热线)")
NICKNAME = re.compile(rf"[小老]({COMPOUND}|[{COMMON}]|[{SURNAMES}](?=呀|讲|说|,|同志|家))")
HOUSEHOLD = re.compile(rf"(?:对门|楼上|楼下|隔壁|邻居)({SURNAME})(?=家)")
SURNAMED = re.compile(
    rf"(?<!百)姓({SURNAME}(?=[的,。、 ;:!?)]|是|她|他|那|这|老|大|阿|女|男|$)"
    r"|(?<![同随改双复跟]姓)[\u4e00-\u9fff](?<![名氏什啥的谁吗呢吧])(?=[,。;]|的[那人这]|$))"
)

# Behind a label any characters make a name.
LABEL = re.compile(
    r"(?:(?<!真实)姓名|(?<!签)名字|名单|人员|领取人|参加人|大名|全名|真名|曾用名|小名|户主|当事人|申请人|被申请人|投诉人|来访人|来电人|求助人|报警人|举报人|上访人|诉求人|联系人|经办人|监护人|委托人|代办人|受托人|服务对象|案主|户名|持卡人|收款人|患者|死者|逝者|学生|家长|甲方|乙方|丙方|车主|家属|收件人|收货人|寄件人|代理人|报案人|受害人|嫌疑人|违法行为人|父|母|夫|妻|子|女|居民|老人|业主|租客|房东|承租人|出租人|残疾人|低保对象|签名)"
    r"(?:姓名|名字)?[ ]?(?:叫做?|名叫|叫作|[:=]|是[ :])[ :\"“「]{0,3}"
    r"|(?:名叫|名字叫|名字是|姓名是|名为|化名|我叫|他叫|她叫|俚叫|伊叫|人叫|爷叔叫|老人叫|阿姨叫|阿婆叫|的叫|小囡叫|孩子叫|儿子叫|女儿叫|老公叫|老婆叫|爱人叫|丈夫叫|妻子叫|妈妈叫|爸爸叫|母亲叫|父亲叫|妈叫|爸叫|老伴叫|孙子叫|孙女叫|妹妹叫|姐姐叫|弟弟叫|哥哥叫|宝宝叫|小朋友叫|学生叫|男的叫|女的叫|本名)[ :\"“「]{0,3}"
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
    found += [*labelled(text), *full_names(text), *tagged_names(text)]
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
    surname = SURNAME_HERE.match(text, start, end) or RARE_HERE.match(text, start, end)
    if surname is None or ends_word(text, start) or NO_NAME.match(text, start):
        return False
    given = text[surname.end() : end]
    return len(given) <= 2 and all(sign in GIVEN for sign in given)


def nicknames(text: str) -> Iterator[Span]:
    """Yield the surname of 「小李」 and 「老王」, where no word goes on behind it."""
    for match in NICKNAME.finditer(text):
        after = text[match.end() : match.end() + 1]
        free = not after or after in FOLLOW or after in "你您" or not re.match(HAN, after)
        if free and not NO_NAME.match(text, match.start(1)) and not goes_on(text, match.start()):
            yield match.span(1)


PLAIN_NICKNAMES = re.compile(
    r"[小老](?:金库|[康米]家|高|方|路|马|包|田|叶|龙|石|毛|周岁|熊|江|夏|段|万|钱|任|严|孔|顾|武|雷|程|孟)(?![呀啊,。说讲家的来在打是和跟去问要把被今昨也就阿师同])"
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
        end = dotted.end() if dotted else name_end(text, start)
        if end is not None:
            yield start, end


def name_end(text: str, start: int) -> int | None:
    """Return where the full name that begins here ends, whatever its characters."""
    surname = SURNAME_HERE.match(text, start)
    if NO_NAME.match(text, start):
        return None
    if surname is None:
        return rare_name_end(text, start)
    first = surname.end()
    if not is_given(text, first) or TITLED.match(text, first):
        return None
    if is_last(text, first + 1):
        return first + 2
    alone = text[first : first + 1] not in RARELY_LAST
    return first + 1 if alone and is_end(text, first + 1) else None


def rare_name_end(text: str, start: int) -> int | None:
    """Return where a name of a rarer surname ends that is all that stands behind a label."""
    whole = ALONE.match(text, start)
    return None if whole is None or whole[0] in lexicon().words else whole.end()


def is_given(text: str, at: int) -> bool:
    """Tell whether the character can stand in a given name."""
    sign = text[at : at + 1]
    return bool(re.match(HAN, sign)) and sign not in NEVER


def is_last(text: str, at: int) -> bool:
    """Tell whether the character is a name's second given one, rather than the sentence's next."""
    sign = text[at : at + 1]
    if sign in FOLLOW:
        return sign in GIVEN and sign not in RARELY_LAST and is_end(text, at + 1)
    return is_given(text, at)


def is_end(text: str, at: int) -> bool:
    """Tell whether a name can end before this character."""
    sign = text[at : at + 1]
    return sign in FOLLOW or not re.match(HAN, sign)


RARELY_LAST = frozenset("阿一女家来老阿有年一两三四五六七八九十上下里向岁多少才")
NEVER = frozenset("的是在了么什吗呢吧啊们这那哪谁就也都不没把被给让要有人个为")
