"""Product markup: schema.org in JSON-LD, microdata and RDFa, as one kind of node, and what a Product says of each field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory_core.listing import Origin
from inventory_scrapers.toolkit.text import plain_text
from inventory_scrapers.values.availability import OUT, read_availability

# Types that name a thing for sale. Anything else with an offer of its own (a book, a car) counts as one, too.
PRODUCT_TYPES = frozenset(
    [
        "product",
        "productgroup",
        "individualproduct",
        "productmodel",
        "someproducts",
        "vehicle",
        "car",
        "motorcycle",
        "book",
        "productcollection",
        "musicalbum",
        "movie",
        "videogame",
    ]
)
# Properties that lead from the thing to other things.
OTHERS = frozenset(
    [
        "isrelatedto",
        "issimilarto",
        "isaccessoryorsparepartfor",
        "isconsumablefor",
        "itemlistelement",
        "hasvariant",
        "isvariantof",
        "model",
        "review",
        "reviews",
        "breadcrumb",
        "publisher",
        "seller",
    ]
)
NOT_SOLD = frozenset(
    [
        "event",
        "trip",
        "course",
        "organization",
        "localbusiness",
        "restaurant",
        "store",
        "offercatalog",
        "offer",
        "aggregateoffer",
        "webpage",
        "jobposting",
        "recipe",
        "hotel",
        "festival",
        "courseinstance",
        "touristtrip",
        "flight",
        "accommodation",
        "apartment",
        "house",
        "singlefamilyresidence",
        "realestatelisting",
        "service",
        "memberprogram",
        "softwareapplication",
        "webapplication",
        "mobileapplication",
        "hotelroom",
    ]
)
GTIN_PROPERTIES = ("gtin13", "gtin", "gtin12", "gtin14", "gtin8", "isbn", "ean", "upc")
MAX_NODES = 5000


@dataclass(slots=True)
class Node:
    """One schema.org item: its properties as in JSON-LD, the syntax it came in, and the path to it."""

    data: Mapping[str, Any]
    origin: Origin
    path: str
    under: str = ""

    @property
    def types(self) -> frozenset[str]:
        """The local names of its types, in lower case."""
        return types_of(self.data)

    @property
    def is_product(self) -> bool:
        """True for products, and for anything that is offered and not known to be something else."""
        types = self.types
        if types & PRODUCT_TYPES:
            return True
        if any(name.endswith(("event", "business", "organization", "posting", "article")) for name in types):
            return False
        return bool(types) and not types & NOT_SOLD and bool(offers_in(self.data)) and "name" in self.data

    def text(self, *names: str) -> str | None:
        """The first of these properties that holds text."""
        for name in names:
            if value := text_of(self.data.get(name)):
                return value
        return None


def types_of(data: Mapping[str, Any]) -> frozenset[str]:
    """The local names of the types of an item, in lower case."""
    named = data.get("@type") or data.get("type") or ()
    names = named if isinstance(named, list) else [named]
    return frozenset(
        [name.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2].lower() for name in names if isinstance(name, str)]
    )


def text_of(value: Any) -> str | None:
    """Text out of text, a number, an @value, an item with a name, or the first of a list of these."""
    for _ in range(4):
        if isinstance(value, list):
            value = next((part for part in value if part not in (None, "", {}, [])), None)
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("@id") if "@value" in value or "name" in value else None
        else:
            break
    if isinstance(value, bool) or value is None:
        return None
    return plain_text(str(value)).strip() or None if isinstance(value, (str, int, float, Decimal)) else None


def items_of(value: Any) -> list[Any]:
    """A property's values as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def walk(data: Any, origin: Origin, seen: set[int] | None = None) -> Iterator[Node]:
    """All items with a type, outermost first, each with the property that led to it; an item in `seen` is not visited again."""
    visited = set() if seen is None else seen
    stack: list[tuple[Any, str, str]] = [(data, "", "")]
    count = 0
    while stack and count < MAX_NODES:
        value, path, under = stack.pop()
        count += 1
        if isinstance(value, list):
            stack.extend(
                (part, f"{path}.{index}" if path else str(index), under) for index, part in reversed([*enumerate(value)])
            )
        elif isinstance(value, dict) and id(value) not in visited:
            visited.add(id(value))
            if "@type" in value or "type" in value:
                yield Node(value, origin, path, under)
            for name, part in reversed([*value.items()]):
                if isinstance(part, (list, dict)):
                    inner = name.lower() if name.lower() in OTHERS else under
                    stack.append((part, f"{path}.{name}" if path else name, inner))


# What is paid on top of the price.
_CHARGES = frozenset({"deliverychargespecification", "paymentchargespecification"})


