"""Gaps as a supervisor sees them: the list, one gap's card, and the buttons under each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot import wording
from bot.card import Block, Card
from bot.curation.curator import GapCard
from bot.ledger.gap_list import Gap, GapQuestion
from bot.ledger.gap_state import SETTLED, GapState
from bot.ledger.members import Member
from bot.ledger.person import Person
from bot.telegram.buttons import Act, button, in_rows
from indexer.entry import Entry

A_PAGE = 6  # gaps
MOST_QUESTIONS = 12  # shown on a card
SHORTENED = 160  # characters of a question on a card
BRIEF = 40  # characters of a question in a list
OTHERS = 8  # gaps to merge into, offered as buttons


class Deed(StrEnum):
    """What a supervisor does about a gap, in the letter that a button sends back."""

    CLAIM = "c"
    RELEASE = "r"
    TAKE_OVER = "t"
    HAND_OVER = "h"
    ATTACH = "a"
    ANSWER = "k"
    DRAFT = "d"
    PUBLISH = "p"
    MERGE = "m"
    SPLIT = "s"
    DISMISS = "x"
    UNDO = "u"


BY_REPLY = (Deed.DRAFT, Deed.MERGE, Deed.SPLIT, Deed.DISMISS)
PROMPT = re.compile(r"(?P<label>\S+) · 缺口 (?P<gap>\d{1,18})(?:\n|$)")


@dataclass(frozen=True)
class Prompt:
    """What one of our messages asked to be answered by a reply."""

    deed: Deed
    gap: int


def list_card(gaps: Sequence[Gap], page: int, names: dict[Person, str], now: datetime) -> Card:
    """Return a page of the unfinished gaps."""
    if not gaps:
        return Card(wording.DESK_NO_GAPS)
    lines = tuple(gap_line(gap, names, now) for gap in on_page(gaps, page))
    return Card(wording.DESK_GAPS.format(count=len(gaps)), (Block("", lines),))


def gap_line(gap: Gap, names: dict[Person, str], now: datetime) -> str:
    """Return a gap as a few short lines of the list."""
    return wording.DESK_LINE.format(
        number=gap.id,
        urgent=wording.DESK_URGENT if gap.is_urgent else "",
        text=shortened(gap.text, BRIEF),
        people=gap.people,
        state=state_of(gap, names),
        due=due_of(gap, now),
    )


def list_keyboard(gaps: Sequence[Gap], page: int) -> InlineKeyboardMarkup | None:
    """Return a button a gap, and the ways to the neighbouring pages."""
    if not gaps:
        return None
    rows = [
        (button(wording.DESK_LABEL.format(number=gap.id, text=gap.text), Act.GAP, gap.id),)
        for gap in on_page(gaps, page)
    ]
    turn = []
    if page > 0:
        turn.append(button(wording.PREVIOUS_PAGE, Act.GAP, "", page - 1))
    if (page + 1) * A_PAGE < len(gaps):
        turn.append(button(wording.NEXT_PAGE, Act.GAP, "", page + 1))
    return InlineKeyboardMarkup([*rows, tuple(turn)] if turn else rows)


def on_page(gaps: Sequence[Gap], page: int) -> Sequence[Gap]:
    """Return the gaps of a page."""
    return gaps[page * A_PAGE : (page + 1) * A_PAGE]


def gap_card(shown: GapCard, names: dict[Person, str], now: datetime) -> Card:
    """Return a gap with all that it takes to decide what becomes of it."""
    gap = shown.gap
    urgent = wording.DESK_URGENT if gap.is_urgent else ""
    blocks = [Block("", (shortened(gap.text), *facts(gap, names, now)))]
    if len(shown.questions) > 1:
        blocks.append(Block(wording.DESK_ASKED, tuple(asked_lines(shown.questions)), is_list=True))
    if gap.state not in SETTLED and shown.nearest:
        near = tuple(
            wording.DESK_NEAR_LINE.format(title=entry.title, id=entry.id) for entry in shown.nearest
        )
        blocks.append(Block(wording.DESK_NEAREST, near, is_list=True))
    title = wording.DESK_TITLE.format(number=gap.id, state=gap.state, urgent=urgent)
    return Card(title, tuple(blocks))


def facts(gap: Gap, names: dict[Person, str], now: datetime) -> Iterator[str]:
    """Yield who asked, until when, who looks after it and what came of it."""
    last = gap.last_asked_at or gap.opened_at
    day = last.astimezone(now.tzinfo).strftime("%m-%d %H:%M")
    yield wording.DESK_PEOPLE.format(people=gap.people, questions=gap.questions, last=day)
    if gap.state not in SETTLED and gap.due_at is not None:
        yield due_of(gap, now)
    if gap.owner is not None:
        yield wording.DESK_OWNER.format(name=names.get(gap.owner, wording.NO_NAME))
    if gap.entry is not None:
        yield wording.DESK_ENTRY.format(id=gap.entry)
    if gap.reason:
        yield wording.DESK_REASON.format(reason=shortened(gap.reason))


def asked_lines(questions: Sequence[GapQuestion]) -> Iterator[str]:
    """Yield the questions of a gap, each with why it is here."""
    for link in questions[:MOST_QUESTIONS]:
        why = wording.DESK_WHY.format(reason=link.reason) if link.reason else ""
        yield shortened(link.question.text) + why
    if len(questions) > MOST_QUESTIONS:
        yield wording.DESK_MORE.format(count=len(questions) - MOST_QUESTIONS)


def due_of(gap: Gap, now: datetime) -> str:
    """Return until when a gap is to be closed, and whether that is past."""
    if gap.due_at is None:
        return wording.DESK_NO_DUE
    day = gap.due_at.astimezone(now.tzinfo).date()
    return (wording.DESK_OVERDUE if gap.due_at < now else wording.DESK_DUE).format(day=day)


def state_of(gap: Gap, names: dict[Person, str]) -> str:
    """Return a gap's state, with who looks after it."""
    if gap.owner is None:
        return gap.state
    return wording.DESK_HELD.format(state=gap.state, name=names.get(gap.owner, wording.NO_NAME))


