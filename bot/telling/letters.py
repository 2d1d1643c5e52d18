"""What people are told, as text: fixed sentences, the fields of entries, and their own question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, tzinfo

from bot import wording
from bot.assistant import Answered
from bot.card import Card, plain_text, render
from bot.ledger.gap_list import Gap
from bot.telling.changes import Change
from indexer.calibration import NO_FEATURES
from indexer.entry import Entry
from indexer.retriever import Match

LONGEST_QUESTION = 200  # characters of one's own question that are repeated
LONGEST_IN_LIST = 40


def answer_letter(question: str, reply: Answered, today: date) -> str:
    """Return the answer to what somebody asked long ago."""
    return "\n".join(
        (
            wording.GAP_ANSWERED,
            wording.GAP_ASKED.format(question=brief(question, LONGEST_QUESTION)),
            "",
            plain_text(to_read(render(reply, today))),
            "",
            wording.TELLING_OPT_OUT,
        )
    )


def opened(entry: Entry) -> Answered:
    """Return an entry as the reply that opens it whole."""
    return Answered(Match(entry, 1.0, NO_FEATURES))


def to_read(card: Card) -> Card:
    """Return a card without what is chosen by numbers: nobody stands before it any more."""
    blocks = tuple(
        replace(block, more=wording.GAP_MORE.format(title=card.title, section=block.heading))
        if block.more
        else block
        for block in card.blocks
    )
    return replace(card, blocks=blocks, choices=(), choices_heading="")


def dismissal_letter(question: str, reason: str) -> str:
    """Return why what somebody asked is not taken into the base."""
    return "\n".join(
        (
            wording.GAP_DISMISSED,
            wording.GAP_ASKED.format(question=brief(question, LONGEST_QUESTION)),
            wording.GAP_REASON.format(reason=reason),
            wording.GAP_DISMISSED_NEXT,
            "",
            wording.TELLING_OPT_OUT,
        )
    )


def changes_letter(entries: Iterable[Sequence[str]]) -> str:
    """Return what changed in the entries that somebody saw, each entry as its lines."""
    parts = ("\n".join(lines) for lines in entries)
    last = f"{wording.ENTRY_CHANGED_NEXT}\n{wording.TELLING_OPT_OUT}"
    return f"{wording.ENTRY_CHANGED}\n" + "\n\n".join((*parts, last))


def changes_letter_without(letter: str, title: str) -> str:
    """Return such a letter without what it says of one entry; "" when nothing else is in it."""
    heading, _, rest = letter.partition("\n")
    *parts, last = rest.split("\n\n")
    said = wording.CHANGED_TITLE.format(title=title)
    left = [part for part in parts if part.partition("\n")[0] != said]
    return f"{heading}\n" + "\n\n".join((*left, last)) if left else ""


def entry_lines(title: str, changes: Iterable[Change]) -> Iterator[str]:
    """Yield what changed in one entry, old line and new line."""
    yield wording.CHANGED_TITLE.format(title=title)
    for change in changes:
        if change.was and change.now:
            yield wording.CHANGED_WAS.format(section=change.section, line=change.was)
            yield wording.CHANGED_NOW.format(line=change.now)
        elif change.now:
            yield wording.CHANGED_ADDED.format(section=change.section, line=change.now)
        elif change.was:
            yield wording.CHANGED_DROPPED.format(section=change.section, line=change.was)
        else:
            yield wording.CHANGED_ORDER.format(section=change.section)


def due_letter(gaps: Iterable[Gap], zone: tzinfo) -> str:
    """Return which of an owner's gaps are due."""
    lines = (wording.GAP_DUE_LINE.format(**traits(gap, zone)) for gap in gaps)
    return "\n".join((wording.GAPS_DUE, *lines, wording.GAPS_DUE_NEXT))


def overdue_letter(gaps: Iterable[Gap], zone: tzinfo) -> str:
    """Return which gaps are overdue, for all supervisors."""
    lines = (
        wording.GAP_LINE.format(
            **traits(gap, zone), owner=wording.GAP_HELD if gap.owner else wording.GAP_FREE
        )
        for gap in gaps
    )
    return "\n".join((wording.GAPS_OVERDUE, *lines, wording.GAPS_OVERDUE_NEXT))


def closed_letter(closed: Iterable[tuple[Gap, Entry]]) -> str:
    """Return which gaps the program closed by itself, and with what."""
    lines = (
        wording.GAP_CLOSED_LINE.format(
            id=gap.id, text=brief(gap.text, LONGEST_IN_LIST), title=entry.title
        )
        for gap, entry in closed
    )
    return "\n".join((wording.GAPS_CLOSED, *lines, wording.GAPS_CLOSED_NEXT))


def traits(gap: Gap, zone: tzinfo) -> dict[str, object]:
    """Return what is said of a gap."""
    due = gap.due_at.astimezone(zone).date() if gap.due_at else ""
    text = brief(gap.text, LONGEST_IN_LIST)
    return {"id": gap.id, "text": text, "people": gap.people, "due": due}


def brief(text: str, longest: int) -> str:
    """Return a text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
