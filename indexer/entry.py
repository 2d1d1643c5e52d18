"""The kinds of entries: the one schema, with the words supervisors write as keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, PlainSerializer, PrivateAttr, WithJsonSchema

from indexer.condition import Clause, Eligibility, Links
from indexer.written import Lines, SomeLines, Text, Written

NO_CURRENT_AMOUNT = "以街道当前口径为准"  # in 金额: from this day on nobody here knows the sum

# Who takes the steps that stay off a resident's sheet (谁 begins so).
WORKERS = ("社区社工", "社工", "儿童主任", "网格员", "街道儿童督导员", "帮扶小组")


class Kind(StrEnum):
    """类型: what sort of matter an entry is."""

    PROCEDURE = "办事"
    STANDARD = "标准"
    POLICY = "政策"
    PRACTICE = "实务"


class Status(StrEnum):
    """状态: how far an entry may be trusted."""

    DRAFT = "草稿"
    COMPILED = "初编"
    VERIFIED = "已核"
    WITHDRAWN = "停用"


class Verification(StrEnum):
    """核实: how far a source was read."""

    TEXT = "原文"
    QUOTED = "转引"
    UNVERIFIED = "待核"


class Section(StrEnum):
    """The parts of an entry that answer something, in the order of the card."""

    SUMMARY = "一句话"
    ELIGIBILITY = "条件"
    MATERIALS = "材料"
    PROCESS = "流程"
    STEPS = "步骤"
    CHANNELS = "渠道"
    TIME_LIMIT = "时限"
    FEE = "收费"
    AMOUNTS = "金额"
    POINTS = "要点"
    CAUTIONS = "注意"
    RESIDENT_NOTES = "居民须知"
    PROHIBITIONS = "不要做"
    RECORDS = "留痕"
    CONTACTS = "联系"
    RED_FLAGS = "红线"
    AUTHORITY = "依据"


# The sections that are plain sentences, and the field that holds them.
LINE_FIELDS = {
    Section.ELIGIBILITY: "eligibility",
    Section.MATERIALS: "materials",
    Section.TIME_LIMIT: "time_limit",
    Section.FEE: "fee",
    Section.POINTS: "points",
    Section.CAUTIONS: "cautions",
    Section.RESIDENT_NOTES: "resident_notes",
    Section.PROHIBITIONS: "prohibitions",
    Section.RECORDS: "records",
    Section.CONTACTS: "contacts",
    Section.RED_FLAGS: "red_flags",
}


@dataclass(frozen=True)
class PartialDate:
    """A day, a month or a year as written (2026, 2026-07 or 2026-07-01) and its first day."""

    text: str
    first_day: date

    def __str__(self) -> str:
        return self.text


def read_partial_date(value: Any) -> PartialDate:
    """Read a day, a month or a year."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", str(value))
    if match:
        year, month, day = (int(part or 1) for part in match.groups())
        try:
            return PartialDate(str(value), date(year, month, day))
        except ValueError:
            pass
    raise ValueError("bad-date")


def read_date(value: Any) -> date:
    """Read a whole day, as 2026-07-01."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("bad-date") from None


def read_months(value: Any) -> int:
    """Read a review period, as 6个月."""
    match = re.fullmatch(r"(\d{1,2})\s*个月", str(value))
    if match and int(match[1]) > 0:
        return int(match[1])
    raise ValueError("bad-period")


DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Since: TypeAlias = Annotated[
    PartialDate,
    BeforeValidator(read_partial_date),
    PlainSerializer(str),
    WithJsonSchema(
        {"type": "string", "pattern": DATE_PATTERN, "description": "2026、2026-07 或 2026-07-01"}
    ),
]
Day: TypeAlias = Annotated[
    date,
    BeforeValidator(read_date),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
Months: TypeAlias = Annotated[
    int,
    BeforeValidator(read_months),
    PlainSerializer(lambda months: f"{months}个月"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}\s*个月$"}),
]


class Step(Written):
    """One step: who does what, by when."""

    who: Text = Field(alias="谁")
    act: Text = Field(alias="做")
    time_limit: Text | None = Field(None, alias="时限")

    @property
    def is_workers_own(self) -> bool:
        """Whether the step is the community's own work, of which residents need no notice."""
        return self.who.startswith(WORKERS)