@dataclass(slots=True)
class Offer:
    """One offer: amounts as written in the markup."""

    price: str | None = None
    low: str | None = None
    high: str | None = None
    former: str | None = None
    currency: str | None = None
    availability: str | None = None
    condition: str | None = None
    sku: str | None = None
    gtin: str | None = None
    url: str | None = None
    seller: str | None = None
    path: str = ""

    @property
    def is_out(self) -> bool:
        """True where it says that it cannot be had."""
        return read_availability(self.availability) in OUT


def offers_of(node: Node) -> list[Offer]:
    """The offers of a product, those inside an AggregateOffer after it."""
    found: list[Offer] = []
    offers = offers_in(node.data)
    for index, item in enumerate(items_of(offers)):
        if not isinstance(item, dict):
            continue
        path = f"offers.{index}" if isinstance(offers, list) else "offers"
        found.append(_offer(item, path))
        inner = items_of(item.get("offers"))
        found.extend(_offer(part, f"{path}.offers.{number}") for number, part in enumerate(inner[:200]) if isinstance(part, dict))
    return found


def offers_around(node: Node, nodes: Iterable[Node]) -> list[Offer]:
    """The offers that name a product as what they offer, where it names none itself."""
    name, found = node.text("name"), list[Offer]()
    for offer in nodes:
        items = [item for item in items_of(offer.data.get("itemOffered")) if isinstance(item, dict)]
        if any(item is node.data or (name and text_of(item.get("name")) == name) for item in items):
            found.append(_offer(offer.data, offer.path))
    return found


def offers_in(data: Mapping[str, Any]) -> Any:
    """The offers of an item, also under the names that a large shop builder and old markup write."""
    return data.get("offers") or data.get("Offers") or data.get("offer")


def _offer(item: Mapping[str, Any], path: str) -> Offer:
    offer = Offer(
        price=_amount_of(item.get("price")),
        low=text_of(item.get("lowPrice")),
        high=text_of(item.get("highPrice")),
        currency=text_of(item.get("priceCurrency")),
        availability=text_of(item.get("availability") or item.get("Availability")),
        condition=text_of(item.get("itemCondition")),
        sku=text_of(item.get("sku")),
        gtin=next((text for name in GTIN_PROPERTIES if (text := text_of(item.get(name)))), None),
        url=text_of(item.get("url")),
        seller=text_of(item.get("seller") or item.get("offeredBy")),
        path=path,
    )
    specs = [spec for spec in items_of(item.get("priceSpecification")) if isinstance(spec, dict)]
    for spec in sorted(specs, key=_is_for_some):
        if not types_of(spec) & _CHARGES:
            _take_specification(offer, spec)
    return offer


def _amount_of(value: Any) -> str | None:
    """A price as it should be written, or in an object of its own."""
    parts = [part for part in items_of(value) if isinstance(part, dict)]
    return text_of(value) or next((text_of(part.get("price") or part.get("value")) for part in parts), None)


def _is_for_some(spec: Mapping[str, Any]) -> int:
    """0 for what everyone pays at once; 1 for it before tax, 2 for a part of it, or what members pay."""
    if any(name in spec for name in ("billingDuration", "billingIncrement", "validForMemberTier")):
        return 2
    return 1 if str(spec.get("valueAddedTaxIncluded")).lower() == "false" else 0


def _take_specification(offer: Offer, spec: Mapping[str, Any]) -> None:
    """A price specification: a list price, a unit price, or the price itself."""
    kind = (text_of(spec.get("priceType")) or "").rpartition("/")[2].lower()
    price = text_of(spec.get("price"))
    offer.currency = offer.currency or text_of(spec.get("priceCurrency"))
    if any(word in kind for word in ("list", "strike", "msrp", "srp", "regular")):
        offer.former = offer.former or price
    elif "minimum" in kind or "invoice" in kind:
        return
    elif "referenceQuantity" not in spec or "unitpricespecification" not in types_of(spec):
        offer.price = offer.price or price
    elif not offer.price and not offer.low:
        offer.price = price


_MICROFORMAT = {"photo": "image", "identifier": "sku", "summary": "description", "fn": "name"}


def as_schema_org(item: Mapping[str, Any]) -> dict[str, Any]:
    """A microformats item under the names of schema.org: an h-product is a Product whose price is that of its offer."""
    data = {_MICROFORMAT.get(name, name): value for name, value in item.items() if name != "@type"}
    if types_of(item) & {"h-product", "h-listing", "h-item"}:
        data["@type"] = ["Product"]
        if price := text_of(item.get("price")):
            data["offers"] = {"@type": "Offer", "price": price, "priceCurrency": text_of(item.get("currency"))}
    else:
        data["@type"] = list(types_of(item))
    return data
