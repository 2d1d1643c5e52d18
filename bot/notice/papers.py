"""What a line of 材料 asks for, as far as the line itself proves it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.notice.held import (
    ENDS_AS_HELD,
    HELD,
    OWNER,
    Choice,
    read_choice,
    read_held,
    split_outside_brackets,
)

# What is written or signed for one matter alone, and what is made out for one occasion.
OWN_TO_A_MATTER = re.compile(
    r"申请|申报|登记表|审批表|评定表|承诺|声明|授权|委托|协议|合同|报告|说明|情况|经过|清单|方案"
    r"|病历|诊断|小结|票据|发票|结算|证据|材料|佐证|信息|凭证$|记录|照片|名单|名册"
)
# A line that tells something about papers rather than naming one: shown without a box.
REMARK_LINE = re.compile(
    r"^(?:上面|下面)|^[^（]*不用(?:重复|另)|不要求|没查到|免报销材料|免另交|一般不另开|^没有证件|也可救助"
    r"|由(?:民政|残联|部门|系统|政府)[^（]*核验$|系统核验$|带什么，|不要家属自己跑|几方签$|也算.*证明$"
    r"|都可以报$|只核对|可口头）$|不以材料为前提|可免交$|可以后补$|一般只要身份证$|由监护人签$"
    r"|^[^（]*，死亡证明(?:找|由)"
)
BEFORE_COLON = re.compile(r"([^：（）]{1,20})：(.+)")
ENDING = re.compile(r"(.*?)（([^（）]*)）")
# What stands before a colon and is no situation: what the papers are, or when all bring them.
LABEL = re.compile(r"证据|材料|佐证|证明|清单|证件|声明|关系|一样即可|写明|补齐|后$")
# A line that begins with whom it is for, or under which circumstances.
SITUATION = re.compile(r"[^，：（）]{2,}的，|港澳台|零就业家庭|高校毕业生")
# A remark that says when a paper is needed; not one that says when it is not, or what if it is lost.
NEEDED_WHEN = re.compile(
    r"(?!.*(?:能|可|遗失|丢失|过期|^有|没有|没证件|公示|传统))"
    r"[^；，]+(?:的|的才要|的交|的提供|按需提供|的带|的填|时带|时|时另加|提取|才要|才交|情形|户提供)"
    r"|涉港澳台.*|贷款用|按需"
)
NO_LIST = re.compile(r"或|等|之一|，|：")
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
class Named:
    """One paper of a line, or all of it that cannot be told apart.

    `key` is what it shares with the same paper of other matters, "" where it is of one matter
    alone; `is_held` says that it is a paper people hold.
    """

    text: str
    key: str
    is_held: bool
    remark: str = ""


@dataclass(frozen=True)
class Line:
    """A line of 材料: when it holds, the papers it names, which of them will do.

    There are several papers only where the line is a plain list with 、 that names one people hold;
    `choice` is there where one of several will do.
    """

    text: str
    papers: tuple[Named, ...]
    condition: str
    demand: Demand
    is_remark: bool
    is_special: bool  # only for some people, or under certain circumstances
    choice: Choice | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the papers are called."""
        return tuple(paper.text for paper in self.papers)

    def demand_of(self, paper: Named) -> Demand:
        """Return the form one of the papers is asked for in.

        A remark after several papers may mean the last alone: the others are not free by it.
        """
        if paper == self.papers[-1]:
            return self.demand
        return replace(self.demand, is_free=False, is_free_of_copy=False)


def read_line(text: str) -> Line:
    """Read one line of 材料."""
    condition, rest = "", text
    found = BEFORE_COLON.fullmatch(text)
    if found:
        condition, rest = found[1], found[2]
    is_labelled = bool(found and LABEL.search(condition))
    bare, remark = split_remark(rest)
    is_special = is_for_some(text, "" if is_labelled else condition, remark)
    is_remark = REMARK_LINE.search(text) is not None
    papers = () if is_remark or is_labelled else listed(bare, remark)
    if (condition or is_special) and not all(paper.is_held for paper in papers):
        papers = ()
    choice = None if papers or found or is_remark else read_choice(bare)
    return Line(
        text=text,
        papers=papers or (whole(text, bare, remark, choice, is_remark=is_remark),),
        condition=condition if papers else "",
        demand=read_demand(text),
        is_remark=is_remark,
        is_special=is_special and not is_remark,
        choice=choice,
    )


def split_remark(text: str) -> tuple[str, str]:
    """Split off what a line remarks in brackets at its end; a name may hold brackets itself."""
    found = ENDING.fullmatch(text)
    if found is None or text.endswith(tuple(name for name in HELD if name.endswith("）"))):
        return text, ""
    return (text, "") if found[2] in HELD else (found[1], found[2])


def is_for_some(text: str, condition: str, remark: str) -> bool:
    """Whether a line is only for some people, or under certain circumstances."""
    said = (NEEDED_WHEN.fullmatch(clause) for clause in re.split(r"[；，]", remark))
    return bool(condition) or SITUATION.match(text) is not None or any(said)


def listed(bare: str, remark: str) -> tuple[Named, ...]:
    """Return the papers of a plain list, those that are not held together as the last.

    None where it is no such list, names no paper people hold, or leaves open whose one is.
    """
    papers: list[Named] = []
    others: list[str] = []
    owner, has_unowned = "", False
    for part in parts_of(bare):
        held, is_owned = read_held(part, owner), OWNER.match(part) is not None
        if held is None:
            if NO_LIST.search(part) or ENDS_AS_HELD.fullmatch(part):
                return ()
            others.append(part)
            continue
        if has_unowned and owner and not is_owned:
            return ()
        has_unowned |= not is_owned and not owner
        owner = held.owner
        papers.append(Named(held.text, held.key, True, held.remark or remark))
    if papers and others:
        text = "、".join(others) + (f"（{remark}）" if remark else "")
        papers.append(Named(text, "" if OWN_TO_A_MATTER.search(text) else text, False))
    return tuple(papers)


def parts_of(bare: str) -> list[str]:
    """Return what stands between 、; between 和 too, where both sides are papers people hold."""
    parts = split_outside_brackets(bare, "、")
    finer = [one for part in parts for one in part.split("和")]
    owner = next((held.owner for one in finer if (held := read_held(one))), "")
    return finer if all(read_held(one, owner) for one in finer) else parts


def whole(text: str, bare: str, remark: str, choice: Choice | None, *, is_remark: bool) -> Named:
    """Return a line as one paper: held ones of which any will do are the same in every matter."""
    if choice is not None and choice.is_plain:
        return Named(bare, "或".join(sorted(choice.keys)), False, remark)
    is_own = is_remark or OWN_TO_A_MATTER.search(text) is not None
    return Named(text, "" if is_own else text, False)


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
