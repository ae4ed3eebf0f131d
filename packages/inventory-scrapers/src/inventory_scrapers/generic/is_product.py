"""Is this page about one thing for sale? Lists, articles and start pages are not."""

from __future__ import annotations

import re

from inventory_scrapers.generic.headings import agreement
from inventory_scrapers.generic.reading import Reading

_LEAST_VISIBLE = 8.0
_GONE = re.compile(r"\b(?:404|page not found|not found|seite nicht gefunden|page introuvable)\b", re.IGNORECASE)
_ARTICLE_TYPES = frozenset({"article", "newsarticle", "blogposting", "reportagenewsarticle"})
_LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "offercatalog"})


def why_no_product(reading: Reading) -> str | None:
    """A reason why the page is no product page, or null where it is one."""
    types = {name for node in reading.nodes for name in node.types if not node.under}
    heading = reading.heading.text if reading.heading else ""
    if _GONE.search(heading) and not reading.product:
        return "it says that nothing is here"
    if reading.product:
        names = {node.text("name") for node in reading.products}
        if len(names) >= 4 and agreement(reading.product.text("name") or "", [*reading.title_texts, heading]) < 0.5:
            return "it lists several products"
        return None
    if "product" in (reading.markup.meta("og:type") or "") or reading.markup.meta("product:price:amount", "og:price:amount"):
        return None
    if types & _ARTICLE_TYPES or (reading.markup.meta("og:type") or "") == "article":
        return "it is an article"
    best = reading.prices[0] if reading.prices else None
    if best and best.is_plain and best.score >= _LEAST_VISIBLE:
        return None
    return None if reading.buttons and heading else "it shows no price and no way to buy"
