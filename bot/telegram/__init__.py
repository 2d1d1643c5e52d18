"""The Telegram channel: the only place that knows the library of that name."""

import os

# The library asks to opt in: waits are timedelta, as in its later versions; else it warns at each.
os.environ.setdefault("PTB_TIMEDELTA", "true")
