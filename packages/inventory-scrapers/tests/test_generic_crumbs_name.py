"""What names the thing of a page whose title and headings name nothing: the end of the way to it."""

from __future__ import annotations

import pytest

from inventory_core import Outcome, Page, PageResult, read_page
from inventory_scrapers.generic import Generic

BUTTON = "<form><input type=submit value='Add to cart'></form>"


def read(title: str, way: str, body: str) -> PageResult:
    crumbs = f"<nav aria-label=breadcrumb><ol><li><a href=/>Home</a></li><li><a href=/mugs>Mugs</a></li>{way}</ol></nav>"
    html = f"<html><head>{title}</head><body>{crumbs}<div>{body}<h3>€12.50</h3>{BUTTON}</div></body></html>"
    return read_page(Generic(), Page(body=html.encode(), url="https://shop.example/p/7", status=200))


@pytest.mark.parametrize("title", ["", "<title>Potter and Sons</title>"])
@pytest.mark.parametrize("way", ["<li>Blue Mug 350 ml</li>", "<li>Blue Mug 350 ml</li><li>€ 12.50</li>"])
def test_the_end_of_the_way_names_the_thing(title: str, way: str) -> None:
    """Its heading is the one that is called as the last part of the way that leads nowhere and is no amount of money."""
    result = read(title, way, "<h2>Blue Mug 350 ml</h2>")
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    assert (listing.title, str(listing.price)) == ("Blue Mug 350 ml", "12.50 EUR")


def test_a_way_that_ends_elsewhere_names_nothing() -> None:
    """A heading that is called otherwise than where the way ends is not the name of a thing."""
    assert read("", "<li>Mugs of the week</li>", "<h2>Newsletter</h2>").outcome is not Outcome.OK
