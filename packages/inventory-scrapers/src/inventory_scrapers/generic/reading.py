"""One page, looked at once: its outline, its markup, its main heading, and the candidates of every kind."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlsplit

from inventory_core import Page
from selectolax.lexbor import LexborHTMLParser, LexborNode

from inventory_scrapers.generic import words
from inventory_scrapers.generic.headings import Heading, agreement, find_heading
from inventory_scrapers.generic.markup import Markup
from inventory_scrapers.generic.outline import Outline
from inventory_scrapers.generic.product import Node, Offer, offers_of, text_of, walk
from inventory_scrapers.generic.visible_price import PriceSearch, PriceSeen


class Reading:
    """Everything that is looked at to describe one page; each part is worked out when it is first asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = LexborHTMLParser(page.text)
        self.markup = Markup(self.tree)
        self.outline = Outline(self.tree)
        if self.heading:
            self.outline.set_main(self.heading.node)

    @cached_property
    def title_texts(self) -> list[str]:
        """What the page calls itself in its head."""
        title = self.tree.css_first("title")
        texts = [self.markup.meta("og:title"), self.markup.meta("twitter:title"), title.text(strip=True) if title else None]
        return [text for text in texts if text]

    @cached_property
    def heading(self) -> Heading | None:
        """The heading that names the thing."""
        names = list(self.title_texts)
        if self.product and (name := self.product.text("name")):
            names.append(name)
        return find_heading(self.outline, names)

    @cached_property
    def nodes(self) -> list[Node]:
        """All schema.org items of the page."""
        return [*walk(self.markup.jsonld, "json_ld"), *walk(self.markup.microdata, "microdata")]

    @cached_property
    def products(self) -> list[Node]:
        """The products that are not named as another product's relations, variants or list entries."""
        return [node for node in self.nodes if node.is_product and not node.under]

    @cached_property
    def product(self) -> Node | None:
        """The markup's main product: by address, by name, with an offer, first."""
        named = [node for node in self.products if node.text("name") or node.data.get("offers")]
        return max(named, key=self._fits, default=None)

    def _fits(self, node: Node) -> float:
        score = 2.0 * agreement(node.text("name") or "", self.title_texts)
        score += 1.0 * bool(node.data.get("offers"))
        url = node.text("url", "@id")
        path = urlsplit(self.page.url or self.markup.meta("og:url") or "").path
        return score + 1.0 * bool(url and path and len(path) > 1 and path in url)

    @cached_property
    def offers(self) -> list[Offer]:
        """The offers of the main product, or of its variants where it has none."""
        if not self.product:
            return []
        own = offers_of(self.product)
        if own:
            return own
        variants = self.product.data.get("hasVariant")
        found: list[Offer] = []
        for item in variants if isinstance(variants, list) else [variants]:
            if isinstance(item, dict):
                found.extend(offers_of(Node(item, self.product.origin, "hasVariant")))
        return found

    @cached_property
    def buttons(self) -> list[LexborNode]:
        """The buttons and links that put the thing into a cart, or buy it."""
        found = []
        for node in self.tree.css("button,input[type=submit],input[type=button],input[type=image],a,[role=button]"):
            text = node.text(strip=True) if node.tag != "input" else ""
            text = text or node.attributes.get("value") or node.attributes.get("title") or node.attributes.get("alt") or ""
            if 1 < len(text) < 40 and words.BUY_TEXT.search(text):
                place = self.outline.place(node)
                if place is None or not place.side:
                    found.append(node)
        return found

    @cached_property
    def prices(self) -> list[PriceSeen]:
        """The amounts of the page as a visitor sees them, most likely first."""
        heading = self.heading
        place = self.outline.place(heading.node) if heading else None
        buttons = [self.outline.start(node) for node in self.buttons]
        return PriceSearch(self.outline, heading.index if heading else None, buttons, place.depth if place else 0).run()

    def language(self) -> str | None:
        """The language that the html element names."""
        root = self.tree.css_first("html")
        return (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root else None

    def text_of_meta(self, *names: str) -> str | None:
        """The first of these metas."""
        return text_of(self.markup.meta(*names))
