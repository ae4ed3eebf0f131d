"""The byte scan and the guard, against the tree of the HTML standard."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from inventory_core import Page
from inventory_scrapers.toolkit import document
from inventory_scrapers.toolkit.guard import bounded
from inventory_scrapers.toolkit.scan import scan, unescape_attribute, without

PIECES = st.sampled_from(
    [
        '<script type="application/ld+json">',
        "<SCRIPT TYPE = application/LD+JSON >",
        "<script>",
        "</script>",
        "</ScRiPt >",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<meta name=a content='x>y'>",
        '<META Property = "og:title" CONTENT="a&amp;b&copy=1">',
        "<meta a=1 a=2 / b>",
        '<div title="<script>">',
        "<div title='<meta a>' b=\"-->\">",
        "<div>",
        "</div>",
        "<p a=<b>",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<textarea>",
        "</textarea>",
        "<template>",
        "</template>",
        "<!doctype html>",
        "<? x >",
        "< b",
        "a < b > c",
        '"',
        "'",
        "=",
        '{"a": 1}',
        " ",
        "\n",
        "text",
    ]
)


def assert_same(body: bytes) -> None:
    """What the scan finds is what the tree finds."""
    tree = LexborHTMLParser(body)
    found = scan(body)
    assert [tag.content.decode("utf-8", "replace") for tag in found.scripts] == [
        node.text(deep=True) for node in tree.css("script")
    ]
    assert [tag.attributes() for tag in found.metas] == [
        {name: value or "" for name, value in node.attributes.items()} for node in tree.css("meta")
    ]


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_scan_finds_what_the_tree_finds(pieces: list[str]) -> None:
    """Scripts and metas of any mixture of tags, comments, quotes and raw text are those of the tree."""
    assert_same("".join(pieces).encode())


def shown(body: bytes) -> list[object]:
    """The elements and texts of the tree of a page in order, without comments and what scripts and styles hold."""
    found: list[object] = []
    root = LexborHTMLParser(body).root
    for node in root.traverse(include_text=True) if root else ():
        if node.is_element_node:
            found.append((node.tag, node.attributes))
        elif node.is_text_node and (node.parent is None or node.parent.tag not in ("script", "style")):
            text, before = node.text_content or "", node.prev
            while before is not None and before.is_comment_node:
                before = before.prev
            if before is not None and before.is_text_node:
                text = f"{found.pop()}{text}"
            found.append(text)
    return found


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_a_page_without_what_is_hidden_has_the_same_elements(pieces: list[str]) -> None:
    """Emptying scripts and styles and leaving out comments in the bytes changes nothing else in the tree."""
    body = "".join(pieces).encode()
    assert shown(without(body, scan(body).hidden)) == shown(body)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(body: bytes) -> None:
    """No reader of the toolkit raises, whatever the bytes."""
    doc = document(Page(body=body, url="https://shop.example/"))
    _ = (doc.metas, doc.nodes, doc.opengraph, doc.microdata, doc.rdfa, doc.microformats, doc.title, doc.language, doc.canonical)
    _ = [state.data for state in doc.state]


@pytest.mark.corpus
def test_scan_finds_what_the_tree_finds_on_real_pages(corpus: Path) -> None:
    """Scripts and metas of every page of the corpus are those of the tree, in number and attributes."""
    for path in sorted((corpus / "pages").rglob("*.gz")):
        doc = document(Page(body=gzip.decompress(path.read_bytes()), url="https://shop.example/"))
        tree = LexborHTMLParser(doc.source)
        assert len(doc.scan.scripts) == len(tree.css("script")), path
        assert [tag.attributes().keys() for tag in doc.scan.metas] == [node.attributes.keys() for node in tree.css("meta")], path


def test_references_in_attributes_leave_query_parameters_alone() -> None:
    """`&copy=1` and `&region` stay, `&amp;`, `&eacute` before a space and numbers are decoded."""
    assert unescape_attribute("?a=1&copy=1&region=2&amp;b &eacute &#8364;") == "?a=1&copy=1&region=2&b é €"


def test_a_script_inside_a_comment_or_attribute_does_not_count() -> None:
    """Only scripts that a browser would see are found."""
    body = b'<!-- <script>1</script> --><div a="<script>2</script>"><script>3</script><textarea><script>4</script></textarea>'
    assert [tag.content for tag in scan(body).scripts] == [b"3"]


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<div>" * 50_000 + b"</div>" * 50_000,
        b"<div><!--</div>-->" * 30_000,
        b"<b><div></b>" * 30_000,
        b"<div><table><td></div>" * 30_000,
        b"<svg><div>" + b"<div/>" * 30_000,
    ],
)
def test_nesting_is_bounded(body: bytes) -> None:
    """No tree nests much deeper than a browser's, however the page pretends to close what it opens."""
    node, depth = LexborHTMLParser(bounded(body)).body, 0
    while node is not None:
        node, depth = node.last_child, depth + 1
    assert depth <= 2_100  # 512 counted elements, and up to three uncounted ones (tbody, tr, td) in each


@pytest.mark.parametrize(
    "body", [b"<div>" * 30_000, b"<ul><li>" * 15_000, b"<div><span>x</span>" * 15_000, b"<p>x</p>" * 9_000 + b"<section>" * 600]
)
def test_pages_of_middling_size_are_looked_at(body: bytes) -> None:
    """Nesting is told by the names of tags where there are too few tags for more."""
    assert bounded(body) is not body


def test_tables_and_drawings_of_middling_size_are_ordinary() -> None:
    """Tags that close each other, and misnested ones, do not count as nested."""
    body = b"<table>" + b"<tr><td><a><b>x</a></b><td><svg><path/><g></svg>" * 4_000 + b"</table>"
    assert bounded(body) is body


def test_crowded_tags_lose_their_attributes() -> None:
    """A tag with tens of thousands of attributes, hidden angle brackets or not, costs no more than its length."""
    plain = b"<div " + b" ".join(b"a%d=1" % number for number in range(30_000)) + b"><p>x"
    hidden = b"<div " + b" ".join(b"a%d='<>'" % number for number in range(30_000)) + b"><p>x"
    assert bounded(plain) == bounded(hidden) == b"<div><p>x"


def test_ordinary_pages_pass_as_they_are() -> None:
    """An ordinary page is not even copied."""
    body = b"<html><body>" + b'<div class="card"><a href="/x">A</a><b class="price">1</b></div>' * 500
    assert bounded(body) is body


def test_formatting_is_followed_to_its_end() -> None:
    """A thousand icons that are closed are ordinary; as many fonts that are not, are cut off."""
    icons = b"<p><i class=a></i> x</p>" * 1_000
    fonts = b"".join(b"<p>x<font size=%d>" % number for number in range(1_000))
    assert bounded(icons) is icons
    assert len(LexborHTMLParser(bounded(fonts)).css("font")) < 50_000


def test_unclosed_formatting_does_not_multiply() -> None:
    """Formatting that is never closed is not repeated in every later block without bound."""
    body = b"<p>" + b"".join(b"<font size=%d>" % number for number in range(5_000)) + b"<p>x" * 5_000
    assert len(LexborHTMLParser(bounded(body)).css("font")) < 500_000
