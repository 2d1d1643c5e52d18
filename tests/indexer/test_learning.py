"""What tells alarms is learnt anew when the flags change, or when enough else is asked."""

from pathlib import Path

import numpy as np
import pytest

from indexer import learning
from indexer.alarm import AlarmFit
from indexer.alarm_fit import fit_alarms
from indexer.build import build
from indexer.index import Content, published_version
from indexer.knowledge_base import KnowledgeBase
from indexer.learning import EVERYDAY, LearntAlarms, digests_of
from indexer.settings import IndexSettings
from tests.fake_embedder import FakeEmbedder
from tests.red_flags import write_flags


class Learner:
    """Builds of one folder, which count how often alarms were learnt."""

    def __init__(self, folder: Path, settings: IndexSettings) -> None:
        self.folder, self.settings, self.times = folder, settings, 0

    def build(self) -> AlarmFit | None:
        """Build and publish; return what tells alarms now."""
        report = build(KnowledgeBase.load(self.folder), FakeEmbedder(), self.settings)
        assert report.published
        return Content.read(self.version).alarms

    @property
    def version(self) -> Path:
        return self.settings.folder / str(published_version(self.settings.folder))

    def ask(self, sentence: str) -> None:
        """Add a phrasing to an entry that no flag opens."""
        path = self.folder / "elderly-care" / "elderly-allowance.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("考题:", f"  - {sentence}\n考题:"), encoding="utf-8")


@pytest.fixture
def learner(
    knowledge_folder: Path, index_settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> Learner:
    monkeypatch.setattr("indexer.alarm_fit.FEWEST", 10)
    monkeypatch.setattr(learning, "DRIFT", 0.1)  # one of some twenty sentences
    write_flags(knowledge_folder)
    learner = Learner(knowledge_folder, index_settings)
    fit = fit_alarms

    def counted(*lessons: object) -> AlarmFit | None:
        learner.times += 1
        return fit(*lessons)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(learning, "fit_alarms", counted)
    return learner


def test_what_tells_alarms_stands_while_nearly_the_same_is_asked(learner: Learner) -> None:
    first = learner.build()
    assert first is not None
    learner.ask("尊老金还有别的说法吗")
    assert learner.build() == first
    assert learner.times == 1


def test_what_came_bit_by_bit_counts_together(learner: Learner) -> None:
    learner.build()
    for number in range(4):
        learner.ask(f"尊老金的第{number}种新说法")
        learner.build()
    assert learner.times == 2


def test_other_flags_are_learnt_at_once(learner: Learner) -> None:
    learner.build()
    write_flags(learner.folder, lambda text: text.replace("楼上着火了 0", "厨房起火了 0"))
    learner.build()
    assert learner.times == 2


def test_without_a_note_of_what_was_learnt_from_it_is_learnt_anew(learner: Learner) -> None:
    learner.build()
    (learner.version / EVERYDAY).write_bytes(b"rubbish")
    learner.ask("尊老金还有别的说法吗")
    learner.build()
    assert learner.times == 2


def test_another_entry_of_the_same_sentence_is_another_lesson() -> None:
    one, other = digests_of({"a#问法#0": "低保"}), digests_of({"b#问法#0": "低保"})
    assert len(np.union1d(one, other)) == 2
    assert digests_of({"a#问法#3": "低保", "a#考题#1": "低保"}) == one
    assert not LearntAlarms(None, one).still_holds(one)