def gap_keyboard(shown: GapCard, viewer: Person) -> InlineKeyboardMarkup:
    """Return what one supervisor can do about a gap now."""
    gap = shown.gap
    rows: list[Iterable[InlineKeyboardButton]] = []
    if gap.state in SETTLED:
        if gap.state is not GapState.MERGED or gap.merged_into is not None:
            rows.append([deed(gap, Deed.UNDO)])
    elif gap.owner not in (None, viewer):
        rows.append([deed(gap, Deed.TAKE_OVER)])
    else:
        rows += rows_to_work(shown)
    rows.append([button(wording.BACK_TO_GAPS, Act.GAP)])
    return InlineKeyboardMarkup([tuple(row) for row in rows])


def rows_to_work(shown: GapCard) -> Iterator[Iterable[InlineKeyboardButton]]:
    """Yield the buttons of whoever may close a gap."""
    gap = shown.gap
    if gap.owner is None:
        yield [deed(gap, Deed.CLAIM)]
    else:
        yield [deed(gap, Deed.RELEASE), deed(gap, Deed.HAND_OVER)]
    if gap.state is GapState.DRAFTING:
        yield [deed(gap, Deed.PUBLISH), deed(gap, Deed.UNDO)]
    for entry in shown.nearest:
        label = wording.DESK_ATTACH.format(title=entry.title)
        yield [button(label, Act.GAP, gap.id, Deed.ATTACH, entry.id)]
    if shown.nearest:
        yield [deed(gap, Deed.ANSWER)]
    last = [Deed.MERGE, *([Deed.SPLIT] if gap.questions > 1 else []), Deed.DISMISS]
    if gap.state is not GapState.DRAFTING:
        yield [deed(gap, Deed.DRAFT)]
    yield [deed(gap, one) for one in last]


def deed(gap: Gap, one: Deed) -> InlineKeyboardButton:
    """Return the button of a deed."""
    return button(wording.DESK_DEEDS[one], Act.GAP, gap.id, one)


def answers_keyboard(gap: int, nearest: Sequence[Entry]) -> InlineKeyboardMarkup:
    """Return the entries of which one answers already."""
    rows = [[button(entry.title, Act.GAP, gap, Deed.ANSWER, entry.id)] for entry in nearest]
    return InlineKeyboardMarkup([*rows, [back_to(gap)]])


def merge_keyboard(gap: int, others: Sequence[Gap]) -> InlineKeyboardMarkup:
    """Return the gaps of which one takes this one in, and the way to name another."""
    rows = [
        [
            button(
                wording.DESK_LABEL.format(number=other.id, text=other.text),
                Act.GAP, gap, Deed.MERGE, other.id,
            )
        ]
        for other in others[:OTHERS]
    ]  # fmt: skip
    by_number = button(wording.DESK_BY_NUMBER, Act.GAP, gap, Deed.MERGE, "")
    return InlineKeyboardMarkup([*rows, [by_number, back_to(gap)]])


def owners_keyboard(gap: int, supervisors: Sequence[Member]) -> InlineKeyboardMarkup:
    """Return the supervisors of whom one is to take a gap over."""
    buttons = [
        button(
            one.name or str(one.person.user_id),
            Act.GAP, gap, Deed.HAND_OVER, one.person.user_id,
        )
        for one in supervisors
    ]  # fmt: skip
    return InlineKeyboardMarkup([*in_rows(buttons, 2), (back_to(gap),)])


def back_to(gap: int) -> InlineKeyboardButton:
    """Return the way back to a gap's card."""
    return button(wording.BACK_TO_GAP, Act.GAP, gap)


def prompt_text(gap: int, one: Deed, more: str = "") -> str:
    """Return what asks for a reply; its first line says what the reply is for."""
    first = wording.DESK_PROMPT.format(deed=wording.DESK_DEEDS[one], number=gap)
    return "\n".join(filter(None, (first, wording.DESK_ASKS[one], more)))


def prompt_keyboard(one: Deed) -> ForceReply:
    """Return what makes an app open the reply by itself."""
    return ForceReply(input_field_placeholder=wording.DESK_PLACEHOLDERS[one])


def read_prompt(text: str) -> Prompt | None:
    """Read which reply one of our messages asked for; None when it asked for none."""
    found = PROMPT.match(text)
    deeds = {wording.DESK_DEEDS[one]: one for one in BY_REPLY}
    if found is None or found["label"] not in deeds:
        return None
    return Prompt(deeds[found["label"]], int(found["gap"]))


def shortened(text: str, longest: int = SHORTENED) -> str:
    """Return a text as one line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
