"""Building step by step: what is embedded, what is published, what a crash leaves behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from indexer.build import BuildRunning, Report, build
from indexer.classifier import Classifier
from indexer.exam_record import RECORD, read_record
from indexer.index import CLASSIFIER, Content, Index, published_version
from indexer.knowledge_base import KnowledgeBase
from indexer.lessons import FEWEST
from indexer.settings import IndexSettings
from tests.conftest import ELDERLY, NOISE
from tests.fake_embedder import FakeEmbedder

NOISE_FILE = "disputes/neighbor-noise.yaml"
WAYS = ("怎么办", "找谁问", "要几天", "去哪儿", "带什么", "何时好", "收钱吗", "谁能办")


@pytest.fixture
def rebuild(
    index: Index, knowledge_folder: Path, embedder: FakeEmbedder, index_settings: IndexSettings
) -> "Rebuild":
    return Rebuild(knowledge_folder, embedder, index_settings)


class Rebuild:
    """Building again after the folder changed."""

    def __init__(self, folder: Path, embedder: FakeEmbedder, settings: IndexSettings) -> None:
        self.folder, self.embedder, self.settings = folder, embedder, settings

    def __call__(self, **files: str) -> Report:
        """Write files (a __ in a name is a /), build, return the report."""
        for name, text in files.items():
            (self.folder / f"{name.replace('__', '/')}.yaml").write_text(text, encoding="utf-8")
        self.embedder.texts.clear()
        return build(KnowledgeBase.load(self.folder), self.embedder, self.settings)

    def versions(self) -> list[str]:
        return sorted(path.name for path in self.settings.folder.iterdir() if path.is_dir())


def test_without_a_change_nothing_is_embedded_and_the_version_stays(
    rebuild: Rebuild, index: Index
) -> None:
    report = rebuild()
    assert report.version == index.version
    assert report.unchanged == 3
    assert rebuild.embedder.texts == []


def test_one_changed_sentence_embeds_only_its_passages(rebuild: Rebuild) -> None:
    report = rebuild(**{"disputes__neighbor-noise": NOISE.replace("噪音投诉", "楼上装修投诉")})
    assert report.changed == ("neighbor-noise",)
    assert rebuild.embedder.texts == ["楼上装修投诉"]
    assert report.published


def test_judged_households_are_learnt_from_and_embedded_once(rebuild: Rebuild) -> None:
    judged = [
        f"- {{案情: 第{number}户揭不开锅, 应当: [living-allowance], 可提: [elderly-allowance]}}"
        for number in range(FEWEST)
    ]
    report = rebuild(_case_lessons="\n".join(judged))
    assert report.embedded == FEWEST
    index = Index.open(rebuild.settings, rebuild.embedder)
    lessons = index.retriever.lessons
    assert lessons
    said = lessons.weigh("这户揭不开锅", index.retriever.vector("这户揭不开锅"))
    called = dict(zip(index.retriever.words.entries, said, strict=True))
    assert called["living-allowance"] > called["elderly-allowance"] > called["neighbor-noise"]

    assert rebuild(_case_lessons="\n".join(reversed(judged))).embedded == 0
    assert rebuild(_case_lessons="\n".join(judged[1:])).embedded == 0
    assert Index.open(rebuild.settings, rebuild.embedder).retriever.lessons is None


def test_a_removed_entry_is_found_no_more(rebuild: Rebuild) -> None:
    (rebuild.folder / NOISE_FILE).unlink()
    report = rebuild()
    assert report.removed == ("neighbor-noise",)
    index = Index.open(rebuild.settings, rebuild.embedder)
    assert {match.entry.id for match in index.retriever.find("楼上太吵")} == {
        "elderly-allowance",
        "living-allowance",
    }


def test_an_entry_that_moved_to_another_topic_is_embedded_no_second_time(rebuild: Rebuild) -> None:
    (rebuild.folder / NOISE_FILE).rename(rebuild.folder / "elderly-care" / "neighbor-noise.yaml")
    report = rebuild()
    assert report.changed == ("neighbor-noise",)
    assert rebuild.embedder.texts == []


def test_the_same_base_gives_the_same_answers_built_at_once_or_step_by_step(
    rebuild: Rebuild, tmp_path: Path
) -> None:
    rebuild(**{"disputes__neighbor-noise": NOISE.replace("噪音投诉", "楼上装修投诉")})
    step_by_step = Index.open(rebuild.settings, rebuild.embedder)
    settings = IndexSettings(folder=tmp_path / "other")
    build(KnowledgeBase.load(rebuild.folder), rebuild.embedder, settings)
    at_once = Index.open(settings, rebuild.embedder)
    for question in ("低保要什么材料", "楼上装修", "八十岁的钱"):
        found = [
            [(match.entry.id, round(match.confidence, 6)) for match in one.retriever.find(question)]
            for one in (step_by_step, at_once)
        ]
        assert found[0] == found[1]


def test_a_version_that_fails_its_exam_is_not_published(rebuild: Rebuild, index: Index) -> None:
    hard = ELDERLY.replace("外婆八十多了有高龄津贴吗", "低保申请要带核对授权书和户口簿吗")
    report = rebuild(**{"elderly-care__elderly-allowance": hard}, **rivals())
    assert not report.published
    missed = [miss for miss in report.misses if miss.entry == "elderly-allowance"]
    assert missed[0].question == "低保申请要带核对授权书和户口簿吗"
    assert missed[0].place.line == 22
    assert published_version(rebuild.settings.folder) == index.version


def test_a_few_questions_of_other_entries_do_not_hold_a_new_entry_back(
    rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.build.TOLERATED", 0.5)
    hard = ELDERLY.replace("外婆八十多了有高龄津贴吗", "低保申请要带核对授权书和户口簿吗")
    assert not rebuild(**{"elderly-care__elderly-allowance": hard}, **rivals()).published
    for path in (rebuild.folder / "disputes").glob("copy-*.yaml"):
        path.unlink()
    easy = rebuild()
    assert easy.published, easy.misses
    pushed = rebuild(**rivals())
    assert [miss.entry for miss in pushed.misses] == ["elderly-allowance"]
    assert pushed.published


def test_a_question_that_another_entry_pushes_down_is_shown_with_both_confidences(
    rebuild: Rebuild, index: Index
) -> None:
    hard = ELDERLY.replace("外婆八十多了有高龄津贴吗", "低保申请要带核对授权书和户口簿吗")
    excuse = (
        "- {条目: elderly-allowance, 考题: 低保申请要带核对授权书和户口簿吗, 原因: 试}\n"
        "- {条目: neighbor-noise, 考题: 楼上半夜拖椅子吵人, 原因: 试}\n"
    )
    before = rebuild(**{"elderly-care__elderly-allowance": hard})
    assert before.shifts == ()  # a new question has no version to be compared with
    pushed = rebuild(**rivals(), _known_failures=excuse)
    (shift,) = [shift for shift in pushed.shifts if shift.entry == "elderly-allowance"]
    assert shift.question == "低保申请要带核对授权书和户口簿吗"
    assert (shift.before.entry, shift.now.entry) == ("living-allowance", "copy-0")
    assert 0 <= shift.before.confidence <= 1
    assert not shift.is_loss
    assert not shift.is_gain


def test_a_rejected_version_is_compared_with_the_published_one(
    rebuild: Rebuild, index: Index
) -> None:
    stolen = NOISE.replace("楼上太吵怎么办", "家里没钱吃饭低保找谁帮")
    excuse = "- {条目: neighbor-noise, 考题: 楼上半夜拖椅子吵人, 原因: 已经过了}\n"
    for _ in range(2):
        report = rebuild(**{"disputes__neighbor-noise": stolen}, _known_failures=excuse)
        assert not report.published
        (shift,) = report.shifts
        assert shift.is_loss
        assert (shift.before.entry, shift.now.entry) == ("living-allowance", "neighbor-noise")


@pytest.mark.parametrize("record", [None, "rubbish", "[1]", '{"a": {"b": 1}}'])
def test_without_a_record_of_the_version_before_nothing_is_said_to_have_moved(
    rebuild: Rebuild, index: Index, caplog: pytest.LogCaptureFixture, record: str | None
) -> None:
    path = rebuild.settings.folder / index.version / RECORD
    path.unlink() if record is None else path.write_text(record, encoding="utf-8")
    stolen = NOISE.replace("楼上太吵怎么办", "家里没钱吃饭低保找谁帮")
    report = rebuild(**{"disputes__neighbor-noise": stolen})
    assert report.shifts == ()
    assert ("exam.json is damaged" in caplog.text) is (record is not None)
    assert (rebuild.settings.folder / str(report.version) / RECORD).exists()


def test_a_known_failure_lets_the_version_pass(rebuild: Rebuild) -> None:
    hard = ELDERLY.replace("外婆八十多了有高龄津贴吗", "低保申请要带核对授权书和户口簿吗")
    rebuild(**{"elderly-care__elderly-allowance": hard}, **rivals())
    failures = "".join(
        f"- {{条目: {miss.entry}, 考题: {miss.question}, 原因: 试}}\n" for miss in rebuild().misses
    )
    report = rebuild(_known_failures=failures)
    assert report.published
    assert rebuild.embedder.texts == []  # the rejected version's vectors are used


def test_a_known_failure_that_passes_is_an_error(rebuild: Rebuild, index: Index) -> None:
    excuse = "- {条目: neighbor-noise, 考题: 楼上半夜拖椅子吵人, 原因: 试}\n"
    report = rebuild(_known_failures=excuse)
    assert [miss.question for miss in report.passed_after_all] == ["楼上半夜拖椅子吵人"]
    assert not report.published
    assert published_version(rebuild.settings.folder) == index.version


def test_only_the_new_version_and_the_one_before_are_kept(rebuild: Rebuild, index: Index) -> None:
    for number in range(3):
        report = rebuild(**{"disputes__neighbor-noise": NOISE.replace("噪音投诉", f"噪音{number}")})
    assert len(rebuild.versions()) == 2
    assert report.version in rebuild.versions()


def test_another_model_embeds_everything_again(rebuild: Rebuild) -> None:
    rebuild.embedder = FakeEmbedder("another")
    report = rebuild()
    assert len(report.added) == 3
    assert report.embedded == len(rebuild.embedder.texts) > 40


@pytest.mark.parametrize("damage", ["content", "vectors", "pointer"])
def test_a_damaged_index_is_built_again_from_the_entries(
    rebuild: Rebuild, index: Index, damage: str
) -> None:
    index.store.close()
    folder = rebuild.settings.folder
    path = {
        "content": folder / index.version / "index.json",
        "vectors": folder / index.version / "chroma" / "chroma.sqlite3",
        "pointer": folder / "current",
    }[damage]
    path.write_bytes(b"\xff\x00rubbish")
    assert rebuild().published
    assert Index.open(rebuild.settings, rebuild.embedder).retriever.find("低保")


def test_two_builds_at_once_are_refused(rebuild: Rebuild) -> None:
    with (
        FileLock(rebuild.settings.folder / "building.lock"),
        pytest.raises(BuildRunning, match="另一个 make index 正在运行"),
    ):
        rebuild()


def test_a_failure_while_embedding_leaves_the_old_version(rebuild: Rebuild, index: Index) -> None:
    class Broken(FakeEmbedder):
        def embed_questions(self, texts: object) -> object:  # type: ignore[override]  # it only fails
            raise MemoryError

    broken = Broken()
    rebuild.embedder = broken
    with pytest.raises(MemoryError):
        rebuild(**{"disputes__neighbor-noise": NOISE.replace("噪音投诉", "另一种")})
    assert published_version(rebuild.settings.folder) == index.version
    assert rebuild.versions() == [index.version]


def rivals() -> dict[str, str]:
    """Return three entries that fit a question about 低保 better than the old age allowance does."""
    head, _, tail = NOISE.partition("问法:")
    _, _, rest = tail.partition("考题:")
    return {
        f"disputes__copy-{number}": f"{head}问法:\n"
        + "".join(
            f"  - 第{number}家低保申请核对授权书和户口簿{line}\n" for line in "甲乙丙丁戊己庚辛"
        )
        + "考题:"
        + rest.replace("楼上半夜", f"第{number}家低保授权书")
        for number in range(3)
    }


BUILD_SLOWLY = """
import sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from indexer.build import build
from indexer.knowledge_base import KnowledgeBase
from indexer.lessons import FEWEST
from indexer.settings import IndexSettings
from tests.fake_embedder import FakeEmbedder

