"""The name of the thing: the heading that agrees best with what the page calls itself elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from inventory_core.text import clean_line
from inventory_scrapers.generic.amounts import has_currency_mark
from inventory_scrapers.generic.outline import Outline

_WORD = re.compile(r"\w+")
_SEPARATORS = re.compile(r"\s+[|\-–—:·•»«~/]+\s+|\s*[|｜»«：【】]\s*|:\s+|\s*[–—]\s+|\s+-(?=\S)|_")
# Where a shop that has no matching h1 writes the name.
_OTHER_HEADINGS = (
    "[itemprop=name],h2,h3,[class*=product-name],[class*=productTitle],[class*=productName],[class*=product_name],"
    "[class*=prod_name],[id*=title],[class*=title]"
)
_ROOT = re.compile(r"(?:https?://[^/?#]+)?/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:index\.\w+|home)?/?")
_NO_NAMES = frozenset({"option", "li", "button", "label", "th", "dt"})
_ADDED = "[class*=sku],[class*=code],[class*=badge],[class*=label],[class*=rating],[class*=review],[class*=price]"
_MOST_TEXTS = 1500
_LEAST_SHARE = 0.35
_AMOUNT = re.compile(r"\W*(?:[^\W\d_]{1,4}\W*)?\d[\d.,'\s]*(?:\W*[^\W\d_]{1,4})?\W*")
_CRUMBS, _MOST_CRUMBS = "[class*=breadcrumb i] li,[aria-label=breadcrumb i] li", 12
# A title with more parts than these lists what the thing is like, and a text with so many of their words is its name.
_MANY_PARTS, _MOST_WORDS, _NAMED_IN_FULL = 3, 0.8, 1.1
MAX_HEADINGS = 60
_MOST_PICTURES = 300
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
        names = list(names)
        parts = {part for name in names for part in (name, *_SEPARATORS.split(name)[:12]) if part and part.strip()}
        self.parts = frozenset(clean_line(part).casefold() for part in parts)
        """The names and their parts, in lower case."""
        self._bags = [Counter(_WORD.findall(part.casefold())) for part in parts]
        self._sizes = [sum(bag.values()) for bag in self._bags]
        self.lists = [Counter(_WORD.findall(name.casefold())) for name in names if len(_SEPARATORS.split(name)) > _MANY_PARTS]

    def __bool__(self) -> bool:
        return bool(self._bags)

    def hold(self, text: str) -> bool:
        """True where a text of several words stands in a name as it is, and is a good part of it: "Buy Blue Mug online"."""
        folded = text.casefold()
        return " " in folded and any(folded in part and len(folded) >= _LEAST_SHARE * len(part) for part in self.parts)

    def are_listed_in(self, text: str) -> bool:
        """True for a text with most words of a name of many parts: "Mug by Acme, 0.4 l" of "Mug | Acme | 0.4 l | Shop"."""
        own = Counter(_WORD.findall(text.casefold())) if self.lists else Counter[str]()
        return any(2 * (own & bag).total() >= _MOST_WORDS * (own.total() + bag.total()) for bag in self.lists)

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


def title_parts(names: Iterable[str]) -> list[str]:
    """The names and their parts as written, each once, in order."""
    parts = (part.strip() for name in names for part in (name, *_SEPARATORS.split(name)[:12]) if part)
    return list(dict.fromkeys(part for part in parts if part))


def find_heading(outline: Outline, names: Names, shop: frozenset[str] = frozenset()) -> Heading | None:
    """The h1, or else another heading or a text, that agrees best with what the page calls itself.

    `shop` is what the site calls itself, as `letters` writes it; many write that into an h1, and the name of the thing into
    an h2 or a bare element.
    """
    first, agreed = _best(outline, outline.tree.css("h1"), names, 0.0, shop)
    if first and (not names or agreed >= GOOD):
        return first
    other, _ = _best(outline, outline.tree.css(_OTHER_HEADINGS), names, max(FAIR, agreed + 0.15), shop)
    named = other or (_named_text(outline, names, shop) if agreed < FAIR else None)
    return named or first or _pictured_text(outline) or _lone_heading(outline, shop)


def find_by_crumbs(outline: Outline, shop: frozenset[str] = frozenset()) -> Heading | None:
    """The heading or text that is called as the way to the page ends, where neither the page's title nor a heading names it."""
    ends = [node for node in outline.tree.css(_CRUMBS)[-_MOST_CRUMBS:] if node.css_first("a[href]") is None]
    names = [clean_line(node.text(separator=" ")) for node in reversed(ends)]
    for name in names:
        if len(name) > 2 and not _is_amount(name) and (found := find_heading(outline, Names([name]), shop)):
            return found
    return None


def _is_amount(text: str) -> bool:
    """True for an amount of money, which some write into a heading: no name, as "iPad 2" is one."""
    return _AMOUNT.fullmatch(text) is not None and has_currency_mark(text)


