"""A base model of a few thousand weights, so that training takes a second."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.tuning.packed_model import Array, PackedModel, Shape

SHAPE = Shape(width=16, layers=1, heads=2, inner=32, words=0, positions=64, types=2)
LETTERS = "低保申请要带什么材料收入的户籍家庭按月领金楼上太吵先劝阻再报告身份证口簿本市人均于标准怎办噪音query: passage:"


@pytest.fixture(scope="session")
def small_packed() -> PackedModel:
    pieces = ("<s>", "<pad>", "</s>", "<unk>", "▁", *dict.fromkeys(LETTERS.replace(" ", "")))
    chance = np.random.default_rng(3)

    def some(*sizes: int) -> Array:
        return np.asarray(chance.normal(0, 0.1, int(np.prod(sizes))), dtype=np.float32)

    width, inner = SHAPE.width, SHAPE.inner
    tensors = {
        "emb.word": some(len(pieces), width),
        "emb.pos": some(SHAPE.positions, width),
        "emb.type": some(SHAPE.types, width),
        "emb.ln.w": np.ones(width, dtype=np.float32),
        "emb.ln.b": some(width),
    }
    for name, rows, columns in (
        ("q", width, width),
        ("k", width, width),
        ("v", width, width),
        ("ao", width, width),
        ("fi", inner, width),
        ("fo", width, inner),
    ):
        tensors[f"l0.{name}.w"] = some(rows, columns)
        tensors[f"l0.{name}.b"] = some(rows)
    for name in ("aln", "oln"):
        tensors[f"l0.{name}.w"] = np.ones(width, dtype=np.float32)
        tensors[f"l0.{name}.b"] = some(width)
    shape = Shape(width, 1, 2, inner, len(pieces), SHAPE.positions, SHAPE.types)
    scores = np.asarray(np.linspace(-2, -9, len(pieces)), dtype=np.float32)
    return PackedModel(shape, pieces, scores, tensors)
