"""The folder of the data: whether it can be written, how full its disk is, and whether SQLite can lock a file there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from inventory_api.doctor.findings import Finding
from inventory_api.settings import Settings

FULL, LOW = 100 * 2**20, 2**30
"""Bytes: below the first a write may fail at any moment, below the second it is time to look."""
MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "glusterfs", "9p", "vboxsf", "davfs"),
        *("fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone"),
    }
)
"""File systems whose locks do not hold between machines, or not at all (sqlite.org/faq.html#q5)."""


def storage(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the folder of the data, and with that of an SQLite database that is elsewhere."""
    database = sqlite_file(settings)
    if in_the_way := next((place for place in (settings.data_dir, *settings.data_dir.parents) if place.is_file()), None):
        yield Finding("problem", "folder_not_writable", f"{in_the_way} is a file, and no folder: let DATA_DIR name another.")
    for folder in dict.fromkeys(map(_existing, [settings.data_dir, *([database.parent] if database else [])])):
        yield from _written(folder)
        yield from _room(folder)
    if database and (kind := file_system(database.parent)) in NETWORK:
        message = f"{database} is on a network ({kind}), where SQLite can be damaged: put it on a local disk, or use PostgreSQL."
        yield Finding("warning", "network_file_system", message)


def sqlite_file(settings: Settings) -> Path | None:
    """The file of the database; None on PostgreSQL."""
    url = make_url(settings.database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def file_system(folder: Path) -> str | None:
    """The kind of file system on which a folder is, as Linux calls it; None where that cannot be told."""
    try:
        lines = [line.split() for line in MOUNTS.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return None
    mounted = {Path(line[4].replace("\\040", " ")): line[line.index("-") + 1] for line in lines}  # proc_pid_mountinfo(5)
    whole = folder.resolve()
    return next((mounted[place] for place in (whole, *whole.parents) if place in mounted), None)


def _written(folder: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror}): let the service's user own it, or set DATA_DIR."
        yield Finding("problem", "folder_not_writable", message)


def _room(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    message = f"{folder} has {free // 2**20} MiB left: make room before writes fail."
    if free < FULL:
        yield Finding("problem", "disk_full", message)
    elif free < LOW:
        yield Finding("warning", "disk_low", message)


def _existing(folder: Path) -> Path:
    """The folder, or where it would be made."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())
