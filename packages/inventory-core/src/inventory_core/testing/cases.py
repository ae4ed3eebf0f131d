"""Recorded cases: a page, how it was asked for, and what has to be read from it.

A case is a folder with three files, as `inventory-scrapers record` writes it:

    request.json    {"scraper", "asked", "url", "status", "headers", "rendered", "recorded_at", "made_up"}
    page.gz         the body, compressed with gzip
    listings.json   {"outcome": "ok", "listings": [...]}, and "requests": [{"role", "url"}] where those count too

A listing stands there as its JSON, without what is at its default and without what differs from run to run.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from inventory_core.errors import InventoryError
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.reading import read_page
from inventory_core.results import PageResult
from inventory_core.scraper import Scraper
from inventory_core.sizes import size_in_words

Form = TypeVar("Form", bound=BaseModel)
MAX_BYTES = 32_000_000
"""The most that a page, or a file of a case, may have when it is unpacked."""
FILES = ("request.json", "page.gz", "listings.json")
VOLATILE = frozenset({"fetched_at", "scraper_version"})
"""Fields of a listing that differ from run to run and so are not expected."""


class CaseError(InventoryError, ValueError):
    """A folder is no case; the message names the file and what is wrong with it."""


class ExpectedRequest(BaseModel):
    """A request that a page has to give."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str
    url: str


class Expected(BaseModel):
    """What has to be read from a page; `listings` and `requests` are JSON values, `requests` null where they do not count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    listings: tuple[dict[str, Any], ...] = ()
    requests: tuple[ExpectedRequest, ...] | None = None


class Asked(BaseModel):
    """How the page of a case was asked for, and how it came: the fields of Page, without the body.

    `made_up` is true where no site ever gave the page, so that nothing on the web can be held against it.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    scraper: str | None = None
    asked: str | None = None
    url: str | None = None
    status: int = 0
    headers: dict[str, str] = {}
    rendered: bool = False
    recorded_at: dt.datetime | None = None
    made_up: bool = False


class Case:
    """One recorded page with what has to be read from it; `name` is that of its folder."""

    def __init__(self, folder: Path, asked: Asked, body: bytes, expected: Expected) -> None:
        self.folder, self.asked, self.body, self.expected = folder, asked, body, expected
        self.name = folder.name

    def __repr__(self) -> str:
        return f"Case({self.name})"

    @property
    def url(self) -> str:
        """The address that the page came from."""
        return self.asked.url or ""

    @property
    def keeps_sellers(self) -> bool:
        """True where the names of sellers were recorded too, so that they have to be read."""
        return any((listing.get("seller") or {}).get("name") for listing in self.expected.listings)

    def page(self, body: bytes | None = None, *, url: str | None = None, status: int | None = None) -> Page:
        """A new Page of this case, or one that has another body, address or status."""
        asked = self.asked
        return Page(
            self.body if body is None else body,
            url=url or asked.url,
            status=asked.status if status is None else status,
            headers=asked.headers,
            request=Request(url=asked.asked) if asked.asked and url is None else None,
            rendered=asked.rendered,
            fetched_at=asked.recorded_at or dt.datetime.now(dt.UTC),
        )

    def read(self, scraper: Scraper, page: Page | None = None) -> PageResult:
        """What a scraper reads from the page, or from another one in its place, with the names of sellers as recorded."""
        return read_page(scraper, page or self.page(), keep_sellers=self.keeps_sellers)


def load_cases(folder: str | Path) -> list[Case]:
    """The cases below a folder, by name; CaseError where there is none, or where one cannot be read."""
    found = sorted({path.parent for name in FILES for path in Path(folder).glob(f"*/{name}")})
    if not found:
        raise CaseError(f"{folder} has no cases: record one with `inventory-scrapers record URL --into {folder}`")
    return [load_case(path) for path in found]


def load_case(folder: Path) -> Case:
    """The case in a folder; CaseError where it cannot be read."""
    request, page, listings = (folder / name for name in FILES)
    return Case(folder, _parse(Asked, request), _unpack(page), _parse(Expected, listings))


def as_expected(result: PageResult) -> dict[str, Any]:
    """What a page gave in the form of listings.json, as JSON values; with its requests, which a case may leave out."""
    return {
        "outcome": str(result.outcome),
        "listings": [
            listing.model_dump(mode="json", exclude=set(VOLATILE), exclude_defaults=True) for listing in result.listings
        ],
        "requests": [{"role": request.role, "url": request.url} for request in result.requests],
    }


def _parse(form: type[Form], path: Path) -> Form:
    text = _read(path)
    try:
        return form.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        raise CaseError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{path} is no JSON: {error}") from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(path, file.read(MAX_BYTES + 1))
    except OSError as error:
        raise CaseError(f"{path} cannot be read: {error.strerror}") from error


def _unpack(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            return _bounded(path, file.read(MAX_BYTES + 1))
    except FileNotFoundError as error:
        raise CaseError(f"{path} cannot be read: {error.strerror}") from error
    except (OSError, EOFError, zlib.error) as error:
        raise CaseError(f"{path} is not what gzip writes: {error}") from error


def _bounded(path: Path, body: bytes) -> bytes:
    if len(body) > MAX_BYTES:
        raise CaseError(f"{path} has more than {size_in_words(MAX_BYTES)}: a case is one page, trimmed")
    return body
