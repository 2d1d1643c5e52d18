"""Training the encoder on lessons with sentence-transformers' own trainer.

Word vectors stay as they are: with so few texts only the layers above learn what carries over to
questions nobody has asked yet.
"""

from __future__ import annotations

import json
import math
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from transformers import TrainerCallback
from transformers.trainer_utils import get_last_checkpoint

from indexer.embedder import Vectors
from indexer.tuning.lessons import Lesson, Material, batches, lessons_of

CONFUSABLE = 12  # neighbours of an entry that may stand in its group
PART = 16  # texts that go through the network together
LONGEST = 96  # tokens of a text that are learnt from
SAVE_EVERY = 50  # batches between two points to resume from

Progress = Callable[[int, int], None]  # batches done, batches in all


@dataclass(frozen=True)
class Recipe:
    """How to train. Measured in docs/encoder.md."""

    epochs: int = 2
    rate: float = 4e-5  # of learning, falling to 0 after a short rise
    batch: int = 48
    scale: float = 20.0  # cosines are multiplied by it: the temperature is 0.05
    seed: int = 20161


class OneOfEachEntry(DefaultBatchSampler):
    """Hands the trainer batches that were put together before."""

    def __init__(self, made: Sequence[Sequence[int]], dataset: Dataset, **options: Any) -> None:
        super().__init__(dataset, **options)
        self.made = made

    def __iter__(self) -> Iterator[list[int]]:
        return (list(batch) for batch in self.made)

    def __len__(self) -> int:
        return len(self.made)


class PartwiseLoss(MultipleNegativesRankingLoss):
    """In-batch negatives in all directions; texts of like length go through the network together.

    A batch holds two-character names beside long stories: padded to one length, two thirds of the
    computing is for nothing.
    """

    def __init__(self, model: SentenceTransformer, scale: float) -> None:
        super().__init__(
            model,
            scale=scale,
            directions=("query_to_doc", "query_to_query", "doc_to_query", "doc_to_doc"),
        )

    def forward(
        self, sentence_features: Iterable[dict[str, torch.Tensor]], labels: torch.Tensor
    ) -> torch.Tensor:
        """Return the loss of one batch."""
        embeddings = [self.embed(features) for features in sentence_features]
        return self.compute_loss_from_embeddings(embeddings, labels)

    def embed(self, features: dict[str, Any]) -> torch.Tensor:
        """Return the vectors of one column, in its order."""
        lengths = features["attention_mask"].sum(dim=1)
        order = torch.argsort(lengths)
        parts = [
            self.model(
                {
                    name: value[rows, : int(lengths[rows].max())]
                    for name, value in features.items()
                    if torch.is_tensor(value) and value.dim() == 2
                }
            )["sentence_embedding"]
            for rows in torch.split(order, PART)
        ]
        return torch.cat(parts)[torch.argsort(order)]


class Watcher(TrainerCallback):
    """Tells how far training is."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Say that one more batch is done."""
        del args, control
        self.progress(state.global_step, state.max_steps)


def train(
    base: Path, materials: Mapping[str, Material], recipe: Recipe, work: Path, progress: Progress
) -> SentenceTransformer:
    """Train the model in folder `base` on materials by entry; return it.

    `work` holds points to resume from: called again with the same arguments after a crash, training
    goes on where it was. Seeds are fixed.
    """
    resume = prepared(work, base, materials, recipe)
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311  # no secret
    model = SentenceTransformer(str(base), device="cpu")
    model.max_seq_length = LONGEST
    lessons, made = plan(materials, neighbours(model, materials), recipe, chance)
    for name, parameter in model.named_parameters():
        parameter.requires_grad = "_embeddings" not in name
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments(recipe, work, len(made), made),
        train_dataset=Dataset.from_dict(
            {
                "anchor": [lesson.anchor for lesson in lessons],
                "positive": [lesson.positive for lesson in lessons],
            }
        ),
        loss=PartwiseLoss(model, recipe.scale),
        callbacks=[Watcher(progress)],
    )
    trainer.train(resume_from_checkpoint=resume)
    return model


def prepared(
    work: Path, base: Path, materials: Mapping[str, Material], recipe: Recipe
) -> str | None:
    """Return the point to resume from; what was left by another training is removed."""
    mark = json.dumps(
        [str(base), asdict(recipe), {name: asdict(one) for name, one in materials.items()}],
        ensure_ascii=False,
    )
    note = work / "training.json"
    if note.exists() and note.read_text(encoding="utf-8") == mark:
        point: str | None = get_last_checkpoint(str(work))  # type: ignore[no-untyped-call]  # transformers has no types here
        return point
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    note.write_text(mark, encoding="utf-8")
    return None


def neighbours(
    model: SentenceTransformer, materials: Mapping[str, Material]
) -> dict[str, list[str]]:
    """Return for each entry those whose phrasings lie nearest in the middle, before training."""
    names = list(materials)
    texts = [text for name in names for text, _ in materials[name].phrasings]
    vectors: Vectors = model.encode_query(texts, batch_size=PART, show_progress_bar=False)
    ends = np.cumsum([len(materials[name].phrasings) for name in names])
    middles = np.array([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    alike = middles @ middles.T
    np.fill_diagonal(alike, -1)
    return {
        name: [names[place] for place in np.argsort(-row)[:CONFUSABLE]]
        for name, row in zip(names, alike, strict=True)
    }


def plan(
    materials: Mapping[str, Material],
    confusable: Mapping[str, list[str]],
    recipe: Recipe,
    chance: random.Random,
) -> tuple[list[Lesson], list[list[int]]]:
    """Return all lessons of all epochs, and the batches; each epoch has other partners."""
    lessons: list[Lesson] = []
    made: list[list[int]] = []
    for _ in range(recipe.epochs):
        some = lessons_of(materials, chance)
        made += batches(some, confusable, recipe.batch, chance, first=len(lessons))
        lessons += some
    return lessons, made


def arguments(
    recipe: Recipe, work: Path, steps: int, made: Sequence[Sequence[int]]
) -> SentenceTransformerTrainingArguments:
    """Return the trainer's settings; half precision where the processor computes in it."""
    on_gpu = torch.cuda.is_available()
    return SentenceTransformerTrainingArguments(
        output_dir=str(work),
        num_train_epochs=1,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.rate,
        lr_scheduler_type="linear",
        warmup_steps=math.ceil(0.1 * steps),
        batch_sampler=partial(OneOfEachEntry, made),  # written with each point to resume from
        use_cpu=not on_gpu,
        bf16=True,
        save_strategy="steps",
        save_steps=SAVE_EVERY,
        save_total_limit=1,
        seed=recipe.seed,
        data_seed=recipe.seed,
        report_to=[],
        logging_strategy="no",
        disable_tqdm=True,
        dataloader_pin_memory=False,
    )
