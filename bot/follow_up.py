"""Whether a message goes on about the last matter, corrects it, or turns to another."""

from __future__ import annotations

import re

from bot.likeness import pairs
from bot.question import Question
from indexer.entry import Entry
from indexer.normal_form import normalise
from indexer.passages import whole_text

# 「不是，我问的是……」: what follows is a question of its own.
CORRECTION = re.compile(
    r"^(不是|不对|错了|[搞弄]错了|不)(的|这个|这样|啊|呀)*(?:[，,。.！! ]+|(?=我[问说讲想要])|$)"
    r"(我)?((想|要)?(问|说|讲)(的)?(不是这个)?[，,]?(是)?|要的是)?|^我(想|要)?(问|说|讲)的(不是这个[，,]?(是)?|是)"
)
# 「那残疾证呢」: another matter, the same section.
ANOTHER = re.compile(r"^(那么?|还有|换成|要是|如果是?)?.{2,}(呢|咋样)[?？]?$")
# 「户口不在这里呢」 tells what somebody lacks, it names no other matter.
LACKING = re.compile(r"不(在|到|够|是|会|能|满)|没(有|交|满|办)?")
BACK = re.compile(
    r"^(回到|还是|再看看?|再说说?)?(刚才|刚刚|上面|前面|上一[个条]|之前|方才)(说|问|讲|看)?的?"
    r"(那|这)?[个条件]?(事|事情)?(再)?(发|看|说|讲)?(一[遍下次])?[吧呢]?$"
)
# What says nothing about the matter of a follow-up: who it is about, how old, how many, whom to call.
ABOUT_NOBODY = re.compile(
    r"外地|外省|本地|本市|老家|[0-9一二两三四五六七八九十百]+(岁|个|年|月|级|块|天)?|自己|一起|爸|妈|妹+|哥+|姐+|弟+|女儿|儿子|小孩|老人"
    r"|不是|我们|他们|那种|这种|的话|对了|一样|们|想|说|讲|在|跟|就|也|没|人"
    r"|单身|未婚|已婚|打?电话|给谁|打折|算?哪[档类种级]"
)
# 「他有低保」, 「要居住证吗」: what stands there is a circumstance of the last matter, no new one.
# 「有人……」 tells what somebody else did: that may be a matter of its own.
CIRCUMSTANCE = re.compile(
    r"^(他|她|我|人家|老人|我们|他们)?(家)?(已经|自己)?(要不要|要(?!办|申|领|问)|有没有|有(?!人)|没有?|不?是)"
)
ASKED = re.compile(r"有没有|要|[吗伐么不呢?？]$|什么|啥|哪|怎么|多少|多久|谁|几|(.)[不没]\1")
LONGEST_FOLLOW_UP = 14  # characters; who goes on about a matter is brief
FITS = 0.6  # share of what a follow-up names that must stand in the entry


def corrected(text: str) -> str | None:
    """Return what a correction puts in place of the last question; None when it is none."""
    plain = normalise(text)
    match = CORRECTION.match(plain)
    return plain[match.end() :].strip(" ，,。:：") if match and match.end() else None


def turns_to_another(text: str) -> bool:
    """Whether a message asks the same of another matter."""
    plain = normalise(text)
    return bool(ANOTHER.match(plain)) and not LACKING.search(plain)


def tells_a_circumstance(text: str) -> bool:
    """Whether a message says how things stand with somebody, or asks whether they must."""
    return bool(CIRCUMSTANCE.match(normalise(text)))


def states_a_fact(text: str) -> bool:
    """Whether a message only says how things stand with somebody, and asks nothing."""
    return tells_a_circumstance(text) and not ASKED.search(normalise(text))


def refers_back(text: str) -> bool:
    """Whether a message only points at what was shown last."""
    return bool(BACK.match(re.sub(r"[^\w]+", "", normalise(text))))


def is_brief(text: str) -> bool:
    """Whether a message is short enough to lean on what was said before."""
    return len(normalise(text)) <= LONGEST_FOLLOW_UP


def named_pairs(question: Question) -> frozenset[str]:
    """Return the pairs of characters of what a question names, without whom it is about."""
    return pairs(ABOUT_NOBODY.sub(" ", question.matter))


def fits(question: Question, entry: Entry) -> bool:
    """Whether what a question names stands in an entry, or it names nothing of weight."""
    named = named_pairs(question)
    return not named or share_standing(named, entry) >= FITS


def share_standing(named: frozenset[str], entry: Entry) -> float:
    """Return the share of pairs of characters that stand in an entry; 0 for none."""
    text = whole_text(entry)
    return sum(pair in text for pair in named) / max(1, len(named))
