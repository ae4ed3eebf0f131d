"""Files that only their owner can read: they hold what everyone has, and hashes of passwords."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, event


def keep_private(engine: Engine) -> Engine:
    """The engine of an SQLite file, which is made for its owner alone where it is missing; SQLite makes those beside it alike."""
    file = engine.url.database

    def make(*_of_the_connection: Any) -> None:
        if file:
            make_private(file)

    event.listen(engine, "do_connect", make)
    return engine


def make_private(file: str | os.PathLike[str]) -> None:
    """An empty file with mode 0600, unless there is one; where none can be made, whoever opens it says why."""
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
