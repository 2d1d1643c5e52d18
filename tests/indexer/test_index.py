from pathlib import Path

import pytest

from indexer.build import build
from indexer.index import CONTENT, POINTER, Content, Index, LiveIndex, publish, published_version
from indexer.knowledge_base import KnowledgeBase
from indexer.settings import IndexSettings
from indexer.stale_index import StaleIndex
from tests.conftest import NOISE
from tests.fake_embedder import FakeEmbedder


def test_entries_come_back_as_they_were(index: Index, knowledge: KnowledgeBase) -> None:
    assert index.entries == knowledge.entries
    assert index.entries["neighbor-noise"].topic == "disputes"


def test_no_index_says_what_to_run(index_settings: IndexSettings, embedder: FakeEmbedder) -> None:
    with pytest.raises(StaleIndex, match="还没有索引。运行 make index"):
        Index.open(index_settings, embedder)


def test_another_model_says_what_to_run(index: Index, index_settings: IndexSettings) -> None:
    with pytest.raises(
        StaleIndex, match="索引是用模型 fake 建的，现在用的是 other。运行 make index"
    ):
        Index.open(index_settings, FakeEmbedder("other"))


@pytest.mark.parametrize("text", ["", "rubbish", "{}", '{"format": 0}', "[1]"])
def test_a_damaged_content_file_says_what_to_run(
    index: Index, index_settings: IndexSettings, embedder: FakeEmbedder, text: str
) -> None:
    (index_settings.folder / index.version / CONTENT).write_text(text, encoding="utf-8")
    with pytest.raises(StaleIndex, match="make index"):
        Index.open(index_settings, embedder)


def test_a_version_folder_that_is_gone_says_what_to_run(
    index: Index, index_settings: IndexSettings, embedder: FakeEmbedder
) -> None:
    publish(index_settings.folder, "20200101T000000")
    with pytest.raises(StaleIndex, match=f"少了 {CONTENT}"):
        Index.open(index_settings, embedder)


def test_vectors_that_are_gone_say_what_to_run(
    index: Index, index_settings: IndexSettings, embedder: FakeEmbedder
) -> None:
    index.store.close()
    (index_settings.folder / index.version / "chroma" / "chroma.sqlite3").unlink()
    with pytest.raises(StaleIndex, match="make index"):
        Index.open(index_settings, embedder)


def test_a_pointer_that_is_no_text_says_what_to_run(index_settings: IndexSettings) -> None:
    index_settings.folder.mkdir(parents=True)
    (index_settings.folder / POINTER).write_bytes(b"\xff\xfe")
    with pytest.raises(StaleIndex, match="指针文件"):
        published_version(index_settings.folder)


def change_noise(folder: Path) -> KnowledgeBase:
    text = NOISE.replace("先劝阻调解，再报告主管部门。", "先劝阻，再调解，再报告。")
    (folder / "disputes" / "neighbor-noise.yaml").write_text(text, encoding="utf-8")
    return KnowledgeBase.load(folder)


def test_a_running_bot_takes_up_a_new_version_by_itself(
    index: Index, knowledge_folder: Path, index_settings: IndexSettings, embedder: FakeEmbedder
) -> None:
    live = LiveIndex(index_settings, embedder)
    build(change_noise(knowledge_folder), embedder, index_settings)
    assert live.current().version != index.version
    assert live.current().entries["neighbor-noise"].summary == "先劝阻，再调解，再报告。"


def test_a_version_that_cannot_be_opened_leaves_the_last_good_one(
    index: Index, index_settings: IndexSettings, embedder: FakeEmbedder
) -> None:
    live = LiveIndex(index_settings, embedder)
    publish(index_settings.folder, "20990101T000000")
    assert live.current().version == index.version
    assert live.current().retriever.find("低保")


def test_a_half_written_content_never_takes_the_place_of_a_whole_one(
    index: Index, index_settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    folder = index_settings.folder / index.version
    before = (folder / CONTENT).read_bytes()
    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        index.content.write(folder)
    assert (folder / CONTENT).read_bytes() == before
    assert Content.read(folder).version == index.version


def test_what_is_withdrawn_is_shut_in_what_is_shown_and_opened_again(
    index: Index, index_settings: IndexSettings, embedder: FakeEmbedder
) -> None:
    live = LiveIndex(index_settings, embedder)
    reasons: dict[str, dict[str, str]] = {"now": {}}
    live.heed(lambda: reasons["now"])
    assert not live.current().entries["living-allowance"].is_withdrawn
    reasons["now"] = {"living-allowance": "标准在调整", "no-such-entry": "没有"}
    shown = live.current()
    entry = shown.entries["living-allowance"]
    assert (entry.is_withdrawn, entry.withdrawn_because) == (True, "标准在调整")
    assert (entry.id, entry.topic) == ("living-allowance", "social-assistance")
    assert shown.retriever.find("低保怎么申请")[0].entry is entry
    assert not shown.as_published.entries["living-allowance"].is_withdrawn
    assert not live.published().entries["living-allowance"].is_withdrawn
    assert live.current() is shown  # one object as long as nothing changes
    reasons["now"] = {}
    assert not live.current().entries["living-allowance"].is_withdrawn


def test_what_is_withdrawn_stays_so_in_a_new_version(
    index: Index,
    index_settings: IndexSettings,
    embedder: FakeEmbedder,
    knowledge: KnowledgeBase,
    knowledge_folder: Path,
) -> None:
    live = LiveIndex(index_settings, embedder)
    reasons = {"living-allowance": "标准在调整"}
    live.heed(lambda: reasons)
    first = live.current()
    (knowledge_folder / "disputes" / "neighbor-noise.yaml").write_text(
        NOISE.replace("先劝阻调解", "先上门劝阻调解"), encoding="utf-8"
    )
    assert build(KnowledgeBase.load(knowledge_folder), embedder, index_settings).published
    second = live.current()
    assert second.version != first.version
    assert second.entries["living-allowance"].is_withdrawn
