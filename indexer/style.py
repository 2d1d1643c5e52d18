"""What makes an entry hard to use at a counter though it is sound: warnings, never errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.entry import LINE_FIELDS, Entry, Kind, Section, Verification
from indexer.entry_reader import are_alike, without_punctuation
from indexer.problem import Problem, display_width
from indexer.yaml_file import Path, YamlFile

LONGEST_LINE = 60  # Chinese characters: three rows on a phone
VAGUE = re.compile(
    r"尽快|相关材料|有关材料|有关部门|酌情|视情况|等等|^[^、]*(?:、[^、]*)?等$"
)  # three examples make an 等 clear
UNDATED_SUM = re.compile(r"[\d.]+ ?(?:万?元|%)")
# A year, a source's article or a mark of doubt says how far a number may be trusted.
DATED = re.compile(r"\d{4} ?年|\d{4}-|第[一二三四五六七八九十百]+条|待核|口径|起$")
NUMBERED = (Section.POINTS, Section.CAUTIONS, Section.FEE)
TERSE, LONG = (2, 6), (40, 110)  # characters of the shortest and the longest ways of asking


def warnings(file: YamlFile, entry: Entry) -> Iterator[Problem]:
    """Yield what should be written better in one entry."""
    yield from line_warnings(file, entry)
    yield from number_warnings(file, entry)
    yield from authority_warnings(file, entry)
    yield from asking_warnings(file, entry)
    if are_alike(without_punctuation(entry.summary), without_punctuation(entry.title)):
        yield warning(
            file,
            ("一句话",),
            "summary-repeats-title",
            "「一句话」只是重复了事项",
            "写成答案：谁、到哪、怎样、得到什么。",
        )


def warning(file: YamlFile, path: Path, rule: str, message: str, remedy: str) -> Problem:
    """Return a warning at the place of a value."""
    return Problem(file.place_of(path), rule, message, remedy, is_warning=True)


def written_lines(entry: Entry) -> Iterator[tuple[Path, str]]:
    """Yield every line a worker reads, with its path in the file."""
    yield ("一句话",), entry.summary
    for section in LINE_FIELDS:
        for number, line in enumerate(entry.lines(section)):
            yield (section.value, number), line
    for number, step in enumerate(entry.steps_taken):
        yield (entry.step_section.value, number, "做"), step.act


def line_warnings(file: YamlFile, entry: Entry) -> Iterator[Problem]:
    """Yield lines that are too long for a phone or say nothing to hold on to."""
    for path, line in written_lines(entry):
        width = display_width(line) // 2
        if width > LONGEST_LINE:
            message = f"这一行有 {width} 个字，手机上超过三行"
            yield warning(
                file,
                path,
                "long-line",
                message,
                f"拆成几行，一行一个意思，最多 {LONGEST_LINE} 字。",
            )
        vague = VAGUE.search(line)
        if vague:
            message = f"「{vague[0]}」说不清是什么、什么时候、找谁"
            yield warning(
                file,
                path,
                "vague-word",
                message,
                "写出具体的东西、时间、部门；不知道就写（待核）。",
            )


def number_warnings(file: YamlFile, entry: Entry) -> Iterator[Problem]:
    """Yield sums outside 金额 that do not say since when or how sure."""
    for section in NUMBERED:
        for number, line in enumerate(entry.lines(section)):
            found = UNDATED_SUM.search(line)
            if found and not DATED.search(line):
                message = f"「{found[0]}」没写哪一年的、出自哪里"
                remedy = "写上年份或条款，或写成「金额」的一条，没核到的标（待核）。"
                yield warning(file, (section.value, number), "undated-amount", message, remedy)


def authority_warnings(file: YamlFile, entry: Entry) -> Iterator[Problem]:
    """Yield sources without a number that neither explain why nor are marked as unverified."""
    for number, source in enumerate(entry.authority):
        if not (source.number or source.remark or source.verification is Verification.UNVERIFIED):
            message = f"《{source.document}》没有文号，也没说明"
            remedy = "补上文号；没有文号的在「说明」里写通过或公布的日期，或把核实改成「待核」。"
            yield warning(file, ("依据", number, "文件"), "unnumbered-authority", message, remedy)


def asking_warnings(file: YamlFile, entry: Entry) -> Iterator[Problem]:
    """Yield what the phrasings and exam questions lack: number, very short ones, long stories."""
    serves = entry.kind in (Kind.PROCEDURE, Kind.PRACTICE)
    wanted, each = (16, 2) if serves else (10, 1)
    if len(entry.phrasings) < wanted:
        message = f"问法只有 {len(entry.phrasings)} 条"
        yield warning(
            file, ("问法",), "few-phrasings", message, f"写到 {wanted} 条以上，换不同的人来问。"
        )
    for (shortest, longest), name in ((TERSE, "短语"), (LONG, "长案例")):
        count = sum(shortest <= len(phrasing) <= longest for phrasing in entry.phrasings)
        if count < each:
            message = f"问法里{name}（{shortest}–{longest} 字）只有 {count} 条"
            yield warning(
                file,
                ("问法",),
                "missing-register",
                message,
                f"补到 {each} 条：缺这种口吻的会被别的条目抢走。",
            )
    if len(entry.exam_questions) < 4:
        message = f"考题只有 {len(entry.exam_questions)} 道"
        yield warning(file, ("考题",), "few-questions", message, "请没写问法的人出到 4 道以上。")
