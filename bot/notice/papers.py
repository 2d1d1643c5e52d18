"""What a line of 材料 asks for, as far as the line itself proves it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# Papers a resident holds once and shows to everybody; a form, a statement or a record is another
# one for every matter. Two names of one paper have the same value.
HELD = {
    "身份证": "身份证",
    "居民身份证": "身份证",
    "户口簿": "户口簿",
    "居民户口簿": "户口簿",
    "居住证": "居住证",
    "残疾人证": "残疾人证",
    "结婚证": "结婚证",
    "离婚证": "离婚证",
    "出生医学证明": "出生医学证明",
    "社保卡": "社保卡",
    "社会保障卡": "社保卡",
    "医保码": "医保码",
    "医保电子凭证": "医保码",
    "银行卡": "银行卡",
    "低保证": "低保证",
    "营业执照": "营业执照",
    "毕业证": "毕业证",
    "学生证": "学生证",
}
# What is written or signed for one matter alone, and what is made out for one occasion.
OWN_TO_A_MATTER = re.compile(
    r"申请|申报|登记表|审批表|评定表|承诺|声明|授权|委托|协议|合同|报告|说明|情况|经过|清单|方案"
    r"|病历|诊断|小结|票据|发票|结算|证据|材料|佐证|信息|凭证$|记录|照片|名单|名册"
)
# A line that tells something about papers rather than naming one: shown without a box.
REMARK_LINE = re.compile(
    r"^(?:上面|下面)|不用(?:重复|另)|不要求|没查到|免报销材料|免另交|一般不另开|^没有证件|也可救助"
    r"|由(?:民政|残联|部门|系统|政府)[^（）]*核验$|系统核验$|带什么，|不要家属自己跑|几方签$|也算.*证明$"
    r"|都可以报$|只核对|可口头）$|不以材料为前提"
)
CONDITION = re.compile(r"([^：、（）]{1,12})：(.+)")
ENDING = re.compile(r"(.*?)（([^（）]*)）")
NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
COPY = re.compile(
    r"(?P<no>免交|免|不交|不收|不要|不用|必要时|可能要)?\s*复印件"
    r"(?:[各一式]*\s*(?P<count>\d{1,2}|[一二两三四五六])\s*份)?"
)
FREE = re.compile(r"免交(?!复印件|报销|另)|的可免")
FREE_OF_COPY = re.compile(r"免交?复印件")


@dataclass(frozen=True)
class Demand:
    """In which form a paper is asked for; what a line does not say is not assumed.

    `copies` is how many at least; `is_exact` says that every line that asks for copies said how
    many. `is_free` says that some people need not hand it in.
    """

    original: bool = False
    copies: int = 0
    is_exact: bool = True
    is_free: bool = False
    is_free_of_copy: bool = False

    def along_with(self, other: Demand) -> Demand:
        """Return what satisfies both of two matters: originals win, copies add up."""
        return Demand(
            self.original or other.original,
            self.copies + other.copies,
            self.is_exact and other.is_exact,
            self.is_free and other.is_free,
            self.is_free_of_copy and other.is_free_of_copy,
        )

    def or_else(self, other: Demand) -> Demand:
        """Return what satisfies either of two lines of one matter: one set of copies will do."""
        most = max(self.copies, other.copies)
        return replace(self.along_with(other), copies=most)


@dataclass(frozen=True)
class Line:
    """A line of 材料: when it holds, the papers it names, what it remarks about them.

    `names` has several members only where every one of them is a paper people hold.
    """

    text: str
    names: tuple[str, ...]
    condition: str
    remark: str
    demand: Demand
    is_remark: bool

    def demand_of(self, name: str) -> Demand:
        """Return the form one of the papers is asked for in.

        A remark after several papers may mean the last alone: the others are not free by it.
        """
        if name == self.names[-1]:
            return self.demand
        return replace(self.demand, is_free=False, is_free_of_copy=False)


def read_line(text: str) -> Line:
    """Read one line of 材料."""
    condition, rest = "", text
    found = CONDITION.fullmatch(text)
    if found:
        condition, rest = found[1], found[2]
    ending = ENDING.fullmatch(rest)
    bare, remark = (ending[1], ending[2]) if ending else (rest, "")
    parts = tuple(bare.split("、"))
    is_held = all(part in HELD for part in parts)
    return Line(
        text=text,
        names=parts if is_held else (text,),
        condition=condition if is_held else "",
        remark=remark if is_held else "",
        demand=read_demand(text),
        is_remark=REMARK_LINE.search(text) is not None,
    )


def read_demand(text: str) -> Demand:
    """Read in which form a line asks for its papers."""
    copies = [found for found in COPY.finditer(text) if not found["no"]]
    counts = [count_of(found["count"]) for found in copies]
    return Demand(
        original="原件" in text,
        copies=max((count or 1 for count in counts), default=0),
        is_exact=None not in counts,
        is_free=FREE.search(text) is not None,
        is_free_of_copy=FREE_OF_COPY.search(text) is not None,
    )


def count_of(written: str | None) -> int | None:
    """Return a number as written in digits or characters; None for none."""
    if written is None:
        return None
    return NUMERALS.get(written) or int(written)


def same_paper(line: Line, name: str) -> str:
    """Return what two names of one paper share; a paper of one matter alone shares it with none."""
    if name in HELD:
        return HELD[name]
    return "" if line.is_remark or OWN_TO_A_MATTER.search(name) else name
