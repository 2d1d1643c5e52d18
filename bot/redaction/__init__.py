"""Blanking personal data before a text is stored, logged or forwarded."""

from bot.redaction.kinds import Kind
from bot.redaction.public_numbers import public_numbers
from bot.redaction.redactor import Redacted, redact

__all__ = ["Kind", "Redacted", "public_numbers", "redact"]
