"""How a question asks: which of its words ask, clause by clause."""

from __future__ import annotations

import re
from enum import StrEnum


class Ask(StrEnum):
    """How a clause asks; some ways mean one section for one entry and another for the next."""

    ELIGIBILITY = "eligibility"
    MATERIALS = "materials"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    WHERE = "where"
    AMOUNT = "amount"
    AUTHORITY = "authority"
    NOTES = "notes"
    MONEY = "money"  # 多少钱: what it costs or what one gets
    PAYER = "payer"  # 谁出钱
    OFFICE = "office"  # 哪个部门, 找这家还是那家
    WHO = "who"  # 谁管
    MAY = "may"  # 能不能, 行吗
    COUNT = "count"  # 几个, 几种
    WHICH = "which"  # 哪几个部门, 叫什么
    HOW = "how"  # 怎么办


STORY = 32  # characters; what is told at this length leads up to its last clause
CLAUSE = re.compile(r"[，。！？；,.!?;…\n ]+")

SOME = r"(?<![十好这那前后没了第早])几"  # 几 that asks, not 十几, 好几, 这几
UNIT = r"(天|日|年|月|个月|个?(工作日|钟头|小时|礼拜|星期)|周|分钟|号|趟|次|辰光)(?![没不都多睡])"
WHAT = r"(什么|啥|哪些|哪几样|哪几种|哪样|哪几张|点啥|哪个)"
BRING = r"(带|备|准备|交|要|拿|用|递|填|写|报|收集|上传|出)"
PAPERS = r"(材料|资料|证件|证照|复印件|病历|票据|单子|纸头|照片|证明)"
YES = r"(吗|伐|么)"
MUCH = rf"(多少(?!天|年|个|工作日|时间|辰光|次|趟|人)|{SOME}(钿|化|块|百|千|万|度|成)|百分之几)"

