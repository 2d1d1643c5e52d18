"""说法: what a story says of each fact, word for word as supervisors wrote it down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.case_fact import MENTIONED, NO, NOT_MEANT, YES, CaseFacts, FactKind
from indexer.red_flag import GAP

WISHES = ("想", "要", "需要", "家里要", "愿意", "有经营贷款", "适合")
# What somebody fears, supposes, hears or asks about is not so yet.
SUPPOSED = re.compile(
    r"怕|担心|如果|要是|万一|假如|能不能|可不可以|是不是|算不算|会不会|有没有|该不该|要不要|听说|据说|听人[讲说]|听讲(?!座)|人家[讲说]|网上[讲说]|隔壁[讲说]|以后|将来|想问|问问|才能|打听|早晚|谁会|才肯|像不像|可能|怀疑|疑似|不排除|好像|似乎|说不定|恐怕"
)
ASKED = re.compile(r"^[^，]{0,4}(?:吗|么|没有$|了没$|怎么算|算不算|多少钱)")
DENIED = re.compile(
    r"(?:没有|并没|从没|从未|没|不是|未|无|不|并非|不算|谈不上)(?:想|肯|愿|会|能|再|曾|什么|过|得过?|患过?|确诊过?|做过?|办过?|领过?|拿过?|受过?|在|被|太|有|真的)?$"
)
OR_NOT = re.compile(r"([能要会可想])不\1$")  # 能不能 denies nothing
PAST = re.compile(r"以前|曾经|原来|过去|当年|年轻时|小时候|早年|前些年|从前|本来|那会|那时|那阵")
OVER_WITH = (
    "自理",
    "工作",
    "救助身份",
    "住房",
    "独居",
    "医保",
    "养老保险",
    "住院中",
    "平台接单",
    "在创业",
    "学段",
    "拖欠工资",
    "外来务工",
    "有劳动关系",
)
# What others say of these in quotes need not be so: 叫她“自己写个辞职”.
NOT_WHEN_QUOTED = (
    "工作",
    "失业原因",
    "婚姻",
    "想离婚",
    "有劳动关系",
    "独居",
    "欠债",
    "亲人去世",
    "精神病发作",
)
QUOTED = re.compile(r"[“「『][^”」』]{1,30}[”」』]")
STOPS = "，。；！？,;!?\n…"


@dataclass(frozen=True)
class Found:
    """A saying that stands in a story: of which fact, what it says, and where."""

    fact: str
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Saying:
    """The patterns of one word of one fact, and what looks like them and is none."""

    fact: str
    word: str
    pattern: re.Pattern[str]
    not_meant: re.Pattern[str]
    is_wish: bool
    is_yes_no: bool


def sayings_of(facts: CaseFacts) -> Iterator[Saying]:
    """Yield every saying of a vocabulary, ready to search with."""
    for name, fact in facts.facts.items():
        out = compile_sayings(fact.said.get(NOT_MEANT, ()))
        if fact.kind is FactKind.YES_NO and MENTIONED in fact.said:
            for word, pattern in had_or_not(fact.said[MENTIONED]):
                yield Saying(name, word, pattern, out, is_wish=False, is_yes_no=True)
        for word, patterns in fact.said.items():
            if word not in (NOT_MEANT, MENTIONED):
                yield Saying(
                    name,
                    word,
                    compile_sayings(patterns),
                    out,
                    name.startswith(WISHES),
                    fact.kind is FactKind.YES_NO,
                )


DOING = "办理|办|做|领|拿|弄|评|开|报|申请|登记|登|认定|鉴定|参加|续|补"
HAVING = "有|办了|领了|拿了|做了|弄了|报了|办好了?|做好了?|拿到了?|领到了?|领过|做过|办过|评过|参加了?|持"
HAD = "有了?|办好|办了|办过|弄好|做好|做了|做过|拿到|领了|领到|下来|批了|批下来|出来|在手|还在"


def had_or_not(things: tuple[str, ...]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield how one says of a paper or a step that one has it, and that one has not: 失业登记还没去弄."""
    thing = "|".join(re.escape(one.lower()) for one in sorted(things, key=len, reverse=True))
    stop = f"[{STOPS}]"
    yield (
        NO,
        re.compile(
            rf"(?:没有?|未|没得)(?:去|来得及|能)?(?:{DOING})?(?:过|到|好|了)?(?:{thing})"
            rf"|(?:{thing})[^{STOPS}]{{0,4}}?(?:没|未)有?(?:去|来得及|能)?(?:{DOING}|下来|批|有)"
            rf"|(?:{thing})(?:也|都|还|一直)*没有?(?=$|{stop})"
        ),
    )
    yield (
        YES,
        re.compile(
            rf"(?<![没未要得须需])(?:{HAVING})(?:本|张|个)?(?:{thing})"
            rf"|(?:{thing})(?:也|都|已经|已|早就|早|刚|是)*(?:{HAD})(?!没)"
        ),
    )


def compile_sayings(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return a search for any of the patterns within one clause.

    The longest stands first, so that what is said more exactly is found.
    """
    if not patterns:
        return re.compile(r"(?!)")
    gap = rf"[^{STOPS}]{{0,{GAP}}}?"
    ordered = sorted(patterns, key=len, reverse=True)
    return re.compile("|".join(gap.join(one_part(p) for p in text.split()) for text in ordered))


def one_part(part: str) -> str:
    """Return what may stand in one place as a regular expression."""
    return "(?:" + "|".join(re.escape(word) for word in part.lower().split("/") if word) + ")"


def find_sayings(text: str, sayings: tuple[Saying, ...]) -> Iterator[Found]:
    """Yield what a normalised text says of each fact; what it denies is the contrary of yes or no."""
    for saying in sayings:
        for match in saying.pattern.finditer(text):
            word = heard(text, match, saying)
            if word is not None:
                yield Found(saying.fact, word, match.start(), match.end())


def heard(text: str, match: re.Match[str], saying: Saying) -> str | None:
    """Return what a match says; None where it is supposed, asked, over with, or no such thing."""
    before = clause_before(text, match.start())
    after = re.split(f"[{STOPS}]", text[match.end() : match.end() + 12])[0]
    if is_inside(text, match, saying.not_meant):
        return None
    if saying.fact in NOT_WHEN_QUOTED and is_inside(text, match, QUOTED):
        return None
    if not saying.is_wish and (SUPPOSED.search(before) or ASKED.match(after)):
        return None
    if saying.fact in OVER_WITH and PAST.search(before):
        return None
    if not DENIED.search(before) or OR_NOT.search(before):
        return saying.word
    if saying.is_yes_no and not saying.is_wish:
        return NO if saying.word == YES else None
    return None


def is_inside(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether a match overlaps something that only looks like it."""
    around = max(0, match.start() - GAP)
    for other in pattern.finditer(text, around, match.end() + GAP):
        if other.start() < match.end() and match.start() < other.end():
            return True
    return False


def clause_before(text: str, place: int) -> str:
    """Return what stands before a place in its clause."""
    start = max(text.rfind(stop, 0, place) for stop in STOPS)
    return text[start + 1 : place]
