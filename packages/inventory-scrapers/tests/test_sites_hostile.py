"""No body, however it was broken, makes a scraper fail: it is read, or refused with a reason."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory_core import Page, Scraper, read_page
from inventory_scrapers.sites.depop import Depop
from inventory_scrapers.sites.mercari_jp import MercariJP
from inventory_scrapers.sites.mercari_us import MercariUS

PAGES = files("inventory_scrapers") / "demo" / "pages"
AMOUNT = {"price": {"amount": "28.00"}, "buyer_fee": {"amount": "0.90"}, "shipping": {"amount": "3.00"}}
SIZES = [{"name": "S", "status": "STATUS_ONSALE"}, {"name": "M", "status": "STATUS_SOLD"}]
PICTURE = {"formats": {"P0": {"url": "https://media.example/1.jpg", "width": 9}}, "150": "https://media.example/2.jpg"}
BODIES: dict[str, tuple[type[Scraper], Any]] = {
    "https://api.mercari.jp/v2/entities:search": (
        MercariJP,
        {
            "items": [
                {
                    "id": "m10000000001",
                    "name": "x",
                    "price": "1",
                    "status": "on_sale",
                    "created": "1700000000",
                    "thumbnails": ["https://x.example/1"],
                    "itemBrand": {"name": "b"},
                    "itemSize": {"name": "s"},
                    "itemConditionId": "1",
                    "auction": {"id": "1"},
                    "sellerId": "5",
                }
            ],
            "meta": {"nextPageToken": "v1:1"},
        },
    ),
    "https://api.mercari.jp/items/get?id=m1": (
        MercariJP,
        {
            "result": "OK",
            "data": {
                "id": "m10000000001",
                "name": "x",
                "price": 1,
                "description": "d",
                "photos": ["https://x.example/1"],
                "colors": [{"name": "c"}],
                "seller": {"id": 1, "name": "n", "num_ratings": 3, "star_rating_score": 5},
                "item_category": {"name": "c", "root_category_name": "r"},
                "shipping_duration": {"min_days": 1, "max_days": 2},
                "hash_tags": ["t"],
                "num_likes": 2,
            },
        },
    ),
    "https://www.mercari.com/v1/api": (
        MercariUS,
        {
            "data": {
                "search": {
                    "itemsList": [
                        {
                            "id": "m10000000001",
                            "name": "x",
                            "price": 100,
                            "originalPrice": 200,
                            "photos": [{"imageUrl": "https://x.example/1"}],
                            "seller": {"sellerId": 1},
                            "brand": {"name": "b"},
                            "color": "c",
                            "itemCategoryHierarchy": [{"name": "c"}],
                            "shippingClass": {"fee": 500},
                            "numLikes": 2,
                        }
                    ]
                }
            }
        },
    ),
    "https://www.depop.com/presentation/api/v1/search/products/": (
        Depop,
        {
            "objects": [
                {
                    "id": 1,
                    "slug": "ann-hat",
                    "description": "d",
                    "status": "ONSALE",
                    "pricing": {"currency": "GBP", "final_price_key": "k", "k": {"price_breakdown": AMOUNT}},
                    "pictures": [PICTURE],
                    "sizes": SIZES,
                    "variants": {"4": 1},
                    "attributes": {"colour": ["c"], "condition": "brand_new"},
                    "like_count": 1,
                }
            ],
            "meta": {"has_more": True},
        },
    ),
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("9" * 5000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "id"]), inner, max_size=3),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in pairs for found in places(part, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], by)
    return copy


@pytest.mark.parametrize("url", BODIES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_value_of_any_kind_in_any_place_of_a_body(url: str, data: st.DataObject) -> None:
    """Types that nobody expected make null, a warning, a refused listing; never a failure of the scraper."""
    scraper, body = BODIES[url]
    broken = replaced(body, data.draw(st.sampled_from(places(body))), data.draw(ANYTHING))
    result = read_page(scraper(), Page(json.dumps(broken).encode(), url=url))
    assert [error for error in result.errors if error.code == "scraper_failed"] == []
    for listing in result.listings:
        assert listing.price is None or listing.price.currency in ("JPY", "USD", "GBP", None)


PAGES_OF = [
    (MercariJP, "mercari_jp_item.html", "https://jp.mercari.com/item/m10000000001"),
    (MercariJP, "mercari_jp_search.html", "https://jp.mercari.com/search"),
    (Depop, "depop_search.html", "https://www.depop.com/search/"),
]


@pytest.mark.parametrize(("scraper", "file", "url"), PAGES_OF, ids=lambda value: value if str(value).endswith("html") else "")
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_page_with_a_part_cut_out(scraper: type[Scraper], file: str, url: str, data: st.DataObject) -> None:
    """A page that was cut somewhere, or lost an attribute, is read or refused."""
    text = (PAGES / file).read_text(encoding="utf-8")
    marks = [match.start() for match in re.finditer(r"[<>\"=]", text)]
    start = data.draw(st.sampled_from(marks))
    end = start + data.draw(st.integers(1, 400))
    result = read_page(scraper(), Page((text[:start] + text[end:]).encode(), url=url))
    assert [error for error in result.errors if error.code == "scraper_failed"] == []
