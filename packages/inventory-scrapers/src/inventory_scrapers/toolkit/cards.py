"""Lists of cards: a card that cannot be read is counted, never passed over in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from inventory_core import Draft, LayoutChanged

Card = TypeVar("Card")


def read_cards(cards: Iterable[Card], read: Callable[[Card], Draft | None], *, what: str = "cards") -> Iterator[Draft]:
    """Yield the draft that `read` makes of each card; a listing that stands twice on the page comes once.

    `read` returns null for what it does not recognise. LayoutChanged is raised after the last card where any was not
    recognised, so that the page is `partial`, or `layout_changed` where none was.
    """
    total = unread = 0
    seen: set[str] = set()
    for card in cards:
        total += 1
        draft = read(card)
        if draft is None:
            unread += 1
        elif (name := str(draft.get("listing_id") or draft.get("url"))) not in seen:
            seen.add(name)
            yield draft
    if unread:
        raise LayoutChanged(f"{unread} of {total} {what} could not be read")
