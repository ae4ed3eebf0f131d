"""A tolerant reader of JavaScript literals, and so of broken JSON: one pass, no recursion, nothing is run.

What has no value here (functions, calls, names, expressions) reads as null. Text that ends early keeps what was whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from inventory_scrapers.toolkit.item import MAX_DEPTH

_SKIP = re.compile(r"(?:[\s\ufeff]+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|$)|<!--[^\n]*+|-->)*+")
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F]{1,400}|0[oO][0-7]{1,400}|0[bB][01]{1,400}|(?:\d[\d_]*+(?:\.[\d_]*+)?|\.\d+)(?:[eE][+-]?\d{1,6})?)n?(?![\w$])"
)
_NAME = re.compile(r"[^\W\d][\w$]*+|\$[\w$]*+", re.UNICODE)
_KEY = re.compile(r"[\w$@#.:-]+")
_STRING = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*+)("?)', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]|\\.)*+)('?)", re.DOTALL),
    "`": re.compile(r"`((?:[^`\\]|\\.)*+)(`?)", re.DOTALL),
}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.)|$)", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_SIMPLE = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "0": "\0",
    "\n": "",
    "\r": "",
    "\r\n": "",
    "\u2028": "",
}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None}
_BANG = re.compile(r"!\s*([01])(?![\w$])|void\s+[\w$]+")
_DATE = re.compile(r"new\s+Date\s*\(\s*(?:\"([^\"\\]*)\"|'([^'\\]*)'|(\d{1,17}))\s*\)")
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/\w*+")
# What ends an expression that is passed over, and what opens a bracket or a string inside it.
_EXPRESSION = re.compile(r"[^,\]})\[{(\"'`;/\n]+|\n|/(?![*/])")
_MISSING = object()


class Literal(NamedTuple):
    """A value, the offset behind it, and whether it was closed before the text ended."""

    value: Any
    end: int
    whole: bool


def read_literal(text: str, start: int = 0) -> Literal | None:
    """The object, array, string, number or word at an offset; null where none begins there. Never raises."""
    return Reader(text, start).read()


class Reader:
    """One literal. Containers that are open are kept on a stack; `names` gives names of the program their values."""

    def __init__(self, text: str, start: int, names: Mapping[str, Any] | None = None) -> None:
        self._text = text
        self._at = start
        self._names = {**_WORDS, **names} if names else _WORDS
        self._stack: list[tuple[Any, str | None]] = []  # containers with the key under which the next value goes
        self._whole = True

    def read(self) -> Literal | None:
        """The literal that begins here; null where none does."""
        self._space()
        if self._text[self._at : self._at + 1] not in ("{", "["):
            value = self._scalar()
            return None if value is _MISSING else Literal(value, self._at, self._whole)
        root = self._open()
        while self._stack:
            self._step()
        return Literal(root, self._at, self._whole)

    def _space(self) -> None:
        found = _SKIP.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _open(self) -> Any:
        container: Any = {} if self._text[self._at] == "{" else []
        self._at += 1
        self._stack.append((container, None))
        return container

    def _step(self) -> None:
        """Read one member, or the end, of the innermost container."""
        self._space()
        container, key = self._stack[-1]
        character = self._text[self._at : self._at + 1]
        if not character:
            self._stack.clear()
            self._whole = False
        elif character in "}]":
            self._close(character)
        elif character in ",;:":
            self._at += 1
        elif isinstance(container, dict) and key is None:
            self._key()
        else:
            self._member(container, key)

    def _close(self, character: str) -> None:
        container, _ = self._stack[-1]
        self._at += 1
        if isinstance(container, list) == (character == "]") or len(self._stack) == 1:
            self._stack.pop()

    def _key(self) -> None:
        """A key and its colon; without a colon it is a shorthand member, a method or rubbish, and goes without a value."""
        text, container = self._text, self._stack[-1][0]
        if text[self._at] in _STRING:
            key: Any = self._string()
        elif found := _KEY.match(text, self._at):
            # An unquoted key may hold no colon of its own: `a:b` is key and value.
            key = found[0].split(":", 1)[0]
            self._at += len(key) or 1
        else:
            self._expression()
            return
        self._space()
        if text.startswith(":", self._at):
            self._at += 1
            self._stack[-1] = (container, str(key))
        else:
            self._expression()

    def _member(self, container: Any, key: str | None) -> None:
        self._stack[-1] = (container, None)
        if self._text[self._at] in "{[":
            deep = len(self._stack) >= MAX_DEPTH
            value = self._open()
            value = None if deep else value
        else:
            value = self._scalar()
            if value is _MISSING:
                self._expression()
                value = None
            else:
                value = self._rest_of(value)
        if isinstance(container, list):
            container.append(value)
        else:
            container[key] = value

    def _rest_of(self, value: Any) -> Any:
        """A scalar must be followed by a separator; `"a" + b` and `x.y` are expressions, of no value here."""
        self._space()
        if self._text[self._at : self._at + 1] in ("", ",", "}", "]", ";"):
            return value
        if isinstance(value, str) and self._text[self._at] in "\"'`":
            return value  # a missing comma
        if isinstance(value, str) and self._text[self._at] == "+":
            return self._joined(value)
        self._expression()
        return value if isinstance(value, str) else None

    def _joined(self, value: str) -> str | None:
        """`"a" + "b"`; null where something else than strings is joined."""
        parts: list[str] = [value]
        while self._text.startswith("+", self._at):
            self._at += 1
            self._space()
            if self._text[self._at : self._at + 1] not in _STRING:
                self._expression()
                return None
            parts.append(self._string() or "")
            self._space()
        return "".join(parts)

    def _scalar(self) -> Any:
        text, at = self._text, self._at
        if text[at : at + 1] in _STRING:
            return self._string()
        if found := _NUMBER.match(text, at):
            self._at = found.end()
            return _number(found[0])
        if found := _BANG.match(text, at):
            self._at = found.end()
            return found[1] == "0" if found[1] else None
        if found := _REGEX.match(text, at):
            self._at = found.end()
            return None
        if found := _DATE.match(text, at):
            self._at = found.end()
            return found[1] or found[2] or int(found[3])
        found = _NAME.match(text, at)
        if found and found[0] in self._names:
            self._at = found.end()
            return self._names[found[0]]
        return _MISSING

    def _string(self) -> str | None:
        quote = self._text[self._at]
        found = _STRING[quote].match(self._text, self._at)
        if found is None:  # a backslash at the very end
            self._at, self._whole = len(self._text), False
            return ""
        self._at = found.end()
        self._whole = self._whole and bool(found[2])
        if quote == "`" and "${" in found[1]:
            return None
        return unescape(found[1])

    def _expression(self) -> None:
        """Pass over what has no value, up to the separator that ends it; brackets and strings inside are stepped over."""
        text, depth, start = self._text, 0, self._at
        while self._at < len(text):
            if found := _EXPRESSION.match(text, self._at):
                self._at = found.end()
                continue
            character = text[self._at]
            if character in _STRING:
                whole = self._whole
                self._string()
                self._whole = whole
                continue
            if depth == 0 and character in ",]};":
                break
            depth += (character in "[{(") - (character in "]})" and depth > 0)
            before = self._at
            self._space()
            self._at = max(self._at, before + (self._at == before))
        if self._at == start:
            self._at += 1


def _number(text: str) -> int | float | None:
    text = text.replace("_", "").rstrip("n")
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    try:
        if digits[:2].lower() in ("0x", "0o", "0b"):
            return sign * int(digits, 0)
        if re.fullmatch("0[0-7]{1,400}", digits):
            return sign * int(digits, 8)
        if digits.isdigit():
            return sign * int(digits) if len(digits) <= 400 else None
        value = sign * float(digits)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def unescape(text: str) -> str:
    """JavaScript and JSON string escapes; halves of surrogate pairs that stand alone become U+FFFD."""
    if "\\" in text:
        text = _ESCAPE.sub(_character, text)
    if _LONE.search(text):
        text = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
        text = _LONE.sub("\ufffd", text)
    return text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _SIMPLE.get(match[4] or "", match[4] or "")
