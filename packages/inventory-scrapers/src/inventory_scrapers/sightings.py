"""What of a crawl's listings is worth showing: each once, and again only where something new was seen."""

from __future__ import annotations

from inventory_core import Batch, Listing, Request, canonical_url, merge
from inventory_core.listing import OBSERVABLE, is_given


class Sightings:
    """The listings of one crawl, page by page, without those that say nothing new.

    With `hold`, a listing whose own page is still to come waits for it and is given once, merged; `rest` gives what waits
    in vain.
    """

    def __init__(self, *, hold: bool = False) -> None:
        self._hold = hold
        self._held: dict[str, Listing] = {}
        self._shown: dict[str, set[int]] = {}

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
        """What was seen in a list and whose own page never came."""
        left, self._held = list(self._held.values()), {}
        return self._new(left)

    def _awaited(self, requests: tuple[Request, ...]) -> set[str]:
        return {canonical_url(request.url) for request in requests if request.role == "detail"} if self._hold else set()

    def _new(self, listings: list[Listing]) -> list[Listing]:
        return [listing for listing in listings if self._is_new(listing)]

    def _is_new(self, listing: Listing) -> bool:
        now = {hash((name, repr(value))) for name in OBSERVABLE if is_given(value := getattr(listing, name))}
        before = self._shown.setdefault(listing.key, set())
        fresh = not before or not now <= before
        before |= now
        return fresh


def _join(earlier: Listing, listings: list[Listing]) -> list[Listing]:
    """The listings of a page with what a list showed before: merged into the same one, or ahead of the others."""
    if not any(listing.key == earlier.key for listing in listings):
        return [earlier, *listings]
    return [merge(earlier, listing) if listing.key == earlier.key else listing for listing in listings]
