"""What is counted, in the form that Prometheus reads."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 15.0)  # seconds


class Measures:
    """The bot's counters."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter(
            "quanketong_updates", "Updates that came", ["kind"], registry=self.registry
        )
        self.replies = Counter(
            "quanketong_replies", "Replies to questions", ["outcome"], registry=self.registry
        )
        self.reply_seconds = Histogram(
            "quanketong_reply_seconds",
            "From a question's turn to its reply sent",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.failures = Counter(
            "quanketong_send_failures", "Requests that failed", ["kind"], registry=self.registry
        )
        self.errors = Counter("quanketong_errors", "Updates that failed", registry=self.registry)
        self.strangers = Counter(
            "quanketong_strangers", "Updates of people who are no members", registry=self.registry
        )
        self.conflicts = Counter(
            "quanketong_conflicts", "Updates asked for by another process", registry=self.registry
        )
        self.last_update = Gauge(
            "quanketong_last_update_timestamp_seconds",
            "When the last update came",
            registry=self.registry,
        )
        self.waiting = Gauge(
            "quanketong_updates_waiting", "Updates not yet dealt with", registry=self.registry
        )
        self.silence = Gauge(
            "quanketong_silence_seconds",
            "Seconds since Telegram last answered",
            registry=self.registry,
        )
