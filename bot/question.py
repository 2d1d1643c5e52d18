"""What a message asks: which section, whether it goes on about the last matter, or nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from indexer.entry import Section
from indexer.normal_form import has_words, normalise


class Facet(StrEnum):
    """方面: what somebody wants to know about a matter."""

    WHOLE = "whole"
    ELIGIBILITY = "eligibility"
    MATERIALS = "materials"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    WHERE = "where"
    AMOUNT = "amount"
    AUTHORITY = "authority"
    NOTES = "notes"


class SmallTalk(StrEnum):
    """What people say to a bot beside their questions."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABILITY = "ability"


# The sections that answer a facet, the best one first.
SECTIONS: dict[Facet, tuple[Section, ...]] = {
    Facet.WHOLE: (),
    Facet.ELIGIBILITY: (Section.ELIGIBILITY,),
    Facet.MATERIALS: (Section.MATERIALS,),
    Facet.STEPS: (Section.PROCESS, Section.STEPS),
    Facet.TIME_LIMIT: (Section.TIME_LIMIT,),
    Facet.FEE: (Section.FEE,),
    Facet.WHERE: (Section.CHANNELS, Section.CONTACTS),
    Facet.AMOUNT: (Section.AMOUNTS,),
    Facet.AUTHORITY: (Section.AUTHORITY,),
    Facet.NOTES: (Section.CAUTIONS, Section.PROHIBITIONS, Section.RED_FLAGS),
}
# Where an entry lacks a section, what comes nearest.
NEAREST: dict[Facet, tuple[Section, ...]] = {
    Facet.WHOLE: (),
    Facet.ELIGIBILITY: (Section.POINTS, Section.CAUTIONS),
    Facet.MATERIALS: (Section.RECORDS, Section.POINTS, Section.STEPS, Section.PROCESS),
    Facet.STEPS: (Section.POINTS, Section.CAUTIONS),
    Facet.TIME_LIMIT: (Section.PROCESS, Section.STEPS, Section.POINTS),
    Facet.FEE: (Section.AMOUNTS, Section.POINTS, Section.CAUTIONS),
    Facet.WHERE: (Section.PROCESS, Section.STEPS, Section.POINTS),
    # Never 收费: 「不收费」 is no answer to how much somebody gets.
    Facet.AMOUNT: (Section.POINTS, Section.CAUTIONS),
    Facet.AUTHORITY: (),
    Facet.NOTES: (Section.POINTS,),
}

# Of the nearest sections the one that speaks of it is shown.
SPEAKS_OF: dict[Facet, re.Pattern[str]] = {
    Facet.AMOUNT: re.compile(r"元|%|金额|标准|报数|给数|多少|比例"),
    Facet.FEE: re.compile(r"元|费|免"),
    Facet.TIME_LIMIT: re.compile(r"[日天月年]|时"),
    Facet.WHERE: re.compile(r"窗口|街道|医院|部门|网|电话|问"),
}

# Words that ask for a section, looked for in this order: the narrower meaning first.
ASKING: tuple[tuple[Facet, str], ...] = (
    (
        Facet.AUTHORITY,
        r"依据|凭什么|凭啥|哪条(规定|法)|第几条|哪(个|份|部)(文件|文|法|规定)|文号|哪部法|什么文件|哪年的文|法律(上)?(怎么|是怎么)|规定在哪",
    ),
    (
        Facet.FEE,
        r"要钱[吗伐不么]|要不要(钱|铜钿|交钱|付钱|花钱|收费)|收费|收不收|免费|工本费|手续费|花钱|付钱|收钱|要交钱|交钱[吗伐不么]|费用|少收"
        r"|(办|领|补|评|鉴定|公证|查|打)[^，。]{0,6}(多少钱|几钿)",
    ),
    (
        Facet.AMOUNT,
        r"多少钱|多少铜钿|几钿|几化|几块|多少块|(补|发|领|拿|给|贴|赔|报|减|补贴|奖)[^，。]{0,4}多少|多少(补|补贴|津贴|元)|金额|标准(是|现在|今年)?多少|一个?月多少|一年多少|报销比例|多少比例|报多少|投了多少|总(投入|额)",
    ),
    (
        Facet.MATERIALS,
        r"材料|(带|备|准备|交|要|拿|用)(点|些)?(什么|啥|哪些|哪几样|点啥)(证|东西|资料|手续)?(?!时候|辰光|条件|地方|待遇|部门)|要带|带哪|哪些证|什么证件|啥证件|复印件|清单|照片|几张|资料",
    ),
    (
        Facet.TIME_LIMIT,
        r"多久|几天|多长|几个(工作日|月)|多少(天|个工作日|工作日)|时限|期限|啥辰光|什么时候|啥时候|何时|几号|几月|截止|来得及|过期|有效期|几年",
    ),
    (
        Facet.WHERE,
        r"(在|去|到|跑)?(哪里|哪儿|哪边)|(在|去|到|跑)哪|啥场化|啥地方|什么地方|哪个(窗口|医院|部门|单位|地方|平台)|哪家|窗口|网上(能|可|怎)|手机上|线上|跑哪|找谁|找哪|归谁|归哪|谁管|打(什么|啥|哪个)电话|电话(是)?多少",
    ),
    (
        Facet.NOTES,
        r"注意|小心|提醒|当心|忌|要紧的|不能说|不能做|什么不能|别犯|避坑|有啥讲究|红线",
    ),
    (
        Facet.STEPS,
        r"流程|步骤|先(干|做|找|去|到|跑|打|弄)|第一步|下一步|怎么走|哪几步|再(干|做|去)|然后|顺序|程序|怎么(处理|处置|应对|操作|劝)|该(怎么|咋)(做|办|处)",
    ),
    (
        Facet.ELIGIBILITY,
        r"条件|资格|符合|(能不能|可不可以|可以不|能否|可否)|够不够|够得上|够格|算不算|行不行|(能|可以|好)(办|申请|领|拿|享受|报|参加|补|算|吃|上|评)[^，。？]{0,8}[吗伐么不]|有没有(资格|份)|谁(能|可以)|哪些人|什么人|啥人|轮得到|享受得到|能吗|可以吗|行吗|要不要(户口|户籍|居住证)",
    ),
)
PATTERNS = tuple((facet, re.compile(words)) for facet, words in ASKING)

