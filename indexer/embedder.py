"""The sentence-transformers model that turns texts into vectors: the bundled one or a named one."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from indexer import checksums
from indexer.model_error import ModelNotFound
from indexer.normal_form import has_words

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors: TypeAlias = NDArray[np.float32]

BUNDLED = "bundled"
BATCH = 32


class Embedder(Protocol):
    """What turns texts into vectors.

    Vectors have shape (number of texts, dimension), length 1, float32, one row a text in order;
    every text must hold a letter, digit or character, else ValueError.
    """

    @property
    def identity(self) -> str:
        """The name of the model and what pins its weights: other identity, other vectors."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of what answers questions."""


class SentenceEmbedder:
    """An Embedder on a SentenceTransformer; calls from several threads wait for each other."""

    def __init__(self, model: SentenceTransformer, identity: str) -> None:
        self._model = model
        self._identity = identity
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """The model's name and what pins its weights."""
        return self._identity

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""
        return self._encode(texts, is_question=True)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of what answers questions."""
        return self._encode(texts, is_question=False)

    def _encode(self, texts: Sequence[str], *, is_question: bool) -> Vectors:
        if not all(map(has_words, texts)):
            raise ValueError("an empty text has no meaning to embed")
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encode = self._model.encode_query if is_question else self._model.encode_document
        with self._lock:
            vectors = encode(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)


def load_embedder(name: str, threads: int = 0) -> SentenceEmbedder:
    """Load the model that config.yaml names: `bundled`, a hub name or a folder.

    Takes seconds: torch and sentence-transformers are imported here and nowhere else. `threads` of
    0 means all cores. Raises ModelNotFound with a Chinese text that says what to do.
    """
    cores = threads or os.cpu_count() or 1
    # The engine reads these when it is loaded; threads that spin while waiting slow a busy machine
    # down twentyfold.
    os.environ.setdefault("OMP_NUM_THREADS", str(cores))
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if name == BUNDLED:
        from indexer.bundled_model import load_bundled

        return SentenceEmbedder(*load_bundled())
    return load_named(name)


def load_named(name: str) -> SentenceEmbedder:
    """Load a model from a folder or, as sentence-transformers does it, from a hub or its cache."""
    folder = Path(name).expanduser()
    looks_like_folder = name.startswith((".", "/", "~")) or folder.is_dir()
    if looks_like_folder and not folder.is_dir():
        raise ModelNotFound(
            f"找不到模型文件夹 {name}。看看 config.yaml 的 index.embedder，或改回 bundled（自带模型）。"
        )
    pinned = checksums.verify(folder) if looks_like_folder else None
    from sentence_transformers import SentenceTransformer

    try:
        # Weights kept in half precision are computed with in full: faster on a processor.
        model = SentenceTransformer(
            str(folder) if looks_like_folder else name,
            device="cpu",
            model_kwargs={"dtype": "float32"},
        )
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        raise ModelNotFound(
            f"装不上模型 {name}（{type(error).__name__}）。没有外网时：先在有网的机器下载，设 HF_HUB_OFFLINE=1 "
            "和 HF_HOME 指向缓存，或设 HF_ENDPOINT 用镜像，或在 config.yaml 写本地文件夹，或改回 bundled。"
        ) from error
    return SentenceEmbedder(model, f"{name}@{pinned}" if pinned else identity_of(model, name))


def identity_of(model: SentenceTransformer, name: str) -> str:
    """Return a named model's name with a digest of what it makes of one sentence.

    A model that was changed in place keeps its name, not its vectors.
    """
    probe = np.asarray(model.encode_query(["低保要带什么材料"], show_progress_bar=False))
    return f"{name}@{hashlib.sha256(np.round(probe, 3).tobytes()).hexdigest()[:12]}"
