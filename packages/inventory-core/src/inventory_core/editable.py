"""Plugins that were installed with `pip install -e` while this process ran.

What such an installation leaves is a .pth file, which Python reads when it starts and never again (see the module `site`). Its
lines are folders for the path, or code. The folders are taken up here as a restart would; code is left to a restart.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path
from typing import Any

NOT_YET = "it was installed in editable mode (pip install -e) while this process ran, and is importable after a restart"


def load(entry: EntryPoint) -> Any:
    """What an entry point names. ModuleNotFoundError says where a restart is all that is missing."""
    try:
        return entry.load()
    except ModuleNotFoundError as error:
        files = list(_path_files(entry.dist)) if error.name == entry.module.partition(".")[0] else []
        if new := [folder for file in files for folder in _folders(file) if folder not in sys.path]:
            sys.path.extend(new)
            return entry.load()
        if any(_has_code(file) for file in files):
            raise ModuleNotFoundError(f"{error}: {NOT_YET}", name=error.name) from error
        raise


def _path_files(distribution: Distribution | None) -> Iterator[Path]:
    """The .pth files that an installation left; none where it recorded no files."""
    for file in (distribution.files or ()) if distribution else ():
        if file.suffix == ".pth" and len(file.parts) == 1 and (path := Path(str(file.locate()))).is_file():
            yield path


def _lines(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text("utf-8-sig", "replace").splitlines() if not line.startswith("#")]


def _folders(file: Path) -> Iterator[str]:
    """The folders that a .pth file names and that are there; relative ones begin beside it."""
    for line in _lines(file):
        if line and not _is_code(line) and os.path.isdir(folder := os.path.join(file.parent, line)):
            yield folder


def _has_code(file: Path) -> bool:
    return any(map(_is_code, _lines(file)))


def _is_code(line: str) -> bool:
    return line.startswith(("import ", "import\t"))
