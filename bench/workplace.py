"""Where the benchmark builds its own index, apart from the one in use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
CONFIG = "config.yaml"


@dataclass(frozen=True)
class Workplace:
    """A folder with a config.yaml that keeps the index inside it."""

    folder: Path

    @property
    def config(self) -> Path:
        """The config.yaml that children are started with."""
        return self.folder / CONFIG

    @property
    def settings(self) -> Settings:
        """What that config.yaml says."""
        return load_settings(self.config)


def lay_out(folder: Path, knowledge: Path | None = None) -> Workplace:
    """Write the repository's config.yaml anew, with the index moved, and the entries where told."""
    settings = load_settings(ROOT / CONFIG)
    plain = settings.model_dump(
        mode="json", include={"knowledge", "index", "answers", "time_zone"}, exclude_none=True
    )
    plain["index"]["folder"] = "index"
    plain["index"].pop("server", None)  # nobody else's server is filled with trial entries
    if knowledge is not None:
        plain["knowledge"]["folder"] = str(knowledge)
    folder.mkdir(parents=True, exist_ok=True)
    workplace = Workplace(folder)
    # JSON is YAML, and the house has no door through which YAML is written.
    workplace.config.write_text(
        json.dumps(plain | {"log": {"level": "warning"}}, ensure_ascii=False), encoding="utf-8"
    )
    return workplace


def size_of(folder: Path) -> int:
    """Return how many bytes the files below a folder hold."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
