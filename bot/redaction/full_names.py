"""Full names, wherever they stand: characters that read better as a name than as words.

Each run of Chinese characters is cut up in the likeliest way, with names among the words: a name
is as likely as its surname and its given characters are in names, a word as often as it is used.
What stands around a name makes it likelier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.redaction.lexicon import LONGEST, Lexicon, lexicon
from bot.redaction.shadow import MASK, Span

RUN = re.compile("[\u4e00-\u9fff]{2,}")
NAME = -6.9  # logarithm of how often a word of a text is a name
ONE_GIVEN, TWO_GIVEN = -1.6, -0.22  # of names, a fifth have one given character
INTRODUCED = 5.0  # added behind words that lead to a name
BEGINNING = 1.5  # added at the start of a line or behind a stop
FOLLOWED = 1.5  # added before what follows names
DETAILED = 3.0  # added before personal data
ENOUGH = 0.5  # by how much the reading with a name has to be the likelier one
INTRODUCTION = re.compile(
    r"(?:姓名|户主|名字?叫|大名|本人|我是|我叫|他叫|她叫|名叫|居民|老人|租客|房东|学生|家长|孩子|儿子|女儿|老公|老婆|丈夫|妻子|老伴"
    r"|父亲|母亲|爸爸|妈妈|其母|其父|哥哥|弟弟|姐姐|妹妹|侄女|侄子|女婿|媳妇|前夫|前妻|邻居|隔壁的?|对门的?|楼上|业主|住户|低保户|党员"
    r"|残疾人|志愿者|当事人|申请人|经办人?|联系人|联系|见证人|记录人|调解员|嫌疑人|老板|主任|书记|户名|通知|[叫帮请替给跟和与陪找问让被由代像托])[ :的]?\Z"
)
AFTER = re.compile(
    r"(?:[来说讲问想要去在住有没不又也还已正刚曾从到把被跟和与向对因于由给打找反申提签搬生死得查患怀当开等自家的是今昨前去原最等名]"
    r"|同意|要求|申请|反映|每个月|儿子|女儿|妈妈|父亲|母亲|夫妻|夫妇|一家|阿姨|叔叔|老师|师傅|先生|女士|同志|案)"
)
DETAIL = re.compile(rf"[ ,(:]{{0,2}}(?:{MASK}|身份证|电话|手机|男|女|今年)")


@dataclass(frozen=True)
class Cut:
    """The likeliest way to cut a text up to some place: what came last, and how likely it all is."""

    score: float
    start: int
    is_name: bool


def full_names(text: str) -> Iterator[Span]:
    """Yield full names."""
    known = lexicon()
    for run in RUN.finditer(text):
        yield from names_in(text, run.start(), run.end(), known)


def names_in(text: str, start: int, end: int, known: Lexicon) -> Iterator[Span]:
    """Yield the names of one run of characters, the last first."""
    cuts: dict[int, Cut] = {start: Cut(0.0, start, is_name=False)}
    for at in range(start + 1, end + 1):
        cuts[at] = max(
            (*words_to(text, start, at, cuts, known), *names_to(text, start, at, cuts, known)),
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
    text: str, start: int, end: int, cuts: dict[int, Cut], known: Lexicon
) -> Iterator[Cut]:
    """Yield the ways to a place whose last part is a name."""
    for begin in range(max(start, end - 4), end - 1):
        score = name_score(text[begin:end], known)
        if score is not None and not cuts[begin].is_name:
            around = context(text, begin, end)
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
        return surname + TWO_GIVEN + known.first.get(given[0], known.unseen) + last
    return None


def context(text: str, start: int, end: int) -> float:
    """Return how much likelier a name is by what stands around it."""
    score = 0.0
    before = text[max(0, start - 6) : start]
    if INTRODUCTION.search(before):
        score += INTRODUCED
    elif not before or before[-1] in "\n,。;:!?、()[]\"“”「」《》【】/@+ -—":
        score += BEGINNING
    if DETAIL.match(text, end):
        score += DETAILED
    elif AFTER.match(text, end) or end == len(text):
        score += FOLLOWED
    return score
