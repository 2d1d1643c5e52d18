"""One more sentence in an entry's list: the text stays as it was written, but for that one line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.curation.refused import CurationRefused
from bot.redaction import Kind
from bot.wording import CURATION
from indexer.entry_reader import ENTRY_KEYS, are_alike, without_punctuation
from indexer.problem import Place, ProblemsFound
from indexer.yaml_file import LINE_END, Plain, YamlFile, parse_yaml

LONGEST_ITEM = 20  # lines of the last sentence of a list, where it was folded
BLANKED = re.compile(rf"〔(?:{'|'.join(kind.value for kind in Kind)})〕")


def clean(sentence: str) -> str:
    """Return a sentence as it may stand on one line: no control characters, nothing blanked."""
    kept = "".join(
        " " if unicodedata.category(char) in ("Zl", "Zp") or char in "\n\r\t\x85" else char
        for char in BLANKED.sub("", sentence)
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn") or char in "\n\r\t\x85"
    )
    return " ".join(kept.split())


def is_among(sentence: str, others: Sequence[str]) -> bool:
    """Whether a sentence says what one of others says, punctuation aside, or nearly."""
    bare = without_punctuation(sentence)
    return any(are_alike(bare, without_punctuation(other)) for other in others)


def with_sentence(shown: str, text: str, key: str, sentence: str) -> str:
    """Return an entry's text with a sentence at the end of a list; one line differs.

    `shown` is the file's name for people. Raises ProblemsFound for a text that is not sound YAML,
    CurationRefused where the list is not there or nothing but an editor can add to it.
    """
    before = parse_yaml(shown, text, ENTRY_KEYS)
    if before.problems:
        raise ProblemsFound(before.problems)
    values = before.values
    listed = values.get(key) if isinstance(values, dict) else None
    if not isinstance(values, dict) or not isinstance(listed, list):
        raise CurationRefused(CURATION["no_list"].format(path=shown, key=key))
    wanted = values | {key: [*listed, sentence]}
    for candidate in candidates(before, text, key, len(listed), sentence):
        after = parse_yaml(shown, candidate, ENTRY_KEYS)
        if not after.problems and after.values == wanted:
            return candidate
    raise CurationRefused(CURATION["odd_list"].format(place=before.place_of((key,)), key=key))


def candidates(file: YamlFile, text: str, key: str, length: int, sentence: str) -> Iterator[str]:
    """Yield the texts that may be right, the plainest first; who takes one reads it again."""
    for written in (sentence, json.dumps(sentence, ensure_ascii=False)):
        whole = file.place_of((key,))
        if whole.source[whole.column - 1 : whole.column] == "[":
            yield from in_brackets(text, whole, length, written)
        else:
            yield from on_a_line(text, file.place_of((key, length - 1)), written)


def on_a_line(text: str, last: Place, written: str) -> Iterator[str]:
    """Yield texts with a line of its own for a sentence, below the last one of the list."""
    ends = [match.span() for match in LINE_END.finditer(text)]
    before = last.source[: last.column - 1]
    dash = before.rfind("-")
    line = f"{before[:dash]}-{before[dash + 1 :] or ' '}{written}"
    for start, stop in ends[last.line - 1 : last.line - 1 + LONGEST_ITEM]:
        yield f"{text[:stop]}{line}{text[start:stop]}{text[stop:]}"
    if len(ends) < last.line - 1 + LONGEST_ITEM and not LINE_END.search(text[-1:]):
        newline = text[slice(*ends[-1])] if ends else "\n"
        yield f"{text}{newline}{line}"


def in_brackets(text: str, whole: Place, length: int, written: str) -> Iterator[str]:
    """Yield the text with a sentence before the bracket that closes a list on one line."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    closing = starts[whole.line - 1] + whole.column - 1 + whole.length - 1
    if text[closing : closing + 1] == "]":
        yield f"{text[:closing]}{', ' if length else ''}{written}{text[closing:]}"


def with_item(shown: str, text: str, item: Mapping[str, str]) -> str:
    """Return the text of a list of mappings with one more at its end, such as known failures.

    Raises ProblemsFound for a text that is not sound YAML, CurationRefused for another form.
    """
    before = parse_yaml(shown, text)
    is_empty = [problem.rule for problem in before.problems] == ["empty-file"]
    if before.problems and not is_empty:
        raise ProblemsFound(before.problems)
    listed: Plain = [] if is_empty else before.values
    newline = "\r\n" if "\r\n" in text else "\n"
    pairs = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in item.items()]
    block = newline.join((f"- {pairs[0]}", *(f"  {pair}" for pair in pairs[1:]))) + newline
    gap = "" if not text or LINE_END.search(text[-1:]) else newline
    after = parse_yaml(shown, f"{text}{gap}{block}")
    if not isinstance(listed, list) or after.problems or after.values != [*listed, dict(item)]:
        raise CurationRefused(CURATION["odd_list"].format(place=before.place(0), key=shown))
    return f"{text}{gap}{block}"


def without_item(shown: str, text: str, item: Mapping[str, str]) -> str:
    """Return the text of such a list without the one item of those values; raises as with_item."""
    before = parse_yaml(shown, text)
    if before.problems:
        raise ProblemsFound(before.problems)
    listed = before.values if isinstance(before.values, list) else []
    found = [
        number
        for number, value in enumerate(listed)
        if isinstance(value, dict) and item.items() <= value.items()
    ]
    starts = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    first_lines = [before.place_of((number,)).line - 1 for number in range(len(listed))]
    spans = list(pairwise((*first_lines, len(starts) - 1)))
    if len(found) == 1:
        first, beyond = spans[found[0]]
        while beyond - 1 > first and before.lines[beyond - 1].strip()[:1] in ("", "#"):
            beyond -= 1  # what stands before the next item is about that one
        left = text[: starts[first]] + text[starts[beyond] :]
        after = parse_yaml(shown, left)
        rest = [value for number, value in enumerate(listed) if number != found[0]]
        if (after.values or []) == rest:
            return left
    raise CurationRefused(CURATION["odd_list"].format(place=before.place(0), key=shown))
