"""The name of the thing: the heading that agrees best with what the page calls itself elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from inventory_core.text import clean_line

from inventory_scrapers.generic.outline import Outline

_WORD = re.compile(r"\w+")
_SEPARATORS = re.compile(r"\s+[|\-–—:·•»«~/]+\s+|\s*[|｜»«]\s*|:\s+|\s*[–—]\s+|\s+-(?=\S)|_")
# Where a shop that has no matching h1 writes the name; looked at in this order.
_OTHER_HEADINGS = (
    "[itemprop=name],h2,h3,[class*=product-title],[class*=product-name],[class*=productTitle],[class*=productName],"
    "[class*=product_title],[class*=product_name],[class*=item-title],[class*=prod_name],[id*=title],[class*=title]"
)
MAX_HEADINGS = 80


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading element, its text on one line, and its number in reading order."""

    node: LexborNode
    text: str
    index: int


def find_heading(outline: Outline, names: list[str]) -> Heading | None:
    """The h1, or else another heading, that agrees best with `names`: the title element, og:title, the markup's name."""
    first = _best(outline, "h1", names, least=0.0)
    agreed = agreement(first.text, names) if first else 0.0
    if first and (not names or agreed >= 0.75):
        return first
    other = _best(outline, _OTHER_HEADINGS, names, least=max(0.55, agreed + 0.15))
    return other or first


def _best(outline: Outline, selector: str, names: list[str], least: float) -> Heading | None:
    best: Heading | None = None
    best_score = least - 1e-9
    for node in outline.tree.css(selector)[:MAX_HEADINGS]:
        text = clean_line(node.text(separator=" "))
        if not text or len(text) > 400:
            continue
        score = agreement(text, names) if names else 0.5
        if score > best_score + 1e-6:
            best, best_score = Heading(node, text, outline.start(node)), score
    return best


def agreement(text: str, names: list[str]) -> float:
    """How much of a heading's words stand in a name, and of a name's part in the heading: 0 to 1, the best of all names."""
    return max((_overlap(text, part) for name in names for part in (name, *title_parts(name))), default=0.0)


def title_parts(title: str) -> list[str]:
    """The pieces of "Blue Mug - Kitchen | Acme", and all but the last piece."""
    parts = [part for part in _SEPARATORS.split(title) if part and part.strip()]
    return parts[:12]


def _overlap(one: str, other: str) -> float:
    a, b = Counter(_WORD.findall(one.casefold())), Counter(_WORD.findall(other.casefold()))
    shared = sum((a & b).values())
    return 2 * shared / (sum(a.values()) + sum(b.values())) if shared else 0.0
