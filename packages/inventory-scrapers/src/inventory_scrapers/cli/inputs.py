"""Pages from files: bounded, unpacked where they are compressed."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import IO

from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure

MAX_BYTES = 64 * 1024 * 1024
_GZIP = b"\x1f\x8b"


def read_body(name: str) -> bytes:
    """The bytes of a file, or of standard input for "-"; Failure (unreadable) with the reason."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise Failure(ExitCode.UNREADABLE, "cannot read -: standard input is closed")
            return _unpacked(sys.stdin.buffer)
        path = Path(name)
        if not path.is_file():
            raise Failure(ExitCode.UNREADABLE, f"cannot read {name}: {_why_not(path)}")
        with path.open("rb") as file:
            return _unpacked(file)
    except (OSError, ValueError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Failure(ExitCode.UNREADABLE, f"cannot read {name}: {reason}") from error


def _why_not(path: Path) -> str:
    if path.is_dir():
        return "is a directory"
    if path.exists():
        return "is no regular file"
    return "no such file; scrape fetches an address" if path.parts[0] in ("http:", "https:") else "no such file"


def _unpacked(file: IO[bytes]) -> bytes:
    """What the file holds, unpacked where its first bytes say gzip (RFC 1952)."""
    body = _bounded(file.read(MAX_BYTES + 1))
    return _gunzip(body) if body.startswith(_GZIP) else body


def _gunzip(packed: bytes) -> bytes:
    unpacked, members = b"", 0
    while packed.startswith(_GZIP) and members < 100:
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        unpacked = _bounded(unpacked + stream.decompress(packed, MAX_BYTES + 1 - len(unpacked)))
        if not stream.eof:
            raise ValueError("the gzip data is cut off")
        packed, members = stream.unused_data, members + 1
    return unpacked


def _bounded(body: bytes) -> bytes:
    if len(body) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES // 2**20} MiB")
    return body
