"""The smaller fields: images, category, condition, colour, material, rating, variants, tax."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from inventory_core import Draft, Found, Image, Money, Rating, Variant
from inventory_scrapers.generic.buttons import caption_of
from inventory_scrapers.generic.money import number
from inventory_scrapers.generic.product import Node, items_of, offers_of, text_of
from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.values.condition import read_condition
from inventory_scrapers.values.currency import to_iso4217

MAX_IMAGES, MAX_VARIANTS = 50, 300
_CRUMBS = "[class*=breadcrumb i],[id*=breadcrumb],[aria-label=breadcrumb]"
_MOST_CRUMBS = 20
_ARROWS = " \u200b|>/\\\u00bb\u203a\u21d2\u2192\u00b7-"
_HOME = re.compile(
    r"^(?:home|start(?:seite)?|accueil|inicio|in[íi]cio|homepage|p[aá]gina inicial|strona g[łl][óo]wna|dom[ůu]|domov"
    r"|etusivu|hem|hjem|forside|acas[ăa]|главная|ホーム|トップ|首页|首頁|홈|الرئيسية|>|/|»|›)$",
    re.IGNORECASE,
)
# What a button says that takes a bid, and not an offer that the seller may decline.
_BID = re.compile(
    r"\b(?:place|make|submit|enter) (?:a |your )?bid\b|\bbid now\b|^bid$|\bgebot abgeben|^(?:jetzt )?(?:mit)?bieten$"
    r"|^ench[ée]rir\b|^pujar\b|\bdar (?:um )?lance\b|^plaats (?:een )?bod\b|^bieden$|^(?:l[äa]gg|legg inn|gi|afgiv) bud\b"
    r"|^licytuj|^p[řr]ihodit|^licit[áa]l|сделать ставку|入札する|出價|竞拍|입찰",
    re.IGNORECASE,
)


def put_details(reading: Reading, draft: Draft) -> None:
    """Record the smaller fields with their evidence."""
    images = list(_images(reading))
    if images:
        found = images[0]
        draft.put("images", [image.value for image in images[:MAX_IMAGES]], found.origin, found.locator, found.raw)
    for field, candidates in (
        ("category", _categories(reading)),
        ("condition", _conditions(reading)),
        ("rating", _ratings(reading)),
        ("sale_kind", _auctions(reading)),
    ):
        for one in candidates:
            draft.take(field, one)
    _put_words(reading, draft)
    _put_variants(reading, draft)


def _auctions(reading: Reading) -> Iterator[Found]:
    """A button of the thing that takes bids; no markup in use tells an auction."""
    for node in reading.own_buttons if "visible" in reading.sources else ():
        caption = caption_of(node)[:80]
        if _BID.search(caption):
            yield Found("auction", "css", node.tag or "button", caption)
            return


def _images(reading: Reading) -> Iterator[Found]:
    """Each address once, those of the markup before og:image."""
    named: list[tuple[str, Any, str]] = []
    if reading.product:
        for value in items_of(reading.product.data.get("image")):
            raw = text_of(value.get("url") or value.get("contentUrl")) if isinstance(value, dict) else text_of(value)
            named.append((raw or "", reading.product.origin, "image"))
    if "opengraph" in reading.sources:
        named += [
            (raw, "opengraph", "og:image")
            for name in ("og:image", "og:image:secure_url")
            for raw in reading.doc.metas.get(name, ())
        ]
    seen: set[str] = set()
    for raw, origin, locator in named:
        url = reading.doc.absolute(raw)
        if url and url not in seen and len(url) < 8000 and not re.search(r"[\s\\\x00-\x1f]", url):
            seen.add(url)
            yield Found(Image(url=url), origin, locator, raw)


def _categories(reading: Reading) -> Iterator[Found]:
    """The breadcrumb of the markup, then the one that a visitor sees, then the product's own category."""
    for node in reading.nodes:
        if "breadcrumblist" in node.types:
            entries = [item for item in items_of(node.data.get("itemListElement")) if isinstance(item, dict)]
            names = [text_of(item.get("name")) or text_of(item.get("item")) for item in sorted(entries, key=_position)]
            if crumbs := _crumbs(reading, names):
                yield Found(crumbs, node.origin, "BreadcrumbList")
                return
    if "visible" in reading.sources and (crumbs := _crumbs(reading, _entries(reading))):
        yield Found(crumbs, "css", "[class*=breadcrumb] a")
    if reading.product and (own := text_of(reading.product.data.get("category"))) and not own.startswith("http"):
        yield Found(
            [part.strip() for part in re.split(r"\s*[>/»›]\s*", own) if part.strip()][:12],
            reading.product.origin,
            "category",
            own,
        )


