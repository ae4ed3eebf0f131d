"""Document: one page, read in every way that a scraper may want, each made when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from inventory_core import Found, Page
from inventory_core.decoding import encoding_of
from inventory_scrapers.toolkit.item import Item

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from selectolax.lexbor import LexborHTMLParser

    from inventory_scrapers.toolkit.jsonld import JsonLdBlock
    from inventory_scrapers.toolkit.opengraph import Metas
    from inventory_scrapers.toolkit.scan import Scan
    from inventory_scrapers.toolkit.state import State

# Two patterns, each with a beginning of its own: a search for either of two words takes ten times as long as for both in turn.
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*(utf-?8\b|\w)""")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']?\s*(utf-?8\b|\w)""")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# An address that is absolute already, and of characters that no parser disagrees about: joining it changes nothing.
_WHOLE = re.compile(r"https?://[a-z0-9.-]+(?:/[\w./%~-]*)?(?:\?[\w.%~=&-]+)?", re.ASCII)
_HTML_TAG = re.compile(rb"<html\b([^>]{0,2000})>", re.IGNORECASE)


def document(page: Page) -> Document:
    """The document of a page; made once a page, so that everybody who reads it shares the work."""
    found = page.memo.get(Document)
    if not isinstance(found, Document):
        found = page.memo[Document] = Document(page)
    return found


