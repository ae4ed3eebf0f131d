"""The item page of Mercari JP, and the page of a product of Mercari Shops as far as it is alike.

Without its scripts the page has a head that names title, price and one picture. In the DOM that they make, JSON-LD has most
(since 2026 in a graph) and the rest stands in elements with test ids. `__NEXT_DATA__` and the React stream never hold the item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from inventory_core import (
    Draft,
    FieldMap,
    Found,
    LayoutChanged,
    NeedsRendering,
    NotFound,
    Page,
    Rating,
    Scraper,
    Yielded,
    look_up,
)
from inventory_scrapers.sites import mercari_jp_words as words
from inventory_scrapers.toolkit import Document, document, is_type
from inventory_scrapers.values.images import read_images

TITLE_END = " by メルカリ"
GONE = ("ページが見つかりませんでした", "該当する商品は削除されています。")
PRODUCT: FieldMap = {
    "title": "name",
    "price": ("offers.price", words.yen),
    "availability": ("offers.availability", words.availability),
    "description": "description",
    "brand": "brand",
    "images": ("image", read_images),
}
# Test ids of the table of details are its Japanese labels; size alone was seen in English too.
DETAILS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "brand": ("ブランド", str),
    "size": ("Size, サイズ", str),
    "shipping.payer": ("配送料の負担", words.payer),
    "shipping.from_region": ("発送元の地域", str),
    "attributes.shipping_method": ("配送の方法", str),
}
SELLER = "a[href*='/profile/'][aria-label*='5段階評価中'], a[href*='/profile/'][data-location*=seller_info]"
_PROFILE = re.compile(r"/(?:user|shops)/profile/([0-9A-Za-z]+)")
_SELLER = re.compile(r"(?P<name>.*), (?P<count>[0-9,]{1,12})件のレビュー, 5段階評価中(?P<value>\d(?:\.\d+)?)(?:, .*)?", re.DOTALL)


def read_item(scraper: Scraper, page: Page, id: str) -> Iterator[Yielded]:
    """One listing; raises NeedsRendering after it where the page has no more than its head."""
    doc = document(page)
    _check(doc, id)
    draft = scraper.draft(page, listing_id=id, url=words.item_url(id))
    product = _find(doc, "Product", id)
    draft.fill("json_ld", product, PRODUCT)
    _put_head(draft, doc)
    _put_body(draft, doc)
    _put_state(draft, doc)
    _put_seller(draft, doc)
    _put_category(draft, doc)
    if not draft.get("title") or not (draft.get("price") or draft.warned("price_placeholder")):
        return
    yield draft
    if product is None and doc.css_text(_testid("checkout-button")) is None:
        raise NeedsRendering("only the head of the page was there; its scripts fill the rest")
    if not draft.get("condition"):
        raise LayoutChanged("the table of details is not where it was")


def _testid(names: str) -> str:
    return ", ".join(f'[data-testid="{name}"]' for name in names.split(", "))


def _find(doc: Document, kind: str, id: str | None = None) -> Any:
    """The first JSON-LD node of a type; where it names a product id, it must be this one."""
    fitting = (node for node in doc.nodes if is_type(node, (kind,)) and (id is None or node.get("productID", id) == id))
    return next(fitting, None)


def _check(doc: Document, id: str) -> None:
    if "NEXT_HTTP_ERROR_FALLBACK;404" in doc.page.text:
        raise NotFound("the page says that there is no such item")
    if doc.canonical is None:
        for said in doc.css_all_text("main p, main h1, main h2"):
            if said.value in GONE:
                raise NotFound(f"the page says: {said.value}")
    elif f"/{id}" not in doc.canonical:
        raise LayoutChanged("the page is of another item than its address")


def _put_head(draft: Draft, doc: Document) -> None:
    draft.take("title", doc.meta("og:title"), _head_title)
    draft.take("language", doc.meta("og:locale"), lambda locale: locale.partition("_")[0])
    currency = doc.meta("product:price:currency")
    if currency and currency.value == "JPY":
        draft.take("price", doc.meta("product:price:amount"), words.yen)
    if not draft.get("images"):
        draft.take("images", doc.meta("og:image"), lambda url: read_images(url) if "/photos/" in url else None)


def _head_title(title: str) -> str | None:
    """Null where it does not end as the titles of items do: it may be anything then."""
    return title.removesuffix(TITLE_END) if title.endswith(TITLE_END) else None


def _put_body(draft: Draft, doc: Document) -> None:
    draft.take("title", doc.css_text(_testid("name")))
    draft.take("price", doc.css_text(_testid("price")), words.shown_yen)
    draft.take("tax_included", doc.css_text("[data-testid=price] + *"), lambda text: True if "税込" in text else None)
    draft.take("description", _raw_text(doc, "description"))
    for field, (labels, convert) in DETAILS.items():
        draft.take(field, _text(doc, labels), convert)
    draft.take("condition", _own_text(doc, "商品の状態"), words.condition)
    draft.take("likes", doc.css_text(_testid("icon-heart-button")), _likes)
    sent = doc.css_text(_testid("発送までの日数"))
    draft.take("shipping.min_days", sent, lambda text: (words.days(text) or (None, None))[0])
    draft.take("shipping.max_days", sent, lambda text: (words.days(text) or (None, None))[1])


def _raw_text(doc: Document, name: str) -> Found | None:
    node = doc.tree.css_first(_testid(name))
    return Found(node.text(), "css", _testid(name)) if node else None


def _text(doc: Document, names: str) -> Found | None:
    """The text with a space between its parts: labels stand beside a value without one."""
    node = doc.tree.css_first(_testid(names))
    return Found(node.text(separator=" ", strip=True), "css", _testid(names)) if node else None


def _own_text(doc: Document, name: str) -> Found | None:
    """The label alone: since 2026 a sentence that explains it stands inside the same element."""
    node = doc.tree.css_first(_testid(name))
    return Found(node.text(deep=False, strip=True), "css", _testid(name), node.text(separator=" ", strip=True)) if node else None


def _likes(text: str) -> int | None:
    """A number, or the word that stands there while nobody has liked it."""
    number = text.replace(",", "")
    return 0 if text == "いいね！" else int(number) if number.isdecimal() else None


def _put_state(draft: Draft, doc: Document) -> None:
    button = doc.css_text(_testid("checkout-button"))
    draft.take("sale_kind", doc.css_text(_testid("price")), lambda text: "auction" if text.startswith("現在") else None)
    draft.take("availability", button, _state)
    draft.take("sale_kind", button, lambda text: "auction" if "入札" in text else "fixed" if "購入手続き" in text else None)


def _state(button: str) -> str | None:
    if "売り切れ" in button:
        return "sold"
    return "in_stock" if "購入手続き" in button or "入札" in button else None


def _put_seller(draft: Draft, doc: Document) -> None:
    draft.take("seller.id", doc.css_attr(SELLER, "href"), lambda href: (_PROFILE.match(href) or ("", None))[1])
    label = doc.css_attr(SELLER, "aria-label")
    if label and (read := _SELLER.fullmatch(label.value)):
        rating = Rating(value=float(read["value"]), best=5, count=int(read["count"].replace(",", "")))
        draft.put("seller.name", read["name"], "css", label.locator, label.value)
        draft.put("seller.rating", rating, "css", label.locator, label.value.removeprefix(read["name"]))


def _put_category(draft: Draft, doc: Document) -> None:
    """The table's own path; the breadcrumb of JSON-LD mixes home, brand and item into it and repeats positions."""
    selector = "[data-testid=item-detail-category] a"
    draft.put("category", [step.value for step in doc.css_all_text(selector)], "css", selector)
    steps = look_up(_find(doc, "BreadcrumbList"), "itemListElement")
    named = [step for step in steps if "category_id=" in str(look_up(step, "item"))] if isinstance(steps, list) else []
    draft.put("category", [str(look_up(step, "name")) for step in named], "json_ld", "itemListElement")
