"""The name of the thing: the heading that agrees best with what the page calls itself elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from inventory_core.text import clean_line
from inventory_scrapers.generic.outline import Outline

_WORD = re.compile(r"\w+")
_SEPARATORS = re.compile(r"\s+[|\-–—:·•»«~/]+\s+|\s*[|｜»«]\s*|:\s+|\s*[–—]\s+|\s+-(?=\S)|_")
# Where a shop that has no matching h1 writes the name.
_OTHER_HEADINGS = (
    "[itemprop=name],h2,h3,[class*=product-title],[class*=product-name],[class*=productTitle],[class*=productName],"
    "[class*=product_title],[class*=product_name],[class*=item-title],[class*=prod_name],[id*=title],[class*=title]"
)
MAX_HEADINGS = 60
_LONGEST = 400
GOOD, FAIR = 0.75, 0.55


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading element, its text on one line, and its number in reading order."""

    node: LexborNode
    text: str
    index: int


class Names:
    """What a page calls itself, taken apart once: "Blue Mug - Kitchen | Acme" has the parts "Blue Mug", "Kitchen", "Acme"."""

    def __init__(self, names: Iterable[str]) -> None:
        parts = {part for name in names for part in (name, *_SEPARATORS.split(name)[:12]) if part and part.strip()}
        self._bags = [Counter(_WORD.findall(part.casefold())) for part in parts]
        self._sizes = [sum(bag.values()) for bag in self._bags]

    def __bool__(self) -> bool:
        return bool(self._bags)

    def agreement(self, text: str) -> float:
        """How much of a text's words stand in a name or a part of it, and the other way round: 0 to 1, the best of all."""
        own = Counter(_WORD.findall(text.casefold()))
        size = sum(own.values())
        best = 0.0
        for bag, other in zip(self._bags, self._sizes, strict=True):
            # With so different sizes it cannot become the best.
            if 2 * min(size, other) <= best * (size + other):
                continue
            shared = sum(min(count, bag[word]) for word, count in own.items() if word in bag)
            best = max(best, 2 * shared / (size + other))
        return best


def agreement(text: str, names: Iterable[str]) -> float:
    """As Names.agreement, for a single question."""
    return Names(names).agreement(text)


def find_heading(outline: Outline, names: Names) -> Heading | None:
    """The h1, or else another heading, that agrees best with what the page calls itself."""
    first, agreed = _best(outline, "h1", names, 0.0)
    if first and (not names or agreed >= GOOD):
        return first
    other, _ = _best(outline, _OTHER_HEADINGS, names, max(FAIR, agreed + 0.15))
    return other or first


def _best(outline: Outline, selector: str, names: Names, least: float) -> tuple[Heading | None, float]:
    best: Heading | None = None
    best_score = least - 1e-9
    for node in outline.tree.css(selector)[:MAX_HEADINGS]:
        text = clean_line(node.text(separator=" "))
        if not text or len(text) > _LONGEST:
            continue
        score = names.agreement(text) if names else 0.5
        if score > best_score + 1e-6:
            best, best_score = Heading(node, text, outline.start(node)), score
            if score >= 1.0:
                break
    return best, max(best_score, 0.0)
