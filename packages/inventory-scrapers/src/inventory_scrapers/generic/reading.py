"""One page, looked at once: its outline, its markup, its main heading, and the candidates of every kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from inventory_core import Found, Page
from inventory_core.listing import Origin
from inventory_scrapers.generic.availability import heading_notice, notices, pictured_notices
from inventory_scrapers.generic.buttons import find_buttons, is_enabled, is_mere_link
from inventory_scrapers.generic.embedded import Embedded, find_embedded
from inventory_scrapers.generic.headings import (
    GOOD,
    Heading,
    Names,
    agreement,
    find_by_crumbs,
    find_heading,
    letters,
    title_parts,
)
from inventory_scrapers.generic.labels import Labelled, find_labelled
from inventory_scrapers.generic.outline import Outline
from inventory_scrapers.generic.price_cards import cards_of, is_in
from inventory_scrapers.generic.price_seen import PriceSeen
from inventory_scrapers.generic.product import Node, Offer, as_schema_org, items_of, offers_around, offers_in, offers_of, walk
from inventory_scrapers.generic.visible_price import PriceSearch, find_prices, in_order
from inventory_scrapers.toolkit import Document, document
from inventory_scrapers.toolkit.text import plain_text

# So little do the names of two things have in common.
UNLIKE = 0.25
_MOST_PARTS = 6
OF_A_THING = frozenset({"sku", "id", "available", "availability", "gtin", "soldout", "stock"})
ALL_SOURCES = frozenset({"json_ld", "microdata", "rdfa", "opengraph", "microformat", "embedded_json", "visible"})


class Reading:
    """Everything that is looked at to describe one page; each part is worked out when it is first asked for.

    `sources` names what may be used, to measure what each adds: the origins of evidence, and "visible" for css and text.
    """

    def __init__(self, page: Page, sources: frozenset[str] = ALL_SOURCES) -> None:
        self.page, self.sources = page, sources
        self.doc: Document = document(page)
        self.tree = self.doc.tree
        self.outline = Outline(self.tree)
        if self.heading:
            self.outline.set_main(self.heading.node, self.heading.index)

    def meta(self, *names: str) -> str | None:
        """The first of these metas that is there."""
        metas = self.doc.metas
        return next((metas[name][0] for name in names if metas.get(name)), None)

    def open_graph(self, *names: str) -> str | None:
        """As meta, where OpenGraph may be used."""
        said = self.meta(*names) if "opengraph" in self.sources else None
        return plain_text(said) if said else None

    @cached_property
    def title_texts(self) -> list[str]:
        """What the page calls itself in its head."""
        texts = [self.meta("og:title"), self.meta("twitter:title"), self.doc.title]
        return [text for text in texts if text]

    @cached_property
    def names(self) -> Names:
        """The title texts, taken apart."""
        return Names(self.title_texts)

    @cached_property
    def heading(self) -> Heading | None:
        """The heading that names the thing."""
        names = list(self.title_texts)
        if self.product and (name := self.product.text("name")):
            names.append(name)
        return find_heading(self.outline, Names(names), self.shop_names) or find_by_crumbs(self.outline, self.shop_names)

    @cached_property
    def shop_names(self) -> frozenset[str]:
        """What the site calls itself, in bare letters: its name in the head, and the longest part of its host."""
        host = urlsplit(self.page.url or "").hostname or ""
        names = (self.meta("og:site_name", "application-name") or "", max(host.split("."), key=len), host.removeprefix("www."))
        return frozenset(letters(name) for name in names) - {""}

    @cached_property
    def nodes(self) -> list[Node]:
        """All schema.org items of the page."""
        doc = self.doc
        found: list[Node] = []
        seen: set[int] = set()
        read: tuple[tuple[Origin, Callable[[], Sequence[dict[str, Any]]]], ...] = (
            ("json_ld", lambda: doc.nodes),
            ("microdata", lambda: doc.microdata),
            ("rdfa", lambda: doc.rdfa),
            ("microformat", lambda: [as_schema_org(item) for item in doc.microformats]),
        )
        for origin, items in read:
            # The rarer syntaxes are worth a look only where the common ones name no product.
            is_rare = origin in ("rdfa", "microformat")
            if origin not in self.sources or (is_rare and any(node.is_product for node in found)):
                continue
            found.extend(node for item in items() for node in walk(item, origin, seen))
        return found

    @cached_property
    def products(self) -> list[Node]:
        """The products that are not named as another product's relations, variants or list entries."""
        return [node for node in self.nodes if node.is_product and not node.under]

    @cached_property
    def product(self) -> Node | None:
        """The markup's main product: by address, by name, with an offer, first."""
        named = [node for node in self.products if node.text("name") or offers_in(node.data)]
        best = max(named, key=self._fits, default=None)
        return None if best and self._is_of_another(best) else best

    def _is_of_another(self, node: Node) -> bool:
        """True for a product whose name has no word of the page's title, where a heading has them: a related one."""
        name, url = node.text("name") or "", node.text("url", "@id")
        path = urlsplit(self.page.url or "").path
        if not name or self.names.agreement(name) >= UNLIKE or (url and len(path) > 1 and path in url):
            return False
        heading = find_heading(self.outline, self.names, self.shop_names)
        return heading is not None and self.names.agreement(heading.text) >= GOOD and agreement(name, [heading.text]) < UNLIKE

    def _fits(self, node: Node) -> float:
        score = 2.0 * self.names.agreement(node.text("name") or "")
        score += 1.0 * bool(offers_in(node.data))
        url = node.text("url", "@id")
        path = urlsplit(self.page.url or self.meta("og:url") or "").path
        return score + 1.0 * bool(url and path and len(path) > 1 and path in url)

    @cached_property
    def variants(self) -> list[Node]:
        """The products that the main product names as its variants."""
        if not self.product:
            return []
        items = items_of(self.product.data.get("hasVariant"))[:300]
        return [
            Node(item, self.product.origin, f"hasVariant.{index}") for index, item in enumerate(items) if isinstance(item, dict)
        ]

    @cached_property
    def offers(self) -> list[Offer]:
        """The offers of the main product, or of its variants where it has none."""
        if not self.product:
            return []
        own = offers_of(self.product) or [offer for node in self.variants for offer in offers_of(node)]
        return own or offers_around(self.product, self.nodes)

    @cached_property
    def buttons(self) -> list[LexborNode]:
        """The buttons and links that put the thing into a cart, or buy it."""
        return list(find_buttons(self.outline, self.heading.index if self.heading else 0))

    @cached_property
    def own_buttons(self) -> list[LexborNode]:
        """The buttons without those of other things in a row of cards."""
        return [node for node in self.buttons if not self._is_of_a_card(node)]

    def _is_of_a_card(self, node: LexborNode) -> bool:
        """True for a button in a card, or right behind one that is a link as a whole."""
        outline, cards = self.outline, self.cards
        if not cards or is_in(outline.place(node), cards):
            return bool(cards)
        before = outline.start(node) - 1
        return 0 <= before < len(outline.runs) and is_in(outline.place(outline.runs[before].node), cards)

    @cached_property
    def cards(self) -> set[int]:
        """The places of other things in a row of cards, by their ids."""
        return cards_of(self.prices)

    @cached_property
    def button_indexes(self) -> list[int]:
        """Where in the outline the buy buttons stand."""
        return [self.outline.start(node) for node in self.buttons]

    @cached_property
    def notices(self) -> list[tuple[str, Found, int]]:
        """What the page says near its heading about whether the thing can be bought."""
        if "visible" not in self.sources or not self.heading:
            return []
        found = list(notices(self.outline, self.heading.index, self.cards))
        if self.heading_notice:
            found.append(("out", self.heading_notice, self.heading.index))
        if self.is_buyable or any(kind == "out" for kind, _, _ in found):
            return found
        return found + list(pictured_notices(self.outline, self.heading.index))

    @cached_property
    def is_out_of_stock(self) -> bool:
        """True where a notice says so and no button contradicts it."""
        return any(kind in ("out", "notify") for kind, _, _ in self.notices) and not self.sells

    @cached_property
    def heading_notice(self) -> Found | None:
        """What the main heading itself says of the stock."""
        heading = self.heading
        return heading_notice(heading.text, heading.node.tag or "") if heading else None

    @cached_property
    def sells(self) -> bool:
        """True where a button of the thing can be pressed, which no notice before another thing's amount puts to that thing."""
        return self.is_buyable and not self._is_sold_apart

    @cached_property
    def _is_sold_apart(self) -> bool:
        """True where the heading says that it is sold, or a notice does and the first button stands behind another amount."""
        if self.heading_notice:
            return True
        heading = self.heading.index if self.heading else 0
        out = next((index for kind, _, index in self.notices if kind == "out" and index > heading), None)
        if out is not None and self.prices and not self.prices[0].amount:
            # A template shows its button and a price of zero for what it says that it has not.
            return True
        enabled = [node for node in self.own_buttons if is_enabled(self.outline, node)]
        if out is not None and enabled and all(is_mere_link(self.outline, node) or self._leads_away(node) for node in enabled):
            return True
        buttons = [self.outline.start(node) for node in enabled]
        if out is None or any(index < out for index in buttons):
            return False
        if any(kind == "in" and heading < index < out for kind, _, index in self.notices):
            # Of several sizes in a list one is out.
            return False
        plain = next((seen.amount for seen in self.prices if seen.is_plain and seen.index < out), None)
        first = min(buttons, default=0)
        between = [seen for seen in self.all_prices if out < seen.index <= first and seen.currency_text and seen.amount != plain]
        return plain is not None and any(not seen.has(("other_text", "zero")) for seen in between)

    def _leads_away(self, node: LexborNode) -> bool:
        """True for a link to another site, which can be followed whether that has the thing or not."""
        host = urlsplit(node.attributes.get("href") or "").hostname if node.tag == "a" else None
        own = urlsplit(self.page.url or "").hostname
        return bool(host and own) and host != own and not (host or "").endswith(f".{(own or '').removeprefix('www.')}")

    @cached_property
    def is_buyable(self) -> bool:
        """True where a button of the thing can be pressed."""
        return any(is_enabled(self.outline, node) for node in self.own_buttons)

    @cached_property
    def prices(self) -> list[PriceSeen]:
        """The amounts of the thing's own part of the page as a visitor sees them, most likely first."""
        return find_prices(self._price_search, self.button_indexes) if "visible" in self.sources else []

    @cached_property
    def all_prices(self) -> list[PriceSeen]:
        """As prices, with those that stand aside."""
        return in_order([*self.prices, *self._price_search.aside]) if "visible" in self.sources else []

    @cached_property
    def _price_search(self) -> PriceSearch:
        heading = self.heading
        place = self.outline.place(heading.node) if heading else None
        return PriceSearch(self.outline, heading.index if heading else None, place.depth if place else 0)

    @cached_property
    def embedded(self) -> list[Embedded]:
        """The objects in scripts and attributes that carry the product's name."""
        if "embedded_json" not in self.sources:
            return []
        names = [self.heading.text] if self.heading else []
        if self.product and (name := self.product.text("name")):
            names.append(name)
        # An application that draws the page from data shows nothing yet: its title has the name.
        names = names or title_parts(self.title_texts)[:_MOST_PARTS]
        return [found for name in dict.fromkeys(names) for found in find_embedded(self.doc.source, name)]

    @cached_property
    def drawn_name(self) -> str | None:
        """The name in the title of a page without a heading, where data about a thing for sale has it, too."""
        if self.heading or self.product:
            return None
        is_sold = any("price" in one.fields and one.fields.keys() & OF_A_THING for one in self.embedded)
        return next((part for part in title_parts(self.title_texts) if is_sold and self._is_embedded(part)), None)

    def _is_embedded(self, name: str) -> bool:
        return any("price" in one.fields for one in find_embedded(self.doc.source, name))

    @cached_property
    def labelled(self) -> list[Labelled]:
        """The labelled values of the page, in reading order."""
        return list(find_labelled(self.outline)) if "visible" in self.sources else []
