"""Passwords: argon2id in a few threads of its own, so that sign-ins never take the processor or the memory from all else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$qDsW74HnR/0f8LAjNrcTog$fqTITSr6IA9Fi97tuX6FNE4XH8YocMvFzUolfGEbsWo"


def hash_password(password: str) -> str:
    """The hash to keep; about 30 ms."""
    return _threads.submit(_hasher.hash, password).result()


def password_matches(password: str, kept: str | None) -> bool:
    """Whether it is the password of that hash. Takes as long where there is no account, and so no hash."""
    return _threads.submit(_verify, password, kept).result()


def needs_rehash(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def _verify(password: str, kept: str | None) -> bool:
    try:
        return _hasher.verify(kept or _NOBODY, password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False
