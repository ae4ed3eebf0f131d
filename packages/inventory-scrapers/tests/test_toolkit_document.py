"""Document and the readers that work on its tree."""

from __future__ import annotations

import subprocess
import sys

import pytest

from inventory_core import Found, Page
from inventory_scrapers.toolkit import Document, document

URL = "https://shop.example/lamps/1"


def read(text: str, url: str | None = URL) -> Document:
    return document(Page(body=text.encode(), url=url))


def test_a_page_has_one_document() -> None:
    """Everybody who reads a page shares its document."""
    page = Page(body=b"<p>x")
    assert document(page) is document(page)


def test_css_helpers_return_found() -> None:
    """Text is folded, scripts are left out, addresses are absolute, and what is not there is null."""
    doc = read(
        '<base href="/x/"><h1> A <b>lamp</b><script>no</script>\n</h1><p></p><p>1</p><p>2</p><a class=n href="next?p=2">n</a>'
    )
    assert doc.css_text("h1") == Found("A lamp", "css", "h1", "A lamp")
    assert [found.value for found in doc.css_all_text("p")] == ["1", "2"]
    assert doc.css_attr("a", "href") == Found("next?p=2", "css", "a@href", "next?p=2")
    assert doc.link("a.n") == Found("https://shop.example/x/next?p=2", "css", "a.n@href", "next?p=2")
    assert doc.css_text("h2") is doc.link("h2") is doc.css_attr("h1", "id") is doc.meta("og:title") is None


def test_what_a_page_says_of_itself() -> None:
    """Title, language, canonical address and metas."""
    doc = read(
        '<html lang="de_AT"><title> A\n B </title><link rel="canonical" href="/lamps/2"><META PROPERTY="og:image" content="1">'
        '<meta property="og:image" content="2"><meta property="product:price:amount" content="5">'
    )
    assert (doc.title, doc.language, doc.canonical) == ("A B", "de-AT", "https://shop.example/lamps/2")
    assert doc.metas["og:image"] == ["1", "2"]
    assert doc.opengraph == {"@type": ["website"], "image": ["1", "2"], "product:price:amount": "5"}


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis", "utf-16"])
def test_other_encodings_read_alike(encoding: str) -> None:
    """The tree and the scan see UTF-8, whatever the page is in."""
    text = f'<meta charset="{encoding}"><meta name="a" content="ランプ"><h1>ランプ</h1>'
    doc = document(Page(body=text.encode(encoding)))
    assert (doc.metas["a"], doc.css_text("h1")) == (["ランプ"], Found("ランプ", "css", "h1", "ランプ"))


def test_soup_is_the_same_page() -> None:
    """BeautifulSoup sees what the tree sees."""
    assert read("<ul><li>1<li>2</ul>").soup.select_one("li:nth-of-type(2)").text == "2"  # type: ignore[union-attr]


def test_scripts_are_for_the_scan_and_the_soup() -> None:
    """The tree has scripts, styles and comments without what they hold; the soup has the whole page."""
    doc = read('<style>a{}</style><!-- no --><script id="data">{"a": 1}</script><p>x')
    assert doc.tree.html == '<html><head><style></style><script id="data"></script></head><body><p>x</p></body></html>'
    assert doc.scan.scripts[0].content == b'{"a": 1}'
    assert doc.soup.select_one("#data").string == '{"a": 1}'  # type: ignore[union-attr]


def test_microdata() -> None:
    """Items nest, itemref claims what stands elsewhere, an item that claims itself does not end in a circle."""
    doc = read(
        '<div itemscope itemtype="https://schema.org/Product" itemref="more self" id="self"><b itemprop="name">Lamp</b>'
        '<div itemprop="offers" itemscope itemtype="http://schema.org/Offer"><meta itemprop="price" content="5">'
        '<link itemprop="availability" href="http://schema.org/InStock"></div></div>'
        '<p id="more"><img itemprop="image" src="a.jpg"><span itemprop="image" content="b.jpg"></span></p>'
    )
    assert doc.microdata == [
        {
            "@type": ["Product"],
            "name": "Lamp",
            "offers": {"@type": ["Offer"], "price": "5", "availability": "http://schema.org/InStock"},
            "image": ["https://shop.example/lamps/a.jpg", "b.jpg"],
        }
    ]
    assert doc.microdata[0].locator == "[itemscope][0]"


def test_rdfa() -> None:
    """Items nest by property and by rel; prefixes and vocabularies of schema.org are short."""
    doc = read(
        '<div vocab="https://schema.org/" typeof="Product"><b property="name">Lamp</b><div property="offers" typeof="Offer">'
        '<span property="price" content="5">5,-</span></div><div rel="schema:review"><p typeof="Review">'
        '<i property="schema:author">Ann</i></p></div></div>'
    )
    assert doc.rdfa == [
        {
            "@type": ["Product"],
            "name": "Lamp",
            "offers": {"@type": ["Offer"], "price": "5"},
            "review": {"@type": ["Review"], "author": "Ann"},
        }
    ]


def test_microformats() -> None:
    """New and classic products; a class that is a height in a style library begins nothing."""
    doc = read(
        '<div class="h-full h-16"><div class="h-product"><a class="u-url p-name" href="/1">Lamp</a>'
        '<data class="p-price" value="5">'
        '</div><div class="hproduct"><b class="fn">Desk</b><b class="price">9</b></div></div>'
    )
    assert doc.microformats == [
        {"@type": ["h-product"], "name": "Lamp", "url": "https://shop.example/1", "price": "5"},
        {"@type": ["h-product"], "name": "Desk", "price": "9"},
    ]


def test_importing_the_toolkit_imports_no_parser() -> None:
    """Programs that read nothing do not pay for parsers."""
    code = "import sys, inventory_scrapers.toolkit; print([n for n in ('bs4', 'selectolax', 'msgspec') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "unit", ["<div>", "<p itemscope itemprop=a>", '<div class="h-product">', "<b typeof=a property=b>", "<table><td>"]
)
def test_hostile_trees_are_read_in_their_own_process(unit: str) -> None:
    """Two hundred thousand nested tags crash neither the parser nor a reader, C stack included."""
    code = (
        "import sys; from inventory_core import Page; from inventory_scrapers.toolkit import document\n"
        "d = document(Page(body=sys.argv[1].encode() * 200_000, url='https://shop.example/'))\n"
        "d.microdata, d.rdfa, d.microformats, d.css_text('div'), d.tree.html, d.soup, d.nodes, d.state"
    )
    subprocess.run([sys.executable, "-c", code, unit], check=True, timeout=500)
