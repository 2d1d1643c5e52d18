"""From a base and a knowledge base to a model folder that the bot can load."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from indexer import checksums
from indexer.checksums import verify
from indexer.embedder import Vectors, load_embedder
from indexer.knowledge_base import KnowledgeBase
from indexer.learnt import Learnt
from indexer.model_error import ModelNotFound
from indexer.tuning import command, training
from indexer.tuning.base_model import write_base
from indexer.tuning.command import Fold, examine, read_questions, run, table
from indexer.tuning.lessons import Material
from indexer.tuning.packed_model import PackedModel
from indexer.tuning.training import Recipe, train

RECIPE = Recipe(epochs=2, batch=4, rate=1e-3)
MATERIALS = {
    f"entry-{number}": Material(
        phrasings=((f"低保{word}要什么材料", "平实"), (f"{word}材料", "短语")), sections=(word * 3,)
    )
    for number, word in enumerate("申请收入户籍家庭金额楼上噪音身份证口")
}
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def base(small_packed: PackedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    write_base(small_packed, folder)
    return folder


def vectors_of(model: SentenceTransformer) -> Vectors:
    return np.asarray(model.encode_query(["低保申请要什么材料", "楼上噪音"]))


def test_training_moves_the_layers_and_leaves_the_word_vectors(base: Path, tmp_path: Path) -> None:
    before = SentenceTransformer(str(base), device="cpu")
    seen: list[tuple[int, int]] = []
    after = train(base, MATERIALS, RECIPE, tmp_path, lambda done, total: seen.append((done, total)))
    assert not np.allclose(vectors_of(before), vectors_of(after), atol=1e-3)
    words = "0.model.embeddings.word_embeddings.weight"
    assert np.array_equal(before.state_dict()[words], after.state_dict()[words])
    assert seen[-1][0] == seen[-1][1] == len(seen)


def test_an_interrupted_training_goes_on_and_ends_where_an_uninterrupted_one_does(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "SAVE_EVERY", 2)
    whole = train(base, MATERIALS, RECIPE, tmp_path / "whole", lambda done, total: None)

    def interrupt(done: int, total: int) -> None:
        if done == total - 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(base, MATERIALS, RECIPE, tmp_path / "cut", interrupt)
    steps: list[int] = []
    resumed = train(base, MATERIALS, RECIPE, tmp_path / "cut", lambda done, _: steps.append(done))
    assert steps[0] > 2  # it did not start again
    assert np.allclose(vectors_of(whole), vectors_of(resumed), atol=1e-4)


def test_other_materials_do_not_resume_from_an_old_training(base: Path, tmp_path: Path) -> None:
    train(base, MATERIALS, RECIPE, tmp_path, lambda done, total: None)
    steps: list[int] = []
    fewer = dict(list(MATERIALS.items())[:-1])
    train(base, fewer, RECIPE, tmp_path, lambda done, _: steps.append(done))
    assert steps[0] == 1


@pytest.fixture
def tuned(
    base: Path, knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setattr(command, "FEWEST", 3)
    monkeypatch.setattr(command, "Recipe", lambda: Recipe(epochs=1, batch=2))
    lines = run(
        knowledge, str(base), tmp_path / "model", tmp_path / "work", DAY, lambda *_: None, None, ()
    )
    assert lines[0] == f"写好了 {tmp_path / 'model'}。"
    return tmp_path / "model"


def test_the_written_model_is_a_standard_folder_with_card_and_checksums(
    tuned: Path, knowledge: KnowledgeBase
) -> None:
    embedder = load_embedder(str(tuned))
    assert embedder.identity == f"{tuned}@{verify(tuned)}"
    assert embedder.embed_questions(["低保申请"]).shape == (1, 16)
    assert "base_model: intfloat/multilingual-e5-small" in (tuned / "README.md").read_text()
    assert Learnt.read(tuned) == Learnt.of(knowledge)
    subprocess.run(["sha256sum", "--quiet", "-c", checksums.FILE], cwd=tuned, check=True)  # noqa: S607


def test_a_model_file_that_is_missing_cut_or_changed_is_refused(tuned: Path) -> None:
    tokenizer = tuned / "tokenizer.json"
    content = tokenizer.read_bytes()
    tokenizer.write_bytes(content[:-1])
    with pytest.raises(ModelNotFound, match=r"tokenizer.json 被改过或不完整（校验和不对）"):
        load_embedder(str(tuned))
    tokenizer.unlink()
    with pytest.raises(ModelNotFound, match=r"缺文件 tokenizer.json。.*embedder: bundled"):
        load_embedder(str(tuned))


def test_a_model_that_was_there_is_replaced_only_when_the_new_one_is_whole(
    base: Path, knowledge: KnowledgeBase, tuned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = verify(tuned)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tuned))

    monkeypatch.setattr(Learnt, "write", full)
    with pytest.raises(ModelNotFound, match=r"没做完（No space left on device.*现在的模型没有动"):
        run(knowledge, str(base), tuned, tuned.parent / "work", DAY, lambda *_: None, None, ())
    assert verify(tuned) == before


def test_too_few_phrasings_a_full_disk_and_a_wrong_fold_are_said_in_chinese(
    base: Path, knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(leave_out: str | None = None) -> str:
        with pytest.raises(ModelNotFound) as caught:
            run(
                knowledge,
                str(base),
                tmp_path / "model",
                tmp_path,
                DAY,
                lambda *_: None,
                leave_out,
                (),
            )
        return str(caught.value)

    assert "不够学（至少 200 条）。现在的模型没有动" in tried()
    assert tried("5/4") == "--leave-out 后面的「5/4」写成 1/4 这样：分成四份，留出第一份。"
    monkeypatch.setattr(command, "SPACE_NEEDED", 10**18)
    assert "腾出地方，或用 QUANKETONG_VAR 换一块盘" in tried()
    assert not (tmp_path / "model").exists()


def test_folds_share_no_entry_and_leave_none_out() -> None:
    names = [f"entry-{number}" for number in range(10)]
    parts = [Fold(number, 3).entries(names) for number in (1, 2, 3)]
    assert sorted(name for part in parts for name in part) == names


def test_entries_left_out_are_not_learnt_from_and_are_what_is_examined(
    base: Path, knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "FEWEST", 1)
    learnt: list[frozenset[str]] = []

    def spy(folder: Path, materials: dict[str, Material], *rest: object) -> SentenceTransformer:
        learnt.append(frozenset(materials))
        return train(folder, materials, *rest)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(command, "train", spy)
    fold = Fold(1, 3)
    questions = tmp_path / "set.jsonl"
    held = sorted(fold.entries(list(knowledge.entries)))
    rows = [
        f'{{"q": "低保怎么办", "ok": ["{entry}"], "style": "短"}}' for entry in knowledge.entries
    ]
    questions.write_text("\n".join(rows), encoding="utf-8")
    result = examine(
        knowledge,
        str(base),
        fold,
        tmp_path,
        lambda *_: None,
        Recipe(epochs=1, batch=2),
        {"set": read_questions(questions)},
    )
    assert learnt == [frozenset(knowledge.entries) - set(held)]
    assert {row.questions for row in result} == {"set", "考题"}
    assert next(row for row in result if row.questions == "set").after.count == len(held)
    assert table(result)[2].startswith("| set | 全部 | 1 | ")
