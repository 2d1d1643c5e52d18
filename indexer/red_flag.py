"""红线: the emergencies and duties to report that are recognised before anything else."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Field

from indexer.written import Lines, Text, Written

GAP = 12  # characters that may stand between two parts of a word pattern


class Urgency(StrEnum):
    """紧急程度: whether it cannot wait, or whether the law demands a report."""

    NOW = "现在"
    DUTY = "有报告义务"


Acts: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1, max_length=2)]
FlagId: TypeAlias = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]


class Duty(Written):
    """What the law says about it, with its article."""

    document: Text = Field(alias="文件")
    articles: Text = Field(alias="条款")
    content: Text = Field(alias="内容")


class RedFlag(Written):
    """One kind of emergency: how it is told and what is to be done."""

    id: FlagId = Field(alias="编号")
    name: Text = Field(alias="名称")
    urgency: Urgency = Field(alias="紧急程度")
    call: Text = Field(alias="打谁")
    duties: Annotated[tuple[Duty, ...], Field(min_length=1)] = Field(alias="法定义务")
    acts: Acts = Field(alias="先做")
    prohibitions: Lines = Field(alias="不要做")
    entries: Lines = Field(alias="打开")  # the first one is opened
    sources: Lines = Field(alias="出处")  # the entries that the card rests on
    words: Lines = Field(alias="词")
    excluded: Lines = Field(alias="排除")
    signs: Lines = Field(alias="迹象")
    decoys: Lines = Field(alias="不是")


class RedFlags(Written):
    """The file: what no flag means, and all flags."""

    excluded: tuple[Text, ...] = Field((), alias="通用排除")
    flags: tuple[RedFlag, ...] = Field((), alias="红线")


NO_RED_FLAGS = RedFlags.model_validate({})


def compile_words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return a search for any of the patterns in a normalised text.

    A pattern's parts are parted by spaces and stand in this order, at most GAP characters from one
    to the next; `/` parts what may stand in one place. Nothing in them has a special meaning.
    """
    if not patterns:
        return re.compile(r"(?!)")
    return re.compile("|".join(f"(?:{one_pattern(pattern)})" for pattern in patterns))


def one_pattern(pattern: str) -> str:
    """Return one word pattern as a regular expression."""
    gap = f".{{0,{GAP}}}?"
    return gap.join(f"(?:{choices(part)})" for part in pattern.lower().split())


def choices(part: str) -> str:
    """Return what may stand in one place as a regular expression."""
    return "|".join(re.escape(word) for word in part.split("/") if word)


def has_empty_part(pattern: str) -> bool:
    """Whether a word pattern would be found in any text."""
    return any(not word for part in pattern.split() for word in part.split("/"))