def _lone_heading(outline: Outline, shop: frozenset[str]) -> Heading | None:
    """The only h1 that is no logo, where the page's title has none of its words: of old shops all pages have one title."""
    texts = {clean_line(node.text(separator=" ")): node for node in outline.tree.css("h1")[:MAX_HEADINGS]}
    found = [
        Heading(node, text, outline.start(node))
        for text, node in texts.items()
        if text and len(text) <= _LONGEST and not (_is_of_the_shop(node, text, shop) or _is_amount(text))
    ]
    return found[0] if len(found) == 1 else None


def _pictured_text(outline: Outline) -> Heading | None:
    """The only text outside links that a picture, or the link around one, is called by, where nothing else names the thing."""
    marked = outline.tree.css("img[alt],a[title]")[:_MOST_PICTURES]
    called = {clean_line(node.attributes.get("alt") or node.attributes.get("title") or "").casefold() for node in marked}
    called = {name for name in called if " " in name}
    texts = outline.runs.texts[:_MOST_TEXTS] if called else []
    found = [index for index, text in enumerate(texts) if len(text) <= _LONGEST and clean_line(text).casefold() in called]
    found = [index for index in found if (place := outline.place(outline.runs[index].node)) and not (place.side or place.link)]
    if len({clean_line(texts[index]).casefold() for index in found}) != 1:
        return None
    run = outline.runs[found[0]]
    return Heading(run.node, clean_line(run.text), run.index)


def _best(
    outline: Outline, nodes: list[LexborNode], names: Names, least: float, shop: frozenset[str]
) -> tuple[Heading | None, float]:
    best: Heading | None = None
    best_score = least - 1e-9
    for node in nodes[:MAX_HEADINGS]:
        text = clean_line(node.text(separator=" ")) or _named_by_picture(node, names)
        if not text or len(text) > _LONGEST or _is_amount(text):
            continue
        score = names.agreement(text) if names else 0.5
        if names and score < 1.0 and (own := _own_text(node)) and (better := names.agreement(own)) > score:
            text, score = own, better
        if (score >= FAIR or not names) and _is_of_the_shop(node, text, shop):
            score = 0.1
        if score > best_score + 1e-6:
            best, best_score = Heading(node, text, outline.start(node)), score
            if score >= 1.0:
                break
    return best, max(best_score, 0.0)


def _named_by_picture(node: LexborNode, names: Names) -> str:
    """What the picture in a heading without text is called, where the page's title names it too."""
    picture = node.css_first("img[alt]")
    text = clean_line(picture.attributes.get("alt") or "") if picture is not None else ""
    return text if text and names.agreement(text) >= GOOD else ""


def _own_text(node: LexborNode) -> str:
    """The text of a heading without what its elements add: codes, badges, ratings."""
    own = clean_line(node.text(deep=False, separator=" "))
    if len(own) > 2:
        return own
    text = clean_line(node.text(separator=" "))
    for added in node.css(_ADDED)[:6]:
        text = text.replace(clean_line(added.text(separator=" ")), "", 1)
    return clean_line(text)


def _is_of_the_shop(node: LexborNode, text: str, shop: frozenset[str]) -> bool:
    """True for the name of the site, and for what leads to its start page: a logo."""
    if letters(text) in shop:
        return True
    link = node.css_first("a[href]") or (node.parent if node.parent is not None and node.parent.tag == "a" else None)
    return link is not None and is_root(link.attributes.get("href") or "")


def is_root(address: str) -> bool:
    """True for the address of a site's start page, whole or as a path: with or without a language, as in "/fr/index.php"."""
    return _ROOT.fullmatch(address) is not None


def letters(text: str) -> str:
    """A name without spaces, signs and the size of its letters, to compare it with an address."""
    return "".join(_WORD.findall(text.casefold()))


def _named_text(outline: Outline, names: Names, shop: frozenset[str]) -> Heading | None:
    """The text outside links and side matter that agrees best with the page's title, as pages without headings write it."""
    best: Heading | None = None
    best_score = GOOD - 1e-9
    for index, text in enumerate(outline.runs.texts[:_MOST_TEXTS]):
        if not 2 < len(text) <= 120:
            continue
        line = clean_line(text)
        score = 1.0 if line.casefold() in names.parts else max(names.agreement(line), GOOD * names.hold(line))
        if names.are_listed_in(line):
            score = _NAMED_IN_FULL
        if score <= best_score:
            continue
        run = outline.runs[index]
        place = outline.place(run.node)
        is_name = place is not None and not (place.side or place.link or place.hidden) and place.tag not in _NO_NAMES
        if is_name and not _is_of_the_shop(run.node, line, shop):
            best, best_score = Heading(run.node, line, index), score
            if score >= (_NAMED_IN_FULL if names.lists else 1.0):
                break
    return best
