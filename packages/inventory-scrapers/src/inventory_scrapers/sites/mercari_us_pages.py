"""The tiles and the item page of Mercari US."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inventory_core import (
    Draft,
    Empty,
    FieldMap,
    Found,
    LayoutChanged,
    Money,
    NeedsRendering,
    Page,
    Request,
    Scraper,
    Unusable,
    Yielded,
    look_up,
)
from inventory_scrapers.sites.mercari_us_api import availability, cents, condition, item_url
from inventory_scrapers.toolkit import document, is_type
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.values.images import read_images

TILE = "a[data-testid=ProductThumbWrapper]"
PRICE = "[data-testid=ItemPrice]"
_HREF = re.compile(r"(?:https://www\.mercari\.com)?/us/item/(m\d+)/?(?:[?#].*)?")
_DOLLARS = re.compile(r"\$\s?([0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(\.[0-9]{2})?")
_COUNT = re.compile(r"\(?([0-9,]{1,15})\+? results?\)?")
STATES = {"InStock": "in_stock", "SoldOut": "sold", "OutOfStock": "out_of_stock"}
PRODUCT: FieldMap = {
    "title": "name",
    "price": ("offers.price", lambda amount: dollars(f"${amount}")),
    "availability": ("offers.availability", lambda text: STATES.get(str(text).rpartition("/")[2], "unknown")),
    "description": "description",
    "brand": ("brand", lambda brand: brand if isinstance(brand, str) else look_up(brand, "name")),
    "images": ("image", read_images),
}


def dollars(text: Any) -> Money:
    """The price of a tile, "$1,250.00"; this edition of the site sells in US dollars alone."""
    found = _DOLLARS.fullmatch(str(text).strip())
    if not found:
        raise Unusable("price_unreadable", f"{str(text)[:40]!r} is no price in US dollars")
    return Money(amount=found[1].replace(",", "") + (found[2] or ""), currency="USD")


def read_tiles(scraper: Scraper, page: Page, *, seller: str | None = None) -> Iterator[Yielded]:
    """The tiles in order. The search fills as one scrolls and has no address for its next part, unless the page links one."""
    tree = document(page).tree
    if tree.css_first("[data-testid=ZeroStateSearch]") or _count(tree) == 0:
        yield Empty()
        return
    tiles = tree.css(TILE)
    if not tiles and _count(tree):
        raise NeedsRendering("results are counted but not shown: the page's scripts fill the grid")
    following = document(page).link("link[rel=next], a[rel=next]")
    if tiles and following:  # a page that shows nothing leads nowhere
        yield Request(url=following.value, role="next")
    for draft in read_cards(tiles, partial(_tile, scraper, page), what="tiles"):
        yield draft.put("seller.name", seller, "url", "/u/")
        yield Request(url=str(draft.get("url")), role="detail")


def _count(tree: LexborHTMLParser) -> int | None:
    shown = tree.css_first("[data-testid=SearchResultCount]")
    found = _COUNT.fullmatch(shown.text(strip=True)) if shown else None
    return int(found[1].replace(",", "")) if found else None


def _tile(scraper: Scraper, page: Page, tile: LexborNode) -> Draft | None:
    href = _HREF.fullmatch(tile.attributes.get("href") or "")
    image, price = tile.css_first("img[title]"), tile.css_first(PRICE)
    if not href or image is None or price is None:
        return None
    draft = scraper.draft(page, listing_id=href[1], url=item_url(href[1]))
    title, alt, src = (image.attributes.get(name) or "" for name in ("title", "alt", "src"))
    draft.put("title", title, "css", f"{TILE} img@title")
    draft.put("brand", brand_of(title, alt), "css", f"{TILE} img@alt", alt)
    draft.take("price", Found(price.text(strip=True), "css", f"{TILE} {PRICE}"), dollars)
    draft.put("images", read_images(src), "css", f"{TILE} img@src", src)
    _put_frame(draft, tile, href[1])
    return draft if draft.get("title") and draft.get("price") else None


def brand_of(title: str, alt: str) -> str | None:
    """The brand, which `alt` has at its end ("Black Tote Bag - Kate Spade") and `title` anywhere or nowhere.

    Null unless the rest of `alt` is the title with the brand cut out: a title may have a hyphen of its own.
    """
    rest, found, brand = alt.rpartition(" - ")
    cut = re.sub(re.escape(brand), " ", title, count=1, flags=re.IGNORECASE) if found else title
    same = " ".join(rest.split()) in (" ".join(cut.split()), " ".join(title.split()))
    return brand if found and same else None


def _put_frame(draft: Draft, tile: LexborNode, listing_id: str) -> None:
    """The element around a tile names its price in cents and its status."""
    frame = tile.parent
    if frame is None or frame.attributes.get("id") != listing_id:
        return
    draft.fill("css", frame.attributes, {"availability": ("data-itemstatus", availability)})
    if draft.get("price"):
        draft.fill("css", frame.attributes, {"price": ("data-itemprice", cents)})


def read_item(scraper: Scraper, page: Page, id: str) -> Iterator[Yielded]:
    """One listing, from JSON-LD and the test ids that clients name; neither was ever seen in a capture."""
    doc = document(page)
    if doc.canonical and f"/{id}" not in doc.canonical:
        raise LayoutChanged("the page is of another item than its address")
    draft = scraper.draft(page, listing_id=id, url=item_url(id))
    products = [node for node in doc.nodes if is_type(node, ("Product",))]
    if len(products) == 1:
        draft.fill("json_ld", products[0], PRODUCT)
    # The tiles of similar items use the test id of the price too.
    others = {node.mem_id for node in doc.tree.css(f"{TILE} {PRICE}")}
    own = [node for node in doc.tree.css(PRICE) if node.mem_id not in others]
    if len(own) == 1:
        draft.take("price", Found(own[0].text(strip=True), "css", PRICE), dollars)
    draft.take("title", doc.css_text("[data-testid=ItemName]"))
    draft.take("condition", doc.css_text("[data-testid=ItemDetailsCondition]"), condition)
    if draft.get("title") and draft.get("price"):
        yield draft
