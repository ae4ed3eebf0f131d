"""RDFa Lite 1.1 (vocab, typeof, property, resource, prefix), and `about` and `rel` where they tie items together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory_scrapers.toolkit.item import Item, short_name
from inventory_scrapers.toolkit.owners import Child, Owners, Properties, assemble
from inventory_scrapers.toolkit.text import Budget, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    Absolute = Callable[[str | None], str | None]

# The prefixes of the RDFa initial context (https://www.w3.org/2011/rdfa-context/rdfa-1.1) that pages use.
_PREFIXES = {
    "schema": "http://schema.org/",
    "og": "http://ogp.me/ns#",
    "gr": "http://purl.org/goodrelations/v1#",
    "v": "http://rdf.data-vocabulary.org/#",
    "dc": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sioc": "http://rdfs.org/sioc/ns#",
    "cc": "http://creativecommons.org/ns#",
}
_RELATED = "[property], [rel][typeof], [rel] [typeof]"


def read_rdfa(tree: LexborHTMLParser, absolute: Absolute) -> list[Item]:
    """The outermost typed items of a page in its order, shaped as read_microdata shapes them.

    Names of schema.org are short, names of other vocabularies are whole addresses; a name without vocabulary stays as it is.
    `locator` is "[typeof][3]": the element's place among those.
    """
    return _Reader(tree, absolute).items() if tree.css_first("[typeof]") else []


class _Reader:
    def __init__(self, tree: LexborHTMLParser, absolute: Absolute) -> None:
        self._tree = tree
        self._absolute = absolute
        self._typed = {node.mem_id: node for node in tree.css("[typeof]")}
        self._subjects = {**self._typed, **{node.mem_id: node for node in tree.css("[about]:not(meta):not(link)")}}
        self._owners = Owners(lambda node: node.mem_id in self._subjects)
        self._vocabularies = Owners(lambda node: "vocab" in node.attributes)
        self._prefixed = Owners(lambda node: "prefix" in node.attributes)
        self._related = Owners(lambda node: bool(node.attributes.get("rel")) or node.mem_id in self._subjects)
        self._prefixes: dict[int, dict[str, str]] = {}
        self._budget = Budget()

    def items(self) -> list[Item]:
        properties: dict[int, Properties] = {}
        held: set[int] = set()
        for node in self._tree.css(_RELATED):
            owner = self._owners.of(node)
            pairs = self._pairs(node) if owner is not None else []
            if owner is not None and pairs:
                properties.setdefault(owner.mem_id, []).extend(pairs)
                held.update(value for _, value in pairs if isinstance(value, Child))
        heads = {key: self._head(node) for key, node in self._subjects.items()}
        roots = [(key, f"[typeof][{index}]") for index, key in enumerate(self._typed) if key not in held]
        self._merge_abouts(heads, properties)
        return assemble(heads, properties, roots)

    def _merge_abouts(self, heads: dict[int, dict[str, Any]], properties: dict[int, Properties]) -> None:
        """What is said elsewhere about the resource of a typed item belongs to it."""
        named: dict[str, int] = {}
        for key in self._typed:
            if identity := heads[key].get("@id"):
                named.setdefault(identity, key)
        for key in self._subjects.keys() - self._typed.keys():
            if (target := named.get(heads[key].get("@id", ""))) is not None:
                properties.setdefault(target, []).extend(properties.get(key, ()))

    def _head(self, node: LexborNode) -> dict[str, Any]:
        attributes = node.attributes
        head: dict[str, Any] = {"@type": [self._expand(name, node) for name in (attributes.get("typeof") or "").split()]}
        names = ("about", "resource", *(() if attributes.get("property") or attributes.get("rel") else ("href", "src")))
        for name in names:
            if raw := (attributes.get(name) or "").strip():
                head["@id"] = self._address(raw)
                break
        return head

    def _pairs(self, node: LexborNode) -> Properties:
        attributes = node.attributes
        if names := (attributes.get("property") or "").split():
            value = self._child(node) if node.mem_id in self._typed else self._value(node)
            return [(self._expand(name, node), value) for name in names]
        if node.mem_id not in self._typed:
            return []
        related = node if attributes.get("rel") else self._related.of(node)
        if related is None or (related is not node and related.mem_id in self._subjects):
            return []
        return [(self._expand(name, related), Child(node.mem_id)) for name in (related.attributes.get("rel") or "").split()]

    def _child(self, node: LexborNode) -> Child | str:
        return node.attributes["content"] or "" if node.attributes.get("content") else Child(node.mem_id)

    def _value(self, node: LexborNode) -> str:
        attributes = node.attributes
        for name in ("content", "datetime"):
            if (given := attributes.get(name)) is not None:
                return given.strip()
        for name in ("resource", "href", "src"):
            if (given := attributes.get(name)) is not None and "datatype" not in attributes:
                return self._address(given)
        return text_of(node, self._budget)

    def _address(self, raw: str) -> str:
        return self._absolute(raw) or raw

    def _expand(self, name: str, node: LexborNode) -> str:
        prefix, colon, rest = name.partition(":")
        if colon and not rest.startswith("//"):
            space = self._prefixes_at(node).get(prefix.lower()) or _PREFIXES.get(prefix.lower())
            return short_name(space + rest) if space else name
        if colon:
            return short_name(name)
        owner = node if "vocab" in node.attributes else self._vocabularies.of(node)
        space = (owner.attributes.get("vocab") or "").strip() if owner is not None else ""
        return short_name(space + name) if space else name

    def _prefixes_at(self, node: LexborNode) -> dict[str, str]:
        """The prefixes of the nearest element that declares any; nested declarations are rare and stand alone."""
        owner = node if "prefix" in node.attributes else self._prefixed.of(node)
        if owner is None:
            return {}
        if owner.mem_id not in self._prefixes:
            words = (owner.attributes.get("prefix") or "").split()
            pairs = zip(words[::2], words[1::2], strict=False)
            self._prefixes[owner.mem_id] = {name.rstrip(":").lower(): space for name, space in pairs}
        return self._prefixes[owner.mem_id]
