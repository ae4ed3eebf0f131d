"""What is installed around this process, at the price of a look into each folder of the path."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

State = tuple[tuple[str, int], ...]
_METADATA = (".dist-info", ".egg-info", ".egg-link")


def environment_state() -> State:
    """A value that changes when a distribution is installed, upgraded or removed: its metadata folders and when they changed.

    Nothing is read or imported. The folder's own time would not do: it counts in steps, and an installer fills metadata later.
    """
    return tuple(sorted(found for folder in dict.fromkeys(sys.path) for found in _metadata(folder or os.curdir)))


def _metadata(folder: str) -> Iterator[tuple[str, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(_METADATA):
                    yield entry.path, entry.stat().st_mtime_ns
    except OSError:  # a folder that is not there, a zip file, or one that was removed meanwhile
        return
