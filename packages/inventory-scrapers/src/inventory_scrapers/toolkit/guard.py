"""What keeps a hostile page from costing its parser more than time in proportion to its size.

Tree construction by the HTML standard walks the stack of open elements for most tags, compares the attributes of a tag with each
other, and repeats unclosed formatting elements in every block that follows: nested, crowded or unclosed tags cost their square.
Browsers flatten what nests deeper than 512, and so does this, in the bytes, before a tree is built. Ordinary pages are told from
hostile ones by three byte searches and pass as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from inventory_scrapers.toolkit.scan import ATTRIBUTE, any_case

MAX_NESTING = 512
MAX_ATTRIBUTES = 1_000
MAX_REPEATED = 4_000_000
"""Elements that unclosed formatting may add to a tree."""
ORDINARY_TAGS = 15_000
"""With fewer, the square is affordable: a third of a second."""
LARGE_PAGE_TAGS, LARGE_PAGE_SPACING = 40_000, 40
"""So many are affordable where a page has that many bytes for each: at worst a second and a half for each megabyte."""
_STRIDE = 16_384

_FORMATTING = frozenset((b"font", b"big", b"code", b"em", b"nobr", b"small", b"strike", b"strong", b"tt", b"b", b"i", b"s", b"u"))
_STYLED = re.compile(
    b"<(?=[bcefinstuBCEFINSTU])(?:" + b"|".join(any_case(name) for name in sorted(_FORMATTING)) + rb")[\t\n\f\r /]"
)
_CROWDED = re.compile(ATTRIBUTE + rb"{%d}" % MAX_ATTRIBUTES)
# A tag never ends inside a quoted value; comments and raw text hold no tags. Nothing is given back, so one pass is linear.
_VALUES = rb"((?>[^>\"'=]++|=[\t\n\f\r ]*+(?>\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?|[\"'])*+)"
_RAW = b"|".join(
    any_case(name) for name in (b"script", b"style", b"textarea", b"title", b"iframe", b"noembed", b"noframes", b"xmp")
)
_TOKEN = re.compile(
    rb"<(?:!--(?>-?>|.*?--!?>|.*)|(" + _RAW + rb")(?=[\t\n\f\r />])" + _VALUES + rb"(?>>(?>.*?</\1(?=[\t\n\f\r />])|.*)|\Z)"
    rb"|(/?)([a-zA-Z][^\t\n\f\r />]*+)" + _VALUES + rb"(?:>|\Z))",
    re.DOTALL,
)
_VOID = frozenset(
    b"area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split()
)
# Their end tags are implied: they close each other, so that they do not nest by themselves.
_IMPLIED = frozenset(
    b"p li dd dt option optgroup tr td th tbody thead tfoot caption colgroup rb rp rt rtc html head body".split()
)
_SCOPES = frozenset(b"applet marquee object table template svg math".split())
_PLAIN = frozenset(
    b"address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4"
    b" h5 h6 header hgroup listing main menu nav ol pre search section select summary ul".split()
)


def bounded(body: bytes, raw: Sequence[tuple[int, int]] = ()) -> bytes:
    """The page as it is where it is ordinary, else flattened: always safe to parse in time linear in its size.

    `raw` are the spans of scripts and comments, where a scan found them: they spare a closer look at what is no markup.
    """
    tags = body.count(b"<")
    most = ORDINARY_TAGS if len(body) < LARGE_PAGE_SPACING * tags else LARGE_PAGE_TAGS
    few = tags <= most and (tags <= ORDINARY_TAGS // 6 or tags * len(_STYLED.findall(body)) <= MAX_REPEATED)
    if few and not _is_crowded(body, raw):
        return body
    return Flattener(body, max(4, min(64, MAX_REPEATED // (tags + 1)))).flat()


def _is_crowded(body: bytes, raw: Sequence[tuple[int, int]]) -> bool:
    """True where a tag may have more than MAX_ATTRIBUTES attributes and be longer than two strides.

    Such a tag covers a place that is looked at. The nearest `<` before that place begins the tag or stands inside it, perhaps in
    a quoted value; from there, or from behind the quote that ends that value, nothing but attributes follow.
    """
    for place in range(min(_STRIDE, len(body) // 2 + 1), len(body), _STRIDE):
        before = bisect_right(raw, (place, place)) - 1
        text_end = raw[before][1] if before >= 0 else 0
        if text_end > place:
            continue
        since = max(body.rfind(b"<", max(0, place - _STRIDE), place), place - _STRIDE, text_end)
        starts = {since + 1, *(body.find(quote, since, since + 1_000) + 1 for quote in (b'"', b"'"))}
        if any(start and _CROWDED.match(body, start, start + 2 * _STRIDE) for start in starts):
            return True
    return False


class Flattener:
    """Follows the open elements of a page, never more optimistic than a parser, and leaves out tags that go too far."""

    def __init__(self, body: bytes, formatting: int) -> None:
        self._body = body
        self._most_formatting = formatting
        self._open: list[bytes] = []
        self._count: dict[bytes, int] = {}
        self._styled: dict[bytes, int] = {}
        self._left_out: dict[bytes, int] = {}
        self._roots: set[bytes] = set()

    def flat(self) -> bytes:
        """The page without the tags that nest too deep, and without the attributes of tags that have too many."""
        parts: list[bytes] = []
        kept = 0
        for token in _TOKEN.finditer(self._body):
            name = token[4]
            if name is None:
                continue
            name = name.lower()
            if not (self._ends(name) if token[3] else self._begins(name, token[5])):
                parts.append(self._body[kept : token.start()])
                kept = token.end()
            elif len(token[5]) > 2 * MAX_ATTRIBUTES and _CROWDED.match(token[5] + b">"):
                parts += (self._body[kept : token.start()], b"<", token[3], name, b">")
                kept = token.end()
        return b"".join((*parts, self._body[kept:])) if parts else self._body

    def _begins(self, name: bytes, attributes: bytes) -> bool:
        """Note a start tag; false where it is to be left out."""
        if name in (b"html", b"body") and attributes.strip():
            first = name not in self._roots
            self._roots.add(name)
            return first
        if name in _VOID or name in _IMPLIED:
            return True
        if attributes.endswith(b"/") and self._in_foreign(name):
            return True
        if name in _FORMATTING and sum(self._styled.values()) >= self._most_formatting:
            return self._leave_out(name)
        if len(self._open) >= MAX_NESTING:
            return self._leave_out(name)
        if name in _FORMATTING:
            self._styled[name] = self._styled.get(name, 0) + 1
        self._open.append(name)
        self._count[name] = self._count.get(name, 0) + 1
        return True

    def _leave_out(self, name: bytes) -> bool:
        self._left_out[name] = self._left_out.get(name, 0) + 1
        return False

    def _in_foreign(self, name: bytes) -> bool:
        """True inside svg or math; a block of HTML ends those, as far as it matters here."""
        if name in _PLAIN:
            self._count[b"svg"] = self._count[b"math"] = 0
        return self._count.get(b"svg", 0) + self._count.get(b"math", 0) > 0

    def _ends(self, name: bytes) -> bool:
        """Note an end tag; false where its start tag was left out."""
        if self._left_out.get(name):
            self._left_out[name] -= 1
            return False
        if self._styled.get(name):
            self._styled[name] -= 1
        if self._count.get(name, 0) > 0:
            self._close(name)
        return True

    def _close(self, name: bytes) -> None:
        """Close the nearest open element of a name, if a parser would, with all that it holds."""
        if name in _FORMATTING or name == b"a":
            at = len(self._open) - 1 - self._open[::-1].index(name) if name in self._open else -1
            if at >= 0:
                self._forget(at, at + 1)
            return
        for at in range(len(self._open) - 1, -1, -1):
            current = self._open[at]
            if current == name:
                self._forget(at, len(self._open))
                return
            barrier = current in _SCOPES or (name not in _PLAIN and current in _PLAIN)
            if barrier and name not in _SCOPES:
                return

    def _forget(self, start: int, end: int) -> None:
        for name in self._open[start:end]:
            self._count[name] = max(0, self._count.get(name, 0) - 1)
        del self._open[start:end]
