"""Another process on the ledger of a test: acts once, or is killed between two steps."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.ledger.gap_rows import GapTaken
from bot.ledger.invitations import InvitationRefused
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.settings import LedgerSettings


def redeem(ledger: Ledger, code: str, person: str, now: str) -> None:
    """Redeem a code."""
    try:
        member = ledger.invitations.redeem(code, Person.read(person), datetime.fromisoformat(now))
    except InvitationRefused as error:
        print(error.refusal)
    else:
        print(member.role)


def claim(ledger: Ledger, gap: str, person: str, now: str) -> None:
    """Claim a gap."""
    try:
        ledger.gaps.claim(int(gap), Person.read(person), datetime.fromisoformat(now))
    except GapTaken as error:
        print(f"taken by {error.owner}")
    else:
        print("mine")


def write(ledger: Ledger, prefix: str, count: str, now: str) -> None:
    """Put messages, as fast as can be."""
    at = datetime.fromisoformat(now)
    for number in range(int(count)):
        ledger.deliveries.put(f"{prefix}:{number}", Person.read("telegram:1"), "x", at)
    print("written")


def deliver(ledger: Ledger, sent: str, deadly: str, now: str) -> None:
    """Deliver all messages that are due, a line in a file being a message that arrived."""
    at, step = datetime.fromisoformat(now), Steps(int(deadly))
    while delivery := ledger.deliveries.claim(at):
        step()
        with Path(sent).open("a", encoding="utf-8") as file:
            file.write(f"{delivery.key} {delivery.body}\n")
        step()
        ledger.deliveries.sent(delivery, at)
        step()


def take_in(ledger: Ledger, dealt_with: str, deadly: str, now: str) -> None:
    """Take four updates in, then deal with all that wait."""
    at, step = datetime.fromisoformat(now), Steps(int(deadly))
    for update_id in (1, 2, 3, 4):
        ledger.inbox.put(update_id, f"body {update_id}", at)
        step()
    for update in ledger.inbox.waiting():
        if ledger.inbox.begin(update.update_id, at):
            step()
            with Path(dealt_with).open("a", encoding="utf-8") as file:
                file.write(f"{update.update_id} {update.body}\n")
            step()
            ledger.inbox.done(update.update_id, at)
            step()


class Steps:
    """Counts steps, and kills this process after one of them."""

    def __init__(self, deadly: int) -> None:
        self.left = deadly

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Open the ledger, say so, wait, act."""
    file, act, *arguments = sys.argv[1:]
    ledger = Ledger.open(LedgerSettings(file=Path(file)))
    print("ready", flush=True)
    sys.stdin.readline()
    acts = {
        "redeem": redeem,
        "claim": claim,
        "write": write,
        "deliver": deliver,
        "take_in": take_in,
    }
    acts[act](ledger, *arguments)
    ledger.close()


if __name__ == "__main__":
    main()
