"""Embedded state: what the scripts of a page carry as data for the program that runs in the browser."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote

from inventory_scrapers.toolkit.item import MAX_DEPTH
from inventory_scrapers.toolkit.literal import Reader, read_literal
from inventory_scrapers.toolkit.scan import Tag

MAX_VALUES = 500_000
"""How many values a search through state looks at."""
READINGS = 4
"""How often the characters of one script may be read over again, where data lies in data."""

_NAME = r"[A-Za-z_$][\w$]{0,80}"
_PATH = rf"{_NAME}(?:\.{_NAME}|\[[\"'][\w$.:-]{{1,80}}[\"']\]){{0,5}}"
# Found by what follows the equals sign or bracket, which is rare; the name is then read backwards.
_ASSIGNED = re.compile(
    r"=[ \t\r\n]{0,20}(?:[\w$.]{1,80}[ \t]?\|\|[ \t]?)?(?=[{\[][ \t\r\n]{0,200}[\w$\"'{\[-]|JSON\.parse\(|\(function\()"
)
_CALLED = re.compile(r"\.push\([ \t\r\n]{0,20}(?=[{\[])")
_TARGET = re.compile(rf"(?<![\w$.\]])({_PATH})[ \t\r\n]{{0,20}}\Z")
_SHORTEST = 3
"""Shorter names are those of minified programs, which hold no state of the page."""
_PARSED = re.compile(r"JSON\.parse\([ \t\r\n]{0,20}(decodeURIComponent\([ \t]{0,5})?(?=[\"'`])")
_IIFE = re.compile(r"\(?function\(([\w$,\s]{0,20000})\)\s{0,20}\{\s{0,20}")
_RETURN = re.compile(r"return\s{0,20}(?=[{\[])")
_FLIGHT = re.compile(r"__next_f[ \t]?(?:=[^;]{0,40})?\.push\([ \t\r\n]{0,20}(?=\[)|__next_f\s?\|\|\s?\[\]\)\.push\(\s?(?=\[)")
_ROW = re.compile(r"(?:\A|\n)([0-9a-f]{1,8}):(?=([A-Z]{0,2})([\[{\"]|T[0-9a-f]{1,8},))")
_HINT = re.compile(rb"[=(]\s*(?:[{\[]|JSON\.parse|\(?function)")
_scanner = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


class State:
    """Data with its name ("__NEXT_DATA__", "window.__STATE__", "dataLayer") and where it stood; decoded when it is asked for."""

    def __init__(self, name: str, locator: str, decode: Callable[[], Any]) -> None:
        self.name = name
        self.locator = locator
        self._decode = decode

    @cached_property
    def data(self) -> Any:
        """The data; null where nothing can be made of it."""
        return self._decode()

    def __repr__(self) -> str:
        return f"State({self.name!r}, {self.locator!r})"


class Match(NamedTuple):
    """A value found in state, with its path from the root: "props.pageProps.items.0"."""

    path: str
    value: Any


def state_of(scripts: Iterable[Tag]) -> list[State]:
    """The embedded state of scripts in UTF-8, in the order of the page; React flight data comes last, as one. Never raises."""
    found: list[State] = []
    flight: list[str] = []
    for index, script in enumerate(scripts):
        attributes = script.attributes() if script.rest != b">" else {}
        kind = attributes.get("type", "").lower().partition(";")[0].strip()
        name = attributes.get("id") or attributes.get("data-name") or ""
        locator = f"script#{name}" if name else f"script[{index}]"
        if kind.endswith(("/json", "+json")) and "ld+json" not in kind:
            found.append(_json_state(name or locator, locator, script))
        elif kind in ("", "module", "text/javascript", "application/javascript", "text/ecmascript") and _HINT.search(
            script.content
        ):
            text = script.content.decode("utf-8", "replace")
            if "__next_f" in text:
                flight.extend(_flight_chunks(text))
            found.extend(_Script(text, locator).states())
    return [*found, *([_flight_state(flight)] if flight else [])]


def _json_state(name: str, locator: str, script: Tag) -> State:
    def decode() -> Any:
        data = _decode_json(script.content.decode("utf-8", "replace"))
        return revive(data) if name == "__NUXT_DATA__" else data

    return State(name, locator, decode)


def _decode_json(text: str) -> Any:
    try:
        return _scanner.decode(text)
    except (ValueError, RecursionError):
        literal = read_literal(text.removeprefix("\ufeff").strip().removeprefix("<!--"))
        return literal.value if literal else None


class _Text(str):
    """A text of which the standard library's JSON errors do not count the lines: they do so from its beginning, each time."""

    __slots__ = ()

    def count(self, *_: Any) -> int:
        """No line is counted."""
        return 0

    def rfind(self, *_: Any) -> int:
        """No line is looked for."""
        return -1


