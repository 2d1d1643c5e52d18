"""Numbers and signs that lead to a person: identity, telephone, card, permit, plate, account.

Every pattern's length is bounded, so that a text is read in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from bot.redaction.shadow import Span

GAP = r"[ .·-]{0,2}"  # what people put between digits
IS = r"(?:号码|号|账号|帐号|ID|id)?(?:后来)?(?:是|为|叫|写的?)?[ :=,(\"“「]{0,3}"


def spaced(*signs: str) -> str:
    """Return the pattern of signs with gaps between."""
    return GAP.join(signs)


def digits(least: int, most: int) -> str:
    """Return the pattern of so many digits with gaps between."""
    return rf"\d(?:{GAP}\d){{{least - 1},{most - 1}}}"


REGION = (r"[1-8]", *[r"\d"] * 5)
MONTH_AND_DAY = rf"(?:0{GAP}[1-9]|1{GAP}[0-2]){GAP}(?:0{GAP}[1-9]|[12]{GAP}\d|3{GAP}[01])"
CENTURY = rf"(?:1{GAP}[89]|2{GAP}0)"
CHECK_SIGN = r"[\dXx×ⅩхХ*]"
LONG_IDENTITY = spaced(
    *REGION, CENTURY, r"\d", r"\d", MONTH_AND_DAY, r"\d", r"\d", r"\d", CHECK_SIGN
)
# A disability card's number is the identity number with the kind and grade behind it.
IDENTITY = re.compile(rf"(?<![\dA-Za-z])({LONG_IDENTITY})(?:{GAP}\d{GAP}\d)?(?![\dA-Za-z])")
OLD_IDENTITY = spaced(*REGION, r"\d", r"\d", MONTH_AND_DAY, r"\d", r"\d", r"\d")
SHORT_IDENTITY = re.compile(rf"(?<![\dA-Za-z]){OLD_IDENTITY}(?!\d)")
# With the word before it a number counts although digits are wrong, missing or hidden.
NAMED_IDENTITY = re.compile(
    r"(?:身份证|身分证|身份号|公民身份|证件|sfz|SFZ)[^\d\n\0]{0,8}?"
    rf"((?<![\dA-Za-z])\d(?:{GAP}[\d*xX×]){{13,19}})(?![\dA-Za-z])"
)
CHINESE_DIGIT = "[零〇幺一二三四五六七八九两洞拐]"
SPOKEN_IDENTITY = re.compile(
    rf"(?<!{CHINESE_DIGIT}){CHINESE_DIGIT}(?:[ ,]?{CHINESE_DIGIT}){{16}}[ ,]?(?:{CHINESE_DIGIT}|[Xx]|叉)"
)

CARD = re.compile(rf"(?<![\dA-Za-z])\d(?:{GAP}\d){{15,18}}(?![\dA-Za-z])")
DIGIT_END = re.compile(r"\d(?!\d)")
NAMED_CARD = re.compile(
    r"(?:银行卡|卡号|账号|帐号|账户|帐户|存折|社保卡|工资卡|建行|工行|农行|中行|交行|邮政|农商行|苏州银行)"
    rf"[^\d\n\0]{{0,8}}?({digits(12, 21)})(?!\d)"
)
CARD_LENGTHS = range(16, 20)
CHINESE_CARD = "62"

MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\((?:\+|00)?86\)|(?:\+[ ]?|00)?86){GAP})?1{GAP}[3-9](?:{GAP}[\d*]){{9}}(?:(?!\d)|(?=\d{{1,2}}[.、][\u4e00-\u9fff]))"
    rf"|(?<![\dA-Za-z])\+\d{{1,3}}[ -]?\d(?:[ -]?\d){{6,12}}(?!\d)"
    rf"|(?<!{CHINESE_DIGIT})[一幺][ ,]?[三四五六七八九](?:[ ,]?{CHINESE_DIGIT}){{9}}(?!{CHINESE_DIGIT})"
)
EXTENSION = r"(?:[ ,(]?(?:转|分机号?|-|#|ext\.?)[ :]?\d{1,6}\)?)?"
AREA = r"(?:010|02\d|0[3-9]\d{2})"
HOTLINE = rf"(?!(?:{AREA}[ -]?)?(?:[48]00[ -]?\d{{3}}[ -]?\d|9[56]\d{{3,6}}(?!\d)|1(?:00|1|2)\d{{1,3}}(?!\d)|12345))"
LANDLINE = re.compile(
    rf"(?<![\d.])(?:\((?:\+?86[ -]?)?{AREA}\)|(?:\+?86[ -]?)?{AREA})[ -]{{0,2}}[2-8]\d{{2,3}}[ -]?\d{{4}}{EXTENSION}(?!\d)"
    rf"|(?<![\dA-Za-z/. -])[3-8]\d{{3}}-(?!(?:19|20)\d\d)\d{{4}}{EXTENSION}(?![\d-])"
)
NAMED_PHONE = re.compile(
    r"(?:电话|手机|座机|固话|固定电话|号码|联系方式|联系|打给?他?她?|拨|致电|短信|tel|Tel|TEL)"
    rf"[^\d\n\0]{{0,6}}?((?<!\d){HOTLINE}\d(?:[ -]?[\d*]){{6,13}}{EXTENSION})(?![\d元万年月号日%岁平])"
)

PERMIT = re.compile(
    r"(?<![A-Za-z0-9])(?:[EGDSPCWTLHMKegdspcwtlhmk][A-Za-z]?[ ]?\d{7,8}(?:\d{2})?"
    r"|[A-Z]\d{6}\([\dA]\)|[A-Z]{3}\d{12})(?![A-Za-z0-9])"
)
NAMED_PERMIT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居住证|居留证|永居证|军官证|士兵证|文职证|警官证|军人证|优待证|残疾证|残疾人证|驾驶证|驾照"
    r"|社保卡?|医保卡?|社保编|医保编|失业证|就业创业证|不动产证?|房产证|结婚证|离婚证|病历|住院|学籍|户口簿|户籍|证件|证书)"
    rf"(?:号码|编号|号)?[ :是为,(]{{0,4}}(?<![A-Za-z0-9])(?!\d{{4}}-\d\d?-)([A-Za-z]{{0,4}}{GAP}\d(?:[ -]?[\dXx]){{5,20}})(?![\dA-Za-z元万年月日%岁])"
    r"|[军士文南北兵空海政参装后政]字第?[ ]?\d{6,8}号?"
)

PLATE = re.compile(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[ ·.-]?[A-HJ-NP-Za-hj-np-z][ ·.-]{0,2}(?=[A-Za-z0-9 ]{0,6}\d)"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9][ ]?){4}(?:[A-HJ-NP-Za-hj-np-z0-9]{1,2}|[学警挂港澳领])(?![A-Za-z0-9])"
)

EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?[A-Za-z0-9-]{1,63}"
    r"(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
WECHAT = re.compile(
    r"(?:微信|薇信|威信|卫星|徽信|[wW]e[cC]hat|[wW]ei[xX]in|(?<![A-Za-z])(?:[vV][xX]|[wW][xX]|[vV](?=[信: 号]))信?|加[vV])"
    rf"(?:小号|大号|名)?(?:加我?|搜)?{IS}(?<![A-Za-z0-9_-])([A-Za-z][A-Za-z0-9_-]{{5,29}})(?![A-Za-z0-9_])"
    r"|(?<![A-Za-z0-9_-])(?:wxid_|wx_|vx_)[A-Za-z0-9_]{4,24}"
)
QQ_NUMBER = re.compile(rf"(?:[qQ][qQ]|扣扣|企鹅号)(?:群)?{IS}(?<!\d)([1-9]\d{{4,11}})(?!\d)")


def spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Yield where a pattern holds; its group, where it has one, is what counts."""
    for match in pattern.finditer(text):
        yield match.span(match.lastindex or 0)


def emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses."""
    return spans(EMAIL, text)


def wechat_ids(text: str) -> Iterator[Span]:
    """Yield WeChat ids that begin with a letter, after their word."""
    return spans(WECHAT, text)


def qq_numbers(text: str) -> Iterator[Span]:
    """Yield QQ numbers after their word."""
    return spans(QQ_NUMBER, text)


def identity_numbers(text: str) -> Iterator[Span]:
    """Yield identity numbers of 18 and 15 places, and such as the word announces."""
    whole = [
        match.span()
        for match in IDENTITY.finditer(text)
        if is_identity(match[1]) and not is_tail(text, match)
    ]
    named = [*spans(NAMED_IDENTITY, text), *spans(SPOKEN_IDENTITY, text)]
    short = [m.span() for m in SHORT_IDENTITY.finditer(text) if not is_tail(text, m)]
    return apart([*whole, *named, *short])


def is_tail(text: str, match: re.Match[str]) -> bool:
    """Tell whether digits in groups are the last groups of a longer number."""
    return not match[0].isalnum() and bool(
        GROUP_BEFORE.search(text, max(match.start() - 3, 0), match.start())
    )


GROUP_BEFORE = re.compile(r"\d[ .·-]{1,2}\Z")


def is_identity(number: str) -> bool:
    """Tell an identity number from a file number that is built alike: region, day, serial.

    Of those born in the last century wrong check signs pass too: files are not numbered so.
    """
    plain = "".join(sign for sign in number if sign not in " .·-").translate(CHECK_SIGNS)
    if plain[6:8] != "20" or not plain[-1].isdecimal() or not plain.isdecimal():
        return True
    try:
        return ric.calc_check_digit(plain[:-1]) == plain[-1]
    except ValidationError:
        return False


CHECK_SIGNS = str.maketrans({"x": "X", "×": "X", "Ⅹ": "X", "х": "X", "Х": "X"})


def bank_cards(text: str) -> Iterator[Span]:
    """Yield card numbers of 16 to 19 places, and account numbers after their word."""
    plain = (span for match in CARD.finditer(text) if (span := card_span(match)) is not None)
    return apart([*spans(NAMED_CARD, text), *plain])


def card_span(run: re.Match[str]) -> Span | None:
    """Return the card number at the start of a run of digits."""
    start, likely = run.start(), None
    for end in sorted((match.end() for match in DIGIT_END.finditer(run[0])), reverse=True):
        number = "".join(filter(str.isdecimal, run[0][:end]))
        if len(number) not in CARD_LENGTHS:
            continue
        if luhn.is_valid(number):
            return start, start + end
        if number.startswith(CHINESE_CARD):
            likely = (start, start + end)
    return likely


def mobiles(text: str) -> Iterator[Span]:
    """Yield mobile numbers, partly hidden and spoken ones too."""
    return spans(MOBILE, text)


def phones(text: str) -> Iterator[Span]:
    """Yield landlines, and any number but a hotline after a word for telephone."""
    return apart([*spans(LANDLINE, text), *spans(NAMED_PHONE, text)])


def permits(text: str) -> Iterator[Span]:
    """Yield the numbers of passports and travel permits, and of other papers after their name."""
    return apart([*spans(PERMIT, text), *spans(NAMED_PERMIT, text)])


def plates(text: str) -> Iterator[Span]:
    """Yield licence plates of seven and eight places."""
    return spans(PLATE, text)


def apart(found: list[Span]) -> Iterator[Span]:
    """Yield spans in the order of the text; of two that overlap the one that begins first, or is longer."""
    last = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end
