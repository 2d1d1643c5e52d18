"""What a story says in numbers and days, and in words that need more than a list: ages, 户籍, 残疾."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.case.numerals import NUMBER, read_number, stretches, whens, years_span
from bot.case.people import Age, Cast, Clause, Member, Sex
from bot.case.sayings import ASKED, STOPS, SUPPOSED, clause_before, compile_sayings
from indexer.case_fact import MENTIONED, NOT_MEANT, CaseFact, CaseFacts, FactKind
from indexer.condition import shifted
from indexer.verdict import Days, Known, Span

OLD = 60
LONGEST_TIME = 9  # characters of a clause that only says when
LIVES_HERE, ELSEWHERE_IN_TOWN, AWAY = "本区", "本市外区", "外地"
TOWN = frozenset({LIVES_HERE, ELSEWHERE_IN_TOWN})
HELD = frozenset({"有效", "要变更"})  # who names a level holds a certificate


@dataclass(frozen=True)
class Said:
    """One fact as read: whose (None is the household's), what is known, and where it stands."""

    fact: str
    known: Known
    member: Member | None
    start: int
    end: int


AGE = re.compile(
    rf"(?P<before>近|快要?|将近|不到|差不多|大概|大约|约|年近|刚满|超过)?(?P<number>{NUMBER})"
    r"(?P<after>多|来|出头|左右|上下|几)?(?:周?岁)(?P<half>半)?(?P<tail>就|时|那年|那时|开始|起|以上|以下|以前|之前|以后|才|后|前|的时候|退休)?"
)
# An age without 岁 stands right behind whom it is of, or is all that a clause says: 我妈82，刚退休.
BARE_AGE = re.compile(
    rf"(?:今年|也|都|已经|已|快|刚|虚岁|整|正好|刚好)*(?P<number>{NUMBER})(?P<after>多|出头)?(?=了|整|刚|退休|独居|[{STOPS}:（(]|$)"
)
BARE_AGES = (10, 110)
MONTHS_OLD = re.compile(rf"(?P<number>{NUMBER})个?多?月大|(?:刚)?满月|出生(?P<days>{NUMBER})天")
TO_COME = re.compile(r"(?:等|到|满了?|过了|活到|交到|领到|缴到|从|得|要)$")


def read_ages(text: str, cast: Cast) -> Iterator[Said]:
    """Yield how old people are; an age at which something was or will be is none."""
    for match in AGE.finditer(text):
        before = clause_before(text, match.start())
        if match["tail"] or TO_COME.search(before) or SUPPOSED.search(before):
            continue
        span = years_span(match["number"], match["before"] or "", match["after"] or "")
        if span is not None:
            yield Said("年龄", span, cast.owner(match.start(), match.end()), *match.span())
    yield from read_bare_ages(text, cast)
    for match in MONTHS_OLD.finditer(text):
        months = read_number(match["number"]) if match["number"] else 0
        years = (months or 0) // 12
        member = cast.owner(match.start(), match.end())
        yield Said("年龄", Span(years, years), member, *match.span())


def read_bare_ages(text: str, cast: Cast) -> Iterator[Said]:
    """Yield ages said without 岁."""
    least, most = BARE_AGES
    for clause in cast.clauses:
        places = [(mention.end, member) for mention, member in clause.mentions]
        if not places and (match := BARE_AGE.match(text, clause.start)):
            is_all = match.end() >= clause.end - 1
            places = [(clause.start, clause.subject)] if is_all else []
        for start, member in places:
            match = BARE_AGE.match(text, start)
            span = match and years_span(match["number"], "", match["after"] or "")
            if match and span and member and least <= span.low <= most:
                yield Said("年龄", span, member, *match.span())


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
    rf"|(?:{REGISTERED})(?:簿)?(?:也|就|都|还|已经|已|也都)?(?:(?:跟|随|和|同)[一-鿿]{{1,4}}?(?:一起|一道)?(?=在|落))?(?:从[一-鿿]{{2,4}}?迁(?:过来|过去|来|出来)?)?(?:是|在|落在|落|迁到|迁在|不在)?(?:[一-鿿]{{0,4}}家)?"
    rf"(?:(?P<here2>{HERE})|(?P<town2>{IN_TOWN})|(?P<away2>{PROVINCES}))"
    r"|(?P<local>本地人|苏州人|苏州本地人|老苏州)|(?P<not_local>外地人|外省人|外来人口|新苏州人|外地(?:农村|乡下)?(?:过来|来)的?)"
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
    family = [clause.subject, cast.main, *children]
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


LEVEL_WORDS = {"一": "一级", "二": "二级", "三": "三级", "四": "四级"} | {
    "1": "一级",
    "2": "二级",
    "3": "三级",
    "4": "四级",
}
KINDS = "视力|听力|言语|肢体|智力|精神|多重"
SHORT_KINDS = {"肢残": "肢体", "视残": "视力", "听残": "听力", "智残": "智力", "精残": "精神"}
DISABLED = re.compile(
    rf"(?P<kind>{KINDS})?(?P<short>{'|'.join(SHORT_KINDS)})?(?:残疾?)?(?P<level>[一二三四1-4])级(?!医院|伤残|工伤)"
    rf"(?:(?P<kind2>{KINDS})残疾?|(?:的)?残疾?|(?=的|[，。,;；]|$))|(?P<kind3>{KINDS})残疾|(?P<heavy>重残|重度残疾)"
    rf"|(?P<short2>{'|'.join(SHORT_KINDS)})"
)
NO_CERTIFICATE = re.compile(
    r"(?:没有|没办过?|没评过?|没领过?|没|未|还没有?|没去)(?:有|办|评|领|做过?)?(?:过)?(?:残疾人?证|残疾鉴定|评残|残疾)|没评残|未评残|没有评残|孩子没评残"
)
HAS_CERTIFICATE = re.compile(
    r"(?:(?<!没)有|持|领了|办了|拿了|拿着)(?:过)?(?:本)?残疾人?证|持证残疾"
)
GOOD_CERTIFICATE = re.compile(r"残疾人?证(?:也|还|都|一直|仍)?(?:在)?有效")
OLD_CERTIFICATE = re.compile(r"残疾人?证[^，。；,;]{0,6}(?:过期|到期|丢|遗失|掉了|找不到|损坏)")
MOVING_CERTIFICATE = re.compile(
    r"残疾人?证[^，。；,;]{0,8}(?:迁|转|变更|换|升级|重新评)|(?:迁|转)[^，。；,;]{0,4}残疾人?证"
)


def read_disability(text: str, cast: Cast) -> Iterator[Said]:
    """Yield kinds and levels of disability, and how the certificate stands."""
    yield from read_levels(text, cast)
    for pattern, known in (
        (NO_CERTIFICATE, frozenset({"没有"})),
        (OLD_CERTIFICATE, frozenset({"过期或遗失"})),
        (MOVING_CERTIFICATE, frozenset({"要变更"})),
        (HAS_CERTIFICATE, HELD),
        (GOOD_CERTIFICATE, frozenset({"有效"})),
    ):
        for match in pattern.finditer(text):
            if not SUPPOSED.search(clause_before(text, match.start())):
                yield Said("残疾证", known, cast.owner(*match.span()), *match.span())


OF_SOMETHING_ELSE = re.compile(r"工伤$|伤残$|(?:评|定|鉴定)(?:为|成|到)?$")


def read_levels(text: str, cast: Cast) -> Iterator[Said]:
    """Yield kinds and levels of disability."""
    for match in DISABLED.finditer(text):
        before = clause_before(text, match.start())
        if SUPPOSED.search(before) or OF_SOMETHING_ELSE.search(before):
            continue
        short = match["short"] or match["short2"]
        kind = match["kind"] or match["kind2"] or match["kind3"] or SHORT_KINDS.get(short or "")
        level = match["level"]
        if not (kind or match["heavy"]) and level and "残" not in match[0]:
            continue
        member = cast.owner(match.start(), match.end())
        if kind:
            yield Said("残疾类别", frozenset({kind}), member, *match.span())
        if level:
            yield Said("残疾等级", frozenset({LEVEL_WORDS[level]}), member, *match.span())
            yield Said("残疾证", HELD, member, *match.span())
        elif match["heavy"]:
            yield Said("残疾等级", frozenset({"一级", "二级"}), member, *match.span())


CARE = (
    (
        re.compile(r"卧床|瘫在床|瘫痪在床|大小便失禁|喂饭|换尿布|擦身|吃喝拉撒|全瘫|高位截瘫"),
        frozenset({"中度失能", "重度失能"}),
    ),
    (
        re.compile(
            r"(?:不能|无法|没法|不会)(?:生活)?自理|(?:生活)(?:全)?不能自理|偏瘫|瘫痪|瘫了|后瘫|半身不遂"
        ),
        frozenset({"轻度失能", "中度失能", "重度失能"}),
    ),
    (
        re.compile(
            r"(?:吃饭|穿衣|穿衣服|洗澡|上厕所|如厕|起床|翻身|大小便)[^，。；,;]{0,8}(?:要人|靠人|得人|都要|要帮|要扶|离不开人|要我|要他|要她|得我|靠我)"
        ),
        frozenset({"轻度失能", "中度失能", "重度失能"}),
    ),
    (re.compile(r"半失能"), frozenset({"轻度失能", "中度失能"})),
    (re.compile(r"(?<![半轻中重])失能"), frozenset({"轻度失能", "中度失能", "重度失能"})),
)


def read_care(text: str, cast: Cast) -> Iterator[Said]:
    """Yield how far people can look after themselves."""
    for pattern, known in CARE:
        for match in pattern.finditer(text):
            before = clause_before(text, match.start())
            if not SUPPOSED.search(before) and not re.search(r"(?:不|没有?|未)$", before):
                # 要我帮 is said of the one who is helped
                end = match.start() if match[0][-1] in "我他她" else match.end()
                yield Said("自理", known, cast.owner(match.start(), end), *match.span())


INCOME = re.compile(
    rf"(?P<what>退休金|退休工资|养老金|工资|月入|月薪|月收入|每月收入|每月挣|月挣|一个月挣|低保金|收入)"
    rf"(?:只有|每月|一个?月|有|是|大概|大约|才|也就|约|到手)*(?P<number>{NUMBER})(?P<more>多|来|几)?(?:块|元)?"
    r"(?![岁年个人天月%成倍级口])"
)
PENSION_LAST = re.compile(rf"(?P<number>{NUMBER})多?(?:块|元)?钱?的?(?P<what>退休金|退休工资)")
PENSIONS = ("退休金", "退休工资", "养老金")
SIZE = re.compile(
    r"(?:一家|全家|家里)(?P<number>[两二三四五六七八\d])口|(?P<number2>[两二三四五六七八\d])口之?(?:家|人)"
)
ONLY = re.compile(r"只靠|全靠|就靠|靠")


def read_incomes(text: str, cast: Cast, fact: CaseFact | None) -> Iterator[Said]:
    """Yield what incomes tell: of pensions who pays them, of all together how many 低保标准 a head.

    The household's number is read only where nobody else's income can be missing: of one who lives
    alone, or of a family that is said to live on it.
    """
    yield from read_pensions(text, cast)
    found = []
    for match in INCOME.finditer(text):
        value = read_number(match["number"])
        before = clause_before(text, match.start())
        if value is None or value < 100 or SUPPOSED.search(before) or re.search(r"拖欠|欠", before):
            continue
        low, high = value, value * (1.25 if match["more"] else 1)
        member = cast.owner(match.start(), match.end())
        found.append((match, low, high, member))
        if match["what"] in PENSIONS and value >= 1000 and "基础" not in before:
            kinds = frozenset({"职工养老金", "机关事业退休金"})
            yield Said("养老待遇", kinds, member, *match.span())
    if fact is None or fact.monthly is None or len(found) != 1:
        return
    match, low, high, member = found[0]
    size = household_size(text)
    before = clause_before(text, match.start())
    if size is None or (size > 1 and not re.search(r"全家|一家|家里", before)):
        return
    if size > 1 and not ONLY.search(before):
        return
    least, most = fact.monthly
    yield Said(
        "低保标准倍数",
        Span(round(low / size / most, 2), round(high / size / least, 2)),
        None,
        *match.span(),
    )


def read_pensions(text: str, cast: Cast) -> Iterator[Said]:
    """Yield who pays a pension that is named after its amount: 两千三退休金."""
    for match in PENSION_LAST.finditer(text):
        value = read_number(match["number"])
        before = clause_before(text, match.start())
        if value is not None and value >= 1000 and not SUPPOSED.search(before):
            kinds = frozenset({"职工养老金", "机关事业退休金"})
            yield Said("养老待遇", kinds, cast.owner(*match.span()), *match.span())


def household_size(text: str) -> int | None:
    """Return how many live together, where the story says so."""
    match = SIZE.search(text)
    if match:
        number = read_number(match["number"] or match["number2"])
        return int(number) if number else None
    if re.search(r"独居|一个人住|独自住|一个人生活", text):
        return 1
    return None


def read_numbers(cast: Cast, facts: CaseFacts, today: date) -> Iterator[Said]:
    """Yield the stretches and days that stand near the words a fact is mentioned by."""
    for name, fact in facts.facts.items():
        words = fact.said.get(MENTIONED)
        if not words:
            continue
        mentioned = compile_sayings(words)
        not_meant = compile_sayings(fact.said.get(NOT_MEANT, ()))
        for number, clause in enumerate(cast.clauses):
            match = mentioned.search(clause.text)
            if (
                match is None
                or not_meant.search(clause.text)
                or SUPPOSED.search(clause.text[: match.start()])
            ):
                continue
            known = near(clause.text, match, fact, today)
            if known is None and number and fact.kind is FactKind.DAY:
                known = day_alone(cast.clauses[number - 1], today)
            if known is not None:
                start = clause.start + match.start()
                member = cast.owner(start, clause.start + match.end())
                yield Said(name, known, member, start, clause.start + match.end())


def day_alone(clause: Clause, today: date) -> Known | None:
    """Return the day a clause says, where it says next to nothing else: 昨天下午三点多."""
    days = whens(clause.text, today)
    is_alone = len(days) == 1 and not clause.mentions and len(clause.text) <= LONGEST_TIME
    return days[0].days if is_alone else None


def near(text: str, match: re.Match[str], fact: CaseFact, today: date) -> Known | None:
    """Return the number or day in a clause that speaks of a fact."""
    if fact.kind is FactKind.DAY:
        days = whens(text, today)
        return days[0].days if len(days) == 1 else since_then(text, match, today)
    found = [one for one in stretches(text) if one.start >= match.start()]
    if len(found) != 1:
        return None
    months = found[0].months
    if fact.unit == "个月":
        return Span(int(months.low), int(months.high))
    if fact.unit == "年":
        return Span(int(months.low // 12), int(months.high // 12)) if months.low >= 12 else None
    if fact.unit == "周":
        weeks = (int(months.low * 4.345), int(months.high * 4.345) + 3)
        is_weeks = "周" in text[found[0].start : found[0].end]
        exact = round(months.low * 30 / 7)
        return Span(exact, exact) if is_weeks else Span(*weeks)
    return None


def since_then(text: str, match: re.Match[str], today: date) -> Days | None:
    """Return the days around one from which a stretch that was said has passed: 刚来半年."""
    found = [one for one in stretches(text) if 0 <= one.start - match.end() <= 2]
    found = found or [
        one for one in stretches(text) if is_after_whom(text[match.end() : one.start])
    ]
    if len(found) != 1:
        return None
    low, high = found[0].months.low * 30.44, found[0].months.high * 30.44
    if high >= 360:  # said in years: 毕业两年 may be one and a half, or nearly three
        return Days(today - timedelta(days=high + 310), today - timedelta(days=low - 200))
    slack = 1 if high <= 31 else high * 0.15
    return Days(today - timedelta(days=high + slack), today - timedelta(days=low - slack))


def is_after_whom(between: str) -> bool:
    """Whether only a child stands between what happened and how long ago: 生完宝宝二十天."""
    return (
        re.fullmatch(
            r"(?:了|完)?(?:宝宝|孩子|二宝|二胎|三宝|儿子|女儿|双胞胎|小囡)(?:才|刚|有)?", between
        )
        is not None
    )


GONE = re.compile(
    r"失联|没音讯|没有音讯|没了音讯|没消息|联系不上|下落不明|离家出走|跑了|音信全无|没联系|不知去向|杳无音信|没有联系"
)
STATES = (
    (
        "死亡",
        re.compile(
            r"(?:去世|过世|死了|病逝|病故|没了|身亡|走了(?!.{0,4}(?:没|音))|双亡|离世|早就不在|不在了|猝死)"
        ),
    ),
    ("失联", GONE),
    ("服刑强戒", re.compile(r"服刑|坐牢|判刑|入狱|被判|强制戒毒|强戒|关在|监狱")),
    ("外出务工", re.compile(r"外出打工|在外打工|外地打工|出去打工|在外务工")),
    ("不尽责", re.compile(r"不管孩子|不管他|不管她|不闻不问|从来不管|不要孩子|弃养")),
)


def read_parents(text: str, cast: Cast) -> Iterator[Said]:
    """Yield what became of the parents of each child in the story."""
    children = [one for one in cast.members if one.is_child and not one.is_several]
    for clause in cast.clauses if children else ():
        for start, sides in parents_spoken_of(clause.text, clause.start):
            state = state_in(text[start : clause.end], text[clause.start : start])
            if state is None:
                continue
            months = [one.months for one in stretches(text[start : clause.end])]
            for child in children:
                for side in sides:
                    yield Said(f"{side}状况", frozenset({state}), child, start, clause.end)
                    if state in ("失联", "服刑强戒") and len(months) == 1:
                        span = Span(int(months[0].low), int(months[0].high))
                        yield Said(f"{side}缺位月数", span, child, start, clause.end)


def state_in(rest: str, before: str) -> str | None:
    """Return what a clause says became of somebody; None for nothing, or what is only feared."""
    for state, pattern in STATES:
        match = pattern.search(rest)
        if match is None:
            continue
        said = rest[: match.start()]
        if not SUPPOSED.search(before + said) and not re.search(r"(?:没有?|不|未)$", said):
            return state
    return None


def parents_spoken_of(text: str, offset: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield where a clause speaks of a child's parents, and of which."""
    for match in re.finditer(r"父母|爸妈|爸爸妈妈|父亲|爸爸|老公|丈夫|母亲|妈妈|妻子|老婆", text):
        word = match[0]
        place = offset + match.end()
        if word in ("父母", "爸妈", "爸爸妈妈"):
            yield place, ("父亲", "母亲")
        elif word in ("父亲", "爸爸", "丈夫", "老公"):
            yield place, ("父亲",)
        else:
            yield place, ("母亲",)


def read_sex(cast: Cast) -> Iterator[Said]:
    """Yield the sex of those whose name tells it."""
    for member in cast.members:
        if member.sex is not Sex.UNKNOWN and not member.is_several and member.mentions:
            first = member.mentions[0]
            yield Said("性别", frozenset({str(member.sex)}), member, first.start, first.end)


def read_birth_month(text: str, cast: Cast, today: date) -> Iterator[Said]:
    """Yield the days of birth that an age in months tells."""
    for match in MONTHS_OLD.finditer(text):
        months = read_number(match["number"]) if match["number"] else None
        member = cast.owner(match.start(), match.end())
        if months is not None and months <= 36:
            whole = int(months)
            first = shifted(today, -whole - 1) + timedelta(days=1)
            yield Said("出生日期", Days(first, shifted(today, -whole)), member, *match.span())
        elif match["days"]:
            day = today - timedelta(days=read_number(match["days"]) or 0)
            yield Said("出生日期", Days(day, day), member, *match.span())


DIED = re.compile(
    r"去世|过世|病逝|病故|身亡|离世|猝死|断气|没(?:能)?(?:抢救|救)(?:过|回)来|抢救无效|[病癌瘤症祸血][^,。，;]{0,4}?(?:没了|走了|没的|走的)|(?<!快要)(?<!要)死了|(?:老伴|爸爸|妈妈|父亲|母亲|丈夫|老公|妻子|老婆|人|都)没了|突然走了|昨晚走了|今早走了"
)


# Who 走了 has died where the story speaks of what is done for the dead.
MOURNED = re.compile(
    r"后事|丧葬|丧事|办丧|火化|遗体|生前|享年|殡仪|安葬|骨灰|下葬|抚恤|销户|注销户口|追悼"
)
PASSED = re.compile(r"(?<!要)走了|没了|没的|走的|不在了")


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
    for member in the_dead(text, cast) if main is not None and not main.is_child else ():
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
            r"(?:钱|工作|积蓄|家|房子|活|货|米|电|气|水|时间|手续|办法|其中.*)(?:也|都|就|全)?$",
            before,
        )
        is None
    )


def the_dead(text: str, cast: Cast) -> list[Member]:
    """Return those of the household who died: what is said of them is no living person's."""
    dead = []
    for match in died(text):
        if not is_death(text, match):
            continue
        named = [one for _, one in cast.clause_at(match.start()).mentions if one]
        member = cast.owner(match.start(), match.end())
        if member is not None and (member in named or member is not cast.main):
            dead.append(member)
        elif named:
            dead.append(named[0])
    return dead


PARENTS_GONE = re.compile(
    r"(?:父母|爸妈|双亲)(?:早就|早|都|已经|也|都已)*(?:不在|去世|过世|没了|走了|离世|双亡)"
)


def read_supporters(text: str, cast: Cast) -> Iterator[Said]:
    """Yield that nobody has to support somebody: no spouse, no children, no parents, all of it said."""
    match = re.search(r"无儿无女|没儿没女|没有子女|无子女|没有儿女|没有孩子", text)
    is_single = re.search(
        r"没结过婚|未婚|没成家|单身|光棍|丧偶|离异|老伴(?:去世|走了|过世|没了)", text
    )
    if match and is_single and PARENTS_GONE.search(text):
        yield Said(
            "义务人", frozenset({"没有"}), cast.owner(match.start(), match.end()), *match.span()
        )


WITH_ME = re.compile(r"[跟和随同]着?(?:我们?|俺)(?:家|一起|一道|一块)*(?:住|过|生活)")


def read_living_with(text: str, cast: Cast) -> Iterator[Said]:
    """Yield that the teller's parents live with the teller: 我妈82，跟我住."""
    for match in WITH_ME.finditer(text):
        member = cast.clause_at(match.start()).subject
        if member is not None and not SUPPOSED.search(clause_before(text, match.start())):
            yield Said("独居", frozenset({"否"}), member, *match.span())
            if member.key in ("母亲", "父亲", "父母", "公公", "婆婆", "岳父", "岳母"):
                yield Said("子女在身边", frozenset({"是"}), member, *match.span())
