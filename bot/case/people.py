"""Who is spoken of in a story: the people of the household, and which stretch is about whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.case.numerals import NUMBER, read_number
from bot.redaction.surnames import COMMON

NOBODY_NAMED = "本人"


class Sex(StrEnum):
    """As far as what somebody is called tells it."""

    MALE = "男"
    FEMALE = "女"
    UNKNOWN = ""


class Age(StrEnum):
    """What somebody is called tells this of their age."""

    CHILD = "child"
    OFFSPRING = "offspring"  # somebody's child, of any age
    ADULT = "adult"
    OLD = "old"
    UNKNOWN = ""


@dataclass(frozen=True)
class Role:
    """One who can be spoken of, by all the words for them; `is_other` is outside the household."""

    key: str
    words: tuple[str, ...]
    sex: Sex = Sex.UNKNOWN
    age: Age = Age.UNKNOWN
    is_other: bool = False
    is_kin: bool = True  # somebody's relative rather than a name of their own
    is_several: bool = False


M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN


def role(
    key: str,
    words: str,
    sex: Sex = U,
    age: Age = Age.UNKNOWN,
    *,
    is_other: bool = False,
    is_kin: bool = True,
    is_several: bool = False,
) -> Role:
    """Return a role from its words in one line."""
    return Role(key, (key, *words.split()), sex, age, is_other, is_kin, is_several)


ROLES = (
    role(
        "母亲", "老母亲 妈妈 单亲妈妈 单身妈妈 宝妈 二孩妈妈 妈 娘亲 老娘 阿妈 姆妈", F, Age.ADULT
    ),
    role("父亲", "老父亲 爸爸 单亲爸爸 爸 爹 阿爸", M, Age.ADULT),
    role("父母", "爸妈 爹妈 双亲 爸爸妈妈 老父母", U, Age.ADULT, is_several=True),
    role("丈夫", "男方 老公 男人家", M, Age.ADULT),
    role("妻子", "女方 老婆 爱人 媳妇", F, Age.ADULT),
    role("老伴", "老伴儿", U, Age.OLD),
    role(
        "夫妻",
        "夫妇 两口子 老两口 小两口 夫妻俩 夫妻两个 老夫妻 两夫妻",
        U,
        Age.ADULT,
        is_several=True,
    ),
    role("儿子", "大儿子 独子 独生子", M, Age.OFFSPRING),
    role("小儿子", "", M, Age.OFFSPRING),
    role("女儿", "大女儿 独女 独生女 囡儿", F, Age.OFFSPRING),
    role("小女儿", "", F, Age.OFFSPRING),
    role("儿媳", "儿媳妇 媳妇儿", F, Age.ADULT),
    role("女婿", "", M, Age.ADULT),
    role("孙子", "小孙子 孙儿 外孙", M, Age.OFFSPRING),
    role("孙女", "小孙女 外孙女", F, Age.OFFSPRING),
    role("爷爷", "祖父", M, Age.OLD),
    role("奶奶", "祖母", F, Age.OLD),
    role("外公", "姥爷", M, Age.OLD),
    role("外婆", "姥姥 好婆", F, Age.OLD),
    role("外公外婆", "爷爷奶奶 祖父母 外祖父母", U, Age.OLD, is_several=True),
    role("公公", "", M, Age.OLD),
    role("婆婆", "", F, Age.OLD),
    role("岳父", "丈人", M, Age.OLD),
    role("岳母", "丈母娘", F, Age.OLD),
    role("哥哥", "大哥 哥", M, Age.ADULT),
    role("弟弟", "弟", M),
    role("姐姐", "大姐 姐", F, Age.ADULT),
    role("妹妹", "妹", F),
    role("大宝", "老大", U, Age.CHILD),
    role("二宝", "老二 二孩", U, Age.CHILD),
    role("三宝", "老三 三孩", U, Age.CHILD),
    role("父子", "母子 母女 父女 父子俩 母子俩 母女俩 父女俩 娘俩 爷俩", is_several=True),
    role("双胞胎", "龙凤胎", U, Age.CHILD, is_several=True),
)
# Who is brought in by a word of their own rather than as somebody's relative.
ALONE = (
    role(
        "老太",
        "老太太 老太婆 老奶奶 老阿婆 阿婆 老婆婆 老妈妈 老大娘 大娘 大妈 老阿姨 阿姨",
        F,
        Age.OLD,
        is_kin=False,
    ),
    role(
        "老伯",
        "老大爷 大爷 老头 老头子 老汉 老爷子 老先生 大伯 老爹爹 伯伯 阿爹 老爹",
        M,
        Age.OLD,
        is_kin=False,
    ),
    role("老人", "老年人 高龄老人 老人家 孤老", U, Age.OLD, is_kin=False),
    role(
        "男子",
        "男人 男的 汉子 先生 小伙子 小伙 中年男 单身汉 光棍 大叔 小哥",
        M,
        Age.ADULT,
        is_kin=False,
    ),
    role(
        "女子", "女的 女人 女士 妇女 小姐 姑娘 寡妇 产妇 孕妇 大姐 大婶", F, Age.ADULT, is_kin=False
    ),
    role("女孩", "小女孩 丫头", F, Age.CHILD, is_kin=False),
    role("男孩", "小男孩", M, Age.CHILD, is_kin=False),
    role("女生", "小姑娘", F, is_kin=False),
    role("男生", "", M, is_kin=False),
    role(
        "孩子",
        "小孩 小孩子 宝宝 娃 娃娃 婴儿 新生儿 小囡 小朋友 小家伙 毛毛头",
        U,
        Age.CHILD,
        is_kin=False,
    ),
    role("职工", "工人 小工 员工 师傅 打工者 民工 农民工 骑手 外卖员", U, Age.ADULT, is_kin=False),
    role("毕业生", "", U, Age.ADULT, is_kin=False),
    role("退役军人", "退伍兵 老兵 退伍军人", U, Age.ADULT, is_kin=False),
    role("租客", "租户", U, Age.ADULT, is_kin=False),
    role("残疾人", "盲人 聋人", U, Age.UNKNOWN, is_kin=False),
    role("社工", "", U, Age.ADULT, is_kin=False),
    role("业主", "", U, Age.ADULT, is_kin=False),
)
OTHERS = role(
    "别人",
    "邻居 楼上 楼下 街坊 街坊邻居 左邻右舍 房东 老板 包工头 工头 保姆 护工 医生 老师 同事 中介 亲戚 朋友 班长"
    " 工友 社区主任 网格员 督导 银行 物业 单位 法院 肇事方 侄子 侄女 外甥 外甥女 舅舅 叔叔 姑姑 姨妈 舅妈 主任"
    " 同学 总包 项目部 公司 厂里 学校 医院 警察 民警 前夫 前妻 男朋友 女朋友 对方 客户 店家 村里 村委 居委"
    " 骗子 志愿者 社区 熟人 老乡 室友 护士 校长 经理 街道 监护人 人家 领导 隔壁 对门 别家",
    is_other=True,
)
FAMILY = role("全家", "一家 一家人 全家人 家里人 大家 家人", is_several=True)
# Where somebody works, learns or is treated: what is said beside it is not said of it.
PLACES = frozenset(
    [
        "银行",
        "物业",
        "单位",
        "法院",
        "项目部",
        "公司",
        "厂里",
        "学校",
        "医院",
        "社区",
        "村里",
        "村委",
        "居委",
        "街道",
    ]
)
# What somebody is rather than who: after a person it is no other one.
CALLINGS = frozenset({"职工", "毕业生", "退役军人", "租客", "残疾人", "业主"})
FIRST_PERSON = ("我自己", "我", "俺")
PRONOUNS = {"他": M, "她": F, "我自己": U, "自己": U, "本人": U, "我": U, "俺": U}
# Before a name stands no other word's end: 独居张伯 is Zhang, 外公伯伯 is not.
SURNAMED = rf"(?<![太那这])(?:[老小阿][{COMMON}](?![一-鿿]?(?:区|镇|街)))(?!师傅|阿姨)"
TITLED = rf"[{COMMON}](?=师傅|阿姨|大爷|大妈|大伯|老伯|伯伯|阿伯|老太|大姐|大哥|大叔|叔叔|阿叔|大婶|婶婶|奶奶|爷爷|阿婆|阿爹|婆婆|先生|女士)"
FAMILIAR = rf"[{COMMON}](?:伯|叔|婶|姨|嫂|爹|老)(?![一-鿿]?[县市区])"
BY_WORD = {word: one for one in (*ROLES, *ALONE, OTHERS, FAMILY) for word in one.words}
WORDS = "|".join(sorted(BY_WORD, key=len, reverse=True))
# A word inside these is no person.
NOT_PEOPLE = (
    r"独生子女|随迁子女|子女|(?<!孤)儿女|父母双亡|老人证|老人卡|残疾人证|残疾人之家|退役军人事务|妇女节|妇女主任|孩子气|老人院|儿童主任|工人日报"
    r"|师傅傅|职工医保|职工养老|职工基本|企业职工|职工社保|困难职工|居民养老|老人机|学生证|两口人|单位社保|单位缴|单位交|社区戒毒|社区矫正|社区医院"
    r"|社区食堂|社区康复|出生医学|学校食堂|家庭医生|签约医生|物业费|其他|他人|吉他|老板娘|姐妹|兄弟|妈祖|学生资助|街道办|本街道|本社区|我们|咱们|他们|她们|户主"
    r"|自己人|公司法|医院确诊|医院诊断|老家|老大难|大家庭|一家公司|一家单位|一家饭店|一家工厂|一家店|一家厂|一家[三四五六二两]口"
    r"|有没有人|没有人|没人|养老|幼儿园|打工人|老公房|托幼|幼儿|亲戚朋友|国家|老小区|老旧|老房|公婆|岳父母|做伴|全家福|小区"
)
MENTION = re.compile(
    rf"(?P<not>{NOT_PEOPLE})|(?P<titled>{TITLED})?(?P<word>{WORDS})|(?P<surnamed>{SURNAMED})"
    rf"|(?P<familiar>{FAMILIAR})|(?P<sex>(?:(?<=岁)|^)[男女](?![一-鿿]))|(?P<pronoun>{'|'.join(PRONOUNS)})"
)
PUNCTUATION = re.compile(r"[，。；！？、,;!?\n…]+|(?<!\d)\.(?!\d)")
CLAUSE_END = re.compile(r"[，。；！？：,;!?\n…]+|:(?!\d)|(?<!\d)\.(?!\d)")
OBLIQUE = re.compile(
    r"(?:在|去|进|从|向|生了个|生个|到|见|和|跟|带着?|给|靠|照顾|照看|照料|让|叫|帮|找|替|为|把|被|随|陪|与|同|对|骂|打|接|吓得|对着|连|比|砍|追|掐|踢|推|赶|扶|抱|接送)(?:自己)?$"
)
SPEAKS = re.compile(
    r"^(?:也|都|又|就|老是|总|总是|跟人|最近)?(?:说|讲|叫|建议|要求|告诉|问|认为|觉得|发现|反映|听说|来说|表示|知道|举报|嫌|劝)"
)
ANOTHER_S = re.compile(
    r"(?:邻居|隔壁|对门|楼上|楼下|同事|朋友|亲戚|同学|老板|房东|别人|人家|别家)(?:[那这]一?)?[家户]?(?:[一-鿿]{1,2}家)?的?$"
)
TAKEN_UP = re.compile(r"照顾|照看|照料|陪|伺候|服侍|(?:都是|全靠|全是|就|由|靠)$")
COMPANION = re.compile(r"(?:和|跟|带着?|随|陪|与|同)$")
LIVES_WITH = re.compile(r"(?:一起|一道|一块)?(?:住|过|生活|在)")


@dataclass(frozen=True)
class Mention:
    """Somebody is spoken of at a place of the story."""

    start: int
    end: int
    text: str
    role: Role
    is_pronoun: bool = False
    is_modifier: bool = False  # of another who is spoken of right after: 老王的女儿
    is_oblique: bool = False  # not the one the clause is about: 和老母亲住
    speaks: bool = False  # what follows is what they say


@dataclass
class Member:
    """One of the household, as the story goes on."""

    key: str
    name: str
    sex: Sex = U
    age: Age = Age.UNKNOWN
    is_several: bool = False
    years: float | None = None  # known age, as soon as it was read
    mentions: list[Mention] = field(default_factory=list)

    @property
    def is_child(self) -> bool:
        """Whether they are under age, as far as is known."""
        if self.years is not None:
            return self.years < 18
        return self.age is Age.CHILD


@dataclass(frozen=True)
class Clause:
    """A clause of the story, and who is spoken of in it."""

    start: int
    end: int
    text: str
    mentions: tuple[tuple[Mention, Member | None], ...]  # None is somebody of another household
    subject: Member | None  # whom it is about where it names nobody; None for somebody else's


def find_mentions(text: str) -> Iterator[Mention]:
    """Yield everybody a text speaks of, in order."""
    found = [match for match in MENTION.finditer(text) if not match["not"]]
    for number, match in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        between = text[match.end() : following.start()] if following else "，"
        start = match.start()
        words = match["word"] or match["surnamed"] or match["familiar"] or match["sex"]
        words = words or match["pronoun"]
        if is_no_mention(text, match):
            continue
        named = BY_WORD.get(words)
        if named is None:
            named = Role(words, (words,), sex_of(words), age_of(words), is_kin=False)
        elif match["titled"]:
            named = titled(match.group(), named)
        elif is_another_s(named, text[:start]):
            named = OTHERS
        yield Mention(
            start,
            match.end(),
            match.group(),
            named,
            is_pronoun=bool(match["pronoun"]),
            is_modifier=modifies_next(named, match, following, between),
            is_oblique=bool(OBLIQUE.search(text[max(0, start - 4) : start])),
            speaks=bool(SPEAKS.match(text[match.end() : match.end() + 5])),
        )


def titled(words: str, named: Role) -> Role:
    """Return who is called by a surname and what people call them: 王阿姨, 陆叔叔."""
    if named.is_other:
        return Role(words, (words,), sex_of(words), age_of(words), is_kin=False)
    return replace(named, is_kin=False)


def is_another_s(named: Role, before: str) -> bool:
    """Whether it is a relative of somebody outside the household: 隔壁张家的儿子."""
    is_relative = named.is_kin or named.age is Age.CHILD
    return is_relative and ANOTHER_S.search(before[-10:]) is not None


PAIRS = ("女儿女婿", "儿子儿媳", "爸爸妈妈", "公公婆婆", "岳父岳母", "丈夫妻子")


def modifies_next(
    named: Role, match: re.Match[str], following: re.Match[str] | None, between: str
) -> bool:
    """Whether somebody is named only to say whose the next one is: 老王的女儿, 孩子爸爸."""
    if following is None or between not in ("", "的") or following["pronoun"]:
        return False
    is_place = following["word"] in PLACES and not named.is_other
    return match.group() + following.group() not in PAIRS and not named.is_several and not is_place


def is_no_mention(text: str, match: re.Match[str]) -> bool:
    """Whether a word only says what somebody is (是国企职工), or whom they never had."""
    before = text[max(0, match.start() - 6) : match.start()]
    named = BY_WORD.get(match["word"] or "")
    if named is None:
        return False
    if re.search(r"[没无未][^，,]{0,4}$", before) and named.age in (Age.CHILD, Age.OFFSPRING):
        return re.search(r"(?:没|无|没有|未)(?:有|过|生过|收养过?|生|带)?$", before) is not None
    is_predicate = re.search(r"(?:是|当|做|像|算)[^，,的]{0,4}$", before) is not None
    return is_predicate and not named.is_kin and named.key not in ("孩子", "老人")


def sex_of(words: str) -> Sex:
    """Return what a name or pronoun tells of somebody's sex."""
    if words in PRONOUNS:
        return PRONOUNS[words]
    if words == "男" or words[-1] in "伯叔爹":
        return M
    return F if words == "女" or words[-1] in "婶姨嫂" else U


