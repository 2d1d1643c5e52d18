"""config.yaml: the sections that the knowledge base and its index need."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from indexer.embedder import BUNDLED
from indexer.model_reader import key_names, read_model
from indexer.problem import ProblemsFound
from indexer.yaml_file import read_yaml

CONFIG = Path("config.yaml")
VAR = "QUANKETONG_VAR"  # the environment's word for where run-time data lives


class Configured(BaseModel):
    """A part of config.yaml: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KnowledgeSettings(Configured):
    """Where the entries are."""

    folder: Path = Path("knowledge")


class IndexSettings(Configured):
    """Where and how the index is kept."""

    folder: Path = Path("var/index")
    embedder: str = BUNDLED
    threads: Annotated[int, Field(ge=0)] = 0
    server: str | None = None


def sections_of_others(value: Any) -> Any:
    """Drop the sections that only the bot reads."""
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if key not in BOT_SECTIONS}
    return value


BOT_SECTIONS = (
    "answers",
    "red_flags",
    "telling",
    "telegram",
    "ledger",
    "health",
    "log",
    "service_point",
    "time_zone",
)


class IndexerSettings(Configured):
    """What the indexer reads of config.yaml."""

    knowledge: KnowledgeSettings = KnowledgeSettings()
    index: IndexSettings = IndexSettings()


def load_settings(path: Path) -> IndexerSettings:
    """Read the indexer's part of config.yaml.

    Raises ProblemsFound when the file is not sound. Relative folders count from the file's folder,
    and var/ moves to QUANKETONG_VAR where that is set.
    """
    settings: IndexerSettings = read_config(
        path, Annotated[IndexerSettings, BeforeValidator(sections_of_others)]
    )
    return settings


def read_config(path: Path, kind: Any) -> Any:
    """Read config.yaml as a model whose folders are then absolute."""
    file = read_yaml(path, tuple(key_names(kind)))
    settings = read_model(file, kind)
    if settings is None:
        raise ProblemsFound(file.problems)
    return settings.model_copy(
        update={
            "knowledge": settings.knowledge.model_copy(
                update={"folder": placed(path, settings.knowledge.folder)}
            ),
            "index": settings.index.model_copy(
                update={"folder": placed(path, settings.index.folder)}
            ),
        }
    )


def placed(config: Path, folder: Path) -> Path:
    """Return where a folder of config.yaml lies."""
    moved = os.environ.get(VAR)
    if moved and folder.parts[:1] == ("var",):
        return Path(moved).joinpath(*folder.parts[1:])
    return (config.parent / folder.expanduser()).resolve()
