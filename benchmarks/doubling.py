"""CPU time against size for hostile pages: each line is one shape, the milliseconds for sizes that double, and the last growth.

    python benchmarks/doubling.py [SHAPE ...]

A growth near 2 is linear; 4 is quadratic. Each shape is read in every way the toolkit has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from inventory_core import Page
from inventory_scrapers.toolkit import Document, document
from inventory_scrapers.toolkit.state import find_all

SIZES = (62_500, 125_000, 250_000, 500_000)


def repeated(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: (before + unit * (size // len(unit)) + after).encode()


def numbered(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    def page(size: int) -> bytes:
        count = size // (len(unit) + 4)
        return (before + "".join(unit.replace("#", str(index)) for index in range(count)) + after).encode()

    return page


LD = '<script type="application/ld+json">'
SHAPES: dict[str, Callable[[int], bytes]] = {
    "ordinary": repeated('<div class="card"><a href="/x">A thing</a> <b>12.50</b></div>\n'),
    "nested div": repeated("<div>"),
    "nested and closed": lambda size: b"<div>" * (size // 11) + b"</div>" * (size // 11),
    "nested list": repeated("<ul><li>"),
    "nested table": repeated("<table><tr><td>"),
    "nested itemscope": repeated('<p itemscope itemprop="a b">'),
    "itemscope in div": repeated('<div itemscope itemprop="a">'),
    "itemprop text": lambda size: b"<div itemscope>" + b"<div itemprop=a>" * 500 + b"text " * (size // 5),
    "itemref": numbered("<p itemscope itemref='all' id='i#'></p>", "<div id=all>" + "<b itemprop=a>1</b>" * 200 + "</div>"),
    "typeof": repeated('<p vocab="http://schema.org/" typeof="Product" property="a">'),
    "h-product": repeated('<div class="h-product"><p class="p-name">x</p>'),
    "hproduct value": repeated('<div class="hproduct price"><span class="value">'),
    "unclosed formatting": numbered("<p>x<font size=#>"),
    "crowded tag": numbered(" a#=1", "<div", ">"),
    "crowded, hidden": numbered(" a#='<>'", "<div", ">"),
    "options": repeated("<option>", "<select>"),
    "unclosed quote": repeated('<a href="'),
    "one attribute": repeated("x", '<a title="', '">'),
    "equals signs": repeated("=", "<a "),
    "spaces in a tag": repeated(" ", "<meta name=a ", "x"),
    "<script": repeated("<script"),
    "<script>": repeated("<script>"),
    "<!--": repeated("<!--"),
    "script escapes": repeated("<!-- <script>", "<script>"),
    "meta": repeated('<meta property="og:image" content="a&amp;b">'),
    "ampersands": repeated("&", '<meta name="description" content="', '">'),
    "{": repeated("{", LD),
    "[": repeated("[", LD),
    '{"a":': repeated('{"a":', LD),
    "[[ closed": lambda size: LD.encode() + b"[" * (size // 2) + b"]" * (size // 2) + b"</script>",
    "] only": repeated("]}", LD + "["),
    "backslashes": repeated("\\", LD + '{"a": "'),
    "quotes": repeated('"', LD + "{"),
    "comments": repeated("/*", LD + "{"),
    "slashes": repeated("/ ", LD + "{"),
    "many objects": repeated("{a:1}", LD),
    "digits": repeated("9", LD + "{a: "),
    "joined strings": repeated("'a'+", LD + "{a: "),
    "references": numbered('{"@id":"#","a":{"@id":"0"},"b":{"@id":"1"}},', LD + "[", "{}]</script>"),
    "assignments": repeated("window.abc = {a: 1};", "<script>"),
    "nested assignments": repeated("var abc = {a: function() {", "<script>"),
    "names": repeated("a.", "<script>= {"),
    "name characters": repeated("a", "<script>", " = {a: 1}"),
    "flight": repeated('self.__next_f.push([1,"1:[1]\\n"]);', "<script>"),
    "flight text": repeated('self.__next_f.push([1,"1:T1,x"]);', "<script>"),
    "JSON.parse": repeated("JSON.parse('[1]');", "<script>"),
    "nuxt": repeated("[0],", '<script type="application/json" id="__NUXT_DATA__">[', "0]</script>"),
    "nuxt wide": lambda size: (
        b'<script type="application/json" id="__NUXT_DATA__">[[' + b"1," * (size // 6) + b"1],[" + b"2," * (size // 6) + b"2],0]"
    ),
}


def read_everything(doc: Document) -> None:
    """Every reader of the toolkit."""
    _ = (doc.metas, doc.nodes, doc.opengraph, doc.microdata, doc.rdfa, doc.microformats)
    _ = (doc.title, doc.language, doc.canonical, doc.css_text("h1, b"), doc.css_all_text("p"))
    for state in doc.state:
        for _ in find_all(state.data, ("price",)):
            pass


def milliseconds(body: bytes) -> float:
    began = time.process_time()
    read_everything(document(Page(body=body, url="https://shop.example/")))
    return (time.process_time() - began) * 1000


def main() -> None:
    print(f"{'shape':22}" + "".join(f"{size // 1000:>8} kB" for size in SIZES) + "   last growth")
    for name in sys.argv[1:] or SHAPES:
        times = [milliseconds(SHAPES[name](size)) for size in SIZES]
        print(f"{name:22}" + "".join(f"{value:11.1f}" for value in times) + f"{times[-1] / times[-2]:14.1f}", flush=True)


if __name__ == "__main__":
    main()
