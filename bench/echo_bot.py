"""The least a bot on the same library can do: say back what it hears; run as a process of its own."""

from __future__ import annotations

import os

from telegram import Message, Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

AT_ONCE = 16


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say back what was said."""
    del context
    if isinstance(update.message, Message):
        await update.message.reply_text(update.message.text or "")


def main() -> None:
    """Run until the process is told to stop."""
    api = os.environ["TELEGRAM_API_URL"]
    bot = (
        ApplicationBuilder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(f"{api}/bot")
        .concurrent_updates(AT_ONCE)
        .connection_pool_size(2 * AT_ONCE)
        .pool_timeout(30)
        .build()
    )
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    bot.run_polling(timeout=30)


if __name__ == "__main__":
    main()
