"""Exact addresses: a road or an estate with the number of the house, the building or the room.

The names of districts, streets and communities around them stay: a question needs them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from bot.redaction.shadow import Span
from bot.redaction.tagger import places

HAN = "[\u4e00-\u9fff]"
NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百零〇两幺]{1,6}|[A-Za-z]\d{0,3}|[甲乙丙丁])"
DASH_NUMBER = rf"{NUMBER}(?:[ ]?[-之/][ ]?{NUMBER}){{0,3}}"
LINK = r"[ ,、的-]{0,2}"
BUILDING = rf"{DASH_NUMBER}[ ]?(?:号楼|幢楼?|栋楼?|橦|撞|座|#楼?)"
UNIT = rf"{NUMBER}[ ]?(?:单元|号门|门洞|楼道|梯)"
FLOOR = rf"{NUMBER}[ ]?(?:层楼?|楼)(?![上下道梯长组])"
ROOM = rf"{DASH_NUMBER}[ ]?(?:室|号房间?|房间?)"
BARE_ROOM = r"(?!1[12][0-9](?!\d))(?:[A-Za-z]?\d{3,4}[A-Za-z]?|[一二三四五六七八九十零〇幺]{3,4})(?![\d元块岁个人平年月日%]|[ ]?(?:元|块|平|人))"
INSIDE = rf"(?:{LINK}(?:{BUILDING}|{UNIT}|{FLOOR}|{ROOM}))"
HOUSE = rf"{DASH_NUMBER}[ ]?(?:号|弄|#)(?!线|窗|文|令|公告|通知|条)(?:院|大院)?"
TAIL = rf"{INSIDE}{{0,4}}(?:{LINK}{BARE_ROOM})?"

ESTATE = (
    r"(?:新村|小区|花园|花苑|家园|公寓|新苑|雅苑|佳苑|嘉苑|名苑|苑|山庄|华庭|名邸|名都|名城|花城|新城|公馆|华府|府邸|豪庭"
    r"|大厦|广场|新寓|宿舍|大院|[一二三四五六七八九]村|东村|西村|南村|北村|里|坊|庭|湾|邨|舍|园|府|城|墅|村)"
)
SECTION = r"(?:[东西南北中]?区|[一二三四五六七八九\d]{1,2}(?:期|区)|[A-Z]区)?"
ROAD = re.compile(
    rf"(?:{HAN}{{0,4}}(?<!街)(?:大道|道)(?:[东西南北中])?|{HAN}{{1,4}}(?<!走)(?<!马)(?:路|街|巷|弄|浜|桥|塘|浦|弄堂|胡同|里弄)(?:[东西南北]|[东西南北中]段|[一二三四五六]弄)?)"
    rf"[ ]?(?:{DASH_NUMBER}[ ]?支?弄[ ]?){{0,3}}{HOUSE}(?:{HAN}{{2,8}}?(?=[ ]?\d{{1,3}}[ ]?(?:幢|栋|号楼|[-#]\d)))?"
    rf"(?:[ ]?\d{{1,3}}[ ]?[-#][ ]?\d{{3,4}}(?!\d))?{TAIL}"
)
IN_ESTATE = re.compile(
    rf"{HAN}{{1,5}}?{ESTATE}{SECTION}{LINK}"
    rf"(?:{BUILDING}{TAIL}|{UNIT}{INSIDE}{{0,3}}(?:{LINK}{BARE_ROOM})?|{ROOM}|\d{{1,3}}[ ]?号[ ]?{INSIDE}{{1,3}}(?:{BARE_ROOM})?"
    rf"|{NUMBER}[ ]?号[ ]?{BARE_ROOM}|\d{{1,3}}[ ]?[-—#/][ ]?\d{{1,4}}(?:[ ]?[-/][ ]?\d{{1,4}})?号?(?![\d元%岁年月])"
    rf"|\d{{3,4}}室)"
)
IN_VILLAGE = re.compile(
    rf"{HAN}{{1,4}}?村[ ]?(?:第?{NUMBER}[ ]?(?:村民小?组|组|队)[ ]?{HAN}{{0,3}}{NUMBER}[ ]?号|{HAN}{{1,3}}(?:浜|巷|里|上|港|桥|圩|埭|荡|角|湾|宅|头)[ ]?\d{{1,4}}[ ]?号)"
)
HAMLET = re.compile(
    rf"(?:{HAN}{{1,3}}(?:村|浜|巷|港|圩|埭|荡|宅|埂上?|泾|角|埠|桥头|浜头)[ ]?(?:第?{NUMBER}[ ]?(?:村民小?)?[组队][ ]?)?"
    rf"|{HAN}{{2,4}}?[ ]?第?{NUMBER}[ ]?(?:村民小?)?[组队][ ]?)\d{{1,4}}[ ]?号(?!线|楼|窗|文|令|公告|通知|条|电梯)"
)
LANE = re.compile(
    rf"{HAN}{{1,4}}(?:里|坊|[上下]塘|埭|弄堂|湾)[ ]?{DASH_NUMBER}[ ]?号(?!线|楼|窗|文|令|公告|通知|条|电梯|[停开要投起前后截左上下晚早]){TAIL}"
)
# Where the tagger sees a place, with the number of a house or a group of a village behind it.
GROUP = rf"[(第]{{0,2}}{NUMBER}\)?[ ]?(?:村民小?)?[组队](?!长)(?:[ ]?{HAN}{{0,4}}?{NUMBER}(?:-\d{{1,2}})?[ ]?号)?"
PLACED = re.compile(
    rf"{HAN}{{2,14}}?(?:[ ]?[一二三四五六七八九十\d]{{1,2}}[期区])?[ ]?(?:[甲乙丙丁](?=\d))?"
    rf"(?P<number>(?:{DASH_NUMBER}[ ]?支?弄[ ]?){{0,3}}{HOUSE}(?![停投截起前]|开[会放始]|之前|左右|[上下]午|[早晚]上|公示){TAIL}|{BUILDING}{TAIL}|{GROUP}"
    rf"|\d{{1,3}}[ ]?[-#][ ]?\d{{1,4}}(?:[ ]?[-/][ ]?\d{{1,4}})?(?![\d元%岁年月日个小]))"
)
FAR = 6  # characters between a place and the number of its house, at most
PLACES_BEFORE = 3  # that one address begins with, at most
REGION_END = "区道镇市省县乡"
NUMBERED = re.compile(rf"{NUMBER}\)?[ ]?[号弄幢栋座橦组队#-]|{NUMBER}支弄")
REGION = re.compile(
    r".*(?:[省县镇]|街道|社区|居委会|园区|新区|(?<![水鲈])乡|(?<![新都])市|(?<![一二三四五六七八九十东西南北小0-9A-Z])区)"
)
# An estate whose name says not that it is one: only where something leads to it.
NAMED_BUILDING = re.compile(
    rf"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[住在到从是租去说和家区市镇])|(?<=户籍)|(?<=走访)|(?<=街道)|(?<=社区))(?!对门|隔壁|楼上|楼下)({HAN}{{2,6}}?)(?<!家)[ ]?(?:[一二三四五六\d]{{1,2}}期[ ]?)?"
    rf"(?:{BUILDING}{LINK}(?:{INSIDE}{{1,3}}(?:{LINK}{BARE_ROOM})?|{BARE_ROOM})|\d{{1,3}}[ ]?[-#][ ]?\d{{3,4}}(?![\d-]))"
)
HOUSE_ALONE = re.compile(
    rf"(?<![\dA-Za-z第])(?:{BUILDING}(?!{LINK}{BUILDING}){LINK}(?:{INSIDE}{{1,3}}(?:{LINK}{BARE_ROOM})?|{BARE_ROOM})"
    rf"|{UNIT}{LINK}(?:{INSIDE}{{1,2}}|{BARE_ROOM})"
    r"|\d{1,3}[ ]?-[ ]?\d{1,2}[ ]?-[ ]?\d{3,4}(?:室)?(?![\d-])|(?<![年月\d-])\d{3,4}[ ]?室"
    rf"|{NUMBER}[ ]?号[ ]?\d{{3,4}}[ ]?室)"
)
LIVES_AT = re.compile(
    rf"(?:住在?|住址|地址|门牌号?|家在|搬到|搬去|家住|户籍地)[ :是]{{0,3}}({HAN}{{0,6}}?(?:\d{{1,3}}[ ]?[-/#][ ]?\d{{1,4}}(?:[ ]?[-/][ ]?\d{{1,4}})?(?![\d元%岁年月])|{BUILDING}(?:{TAIL})|{NUMBER}号{BARE_ROOM}))"
)

ROOM_ALONE = re.compile(
    r"(?:我是|我住|[楼][上下]|隔壁|对门|住)[ ]?((?!1[12]\d(?!\d))\d{3,4})(?=[的户家室,。;!?]|$)"
)
BEFORE = 4  # characters in front of a find that may belong to a word that leads to it
# Before these words' end no address begins: 「她住在人民路…」, 「姑苏区人民路…」.
LEAD = re.compile(
    r".*(?:住在|住到|住的是?|搬到|搬去|搬进|家在|位于|地址是?|住址是?|户籍地?|送到|跑到|来到|走到|坐落|开在|租在|租了|借在|买了|买在"
    r"|[住在到是址去从于租往至]|街道|社区|居委会?|片区|开发区|新区|园区|[省县镇]|(?<![水鲈])乡|(?<![新都])市(?!府)|(?<![一二三四五六七八九十东西南北0-9A-Z])区|城区|我们|你们|他们|咱们|伲|附近|旁边|隔壁|来|着|勒|这边|占了|户籍地|我家|他家|她家|家里(?!小区|新村|花园|苑|公寓)|屋里|楼上|楼下|对面|那个|这个|那边|一个|有个|那家|这家"
    r"|给|把|被|和|跟|与|及|后|了|的|有|找|叫|她|他|我|你|俚|就|都|说|请|问|去过|有一户|是我|要)"
)
PLAIN_WORDS = re.compile(
    r"^(?:这|那|哪|本|该|各|每|全|某|几|多|同|一|两|某个|走|马|网|线|思|出|套|销|门|弄|逛|上|过|当|搭|公|老旧?|旧|新|城中|行政|农|外|电|窗|电梯|高层|多层)?"
    r"(?:路|街|巷|弄|里|新村|小区|花园|公寓|大厦|广场|宿舍|大院|园|城|村|府|湾|庭|舍|坊|浜|桥|塘)$"
    r"|[子家这那哪屋楼区村园街厂店手心院场巷]里$"
)
NAME_END = re.compile(
    rf"^{HAN}*?(?=[ ]?[\dA-Za-z#]|[ ]?[一二三四五六七八九十百零〇两幺甲乙丙丁]{{1,6}}[ ]?(?:号|弄|幢|栋|座|橦|单元|期))"
)


def addresses(text: str) -> Iterator[Span]:
    """Yield exact addresses, each from the name of its road or estate on."""
    found = [
        (start, match.end())
        for pattern in (ROAD, LANE, IN_ESTATE, IN_VILLAGE, HAMLET)
        for match in pattern.finditer(text)
        if (start := name_start(text, match.start(), match.end())) is not None
    ]
    found += [match.span() for match in HOUSE_ALONE.finditer(text)]
    found += [
        (match.start(1) + lead_length(text, match.start(), match.end()), match.end())
        for match in NAMED_BUILDING.finditer(text)
    ]
    found += [
        (match.start(1) + lead_length(text, *match.span(1)), match.end(1))
        for match in LIVES_AT.finditer(text)
    ]
    found += [match.span(1) for match in ROOM_ALONE.finditer(text)]
    if NUMBERED.search(text):
        return from_place(text, found)
    return joined(found)


def from_place(text: str, found: list[Span]) -> Iterator[Span]:
    """Yield addresses from where the tagger sees that a place's name begins, and such as it leads to."""
    seen = list(places(text))
    for start, end in seen:
        placed = PLACED.match(text, start)
        if placed is not None and placed.start("number") - end <= FAR:
            found.append((behind_region(text, *placed.span()), placed.end()))
    yield from joined([(grown(text, start, seen), end) for start, end in found])


