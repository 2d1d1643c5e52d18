"""A strict stand-in for the Telegram Bot API on loopback, and the people who talk to a bot through it."""