class Document:
    """What a page says, in its visible form and in every machine-readable one.

    The `css_...` helpers return a Found for `Draft.take`, or null where nothing with text was found.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def source(self) -> bytes:
        """The page as UTF-8 bytes without byte order mark; the body itself where it is or says that it is UTF-8."""
        body = self.page.body
        header = self.page.headers.get("content-type", "").lower()
        agreed = "charset" not in header or "utf-8" in header
        if agreed and not body.startswith(_MARKS) and _says_utf8(body[:4096].lower()):
            return body
        encoding = encoding_of(body, header)
        if encoding in ("utf-8", "utf-8-sig"):
            return body.removeprefix(_MARKS[0])
        return self.page.text.removeprefix("\ufeff").encode("utf-8", "replace")

    @cached_property
    def scan(self) -> Scan:
        """Scripts and metas by a byte scan, without a tree."""
        from inventory_scrapers.toolkit.scan import scan

        return scan(self.source)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The lexbor tree, by the rules of the HTML standard; what nests deeper than a browser keeps is flattened.

        Scripts and styles are empty in it, and comments left out: `scan` and `state` have what scripts say, and half of a page
        is that. Text in pieces with comments between them is one text.
        """
        return _parsed(self._markup)

    @cached_property
    def _markup(self) -> bytes:
        from inventory_scrapers.toolkit.scan import without

        return without(self.source, self.scan.hidden)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """A BeautifulSoup of the whole page; comfortable, and many times slower than `tree`, so made only when asked for."""
        from bs4 import BeautifulSoup

        # The markup of a tree is well-formed and not too deep, so that every builder reads the same elements from it.
        return BeautifulSoup(_parsed(self.source).html or "", "html.parser")

    @cached_property
    def jsonld(self) -> list[JsonLdBlock]:
        """The JSON-LD blocks as they were written."""
        from inventory_scrapers.toolkit.jsonld import read_scripts

        return read_scripts(self.scan.scripts)

    @cached_property
    def nodes(self) -> list[Item]:
        """The JSON-LD nodes, flat, with short type names and resolved references."""
        from inventory_scrapers.toolkit.jsonld import nodes

        return nodes(self.jsonld)

    @cached_property
    def metas(self) -> Metas:
        """Meta names in lower case, each with its contents in the order of the page."""
        from inventory_scrapers.toolkit.opengraph import read_metas

        return read_metas(self.scan.metas)

    @cached_property
    def opengraph(self) -> Item | None:
        """The og:, product: and twitter: metas as one item; null where there are none."""
        from inventory_scrapers.toolkit.opengraph import read_opengraph

        return read_opengraph(self.metas)

    @cached_property
    def microdata(self) -> list[Item]:
        """The outermost microdata items, shaped like JSON-LD."""
        from inventory_scrapers.toolkit.microdata import read_microdata

        return read_microdata(self.tree, self.absolute) if self._may_have(b"itemscope") else []

    @cached_property
    def rdfa(self) -> list[Item]:
        """The outermost RDFa items, shaped like JSON-LD."""
        from inventory_scrapers.toolkit.rdfa import read_rdfa

        return read_rdfa(self.tree, self.absolute) if self._may_have(b"typeof=") else []

    @cached_property
    def microformats(self) -> list[Item]:
        """The outermost microformats of products, listings and reviews."""
        from inventory_scrapers.toolkit.microformats import read_microformats, worth_reading

        return read_microformats(self.tree, self.absolute) if worth_reading(self._markup) else []

    @cached_property
    def state(self) -> list[State]:
        """Embedded state, each part decoded when its `data` is asked for."""
        from inventory_scrapers.toolkit.state import state_of

        return state_of(self.scan.scripts)

    @property
    def _has_tree(self) -> bool:
        return "tree" in self.__dict__

    def _may_have(self, word: bytes) -> bool:
        """False where a search of the bytes spares making a tree; where it is made, selecting from it costs less than that."""
        return self._has_tree or word in self.source or word.upper() in self.source

    @cached_property
    def title(self) -> str | None:
        """The text of the title element, white space folded; null where there is none."""
        node = self.tree.css_first("title")
        text = str(node.text()) if node else ""
        return " ".join(text.split()) or None

    @cached_property
    def language(self) -> str | None:
        """The language tag of the html element as written ("de-AT"), else of the content-language or og:locale meta."""
        from inventory_scrapers.toolkit.scan import attributes

        tag = _HTML_TAG.search(self.source, 0, 100_000)
        found = attributes(tag[1]) if tag else {}
        named = found.get("lang") or found.get("xml:lang") or ""
        values = [named, *self.metas.get("content-language", []), *self.metas.get("og:locale", [])]
        return next((value.strip().replace("_", "-") for value in values if value.strip()), None)

    @cached_property
    def base_url(self) -> str | None:
        """What relative links are relative to: the base element, else the address of the page."""
        node = self.tree.css_first("base[href]") if self._may_have(b"<base") else None
        return (self.page.absolute(node.attributes.get("href")) if node else None) or self.page.url

    @cached_property
    def canonical(self) -> str | None:
        """The absolute address that the page gives as its canonical one, else og:url; null where it gives none."""
        node = self.tree.css_first('link[rel~="canonical" i][href]') if self._may_have(b"canonical") else None
        named: str | None = node.attributes.get("href") if node else None
        return self.absolute(named) or self.absolute(next(iter(self.metas.get("og:url", [])), None))

    def absolute(self, link: str | None) -> str | None:
        """An absolute http(s) address from a link of this page; null where it is none."""
        link = link.strip() if link else ""
        if not link or _WHOLE.fullmatch(link):
            return link or None
        try:
            return self.page.absolute(urljoin(self.base_url or "", link))
        except ValueError:
            return None

    def css_text(self, selector: str) -> Found | None:
        """The text of the first element that matches and has any, white space folded."""
        return next(self._texts(selector), None)

    def css_all_text(self, selector: str) -> list[Found]:
        """The texts of all elements that match and have any."""
        return list(self._texts(selector))

    def css_attr(self, selector: str, name: str) -> Found | None:
        """An attribute of the first element that matches and has it."""
        for node in self.tree.css(selector):
            value: str | None = node.attributes.get(name)
            if value and value.strip():
                return Found(value.strip(), "css", f"{selector}@{name}", value)
        return None

    def link(self, selector: str) -> Found | None:
        """The absolute address of the first link that matches and has one."""
        for node in self.tree.css(selector):
            raw = node.attributes.get("href") or node.attributes.get("src")
            if url := self.absolute(raw):
                return Found(url, "css", f"{selector}@href", raw)
        return None

    def meta(self, *names: str) -> Found | None:
        """The content of the first of these metas that is there."""
        for name in names:
            if contents := self.metas.get(name.lower()):
                return Found(contents[0], "opengraph", f'meta[{_meta_key(name)}="{name}"]', contents[0])
        return None

    def _texts(self, selector: str) -> Iterator[Found]:
        from inventory_scrapers.toolkit.text import Budget, text_of

        budget = Budget()
        for node in self.tree.css(selector):
            raw = text_of(node, budget)
            if text := " ".join(raw.split()):
                yield Found(text, "css", selector, raw)


def _says_utf8(head: bytes) -> bool:
    """True where the beginning of a page, in lower case, names UTF-8 as its charset, and nothing else anywhere."""
    charsets = _CHARSET.findall(head)
    named = {*charsets, *_ENCODING.findall(head)}
    return bool(charsets) and all(len(name) > 1 for name in named) and b"\0" not in head


def _parsed(source: bytes) -> LexborHTMLParser:
    from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

    from inventory_scrapers.toolkit.guard import bounded

    # Mutation events copy options into select elements, at the cost of the square of their number.
    return LexborHTMLParser(bounded(source), options=LexborDocumentOptions.WO_EVENTS)


def _meta_key(name: str) -> str:
    return "property" if ":" in name and not name.startswith("twitter:") else "name"
