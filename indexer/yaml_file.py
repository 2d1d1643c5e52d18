"""YAML text as plain values, with the line and column of every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeAlias, cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from indexer.problem import Place, Problem, shown_path

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]

DEEPEST = 10  # an entry has four floors
LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as one

ITEM_KEYS = (
    "谁",
    "文件",
    "项目",
    "问",
    "条目",
    "编号",
)  # each is the first key of some list's items
FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class YamlFile:
    """A file that was read.

    Scalars in `values` are their source text, an empty one is None. `places` knows the place of
    each value by its path, `keys` that of each key.
    """

    path: str
    lines: list[str]
    values: Plain = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place_of(self, path: Path) -> Place:
        """Return the place of a value, or of the nearest thing around it that stands in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path) or self.place(0)

    def key_place(self, path: Path) -> Place:
        """Return the place of a key, else that of the value itself."""
        return self.keys.get(path) or self.place_of(path)

    def place(self, line: int, column: int = 0, length: int = 1) -> Place:
        """Return a place from 0-based line and column."""
        line = min(line, max(len(self.lines) - 1, 0))
        source = self.lines[line] if self.lines else ""
        return Place(self.path, line + 1, column + 1, max(length, 1), source)

    def report(self, place: Place, rule: str, message: str, remedy: str) -> None:
        """Keep one finding."""
        self.problems.append(Problem(place, rule, message, remedy))


def read_yaml(path: FilePath, known_keys: Sequence[str] = ()) -> YamlFile:
    """Read a YAML file; what is wrong with it stands in `problems`, and `values` is then None.

    `known_keys` are the words that may be keys here: a full-width colon behind one is a slip.
    """
    shown = shown_path(path)
    text, finding = decode(path, shown)
    if finding is not None:
        return YamlFile(shown, [], problems=[finding])
    return parse_yaml(shown, text, known_keys)


def parse_yaml(shown: str, text: str, known_keys: Sequence[str] = ()) -> YamlFile:
    """Parse YAML text that stands in the file `shown`."""
    file = YamlFile(shown, LINE_END.split(text))
    if not text.strip():
        file.report(
            file.place(0),
            "empty-file",
            "文件是空的",
            "照 knowledge/_template.yaml 填写，或删掉这个文件。",
        )
        return file
    look_for_slips(file, known_keys)
    if file.problems:
        return file
    try:
        node = compose(text)
    except yaml.YAMLError:
        file.problems.append(explain(file, text))
    else:
        if node is None:
            file.report(
                file.place(0),
                "empty-file",
                "文件里只有注释",
                "照 knowledge/_template.yaml 填写，或删掉这个文件。",
            )
        else:
            values = PlainValues(file).of(node, ())
            file.values = None if file.problems else values
    return file


def decode(path: FilePath, shown: str) -> tuple[str, Problem | None]:
    """Return the text of a file, or the finding that keeps it from being text."""

    def finding(rule: str, message: str, remedy: str) -> tuple[str, Problem]:
        return "", Problem(Place(shown), rule, message, remedy)

    try:
        raw = path.read_bytes()
    except OSError as error:
        return finding(
            "unreadable-file",
            f"读不了这个文件（{error.strerror}）",
            "看看文件还在不在、有没有读的权限。",
        )
    if b"\0" in raw:
        return finding(
            "binary-file", "这不是文本文件", "条目要用文本编辑器写，另存为 UTF-8 的 .yaml 文件。"
        )
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        pass
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return finding(
            "encoding", "文件不是 UTF-8 编码", "用编辑器打开，「另存为」时编码选 UTF-8。"
        )
    return finding(
        "encoding", "文件是 GBK 编码，不是 UTF-8", "用编辑器打开，「另存为」时编码选 UTF-8。"
    )


def look_for_slips(file: YamlFile, known_keys: Sequence[str]) -> None:
    """Report tabs in indentation and full-width colons behind keys, which YAML explains badly.

    Behind a dash a sentence may begin with any word and a colon: there only the keys that open an
    item count.
    """
    keys = "|".join(sorted(map(re.escape, known_keys), key=len, reverse=True))
    opening = "|".join(ITEM_KEYS)
    colon = (
        re.compile(rf"^(?:\s*- (?={opening})|\s*)(?P<key>{keys})\s*(?P<colon>：)") if keys else None
    )
    for number, line in enumerate(file.lines):
        tab = line[: len(line) - len(line.lstrip())].find("\t")
        if tab >= 0:
            file.report(
                file.place(number, tab),
                "tab",
                "行首用了 Tab 键",
                "YAML 只认空格：把 Tab 换成两个空格。",
            )
        match = colon.match(line) if colon else None
        if match:
            key = match["key"]
            file.report(
                file.place(number, match.start("colon")),
                "full-width-colon",
                f"「{key}」后面是中文冒号",
                f"换成英文冒号：「{key}:」。",
            )


def compose(text: str) -> Node | None:
    """Return the node tree of one YAML document."""
    refuse_excess(text, FAST_LOADER)
    return yaml.compose(text, Loader=FAST_LOADER)


