"""Microdata by the algorithm of the HTML standard (section 5.2.5, "Associating names with items")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory_scrapers.toolkit.item import Item, short_name
from inventory_scrapers.toolkit.owners import Child, Owners, Properties, assemble
from inventory_scrapers.toolkit.text import Budget, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    Absolute = Callable[[str | None], str | None]

_LINKS = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    "object": "data",
}
MAX_REFERRED = 20_000
"""How many properties itemref may add to the items of one page."""
_LAZY = ("data-src", "data-lazy-src", "data-original")


def read_microdata(tree: LexborHTMLParser, absolute: Absolute) -> list[Item]:
    """The outermost items of a page in its order, as {"@type": ["Product"], "name": ..., "offers": {...}}.

    Types and property names of schema.org are short, "@id" is the itemid, a property with several values has a list. A `content`
    attribute counts on every element, as search engines read it. `locator` is "[itemscope][3]": the element's place among those.
    """
    return _Reader(tree, absolute).items()


class _Reader:
    def __init__(self, tree: LexborHTMLParser, absolute: Absolute) -> None:
        self._tree = tree
        self._absolute = absolute
        self._scopes = {node.mem_id: node for node in tree.css("[itemscope]")}
        self._owners = Owners(lambda node: node.mem_id in self._scopes)
        self._budget = Budget()

    def items(self) -> list[Item]:
        properties: dict[int, Properties] = {}
        marked = self._tree.css("[itemprop]") if self._scopes else []
        for node in marked:
            owner = self._owners.of(node)
            if owner is not None:
                properties.setdefault(owner.mem_id, []).extend(self._named(node))
        claimed = {node.mem_id for node in marked}
        self._follow_references(properties, marked)
        heads = {key: self._head(node) for key, node in self._scopes.items()}
        roots = [(key, f"[itemscope][{index}]") for index, key in enumerate(self._scopes) if key not in claimed]
        return assemble(heads, properties, roots)

    def _head(self, node: LexborNode) -> dict[str, Any]:
        attributes = node.attributes
        head: dict[str, Any] = {"@type": [short_name(name) for name in (attributes.get("itemtype") or "").split()]}
        if identity := (attributes.get("itemid") or "").strip():
            head["@id"] = self._absolute(identity) or identity
        return head

    def _named(self, node: LexborNode) -> Properties:
        attributes, key = node.attributes, node.mem_id
        value = Child(key) if key in self._scopes else self._value(node, attributes)
        return [(short_name(name), value) for name in (attributes.get("itemprop") or "").split()]

    def _follow_references(self, properties: dict[int, Properties], marked: list[LexborNode]) -> None:
        """Properties that stand elsewhere on the page and are claimed by itemref; kept in the order of the page."""
        claims = [(key, (node.attributes.get("itemref") or "").split()) for key, node in self._scopes.items()]
        if not any(names for _, names in claims):
            return
        places = {node.mem_id: index for index, node in enumerate(marked)}
        targets: dict[str, LexborNode] = {}
        for node in self._tree.css("[id]"):
            targets.setdefault(node.attributes.get("id") or "", node)
        owned: dict[int | None, list[LexborNode]] = {}
        for node in marked:
            owned.setdefault(_key(self._owners.of(node)), []).append(node)
        left = MAX_REFERRED
        for key, names in claims:
            found = list(owned.get(key, ())) if names else []
            for name in dict.fromkeys(names):
                target = targets.get(name)
                if target is None or left < 0:
                    continue
                inside = target.css("[itemprop]")
                left -= len(inside) + 1
                owner = _key(self._owners.of(target))
                first = [target] if "itemprop" in target.attributes else []
                own = _key(target) if target.mem_id in self._scopes else owner
                found.extend(first)
                found.extend(node for node in inside if not first and _key(self._owners.of(node)) == own and node != target)
            if names:
                unique = {node.mem_id: node for node in found if node.mem_id in places}
                ordered = sorted(unique.values(), key=lambda node: places[node.mem_id])
                properties[key] = [pair for node in ordered for pair in self._named(node)]

    def _value(self, node: LexborNode, attributes: dict[str, str | None]) -> str:
        tag = node.tag or ""
        if (content := attributes.get("content")) is not None:
            return content.strip()
        if name := _LINKS.get(tag):
            raw = attributes.get(name) or next((attributes[lazy] for lazy in _LAZY if attributes.get(lazy)), None)
            return self._absolute(raw) or raw or ""
        if tag in ("data", "meter") and attributes.get("value") is not None:
            return attributes["value"] or ""
        if tag == "time" and attributes.get("datetime") is not None:
            return attributes["datetime"] or ""
        return text_of(node, self._budget)


def _key(node: LexborNode | None) -> int | None:
    return None if node is None else node.mem_id