class Channels(Written):
    """Where the matter is handled."""

    on_site: Text | None = Field(None, alias="现场")
    online: Lines | None = Field(None, alias="网上")
    by_proxy: Text | None = Field(None, alias="代办")


class Amount(Written):
    """A sum, from its first day on until a later one of the same item and region begins."""

    item: Text = Field(alias="项目")
    since: Since = Field(alias="自")
    content: Text = Field(alias="内容")
    region: Text = Field(alias="地区")
    source: Text = Field(alias="依据")
    verification: Verification = Field(alias="核实")

    @property
    def is_known(self) -> bool:
        """Whether this row states a sum rather than that the current one is not known here."""
        return NO_CURRENT_AMOUNT not in self.content


class Authority(Written):
    """A law or document the entry rests on."""

    document: Text = Field(alias="文件")
    issuer: Text | None = Field(None, alias="发文")
    number: Text | None = Field(None, alias="文号")
    since: Since | None = Field(None, alias="施行")
    articles: Lines | None = Field(None, alias="条款")
    expired: Since | None = Field(None, alias="失效")
    remark: Text | None = Field(None, alias="说明")
    link: Text | None = Field(None, alias="链接")
    verification: Verification = Field(alias="核实")


class Review(Written):
    """Who checked the entry, when, and after how many months again."""

    day: Day = Field(alias="日期")
    reviewer: Text = Field(alias="核对人")
    period: Months = Field(alias="周期")

    @property
    def due(self) -> date:
        """The day from which the entry counts as overdue."""
        months = self.day.year * 12 + self.day.month - 1 + self.period
        year, month = divmod(months, 12)
        for day in range(self.day.day, 0, -1):
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue  # 31 August + 6 months: the last day of February
        raise AssertionError("every month has a first day")


