"""Names that no surname leads to, as the tagger sees them: 「秀英婶」, 「小李你」, 「古丽娜尔」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.redaction.lexicon import Lexicon, lexicon
from bot.redaction.shadow import Span
from bot.redaction.surnames import (
    COMPOUND,
    FOREIGN,
    GIVEN,
    NOT_NAMES,
    RARE_SURNAMES,
    SURNAMES,
    TITLES,
)
from bot.redaction.tagger import people

SURNAME = re.compile(rf"(?:{COMPOUND}|[{SURNAMES}{RARE_SURNAMES}])")
NO_NAME = re.compile(NOT_NAMES)
AGE = re.compile(r"[小老大](?=[\u4e00-\u9fff])")
TITLE = re.compile(rf"(?:{TITLES}|[总工局处科所队董])")
AFTER_NICKNAME = re.compile("[头你您我家呀啊]")
HAN = re.compile("[\u4e00-\u9fff]+")
FOREIGN_SIGN = f"[{''.join(sorted(FOREIGN))}]"
DOTTED = re.compile(rf"{FOREIGN_SIGN}{{2,7}}(?:[·•・.]{FOREIGN_SIGN}{{2,7}}){{1,2}}")
DOT = re.compile("[·•・]")
FOREIGN_RUN = re.compile(rf"{FOREIGN_SIGN}{{3,8}}")
# What children and neighbours are called: 「二狗」, 「阿六头」.
NICKNAME = re.compile("阿[二三四五六七八九][头毛]|[大二三四五六][狗毛牛虎妞丫][子娃]?")
# What follows somebody who is called by the given name.
HIS = re.compile("[他她]?(?:妈|爸|爹|娘|家|老公|老婆|儿子|女儿|爷爷|奶奶)|[说讲]|来[了电]|也[来说]")
# Sounds of the dialect, which the tagger takes for names.
DIALECT = re.compile("[伲俚倪倷侬伊勒仔格搿侪呒哉笃钿揿掼弗勿葛]")
COMMON_GIVEN = 4  # full names of the dictionary that end in a given name which is known well
SELDOM = -12.0  # a given name that is used less often as a word is no word
PLAIN = -11.0  # a word used more often than this names nobody by itself


def tagged_names(text: str) -> Iterator[Span]:
    """Yield the names that the tagger finds and the lists do not."""
    known = lexicon()
    tagged = list(people(text))
    for start, end in tagged:
        if DOT.search(text, start + 1, end - 1):
            yield start, end
        span = None if DIALECT.search(text, start, end) else called(text, start, end, known)
        if span is not None:
            yield span
    for match in DOTTED.finditer(text):
        yield match.span()
    seen = {at for start, end in tagged for at in range(start, end)}
    for match in FOREIGN_RUN.finditer(text):
        is_word = match[0] in known.words or match[0] in known.field or len(set(match[0])) < 3
        if not is_word and seen.issuperset(range(*match.span())):
            yield match.span()


def called(text: str, start: int, end: int, known: Lexicon) -> Span | None:
    """Return what of a tagged word names somebody, without 「小」 and 「阿姨」."""
    word = text[start:end]
    if known.words.get(word, -99.0) > PLAIN or word in known.field:
        return None
    if TITLE.fullmatch(word) or NO_NAME.match(text, start) or NO_NAME.match(text, start + 1):
        return None
    nickname = AGE.match(text, start, end)
    title = title_in(text, start, end)
    if nickname is not None and (span := nicknamed(text, start, title or end)) is not None:
        return span
    if not HAN.fullmatch(text, start, title or end):
        return None
    return given(text, start, title or end, known)


def title_in(text: str, start: int, end: int) -> int | None:
    """Return where the title at the end of a tagged word begins."""
    for at in range(start + 1, end):
        title = TITLE.match(text, at)
        if title is not None and title.end() >= end:
            return at
    return None


def nicknamed(text: str, start: int, end: int) -> Span | None:
    """Return the surname of 「小李」, 「老王头」."""
    surname = SURNAME.match(text, start + 1, end)
    if surname is None:
        return None
    rest = text[surname.end() : end]
    return surname.span() if not rest or AFTER_NICKNAME.fullmatch(rest) else None


def given(text: str, start: int, end: int, known: Lexicon) -> Span | None:
    """Return a surname before a title, a given name, or one of another language."""
    name = text[start:end]
    is_titled = TITLE.match(text, end) is not None
    if len(name) == 1:
        return (start, end) if is_titled and SURNAME.match(name) else None
    if is_titled and len(name) <= 3 and SURNAME.match(name):
        return start, end
    is_given = len(name) == 2 and (all(sign in GIVEN for sign in name))
    is_known = known.given.get(name, 0) >= COMMON_GIVEN and known.words.get(name, -99.0) < SELDOM
    is_his = HIS.match(text, end) is not None and known.words.get(name, -99.0) < PLAIN
    is_called = is_given and (is_titled or is_known or is_his)
    return (start, end) if is_called or NICKNAME.fullmatch(name) else None
