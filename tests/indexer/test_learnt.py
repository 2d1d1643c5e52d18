"""What came to the base since the model was tuned."""

from __future__ import annotations

from pathlib import Path

from indexer.knowledge_base import KnowledgeBase
from indexer.learnt import Learnt, since_tuning_lines


def test_a_model_that_was_not_tuned_here_has_nothing_to_say(
    tmp_path: Path,
) -> None:
    assert Learnt.read(tmp_path) is None


def test_nothing_is_new_right_after_tuning(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    Learnt.of(knowledge).write(tmp_path)
    learnt = Learnt.read(tmp_path)
    assert learnt is not None
    lines = list(since_tuning_lines(knowledge, learnt, {}))
    assert lines[0].startswith("自上次调模型以来：新条目 0 个，新问法 0 条")
    assert len(lines) == 1


def test_new_entries_are_counted_and_stand_beside_the_old_ones(knowledge: KnowledgeBase) -> None:
    first, *others = knowledge.entries
    learnt = Learnt({name: Learnt.of(knowledge).marks[name] for name in others})
    leads = {first: -0.2, **dict.fromkeys(others, 0.4)}
    lines = list(since_tuning_lines(knowledge, learnt, leads))
    assert lines[0].startswith("自上次调模型以来：新条目 1 个")
    assert lines[1] == "  新条目里每道考题都排第一的：0/1"
    assert lines[2] == f"  老条目里每道考题都排第一的：{len(others)}/{len(others)}"
    assert lines[3] == "  新问法超过一成，值得再调一次：python -m indexer tune（不调也能用）。"
