"""A scraper that keeps the contract, on pages of its own: the bad plugins are this one with one thing broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from inventory_core import (
    Condition,
    Draft,
    Empty,
    FieldMap,
    LayoutChanged,
    Money,
    NotFound,
    Page,
    Query,
    Request,
    Scraper,
    Yielded,
    look_up,
    page,
)

HOME = "https://attic.example"
SORTS = {"newest": "new", "price_asc": "cheap"}
CARD = re.compile(r'<li class="card">(.*?)</li>', re.DOTALL)
LINK = re.compile(r'<a class="name" href="/item/(\d+)">([^<]+)</a>')
PRICE = re.compile(r'<b class="price">€(\d+(?:\.\d\d)?)</b>')
STATE = re.compile(r'<i class="state">([^<]+)</i>')
IMAGE = re.compile(r'<img class="photo" src="(https://img\.attic\.example/[^"]+)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
NEXT = re.compile(r'<a rel="next" href="(/search\?q=[^"&]*&amp;p=\d+)">')
GRADES = {"Unworn": "new", "Worn": "good"}


def euros(text: Any) -> Money:
    """A price as pages and bodies write it."""
    return Money(amount=str(text), currency="EUR")


ROW: FieldMap = {"title": "name", "price": ("price", euros), "likes": "likes"}


class Good(Scraper):
    """A marketplace with a search, items, and bodies of an API."""

    name = "attic"
    hosts = ("attic.example", "api.attic.example")
    search_options = frozenset({"max_price", "sort"})

    def search(self, query: Query) -> Request:
        limit = f"&max={query.max_price}" if query.max_price is not None else ""
        order = f"&sort={SORTS.get(query.sort, 'best')}" if query.sort else ""
        return Request(url=f"{HOME}/search?q={quote_plus(query.text)}{limit}{order}")

    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        if '<p class="nothing-found">' in page.text:
            yield Empty()
            return
        cards = CARD.findall(page.text)
        if cards and (following := NEXT.search(page.text)):
            yield Request(url=HOME + following[1].replace("&amp;", "&"), role="next")
        drafts = [draft for card in cards if (draft := self.card(page, card))]
        yield from drafts
        if len(drafts) < len(cards):
            raise LayoutChanged("some cards were not recognised")

    def card(self, page: Page, card: str) -> Draft | None:
        link, price = LINK.search(card), PRICE.search(card)
        if not link or not price:
            return None
        draft = self.draft(page, listing_id=link[1], url=f"{HOME}/item/{link[1]}")
        draft.put("title", link[2], "css", "li.card a")
        return draft.put("price", euros(price[1]), "css", "li.card .price", price[0])

    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        if '<h1 class="gone">' in page.text:
            raise NotFound("the page says that it is gone")
        canonical, title = CANONICAL.search(page.text), re.search(r'<h1 class="name">([^<]+)</h1>', page.text)
        price, state = PRICE.search(page.text), STATE.search(page.text)
        if not (canonical and title and price) or canonical[1] != f"{HOME}/item/{id}":
            return
        draft = self.draft(page, listing_id=id)
        draft.put("title", title[1], "css", "h1")
        draft.put("price", euros(price[1]), "css", ".price", price[0])
        if state:
            draft.put("condition", Condition(grade=GRADES.get(state[1], "unknown"), raw=state[1]), "css", ".state", state[1])
        draft.put("images", [{"url": url} for url in IMAGE.findall(page.text)], "css", "img.photo@src")
        yield draft

    @page(r"/v1/search", host="api.attic.example")
    def api_search(self, page: Page) -> Iterator[Yielded]:
        rows = look_up(page.data, "items")
        if not isinstance(rows, list):
            return
        if not rows and look_up(page.data, "total") == 0:
            yield Empty()
        for row in rows:
            if not re.fullmatch(r"\d+", str(look_up(row, "id"))):
                raise LayoutChanged("a row without an id")
            yield self.draft(page, listing_id=str(row["id"]), url=f"{HOME}/item/{row['id']}").fill("api", row, ROW)


def card(id: int, name: str, price: str) -> str:
    """One card of a grid."""
    return f'<li class="card"><a class="name" href="/item/{id}">{name}</a><b class="price">€{price}</b></li>'


SEARCH = f"""<!doctype html><html><head><title>Search - Attic</title></head><body>
<ul class="grid">{card(7, "A brass lamp", "1250.00")}{card(8, "A chair", "40")}{card(9, "A blue jug", "7.50")}</ul>
<a rel="next" href="/search?q=old&amp;p=2">More</a><script src="/grid.js"></script></body></html>"""
ITEM = f"""<!doctype html><html><head><title>A brass lamp - Attic</title><link rel="canonical" href="{HOME}/item/7"></head><body>
<h1 class="name">A brass lamp</h1><b class="price">€1250.00</b><i class="state">Worn</i>
<img class="photo" src="https://img.attic.example/7-1.jpg"><img class="photo" src="https://img.attic.example/7-2.jpg">
<script>var shown = true;</script></body></html>"""
NOTHING = '<html><head><title>Search - Attic</title></head><body><p class="nothing-found">No finds.</p></body></html>'
GONE = '<html><head><title>Attic</title></head><body><h1 class="gone">Sold long ago</h1></body></html>'
BODY = '{"items": [{"id": 7, "name": "A brass lamp", "price": "1250.00", "likes": 3}], "total": 1}'
PAGES = {
    "search": (f"{HOME}/search?q=old", SEARCH),
    "search-nothing": (f"{HOME}/search?q=xyzzy", NOTHING),
    "item": (f"{HOME}/item/7", ITEM),
    "item-gone": (f"{HOME}/item/6", GONE),
    "api": ("https://api.attic.example/v1/search?q=old", BODY),
}