def refuse_excess(text: str, loader: type[yaml.SafeLoader]) -> None:
    """Raise MarkedYAMLError at an alias, which can grow without end, and at senseless nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        problem = "alias" if isinstance(event, yaml.AliasEvent) else ""
        if problem or depth > DEEPEST:
            mark = cast("Any", event.start_mark)
            raise yaml.MarkedYAMLError(problem=problem or "too deep", problem_mark=mark)


class PlainValues:
    """The walk from nodes to plain values that remembers places."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file

    def of(self, node: Node, path: Path) -> Plain:
        """Return the plain value of a node, keeping the places of it and of all inside."""
        self.file.places[path] = self.place(node)
        match node:
            case MappingNode():
                return dict(self.pairs(node, path))
            case SequenceNode():
                return [self.of(item, (*path, number)) for number, item in enumerate(node.value)]
            case ScalarNode():
                empty = node.style is None and node.value in ("", "~", "null")
                return None if empty else str(node.value)
            case _:
                raise TypeError(f"unknown node {node!r}")

    def pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[str, Plain]]:
        """Yield the pairs of a mapping; a key that stands twice is reported at its second place."""
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.file.report(
                    self.place(key_node),
                    "odd-key",
                    "冒号前面不是一个词",
                    "冒号前只写一个词，例如「材料:」；含 { } [ ] 的句子请用引号括起来。",
                )
                continue
            key = str(key_node.value)
            here = (*path, key)
            if here in self.file.keys:
                first = self.file.keys[here].line
                self.file.report(
                    self.place(key_node),
                    "duplicate-key",
                    f"「{key}」写了两次（第 {first} 行已有）",
                    "合成一处，删掉另一处。",
                )
                continue
            self.file.keys[here] = self.place(key_node)
            yield key, self.of(value_node, here)

    def place(self, node: Node) -> Place:
        """Return where a node stands."""
        start, end = node.start_mark, node.end_mark
        line = self.file.lines[start.line].rstrip() if start.line < len(self.file.lines) else ""
        last = end.column if end.line == start.line else len(line)
        return self.file.place(start.line, start.column, last - start.column)


def explain(file: YamlFile, text: str) -> Problem:
    """Say in a supervisor's words why the text is no YAML; the pure Python parser knows best where."""
    try:
        refuse_excess(text, yaml.SafeLoader)
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return explain_marked(file, error)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        place = file.place(line, error.position - (text.rfind("\n", 0, error.position) + 1))
        return Problem(
            place, "control-character", "有一个看不见的控制字符", "删掉这一处的怪字符，重新打一遍。"
        )
    return Problem(
        file.place(0),
        "yaml-syntax",
        "读不懂这个文件的写法",
        "对照 _template.yaml 检查缩进、冒号和引号。",
    )


# What PyYAML says, and what a supervisor needs to hear: rule, message, remedy.
SYNTAX = (
    ("too deep", "too-deep", "一层套一层，套得太深", "条目最多四层，照 _template.yaml 写。"),
    ("alias", "anchor", "这里的 * 会被当成引用", "用引号把整句括起来。"),
    (
        "mapping values are not allowed",
        "stray-colon",
        "句子里有英文冒号加空格",
        "换成中文冒号「：」，或用引号把整句括起来。",
    ),
    ("quoted scalar", "unclosed-quote", "引号没有收尾", "在句末补上同样的引号。"),
    (
        "single document",
        "two-documents",
        "一个文件里有两份（被 --- 隔开）",
        "一个条目一个文件：拆成两个文件。",
    ),
    (
        "could not find expected ':'",
        "missing-colon",
        "这里少一个冒号，或缩进不对",
        "键后面加英文冒号和空格；列表每行以「- 」开头并对齐。",
    ),
    (
        "expected <block end>",
        "bad-indent",
        "缩进没有对齐",
        "同一层的行要左边对齐，用空格不用 Tab。",
    ),
    (
        "found '<stream end>'",
        "unclosed-bracket",
        "方括号或花括号没有收尾",
        "补上右括号，或改成一行一条「- 」的写法。",
    ),
    (
        "expected ',' or",
        "unclosed-bracket",
        "方括号或花括号没有收尾",
        "补上右括号，或改成一行一条「- 」的写法。",
    ),
    ("cannot start any token", "odd-character", "这一行以特殊符号开头", "用引号把整句括起来。"),
    ("found undefined tag", "odd-character", "这里的 ! 有特殊含义", "用引号把整句括起来。"),
)


def explain_marked(file: YamlFile, error: yaml.MarkedYAMLError) -> Problem:
    """Turn a parser error into a finding at the place where the slip was made."""
    said = f"{error.context or ''} {error.problem or ''}"
    for words, rule, message, remedy in SYNTAX:
        if words in said:
            opened_earlier = rule in ("unclosed-quote", "unclosed-bracket")
            mark = (error.context_mark if opened_earlier else None) or error.problem_mark
            return Problem(marked_place(file, mark), rule, message, remedy)
    place = marked_place(file, error.problem_mark or error.context_mark)
    return Problem(
        place, "yaml-syntax", "读不懂这一处的写法", "对照 _template.yaml 检查缩进、冒号和引号。"
    )


def marked_place(file: YamlFile, mark: yaml.Mark | None) -> Place:
    """Return the place of a parser mark."""
    return file.place(mark.line, mark.column) if mark else file.place(0)
