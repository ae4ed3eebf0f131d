"""Microformats2 of things for sale and their reviews, and the classic ones that came before, by the microformats2 parsing rules.

https://microformats.org/wiki/microformats2-parsing
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from inventory_scrapers.toolkit.item import MAX_DEPTH, Item
from inventory_scrapers.toolkit.owners import MAX_VALUES, add
from inventory_scrapers.toolkit.text import Budget, is_plain, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    Absolute = Callable[[str | None], str | None]

# Only known names begin an item: `h-full` and `h-16` are heights in the class names of style libraries.
# fmt: off
_ROOTS = frozenset((
    "h-product", "h-offer", "h-listing", "h-item", "h-review", "h-review-aggregate", "h-card", "h-event", "h-adr", "h-geo",
    "h-entry", "h-cite", "h-rating", "h-measure", "h-recipe",
))
# fmt: on
_WORTH = re.compile(rb"h-?(?:product|listing|review)|h-(?:offer|item)")
_FOR_SALE = (
    ".h-product, .h-offer, .h-listing, .h-item, .h-review, .h-review-aggregate,"
    " .hproduct, .hlisting, .hreview, .hreview-aggregate"
)
_PROPERTY = re.compile(r"(p|u|dt|e)-((?:[a-z0-9]+-)?[a-z]+(?:-[a-z]+)*)")
_CLASSIC_ROOTS = {
    "hproduct": "h-product",
    "hlisting": "h-listing",
    "hreview": "h-review",
    "hreview-aggregate": "h-review-aggregate",
    "vcard": "h-card",
    "vevent": "h-event",
    "hcalendar": "h-event",
}
# What the classic names become (https://microformats.org/wiki/h-product, /h-review, /h-review-aggregate, /h-card, /h-event).
_CLASSIC: dict[str, dict[str, str]] = {
    "h-product": {
        "fn": "p-name",
        "photo": "u-photo",
        "brand": "p-brand",
        "category": "p-category",
        "description": "p-description",
        "identifier": "u-identifier",
        "url": "u-url",
        "review": "p-review h-review",
        "price": "p-price",
    },
    "h-listing": {
        "fn": "p-name",
        "summary": "p-name",
        "photo": "u-photo",
        "price": "p-price",
        "description": "p-description",
        "item": "p-item",
        "lister": "p-lister",
        "url": "u-url",
    },
    "h-review": {
        "summary": "p-name",
        "fn": "p-name",
        "item": "p-item h-item",
        "reviewer": "p-author",
        "dtreviewed": "dt-published",
        "rating": "p-rating",
        "best": "p-best",
        "worst": "p-worst",
        "description": "e-content",
    },
    "h-review-aggregate": {
        "summary": "p-name",
        "fn": "p-name",
        "item": "p-item h-item",
        "rating": "p-rating",
        "best": "p-best",
        "worst": "p-worst",
        "average": "p-average",
        "count": "p-count",
        "votes": "p-votes",
    },
    "h-item": {"fn": "p-name", "url": "u-url", "photo": "u-photo"},
    "h-card": {
        "fn": "p-name",
        "url": "u-url",
        "photo": "u-photo",
        "org": "p-org",
        "tel": "p-tel",
        "email": "u-email",
        "adr": "p-adr h-adr",
    },
    "h-event": {
        "summary": "p-name",
        "dtstart": "dt-start",
        "dtend": "dt-end",
        "location": "p-location",
        "url": "u-url",
        "description": "p-description",
    },
    "h-adr": {
        "street-address": "p-street-address",
        "locality": "p-locality",
        "region": "p-region",
        "postal-code": "p-postal-code",
        "country-name": "p-country-name",
    },
}
_VALUE_ATTRIBUTES = {
    "p": {"data": "value", "input": "value", "abbr": "title", "link": "title", "img": "alt", "area": "alt"},
    "u": {
        **dict.fromkeys(("a", "area", "link"), "href"),
        **dict.fromkeys(("img", "audio", "video", "source", "iframe"), "src"),
        "object": "data",
        "abbr": "title",
        "data": "value",
        "input": "value",
    },
    "dt": {"time": "datetime", "ins": "datetime", "del": "datetime", "abbr": "title", "data": "value", "input": "value"},
    "e": {},
}


def worth_reading(body: bytes) -> bool:
    """False where a search of the bytes shows that no product, listing or review is marked up."""
    return _WORTH.search(body) is not None


def read_microformats(tree: LexborHTMLParser, absolute: Absolute) -> list[Item]:
    """The outermost items of a page in its order: {"@type": ["h-product"], "name": ..., "review": {...}}.

    A property with several values has a list. `e-` properties are text. `locator` is ".h-product[0]": type and place among all.
    """
    return _Reader(absolute).items(tree) if tree.css_first(_FOR_SALE) else []


class _Reader:
    def __init__(self, absolute: Absolute) -> None:
        self._absolute = absolute
        self._budget = Budget()
        self._parts_left = MAX_VALUES

    def items(self, tree: LexborHTMLParser) -> list[Item]:
        names = (*(f".{name}" for name in _ROOTS), *(f".{name}" for name in _CLASSIC_ROOTS))
        done: set[int] = set()
        found: list[Item] = []
        for node in tree.css(", ".join(names)):
            types, classic = _types(_class_names(node))
            if not types or node.mem_id in done:
                continue
            item = self._item(node, types, classic, 0, done)
            found.append(Item(item, f".{types[0]}[{len(found)}]"))
        return found

    def _item(self, root: LexborNode, types: list[str], classic: bool, depth: int, done: set[int]) -> dict[str, Any]:
        item: dict[str, Any] = {"@type": types}
        kinds: set[str] = set()
        nested = False
        done.add(root.mem_id)
        stack: list[LexborNode] = _children(root)
        while stack:
            node = stack.pop()
            attributes = node.attributes
            names = (attributes.get("class") or "").split()
            properties = list(_properties(names, types, classic, attributes)) if names or classic else []
            inner, inner_classic = _types(names)
            if extra := next((extra for _, _, extra in properties if extra and not inner), None):
                inner, inner_classic = [extra], True
            if inner and depth < MAX_DEPTH and node.mem_id not in done:
                nested = True
                value: Any = self._item(node, inner, inner_classic, depth + 1, done)
                for kind, name, _ in properties:
                    add(item, name, {**value, "value": self._nested_value(node, kind, value)})
                if not properties:
                    add(item, "children", value)
                kinds.update(kind for kind, _, _ in properties)
                continue
            for kind, name, _ in properties:
                kinds.add(kind)
                text = self._value(node, kind)
                if text or kind != "p":
                    add(item, name, text)
            stack.extend(_children(node))
        if not classic:
            self._imply(root, item, kinds, nested)
        return item

    def _nested_value(self, node: LexborNode, kind: str, item: dict[str, Any]) -> str:
        found = item.get("url" if kind == "u" else "name")
        first = found[0] if isinstance(found, list) else found
        return first if isinstance(first, str) and kind in "pu" else self._value(node, kind)

    def _value(self, node: LexborNode, kind: str) -> str:
        if kind in ("p", "dt") and (pattern := self._value_class(node)) is not None:
            return pattern
        attributes, tag = node.attributes, node.tag or ""
        name = _VALUE_ATTRIBUTES[kind].get(tag)
        if name and attributes.get(name) is not None:
            given = attributes[name] or ""
            return (self._absolute(given) or given) if kind == "u" and name in ("href", "src", "data") else given
        if kind == "u" and (pattern := self._value_class(node)) is not None:
            return self._absolute(pattern) or pattern
        text = line_of(node, self._budget)
        return (self._absolute(text) or text) if kind == "u" else text

    def _value_class(self, node: LexborNode) -> str | None:
        """The value class pattern: what elements of class `value` say, put together; null where there is none."""
        if self._parts_left < 0 or is_plain(node) or not self._budget.search(node):
            return None
        found = [part for part in node.css(".value, .value-title") if part.mem_id != node.mem_id]
        self._parts_left -= len(found)
        parts = [
            (part.attributes.get("title") or "") if "value-title" in _class_names(part) else self._part(part)
            for part in found[:10]
        ]
        return "".join(parts) if parts else None

    def _part(self, node: LexborNode) -> str:
        if "value-title" in _class_names(node):
            return node.attributes.get("title") or ""
        name = {"img": "alt", "area": "alt", "data": "value", "abbr": "title", "time": "datetime"}.get(node.tag or "")
        given = node.attributes.get(name) if name else None
        return given if given is not None else line_of(node, self._budget)

    def _imply(self, root: LexborNode, item: dict[str, Any], kinds: set[str], nested: bool) -> None:
        """The name, photo and url that an item has without saying so."""
        if "name" not in item and not kinds & {"p", "e"} and not nested:
            item["name"] = self._implied_name(root)
        if (
            "photo" not in item
            and "u" not in kinds
            and not nested
            and (photo := self._implied(root, (("img", "src"), ("object", "data"))))
        ):
            item["photo"] = photo
        if (
            "url" not in item
            and "u" not in kinds
            and not nested
            and (url := self._implied(root, (("a", "href"), ("area", "href"))))
        ):
            item["url"] = url

    def _implied_name(self, root: LexborNode) -> str:
        for node in _only_descendants(root):
            name = {"img": "alt", "area": "alt", "abbr": "title"}.get(node.tag or "")
            if name and (given := node.attributes.get(name)):
                return given.strip()
        return line_of(root, self._budget)

    def _implied(self, root: LexborNode, sources: tuple[tuple[str, str], ...]) -> str | None:
        for tag, name in sources:
            if root.tag == tag and (given := root.attributes.get(name)):
                return self._absolute(given) or given
        for parent in (root, *(child for child in _elements(root)[:1] if len(_elements(root)) == 1)):
            for tag, name in sources:
                same = [node for node in _elements(parent) if node.tag == tag and node.attributes.get(name)]
                if len(same) == 1 and not _types(_class_names(same[0]))[0]:
                    given = same[0].attributes[name]
                    return self._absolute(given) or given
        return None


def _class_names(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _types(names: list[str]) -> tuple[list[str], bool]:
    """The item types of an element with these class names, and whether they are classic ones; microformats2 names win."""
    modern = sorted({name for name in names if name in _ROOTS})
    if modern:
        return modern, False
    return sorted({_CLASSIC_ROOTS[name] for name in names if name in _CLASSIC_ROOTS}), True


def _properties(
    names: list[str], types: list[str], classic: bool, attributes: dict[str, str | None]
) -> Iterator[tuple[str, str, str | None]]:
    """Kind, name, and for classic names the type that their value has."""
    if not classic:
        seen = dict.fromkeys(name for name in names if _PROPERTY.fullmatch(name))
        yield from ((name.partition("-")[0], name.partition("-")[2], None) for name in seen)
        return
    if "tag" in (attributes.get("rel") or "").split() and "category" not in names:
        names = [*names, "category"]
    known = {name: meaning for kind in types for name, meaning in _CLASSIC.get(kind, {}).items()}
    for name in dict.fromkeys(names):
        if meaning := known.get(name):
            kind, _, rest = meaning.partition("-")
            prop, _, extra = rest.partition(" ")
            yield kind, prop, extra or None


def _children(node: LexborNode) -> list[LexborNode]:
    return [child for child in reversed(_elements(node)) if child.tag != "template"]


def _elements(node: LexborNode) -> list[LexborNode]:
    return [child for child in node.iter() if child.is_element_node]


def _only_descendants(root: LexborNode) -> Iterator[LexborNode]:
    """The element, its only child, and the only child of that, as far as each is alone and no item."""
    node = root
    for _ in range(3):
        yield node
        inside = _elements(node)
        if len(inside) != 1 or _types(_class_names(inside[0]))[0]:
            return
        node = inside[0]
