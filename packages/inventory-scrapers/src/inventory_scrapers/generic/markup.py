"""What a page says of itself for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Markup:
    """JSON-LD, microdata and metas of a page."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        self.metas: dict[str, list[str]] = {}
        for node in tree.css("meta[content]"):
            a = node.attributes
            name = (a.get("property") or a.get("name") or "").lower()
            if name and a.get("content"):
                self.metas.setdefault(name, []).append(a["content"] or "")
        self.jsonld: list[Any] = []
        for node in tree.css('script[type*="ld+json" i]'):
            try:
                self.jsonld.append(json.loads(node.text(), strict=False))
            except ValueError:
                continue
        self.microdata = [_item(node, 0) for node in tree.css("[itemscope]") if not _inside(node)]

    def meta(self, *names: str) -> str | None:
        """The first of these metas that is there."""
        return next((self.metas[name][0] for name in names if self.metas.get(name)), None)


def _inside(node: LexborNode) -> bool:
    return "itemprop" in node.attributes


def _item(node: LexborNode, depth: int) -> Mapping[str, Any]:
    data: dict[str, Any] = {"@type": (node.attributes.get("itemtype") or "").split()}
    stack = list(reversed(list(node.iter())))
    while stack and depth < 20:
        child = stack.pop()
        a = child.attributes
        if names := a.get("itemprop"):
            value: Any = _item(child, depth + 1) if "itemscope" in a else _value(child)
            for name in names.split():
                data.setdefault(name, []).append(value)
        if "itemscope" not in a:
            stack.extend(reversed(list(child.iter())))
    return data


def _value(node: LexborNode) -> str:
    a = node.attributes
    if a.get("content") is not None:
        return a["content"] or ""
    if node.tag in ("a", "link", "area"):
        return a.get("href") or ""
    if node.tag in ("img", "source", "embed", "iframe"):
        return a.get("src") or ""
    return node.text(separator=" ").strip()
