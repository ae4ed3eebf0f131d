"""The listing model keeps its promises."""

import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from inventory_core import Condition, Evidence, Listing, Money, merge
from inventory_core.listing import FIELDS, is_given
from inventory_core.schema import build_schema, published_schema

PUBLIC_NAMES = [
    "source",
    "listing_id",
    "key",
    "url",
    "title",
    "description",
    "language",
    "price",
    "original_price",
    "buyer_total",
    "price_max",
    "unit_price",
    "tax_included",
    "sale_kind",
    "availability",
    "condition",
    "quantity",
    "brand",
    "category",
    "size",
    "color",
    "material",
    "identifiers",
    "attributes",
    "images",
    "variants",
    "rating",
    "seller",
    "shipping",
    "likes",
    "listed_at",
    "updated_at",
    "sold_at",
    "ends_at",
    "evidence",
    "warnings",
    "fetched_at",
    "scraper_version",
]


def usd(amount: str) -> Money:
    return Money(amount=amount, currency="USD")


def test_the_public_names_are_fixed() -> None:
    """The fields are those of the published model, in its order."""
    assert list(FIELDS) == PUBLIC_NAMES


def test_what_was_not_observed_is_null() -> None:
    """A listing of which only an id is known claims nothing else."""
    dumped = Listing(source="acme", listing_id="7").model_dump(mode="json")
    claimed = {name for name, value in dumped.items() if value not in (None, [], {})}
    assert claimed == {"source", "listing_id", "key", "sale_kind", "identifiers"}
    assert dumped["sale_kind"] == "unknown"
    assert set(dumped["identifiers"].values()) == {None}


def test_a_key_is_made_from_the_id_then_from_the_address() -> None:
    """The site's own id identifies a listing; else the canonical address does, whatever tracking it carries."""
    assert Listing(source="acme", listing_id="7", url="https://acme.example/7").key == "acme:7"
    one = Listing(source="acme", url="https://acme.example/x?a=1&utm_source=mail")
    other = Listing(source="acme", url="https://ACME.example:443/x?a=1#top")
    assert one.key == other.key
    assert one.key.startswith("acme:url1:")


def test_a_listing_without_any_identity_is_refused() -> None:
    """Neither id, address nor key: two such listings could not be told apart."""
    with pytest.raises(ValidationError, match="listing_id, a url or a key"):
        Listing(source="acme", title="A lamp")


@pytest.mark.parametrize("field", ["original_price", "price_max"])
@pytest.mark.parametrize("other", [usd("9"), usd("10"), Money(amount="20", currency="EUR")])
def test_a_former_or_upper_price_is_above_the_price(field: str, other: Money) -> None:
    """original_price and price_max are given only where they are greater, in the same currency."""
    with pytest.raises(ValidationError, match="greater than price"):
        Listing(source="acme", listing_id="1", price=usd("10"), **{field: other})


def test_unknown_fields_are_kept() -> None:
    """An older core does not lose what a newer plugin said."""
    listing = Listing.model_validate(
        {"source": "acme", "listing_id": "1", "carbon": "2 kg", "condition": {"grade": "new", "smell": "none"}}
    )
    dumped = listing.model_dump(mode="json")
    assert dumped["carbon"] == "2 kg"
    assert dumped["condition"]["smell"] == "none"


def test_names_are_open_but_not_arbitrary() -> None:
    """A newer plugin's availability is kept; a sentence is refused."""
    assert Listing(source="a", listing_id="1", availability="rented_out").availability == "rented_out"
    with pytest.raises(ValidationError):
        Listing(source="a", listing_id="1", availability="In stock!")


@pytest.mark.parametrize(
    "url",
    [
        *("/x", "javascript:alert(1)", "https://a b.example/", "file:///etc/passwd", "https://a.example\\@b/"),
        *("http://[", "http://[::1", "https:///x", "https://?x", "http://a[.example/"),
    ],
)
def test_addresses_are_absolute_http(url: str) -> None:
    """Relative links and other schemes are no addresses, nor is what has no host that could be read."""
    with pytest.raises(ValidationError):
        Listing(source="a", listing_id="1", images=[{"url": url}])


@pytest.mark.parametrize(
    "url", ["http://[::1]:80/x", "https://a.example?x=[1]", "https://a.example/[1]#[", "https://例え.example"]
)
def test_brackets_may_stand_where_they_mean_something(url: str) -> None:
    """Around an address of IPv6, and behind the host."""
    (image,) = Listing(source="a", listing_id="1", images=[{"url": url}]).images
    assert image.url == url


def test_listings_are_values() -> None:
    """They cannot be changed, and survive JSON unchanged."""
    listing = Listing(
        source="a", listing_id="1", price=usd("1.50"), category=["Home", "Lamps"], listed_at="2026-01-02T03:04:05+09:00"
    )
    with pytest.raises(ValidationError):
        listing.title = "other"
    assert Listing.model_validate_json(listing.model_dump_json()) == listing


def test_a_time_without_a_zone_is_refused() -> None:
    """A local time of an unknown place is no point in time."""
    with pytest.raises(ValidationError):
        Listing(source="a", listing_id="1", sold_at="2026-01-02T03:04:05")


def test_what_the_later_sighting_shows_wins_and_the_rest_stays() -> None:
    """A search card does not erase what the item page showed."""
    page = Listing(
        source="a",
        listing_id="1",
        title="Lamp",
        description="Brass",
        price=usd("10"),
        original_price=usd("15"),
        condition=Condition(grade="good", raw="Good"),
        identifiers={"sku": "L1"},
        evidence={"description": Evidence(origin="css"), "original_price": Evidence(origin="css")},
    )
    card = Listing(
        source="a", listing_id="1", title="Lamp, brass", price=usd("16"), identifiers={"mpn": "M"}, availability="sold"
    )
    merged = merge(page, card)
    assert (merged.title, merged.description, merged.availability) == ("Lamp, brass", "Brass", "sold")
    assert merged.condition == page.condition
    assert (merged.identifiers.sku, merged.identifiers.mpn) == ("L1", "M")
    assert merged.price == usd("16")
    assert merged.original_price is None
    assert set(merged.evidence) == {"description"}


def test_two_listings_do_not_merge() -> None:
    """Merging asks for one key."""
    with pytest.raises(ValueError, match="two listings"):
        merge(Listing(source="a", listing_id="1"), Listing(source="a", listing_id="2"))


@pytest.mark.parametrize(
    ("value", "given"), [(0, True), ("", False), ((), False), ("unknown", False), (False, True), (usd("0"), True)]
)
def test_what_counts_as_given(value: object, given: bool) -> None:
    """Zero and no are observations; null, unknown and nothing are none."""
    assert is_given(value) is given


def test_the_published_schema_is_that_of_the_model() -> None:
    """The file in the package is what the model says; regenerate it with `python -m inventory_core.schema`."""
    assert published_schema() == json.loads(json.dumps(build_schema()))


def test_a_dumped_listing_fits_the_published_schema() -> None:
    """Money is a string there, and a float does not fit."""
    validator = Draft202012Validator(published_schema())
    listing = Listing(
        source="a",
        listing_id="1",
        price=Money(amount=Decimal("1.50"), currency="USD"),
        category=["x"],
        images=[{"url": "https://a.example/1.jpg"}],
    )
    dumped = json.loads(listing.model_dump_json())
    validator.validate(dumped)
    dumped["price"]["amount"] = 1.5
    assert not validator.is_valid(dumped)
