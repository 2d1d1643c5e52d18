"""Papers that people hold and show to everybody: what they are called, whose they are, which will do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

# A form, a statement or a record is another one for every matter; these are the same one for all.
# Two names of one paper have the same value.
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
    "银行账户": "银行账户",
    "银行账号": "银行账户",
    "低保证": "低保证",
    "营业执照": "营业执照",
    "毕业证": "毕业证",
    "学生证": "学生证",
    "火化证明": "火化证明",
    "居民死亡医学证明（推断）书": "居民死亡医学证明（推断）书",
}
# Whose a paper is, where it is not that of the one who applies. Two names of one person have the
# same value.
CHILD = "孩子"
OWNERS = {
    "本人": "",
    "死者": "死者",
    "逝者": "死者",
    "父母": "父母",
    "双方": "双方",
    "监护人": "监护人",
    "申请人": "申请人",
    "申领人": "申领人",
    "受托人": "受托人",
    "代办人": "代办人",
    "申报人": "申报人",
    "办理人": "办理人",
    "继承人": "继承人",
    "家属": "家属",
    "儿童": CHILD,
    "婴幼儿": CHILD,
    "新生儿": CHILD,
    "老人": "老人",
    "患者": "患者",
    "参保人": "参保人",
    "收养人": "收养人",
    "送养人": "送养人",
}
OF_A_CHILD = "出生医学证明"  # nobody else has one


def any_of(names: Collection[str]) -> str:
    """Return the pattern of some names, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


NAMED = re.compile(
    rf"(?P<owner>(?:{any_of(OWNERS)})?)的?(?P<name>{any_of(HELD)})(?:（(?P<remark>[^（）]*)）)?"
)
OWNER = re.compile(rf"(?P<owner>{any_of(OWNERS)})")
ENDS_AS_HELD = re.compile(rf".*(?:{any_of(HELD)})(?:（[^（）]*）)?")
BETWEEN_CHOICES = re.compile(r"，?或(?:者|其他)?")
ONE_OF_THEM = "之一"


@dataclass(frozen=True)
class Held:
    """A paper somebody holds: how it is written, what it shares with its other names, a remark."""

    text: str
    key: str
    owner: str
    remark: str = ""


def read_held(part: str, owner: str = "") -> Held | None:
    """Read a part of a line as such a paper; `owner` is who a bare name belongs to, as written."""
    found = NAMED.fullmatch(part)
    remark = (found["remark"] or "") if found else ""
    if found is None or remark in HELD:  # 银行账户（社保卡）: the brackets say which one is meant
        return None
    bare = part.removesuffix(f"（{remark}）") if remark else part
    whose = found["owner"] or owner
    text = bare if found["owner"] else owner + bare
    key = key_of(HELD[found["name"]], OWNERS.get(whose, ""))
    return Held(text, key, whose if OWNERS.get(whose) else "", remark)


def key_of(paper: str, owner: str) -> str:
    """Return what a paper of somebody shares with its other names."""
    return paper if owner == CHILD and paper == OF_A_CHILD else f"{owner}{paper}"


def in_one_word(text: str) -> str:
    """Return a text in which everybody is called by one word: 逝者 and 死者 alike."""
    return OWNER.sub(lambda found: OWNERS[found["owner"]] or found["owner"], text)


@dataclass(frozen=True)
class Choice:
    """Papers of which one will do, or part of them, as a line with 或 says it.

    `steps` are the papers between 、 from left to right, each as the keys of which one will do; ""
    stands for a paper that nobody can be sure to hold. How 、 and 或 bind is not always clear, so
    it is enough only where it is enough either way.
    """

    steps: tuple[tuple[str, ...], ...]
    is_one_of_all: bool  # 「…之一」: 、 means 或 too

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all papers it names, in order; "" among them for what is not held."""
        return tuple(key for step in self.steps for key in step)

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but papers people hold, with 或 between them."""
        return len(self.steps) == 1 and all(self.keys)

    def enough_of(self, keys: Collection[str]) -> tuple[str, ...]:
        """Return which of the papers that are brought anyway are enough; none when they are not."""
        here = [[key for key in step if key in keys] for step in self.steps]
        if self.is_one_of_all:
            return tuple(key for step in here for key in step)[:1]
        if not all(here) or not self._is_enough_otherwise(keys):
            return ()
        return tuple(step[0] for step in here)

    def _is_enough_otherwise(self, keys: Collection[str]) -> bool:
        """Whether it is enough too where 、 binds closer than 或."""
        whole: list[list[str]] = [[]]
        for step in self.steps:
            first, *rest = step
            whole[-1].append(first)
            whole.extend([one] for one in rest)
        return any(all(key in keys for key in together) for together in whole)


def read_choice(bare: str) -> Choice | None:
    """Read a line with 或 or 之一, without its remark; None for any other."""
    is_one_of_all = bare.endswith(ONE_OF_THEM)
    if "或" not in bare and not is_one_of_all:
        return None
    bare = bare.removesuffix(ONE_OF_THEM)
    return Choice(tuple(steps_of(bare)), is_one_of_all)


def steps_of(bare: str) -> Iterator[tuple[str, ...]]:
    """Yield the papers between 、, each as the keys of which one will do."""
    owner = ""
    for part in split_outside_brackets(bare, "、"):
        step = []
        for one in BETWEEN_CHOICES.split(part):
            held = read_held(one, owner)
            named = OWNER.match(one)
            owner = held.owner if held else named["owner"] if named else owner
            step.append(held.key if held else "")
        yield tuple(step)


def split_outside_brackets(text: str, sign: str) -> list[str]:
    """Split a text at a sign, but not within （）."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "（") - (char == "）")
        if char == sign and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts
