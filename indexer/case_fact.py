"""情况: the vocabulary of what matters in a household's case."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from indexer.condition import Condition, Number
from indexer.written import Lines, Text, Written

YES, NO = "是", "否"
MENTIONED = "提到"  # in 说法: the words near which a number, a day, or that one has it stands
NOT_MEANT = "不算"  # in 说法: words that look like a saying and are none


class Scope(StrEnum):
    """属于: whether each person has the fact or the household as one."""

    PERSON = "本人"
    HOUSEHOLD = "全家"


class FactKind(StrEnum):
    """类: what the fact can be."""

    YES_NO = "是否"
    NUMBER = "数"
    CHOICE = "选项"
    DAY = "日期"


class Derived(Written):
    """推知: what the fact is when other facts are so."""

    value: Text = Field(alias="得")
    when: Condition = Field(alias="若")


Range: TypeAlias = Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)]


class CaseFact(Written):
    """One fact: whose it is, what it can be, how it is asked and how it is said.

    `monthly` says between how many yuan a month one unit of the number lies. What helps against a
    pressing fact comes before everything else.
    """

    scope: Scope = Field(alias="属于")
    kind: FactKind = Field(alias="类")
    options: Lines | None = Field(None, alias="选项")
    unit: Text | None = Field(None, alias="单位")
    range: Range | None = Field(None, alias="范围")
    question: Text = Field(alias="问")
    said: dict[Text, Lines] = Field(default_factory=dict, alias="说法")
    derived: tuple[Derived, ...] = Field((), alias="推知")
    counted_from: Text | None = Field(None, alias="算自")
    monthly: Range | None = Field(None, alias="折算")
    pressing: Literal["现在"] | None = Field(None, alias="紧急")

    @property
    def choices(self) -> tuple[str, ...]:
        """What the fact can be, in words; () for numbers and days."""
        return (YES, NO) if self.kind is FactKind.YES_NO else self.options or ()


class CaseFacts(Written):
    """The file: every fact by its name."""

    facts: dict[Text, CaseFact] = Field(default_factory=dict, alias="情况")


NO_CASE_FACTS = CaseFacts.model_validate({})
