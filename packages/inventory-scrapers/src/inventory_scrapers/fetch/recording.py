"""One recorded exchange, and the folder that holds many: the form that docs/replay.md describes."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.sizes import size_in_words
from inventory_scrapers.files import write_whole

FORM = 1
MAX_ABOUT = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SECRET = frozenset({"set-cookie", "set-cookie2"})


@dataclass(frozen=True)
class Exchange:
    """What came back for one request: a page, or a failure in its place.

    `requests` and `received` (bytes) are the traffic that it took.
    """

    url: str | None = None
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    rendered: bool = False
    from_cache: bool = False
    fetched_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    failure: FetchFailed | None = None
    requests: int = 0
    received: int = 0

    @classmethod
    def of_page(cls, page: Page) -> Exchange:
        """The exchange that gave a page."""
        headers = {name: value for name, value in page.headers.items() if name.lower() not in _SECRET}
        return cls(page.url, page.status, headers, page.body, page.rendered, page.from_cache, page.fetched_at)

    @classmethod
    def of_failure(cls, failed: FetchFailed) -> Exchange:
        """The exchange that gave none."""
        return cls(failure=failed)

    def replayed(self, request: Request) -> Page:
        """The page as it came the first time, or the failure raised anew."""
        if old := self.failure:
            raise FetchFailed(old.outcome, old.rule, str(old), retry_after=old.retry_after)
        return Page(
            self.body,
            url=self.url,
            status=self.status,
            headers=self.headers,
            request=request,
            rendered=self.rendered,
            from_cache=self.from_cache,
            fetched_at=self.fetched_at,
        )


class _Failure(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    rule: str
    message: str
    retry_after: float | None = None


class _About(BaseModel):
    """The file about one exchange. `request` is there for people; the file's name is the key."""

    model_config = ConfigDict(extra="forbid")

    form: int
    request: dict[str, Any]
    fetched_at: AwareDatetime
    requests: int = 0
    received: int = 0
    failure: _Failure | None = None
    url: str | None = None
    status: int = 0
    headers: dict[str, str] = {}
    rendered: bool = False
    from_cache: bool = False
    body: str | None = None


def key_of(request: Request) -> str:
    """The name of a request in a recording: its fingerprint, and `-rendered` where a browser was asked for."""
    return f"{request.fingerprint}-rendered" if request.render else request.fingerprint


class Folder:
    """`KEY.json` for each exchange, `bodies/SHA256` for each body; no name in it comes from a page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bodies = path / "bodies"

    def create(self) -> None:
        """Make the folder where there is none."""
        self._bodies.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, request: Request, exchange: Exchange) -> None:
        """Write an exchange: first its body, then, in one step, what names it. OSError where the disk fails."""
        digest = None
        if exchange.failure is None:
            digest = hashlib.sha256(exchange.body).hexdigest()
            write_whole(self._bodies / digest, exchange.body)
        about = _about(request, exchange, digest).model_dump_json(indent=1, exclude_defaults=True)
        write_whole(self._path / f"{key}.json", about.encode() + b"\n")

    def get(self, key: str, max_bytes: int) -> Exchange | None:
        """The exchange of that key; FetchFailed `damaged_recording` or `recorded_bytes`."""
        content = _read(self._path / f"{key}.json", MAX_ABOUT)
        if content is None:
            return None
        try:
            about = _About.model_validate_json(content)
        except ValidationError as error:
            raise _damaged(key, str(error.errors(include_url=False)[0]["msg"])) from error
        if about.form != FORM:
            raise _damaged(key, f"it has form {about.form}, this version reads form {FORM}")
        return self._exchange(key, about, max_bytes)

    def _exchange(self, key: str, about: _About, max_bytes: int) -> Exchange:
        body, failure = b"", None
        if about.failure:
            old = about.failure
            failure = FetchFailed(old.outcome, old.rule, old.message, retry_after=old.retry_after)
        else:
            body = self._body(key, about.body or "", max_bytes)
        plain = {name: getattr(about, name) for name in ("url", "status", "headers", "rendered", "from_cache", "fetched_at")}
        return Exchange(**plain, body=body, failure=failure, requests=about.requests, received=about.received)

    def _body(self, key: str, digest: str, max_bytes: int) -> bytes:
        if not _DIGEST.fullmatch(digest):
            raise _damaged(key, "it names no body")
        body = _read(self._bodies / digest, max_bytes)
        if body is None or hashlib.sha256(body).hexdigest() != digest:
            raise _damaged(key, "its body is missing or was changed")
        return body


def _about(request: Request, exchange: Exchange, digest: str | None) -> _About:
    """Without the headers and the body of the request: they may hold what is secret."""
    failed = exchange.failure
    return _About(
        form=FORM,
        request={"method": request.method, "url": request.url, "render": request.render},
        fetched_at=exchange.fetched_at,
        requests=exchange.requests,
        received=exchange.received,
        failure=failed
        and _Failure(outcome=failed.outcome, rule=failed.rule, message=str(failed), retry_after=failed.retry_after),
        url=exchange.url,
        status=exchange.status,
        headers=dict(exchange.headers),
        rendered=exchange.rendered,
        from_cache=exchange.from_cache,
        body=digest,
    )


def _read(path: Path, limit: int) -> bytes | None:
    """A regular file's bytes, null where there is none; never through a link, and never waiting for a pipe."""
    try:
        with open(path, "rb", opener=_open_plainly) as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _damaged(path.stem, error.strerror or "it is no file") from error
    if len(content) > limit:
        raise FetchFailed(Outcome.TOO_LARGE, "recorded_bytes", f"the recorded page is larger than {size_in_words(limit)}")
    return content


def _open_plainly(path: str, flags: int) -> int:
    handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "it is no file")


def _damaged(key: str, reason: str) -> FetchFailed:
    return FetchFailed(Outcome.UNREADABLE, "damaged_recording", f"the recording {key} is damaged: {reason}")