class Slow(FakeEmbedder):
    def _embed(self, texts):
        print("embedding", flush=True)
        time.sleep(0.05)
        return super()._embed(texts)

build(KnowledgeBase.load(Path("knowledge")), Slow(), IndexSettings(folder=Path({folder!r})))
print("published", flush=True)
"""


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.1, 0.2, 0.3])
def test_a_build_that_is_killed_leaves_an_index_that_answers(
    rebuild: Rebuild, index: Index, seconds: float
) -> None:
    text = "".join(f"  - 噪音的第{number}种说法\n" for number in range(300))
    path = rebuild.folder / NOISE_FILE
    path.write_text(NOISE.replace("考题:", text + "考题:"), encoding="utf-8")
    root = str(Path(__file__).parents[2])
    code = BUILD_SLOWLY.format(root=root, folder=str(rebuild.settings.folder))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
    opened = Index.open(rebuild.settings, rebuild.embedder)
    assert opened.retriever.find("低保")[0].entry.id == "living-allowance"
    assert rebuild().published
    assert len(rebuild.versions()) <= 2


def test_a_build_that_goes_on_learns_what_one_from_nothing_learns(
    knowledge_folder: Path, tmp_path: Path
) -> None:
    # a base large enough for calibration and classifier to be fitted
    for number in range(60):
        write_matter(knowledge_folder, number)
    embedder, settings = FakeEmbedder(), IndexSettings(folder=tmp_path / "step-by-step")
    assert build(KnowledgeBase.load(knowledge_folder), embedder, settings).published
    write_matter(knowledge_folder, 7, more=f"  - {thing(7)}又多一种问法\n")
    embedder.texts.clear()
    report = build(KnowledgeBase.load(knowledge_folder), embedder, settings)
    assert report.published
    assert embedder.texts == [f"{thing(7)}又多一种问法"]
    afresh = IndexSettings(folder=tmp_path / "at-once")
    assert build(KnowledgeBase.load(knowledge_folder), FakeEmbedder(), afresh).published
    went_on, from_nothing = (
        (one.folder / str(published_version(one.folder))) for one in (settings, afresh)
    )
    assert read_record(went_on) == read_record(from_nothing)
    one, other = Content.read(went_on), Content.read(from_nothing)
    assert one.calibration.reliability
    assert one.calibration.weights == pytest.approx(other.calibration.weights, abs=1e-6)
    assert one.calibration.right == pytest.approx(other.calibration.right, abs=1e-6)
    assert one.calibration.wrong == pytest.approx(other.calibration.wrong, abs=1e-6)
    assert one.leads == pytest.approx(other.leads, abs=1e-3)
    assert (one.entries, one.digests, one.counts) == (other.entries, other.digests, other.counts)
    classifiers = [Classifier.read(folder / CLASSIFIER, "") for folder in (went_on, from_nothing)]
    assert np.allclose(classifiers[0].weights, classifiers[1].weights, atol=1e-4)


def write_matter(folder: Path, number: int, more: str = "") -> None:
    """Write an entry about a thing whose name no other one has a character of."""
    head, _, tail = NOISE.partition("问法:")
    asked = "".join(f"  - {thing(number)}{words}\n" for words in WAYS)
    exam = f"考题:\n  - 我家那个{thing(number)}咋弄\n状态{tail.partition('状态')[2]}"
    path = folder / "disputes" / f"matter-{number}.yaml"
    path.write_text(f"{head}问法:\n{asked}{more}{exam}", encoding="utf-8")


def thing(number: int) -> str:
    """Return a name of two characters, each of which is its own."""
    return chr(0x4E00 + 2 * number) + chr(0x4E01 + 2 * number)
