"""Answers on disk, so that a page is asked for again only if it changed (RFC 9110, section 13: ETag, Last-Modified).

One file an answer: a line of JSON about it, then the body. A file is written beside its place and moved into it, so that threads
and processes see it whole or not at all; a damaged one, or a full disk, means no more than that the page is fetched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from inventory_scrapers.fetch.transport import Answer
from inventory_scrapers.files import write_whole

log = logging.getLogger(__name__)

MAX_FOLDER_BYTES = 512 * 1024 * 1024
_CHECK_EVERY = 200
_NOT_KEPT = {"connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length", "set-cookie", "trailer"}


def default_folder() -> Path:
    """The user's cache folder as the platform has it."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "inventory-scrapers" / "pages"


class PageCache:
    """A folder of answers of at most `max_bytes`; those not used longest go first. Never raises for what the disk does."""

    def __init__(self, folder: Path | None = None, max_bytes: int = MAX_FOLDER_BYTES) -> None:
        self.folder, self.max_bytes = folder or default_folder(), max_bytes
        self._writes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Answer | None:
        """The answer kept under a key, whole and undamaged; null where there is none."""
        path = self._path(key)
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        try:
            line, _, body = content.partition(b"\n")
            about = json.loads(line)
            if about["key"] == key and about["sha256"] == hashlib.sha256(body).hexdigest():
                return Answer(int(about["status"]), {str(k): str(v) for k, v in about["headers"].items()}, body)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass
        log.warning("a damaged file of the page cache was dropped")
        with contextlib.suppress(OSError):
            path.unlink()
        return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer, where it may be kept and can be asked about again."""
        if not may_keep(answer):
            return
        headers = {name: value for name, value in answer.headers.items() if name not in _NOT_KEPT}
        digest = hashlib.sha256(answer.body).hexdigest()
        about = json.dumps({"key": key, "status": answer.status, "headers": headers, "sha256": digest}).encode()
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(path, about + b"\n" + answer.body)
        except OSError as error:
            log.warning("the page cache could not be written: %s", error.strerror)
            return
        with self._lock:
            self._writes += 1
            due = self._writes % _CHECK_EVERY == 1
        if due:
            self.shrink()

    def shrink(self) -> None:
        """Remove what was not used longest until the folder holds at most `max_bytes`."""
        files = []
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                files.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self.max_bytes:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _path(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / name[2:]


def may_keep(answer: Answer) -> bool:
    """True for a 200 that has a validator and whose headers do not forbid to store it."""
    headers = answer.headers
    has_validator = bool(headers.get("etag") or headers.get("last-modified"))
    forbidden = "no-store" in headers.get("cache-control", "").lower() or headers.get("vary", "").strip() == "*"
    return answer.status == 200 and has_validator and not forbidden


def validators(answer: Answer) -> dict[str, str]:
    """The request headers that ask whether an answer is still the same."""
    found = {"If-None-Match": answer.headers.get("etag"), "If-Modified-Since": answer.headers.get("last-modified")}
    return {name: value for name, value in found.items() if value and value.isascii() and value.isprintable()}


def refreshed(kept: Answer, headers: Mapping[str, str]) -> Answer:
    """A kept answer with the headers that a 304 brought (RFC 9111, section 3.2)."""
    newer = {name: value for name, value in headers.items() if name not in _NOT_KEPT}
    return Answer(kept.status, {**kept.headers, **newer}, kept.body)
