"""How much of what the community must answer the base answers, and what is due for review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from indexer.entry import Status
from indexer.knowledge_base import CatalogueItem, KnowledgeBase

WEAKEST_SHOWN = 3


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


def topic_lines(knowledge: KnowledgeBase, today: date, leads: Mapping[str, float]) -> Iterator[str]:
    """Yield a line a topic: its entries, how far they were checked, and the weakest in the exam.

    `leads` says how far each entry led in its hardest exam question; below 0 another one won it.
    """
    for folder, name in knowledge.topics.items():
        entries = [entry for entry in knowledge.entries.values() if entry.topic == folder]
        if not entries:
            continue
        states = Counter(entry.status for entry in entries)
        overdue = sum(entry.review.due <= today for entry in entries)
        phrasings = sum(len(entry.phrasings) for entry in entries)
        questions = sum(len(entry.exam_questions) for entry in entries)
        yield (
            f"{name}：{len(entries)} 条（初编 {states[Status.COMPILED]}、已核 {states[Status.VERIFIED]}"
            f"、逾期 {overdue}），问法 {phrasings}，考题 {questions}"
        )
        known = [entry for entry in entries if entry.id in leads]
        weakest = sorted(known, key=lambda entry: leads[entry.id])[:WEAKEST_SHOWN]
        if weakest:
            named = "、".join(f"{entry.title} {leads[entry.id]:+.2f}" for entry in weakest)
            yield f"  最弱（最难一题领先多少）：{named}"


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
