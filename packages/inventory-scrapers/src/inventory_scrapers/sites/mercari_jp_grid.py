"""The grids of Mercari JP: searches, sellers, the home page.

The price in yen stands in the label of each card; what is shown may be converted to the visitor's currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from selectolax.lexbor import LexborNode

from inventory_core import Draft, Empty, Found, NeedsRendering, Note, Page, Request, Scraper, Yielded
from inventory_scrapers.sites import mercari_jp_words as words
from inventory_scrapers.toolkit import document
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.values.images import read_images

CARD = "a[data-testid=thumbnail-link]"
LABEL = ".merItemThumbnail[aria-label]"
# "<title>の画像 売り切れ 4,600円 HK$256.63", with the title in whatever form its seller gave it.
_LABEL = re.compile(r"(?P<title>.*)の画像\s+(?:(?P<sold>売り切れ)\s+)?(?P<yen>[\d,]+)円(?:\s+[^\n円]{1,40})?", re.DOTALL)
_HREF = re.compile(r"(?:https://jp\.mercari\.com)?(?:/[a-zA-Z-]{2,5})?/(?:item|shops/product)/([0-9A-Za-z]+)/?(?:[?#].*)?")


def read_grid(scraper: Scraper, page: Page, *, seller: str | None = None) -> Iterator[Yielded]:
    """The filled cells, in order; a note tells how many were not filled yet when the page was saved."""
    tree = document(page).tree
    cards = tree.css(CARD)
    cells = len(tree.css("li[data-testid=item-cell]"))
    if not cards:
        yield from _explain(page, cells)
        return
    if cells > len(cards):
        yield Note(code="incomplete_grid", message=f"{len(cards)} of {cells} cells were filled; the others fill as they are seen")
    if following := document(page).link("[data-testid=pagination-next-button] a[href]"):
        yield Request(url=following.value, role="next")
    for draft in read_cards(cards, partial(_card, scraper, page)):
        yield draft.put("seller.id", seller, "url", "/user/profile/")
        yield Request(url=str(draft.get("url")), role="detail")


def _explain(page: Page, cells: int) -> Iterator[Yielded]:
    tree = document(page).tree
    if cells or tree.css_first("[data-testid=item-cell-skeleton], [data-testid=item-grid-skeleton]"):
        raise NeedsRendering("the grid is a skeleton that the page's scripts fill")
    if tree.css_first(".merEmptyState, meta[data-testid=no-index-meta]"):
        yield Empty()


def _card(scraper: Scraper, page: Page, card: LexborNode) -> Draft | None:
    href = _HREF.fullmatch(card.attributes.get("href") or "")
    label = card.css_first(LABEL)
    read = _LABEL.fullmatch((label.attributes.get("aria-label") or "").strip()) if label else None
    url = words.item_url(href[1]) if href else None
    if href is None or read is None or url is None:
        return None
    draft = scraper.draft(page, listing_id=href[1], url=url)
    name = card.css_first("[data-testid=thumbnail-item-name]")
    if name:
        draft.put("title", name.text(), "css", "[data-testid=thumbnail-item-name]")
    draft.put("title", read["title"], "css", f"{LABEL}@aria-label")
    _put_price(draft, card, read["yen"])
    _put_state(draft, page, read["sold"])
    if image := card.css_first("img[src^='https://']"):
        draft.put("images", read_images(image.attributes["src"]), "css", f"{CARD} img@src", image.attributes["src"])
    return draft


def _put_price(draft: Draft, card: LexborNode, yen: str) -> None:
    shown = card.css_first(".merPrice")
    text = shown.text(strip=True) if shown else ""
    draft.take("price", Found(yen, "css", f"{LABEL}@aria-label", f"{yen}円"), words.yen)
    if draft.get("price"):
        draft.take("price", Found(text, "css", f"{CARD} .merPrice", text), words.shown_yen)
    if text:
        draft.put("sale_kind", "auction" if text.startswith("現在") else "fixed", "css", f"{CARD} .merPrice", text)


def _put_state(draft: Draft, page: Page, sold: str | None) -> None:
    """Only a sold card is marked; that the others are for sale is known where the search asked for those alone."""
    if sold:
        draft.put("availability", "sold", "css", f"{LABEL}@aria-label", sold)
    elif page.params.get("status") == "on_sale":
        draft.put("availability", "in_stock", "url", "status", "on_sale")
