"""Who asked, as a keyed digest: the same person is recognised, nobody is named."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.ledger.person import Person
from bot.ledger.unavailable import LedgerUnavailable, Trouble

SECRET = "asker.key"  # noqa: S105  # a file's name, no secret
LENGTH = 32  # bytes of the secret; characters of a key
FORGOTTEN = "-"  # begins the key of nobody in particular


class AskerKeys:
    """Makes the keys under which people's questions are kept."""

    def __init__(self, secret: bytes, *, is_new: bool = False) -> None:
        self._secret = secret
        self.is_new = is_new  # whether it was made just now: there was none

    @property
    def fingerprint(self) -> str:
        """What tells one secret from another and gives nothing of it away."""
        return hmac.new(self._secret, b"fingerprint", hashlib.sha256).hexdigest()[:16]

    @classmethod
    def open(cls, folder: Path) -> AskerKeys:
        """Read the secret of a folder, made there the first time; raises LedgerUnavailable."""
        path = folder / SECRET
        try:
            folder.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            if is_new:
                place_secret(path)
            secret = path.read_bytes()
        except OSError as error:
            raise LedgerUnavailable(Trouble.NO_ACCESS, path) from error
        if len(secret) < LENGTH:
            raise LedgerUnavailable(
                Trouble.CORRUPT,
                path,
                said="认人用的密钥文件不完整。用备份里的同名文件换回来；没有备份就删掉它，机器人会新做一个，"
                "但「我问过的」和补好缺口后的通知认不出以前的人。",
            )
        return cls(secret, is_new=is_new)

    def key_of(self, person: Person) -> str:
        """Return somebody's key: 128 bits, as 32 hexadecimal digits."""
        return hmac.new(self._secret, str(person).encode(), hashlib.sha256).hexdigest()[:LENGTH]


def place_secret(path: Path) -> None:
    """Write a new secret that only its owner can read; of two who try, the first one's stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.new")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def nobodys_key() -> str:
    """Return a key that belongs to nobody and never comes up again."""
    return FORGOTTEN + secrets.token_hex(LENGTH // 2)[1:]
