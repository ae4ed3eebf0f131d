"""A draft records values with where they were read."""

import pytest
from pydantic import ValidationError

from inventory_core import Draft, Found, Money, Page, Unusable, look_up

PAGE = Page(b"<p>body</p>", url="https://a.example/item/7?utm_source=x")


def draft(**options: str) -> Draft:
    return Draft(PAGE, source="acme", **options)


def test_what_is_taken_has_to_be_found() -> None:
    """A text by itself has no place: the message says how such a value is given."""
    with pytest.raises(TypeError, match=r"take\('title', ...\) takes .* a Found; put\(\) takes the value itself, not str"):
        draft().take("title", "A lamp")


def test_every_value_has_its_evidence() -> None:
    """Origin, locator and the text that stood there; fields with a dot reach inside."""
    listing = (
        draft(listing_id="7")
        .put("title", "  A\u200b lamp\n", "css", "h1", "A lamp (raw)")
        .put("identifiers.sku", "L-7", "json_ld", "$.sku")
        .put("attributes.Shade", "linen", "css", "dd")
        .take("brand", Found("Lux", "microdata", "[itemprop=brand]", "by Lux"))
        .listing()
    )
    assert (listing.title, listing.identifiers.sku, listing.attributes, listing.brand) == (
        "A lamp",
        "L-7",
        {"Shade": "linen"},
        "Lux",
    )
    assert {name: (e.origin, e.locator, e.raw) for name, e in listing.evidence.items()} == {
        "title": ("css", "h1", "A lamp (raw)"),
        "identifiers.sku": ("json_ld", "$.sku", "L-7"),
        "attributes.Shade": ("css", "dd", "linen"),
        "brand": ("microdata", "[itemprop=brand]", "by Lux"),
    }
    assert listing.url == "https://a.example/item/7"
    assert listing.fetched_at == PAGE.fetched_at


def test_evidence_is_checked_with_the_listing() -> None:
    """An origin that is none, or a code of a warning, is refused by the listing, which says where it stands."""
    wrong = draft().put("title", "A lamp", "css").put("title", "Lamp", "Hear say").warn("No Code")
    with pytest.raises(ValidationError) as refused:
        wrong.listing()
    places = {".".join(map(str, error["loc"][:5])) for error in refused.value.errors()}
    assert places == {"evidence.title.alternatives.0.origin", "warnings.0.code"}


@pytest.mark.parametrize("nothing", [None, "", " \u200b ", [], [None, ""], {}])
def test_nothing_is_not_recorded(nothing: object) -> None:
    """An empty value leaves neither a value nor evidence."""
    listing = draft().put("title", nothing, "css").put("color", nothing, "css").take("brand", None).listing()
    assert listing.evidence == {}
    assert listing.title is None


def test_the_first_value_stays_and_the_other_remains_visible() -> None:
    """A different price becomes an alternative, with a warning; the same price does not."""
    first, other = Money(amount="10.0", currency="EUR"), Money(amount="12", currency="EUR")
    listing = (
        draft()
        .put("price", first, "css", ".price")
        .put("price", Money(amount="10", currency="EUR"), "opengraph")
        .put("price", other, "json_ld", "$.offers.price")
        .listing()
    )
    assert listing.price == first
    assert [(a.value, a.origin) for a in listing.evidence["price"].alternatives] == [("12 EUR", "json_ld")]
    assert [(w.code, w.field) for w in listing.warnings] == [("price_conflict", "price")]


def test_a_placeholder_is_null_with_its_warning() -> None:
    """A function that raises Unusable says why there is no value."""

    def yen(value: str) -> Money:
        if value == "9999999":
            raise Unusable("price_placeholder", "9,999,999 hides the price")
        return Money(amount=value, currency="JPY")

    hidden = draft().fill("api", {"price": "9999999"}, {"price": ("price", yen)}).listing()
    assert hidden.price is None
    assert [(w.code, w.field) for w in hidden.warnings] == [("price_placeholder", "price")]
    shown = draft().fill("api", {"price": "300"}, {"price": ("price", yen)}).listing()
    assert (shown.price, shown.evidence["price"].raw) == (Money(amount="300", currency="JPY"), "300")


def test_fill_reads_paths_and_skips_what_is_not_there() -> None:
    """A path reaches through objects and lists; one that leads nowhere records nothing."""
    data = {"name": "Lamp", "photos": ["https://a.example/1.jpg"], "seller": {"id": 5}, "brand": None}
    listing = (
        draft()
        .fill(
            "api",
            data,
            {
                "title": "name",
                "images": ("photos", lambda urls: [{"url": url} for url in urls]),
                "seller.id": ("seller.id", str),
                "brand": "brand.name",
                "size": "sizes.0",
            },
        )
        .listing()
    )
    assert (listing.title, listing.images[0].url, listing.seller.id) == ("Lamp", "https://a.example/1.jpg", "5")
    assert set(listing.evidence) == {"title", "images", "seller.id"}
    assert listing.evidence["seller.id"].locator == "seller.id"