# Words that ask for a section. What one rule has read of a clause is not read by the next: the
# narrower meaning stands first.
RULES: tuple[tuple[Ask, str], ...] = (
    (
        Ask.AUTHORITY,
        r"依据|凭(什么|啥|哪)|(哪|第几)(一)?条|文号|哪(个|份|部|一部|年的|一份)?[^，]{0,3}(文件|法律|法$|方案|决定|令|通知|条例)"
        r"|哪个规定|什么文件|啥文件|犯什么法|规定在哪|法律(上)?(是)?怎么",
    ),
    (
        Ask.NOTES,
        r"注意|[小当]心|留[神心意]|提醒|忌讳?|讲究|什么(话)?不能|(不能|不好|不该)(说|讲|做)的?$|避[开免坑]|做错|红线"
        r"|这样(行|可以|对)|合不合(规|法)|哪些(事|话)(不能|不好)",
    ),
    (
        Ask.WHERE,
        rf"(打(?!算|印|票)|拨)[^，]{{0,3}}(什么|啥|哪个?|{SOME})(个?部门|单位|电话|号|热线|地方)|啥电话|电话(是)?(多少|几)|给谁打|热线",
    ),
    (
        Ask.STEPS,
        r"流程|步骤|程序|顺序|环节|第一步|下一步|接下来|[几哪]几?个?步|先[^，]{1,10}(再|后)[^，]*(啥|什么|嘛|谁|哪|怎么)|先[^，]{1,10}还是[^，]*"
        r"|先(干|做|找|去|到|跑|打|弄|办)[^，]{0,4}|先挂失|从哪里(开始|做起)|(再|然后|接着)(怎么|做|干)[^，]{0,2}"
        r"|(该|要|得|来|之前|先)做(点|些)?(啥|什么|哪些|哪几)|要干(啥|嘛|什么)|做哪些|帮点(啥|什么)|路数"
        r"|(怎么|咋|哪能)(操作|走|转|补|点|解绑|激活|报名|接|开(?!始)|登录|预约|理出)|怎么个(?!弄|搞)[^，]{1,4}法"
        r"|登不上|过不了|激活不了|(要不要|用不用)(?!钱|铜钿|钞票|交|付|掏|收|买|自己掏|户口|户籍|居住证|等|赔|踢|算|几)",
    ),
    (Ask.PAYER, r"谁(来)?(出|付|掏)(钱|铜钿)?|费[^，]{0,2}谁"),
    (
        Ask.FEE,
        r"(要|花|收|付|交|掏)(不(要|花|收|付|交|掏))?(钱|铜钿|钞票|费)|不要(钱|铜钿)|花不花钱|收不收(费|钱|[^，]{0,3}费)|交不交|收费"
        r"|(免费|免票|减免)(的)?(吗|伐|不|么)?$|工本费|手续费|报名费|费用|少收|不?买票|要不要自?己?掏|掏多少"
        r"|(要|得)(自己|自家)(出|付|掏)|(自己|自家)(出|付|掏)(钱)?(吗|伐|不|么)?$|费(要|是|是要)?(自己|多少)|费要交",
    ),
    (
        Ask.MONEY,
        rf"(收|交|付|缴|补一张|补办|办)[^，]{{0,4}}(多少|{SOME})(钱|铜钿|元|块|钿|前)|(?<!报)(收|缴)多少",
    ),
    (
        Ask.AMOUNT,
        rf"((?<!重新)补(?!办|一张|领)|发|领|拿|给|贴|赔|报|免|贷|奖|罚|打|提|投|减|差|出)(到)?[^，]{{0,6}}{MUCH}"
        rf"|金额|标准(是|现在|今年)?(多少|{SOME})|(一个?|每个?)(月|年)有钱|比例|限额|上限|最高|起付线|工资[^，]{{0,4}}多少",
    ),
    (
        Ask.MONEY,
        rf"(多少|{SOME})(钱|铜钿|钞票|元|块)|(一个?|每个?)(月|年|户|档|平米)[^，]{{0,4}}{MUCH}|{SOME}[钿化块]|多少前|(交|要)[^，]{{0,2}}多少(?!天|人|年|个)",
    ),
    (
        Ask.TIME_LIMIT,
        rf"多久|多长|({SOME}|多少|哪一?)(个)?(工作)?{UNIT}|什么时候|啥(时候|辰光)|何时|几时|多少辰光|时限|期限|截止|来得及|过期|有效期|提前几|要不要等"
        rf"|([一二两三四五六七八九十半\d]+(个月|年|天)多?了?|过了?[^，]{{1,4}}年)[^，]{{0,12}}还(能|可以|好)[^，]*",
    ),
    (
        Ask.MATERIALS,
        rf"{BRING}(点|些|齐)?[^，]{{0,4}}{WHAT}(?!时候|辰光|条件|地方|待遇|部门|人|场化|费|年纪|工作)|要带|带啥|哪些证|什么证|啥证|写清|书(咋|怎么)写|备哪些"
        rf"|{PAPERS}[^，]{{0,6}}(什么|啥|哪|{SOME}|清单)|照片{YES}|(什么|啥|哪|几|要|备|交|带|清单)[^，]{{0,6}}{PAPERS}|(?:^|(?<=[和跟与、]))[^，条流时]{{0,8}}材料$|几[张份]",
    ),
    (
        Ask.WHERE,
        r"(在|去|到|跑|往|从|递到)?(哪里|哪儿|哪边|哪块|哪头|那里$)|(在|去|到|跑|往)(手机上|网上)?哪|啥(场化|地方)|什么地方|哪个?(窗口|医院|单位|地方|平台|银行|派出所|街道|科|网站|app)|哪家|网上(能|可|哪|在|好)|手机上?(能|好|可|在|哪)|线上|在[^，]{1,4}上(能|好|可)[^，]*"
        r"|(找谁|寻啥人|找啥人|问谁|找哪)|一窗|两头跑|哪个窗口",
    ),
    (
        Ask.ELIGIBILITY,
        r"条件|资格(?!认证|证|考试|审核)|够格|算哪[档类种级]|够不够|够(得)?[^，]{0,3}上|符合|算不算|算[^，]{0,4}(吗|伐|不)$|轮得到|拿得到|得到伐|享受|(哪些|什么|什么样的|啥|哪类)(人|对象|情况|小区|残疾人|老人)|(谁|哪些)(能|可以)(领|拿|享受|申请|办|报|参加)|哪类|几岁|多大(年纪|岁)|什么年纪|几类|几成(业主|人)|百分之几的|(?<!要)收不收|有份|必须本人|超过几",
    ),
    (Ask.OFFICE, r"[去到交找办][^，]{1,6}还是(到|去|交|找)?[^，]{1,6}|哪个部门|归哪|归谁"),
    (Ask.WHICH, r"管(什么|啥)的|哪[一二三四五六七八九十几]|有[^，]*了(没有|伐|吗)"),
    (Ask.WHO, r"谁|啥人|管(啥|什么)"),
    (Ask.COUNT, rf"({SOME}|多少)(个|种|项|条|户|人|家|名|门|成)"),
    (
        Ask.HOW,
        r"能[^，]{0,3}(指条路|安排)|社区能(不能)?帮|要自己(去|跑|报)",
    ),
    (
        Ask.MAY,
        rf"能不能|可不可以|能否|可否|行不行|好不好|成不成|要不要|(能|可以|好|得|行|要|有|是)[^，]*({YES}(?=还是|$)|[不没]$|不啦$)|{YES}$|[^，]不$|阿(要|好|能|有|可以)",
    ),
    (Ask.HOW, r"怎么|咋|哪能|如何|怎样|啥办法|什么办法"),
    (Ask.WHICH, r"哪个[^，]{2}|叫(什么|啥)|第几|内容|原则|了没有|满意度"),
)
PATTERNS = tuple((ask, re.compile(words)) for ask, words in RULES)
# How long ago something was, and whether it still goes.
ELAPSED = re.compile(r"(个月|年|礼拜)多?了|过了")
STILL = re.compile(r"还(能|可以|好|来得及)")
# Only these make of a clause before the last asking one a question of its own.
ASKS_OPENLY = re.compile(
    r"什么|啥|哪|怎么|咋|多少|多久|吗|伐|谁|([要能行有])[不没]\1|(?<![十好这那前后没了第早])几[天年个月类种钿化张份]"
)
# What these ask beside a section adds nothing to it.
WEAK = frozenset({Ask.MAY, Ask.HOW, Ask.COUNT})
VAGUE = frozenset({Ask.COUNT, Ask.WHICH})


