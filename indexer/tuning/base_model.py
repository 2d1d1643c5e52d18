"""The packed base weights as a standard sentence-transformers folder, its vocabulary trimmed.

Of 250,002 pieces for a hundred languages those stay that our normal form can produce: simplified
Chinese, figures, signs, lower-case Latin. A text made of kept pieces keeps its vector.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from indexer.normal_form import normalise
from indexer.tuning.packed_model import Array, PackedModel

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # the first four pieces, in this order
SPACE = "▁"
PROMPTS = {"query": "query: ", "document": "passage: "}  # the base was trained with them
PROMPT_PIECES = ("▁query", "▁passage")
COMMON = 5_000  # Latin pieces this far up the list stay whole; rarer words are spelt in parts
SHORT = 2  # as do pieces of so few letters
LONGEST = 512  # tokens
CHINESE = re.compile(r"[\u4e00-\u9fff\u3007]")
SIGNS = re.compile(
    r"[\x20-\x7e\u00b0-\u00b7\u00d7\u2010-\u2049\u2103\u2160-\u2199\u2460-\u24ff\u2500-\u27bf\u3000-\u303f\uff00-\uffef]"
)

# Names of a layer's parts in the packed file and in the standard model.
MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write_base(packed: PackedModel, folder: Path) -> None:
    """Write the trimmed model as a folder that SentenceTransformer loads; cosines 0.9999 to the source."""
    kept = kept_pieces(packed.pieces)
    parts = folder / "parts"
    network(packed, kept).save_pretrained(parts)
    tokenizer(packed, kept).save_pretrained(parts)
    model = SentenceTransformer(
        modules=[Transformer(str(parts)), Pooling(packed.shape.width, "mean"), Normalize()],
        prompts=dict(PROMPTS),
        similarity_fn_name="cosine",
        device="cpu",
    )
    model.save(str(folder), create_model_card=False)
    for path in parts.iterdir():
        path.unlink()
    parts.rmdir()


def kept_pieces(pieces: Sequence[str]) -> list[int]:
    """Return the numbers of the pieces that our texts can hold, in their order."""
    return [number for number, piece in enumerate(pieces) if is_kept(number, piece)]


def is_kept(number: int, piece: str) -> bool:
    """Whether a piece can stand in a normalised Chinese text."""
    if number < len(SPECIAL) or piece in PROMPT_PIECES:
        return True
    text = piece.replace(SPACE, "")
    if piece == "<mask>" or normalise(text) != text:
        return False
    if re.search("[a-z]", text) and text.isascii():
        return len(text) <= SHORT or number < COMMON
    return all(CHINESE.match(char) or SIGNS.match(char) for char in text)


def tokenizer(packed: PackedModel, kept: Sequence[int]) -> PreTrainedTokenizerFast:
    """Return the tokenizer over the kept pieces; their order is the order of their vectors."""
    pieces = [(packed.pieces[number], float(packed.scores[number])) for number in kept]
    inner = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL.index("<unk>"), byte_fallback=False))
    inner.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    inner.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    inner.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    inner.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    names = {
        "bos": "<s>",
        "cls": "<s>",
        "eos": "</s>",
        "sep": "</s>",
        "unk": "<unk>",
        "pad": "<pad>",
    }
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # transformers has no types here
        tokenizer_object=inner,
        model_max_length=LONGEST,
        **{f"{name}_token": piece for name, piece in names.items()},
    )


def network(packed: PackedModel, kept: Sequence[int]) -> BertModel:
    """Return the network with the vectors of the kept pieces."""
    shape = packed.shape
    model = BertModel(
        BertConfig(
            vocab_size=len(kept),
            hidden_size=shape.width,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.inner,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.types,
            pad_token_id=SPECIAL.index("<pad>"),
            bos_token_id=SPECIAL.index("<s>"),
            eos_token_id=SPECIAL.index("</s>"),
        )
    )
    weights = {name: torch.from_numpy(np.array(array)) for name, array in state(packed, kept)}
    model.load_state_dict(weights)  # strict: a part that is missing or left over is an error
    return model


def state(packed: PackedModel, kept: Sequence[int]) -> list[tuple[str, Array]]:
    """Return the weights by the names of the standard model, in its shapes."""
    shape, tensors = packed.shape, packed.tensors
    width = shape.width
    words = tensors["emb.word"].reshape(shape.words, width)[list(kept)]
    named = [
        ("embeddings.word_embeddings.weight", words),
        ("embeddings.position_embeddings.weight", tensors["emb.pos"].reshape(-1, width)),
        ("embeddings.token_type_embeddings.weight", tensors["emb.type"].reshape(-1, width)),
        ("embeddings.LayerNorm.weight", tensors["emb.ln.w"]),
        ("embeddings.LayerNorm.bias", tensors["emb.ln.b"]),
        # Unused: the vector is the mean of all pieces. It is there because the standard form has it.
        ("pooler.dense.weight", np.zeros((width, width), dtype=np.float32)),
        ("pooler.dense.bias", np.zeros(width, dtype=np.float32)),
    ]
    for layer in range(shape.layers):
        place = f"encoder.layer.{layer}"
        for short, name in MATRICES.items():
            matrix = tensors[f"l{layer}.{short}.w"]
            columns = shape.inner if short == "fo" else width
            named.append((f"{place}.{name}.weight", matrix.reshape(-1, columns)))
            named.append((f"{place}.{name}.bias", tensors[f"l{layer}.{short}.b"]))
        for short, name in NORMS.items():
            named.append((f"{place}.{name}.weight", tensors[f"l{layer}.{short}.w"]))
            named.append((f"{place}.{name}.bias", tensors[f"l{layer}.{short}.b"]))
    return named
