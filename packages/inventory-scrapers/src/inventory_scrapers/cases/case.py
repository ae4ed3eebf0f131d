"""Makes a case of a page: trimmed and scrubbed so that it can be published, with what is expected of it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inventory_core import Listing, Page, PageResult, Request, Scraper
from inventory_core.testing.cases import Asked, as_expected
from inventory_scrapers.cases.reading import Reader, essence
from inventory_scrapers.cases.scrub import Scrubbed, holds, scrub
from inventory_scrapers.cases.secrets import Secret
from inventory_scrapers.cases.trim import trim

_LONG = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])(?!scrubbed)[\w-]{32,}(?![\w-])", re.ASCII)


class NotText(ValueError):
    """The page cannot be written as text without changing what is read from it."""


@dataclass(frozen=True)
class Case:
    """A page that can be published, what is read from it, and what was done to it.

    `removed` and `replaced` count by kind, `stayed` are secrets that the reading needs, `unnamed` long identifiers that no rule
    knows.
    """

    page: Page
    result: PageResult
    asked: str
    removed: Counter[str]
    replaced: Counter[str]
    stayed: tuple[Secret, ...]
    unnamed: tuple[str, ...]

    def fields_with(self, secret: Secret) -> list[str]:
        """The fields that a secret is read into: of listings ("title", "images.url"), and "url" of following requests."""
        found: dict[str, None] = {}
        for listing in self.result.listings:
            found |= dict.fromkeys(_fields_with(listing, secret.text))
        if any(holds(request.url, secret.text) for request in self.result.requests):
            found["the address of a request"] = None
        return list(found)

    @property
    def name(self) -> str:
        """The folder's name: scraper, kind of page, and eight hexadecimal digits of the address."""
        fingerprint = self.page.request.fingerprint if self.page.request else ""
        return f"{self.result.scraper}-{self.result.kind or 'page'}-{fingerprint[:8]}"


def make(scraper: Scraper, page: Page, *, keep_sellers: bool = False) -> Case:
    """The case of a page that was fetched; NotText where the page is no text.

    What is read from it is the same as before, but for the secrets and what stands in their place.
    """
    reader = Reader(scraper, page, keep_sellers=keep_sellers)
    text, url = page.text.removeprefix("\ufeff"), page.url or ""
    if reader.essence(text) != essence(reader.read(page)):
        raise NotText("written as UTF-8, this page is read differently, so it cannot be made a case")
    asked = page.request.url if page.request else url
    trimmed, removed = trim(text, reader)
    names = [] if keep_sellers else _sellers(Reader(scraper, page, keep_sellers=True), trimmed)
    clean = scrub(trimmed, (url, asked), names, reader, url)
    return _finished(reader, page, clean, asked, removed)


def _finished(reader: Reader, page: Page, clean: Scrubbed, asked: str, removed: Counter[str]) -> Case:
    asked = clean.clean(asked)
    final = reader.page(clean.text, clean.clean(page.url or ""))
    if page.request:
        final = replace(final, request=page.request.model_copy(update={"url": asked}))
    unnamed = tuple(dict.fromkeys(_LONG.findall(clean.text)))
    return Case(final, reader.read(final), asked, removed, clean.replaced, tuple(clean.stayed), unnamed)


def _sellers(reader: Reader, text: str) -> list[str]:
    """The names of sellers that are read from the page; a name of two letters is in too many words to be taken out."""
    listings = reader.read(reader.page(text)).listings
    names = dict.fromkeys(listing.seller.name for listing in listings if listing.seller and listing.seller.name)
    return [name for name in names if len(name) > 2]


def _fields_with(listing: Listing, text: str) -> Iterator[str]:
    """What holds a text as its value, or was made of a text that held it."""
    yield from _holding(listing.model_dump(mode="json", exclude={"evidence", "warnings"}, exclude_defaults=True), text)
    for name, found in listing.evidence.items():
        if holds(found.raw or "", text) or any(holds(other.value, text) for other in found.alternatives):
            yield name


def _holding(value: Any, text: str, path: str = "") -> Iterator[str]:
    """The paths of values that hold a text; places in a list have none of their own."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _holding(inner, text, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _holding(inner, text, path)
    elif holds(str(value), text):
        yield path


def of_address(folder: Path, url: str, scraper: str) -> list[str]:
    """The names of the cases in a folder that are of this address, read by this scraper; what is no case is passed over."""
    asked = Request(url=url).fingerprint
    found = []
    for file in sorted(folder.glob("*/request.json")):
        try:
            told = Asked.model_validate_json(file.read_bytes())
            if told.scraper == scraper and Request(url=told.asked or told.url or "").fingerprint == asked:
                found.append(file.parent.name)
        except (OSError, ValueError):
            continue
    return found


def is_own_name(name: str, url: str) -> bool:
    """Whether a folder is called as Case.name calls one of this address, whatever kind of page it was."""
    return name.endswith(f"-{Request(url=url).fingerprint[:8]}")


def write(case: Case, folder: Path, *, made_up: bool = False) -> None:
    """Write request.json, page.gz and listings.json; the same page gives the same bytes.

    `made_up` marks a page that no site gave.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.gz").write_bytes(gzip.compress(case.page.body, mtime=0))
    dump(folder / "request.json", _request(case) | ({"made_up": True} if made_up else {}))
    dump(folder / "listings.json", as_expected(case.result))


def _request(case: Case) -> dict[str, Any]:
    page = case.page
    return {
        "scraper": case.result.scraper,
        "asked": case.asked,
        "url": page.url,
        "status": page.status,
        "headers": {name: value for name, value in page.headers.items() if name == "content-type"},
        "rendered": page.rendered,
        "recorded_at": page.fetched_at.isoformat(),
        "removed": dict(sorted(case.removed.items())),
        "replaced": dict(sorted(case.replaced.items())),
    }


def dump(path: Path, value: Any) -> None:
    """Write JSON for people."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
