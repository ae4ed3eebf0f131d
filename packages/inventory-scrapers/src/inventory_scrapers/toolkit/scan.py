"""Scripts and metas of a page from its bytes, without a tree.

Finds what a tree finds: the tokens of the HTML standard are followed where they matter (comments, raw text, attribute values,
escaped scripts, templates), and passed over by a byte search everywhere else. Time is linear in the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cached_property
from html.entities import html5
from typing import NamedTuple

# The tag regexes never give back what they took: a quote that is not closed swallows the page, as the standard says.
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*+([^>\t\n\f\r /][^\t\n\f\r />=]*+)"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?>\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r >\"'][^\t\n\f\r >]*+)|(?=>))"
    rb"|(?![\t\n\f\r ]*+=))"
)
ATTRIBUTE = (
    rb"(?>[\t\n\f\r /]*+[^>\t\n\f\r /][^\t\n\f\r />=]*+"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?>\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+|(?=>))"
    rb"|(?![\t\n\f\r ]*+=)))"
)
"""One attribute of a start tag, as a regex."""
_TAG_REST = re.compile(ATTRIBUTE + rb"*+[\t\n\f\r /]*+>")
_MARKUP = re.compile(rb"<(?:/?[a-zA-Z][^\t\n\f\r />]*+|[!?/])")
_COMMENT_END = re.compile(rb"--!?>")
_SCRIPT_STEP = re.compile(rb"<!--(?:-?>)?|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]+;?|#[0-9]+;?|([A-Za-z][A-Za-z0-9]*)(;?))(=?)")

_RAW = (b"style", b"title", b"textarea", b"iframe", b"noembed", b"noframes", b"xmp")


def any_case(name: bytes) -> bytes:
    """A regex for a name in any case; faster than the flag, which slows the search for its first byte."""
    return b"".join(b"[%c%c]" % (letter, letter - 32) if 97 <= letter <= 122 else b"%c" % letter for letter in name)


_ENDS = {name: re.compile(b"</" + any_case(name) + rb"(?=[\t\n\f\r />])") for name in (b"script", *_RAW)}
_SCRIPT_MARK = re.compile(b"<(?:!--|/" + any_case(b"script") + rb"(?=[\t\n\f\r />]))")
_SCRIPT_START = re.compile(b"<" + any_case(b"script") + rb"(?=[\t\n\f\r />])")
_OTHERS = (b"plaintext", b"template", b"/template", *_RAW)
# The second letters of the names rule out most tags before the names are tried one by one.
_CANDIDATE = re.compile(
    b"<(?=[!/iImMnNpPsStTxX][-[cCeEfFiIlLmMoOtT])(?:(!--)|(!\\[CDATA\\[)|(?:(%s)|(%s)|%s)(?=[\t\n\f\r />]))"
    % (any_case(b"script"), any_case(b"meta"), b"|".join(any_case(name) for name in _OTHERS))
)
# The groups of the regex, as `lastindex` numbers them.
_COMMENT, _SECTION, _SCRIPT, _META = 1, 2, 3, 4
_SPACES, _EQUALS = b"\t\n\f\r ", ord("=")
# So many places of raw text are looked at one by one.
_FEW = 64


class Tag(NamedTuple):
    """One element: the bytes of its start tag after the name, its raw content, and where the tag begins in the page."""

    rest: bytes
    content: bytes
    start: int

    def attributes(self) -> dict[str, str]:
        """Names in lower case with decoded values, the first of a name winning; an attribute without a value is empty."""
        return attributes(self.rest)


class Scan(NamedTuple):
    """The scripts and metas of a page, in its order, and the spans of comments and of what scripts and styles hold."""

    scripts: list[Tag]
    metas: list[Tag]
    hidden: list[tuple[int, int]]


def scan(body: bytes) -> Scan:
    """The script and meta elements of a page in an encoding that extends ASCII. Never raises."""
    return Scanner(body).scan


def attributes(rest: bytes) -> dict[str, str]:
    """The attributes of a start tag, from the bytes that follow its name."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest):
        found.setdefault(name.decode("utf-8", "replace").lower(), _value(double or single or bare))
    return found