# What may stand around a facet word in a question that names no matter of its own.
FILLERS = re.compile(
    r"那么|那|这个|那个|这|刚才|刚刚|上面|说的|它|还|要|又|再|就|都|得|是|的|了|呢|吗|嘛|伐|么|啊|呀|哦|噢|吧|不|能|会|我|我们|你|居民|他们|他|她"
    r"|请问|问一下|问下|想问|想知道|一共|总共|大概|大约|需要|办理|办好|办|批下来|批|下来|拿到|审|弄|做|可以|应该|该|哪能|怎么|咋|什么|啥|哪些|几|多少|有|没有|去|到|找|一下|具体|有关|一般|到底"
    r"|苏州市?|本市|这里|这边|今年|现在|居民|人家|申请|申领|领取|手续|证件|一个?月|每个?月|一年|每年|一次|好|钱|铜钿|规定|政策|知道|告诉|讲讲|说说|介绍|需|里"
)
LONGEST_ASKING = (
    6  # characters; what asks for a section in more words than that names the matter too
)
SMALL_TALK: tuple[tuple[SmallTalk, str], ...] = (
    (
        SmallTalk.ABILITY,
        r"^(你|您)?(是谁|是什么|叫什么|会(些|点|做)?(什么|啥)|能(做|干|答|帮)(些|点|我)?(什么|啥|哪些)|有(什么|啥)(功能|用)|怎么用|哪能用)[呀啊呢吗]?$|^(帮助|使用说明|怎么用你)$|^你能.{0,4}(做|干|帮).{0,3}(什么|啥)",
    ),
    (
        SmallTalk.THANKS,
        r"^(好的?|行|嗯+|哦+)?[,，]?(非常|十分|太|真的?)?(谢+|感谢|多谢|谢了|3q|thx|thanks?)(谢|你|您|侬|啦|了|哈|啊|呀|哦)*$|^辛苦(你|您)?(了|啦)$",
    ),
    (SmallTalk.FAREWELL, r"^(再见|拜拜?|bye|晚安|下班了?|回见|明天见)[啦了呀啊]?$"),
    (
        SmallTalk.GREETING,
        r"^(你|您|侬|大家)?(好+|早+|早上好|上午好|中午好|下午好|晚上好)[呀啊哦呐]?$|^(在吗|在不在|有人吗|在伐|hi|hello|嗨|哈喽|喂)[呀啊]?$",
    ),
)
TALK = tuple((kind, re.compile(words)) for kind, words in SMALL_TALK)


@dataclass(frozen=True)
class Question:
    """A message as it was understood."""

    text: str  # as written
    facets: tuple[Facet, ...]  # the sections asked for, the first one first; () is the whole matter
    matter: str  # what is left without the words that ask for a section or say nothing
    small_talk: SmallTalk | None = None

    @property
    def names_a_matter(self) -> bool:
        """Whether the question says what it is about."""
        return has_words(self.matter)

    @property
    def facet(self) -> Facet:
        """The section asked for first."""
        return self.facets[0] if self.facets else Facet.WHOLE


def understand(text: str) -> Question:
    """Read a message; pure rules, the same for everybody."""
    plain = re.sub(r"[^\w]+", "", normalise(text))
    talk = next((kind for kind, words in TALK if words.search(plain)), None)
    found = [
        (match.start(), facet)
        for facet, words in PATTERNS
        if (match := words.search(normalise(text)))
    ]
    facets = tuple(facet for _, facet in found)
    return Question(text, facets[:2], matter_of(text), talk)


def matter_of(text: str) -> str:
    """Return what a question or a name is about: 「低保要啥材料」 and 「申请低保」 are both 「低保」."""
    rest = re.sub(r"[^\w]+", "", normalise(text))
    for _, words in PATTERNS:
        rest = words.sub(lambda match: match[0] if len(match[0]) > LONGEST_ASKING else "", rest)
    return FILLERS.sub("", rest)
