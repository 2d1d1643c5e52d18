"""Taking an entry down and putting it back, as supervisors do it; the words for it are here too."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import datetime

from bot import wording
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.telling.digest import take_back
from indexer.entry import Entry


class WithdrawalRefused(Exception):
    """Nothing was changed; the text says why and what to do."""


def withdraw(
    ledger: Ledger,
    entries: Mapping[str, Entry],
    entry_id: str,
    reason: str,
    by: Person,
    now: datetime,
) -> str:
    """Take an entry down for a reason that askers see; return what to tell the supervisor.

    Answers with it that still wait to be sent are held back until it is restored, and so is news
    of what changed in it. `entries` are
    those of the published index. Raises WithdrawalRefused, LedgerUnavailable.
    """
    entry, reason = find(entries, entry_id), " ".join(reason.split())
    known = ledger.withdrawals.find(entry.id)
    if known is not None:
        said = wording.WITHDRAWN_ALREADY
        raise WithdrawalRefused(said.format(title=entry.title, reason=known.reason, id=entry.id))
    if entry.is_withdrawn:
        raise WithdrawalRefused(wording.WITHDRAWN_FOR_GOOD.format(title=entry.title))
    if not reason:
        raise WithdrawalRefused(wording.WITHDRAW_WHY.format(id=entry.id))
    with ledger.one_step():
        ledger.withdrawals.withdraw(entry.id, reason, by, now)
        ledger.gap_news.recall(entry.id, now)
        take_back(ledger, entry.id, entry.title, now)
    return wording.WITHDRAW_DONE.format(title=entry.title, id=entry.id)


def restore(
    ledger: Ledger, entries: Mapping[str, Entry], entry_id: str, by: Person, now: datetime
) -> str:
    """Show an entry again; return what to tell the supervisor.

    Raises WithdrawalRefused, LedgerUnavailable.
    """
    if not ledger.withdrawals.restore(entry_id, by, now):
        down = "、".join(one.entry for one in ledger.withdrawals.in_force())
        said = wording.NOT_WITHDRAWN if down else wording.NOTHING_WITHDRAWN
        raise WithdrawalRefused(said.format(id=entry_id, ids=down))
    entry = entries.get(entry_id)
    return wording.RESTORE_DONE.format(title=entry.title if entry else entry_id)


def find(entries: Mapping[str, Entry], entry_id: str) -> Entry:
    """Return an entry by its id; raises WithdrawalRefused, naming those that come near."""
    if entry_id in entries:
        return entries[entry_id]
    near = difflib.get_close_matches(entry_id, entries, n=3, cutoff=0.5)
    hint = wording.NEAR_ENTRIES.format(ids="、".join(near)) if near else wording.LOOK_UP_ENTRY
    raise WithdrawalRefused(wording.NO_SUCH_ENTRY.format(id=entry_id, near=hint))