def asks_of(text: str) -> tuple[Ask, ...]:
    """Return how a normalised text asks, in its order.

    A story ends with what it is told for: the last clause that asks counts, and the clause before
    it where that asks openly too.
    """
    clauses = [clause for clause in CLAUSE.split(text) if clause]
    for number in range(len(clauses) - 1, -1, -1):
        found = clause_asks(clauses[number])
        if found:
            before = clauses[number - 1] if number else ""
            if ASKS_OPENLY.search(before):
                vague = all(ask in VAGUE for ask in found)
                also = tuple(ask for ask in clause_asks(before) if vague or ask not in WEAK)
                found = (*found, *also) if len(text) >= STORY else (*also, *found)
            if Ask.MAY in found and STILL.search(clauses[number]) and ELAPSED.search(text):
                found = (Ask.TIME_LIMIT, *found)
            return tuple(dict.fromkeys(found))
    return ()


def clause_asks(clause: str) -> tuple[Ask, ...]:
    """Return how one clause asks, in its order."""
    found: list[tuple[int, Ask]] = []
    for ask, words in PATTERNS:
        match = words.search(clause)
        if match and not (found and ask in (*WEAK, Ask.WHICH)):
            found.append((match.start(), ask))
            clause = clause[: match.start()] + "，" * len(match[0]) + clause[match.end() :]
    return tuple(dict.fromkeys(ask for _, ask in sorted(found, key=lambda pair: pair[0])))
