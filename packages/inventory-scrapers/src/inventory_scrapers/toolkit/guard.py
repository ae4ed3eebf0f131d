"""What keeps a hostile page from costing its parser more than time in proportion to its size.

Tree construction by the HTML standard walks the stack of open elements for most tags, compares the attributes of a tag with each
other, and repeats unclosed formatting elements in every block that follows: nested, crowded or unclosed tags cost their square.
Browsers flatten what nests deeper than 512, and so does this, in the bytes, before a tree is built. Ordinary pages pass as they
are: small ones after a count of their tags, larger ones after a look at the names of their tags.
"""

from __future__ import annotations

import re
from collections import Counter

from inventory_scrapers.toolkit.scan import ATTRIBUTE, any_case, opens_value

MAX_NESTING = 512
MAX_ATTRIBUTES = 1_000
MAX_REPEATED, SURELY_REPEATED = 1_000_000, 4_000_000
"""Elements that unclosed formatting may add to a tree: above the first, end tags are looked at; above the second, not trusted."""
MAX_OPEN = 64
ORDINARY_TAGS = 13_000
"""With fewer, the square of their number is affordable: a quarter of a second."""
NAMED_TAGS = 40_000
"""With fewer, their names tell, but not whether an attribute hides one: at worst two seconds for a page that is made for that."""
_STRIDE = 16_384

_FORMATTING = frozenset((b"font", b"big", b"code", b"em", b"nobr", b"small", b"strike", b"strong", b"tt", b"b", b"i", b"s", b"u"))
_STYLED = re.compile(
    b"<(?=[bcefinstuBCEFINSTU][aimortAIMORT\\t\\n\\f\\r /])(?:%s)[\t\n\f\r /]"
    % b"|".join(any_case(name) for name in sorted(_FORMATTING))
)
_FORMATTED = re.compile(b"<(/?)(%s)(?=[\t\n\f\r />])" % b"|".join(sorted(_FORMATTING)))
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
_UNCOUNTED = _VOID | _IMPLIED
_NAME = re.compile(rb"<(/?[a-z][^\t\n\f\r />]*+)")
_SCOPES = frozenset(b"applet marquee object table template svg math".split())
_PLAIN = frozenset(
    b"address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4"
    b" h5 h6 header hgroup listing main menu nav ol pre search section select summary ul".split()
)
_BARRIERS = _SCOPES | _PLAIN
_NOTHING: frozenset[bytes] = frozenset()
# Their end tags reach over blocks, and close nothing but them.
_ALONE = _FORMATTING | {b"a"}
# What ends svg and math, or is markup of HTML inside them (HTML standard, 13.2.6.5).
_HTML = (
    _PLAIN
    | _UNCOUNTED
    | _FORMATTING
    | frozenset(b"foreignobject desc title mi mo mn ms mtext annotation-xml ruby span sub sup table var".split())
)


