"""The key that signs access tokens: given, or made on first run and kept. One that can be guessed is refused."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

SHORTEST = 32
_WELL_KNOWN = (
    "changeme",
    "secret",
    "password",
    "example",
    "default",
    "insecure",
    "your-",
    "test",
    "1234567890",
    "abcdefgh",
    "qwerty",
)
MEND = 'Give SECRET_KEY 32 random characters or more, such as those of `python -c "import secrets; print(secrets.token_hex(32))"`'


class WeakSecret(ValueError):
    """The service does not start with this key; the message says how to mend it."""


def kept_key(given: str | None, file: Path) -> str:
    """The given key, else that of the file, which is made where it is missing; WeakSecret."""
    if given is not None:
        return checked(given, f"{MEND}, or leave it out: then one is made and kept.")
    _make(file)
    mend = f"Delete {file} to have a new one made; everyone has to sign in again."
    try:
        return checked(file.read_text("ascii").strip(), mend)
    except (IsADirectoryError, UnicodeDecodeError):
        raise WeakSecret(f"{file} holds no key. {mend}") from None


def checked(key: str, mend: str) -> str:
    """The key, where nobody can guess it; WeakSecret."""
    if len(key) < SHORTEST:
        raise WeakSecret(f"The secret key is shorter than {SHORTEST} characters. {mend}")
    if len(set(key)) < 10 or _repeats(key) or any(word in key.lower() for word in _WELL_KNOWN):
        raise WeakSecret(f"The secret key is one that can be guessed. {mend}")
    return key


def _repeats(key: str) -> bool:
    """True where the key is one text again and again that would be too short by itself."""
    return any(key[length:] == key[:-length] for length in range(1, min(SHORTEST, len(key) // 2 + 1)))


def _make(file: Path) -> None:
    # Linked into place whole, so that of several processes that start at once one makes it and all read the same.
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_hex(32))  # in hexadecimal no well-known word comes about by chance
    with suppress(FileExistsError):
        os.link(made, file)
    made.unlink()
