"""What a tuned model has learnt from: by it we see what came to the base since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.knowledge_base import KnowledgeBase
from indexer.passages import Side, passages_of

FILE = "learnt.json"  # beside the weights: entry → marks of its phrasings
SHARE_TO_TUNE = 0.1  # of phrasings new since; from there on a tuning is worth its time


@dataclass(frozen=True)
class Learnt:
    """The phrasings a model has seen, as marks, by entry."""

    marks: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, folder: Path) -> Learnt | None:
        """Read it from a model's folder; None for a model that was not tuned here."""
        try:
            rows = json.loads((folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return cls({entry: frozenset(marks) for entry, marks in rows.items()})

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Learnt:
        """Return what training on a whole base learns from."""
        return cls({entry: phrasing_marks(knowledge, entry) for entry in knowledge.entries})

    def write(self, folder: Path) -> None:
        """Write it into a model's folder."""
        rows = {entry: sorted(marks) for entry, marks in sorted(self.marks.items())}
        text = json.dumps(rows, indent=0, separators=(",", ":"))
        (folder / FILE).write_text(text + "\n", encoding="utf-8")


def phrasing_marks(knowledge: KnowledgeBase, entry: str) -> frozenset[str]:
    """Return the marks of an entry's names and phrasings."""
    return frozenset(
        hashlib.sha256(passage.text.encode()).hexdigest()[:8]
        for passage in passages_of(knowledge.entries[entry])
        if passage.side is Side.PHRASING
    )


def since_tuning_lines(
    knowledge: KnowledgeBase, learnt: Learnt, leads: Mapping[str, float]
) -> Iterator[str]:
    """Yield what is new since the model was tuned, and how the new entries do in their exam.

    `leads` holds for each entry how far it led in its hardest exam question; {} when unknown.
    """
    new = [entry for entry in knowledge.entries if entry not in learnt.marks]
    marks = {entry: phrasing_marks(knowledge, entry) for entry in knowledge.entries}
    total = sum(map(len, marks.values()))
    fresh = sum(len(own - learnt.marks.get(entry, frozenset())) for entry, own in marks.items())
    yield f"自上次调模型以来：新条目 {len(new)} 个，新问法 {fresh} 条（共 {total} 条）。"
    if new and leads:
        for name, some in (("新条目", new), ("老条目", [e for e in leads if e not in new])):
            led = [leads[entry] > 0 for entry in some if entry in leads]
            if led:
                yield f"  {name}里每道考题都排第一的：{sum(led)}/{len(led)}"
    if fresh > SHARE_TO_TUNE * total:
        yield "  新问法超过一成，值得再调一次：python -m indexer tune（不调也能用）。"