def bounded(body: bytes) -> bytes:
    """The page as it is where it is ordinary, else flattened: always safe to parse in time linear in its size.

    What scripts and comments hold is best left out before: it is no markup, but may look like it.
    """
    tags = body.count(b"<")
    if not _nests(body, tags) and not _repeats(body, tags) and not _is_crowded(body):
        return body
    return Flattener(body, max(4, min(16, MAX_REPEATED // (tags + 1)))).flat()


def _nests(body: bytes, tags: int) -> bool:
    """True where too many elements may be open at once."""
    if tags <= ORDINARY_TAGS or tags > NAMED_TAGS:
        return tags > NAMED_TAGS
    elements = OpenElements()
    stack, uncounted = elements.stack, _UNCOUNTED
    for name in _NAME.findall(body.lower()):
        if name[0] != 47:
            if name not in uncounted:
                stack.append(name)
                if len(stack) > MAX_NESTING:
                    return True
        elif stack and name[1:] == stack[-1]:
            stack.pop()
        elif name[1:] not in uncounted:
            elements.close(name[1:])
    return False


def _repeats(body: bytes, tags: int) -> bool:
    """True where formatting elements may be opened again too often; without attributes they are so three times at most."""
    if tags * tags <= MAX_REPEATED:
        return False
    most = tags * len(_STYLED.findall(body))
    return most > SURELY_REPEATED or (most > MAX_REPEATED and _leaves_open(body))


def _leaves_open(body: bytes) -> bool:
    """True where the tags themselves leave more formatting elements open than a page of people does."""
    opened: Counter[bytes] = Counter()
    for end, name in _FORMATTED.findall(body.lower()):
        opened[name] = max(0, opened[name] - 1) if end else opened[name] + 1
        if opened[name] > MAX_OPEN:
            return True
    return False


def _is_crowded(body: bytes) -> bool:
    """True where a tag may have more than MAX_ATTRIBUTES attributes and be longer than two strides.

    Such a tag covers a place that is looked at. The nearest `<` before that place begins the tag or stands inside it, perhaps in
    a quoted value; from there, or from behind the quote that ends that value, nothing but attributes follow.
    """
    before = -1
    for place in range(min(_STRIDE, len(body) // 2 + 1), len(body), _STRIDE):
        since = body.rfind(b"<", before + 1, place)
        if since < 0:
            continue
        before = since
        following = body.find(b"<", place)
        ends = len(body) if following < 0 else max(following, place + 2 * _STRIDE)
        if _CROWDED.match(body, since + 1, ends) or _crowds_behind(body, since, ends):
            return True
    return False


def _crowds_behind(body: bytes, since: int, ends: int) -> bool:
    """True where a place may stand in a quoted value behind which attributes crowd."""
    for quote in (b'"', b"'"):
        closing = body.find(quote, since, ends)
        if closing >= 0 and _CROWDED.match(body, closing + 1, ends) and opens_value(body, body.rfind(quote, 0, since)):
            return True
    return False


class OpenElements:
    """The open elements of a page, never fewer than a parser's, and how many formatting elements it would open again."""

    def __init__(self) -> None:
        self.stack: list[bytes] = []
        self.styled = 0
        self._styles: dict[bytes, int] = {}

    def open(self, name: bytes) -> None:
        """Note a start tag."""
        self.stack.append(name)
        if name in _FORMATTING:
            self._styles[name] = self._styles.get(name, 0) + 1
            self.styled += 1

    def close(self, name: bytes) -> None:
        """Close the nearest open element of a name, if a parser would, with all that it holds; a formatting element alone."""
        stack = self.stack
        at = len(stack) - 1 if stack and stack[-1] == name else self._nearest(name)
        if self._styles.get(name) and (at >= 0 or name not in stack):
            self._styles[name] -= 1
            self.styled -= 1
        if at >= 0:
            del stack[at : at + 1 if name in _ALONE else None]

    def _nearest(self, name: bytes) -> int:
        """Where the element stands that an end tag closes; -1 where there is none, or none that it can reach."""
        stack = self.stack
        if name not in stack:
            return -1
        barriers = _NOTHING if name in _SCOPES else _SCOPES if name in _PLAIN or name in _ALONE else _BARRIERS
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] == name:
                return at
            if stack[at] in barriers:
                return -1
        return -1


class Flattener:
    """Follows the open elements of a page, and leaves out tags that go too far."""

    def __init__(self, body: bytes, formatting: int) -> None:
        self._body = body
        self._most_formatting = formatting
        self._elements = OpenElements()
        self._left_out: dict[bytes, int] = {}
        self._in_foreign = False
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
        self._in_foreign = name in (b"svg", b"math") or (self._in_foreign and name not in _HTML)
        if name in _UNCOUNTED or (self._in_foreign and attributes.endswith(b"/")):
            return True
        elements = self._elements
        is_full = len(elements.stack) >= MAX_NESTING or (name in _FORMATTING and elements.styled >= self._most_formatting)
        if is_full:
            self._left_out[name] = self._left_out.get(name, 0) + 1
            return False
        elements.open(name)
        return True

    def _ends(self, name: bytes) -> bool:
        """Note an end tag; false where its start tag was left out."""
        if self._left_out.get(name):
            self._left_out[name] -= 1
            return False
        if name in (b"svg", b"math"):
            self._in_foreign = False
        if name not in _UNCOUNTED:
            self._elements.close(name)
        return True