class EntryBase(Written):
    """What every entry may hold; each kind says what it must hold."""

    _id: str = PrivateAttr("")
    _topic: str = PrivateAttr("")

    title: Text = Field(alias="事项")
    aliases: Lines | None = Field(None, alias="别名")
    department: Text = Field(alias="部门")
    region: Text = Field("全国", alias="地区")
    summary: Text = Field(alias="一句话")
    eligibility: Lines | None = Field(None, alias="条件")
    materials: Lines | None = Field(None, alias="材料")
    channels: Channels | None = Field(None, alias="渠道")
    time_limit: SomeLines | None = Field(None, alias="时限")
    fee: SomeLines | None = Field(None, alias="收费")
    amounts: Annotated[tuple[Amount, ...], Field(min_length=1)] | None = Field(None, alias="金额")
    points: Lines | None = Field(None, alias="要点")
    cautions: Lines | None = Field(None, alias="注意")
    resident_notes: Lines | None = Field(None, alias="居民须知")
    prohibitions: Lines | None = Field(None, alias="不要做")
    records: Lines | None = Field(None, alias="留痕")
    contacts: Lines | None = Field(None, alias="联系")
    red_flags: Lines | None = Field(None, alias="红线")
    authority: Annotated[tuple[Authority, ...], Field(min_length=1)] = Field(alias="依据")
    phrasings: Annotated[tuple[Text, ...], Field(min_length=8)] = Field(alias="问法")
    exam_questions: Lines = Field(alias="考题")
    related: tuple[Text, ...] = Field((), alias="相关")
    decidable: Eligibility | None = Field(None, alias="资格")
    links: Links | None = Field(None, alias="衔接")
    status: Status = Field(alias="状态")
    withdrawn_because: Text | None = Field(None, alias="停用原因")
    review: Review = Field(alias="核对")

    def model_post_init(self, context: Any) -> None:
        """Take id and topic, which a file's name and folder say, from the validation context."""
        if context:
            self._id, self._topic = context["id"], context["topic"]

    @property
    def id(self) -> str:
        """The file's name without its ending; unique in the whole base."""
        return self._id

    @property
    def topic(self) -> str:
        """The folder the file lies in."""
        return self._topic

    @property
    def is_withdrawn(self) -> bool:
        """Whether the entry must not be shown."""
        return self.status is Status.WITHDRAWN

    def withdrawn(self, because: str) -> Self:
        """Return the entry as one that must not be shown, for a reason that people read."""
        return self.model_copy(update={"status": Status.WITHDRAWN, "withdrawn_because": because})

    def lines(self, section: Section) -> tuple[str, ...]:
        """Return the plain lines of a section of sentences; () where the entry has none.

        Steps, channels, amounts and authority have a form of their own and are no plain lines.
        """
        if section is Section.SUMMARY:
            return (self.summary,)
        lines: tuple[str, ...] | None = getattr(self, LINE_FIELDS.get(section, ""), None)
        return lines or ()

    def has(self, section: Section) -> bool:
        """Whether the entry holds anything under a section."""
        match section:
            case Section.PROCESS | Section.STEPS:
                return self.step_section is section and bool(self.steps_taken)
            case Section.CHANNELS:
                return self.channels is not None
            case Section.AMOUNTS:
                return bool(self.amounts)
            case Section.AUTHORITY:
                return True
            case _:
                return bool(self.lines(section))

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections the entry holds, in the order of the card."""
        return tuple(section for section in Section if self.has(section))

    def clause(self, clause: Clause) -> str | None:
        """Return the line a condition rests on; None where there is none."""
        try:
            section = Section(clause.section)
        except ValueError:
            return None
        if section in (Section.PROCESS, Section.STEPS):
            is_ours = section is self.step_section
            lines = tuple(step.act for step in self.steps_taken) if is_ours else ()
        else:
            lines = self.lines(section)
        return lines[clause.number - 1] if 0 < clause.number <= len(lines) else None

    @property
    def step_section(self) -> Section:
        """What the steps of this kind are called."""
        return Section.PROCESS

    @property
    def steps_taken(self) -> tuple[Step, ...]:
        """The steps in order; () where the entry has none."""
        steps: tuple[Step, ...] | None = getattr(self, "steps", None)
        return steps or ()

    def amounts_on(self, today: date) -> tuple[tuple[Amount, Amount | None], ...]:
        """Return for each item and region the row that holds today and the known one before it.

        A row that has not begun is left out.
        """
        series: dict[tuple[str, str], list[Amount]] = {}
        for amount in sorted(self.amounts or (), key=lambda row: row.since.first_day):
            if amount.since.first_day <= today:
                series.setdefault((amount.item, amount.region), []).append(amount)
        return tuple((rows[-1], last_known(rows[:-1])) for rows in series.values())


def last_known(rows: Iterable[Amount]) -> Amount | None:
    """Return the newest row that states a sum."""
    known = [row for row in rows if row.is_known]
    return known[-1] if known else None


Steps: TypeAlias = Annotated[tuple[Step, ...], Field(min_length=1)]


class Procedure(EntryBase):
    """办事: a matter residents come for."""

    kind: Literal[Kind.PROCEDURE] = Field(alias="类型")
    eligibility: Lines = Field(alias="条件")
    materials: Lines = Field(alias="材料")
    steps: Steps = Field(alias="流程")
    channels: Channels = Field(alias="渠道")
    time_limit: SomeLines = Field(alias="时限")
    fee: SomeLines = Field(alias="收费")

    @property
    def resident_steps(self) -> tuple[Step, ...]:
        """The steps that stand on a resident's sheet."""
        return tuple(step for step in self.steps if not step.is_workers_own)


class Standard(EntryBase):
    """标准: how a window or a service has to work."""

    kind: Literal[Kind.STANDARD] = Field(alias="类型")
    points: Lines = Field(alias="要点")
    steps: Steps | None = Field(None, alias="流程")


class Policy(EntryBase):
    """政策: what a policy says."""

    kind: Literal[Kind.POLICY] = Field(alias="类型")
    points: Lines = Field(alias="要点")
    steps: Steps | None = Field(None, alias="流程")


class Practice(EntryBase):
    """实务: what to do when something happens."""

    kind: Literal[Kind.PRACTICE] = Field(alias="类型")
    steps: Steps = Field(alias="步骤")

    @property
    def step_section(self) -> Section:
        """What the steps of this kind are called."""
        return Section.STEPS


Entry: TypeAlias = Procedure | Standard | Policy | Practice

ENTRY_KINDS: dict[str, type[Procedure] | type[Standard] | type[Policy] | type[Practice]] = {
    Kind.PROCEDURE: Procedure,
    Kind.STANDARD: Standard,
    Kind.POLICY: Policy,
    Kind.PRACTICE: Practice,
}