@pytest.mark.parametrize(("path", "value"), [("a.b.1.c", 5), ("a.b.7", None), ("a.x.y", None), ("a.b.c", None), ("", None)])
def test_look_up(path: str, value: object) -> None:
    """Dots go into objects and lists, and anything else leads nowhere."""
    assert look_up({"a": {"b": [0, {"c": 5}]}}, path) == value


def test_a_former_price_that_is_not_higher_goes_with_a_warning() -> None:
    """It would be refused by the model; the listing is worth more than it."""
    price = Money(amount="10", currency="EUR")
    lower = draft().put("price", price, "css").put("original_price", Money(amount="9", currency="EUR"), "css").listing()
    assert lower.original_price is None
    assert "original_price" not in lower.evidence
    assert [w.code for w in lower.warnings] == ["original_price_dropped"]
    same = draft().put("price", price, "css").put("price_max", price, "css").listing()
    assert (same.price_max, same.warnings) == (None, ())


def test_a_page_without_an_address_is_keyed_by_its_body() -> None:
    """The same body gives the same key, another body another one."""
    keys = [Draft(Page(body), source="acme").put("title", "x", "css").listing().key for body in (b"1", b"1", b"2")]
    assert keys[0] == keys[1] != keys[2]
    assert keys[0].startswith("acme:body1:")


def test_descriptions_keep_their_lines() -> None:
    """White space is folded, paragraphs stay."""
    listing = draft().put("description", "One\r\n\r\n\r\n\r\n two  \x00three", "api").listing()
    assert listing.description == "One\n\ntwo three"


def test_a_value_that_does_not_fit_is_named() -> None:
    """The error holds the path of the field."""
    with pytest.raises(ValidationError, match="likes"):
        draft().put("likes", "many", "css").listing()


@pytest.mark.parametrize(
    ("found", "raw"),
    [
        ({"id": 3, "name": "靴下", "of": None, "sold": True}, '{"id":3,"name":"靴下","of":null,"sold":true}'),
        ([{"name": "S"}, {"name": "M"}], '[{"name":"S"},{"name":"M"}]'),
        ([["S", 1], ["M", 0]], '[["S",1],["M",0]]'),
        (["S", "M"], "S, M"),
        (True, "true"),
        (12.5, "12.5"),
        ({(1, 2): "a key that JSON does not have"}, "{(1, 2): 'a key that JSON does not have'}"),
    ],
)
def test_evidence_shows_data_as_the_page_wrote_it(found: object, raw: str) -> None:
    """An object, and a list of them, stands there as JSON; a list of words as its words."""
    listing = draft().fill("api", {"at": found}, {"title": ("at", lambda _found: "A lamp")}).listing()
    assert listing.evidence["title"].raw == raw


def test_evidence_is_bounded() -> None:
    """However long the text was, 500 characters of it are kept."""
    assert len(draft().put("title", "x" * 10_000, "css").listing().evidence["title"].raw) == 500


def test_what_a_reader_found_may_be_converted() -> None:
    """`take` converts as `fill` does, keeps the text that stood there, and turns Unusable into a warning."""

    def convert(text: str) -> int:
        if text == "many":
            raise Unusable("likes_unclear", "no number")
        return int(text)

    taken = draft().take("likes", Found("7", "css", "b", "7 likes"), convert).listing()
    assert (taken.likes, taken.evidence["likes"].raw) == (7, "7 likes")
    unclear = draft().take("likes", Found("many", "css", "b"), convert)
    assert (unclear.warned("likes_unclear"), unclear.warned("price_placeholder")) == (True, False)
    refused = unclear.listing()
    assert (refused.likes, [(w.code, w.field) for w in refused.warnings]) == (None, [("likes_unclear", "likes")])
    for odd in ([], {"a": 1}):
        assert draft().fill("api", {"likes": odd}, {"likes": ("likes", lambda likes: likes["n"][0])}).warned("value_unreadable")
    failed = draft().fill("api", {"likes": "few"}, {"likes": ("likes", convert)}).listing()
    assert (failed.likes, [(w.code, w.message) for w in failed.warnings]) == (
        None,
        [("value_unreadable", "few could not be read (ValueError: invalid literal for int() with base 10: 'few')")],
    )
    floats = draft().take("price", Found("12.5", "css", "b"), lambda text: Money(amount=float(text), currency="EUR")).listing()
    assert (
        floats.warnings[0].message
        == "12.5 could not be read (Value error, money is never a float or a bool: pass a str, an int or a Decimal)"
    )
