"""Where the people of a story are registered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.case.deaths import the_dead
from bot.case.people import Cast
from bot.case.roles import Age
from bot.case.roster import Member
from bot.case.said import Said
from bot.case.sayings import ASKED, SUPPOSED, clause_before

LIVES_HERE, ELSEWHERE_IN_TOWN, AWAY = "本区", "本市外区", "外地"
TOWN = frozenset({LIVES_HERE, ELSEWHERE_IN_TOWN})
OLD = 60
PROVINCES = (
    "安徽|河南|四川|贵州|湖南|湖北|江西|山东|山西|陕西|甘肃|云南|广西|广东|福建|浙江|河北|黑龙江|吉林|辽宁|东北|重庆|海南|内蒙古|青海|宁夏|新疆|西藏"
    "|苏北|盐城|宿迁|徐州|连云港|淮安|泰州|扬州|南通|镇江|无锡|常州|南京|上海|北京|天津|杭州|宁波|温州|合肥|外省|外地|外市|老家|乡下老家|异地"
)
HERE = r"本区|本街道|本镇|本社区|本村|我们街道|我们社区|我们区|我区|这个街道|本辖区|辖区"
IN_TOWN = r"苏州|本市|本地|市区|姑苏|吴中|相城|高新区|园区|吴江|昆山|常熟|太仓|张家港"
REGISTERED = r"户籍|户口|户囗"
RESIDENCE = re.compile(
    rf"(?P<here>{HERE})(?:的)?(?:{REGISTERED})|(?P<town>{IN_TOWN})(?:区|市)?(?:本地)?(?:的)?(?:{REGISTERED})"
    rf"|(?P<away>{PROVINCES})(?:农村)?(?:的)?(?:{REGISTERED})"
    rf"|(?:{REGISTERED})(?:簿)?(?:本来|原来|原本|一直)?(?:也|就|都|还|已经|已|也都)?(?:(?:跟|随|和|同)[一-鿿]{{1,4}}?(?:一起|一道)?(?=在|落))?(?:从[一-鿿]{{2,4}}?迁(?:过来|过去|来|出来)?)?(?:是|在|落在|落|迁到|迁在|不在)?(?:[一-鿿]{{0,4}}家)?"
    rf"(?:(?P<here2>{HERE})|(?P<town2>{IN_TOWN})|(?P<away2>{PROVINCES}))"
    r"|(?P<local>本地人|苏州人|苏州本地人|老苏州)|(?P<not_local>外地人|外省人|外来人口|新苏州人|(?<=是)外地的|外地(?:农村|乡下)?(?:过来|来)的?)"
)


def read_residence(text: str, cast: Cast) -> Iterator[Said]:
    """Yield where people are registered.

    What is said without a name goes for the one it is about, the story's main person and its
    children, unless something else was said of them.
    """
    named: list[re.Match[str]] = []
    unnamed: list[re.Match[str]] = []
    for match in RESIDENCE.finditer(text):
        if is_registered(text, match):
            clause = cast.clause_at(match.start())
            own = [one for mention, one in clause.mentions if mention.start <= match.start()]
            (named if own else unnamed).append(match)
    told = [one for match in named for one in registered_people(text, match, cast)]
    yield from told
    done = [one.member for one in told]
    for match in unnamed:
        for member in meant_without_name(text, match, cast):
            if member not in done:
                yield Said("户籍", registered(match), member, *match.span())


def meant_without_name(text: str, match: re.Match[str], cast: Cast) -> list[Member]:
    """Return who is registered where a clause names nobody."""
    clause = cast.clause_at(match.start())
    children = [one for one in cast.members if one.is_child]
    main = cast.main
    if main is not None and not main.mentions and clause.subject is not None:
        main = clause.subject  # the other one only tells the story: 我婆婆, 外地户口
    family = [clause.subject, main, *children]
    if re.search(r"都|全家|一家|三口|两口", clause.text):
        dead = the_dead(text, cast)
        family = [one for one in cast.members if one.key != "全家" and one.mentions]
        family = [one for one in family if one not in dead]
    elif is_grown_child_of(clause.subject, cast.main):
        family = [cast.main]
    elif clause.subject in children:
        family = [clause.subject, cast.main]  # said of one of them, it is not said of the others
    return list({id(one): one for one in family if one is not None}.values())


def is_grown_child_of(member: Member | None, main: Member | None) -> bool:
    """Whether somebody is the grown-up child of an old person the story is about."""
    if member is None or main is None or member is main:
        return False
    is_old = main.age is Age.OLD or (main.years or 0) >= OLD
    return is_old and member.age is Age.OFFSPRING and not member.is_child


def is_registered(text: str, match: re.Match[str]) -> bool:
    """Whether somebody is registered there, rather than wishes or asks to be."""
    before = clause_before(text, match.start())
    if SUPPOSED.search(before) or ASKED.match(text[match.end() :]) or "不在" in match[0]:
        return False
    denied = r"(?:没有|没|不是|无|非|想落|想迁|要迁|迁入|迁到|落到|想把)$"
    return re.search(denied, before) is None


def registered(match: re.Match[str]) -> frozenset[str]:
    """Return where that is."""
    if match["here"] or match["here2"]:
        return frozenset({LIVES_HERE})
    return TOWN if match["town"] or match["town2"] or match["local"] else frozenset({AWAY})


def registered_people(text: str, match: re.Match[str], cast: Cast) -> Iterator[Said]:
    """Yield who is said to be registered there: 都 means everybody who was named before it."""
    before = clause_before(text, match.start())
    clause = cast.clause_at(match.start())
    owner = cast.owner(match.start(), match.start() + 1)
    everybody = [one for mention, one in clause.mentions if one and mention.end <= match.start()]
    inside = [one for mention, one in clause.mentions if one and mention.start > match.start()]
    inside = inside if re.search(r"[跟随和同]", match[0]) else []
    told = everybody if re.search(r"都|夫妻|夫妇", before + match[0]) else [owner]
    for member in (*told, *inside):
        yield Said("户籍", registered(match), member, *match.span())
