"""The words of the ledger's subjects that its tables keep."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member may do."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"


class MemberState(StrEnum):
    """Whether a member is served."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class DeliveryState(StrEnum):
    """How far a message got."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class FeedbackKind(StrEnum):
    """What an asker can say of a reply."""

    HELPFUL = "helpful"
    NOT_SOLVED = "not_solved"
    NONE_OF_THESE = "none_of_these"
