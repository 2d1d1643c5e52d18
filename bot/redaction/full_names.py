"""Full names, wherever they stand: characters that read better as a name than as words.

Each run of Chinese characters is cut up in the likeliest way, with names among the words: a name
is as likely as its surname and its given characters are in names, a word as often as it is used.
What stands around a name makes it likelier.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.redaction.leads import RELATIONS
from bot.redaction.lexicon import LONGEST, Lexicon, lexicon
from bot.redaction.shadow import MASK, Span
from bot.redaction.surnames import GIVEN, GIVEN_WORDS, NOT_NAMES, TITLES, WORDY_SURNAMES
from bot.redaction.tagger import people

RUN = re.compile("[\u4e00-\u9fff]{2,}")
NAME = -5.7  # logarithm of how often a word of a text is a name
ONE_GIVEN, TWO_GIVEN = -1.6, -0.22  # of names, a fifth have one given character
GIVEN_WORD = -11.0  # of given names, one that is a word (国庆, 解放), at least
PERIOD_WORD = -9.0
WORD = -3.5  # added to those that are also words: 「白雪」, 「冷天」
INTRODUCED = 6.5  # added behind words that lead to a name
IN_PART = 3.5  # added behind words that end as those for people's parts do
BEGINNING = 2.2  # added at the start of a line or behind a stop
FOLLOWED = 2.5  # added before what follows names
UNTAGGED = -3.0  # added where the tagger sees nobody, nor anything else leads to a name
DETAILED = 4.0  # added before personal data
ALONE = -2.0  # added to names of two characters that nothing leads to
TAGGED, TAGGED_LONG = (
    8.0,
    10.0,
)  # added where the tagger sees a person named so, of three characters
ENOUGH = 0.5  # by how much the reading with a name has to be the likelier one
TITLE = re.compile(rf"(?![妹弟])(?:{TITLES}|[工总])")
NO_NAME = re.compile(NOT_NAMES)
NEVER_GIVEN = re.compile("[的是在了么什吗呢吧啊们这那哪谁就也都不没把被给个先又几打帮换收]")
NO_NAME_BEFORE = ("人", "者", "(《")  # 「施害人」, who wrote a book
PLACE = re.compile(
    "新村|村(?!里)|花园|小区(?!里)|街道|社区(?!工)|公寓|大厦|[路苑镇桥巷弄](?![上过里])"
)
NUMBERED = re.compile(r"[\u4e00-\u9fff]{0,5}[〔\[(]\d{4}[〕\])]")  # 「苏财金〔2017〕8号」
INTRODUCTION = re.compile(
    rf"(?:{RELATIONS}|名字?叫|大名|我是|我叫|他叫|她叫|通知|[叫帮请替给跟和与陪找问让被由代像托]|自己叫|\0[、,和与跟及]|写的是|备注|[人员方者]:)(?:是|叫|说|报)?[ :的]?\Z"
)
WEAKLY = (
    *tuple('\n,。;:!?、()[]"“”「」《》【】/@+ -—把去到向对是'),
    "比如",
    "至于",
    "除了",
    "感谢",
)
IN_A_PART = re.compile(r"(?:[人员方户妹者长生婆伯]|对象|家属|母亲|父亲)[ :]?\Z")
AFTER = re.compile(
    r"(?:[来说讲问想过办查领报拿交做写收住睡坐走跑站哭笑骂闹喊又当还会能可应该需才却而则要去在住有没不又也还已正刚曾从到把被跟和与向对因于由给打找反申提签搬生死得查患怀当开等自家的是今昨前去原最等名]"
    r"|同意|要求|申请|反映|每个月|儿子|女儿|妈妈|父亲|母亲|夫妻|夫妇|一家|阿姨|叔叔|老师|师傅|先生|女士|同志|案)"
)
DETAIL = re.compile(
    rf"[ ,(:]{{0,2}}(?:{MASK}|身份证|电话|手机|今年)|[ ,(:]{{1,2}}(?:男|女)|\((?:妻|夫|子|女|母|父|儿|孙)"
)


@dataclass(frozen=True)
class Cut:
    """The likeliest way to cut a text up to some place: what came last, and how likely it all is."""

    score: float
    start: int
    is_name: bool


def full_names(text: str) -> Iterator[Span]:
    """Yield full names."""
    known, tagged = lexicon(), frozenset(people(text))
    for run in RUN.finditer(text):
        yield from names_in(text, run.start(), run.end(), known, tagged)


def names_in(
    text: str, start: int, end: int, known: Lexicon, tagged: frozenset[Span]
) -> Iterator[Span]:
    """Yield the names of one run of characters, the last first."""
    cuts: dict[int, Cut] = {start: Cut(0.0, start, is_name=False)}
    for at in range(start + 1, end + 1):
        cuts[at] = max(
            (
                *words_to(text, start, at, cuts, known),
                *names_to(text, start, at, cuts, known, tagged),
            ),
            key=lambda cut: cut.score,
        )
    at = end
    while at > start:
        cut = cuts[at]
        if cut.is_name:
            yield cut.start, at
        at = cut.start


def words_to(
    text: str, start: int, end: int, cuts: dict[int, Cut], known: Lexicon
) -> Iterator[Cut]:
    """Yield the ways to a place whose last part is a word."""
    for begin in range(max(start, end - LONGEST), end):
        word = text[begin:end]
        score = known.words.get(word)
        if score is None and end - begin == 1:
            score = known.least
        if score is not None:
            yield Cut(cuts[begin].score + score, begin, is_name=False)


def names_to(
    text: str,
    start: int,
    end: int,
    cuts: dict[int, Cut],
    known: Lexicon,
    tagged: frozenset[Span],
) -> Iterator[Cut]:
    """Yield the ways to a place whose last part is a name."""
    for begin in range(max(start, end - 4), end - 1):
        score = None if cuts[begin].is_name else name_score(text[begin:end], known)
        if score is None or is_other(text, begin, end, known, tagged):
            continue
        # the tagger may take the last given character for the beginning of the next word
        is_longer = text[end - 1] in GIVEN and (begin, end - 1) in tagged and end - begin > 2
        is_longer = is_longer and text[begin : end - 1] not in known.field
        is_longer = is_longer and not TITLE.match(text, begin + 1)
        is_tagged = is_longer or (begin, end) in tagged
        if is_tagged or not is_doubtful(text, begin, end, known):
            around = context(text, begin, end, is_tagged=is_tagged)
            around += WORD if is_tagged and text[begin:end] in known.words else 0.0
            yield Cut(cuts[begin].score + NAME + score + around - ENOUGH, begin, is_name=True)


def name_score(name: str, known: Lexicon) -> float | None:
    """Return how likely a name is among names; None for what is none."""
    for length in (2, 1):
        surname, given = known.surnames.get(name[:length]), name[length:]
        if surname is None or not 1 <= len(given) <= 2:
            continue
        last = known.last.get(given[-1], known.unseen)
        if len(given) == 1:
            return surname + ONE_GIVEN + last
        two = known.first.get(given[0], known.unseen) + last
        return surname + TWO_GIVEN + max(two, given_word(given, known))
    return None


def given_word(given: str, known: Lexicon) -> float:
    """Return how likely a given name is that is also a word; hardly at all for what is none."""
    if given in GIVEN_WORDS:
        return PERIOD_WORD
    is_word = given in known.words and all(sign in GIVEN for sign in given)
    return GIVEN_WORD if is_word else -math.inf


def is_other(text: str, start: int, end: int, known: Lexicon, tagged: frozenset[Span]) -> bool:
    """Tell a word, a surname before a title, and what numbers a document, from a name."""
    name = text[start:end]
    word = NO_NAME.match(text, start)
    is_tagged = (start, end) in tagged and GIVEN.issuperset(name[1:])
    is_word = word is not None and (word.end() >= end or not is_tagged)
    if is_word or name in known.field or NEVER_GIVEN.search(name, 1):
        return True
    titled = TITLE.match(text, start + 1)
    is_titled = titled is not None and (len(titled[0]) > 1 or titled.end() == end)
    return (
        is_titled or text.startswith(NO_NAME_BEFORE, end) or NUMBERED.match(text, end) is not None
    )


def is_doubtful(text: str, start: int, end: int, known: Lexicon) -> bool:
    """Tell whether only the tagger can say that it is a name: 「和晓梅」, 「康乐村」."""
    is_place = PLACE.match(text, end) or PLACE.match(text, end - 1)
    is_word = text[start:end] in known.words
    if is_word and not INTRODUCTION.search(text[max(0, start - 6) : start]):
        return True
    return text[start] in WORDY_SURNAMES or is_place is not None


def context(text: str, start: int, end: int, *, is_tagged: bool) -> float:
    """Return how much likelier a name is by what the tagger sees and what stands around it."""
    score = 0.0
    if is_tagged:
        score += TAGGED_LONG if end - start > 2 else TAGGED
    before = text[max(0, start - 6) : start]
    if INTRODUCTION.search(before):
        score += INTRODUCED
    elif IN_A_PART.search(before):
        score += IN_PART
    else:
        score += BEGINNING if not before or before.endswith(WEAKLY) else 0.0
        score += ALONE if end - start == 2 and not DETAIL.match(text, end) else 0.0
        is_likely = is_tagged or GIVEN.issuperset(text[start + 1 : end])
        score += 0.0 if is_likely else UNTAGGED
    if DETAIL.match(text, end):
        score += DETAILED
    elif AFTER.match(text, end):
        score += FOLLOWED
    return score
