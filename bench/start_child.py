"""Child: what `python -m bot ask` does, step by step, and the memory it takes; prints JSON.

Arguments: config.yaml, the question.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from bench.memory import memory_of_process
from bench.stopwatch import Stopwatch


def main(config: Path, question: str) -> None:
    """Load the model, open the index, answer one question."""
    watch = Stopwatch()
    from bot.answer_json import answer_json
    from bot.assistant import Assistant
    from bot.settings import load_settings
    from indexer.embedder import load_embedder
    from indexer.index import LiveIndex

    settings = load_settings(config)
    watch.lap("imports")
    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    watch.lap("model")
    index = LiveIndex(settings.index, embedder).current()
    watch.lap("index")
    at_rest = memory_of_process("VmRSS")
    now = datetime.now(settings.zone)
    reply = Assistant(settings.answers).reply(question, "bench", now, index.retriever)
    answer_json(question, reply, index.version, now.date(), 0.0)
    watch.lap("answer")
    used = memory_of_process("VmRSS")
    print(json.dumps({"steps": watch.steps, "at_rest": at_rest, "used": used}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
