"""JSON-LD blocks of a page, strict where they are JSON and tolerant where they are not, and their nodes as a flat list."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from inventory_scrapers.toolkit.item import MAX_DEPTH, Item, short_name
from inventory_scrapers.toolkit.literal import read_literal
from inventory_scrapers.toolkit.scan import Tag

MAX_VALUES = 200_000
"""How many values the nodes of one page may have after references are resolved; more are left out."""

_decode = msgspec.json.Decoder().decode
_START = re.compile(r"[\[{]")
_WRAPPING = re.compile(r"\A[\s\ufeff]*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_ESCAPED = re.compile(r"\A\s*[\[{]\s*(?:\{\s*)?&(?:quot|#34|#x22);")
# Under these a node stands inside another only to say what the page is about.
_PAGE_LINKS = ("mainEntity", "mainEntityOfPage", "about", "item")


class JsonLdBlock(NamedTuple):
    """The data of one script, where it stood ("ld+json[0]"), and whether it was valid JSON."""

    data: Any
    locator: str
    strict: bool


def read_scripts(scripts: Iterable[Tag]) -> list[JsonLdBlock]:
    """The JSON-LD blocks among scripts in UTF-8; a script that holds several values gives several blocks. Never raises."""
    blocks: list[JsonLdBlock] = []
    found = (script for script in scripts if b"ld+json" in script.rest.lower() and is_jsonld(script))
    for index, script in enumerate(found):
        locator = f"ld+json[{index}]"
        try:
            if data := _decode(script.content):
                blocks.append(JsonLdBlock(data, locator, strict=True))
        except (ValueError, RecursionError):
            blocks.extend(
                JsonLdBlock(data, locator, strict=False) for data in read_broken(script.content.decode("utf-8", "replace"))
            )
    return blocks


def is_jsonld(script: Tag) -> bool:
    """True where the type is application/ld+json, with any parameters, in any case."""
    return "ld+json" in script.attributes().get("type", "").lower()


def read_broken(text: str) -> Iterator[Any]:
    """The objects and arrays of a text that is no JSON: what stands between them is passed over."""
    if _ESCAPED.match(text):
        text = html.unescape(text)
    wrapping = _WRAPPING.match(text)
    at = wrapping.end() if wrapping else 0
    while start := _START.search(text, at):
        literal = read_literal(text, start.start())
        if literal is None:
            return
        at = max(literal.end, start.end())
        if literal.value:
            yield literal.value


def nodes(blocks: Iterable[JsonLdBlock]) -> list[Item]:
    """The nodes of a page in its order: top level, arrays and @graph (nested too) opened, then what mainEntity and the like hold.

    Each is a dict of its own with "@type" a list of short names, property names short, and references by "@id" replaced by the
    node they name (never inside that node itself). Copies are bounded by MAX_DEPTH and MAX_VALUES. `locator` is a path such
    as "ld+json[0].@graph[2]".
    """
    tops = [top for block in blocks for top in _top_level(block.data, block.locator)]
    builder = _Builder(tops)
    return [builder.build(data, locator) for data, locator in _with_page_links(tops)]


def _top_level(data: Any, locator: str) -> Iterator[tuple[dict[str, Any], str]]:
    stack: list[tuple[Any, str, int]] = [(data, locator, 0)]
    while stack:
        value, path, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            stack.extend((part, f"{path}[{index}]", depth + 1) for index, part in reversed(list(enumerate(value))))
        elif isinstance(value, dict):
            graph = value.get("@graph")
            if graph is not None:
                stack.append((graph, f"{path}.@graph", depth + 1))
            if graph is None or len(value.keys() - {"@context", "@graph", "@id"}) > 0:
                yield value, path


def _with_page_links(tops: list[tuple[dict[str, Any], str]]) -> Iterator[tuple[dict[str, Any], str]]:
    yield from tops
    stack = [(data, path, 0) for data, path in reversed(tops)]
    while stack:
        data, path, depth = stack.pop()
        for name in _PAGE_LINKS:
            held = data.get(name)
            for part in held if isinstance(held, list) else (held,):
                if isinstance(part, dict) and "@type" in part and depth < MAX_DEPTH:
                    yield part, f"{path}.{name}"
                    stack.append((part, f"{path}.{name}", depth + 1))


class _Builder:
    """Copies nodes with references resolved."""

    def __init__(self, tops: Iterable[tuple[dict[str, Any], str]]) -> None:
        self._left = MAX_VALUES
        self._named: dict[str, dict[str, Any]] = {}
        for data, _ in tops:
            self._name(data)

    def _name(self, data: dict[str, Any]) -> None:
        """Remember every node below that has a name and something to say."""
        stack: list[Any] = [data]
        while stack and self._left > 0:
            value = stack.pop()
            if isinstance(value, list):
                stack.extend(part for part in value if isinstance(part, (dict, list)))
                continue
            identity = value.get("@id")
            if isinstance(identity, str) and not _is_reference(value):
                self._named.setdefault(identity, value)
            stack.extend(part for part in value.values() if isinstance(part, (dict, list)))

    def build(self, data: dict[str, Any], locator: str) -> Item:
        root = Item({}, locator)
        stack: list[tuple[dict[str, Any], dict[str, Any], tuple[str, ...], int]] = [(data, root, (), 0)]
        while stack:
            source, target, above, depth = stack.pop()
            if isinstance(identity := source.get("@id"), str):
                above = (*above, identity)
            for key, value in source.items():
                target[short_name(key) if ":" in key else key] = self._copy(value, above, depth, stack)
            types = target.get("@type")
            if types is not None:
                target["@type"] = [
                    short_name(name) for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)
                ]
        return root

    def _copy(self, value: Any, above: tuple[str, ...], depth: int, stack: list[Any]) -> Any:
        self._left -= 1
        if isinstance(value, dict):
            if depth >= MAX_DEPTH or self._left < 0:
                return None
            named = self._named.get(value["@id"]) if _is_reference(value) and value["@id"] not in above else None
            copy: dict[str, Any] = {}
            stack.append((named or value, copy, above, depth + 1))
            return copy
        if isinstance(value, list):
            if depth >= MAX_DEPTH or self._left < 0:
                return None
            return [self._copy(part, above, depth + 1, stack) for part in value]
        return value


def _is_reference(value: dict[str, Any]) -> bool:
    return isinstance(value.get("@id"), str) and value.keys() <= {"@id", "@type"}
