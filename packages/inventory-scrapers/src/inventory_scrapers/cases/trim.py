"""What a page holds besides what is read from it: scripts, styles, drawings, comments, pictures written into the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from inventory_scrapers.cases.reading import Reader, harmless

_ELEMENTS = ("script", "style", "svg", "iframe", "noscript")
_START = re.compile(rf"<(?:(!--)|({'|'.join(_ELEMENTS)})(?=[\s/>]))", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}[^>]{{0,200}}>", re.IGNORECASE) for name in _ELEMENTS} | {"comment": re.compile("-->")}
_PICTURE = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=]{200,}")


class Part(NamedTuple):
    """A stretch of the page and what it is."""

    kind: str
    start: int
    end: int


def trim(text: str, reader: Reader) -> tuple[str, Counter[str]]:
    """The text without what the reading does not need, and how much of each kind went. Each step is read again."""
    expected, gone = reader.essence(text), Counter[str]()
    for kinds in (("script",), ("style", "svg", "iframe", "noscript", "comment"), ("picture",)):
        found = [part for part in parts(text) if part.kind in kinds]
        going = harmless(found, lambda some, text=text: reader.essence(without(text, some)) == expected)  # type: ignore[misc]
        text = without(text, going)
        gone.update(part.kind for part in going)
    return text, gone


def parts(text: str) -> Iterator[Part]:
    """What could go, in the order of the page, none inside another. A part that is not closed is none."""
    at, unclosed = 0, set[str]()
    while start := _START.search(text, at):
        kind = "comment" if start[1] else start[2].lower()
        end = None if kind in unclosed else _ENDS[kind].search(text, start.end())
        if end is None:
            unclosed.add(kind)
            at = start.end()
            continue
        yield Part(kind, start.start(), end.end())
        at = end.end()
    yield from (Part("picture", picture.start(), picture.end()) for picture in _PICTURE.finditer(text))


def without(text: str, some: list[Part]) -> str:
    """The text without some of its parts."""
    kept, at = [], 0
    for part in sorted(some, key=lambda part: part.start):
        kept.append(text[at : part.start])
        at = max(at, part.end)
    return "".join([*kept, text[at:]])
