"""What names the thing of a page whose title and headings name nothing, and what does not."""

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


def test_an_amount_is_no_name() -> None:
    """A heading that is an amount of money names nothing, and one that only looks like an amount does."""
    assert read("", "", "<h1>€ 12.50</h1>").outcome is not Outcome.OK
    (listing,) = read("<title>iPad 2 | Potter</title>", "", "<h1>iPad 2</h1>").listings
    assert listing.title == "iPad 2"


def test_a_way_that_ends_elsewhere_names_nothing() -> None:
    """A heading that is called otherwise than where the way ends is not the name of a thing."""
    assert read("", "<li>Mugs of the week</li>", "<h2>Newsletter</h2>").outcome is not Outcome.OK


@pytest.mark.parametrize("value", ["sits at 12 pixels. Use it for text", "see below", "You can write details here"])
@pytest.mark.parametrize("label", ["Code", "Model", "Item"])
def test_a_label_before_words_is_no_number_of_a_thing(label: str, value: str) -> None:
    """A page without a price and a button is no thing's because a label of numbers stands before words."""
    row = f"<dl><dt>{label}:<dd>{value}<dt>Designer:<dd>Linnea</dl>"
    html = f"<html><head><title>Typography</title></head><body><h1>Typography</h1>{row}</body></html>"
    assert read_page(Generic(), Page(body=html.encode(), url="https://shop.example/x", status=200)).outcome is not Outcome.OK


@pytest.mark.parametrize(("left", "availability"), [("0", "out_of_stock"), ("7", "in_stock")])
def test_how_many_are_in_stock(left: str, availability: str) -> None:
    """A number behind "in stock" tells how many there are, whatever can be pressed below it."""
    (listing,) = read("<title>Blue Mug</title>", "", f"<h1>Blue Mug</h1><p>in stock <b>{left}</b></p>").listings
    assert listing.availability == availability


def test_kana_elsewhere_on_the_page() -> None:
    """A page with kana in several of its texts is Japanese, also where its name has ideographs alone."""
    rows = "<p>カートに追加</p><p>お気に入り</p><p>ログイン</p><p>おすすめ商品</p>"
    for more, price in ((rows, "8800 JPY"), ("", "8800 CNY")):
        body = f"<h1>鉄鍋 22cm</h1><p class=price>¥8,800</p>{BUTTON}{more}"
        html = f"<html lang=en><head><meta charset=utf-8><title>鉄鍋 22cm</title></head><body>{body}</body></html>"
        (listing,) = read_page(Generic(), Page(body=html.encode(), url="https://shop.example/x", status=200)).listings
        assert str(listing.price) == price


def _page(head: str, body: str) -> PageResult:
    html = f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return read_page(Generic(), Page(body=html.encode(), url="https://mugs.example/x", status=200))


TOUCH = ["お問い合わせ", "문의", "Liên hệ"]


@pytest.mark.parametrize("touch", TOUCH)
def test_a_menu_that_says_contact_us_tells_no_price(touch: str) -> None:
    """A page with a name is no thing's because a menu below it leads to those who run the site."""
    menu = f"<ul><li><a href=/help>FAQ</a><li><a href=/contact>{touch}</a></ul>"
    result = _page("<title>Mizu Works 2016</title>", f"<h1>Mizu Works 2016</h1><p>Welcome.</p>{menu}")
    assert result.outcome is not Outcome.OK


@pytest.mark.parametrize(
    "place",
    [f"<p class=price>{touch}</p>" for touch in TOUCH]
    + ["<dl><dt>価格<dd>お問い合わせ</dl>", "<dl><dt>가격:<dd>문의</dl>", "<dl><dt>Giá bán:<dd>Liên hệ</dl>"]
    + ["<p>価格はお問い合わせください</p>", "<p>가격 문의</p>", "<p>Giá: Liên hệ</p>"],
)
def test_contact_us_in_the_place_of_a_price(place: str) -> None:
    """A thing whose price is told on request is a thing, without a price."""
    (listing,) = _page("<title>Mizu Works 2016</title>", f"<h1>Mizu Works 2016</h1>{place}").listings
    assert (listing.title, listing.price) == ("Mizu Works 2016", None)


def test_a_site_that_calls_each_page_a_product() -> None:
    """OpenGraph that names the site itself as the product tells of no thing."""
    head = "<title>Welcome back</title><meta property=og:type content=product><meta property=og:site_name content='Mugs Ltd'>"
    body = "<h1>Welcome back</h1><p>This is what we have for you.</p>"
    for name, is_thing in (("Mugs Ltd", False), ("Blue Mug", True)):
        outcome = _page(f"{head}<meta property=og:title content='{name}'>", body).outcome
        assert (outcome is Outcome.OK) is is_thing


@pytest.mark.parametrize("value", ["Info", "Model", "& Model", "-- Choose one --", "Select brand", "Fits:"])
def test_what_is_no_brand(value: str) -> None:
    """What a form or a heading of a table says in the place of a brand is none."""
    body = f"<h1>Blue Mug</h1><p class=price>€12.50</p>{BUTTON}<dl><dt>Brand:<dd>{value}</dl>"
    (listing,) = _page("<title>Blue Mug</title>", body).listings
    assert listing.brand is None