def _value(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return unescape_attribute(text) if "&" in text else text


def unescape_attribute(text: str) -> str:
    """Character references by the rules for attribute values, which leave `?a=1&copy=2` alone."""
    return _ENTITY.sub(_reference, text)


def _reference(match: re.Match[str]) -> str:
    name, end, equals = match[1], match[2], match[3]
    if name and (f"{name};" not in html5 if end else name not in html5 or equals):
        return match[0]
    return html.unescape(match[0])


def without(body: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """A page without these parts of it."""
    parts: list[bytes] = []
    at = 0
    for start, end in spans:
        parts.append(body[at:start])
        at = end
    return b"".join((*parts, body[at:])) if parts else body


class Scanner:
    """One pass over a page."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._synced = 0  # up to here everything is understood; what follows begins as text
        self._templates = 0
        self._scripts: list[Tag] = []
        self._metas: list[Tag] = []
        self._hidden: list[tuple[int, int]] = []

    @cached_property
    def scan(self) -> Scan:
        """What the pass found."""
        body = self._body
        while found := _CANDIDATE.search(body, self._synced):
            start, at = found.span()
            kind = found.lastindex
            if cover := self._covered(start):
                self._synced = cover
            elif kind == _COMMENT:
                self._synced = self._comment_end(start)
            elif kind == _SECTION:
                self._synced = self._section_end(start)
            elif rest := _TAG_REST.match(body, at):
                self._synced = rest.end()
                self._step_over(found, kind, rest[0])
            else:
                break
        return Scan(self._scripts, self._metas, self._hidden)

    def _step_over(self, found: re.Match[bytes], kind: int | None, rest: bytes) -> None:
        """Note a start tag, and step over what belongs to it."""
        start, at = found.start(), self._synced
        if kind == _META:
            if not self._templates:
                self._metas.append(Tag(rest, b"", start))
        elif kind == _SCRIPT:
            if not (rest.endswith(b"/>") and self._in_foreign(start)):
                self._synced = _script_end(self._body, at)
                self._hide(at, self._synced)
            if not self._templates:
                self._scripts.append(Tag(rest, self._body[at : self._synced], start))
        else:
            self._step_over_text(found, rest)

    def _step_over_text(self, found: re.Match[bytes], rest: bytes) -> None:
        body, at, name = self._body, self._synced, found[0][1:].lower()
        if name == b"template":
            self._templates += 1
        elif name == b"/template":
            self._templates = max(0, self._templates - 1)
        elif name == b"plaintext":
            self._synced = len(body)
        elif not (rest.endswith(b"/>") and self._in_foreign(found.start())):
            self._synced = _end(_ENDS[name], body, at)
            if name == b"style":
                self._hide(at, self._synced)

    def _hide(self, start: int, end: int) -> None:
        if end > start:
            self._hidden.append((start, end))

    def _comment_end(self, start: int) -> int:
        body = self._body
        found = _COMMENT_END.search(body, start + 4)
        end = found.end() if found else len(body)
        if body.startswith((b">", b"->"), start + 4):
            end = body.index(b">", start + 4) + 1
        # Without the comment, "<" before it would begin a tag with what follows it.
        if not body.endswith((b"<", b"</"), 0, start):
            self._hide(start, end)
        return end

    def _section_end(self, start: int) -> int:
        """Where a CDATA section ends, which outside of svg and math is a comment."""
        end = self._body.find(b"]]>" if self._in_foreign(start) else b">", start)
        return len(self._body) if end < 0 else end + 1

    def _in_foreign(self, at: int) -> bool:
        """True inside svg or math; only asked of the few tags for which it matters."""
        before = self._body[max(0, at - 2_000) : at].lower()
        return before.rfind(b"<svg") > before.rfind(b"</svg") or before.rfind(b"<math") > before.rfind(b"</math")

    def _covered(self, at: int) -> int:
        """Where a tag or attribute value that covers this place ends; 0 where the place is text.

        Inside a quoted value the nearest quote of its kind before it stands after an equals sign; elsewhere in a tag the nearest
        angle bracket opens. Only where one of these holds are the tags in between read one by one.
        """
        body, since = self._body, self._synced
        if since == at or (
            body.rfind(b"<", since, at) <= body.rfind(b">", since, at)
            and not opens_value(body, body.rfind(b'"', since, at))
            and not opens_value(body, body.rfind(b"'", since, at))
        ):
            return 0
        while (found := _MARKUP.search(body, since, at)) is not None:
            since = _markup_end(body, found)
            if since > at:
                return since
        return 0


def opens_value(body: bytes, quote: int) -> bool:
    """False for a quote behind no equals sign: no attribute value begins with it. `quote` is its place, below 1 for none."""
    if quote < 1:
        return False
    before = body[quote - 1]
    if before not in _SPACES:
        return before == _EQUALS
    spaced = body[max(0, quote - 200) : quote].rstrip(_SPACES)
    return not spaced or spaced[-1] == _EQUALS


def _markup_end(body: bytes, found: re.Match[bytes]) -> int:
    last = found[0][-1]
    if last in b"!?/" and len(found[0]) == 2:
        end = body.find(b">", found.end())
        return len(body) if end < 0 else end + 1
    rest = _TAG_REST.match(body, found.end())
    return rest.end() if rest else len(body)


def _end(pattern: re.Pattern[bytes], body: bytes, at: int) -> int:
    """The first place of a pattern that begins with `<`: rare in raw text, and found alone many times faster than a pattern."""
    for _ in range(_FEW):
        at = body.find(b"<", at)
        if at < 0 or pattern.match(body, at):
            return at if at >= 0 else len(body)
        at += 1
    found = pattern.search(body, at)
    return found.start() if found else len(body)


def _script_end(body: bytes, at: int) -> int:
    """Where the text of a script ends: the first end tag that is not inside `<!-- <script>`."""
    opens = _end(_SCRIPT_MARK, body, at)
    if not body.startswith(b"<!--", opens):
        return opens
    end = _end(_ENDS[b"script"], body, opens)
    if not _SCRIPT_START.search(body, opens, end):
        return end
    escaped = double = False
    for step in _SCRIPT_STEP.finditer(body, opens):
        if step[0] == b"<!--":
            escaped = True
        elif step[0].endswith(b"->"):
            escaped = double = False
        elif step[1]:
            if not double:
                return step.start()
            double = False
        elif escaped:
            double = True
    return len(body)
