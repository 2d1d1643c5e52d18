"""Child: what `python -m indexer build` does, step by step; prints JSON. Argument: config.yaml."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from bench.stopwatch import Stopwatch


def main(config: Path) -> None:
    """Read the entries, load the model, bring the index up to date."""
    watch = Stopwatch()
    from indexer.build import build
    from indexer.embedder import load_embedder
    from indexer.knowledge_base import KnowledgeBase
    from indexer.settings import load_settings

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    watch.lap("imports")
    settings = load_settings(config)
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    watch.lap("entries")
    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    watch.lap("model")
    report = build(knowledge, embedder, settings.index)
    watch.lap("index")
    result = {
        "steps": watch.steps,
        "embedded": report.embedded,
        "changed": len(report.changed),
        "published": report.published,
        "misses": len(report.misses) + len(report.passed_after_all),
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