def _entries(reading: Reading) -> list[str]:
    """The links and list entries inside what is called a breadcrumb, each once, in the order of the page."""
    boxes = reading.tree.css(_CRUMBS)
    classed = [box for box in boxes if "breadcrumb" in (box.attributes.get("class") or "")]
    listed = {node.mem_id for box in classed for node in box.css("li") if node.mem_id != box.mem_id}
    found: dict[int, LexborNode] = {}
    for box in boxes:
        for node in box.css("a, li") if len(found) < _MOST_CRUMBS else ():
            if node.mem_id in listed or (node.tag == "a" and node.mem_id != box.mem_id):
                found.setdefault(node.mem_id, node)
    return [node.text(separator=" ", strip=True) for node in [*found.values()][:_MOST_CRUMBS]]


def _position(item: Mapping[str, Any]) -> float:
    return float(number(text_of(item.get("position"))) or 0)


def _crumbs(reading: Reading, names: Sequence[str | None]) -> list[str]:
    """Without the start page at one end, the product itself at the other, and the arrows between them."""
    title = reading.heading.text if reading.heading else None
    folded = (" ".join(name.split()).strip(_ARROWS) for name in names if name)
    kept = (name for name in dict.fromkeys(folded) if name and name != title and len(name) < 80 and not _HOME.match(name))
    return list(kept)[:12]


def _conditions(reading: Reading) -> Iterator[Found]:
    named: list[tuple[str | None, Any, str]] = []
    if reading.product:
        origin = reading.product.origin
        named += [(offer.condition, origin, f"{offer.path}.itemCondition") for offer in reading.offers[:1]]
        named.append((text_of(reading.product.data.get("itemCondition")), origin, "itemCondition"))
    named.append((reading.open_graph("product:condition", "og:condition"), "opengraph", "product:condition"))
    named += [(one.value, "text", one.label) for one in reading.labelled if one.field == "condition" and len(one.value) < 60]
    for raw, origin, locator in named:
        text = (raw or "").rstrip("/").rpartition("/")[2] if "schema.org/" in (raw or "") else raw
        if (condition := read_condition(text)) and condition.grade != "unknown":
            yield Found(condition, origin, locator, raw)


def _ratings(reading: Reading) -> Iterator[Found]:
    data = reading.product.data.get("aggregateRating") if reading.product else None
    for item in items_of(data)[:1]:
        if not isinstance(item, dict) or not reading.product:
            continue
        value, best = number(text_of(item.get("ratingValue"))), number(text_of(item.get("bestRating")))
        count = number(text_of(item.get("reviewCount")) or text_of(item.get("ratingCount")))
        if value is not None and value <= (best or 100):
            whole = int(count) if count is not None and count < 10**12 else None
            rating = Rating(value=float(value), best=float(best) if best else None, count=whole)
            yield Found(rating, reading.product.origin, "aggregateRating", str(value))


def _put_words(reading: Reading, draft: Draft) -> None:
    """Colour and material: the product's own properties, then labelled text."""
    for field in ("color", "material"):
        if reading.product and (own := text_of(reading.product.data.get(field))):
            draft.put(field, [own], reading.product.origin, field)
        for one in reading.labelled:
            if one.field == field and 1 < len(one.value) <= 60 and draft.get(field) is None:
                draft.put(field, [one.value], "text", one.label)


def _put_variants(reading: Reading, draft: Draft) -> None:
    variants = [_variant(reading, node) for node in reading.variants[:MAX_VARIANTS]]
    if variants and reading.product:
        draft.put("variants", variants, reading.product.origin, "hasVariant", f"{len(variants)} variants")


def _variant(reading: Reading, node: Node) -> Variant:
    offer = next(iter(offers_of(node)), None)
    amount = number(offer.price) if offer else None
    price = Money(amount=amount, currency=to_iso4217(offer.currency)[0]) if offer and amount else None
    named = {name: text for name in ("color", "size", "material", "name") if (text := text_of(node.data.get(name)))}
    url = reading.doc.absolute(node.text("url") or (offer.url if offer else None))
    return Variant(sku=node.text("sku"), gtin=None, attributes=named, price=price, url=url if url and " " not in url else None)
