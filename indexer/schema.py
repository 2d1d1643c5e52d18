"""The JSON Schema of entries, with which editors complete keys and underline mistakes."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from indexer.entry import Entry


def schema_text() -> str:
    """Return knowledge/entry.schema.json as it should be."""
    kinds: TypeAdapter[Any] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])
    schema = kinds.json_schema(by_alias=True)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "全科通条目",
        **schema,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
