"""Is this page about one thing for sale? Lists, articles and start pages are not."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from inventory_scrapers.generic.headings import agreement
from inventory_scrapers.generic.reading import Reading

# A page without any markup must show a price this clearly; with a buy button, or a number that it calls its own, a little less.
LEAST_PRICE, LEAST_PRICE_AND_BUTTON = 8.5, 6.5
MANY = 4
_GONE = re.compile(
    r"^\W*(?:error |fehler |erreur )?404\b|page 404|404 error|not found|no longer exists|nicht gefunden"
    r"|introuvable|no encontrad|non trovat|n[ãa]o encontrad|niet gevonden"
    r"|nie znalezion|не найден|見つかりません|找不到",
    re.IGNORECASE,
)
_ARTICLE_TYPES = frozenset(
    {"article", "newsarticle", "blogposting", "reportagenewsarticle", "liveblogposting", "review", "recipe"}
)
_LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "offercatalog", "searchaction"})
_OTHER_TYPES = frozenset(
    {"restaurant", "hotel", "event", "jobposting", "person", "localbusiness", "foodestablishment", "barorpub", "cafeorcoffeeshop"}
)


def why_no_product(reading: Reading) -> str | None:
    """A reason why the page is no product page, or null where it is one."""
    heading = reading.heading.text if reading.heading else ""
    if _GONE.search(heading) or _GONE.search(reading.doc.title or ""):
        return "it says that nothing is here"
    if reading.product:
        return _why_not_marked(reading, heading)
    if reading.open_graph("product:price:amount", "og:price:amount") or "product" in (reading.open_graph("og:type") or ""):
        return None
    return _why_not_visible(reading, heading)


def _why_not_marked(reading: Reading, heading: str) -> str | None:
    """Markup names a product: it is the page's, unless it is one of several and the page is named otherwise."""
    product = reading.product
    if product is None:
        return None
    names = [node.text("name") or "" for node in reading.products]
    fits = agreement(product.text("name") or "", [*reading.title_texts, heading])
    if len(set(names)) >= MANY and fits < 0.6:
        return "its markup lists several products"
    if _sums_up_a_list(reading):
        return "its markup sums up a list"
    types = {name for node in reading.nodes for name in node.types if not node.under}
    if types & {"searchresultspage", "collectionpage"} and fits < 0.6 and not reading.buttons:
        return "it is a list"
    return None


def _sums_up_a_list(reading: Reading) -> bool:
    """A search page may say that it is one product with a lowest and a highest price; but it has no button, and many prices."""
    aggregate = [offer for offer in reading.offers if offer.low and not offer.price]
    if not aggregate or len(aggregate) < len(reading.offers) or reading.buttons:
        return False
    listed = {seen.amount for seen in reading.prices if seen.is_elsewhere}
    return len(listed) >= MANY and not any(one.field in ("sku", "gtin", "mpn") for one in reading.labelled)


def _why_not_visible(reading: Reading, heading: str) -> str | None:
    types = {name for node in reading.nodes for name in node.types if not node.under}
    if types & _ARTICLE_TYPES:
        return "it is an article"
    # Plug-ins write these on every page of a site, so that they say nothing against a way to buy.
    if (reading.meta("og:type") or "").lower() in ("article", "profile", "video", "blog") and not reading.buttons:
        return "it is an article"
    if types & _OTHER_TYPES and not reading.buttons:
        return "it is about a place, an event or a person"
    address = urlsplit(reading.page.url or "http://x/x")
    if address.path in ("", "/") and not address.query:
        return "it is a start page"
    if not heading:
        return "it names no product"
    best = next((seen for seen in reading.prices if seen.is_plain), None)
    has_number = any(one.field in ("sku", "gtin", "mpn") for one in reading.labelled)
    score = best.score if best else 0.0
    if score >= LEAST_PRICE or (score >= LEAST_PRICE_AND_BUTTON and (reading.buttons or has_number)):
        return None
    if has_number and reading.is_out_of_stock:
        return None
    if has_number and (reading.buttons or any(one.field == "brand" for one in reading.labelled)):
        return None
    return "it shows no price and no way to buy"
