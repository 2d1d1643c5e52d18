"""What supervisors write, whatever file it stands in: its base, its sentences, its lists."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema


def read_lines(value: Any) -> Any:
    """Take one sentence where a list of sentences may stand."""
    return [value] if isinstance(value, str) else value


Text: TypeAlias = Annotated[str, Field(min_length=1)]
Lines: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1)]
SomeLines: TypeAlias = Annotated[
    Lines,
    BeforeValidator(read_lines),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        }
    ),
]


class Written(BaseModel):
    """Something a supervisor wrote: its keys are the Chinese words, unknown ones are refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        serialize_by_alias=True,
        arbitrary_types_allowed=True,
    )