def behind_region(text: str, start: int, end: int) -> int:
    """Return where an address goes on behind the names of districts."""
    name = NAME_END.match(text[start:end])
    region = None if name is None else REGION.match(name[0])
    return start + (region.end() if region else 0)


def grown(text: str, start: int, seen: list[Span]) -> int:
    """Return where an address begins, by the places that the tagger sees in front of it."""
    before = bisect_left(seen, (start, 0))
    for place_start, place_end in reversed(seen[max(before - PLACES_BEFORE, 0) : before]):
        if place_end < start or text[start - 1] in REGION_END:
            break
        start = behind_region(text, place_start, start)
    return start


def joined(found: list[Span]) -> Iterator[Span]:
    """Yield spans in the order of the text, those that touch as one."""
    start = end = -1
    for next_start, next_end in sorted(found):
        if next_start > end:
            if end >= 0:
                yield start, end
            start = next_start
        end = max(end, next_end)
    if end >= 0:
        yield start, end


def name_start(text: str, start: int, end: int) -> int | None:
    """Return where the address begins behind the words that lead to it; None for no name."""
    start += lead_length(text, start, end)
    name = NAME_END.match(text[start:end])
    return None if name is None or not name[0] or PLAIN_WORDS.search(name[0]) else start


def lead_length(text: str, start: int, end: int) -> int:
    """Return how many characters before the road's or estate's name belong to the sentence."""
    name = NAME_END.match(text[start:end])
    if name is None or not name[0]:
        return 0
    before = min(start, BEFORE)
    lead = LEAD.match(text[start - before : start + len(name[0]) - 1])
    length = max(lead.end() - before, 0) if lead else 0
    return 0 if DIRECTION.fullmatch(name[0][length:]) else length


DIRECTION = re.compile(
    r"[东西南北中]?[路街]"
)  # no whole name: 「鲈乡北路」 is one, 乡 leads to none
