"""Who in a story has died, in whatever words that is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.case.people import Cast
from bot.case.roles import Sex
from bot.case.roster import Member
from bot.case.said import Said
from bot.case.sayings import STOPS, SUPPOSED, clause_before

DIED = re.compile(
    r"去世|过世|病逝|病故|身亡|离世|猝死|断气|没(?:能)?(?:抢救|救)(?:过|回)来|(?:出了?事|车祸|意外)(?:就)?(?:没了|走了)(?!工|收|活|班|饭|钱)|抢救无效|撞没了|撞死|[病癌瘤症祸血风梗][^,。，;]{0,4}?(?:没了|走了|没的|走的)|(?<!快要)(?<!要)死了|(?:老伴|爸爸|妈妈|父亲|母亲|丈夫|老公|妻子|老婆|爷爷|奶奶|外公|外婆|公公|婆婆|儿子|女儿|老头|[爸妈爹娘人]|(?:爸妈|父母|爷娘|爹娘|两个|人)(?:已经|都|就))没了(?!工|收|活|班|饭|钱|消|音|联|着|房|住|依|劲|力|生|社|医|退)|突然走了|昨晚走了|今早走了|(?:床上|睡梦[里中]|梦里|在家里?)(?:走了|走的|睡过去)"
)


# Who 走了 has died where the story speaks of what is done for the dead.
MOURNED = re.compile(
    r"后事|丧葬|丧事|办丧|火化|遗体|生前|享年|殡仪|安葬|骨灰|下葬|抚恤|销户|注销户口|追悼|遗产|继承|户口(?:也|都|已|已经|没|还没|没有)?销|退休金还|养老金还|没划掉"
)
PASSED = re.compile(
    r"(?<!要)走了|没了(?!工|收|活|班|饭|钱|消|音|联|着|房|住|依|劲|力|生|社|医|退)|没的|走的|不在了"
)


# What may stand before a death that says no more than when: 我爸退役军人，上个月去世.
ONLY_WHEN = re.compile(
    r"(?:已经|已|凌晨|半夜|夜里|夜里头|晚上|早上|天没亮|在|刚刚?|突然|昨[天晚夜]|今[天早年]|前[天年]|去年|上个?(?:月|周|礼拜)|[\d一二三四五六七八九十]+[月日号])*"
)


def died(text: str) -> list[re.Match[str]]:
    """Return where a text says that somebody died."""
    found = list(DIED.finditer(text))
    if MOURNED.search(text):
        found += PASSED.finditer(text)
    return found


def read_deaths(text: str, cast: Cast) -> Iterator[Said]:
    """Yield that somebody of the household died, where the vocabulary's words alone cannot tell."""
    for match in died(text):
        if match[0] not in DIED_WORDS and is_death(text, match):
            member = cast.owner(*match.span())
            if member is not None:
                yield Said("亲人去世", frozenset({"是"}), None, *match.span())


DIED_WORDS = ("去世", "过世", "病逝", "病故", "身亡", "离世", "猝死", "断气", "死了")


def read_widowed(text: str, cast: Cast) -> Iterator[Said]:
    """Yield that the main person's spouse died, whatever words that was said in."""
    main = cast.main
    if main is None or main.is_child:
        return
    for member in the_dead(text, cast):
        is_spouse = member.key in ("丈夫", "妻子", "老伴") and member is not main
        if is_spouse and (member.sex is Sex.UNKNOWN or main.sex is not member.sex):
            place = member.mentions[0]
            yield Said("婚姻", frozenset({"丧偶"}), main, place.start, place.end)


def is_death(text: str, match: re.Match[str]) -> bool:
    """Whether a death is told of, rather than feared or denied; 钱没了 and 工作没了 are none."""
    before = clause_before(text, match.start())
    if SUPPOSED.search(before) or re.search(r"(?:没有?|不|未)$", before):
        return False
    return (
        re.search(
            r"(?:钱|工作|积蓄|(?<!在)家|房子|活|货|米|(?<!触)电|气|水|时间|手续|办法|其中.*)(?:也|都|就|全)?$",
            before,
        )
        is None
    )


# Of whom this is said has died, whether or not the clause names them.
OUTRIGHT = re.compile(
    r"[压撞砸淹烧摔电]死了|撞没了|抢救无效|猝死|病死了|救过来|救回来|睡过去|里走了"
)


def the_dead(text: str, cast: Cast) -> list[Member]:
    """Return those of the household who died: what is said of them is no living person's."""
    dead = []
    for match in died(text):
        if not is_death(text, match):
            continue
        spoken = cast.clause_at(match.start()).mentions
        named = [one for _, one in spoken if one]
        inside = [
            one for mention, one in spoken if one and match.start() <= mention.start < match.end()
        ]
        member = cast.owner(match.start(), match.end())
        is_when = ONLY_WHEN.fullmatch(clause_before(text, match.start()))
        says_no_more = is_when and re.match(rf"了?(?:[{STOPS}]|$)", text[match.end() :])
        is_outright = OUTRIGHT.search(text[max(0, match.start() - 1) : match.end()])
        is_meant = member in named or member is not cast.main or says_no_more or is_outright
        if inside:
            dead.append(inside[0])
        elif member is not None and is_meant:
            dead.append(member)
        elif named:
            dead.append(named[0])
    return dead
