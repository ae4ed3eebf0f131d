"""Microdata as items like those of JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode


def read_microdata(tree: LexborHTMLParser) -> list[Mapping[str, Any]]:
    """The items of a page that are not inside another one."""
    return [_item(node, 0) for node in tree.css("[itemscope]") if not _inside(node)]


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
