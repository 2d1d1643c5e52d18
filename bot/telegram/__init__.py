"""The Telegram channel: the only place that knows the library of that name."""
