"""The askers' secret that was lost and made anew: noted once, and known until the old questions went."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger.asker import FORGOTTEN, AskerKeys
from bot.ledger.audit import Act, note
from bot.ledger.database import Database
from bot.ledger.tables import AuditRow, QuestionRow

log = logging.getLogger(__name__)

OF_SOMEBODY = QuestionRow.asker.not_like(f"{FORGOTTEN}%")


def note_lost_key(database: Database, askers: AskerKeys, now: datetime) -> None:
    """Note that the secret was made anew although there were questions of askers already."""
    if not askers.is_new:
        return
    with database.write() as session:
        if not count_before(session, now):
            return
        note(session, None, Act.NEW_KEY, askers.fingerprint, now)
    log.error(
        "认人用的密钥不见了，新做了一把：以前问过的人认不出来了。运行 python -m bot doctor 看怎么办。"
    )


def unrecognised(database: Database, askers: AskerKeys) -> tuple[datetime, int] | None:
    """Return when the secret in use was made in place of a lost one, and how many questions suffer.

    None when it was not, or when nothing is left from before.
    """
    wanted = select(func.max(AuditRow.at)).where(
        AuditRow.act == str(Act.NEW_KEY), AuditRow.subject == askers.fingerprint
    )
    with database.read() as session:
        since = session.scalar(wanted)
        left = count_before(session, since) if since is not None else 0
    return (since, left) if since is not None and left else None


def count_before(session: Session, moment: datetime) -> int:
    """Return how many questions of known askers are kept from before a moment."""
    before = select(func.count()).where(QuestionRow.asked_at < moment, OF_SOMEBODY)
    return session.scalar(before) or 0
