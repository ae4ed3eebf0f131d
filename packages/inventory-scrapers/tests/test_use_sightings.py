"""Which sightings of a listing are worth showing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inventory_core import Batch, Cursor, Listing, Outcome, PageResult, Request
from inventory_scrapers.sightings import Sightings


def item(key: str, **fields: Any) -> Listing:
    return Listing(source="acme", listing_id=key, url=f"https://acme.test/item/{key}", **fields)


def batch(*listings: Listing, details: str = "", url: str = "https://acme.test/list") -> Batch:
    requests = tuple(Request(url=f"https://acme.test/item/{key}", role="detail") for key in details)
    result = PageResult(outcome=Outcome.OK, listings=listings, requests=requests)
    return Batch(Request(url=url), result, lambda: Cursor(scraper="acme"))


def test_a_second_sighting_is_shown_only_where_it_says_more_or_something_else() -> None:
    """The same values, or fewer, are nothing new; another title is."""
    seen = Sightings()
    assert len(seen.take(batch(item("a", title="one", brand="x")))) == 1
    assert seen.take(batch(item("a", title="one"))) == []
    assert [one.title for one in seen.take(batch(item("a", title="two")))] == ["two"]


def test_a_held_listing_is_merged_with_its_own_page() -> None:
    """What the list alone showed stays beside what the listing's own page shows."""
    seen = Sightings(hold=True)
    assert seen.take(batch(item("a", likes=3), item("b"), details="a"))[0].key == "acme:b"
    shown = seen.take(batch(item("a", title="one"), url="https://acme.test/item/a"))
    assert [(one.title, one.likes) for one in shown] == [("one", 3)]
    assert seen.rest() == []


def test_a_held_listing_whose_page_gave_nothing_is_shown_as_the_list_showed_it() -> None:
    """It is not lost, whether its page came to nothing or never came."""
    seen = Sightings(hold=True)
    assert seen.take(batch(item("a"), item("b"), details="ab")) == []
    assert [one.key for one in seen.take(batch(url="https://acme.test/item/a"))] == ["acme:a"]
    assert [one.key for one in seen.rest()] == ["acme:b"]


sightings = st.tuples(st.sampled_from("abcd"), st.sampled_from([None, "x", "y"]))


@given(st.lists(st.lists(sightings, max_size=4), max_size=5), st.booleans())
def test_no_listing_is_ever_lost(pages: list[list[tuple[str, str | None]]], hold: bool) -> None:
    """Every key and every title that any page showed comes out, whatever the order."""
    seen = Sightings(hold=hold)
    shown: list[Listing] = []
    for page in pages:
        shown += seen.take(batch(*(item(key, title=title) for key, title in page), details="a"))
    shown += seen.rest()
    assert {one.key for one in shown} == {f"acme:{key}" for page in pages for key, _ in page}
    others = {(key, title) for page in pages for key, title in page if title and not (hold and key == "a")}
    assert others <= {(one.key.removeprefix("acme:"), one.title) for one in shown}