class _Script:
    """The data in one JavaScript text."""

    def __init__(self, text: str, locator: str) -> None:
        self._text = _Text(text)
        self._locator = locator
        self._left = READINGS * len(text) + 100_000

    def states(self) -> Iterator[State]:
        """What is assigned, pushed or parsed here, in the order of the text; a named thing once."""
        text = self._text
        found = [(match, self._target(match)) for pattern in (_ASSIGNED, _CALLED) for match in pattern.finditer(text)]
        starts = {match.end(): name for match, name in found if name and not name.endswith("__next_f")}
        starts.update({match.start(): "JSON.parse" for match in _PARSED.finditer(text) if match.start() not in starts})
        for start in sorted(starts):
            yield self._state(starts[start], start)

    def _target(self, match: re.Match[str]) -> str | None:
        before = match.start()
        target = _TARGET.search(self._text, max(0, before - 120), before)
        return target[1] if target and len(target[1]) >= _SHORTEST else None

    def _state(self, name: str, start: int) -> State:
        path = re.sub(r"\[[\"']([^\"']*)[\"']\]", r".\1", name)
        for scope in ("window.", "self.", "globalThis.", "this."):
            path = path.removeprefix(scope)
        return State(path, f"{self._locator} {name}", lambda: self._decode(start))

    def _decode(self, start: int) -> Any:
        if self._left <= 0:
            return None
        text = self._text
        if parsed := _PARSED.match(text, start):
            literal = read_literal(text, parsed.end())
            self._left -= (literal.end if literal else len(text)) - start
            inner = literal.value if literal else None
            return _decode_json(unquote(inner) if parsed[1] else inner) if isinstance(inner, str) else None
        if called := _IIFE.match(text, start):
            return self._decode_call(called)
        value, end = _value_at(text, start)
        self._left -= end - start
        return value

    def _decode_call(self, called: re.Match[str]) -> Any:
        """`(function(a,b){return {x:a}}(1,2))`: the object with the names of the parameters resolved."""
        text = self._text
        inner = _RETURN.search(text, called.end(), called.end() + 100_000)
        literal = read_literal(text, inner.end()) if inner else None
        if inner is None or literal is None:
            return None
        self._left -= 2 * (literal.end - called.start())
        opened = text.find("(", literal.end, literal.end + 50)
        given = _argument_list(text, opened) if opened >= 0 else []
        names = dict(zip((name.strip() for name in called[1].split(",")), given, strict=False))
        resolved = Reader(text, inner.end(), names).read()
        return resolved.value if resolved else None


def _argument_list(text: str, opened: int) -> list[Any]:
    literal = read_literal(f"[{text[opened + 1 : opened + 1_000_000]}")
    return literal.value if literal and isinstance(literal.value, list) else []


def _value_at(text: str, start: int) -> tuple[Any, int]:
    """The value at an offset and its end: as JSON where it is JSON, else as a JavaScript literal."""
    try:
        return _scanner.raw_decode(text, start)
    except (ValueError, RecursionError):
        literal = read_literal(text, start)
        return (literal.value, literal.end) if literal else (None, start + 1)


def _flight_chunks(text: str) -> Iterator[str]:
    text = _Text(text)
    for found in _FLIGHT.finditer(text):
        value, _ = _value_at(text, found.end())
        if isinstance(value, list) and len(value) > 1 and value[0] == 1 and isinstance(value[1], str):
            yield value[1]


def _flight_state(chunks: list[str]) -> State:
    return State("__next_f", "script __next_f", lambda: flight_rows("".join(chunks)))


