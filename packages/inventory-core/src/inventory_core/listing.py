"""The listing: one typed value with where each part of it was read.

Rules that hold for every field: null means "not observed"; "unknown" means "observed, but it has no name here". A missing
price is never 0, a missing currency never USD, a missing condition never "new", a missing availability never "in stock".
Models are frozen, and keep fields that they do not know, so that an older core does not lose what a newer plugin said.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints, model_validator
from pydantic_core import CoreSchema, core_schema

from inventory_core.money import Money, UnitPrice
from inventory_core.urls import url_key


class OpenEnum:
    """Marks a Literal as open: an unknown lower_case_name from a newer plugin is kept, anything else is refused."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        named = core_schema.literal_schema(list(get_args(source)))
        other = core_schema.str_schema(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
        return core_schema.union_schema([named, other], mode="left_to_right")


_OPEN = OpenEnum()

AvailabilityName = Literal[
    "in_stock",
    "limited",
    "pre_order",
    "back_order",
    "made_to_order",
    "reserved",
    "sold",
    "out_of_stock",
    "discontinued",
    "unknown",
]
"""The availabilities that this version has a name for."""
Availability = Annotated[AvailabilityName, _OPEN]
GradeName = Literal[
    "new",
    "new_with_tags",
    "like_new",
    "very_good",
    "good",
    "fair",
    "poor",
    "for_parts",
    "refurbished",
    "used",
    "unknown",
]
"""The grades that this version has a name for."""
Grade = Annotated[GradeName, _OPEN]
SaleKind = Annotated[Literal["fixed", "auction", "offers", "free", "unknown"], _OPEN]
Origin = Annotated[
    Literal["api", "embedded_json", "json_ld", "microdata", "rdfa", "opengraph", "microformat", "css", "text", "url", "user"],
    _OPEN,
]
Payer = Annotated[Literal["buyer", "seller", "unknown"], _OPEN]

WEB_URL = r"^https?://(\[[0-9A-Fa-f:.]+\](:[0-9]*)?|[^\s\x00-\x1f\\/?#\[\]]+)([/?#][^\s\x00-\x1f\\]*)?$"
"""Where there is a host, in brackets if it is an address of IPv6: what begins otherwise nobody can take apart."""
WebUrl = Annotated[str, StringConstraints(pattern=WEB_URL, max_length=8192)]
Name = Annotated[str, StringConstraints(min_length=1)]
Count = Annotated[int, Field(ge=0, lt=2**63)]


class Model(BaseModel):
    """Frozen, and keeps what it does not know."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Condition(Model):
    """`raw` is what the site says, `grade` its nearest name here."""

    grade: Grade
    raw: str | None = None


class Identifiers(Model):
    """`gtin` is 8, 12, 13 or 14 digits with a right check digit (GS1); `isbn` 10 or 13 characters."""

    sku: str | None = None
    gtin: str | None = None
    mpn: str | None = None
    isbn: str | None = None


class Image(Model):
    """An absolute address; width and height in pixels where the page tells them."""

    url: WebUrl
    width: Count | None = None
    height: Count | None = None


class Variant(Model):
    """One size, colour or the like of the same listing."""

    sku: str | None = None
    gtin: str | None = None
    attributes: dict[str, str] = {}
    price: Money | None = None
    availability: Availability | None = None
    url: WebUrl | None = None


class Rating(Model):
    """`value` out of `best`, given by `count` people."""

    value: float | None = Field(default=None, allow_inf_nan=False)
    best: float | None = Field(default=None, allow_inf_nan=False)
    count: Count | None = None


class Seller(Model):
    """Who sells; the crawl drops `name` unless it was asked for."""

    id: str | None = None
    name: str | None = None
    rating: Rating | None = None


class Shipping(Model):
    """Who pays, how much, from where, and in how many days it is sent."""

    payer: Payer | None = None
    cost: Money | None = None
    from_region: str | None = None
    min_days: Count | None = None
    max_days: Count | None = None


class Alternative(Model):
    """A value that another place of the page gave for the same field."""

    value: str
    origin: Origin
    locator: str = ""


class Evidence(Model):
    """Where a field was read.

    `locator` is a path or selector within the origin, `raw` the text that stood there (cut at 500 characters),
    `alternatives` what other places said.
    """

    origin: Origin
    locator: str = ""
    raw: str | None = None
    alternatives: tuple[Alternative, ...] = ()


class ListingWarning(Model):
    """Something a careful reader should know; `code` is stable, `field` a path as in evidence."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    field: str | None = None
    message: str = ""


class Listing(Model):
    """What one page shows of one thing that is for sale, or was.

    `key` identifies the listing across sightings: `source:listing_id`, else `source:url1:` and a hash of the canonical address;
    a page without an address is keyed by its body (the Draft does that). Filled in where it is not given.
    """

    source: Name
    listing_id: Name | None = None
    key: Name = ""
    url: WebUrl | None = None
    title: str | None = None
    description: str | None = None
    language: str | None = None
    price: Money | None = None
    original_price: Money | None = None
    buyer_total: Money | None = None
    price_max: Money | None = None
    unit_price: UnitPrice | None = None
    tax_included: bool | None = None
    sale_kind: SaleKind = "unknown"
    availability: Availability | None = None
    condition: Condition | None = None
    quantity: Count | None = None
    brand: str | None = None
    category: tuple[str, ...] = ()
    size: str | None = None
    color: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    identifiers: Identifiers = Identifiers()
    attributes: dict[str, str | tuple[str, ...]] = {}
    images: tuple[Image, ...] = ()
    variants: tuple[Variant, ...] = ()
    rating: Rating | None = None
    seller: Seller | None = None
    shipping: Shipping | None = None
    likes: Count | None = None
    listed_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    sold_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    evidence: dict[str, Evidence] = {}
    warnings: tuple[ListingWarning, ...] = ()
    fetched_at: AwareDatetime | None = None
    scraper_version: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _fill_key(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("key"):
            return {**data, "key": _key(data)}
        return data

    @model_validator(mode="after")
    def _prices_agree(self) -> Listing:
        for name in ("original_price", "price_max"):
            other = getattr(self, name)
            if other is None:
                continue
            if self.price is None or other.currency != self.price.currency or other.amount <= self.price.amount:
                raise ValueError(f"{name} is given only where it is greater than price, in the same currency")
        return self


def _key(data: dict[str, Any]) -> str:
    source = data.get("source")
    if data.get("listing_id"):
        return f"{source}:{data['listing_id']}"
    if data.get("url"):
        return f"{source}:{url_key(str(data['url']))}"
    raise ValueError("a listing needs a listing_id, a url or a key")


FIELDS: tuple[str, ...] = tuple(Listing.model_fields)
# What coverage counts: the fields that a page may or may not show, without those that are always there.
OBSERVABLE: tuple[str, ...] = tuple(
    name for name in FIELDS if name not in {"source", "key", "evidence", "warnings", "fetched_at", "scraper_version"}
)


def is_given(value: Any) -> bool:
    """True where a field holds an observation: not null, not "unknown", not an empty collection or an empty model."""
    if value is None or value == "unknown":
        return False
    if isinstance(value, BaseModel):
        return any(is_given(part) for part in dict(value).values())
    return not (isinstance(value, (str, tuple, dict)) and not value)


def merge(earlier: Listing, later: Listing) -> Listing:
    """Two sightings of one listing as one: what the later shows wins, what it does not show stays.

    Evidence goes with the value it belongs to. ValueError where the keys differ.
    """
    if earlier.key != later.key:
        raise ValueError(f"{earlier.key} and {later.key} are two listings")
    shown = {name: value for name, value in dict(later).items() if is_given(value)}
    kept = {**dict(earlier), **shown}
    kept["identifiers"] = _merge_parts(earlier.identifiers, later.identifiers)
    kept["evidence"] = {**earlier.evidence, **later.evidence}
    kept["warnings"] = later.warnings
    return Listing.model_validate(_settle_prices(kept))


def _merge_parts(earlier: Identifiers, later: Identifiers) -> Identifiers:
    return Identifiers(**{**dict(earlier), **{k: v for k, v in dict(later).items() if v is not None}})


def _settle_prices(values: dict[str, Any]) -> dict[str, Any]:
    """A new price may have overtaken a former or an upper one that is no longer shown."""
    price = values.get("price")
    for name in ("original_price", "price_max"):
        other = values.get(name)
        if other is not None and (price is None or other.currency != price.currency or other.amount <= price.amount):
            values[name] = None
            values["evidence"].pop(name, None)
    return values
