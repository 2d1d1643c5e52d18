"""Child, run by the Python of baisitong's own environment: load entries, ask; prints JSON.

Argument: a JSON file with the entries' titles and texts by id, and the questions.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

# Only the environment this runs in has the package.
from baisitong.database import SessionLocal, init_tables  # type: ignore[import-not-found]
from baisitong.models import Document  # type: ignore[import-not-found]
from baisitong.services.documents import ingest_document  # type: ignore[import-not-found]
from baisitong.services.rag import RagService  # type: ignore[import-not-found]
from baisitong.services.retriever import (  # type: ignore[import-not-found]
    apply_synonyms,
    ensure_index,
    retriever,
)

CHUNKS = 10  # the most its search tells


def main(material: Path) -> None:
    """Load, ask, print."""
    plain = json.loads(material.read_text(encoding="utf-8"))
    init_tables()
    session = SessionLocal()
    for entry, (title, text) in plain["entries"].items():
        ingest_document(session, title, text, source=entry)
    ensure_index(session)
    owners = dict(session.query(Document.id, Document.source).all())
    answers = [ask(session, owners, question) for question in plain["questions"]]
    print(json.dumps({"answers": answers}))


def ask(session: Any, owners: dict[int, str], question: str) -> dict[str, Any]:
    """Return the entries its search finds, and whether its chat answers."""
    started = time.perf_counter()
    asked = apply_synonyms(question)
    hits = retriever.search(asked, retriever._tfidf.transform(asked), top_k=CHUNKS)
    seconds = time.perf_counter() - started
    found = list(dict.fromkeys(owners[hit.document_id] for hit in hits))
    answered = asyncio.run(is_answered(session, question))
    return {"found": found, "answered": answered, "seconds": seconds}


async def is_answered(session: Any, question: str) -> bool:
    """Ask in a conversation of its own: an answer shows its sources, a refusal has none."""
    frames = [frame async for frame in RagService(session).ask(f"bench {question}", question)]
    return any('"type": "retrieval"' in frame for frame in frames)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