def flight_rows(text: str) -> dict[str, Any]:
    """The rows of React's flight format, `id:payload`, that hold JSON or text, by id.

    A text row, `id:T<length>,...`, says its length in bytes of UTF-8, and need not end with a line.
    """
    rows: dict[str, Any] = {}
    text, at = _Text(text), 0
    while row := _ROW.search(text, at):
        start = row.end() + len(row[2]) * (row[2] != "T")
        if row[3].startswith("T") or row[2] == "T":
            comma = text.find(",", row.end(), row.end() + 12)
            size = int(text[row.end() + 1 : comma] or "0", 16) if comma > 0 else 0
            value: Any = _utf8_prefix(text, comma + 1, size)
            at = comma + 1 + len(value)
            # The next row may follow without a line break.
            if at < len(text) and text[at] != "\n" and (next_row := re.compile(r"([0-9a-f]{1,8}):").match(text, at)):
                text = _Text(f"{text[:at]}\n{text[at:]}") if next_row and len(rows) < 2_000 else text
        else:
            value, at = _value_at(text, start)
        rows[row[1]] = value
        at = max(at, row.end())
    return rows


def _utf8_prefix(text: str, start: int, size: int) -> str:
    """As many characters as `size` bytes of UTF-8 hold."""
    part = text[start : start + size]
    return part if part.isascii() else part.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def revive(data: Any) -> Any:
    """The value of Nuxt's and devalue's flat form: a list whose members refer to each other by index.

    Wrappers such as ["Reactive", 3] and ["Date", "..."] give what they hold. References that lead back to an object above them
    read as null, as does what nests deeper than MAX_DEPTH.
    """
    if not isinstance(data, list) or not data or not isinstance(data[0], (dict, list)):
        return data
    left = [MAX_VALUES]
    holder: list[Any] = [None]
    stack: list[tuple[int, Any, Any, tuple[int, ...]]] = [(0, holder, 0, ())]
    while stack and left[0] > 0:
        index, target, key, above = stack.pop()
        left[0] -= 1
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(data) or index in above:
            continue
        value = data[index]
        above = (*above, index)
        if len(above) > MAX_DEPTH:
            continue
        if isinstance(value, dict):
            target[key] = copy = dict.fromkeys(value)
            stack.extend((part, copy, name, above) for name, part in value.items())
        elif isinstance(value, list) and value and isinstance(value[0], str):
            if value[0] in ("Date", "BigInt") and len(value) > 1:
                target[key] = value[1]
            elif value[0] in ("Set", "Map"):
                target[key] = members = [None] * (len(value) - 1)
                stack.extend((part, members, place, above) for place, part in enumerate(value[1:]))
            elif len(value) > 1:
                stack.append((value[1], target, key, above))
        elif isinstance(value, list):
            target[key] = parts = [None] * len(value)
            stack.extend((part, parts, place, above) for place, part in enumerate(value))
        else:
            target[key] = value
    return holder[0]


def find_all(data: Any, match: Collection[str] | Callable[[dict[str, Any]], bool]) -> Iterator[Match]:
    """The objects, nearest the root first, that have all of these keys, or that a function accepts.

    At most MAX_VALUES values are looked at, none deeper than four times MAX_DEPTH; never recursive, so that no data is too deep.
    """
    accepts = match if callable(match) else _has_keys(match)
    queue: deque[tuple[Any, tuple[Any, ...] | None, int]] = deque([(data, None, 0)])
    seen = 0
    while queue and seen < MAX_VALUES:
        value, path, depth = queue.popleft()
        if isinstance(value, dict):
            if accepts(value):
                yield Match(_path(path), value)
            pairs: Iterable[tuple[Any, Any]] = value.items()
        else:
            pairs = enumerate(value) if isinstance(value, list) else ()
        seen += 1
        if depth < 4 * MAX_DEPTH:
            queue.extend((part, (path, key), depth + 1) for key, part in pairs if isinstance(part, (dict, list)))


def _has_keys(names: Collection[str]) -> Callable[[dict[str, Any]], bool]:
    wanted = {names} if isinstance(names, str) else set(names)
    return lambda value: wanted <= value.keys()


def _path(path: tuple[Any, ...] | None) -> str:
    parts: list[str] = []
    while path is not None:
        path, key = path
        parts.append(str(key))
    return ".".join(reversed(parts))