def age_of(words: str) -> Age:
    """Return what a name tells of somebody's age."""
    return Age.OLD if words.endswith("伯") else Age.ADULT


class Cast:
    """The people of a story, clause by clause."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.members: list[Member] = []
        self.main: Member | None = None
        self.clauses: list[Clause] = []
        self._latest: Member | None = None  # of the clause that is being read
        self._read()

    def _read(self) -> None:
        mentions = list(find_mentions(self.text))
        carried: Member | None = None
        for start, end in clause_bounds(self.text):
            here = [one for one in mentions if start <= one.start < end and not one.is_modifier]
            self._latest = None
            resolved = [(one, self._resolve(one, carried)) for one in here]
            if self.main is None:
                self._main()
            subject = self._subject(resolved, carried)
            self.clauses.append(
                Clause(start, end, self.text[start:end], tuple(resolved), carried or self.main)
            )
            carried = subject or carried

    def _subject(
        self, resolved: Sequence[tuple[Mention, Member | None]], carried: Member | None
    ) -> Member | None:
        """Return whom the following clause is about if it names nobody."""
        for mention, member in resolved:
            if mention.is_oblique or mention.speaks or member is None:
                continue
            if member is not self.main and self._is_aside(mention, member):
                return carried if carried is not member else self.main
            return self._taken_up(mention, resolved) or member
        return carried

    def _is_aside(self, mention: Mention, member: Member) -> bool:
        """Whether a clause only says in passing where somebody is: 父母五十岁, 儿子在日本."""
        after = self.text[mention.end : mention.end + 6]
        is_away = (
            re.match(
                r"(?:还|都|也|一直|常年|长期|人)?(?:嫁|调|搬|定居)?[在去到](?!家|读|医院|校|了?\d)",
                after,
            )
            is not None
        )
        is_too = re.match(r"也(?:是|有|都|\S{0,2}[岁了])", after) is not None
        is_away = is_away and member.age is Age.OFFSPRING
        return member.is_several or is_away or (is_too and mention.role.is_kin)

    def _taken_up(
        self, first: Mention, resolved: Sequence[tuple[Mention, Member | None]]
    ) -> Member | None:
        """Return whom a clause goes on to: 老伴照顾她, 老伴瘫痪都是他一个人服侍."""
        for mention, member in resolved:
            before = self.text[first.end : mention.start]
            if mention.start > first.end and mention.is_pronoun and TAKEN_UP.search(before):
                return member
        return None

    def _resolve(self, mention: Mention, carried: Member | None) -> Member | None:
        """Return the person that is meant; None for one outside the household."""
        if mention.role.is_other:
            return None
        if mention.is_pronoun:
            member = self._by_pronoun(mention, carried)
        elif mention.role.key in CALLINGS and self.main is not None and self.main.mentions:
            member = self._latest or carried or self.main
        else:
            member = self._by_word(mention, carried)
        self._latest = member
        member.mentions.append(mention)
        if member.years is None and not mention.is_pronoun:
            member.years = self._years_beside(mention)
        return member

    def _years_beside(self, mention: Mention) -> float | None:
        """Return the age that stands right beside a mention."""
        before = re.search(rf"({NUMBER})多?岁的?(?:老|独居)?$", self.text[: mention.start][-10:])
        after = re.match(
            rf"(?:今年|才|快|已经|都|也)?({NUMBER})(?:多?岁(?!就|时|那|开)|(?=了?(?:[,，。;；]|$)))",
            self.text[mention.end :],
        )
        found = after or before
        return read_number(found[1]) if found else None

    def _by_pronoun(self, mention: Mention, carried: Member | None) -> Member:
        """Return whom a pronoun means: the last of that sex, or the one the story is about."""
        if mention.text in ("自己", "本人"):
            return carried or self._main()
        if mention.text in FIRST_PERSON:
            return self._teller(mention)
        return self._of_sex(mention.role.sex, carried)

    def _teller(self, mention: Mention) -> Member:
        """Return who tells the story: its main person only while nobody else is."""
        if self._main().key == NOBODY_NAMED:
            return self._main()
        known = next((one for one in self.members if one.key == NOBODY_NAMED), None)
        if known is None:
            known = Member(NOBODY_NAMED, NOBODY_NAMED, mention.role.sex, Age.ADULT)
            self.members.append(known)
        return known

    def _of_sex(self, sex: Sex, carried: Member | None) -> Member:
        """Return whom 他 or 她 means: the one the story is about, the one it was just about, the last."""
        grown = [one for one in self.members if one.sex is sex and not one.is_several]
        main = self._main()
        if main in grown:
            return main
        if main.sex is U and not main.is_several and carried not in grown:
            main.sex = sex
            return main
        if carried is not None and carried in grown:
            return carried
        if grown:
            return max(grown, key=lambda one: one.mentions[-1].start if one.mentions else -1)
        unknown = [one for one in self.members if one.sex is U and not one.is_several]
        return unknown[0] if unknown else main

    def _by_word(self, mention: Mention, carried: Member | None) -> Member:
        known = next((one for one in self.members if one.key == mention.role.key), None)
        if known is not None and known.years is not None:
            years = self._years_beside(mention)
            if years is not None and years != known.years and mention.role.age is Age.OFFSPRING:
                return self._add(mention)  # another son, another daughter
        if known is None:
            known = self._same_in_other_words(mention, carried)
        if known is not None:
            return known
        return self._add(mention)

    def _same_in_other_words(self, mention: Mention, carried: Member | None) -> Member | None:
        """Return somebody spoken of before who is now called otherwise."""
        word = mention.role
        if word.key in ("孩子", "女孩", "男孩"):
            children = [
                one
                for one in self.members
                if one.age in (Age.CHILD, Age.OFFSPRING)
                and (one.years is None or one.years < 26)
                and word.sex in (U, one.sex)
            ]
            if len(children) > 1 and carried in children:
                return carried
            return children[0] if len(children) == 1 else None
        if word.key in ("老人", "老太", "老伯"):
            old = [
                one
                for one in self.members
                if (one.age is Age.OLD or (one.years or 0) >= 60) and word.sex in (U, one.sex, None)
            ]
            return old[0] if len(old) == 1 else None
        main = self.main
        is_offspring = word.key in ("儿子", "女儿")
        if is_offspring and main and main.age is Age.CHILD and main.sex in (U, word.sex):
            return main
        return self._as_children_call_them(word)

    def _as_children_call_them(self, word: Role) -> Member | None:
        """爸爸 is the man the story began with, once his child was spoken of; likewise 妈妈."""
        if self.main is None or word.key not in ("父亲", "母亲"):
            return None
        main = self.main
        has_child = any(one.age is Age.OFFSPRING and one is not main for one in self.members)
        spouses = {"父亲": ("丈夫",), "母亲": ("妻子",)}[word.key]
        if has_child:
            for one in self.members:
                if one.key in spouses:
                    return one
        is_fit = main.sex is word.sex and (main.years is None or main.years < 60)
        if has_child and is_fit and main.key != word.key:
            return main
        return None

    def _add(self, mention: Mention) -> Member:
        word = mention.role
        same = sum(one.key.rstrip("0123456789") == word.key for one in self.members)
        member = Member(
            word.key + (str(same + 1) if same else ""),
            mention.text,
            word.sex,
            word.age,
            word.is_several,
        )
        if self.main is not None and not self.main.mentions and not word.is_kin:
            self.main.key, self.main.name = word.key, mention.text
            self.main.sex, self.main.age = word.sex, word.age
            return self.main
        self.members.append(member)
        if self.main is None and not mention.is_oblique:
            self.main = member
        return member

    def _main(self) -> Member:
        """Return the one the story is about, though nothing was said of who that is."""
        if self.main is None:
            self.main = Member(NOBODY_NAMED, NOBODY_NAMED, U, Age.ADULT)
            self.members.insert(0, self.main)
        return self.main

    def clause_at(self, place: int) -> Clause:
        """Return the clause in which a place lies."""
        for clause in self.clauses:
            if clause.start <= place < clause.end:
                return clause
        return self.clauses[-1]

    def owner(self, start: int, end: int) -> Member | None:
        """Return who a stretch is about; None when that is nobody of the household."""
        clause = self.clause_at(start)
        before = [pair for pair in clause.mentions if pair[0].end <= start]
        after = [
            pair for pair in clause.mentions if pair[0].start >= end and pair[0].text not in PLACES
        ]
        if after and self._modifies(start, end, after[0][0], before):
            return after[0][1]
        inside = [pair for pair in clause.mentions if start <= pair[0].start and pair[0].end <= end]
        if inside and not before and not inside[0][0].role.is_kin:
            return inside[0][1]
        for mention, member in reversed(before):
            gap = self.text[mention.end : start]
            if mention.speaks or (mention.is_oblique and len(gap) > 3):
                continue
            if mention.text in PLACES or self._is_companion(mention, gap, end):
                continue
            if mention.role.is_other and mention.is_oblique:
                continue  # 在公司上班, 被厂里裁员
            return member
        if clause.subject is not None:
            return clause.subject
        spoken = [member for mention, member in after if not mention.is_oblique and member]
        return spoken[0] if spoken and self.main is None else self._main()

    def owners(self, start: int, end: int) -> list[Member | None]:
        """Return everybody a stretch is about: both of 女儿女婿都…."""
        one = self.owner(start, end)
        before = [pair for pair in self.clause_at(start).mentions if pair[0].end <= start]
        if len(before) < 2 or before[-1][1] is not one:
            return [one]
        names = self.text[before[-2][0].start : before[-1][0].end]
        (first, other), (last, _) = before[-2:]
        is_pair = self.text[first.end : last.start] in ("", "和", "、", "跟", "与")
        is_both = re.match(r"也?(?:都|双双|全|俩|两个)", self.text[last.end : start]) is not None
        is_both = is_both or names in PAIRS
        return [other, one] if is_pair and is_both and other is not None else [one]

    def _is_companion(self, mention: Mention, gap: str, end: int) -> bool:
        """Whether somebody is only who another lives with: 跟女儿住在苏州."""
        if not COMPANION.search(self.text[: mention.start]):
            return False
        return (
            LIVES_WITH.match(gap + self.text[end - 4 : end] if gap else self.text[mention.end :])
            is not None
        )

    def _modifies(
        self,
        start: int,
        end: int,
        following: Mention,
        before: Sequence[tuple[Mention, Member | None]],
    ) -> bool:
        """Whether a stretch stands before whom it describes: 三十岁的女儿, 自闭症儿子."""
        between = self.text[end : following.start]
        if not re.fullmatch(r"(?:多|左右)?的?(?:老|小|独居|单身|户籍|男|女)?", between):
            return False
        if not before:
            return True
        gap = self.text[before[-1][0].end : start]
        return len(gap) > 3 or "的" in between or OBLIQUE.search(gap) is not None


def clause_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a text begin and end."""
    start = 0
    for mark in CLAUSE_END.finditer(text):
        if mark.start() > start:
            yield start, mark.start()
        start = mark.end()
    if start < len(text):
        yield start, len(text)
