"""What of a crawl's listings is worth showing: each once, and again only where something new was seen."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from inventory_core import Batch, Listing, Request, canonical_url, merge
from inventory_core.listing import OBSERVABLE, is_given


class Sightings:
    """The listings of one crawl, page by page, without those that say nothing new.

    With `hold`, a listing whose own page is still to come waits for it and is given once, merged; `rest` gives what waits
    in vain. `shown` and `held` are what a crawl that goes on later needs to know: the marks of what was given, by key, four
    bytes for each field and its value, and the listings that wait.
    """

    def __init__(self, *, hold: bool = False, shown: Mapping[str, bytes] | None = None, held: Iterable[Listing] = ()) -> None:
        self._hold = hold
        self._held = {listing.url or "": listing for listing in held}
        self.shown = dict(shown or {})

    @property
    def held(self) -> tuple[Listing, ...]:
        """The listings whose own page is still to come."""
        return tuple(self._held.values())

    def take(self, batch: Batch) -> list[Listing]:
        """What to show after this page."""
        awaited = self._awaited(batch.result.requests)
        earlier = self._held.pop(canonical_url(batch.request.url), None) if self._held else None
        ready = [listing for listing in batch.result.listings if listing.url not in awaited]
        for listing in batch.result.listings:
            if listing.url in awaited:
                self._held.setdefault(listing.url or "", listing)
        return self._new(_join(earlier, ready) if earlier else ready)

    def rest(self) -> list[Listing]:
        """What was seen in a list and whose own page has not come; it may still come to a crawl that goes on."""
        return self._new(list(self._held.values()))

    def _awaited(self, requests: tuple[Request, ...]) -> set[str]:
        return {canonical_url(request.url) for request in requests if request.role == "detail"} if self._hold else set()

    def _new(self, listings: list[Listing]) -> list[Listing]:
        return [listing for listing in listings if self._is_new(listing)]

    def _is_new(self, listing: Listing) -> bool:
        before = self.shown.get(listing.key)
        known, now = _parts(before or b""), {_mark(name, value) for name, value in _given(listing)}
        self.shown[listing.key] = b"".join(sorted(known | now))
        return before is None or not now <= known


def _given(listing: Listing) -> Iterable[tuple[str, object]]:
    return ((name, value) for name in OBSERVABLE if is_given(value := getattr(listing, name)))


def _mark(name: str, value: object) -> bytes:
    return zlib.crc32(f"{name} {value!r}".encode(errors="replace")).to_bytes(4)


def _parts(marks: bytes) -> set[bytes]:
    return {marks[start : start + 4] for start in range(0, len(marks), 4)}


def _join(earlier: Listing, listings: list[Listing]) -> list[Listing]:
    """The listings of a page with what a list showed before: merged into the same one, or ahead of the others."""
    if not any(listing.key == earlier.key for listing in listings):
        return [earlier, *listings]
    return [merge(earlier, listing) if listing.key == earlier.key else listing for listing in listings]
