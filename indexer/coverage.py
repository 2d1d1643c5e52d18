"""How much of what the community must answer the base answers, and what is due for review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from indexer.entry import Status
from indexer.knowledge_base import CatalogueItem, KnowledgeBase


def coverage_lines(knowledge: KnowledgeBase, *, names_missing: bool = False) -> Iterator[str]:
    """Yield the coverage by topic and by department, and on demand the missing items by name."""
    total, missing = len(knowledge.catalogue), knowledge.missing
    if not total:
        return
    states = Counter(entry.status for entry in knowledge.entries.values())
    said = "、".join(f"{status} {states[status]}" for status in Status if states[status])
    drafts = f"、草稿 {len(knowledge.drafts)}" if knowledge.drafts else ""
    yield f"覆盖 {total - len(missing)}/{total}（{said}{drafts}）"
    yield f"  按领域：{shares(knowledge, lambda item: item.topic)}"
    yield f"  按部门：{shares(knowledge, lambda item: item.department)}"
    if names_missing:
        yield from (f"  缺：{item.topic} · {item.title}（{item.id}）" for item in missing)


def shares(knowledge: KnowledgeBase, group_of: Callable[[CatalogueItem], str]) -> str:
    """Return for each group how many of its items have an entry."""
    all_items = Counter(map(group_of, knowledge.catalogue))
    absent = Counter(map(group_of, knowledge.missing))
    return "、".join(
        f"{group} {count - absent[group]}/{count}" for group, count in all_items.items()
    )


def due_lines(knowledge: KnowledgeBase, today: date) -> Iterator[str]:
    """Yield the entries due for review, the longest overdue first."""
    due = sorted(
        (entry.review.due, entry.id, entry.title)
        for entry in knowledge.entries.values()
        if entry.review.due <= today
    )
    if not due:
        yield "没有到期要复核的条目。"
    for day, entry_id, title in due:
        yield f"{day} 到期 {title}（{entry_id}）"
