"""WARC files as recordings (ISO 28500, by the library warcio; extra `warc`): read, not written.

Of a file, the records of type `response` to GET requests count; the last one of an address wins. Redirects lead from record
to record. Records of type `revisit`, which hold no body, are passed over.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.page import Request
from inventory_scrapers.fetch.content import PIECE, capped, decoded
from inventory_scrapers.fetch.recording import Exchange, key_of

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class WarcRecording:
    """The responses of one file, found by address and read when they are asked for; threads may share it.

    Opening reads the file through once. UNREADABLE `damaged_recording` where it is no WARC file, ModuleNotFoundError with what to
    install where the extra is missing.
    """

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._file: BinaryIO = path.open("rb")
        try:
            self._offsets = dict(_index(self._file))
        except BaseException:
            self._file.close()
            raise

    def get(self, request: Request) -> Exchange | None:
        """The response to a request, after redirects; null where it, or what it leads to, is not in the file."""
        if request.render:
            return None
        for _ in range(MAX_REDIRECTS + 1):
            exchange = self._read(key_of(request))
            location = exchange.headers.get("location", "") if exchange else ""
            if exchange is None or exchange.status not in _REDIRECTS or not location:
                return exchange
            try:
                request = Request(url=urljoin(request.url, location.strip()))
            except ValueError as error:
                raise FetchFailed(Outcome.REFUSED, "redirect_address", "a redirect led to no http(s) address") from error
        raise FetchFailed(Outcome.REFUSED, "redirects", f"there were more than {MAX_REDIRECTS} redirects")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _read(self, key: str) -> Exchange | None:
        offset = self._offsets.get(key)
        if offset is None:
            return None
        with self._lock:
            self._file.seek(offset)
            try:
                return self._exchange(next(iter(_records(self._file))))
            except FetchFailed:
                raise
            except Exception as error:  # whatever the library makes of a damaged file
                raise _damaged(f"a record cannot be read ({type(error).__name__})") from error

    def _exchange(self, record: Any) -> Exchange:
        headers: dict[str, str] = {}
        for name, value in record.http_headers.headers:
            if name.lower() != "set-cookie":
                headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
        body = self._body(record, headers)
        date = dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
        fetched_at = date if date.tzinfo else date.replace(tzinfo=dt.UTC)
        url = record.rec_headers.get_header("WARC-Target-URI")
        return Exchange(url, int(record.http_headers.get_statuscode()), headers, body, fetched_at=fetched_at)

    def _body(self, record: Any, headers: dict[str, str]) -> bytes:
        raw = b"".join(capped(_pieces(record.raw_stream), self._max_bytes))
        if len(raw) < record.payload_length:
            raise _damaged("a record is cut off")
        if headers.get("transfer-encoding", "").strip().lower() == "chunked":
            raw = _joined(raw)
        codings = headers.get("content-encoding", "")
        if codings.strip().lower() in {"gzip", "x-gzip"} and not raw.startswith(b"\x1f\x8b"):
            codings = ""  # some recorders keep the header of what they have already undone
        return b"".join(capped(decoded(iter([raw]), codings, self._max_bytes), self._max_bytes))


def _index(file: BinaryIO) -> Iterator[tuple[str, int]]:
    """The key of each response to a GET, and where its record begins; responses to other methods are left out."""
    found: dict[str, tuple[str, int]] = {}
    other: set[str] = set()
    try:
        records = _records(file)
        for record in records:
            headers = record.rec_headers
            if record.rec_type == "request" and record.http_headers and record.http_headers.protocol != "GET":
                other.add(headers.get_header("WARC-Concurrent-To") or "")
            if record.rec_type != "response" or record.http_headers is None:
                continue
            if key := _key(headers.get_header("WARC-Target-URI") or ""):
                offset = records.get_record_offset()
                found[headers.get_header("WARC-Record-ID") or str(offset)] = (key, offset)
    except ModuleNotFoundError:
        raise
    except Exception as error:  # whatever the library makes of a damaged file
        raise _damaged(f"it is no whole WARC file ({type(error).__name__})") from error
    yield from (at for name, at in found.items() if name not in other)


def _key(url: str) -> str | None:
    try:
        return key_of(Request(url=url))
    except ValueError:
        return None


def _records(file: BinaryIO) -> Any:
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as error:
        message = 'reading WARC files needs warcio: pip install "inventory-scrapers[warc]"'
        raise ModuleNotFoundError(message, name="warcio") from error
    return ArchiveIterator(file)


def _pieces(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def _joined(body: bytes) -> bytes:
    """A chunked body (RFC 9112, section 7.1) in one; as it is where it does not begin with the size of a chunk."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at, at + 100)) >= 0:
        try:
            size = int(body[at:end].partition(b";")[0], 16)
        except ValueError:
            break
        if size <= 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
    if not parts:
        return body
    raise _damaged("a chunked body is cut off")


def _damaged(reason: str) -> FetchFailed:
    return FetchFailed(Outcome.UNREADABLE, "damaged_recording", f"the WARC file is damaged: {reason}")
