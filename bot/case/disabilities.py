"""What a story says of disability: kind, level, certificate, and how far somebody copes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.case.people import Cast
from bot.case.said import Said
from bot.case.sayings import SUPPOSED, clause_before

HELD = frozenset({"有效", "要变更"})  # who names a level holds a certificate
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
    rf"(?:(?P<kind2>{KINDS})(?:残疾?|(?=证))|(?:的)?残疾?|(?=的|证|[，。,;；]|$))|(?P<kind3>{KINDS})残疾|(?P<heavy>重残|重度残疾)"
    rf"|(?P<short2>{'|'.join(SHORT_KINDS)})"
)
NO_CERTIFICATE = re.compile(
    r"(?:没有|没办过?|没评过?|没领过?|没|未|还没有?|没去)(?:有|办|评|领|做过?)?(?:过)?(?:残疾人?证|残疾鉴定|评残|残疾)|没评残|未评残|没有评残|孩子没评残"
    r"|残疾人?证(?:也|都|还|一直)*(?:没有?|未)(?:去)?(?:办|评|领|弄|拿|申请|下来)"
)
HAS_CERTIFICATE = re.compile(
    r"(?:(?<!没)有|持|领了|办了|拿了|拿着)(?:过)?(?:本)?残疾人?证|持证残疾"
    r"|残疾人?证(?:也|都|已经|早就)*(?:有的?(?=[，。,;；]|$)|办了|办好|拿到|领了|下来了)"
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


NEAR = 10  # characters before a level in which 残疾 may stand: 腿有残疾,三级证
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
        said = text[max(0, match.start() - NEAR) : match.end()]
        if not (kind or match["heavy"]) and level and "残" not in said:
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
                member = cast.tended(cast.owner(match.start(), end), *match.span())
                yield Said("自理", known, member, *match.span())
