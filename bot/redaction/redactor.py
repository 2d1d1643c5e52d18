"""A text → the same text with personal data blanked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.redaction import addresses, birthdays, names, numbers
from bot.redaction.kinds import Kind
from bot.redaction.shadow import MASK, Finder, shadow_of

# What is surest comes first: what one recogniser took, the next ones do not see.
FINDERS: tuple[tuple[Kind, Finder], ...] = (
    (Kind.EMAIL, numbers.emails),
    (Kind.WECHAT, numbers.wechat_ids),
    (Kind.QQ, numbers.qq_numbers),
    (Kind.IDENTITY_NUMBER, numbers.identity_numbers),
    (Kind.BANK_CARD, numbers.bank_cards),
    (Kind.MOBILE, numbers.mobiles),
    (Kind.PERMIT, numbers.permits),
    (Kind.PHONE, numbers.phones),
    (Kind.PLATE, numbers.plates),
    (Kind.BIRTHDAY, birthdays.birthdays),
    (Kind.ADDRESS, addresses.addresses),
    (Kind.NAME, names.names),
)
TOKEN = re.compile("|".join(re.escape(kind.token) for kind in Kind))
# A blank can uncover another (a name beside a number). Two rounds do for real text; what is made up
# to need one round for each blank gets as many as keep the time linear.
LEAST_ROUNDS = 6
CHARACTERS_READ = 200_000


@dataclass(frozen=True)
class Redacted:
    """A text without personal data, and the kinds that were blanked, each once, in Kind's order."""

    text: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Blank:
    """Where something is blanked: start and end in the text."""

    start: int
    end: int
    kind: Kind


def redact(text: str, public: Collection[str] = ()) -> Redacted:
    """Blank the personal data in a text; `public` are numbers, digits only, that may stay.

    What is already blanked stays as it is; all text outside the blanks is returned unchanged.
    """
    found: set[Kind] = set()
    for _ in range(max(LEAST_ROUNDS, CHARACTERS_READ // (len(text) + 1))):
        blanks = find_blanks(text, public)
        if not blanks:
            break
        found.update(blank.kind for blank in blanks)
        text = put(blanks, text)
    return Redacted(text, tuple(kind for kind in Kind if kind in found))


def find_blanks(text: str, public: Collection[str]) -> list[Blank]:
    """Return what to blank, in the order of the text, never overlapping."""
    shadow = TOKEN.sub(lambda token: MASK * len(token[0]), shadow_of(text))
    blanks: list[Blank] = []
    for kind, finder in FINDERS:
        spans = list(finder(shadow))
        for start, end in spans:
            if not is_public(shadow[start:end], public):
                blanks.append(Blank(start, end, kind))
        shadow = masked(shadow, spans)
    return sorted(blanks, key=lambda blank: blank.start)


def is_public(number: str, public: Collection[str]) -> bool:
    """Tell whether a number is one that may stay."""
    return bool(public) and "".join(filter(str.isdecimal, number)) in public


def masked(shadow: str, spans: list[tuple[int, int]]) -> str:
    """Return the shadow with spans made unreadable, at the same length."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (shadow[at:start], MASK * (end - start))
        at = end
    return "".join((*pieces, shadow[at:]))


def put(blanks: list[Blank], text: str) -> str:
    """Return the text with the blanks' tokens in it."""
    pieces: list[str] = []
    at = 0
    for blank in blanks:
        pieces += (text[at : blank.start], blank.kind.token)
        at = blank.end
    return "".join((*pieces, text[at:]))
