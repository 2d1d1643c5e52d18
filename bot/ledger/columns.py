"""The kinds of columns: each takes and gives back what the program speaks of, never a raw value."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.ledger.person import Person

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
Kind = TypeVar("Kind", bound=StrEnum)

# SQLite only counts a plain INTEGER key up by itself
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware time, in UTC; SQLite keeps microseconds since 1970, which sort and take 8 bytes."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that this database keeps it in."""
        kind = BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return the time as the database keeps it; raises ValueError when it has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time in the ledger needs its zone")
        if dialect.name == "sqlite":
            return (value - EPOCH) // MICROSECOND
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            value = EPOCH + value * MICROSECOND
        at: datetime = value.astimezone(UTC)
        return at


class Words(TypeDecorator[str]):
    """Text of any content: what a database cannot hold (NUL, half a character) becomes �."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text as every database takes it."""
        del dialect
        return None if value is None else storable(value)


class WordList(TypeDecorator[tuple[str, ...]]):
    """A few words that hold no space themselves: ids, names of sections."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Return the words as one text."""
        del dialect
        return None if value is None else storable(" ".join(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Return the words."""
        del dialect
        return None if value is None else tuple(value.split())


class Numbers(TypeDecorator[tuple[float, ...]]):
    """A row of numbers, as a JSON list with at most six digits after the point."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[float, ...] | None, dialect: Dialect) -> str | None:
        """Return the numbers as JSON."""
        del dialect
        if value is None:
            return None
        return json.dumps([round(float(number), 6) for number in value], separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[float, ...] | None:
        """Return the numbers."""
        del dialect
        return None if value is None else tuple(json.loads(value))


class PersonKey(TypeDecorator[Person]):
    """A person, as `telegram:42`."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: Person | None, dialect: Dialect) -> str | None:
        """Return the person as text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Person | None:
        """Return the person."""
        del dialect
        return None if value is None else Person.read(value)


class Choice(TypeDecorator[Kind]):
    """A member of an enumeration, by its value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[Kind]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Kind | None, dialect: Dialect) -> str | None:
        """Return the member's value."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Kind | None:
        """Return the member."""
        del dialect
        return None if value is None else self.kind(value)


def storable(text: str) -> str:
    """Return a text without NUL and lone surrogates, which no database takes."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
