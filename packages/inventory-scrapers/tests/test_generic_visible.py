"""Pages without any markup, as shops lay them out: which of the amounts beside the name is the price."""

from __future__ import annotations

import pytest

from inventory_core import Listing, Outcome, Page, read_page
from inventory_scrapers.generic import Generic

BUTTON = "<button>Add to cart</button>"


def only(body: str) -> Listing:
    html = f"<html lang=en><head><title>Blue Mug</title></head><body><main><h1>Blue Mug</h1>{body}</main></body></html>"
    result = read_page(Generic(), Page(body=html.encode(), url="https://shop.example/p/blue-mug", status=200))
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    return listing


@pytest.mark.parametrize(
    "body",
    [
        f"<dl><dt>Price:<dd>$12.50<dt>Shipping:<dd>$4.00</dl>{BUTTON}",
        f"<p>2 x AA</p><p>$12.50</p>{BUTTON}",
        f"<p>Ages 8+</p><p>$12.50</p>{BUTTON}",
        f"<p>8</p><p>$12.50</p>{BUTTON}",
        "<label><input type=radio checked>Subscribe &amp; save 10% $11.25</label>"
        f"<label><input type=radio>One-time purchase $12.50</label>{BUTTON}",
        f"<select name=size><option>Small - $12.50</option><option>Large - $15.00</option></select>{BUTTON}",
        f"<p class=price><span aria-hidden=true>$<b>12</b><b>50</b></span><span class=sr-only>$12.50</span></p>{BUTTON}",
    ],
)
def test_the_price_beside_other_words_and_numbers(body: str) -> None:
    """Labels of the next amount, numbers of other things, subscriptions and choices do not hide the price or take its place."""
    listing = only(body)
    assert listing.price is not None
    assert str(listing.price.amount) == "12.50"


def test_another_price_that_is_called_so_is_no_former_one() -> None:
    """What it costs to buy at once is not what the current bid was before."""
    listing = only("<p>Current bid</p><p>$12.50</p><p>Buy it now $40.00</p><button>Place bid</button>")
    assert (str(listing.price and listing.price.amount), listing.original_price) == ("12.50", None)
