"""Whether a line was changed only by correcting a slip of the pen; where in doubt it was not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from bot.redaction.lexicon import lexicon
from bot.telling.sound import sound_alike

Edit: TypeAlias = Sequence[int]  # begin and end in one line, begin and end in the other

MOST_SIGNS = 2  # that a slip puts right in a line
LONGEST_WORD = 4  # signs of a word that is looked up
SHARE = 0.2  # of the line, at most
# What bears a meaning of its own: any change of it, in any place, is one of substance.
NUMBER = r"\d+(?:[.,:/、~至到-]+\d+)*[%‰]?|[a-z]+|[一二三四五六七八九十百千万亿零〇两半成廿俩仨壹贰叁肆伍陆柒捌玖拾佰仟]+"
PLACE = r"[\u4e00-\u9fff]{1,3}(?:[省市区县镇乡村路巷弄]|街道|社区)"
WORD = (
    "[不未无没非免勿禁除否莫须需应必可能会得或且及和与至均每仅只限]"  # whether, and for whom
    "|[由有以已自从为被把]"  # who does it to whom, since when
    "|[上下内外前后起止满超足高低多少大小全部分初复再首末]"  # how much, how far
    "|[元角年月日天周旬季岁时刻钟点个次人户份张倍折度级档期号楼室栋幢米亩]"  # of what
    "|[局委厅院馆所站窗网线]|中心"  # with whom
    "|[父母子女男夫妻本他老幼亲孤残]|[原正副]"  # whose, which paper
)
BEARING = re.compile(f"{NUMBER}|{PLACE}|{WORD}")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
DASHES = re.compile(r"[\u2010-\u2015\u2212~〜]+")
MARKS = re.compile(r"[\W_]+")
LIGHT = frozenset("的地了着吧呢啊呀嘛请您")  # may come and go
LOOK_ALIKE = frozenset(map(frozenset, ("薄簿", "赡瞻", "拨拔", "徽微", "晴睛", "析折")))


def is_slip(was: str, now: str) -> bool:
    """Whether one line says in substance what the other said."""
    was, now = plain(was), plain(now)
    if BEARING.findall(was) != BEARING.findall(now):
        return False
    was, now = MARKS.sub("", was), MARKS.sub("", now)
    if was == now:
        return True
    edits = list(edits_between(was, now))
    signs = sum(max(end - begin, new_end - new_begin) for begin, end, new_begin, new_end in edits)
    if signs > min(MOST_SIGNS, SHARE * max(len(was), len(now))):
        return False
    return all(is_harmless(was, now, edit) for edit in edits)


def plain(text: str) -> str:
    """Return a text in one way of writing: widths, dashes, commas within numbers."""
    text = unicodedata.normalize("NFKC", text).lower()
    return THOUSANDS.sub("", DASHES.sub("-", text))


def edits_between(was: str, now: str) -> Iterator[Edit]:
    """Yield where something was taken out of one line, and where something was put into the other."""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    yield from (edit for kind, *edit in matcher.get_opcodes() if kind != "equal")


def is_harmless(was: str, now: str, edit: Edit) -> bool:
    """Whether an edit puts a slip right: a sign for one like it, a light or a doubled one.

    Of two signs that are like each other one must make a word and the other none: 「登计」 is no word
    and 「登记」 is one. 「中止」 and 「终止」 both are, and mean two things.
    """
    begin, end, new_begin, new_end = edit
    old, new = was[begin:end], now[new_begin:new_end]
    if len(old) == len(new):
        return all(
            is_like(one, other) and spells(was, begin + at) is not spells(now, new_begin + at)
            for at, (one, other) in enumerate(zip(old, new, strict=True))
        )
    beside = was[max(0, begin - 1) : begin] + was[end : end + 1]
    return (not old or not new) and all(sign in LIGHT or sign in beside for sign in old + new)


def spells(text: str, place: int) -> bool:
    """Whether some word of the dictionary, longer than a sign, covers a place of a text."""
    words = lexicon().words
    return any(
        text[begin:end] in words
        for begin in range(max(0, place - LONGEST_WORD + 1), place + 1)
        for end in range(max(place + 1, begin + 2), min(len(text), begin + LONGEST_WORD) + 1)
    )


def is_like(one: str, other: str) -> bool:
    """Whether a sign is easily written for another."""
    return frozenset(one + other) in LOOK_ALIKE or sound_alike(one, other)
