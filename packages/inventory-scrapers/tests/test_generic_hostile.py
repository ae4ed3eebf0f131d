"""Whatever the bytes are, the generic reader answers, and in time that grows with their number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory_core import Page, read_page
from inventory_scrapers.generic import Generic

PAGE = """<html lang="en-US"><head><title>Blue Mug | Potter</title><meta property="og:price:amount" content="12.50">
<script type="application/ld+json">{"@type":"Product","name":"Blue Mug","sku":"B-1","image":["a.jpg",{"url":"b.jpg"}],
"offers":[{"@type":"Offer","price":12.5,"priceCurrency":"USD","availability":"InStock"}]}</script></head>
<body><nav><a href="/">Home</a></nav><h1>Blue Mug</h1><div class="price"><del>$20.00</del> <ins>$12<sup>50</sup></ins></div>
<p>SKU: B-1</p><p>Only 3 left</p><form action="/cart/add"><button type="submit">Add to cart</button></form></body></html>"""

# Pieces that readers look for, in any order and nesting.
PIECES = st.sampled_from(
    [
        "<h1>",
        "</h1>",
        "<div class=price>",
        "</div>",
        "<del>",
        "<span itemprop=price content=",
        ">",
        "$12.50",
        "12,50 €",
        "1.234.567,89",
        "<sup>99</sup>",
        "SKU:",
        "EAN 4006381333931",
        "ISBN-13:",
        "<li>",
        "<script type='application/ld+json'>",
        '{"@type":"Product","offers":',
        "[[[[",
        "}}}",
        "</script>",
        "<div itemscope itemtype='http://schema.org/Product'>",
        "<meta property='og:title' content='",
        "'",
        '"',
        "<title>",
        "</title>",
        "Blue Mug",
        "Sold out",
        "Add to cart",
        "<button disabled>",
        "<template>",
        "<svg><title>",
        "\x00",
        "\ud83d\ude00",
        "&#0;",
        "&euro;",
        "<!--",
        "-->",
        "٣٫٥٠ ر.س",
        "９９円",
        "∞",
        "1e999",
        "<a href='http://[::1'>",
        "<base href='//'>",
        "<link rel=canonical href='javascript:x'>",
        "<option>",
        "<noscript>",
        "-",
        " ",
        "\n",
    ]
)


def read(body: bytes, url: str | None = "https://shop.example/p/1") -> None:
    result = read_page(Generic(), Page(body=body, url=url, status=200))
    assert not [error for error in result.errors if error.code == "scraper_failed"], result.errors
    for listing in result.listings:
        listing.model_validate_json(listing.model_dump_json())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000))
def test_arbitrary_bytes(body: bytes) -> None:
    """No sequence of bytes makes the reader fail, and what it gives is a valid listing."""
    read(body)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=60), st.booleans())
def test_pieces_of_pages(pieces: list[str], with_page: bool) -> None:
    """No mixture of the pieces that readers look for makes the reader fail."""
    read(("".join(pieces) + (PAGE if with_page else "")).encode("utf-8", "replace"))


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=len(PAGE)), st.sampled_from(["utf-8", "utf-16", "gbk", "shift_jis"]))
def test_truncated_pages(length: int, encoding: str) -> None:
    """A page may be cut anywhere, in any encoding."""
    read(PAGE[:length].encode(encoding, "replace"))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_in_the_markup(value: str, price: str) -> None:
    """Whatever the values of the markup are, the listing is valid or there is none."""
    import json

    data = {
        "@type": "Product",
        "name": value,
        "image": value,
        "sku": value,
        "category": value,
        "brand": {"name": value},
        "color": [value],
    }
    data |= {
        "offers": {"price": price, "priceCurrency": value, "url": value, "availability": value},
        "aggregateRating": {"ratingValue": price},
    }
    script = json.dumps(data).replace("<", "\\u003c")
    read(f"<script type='application/ld+json'>{script}</script><h1>{value}</h1>".encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("prices", "<div class=card><span class=price>$%d.99</span><del>$3</del></div>"),
        ("same name", "<script>x={\"name\":\"Blue Mug\",\"sku\":\"%d\"}</script>"),
        ("braces", "{\"name\":\"Blue Mug\" %d}}}{{{"),
        ("nested", "<div class=price-%d>"),
        ("headings", "<h1>Blue Mug %d</h1><h2>Blue Mug</h2>"),
        ("labels", "<p>SKU: A-%d</p><p>Brand</p>"),
        ("numbers", "%d 1,2.3 "),
        ("currencies", "currency:\"USD\" %d $ "),
        ("buttons", "<button>Add to cart %d</button>"),
    ],
)  # fmt: skip
def test_time_is_linear(name: str, unit: str) -> None:
    """Four times the page takes no more than about four times as long: far from sixteen times."""

    def seconds(count: int) -> float:
        body = (
            "<html><head><title>Blue Mug</title></head><body><h1>Blue Mug</h1>" + "".join(unit % n for n in range(count))
        ).encode()
        best = float("inf")
        for _ in range(2):
            started = time.process_time()
            read(body)
            best = min(best, time.process_time() - started)
        return best

    small, large = seconds(2000), seconds(8000)
    assert large < 9 * small + 0.15, f"{name}: {small:.3f} s, then {large:.3f} s"


def test_million_nested_tags() -> None:
    """A million open tags are read, and do not exhaust the stack."""
    read(b"<h1>Blue Mug</h1>" + b"<div class=price>" * 1_000_000)


@pytest.mark.parametrize(
    "unit",
    ['<span vocab="http://schema.org/" typeof="Product" property="a"><b property="b">', '<div class="h-product p-a">'],
)
def test_properties_that_hold_each_other_cost_what_is_in_them_a_few_times(unit: str) -> None:
    """Nested below what is flattened, each holds all that follow: their texts are looked for until that costs too much."""
    body = b"<h1>Blue Mug</h1>" + unit.encode() * (6_000 // unit.count("<")) + b"x"
    started = time.process_time()
    read(body)
    assert time.process_time() - started < 8.0


def test_an_object_without_fields_is_tried_a_few_hundred_times() -> None:
    """The name in thousands of objects that tell nothing does not make the scripts be read thousands of times."""
    started = time.process_time()
    read(b"<title>Blue Mug</title><h1>Blue Mug</h1><script>" + b'{"name":"Blue Mug",' * 20_000 + b"</script>")
    assert time.process_time() - started < 8.0
