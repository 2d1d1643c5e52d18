"""Which entries a conversation was offered last, so that what is typed settles it as a tap does."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from bot.assistant import Answered, Reason, Reply, Suggested, Unanswered, beneath
from bot.question import Question

MOST = 10_000  # conversations; the oldest are forgotten


@dataclass(frozen=True)
class Settled:
    """The question for which entries were offered, and the entry taken; None for none of them."""

    question: int
    entry: str | None


class Offers:
    """The last offer of each conversation."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[int, Question]] = OrderedDict()

    def remember(self, key: str, question: int | None, reply: Reply) -> None:
        """Note that a conversation was offered entries for a question of the ledger."""
        said = beneath(reply)
        if question is None or not isinstance(said, Suggested):
            return
        self._last[key] = (question, said.question)
        self._last.move_to_end(key)
        while len(self._last) > MOST:
            self._last.popitem(last=False)

    def settle(self, key: str, reply: Reply) -> Settled | None:
        """Return what a reply to a typed message settles; None when it is about something else."""
        if key not in self._last:
            return None
        number, asked = self._last[key]
        said = beneath(reply)
        if isinstance(said, Answered) and said.question == asked:
            settled = Settled(number, said.match.entry.id)
        elif isinstance(said, Unanswered) and said.reason is Reason.NONE_CHOSEN and said.near:
            settled = Settled(number, None)
        else:
            return None
        del self._last[key]
        return settled
