"""Meta elements by name: OpenGraph, product:, twitter: and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inventory_scrapers.toolkit.item import Item
from inventory_scrapers.toolkit.scan import Tag

Metas = dict[str, list[str]]
"""Names in lower case, in the order of the page, each with its contents in order; empty contents are left out."""

_NAMES = (b"property", b"name", b"itemprop", b"http-equiv", b"charset")
NAMESPACES = ("og", "product", "twitter", "article", "book", "music", "video", "profile")


def read_metas(tags: Iterable[Tag]) -> Metas:
    """The metas of a page under what `property`, `name` or `http-equiv` calls them; several names in one attribute each count."""
    metas: Metas = {}
    for tag in tags:
        attributes = tag.attributes()
        content = attributes.get("content", "").strip()
        names = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv") or ""
        for name in names.lower().split() if content else ():
            metas.setdefault(name, []).append(content)
    return metas


def read_opengraph(metas: Metas) -> Item | None:
    """The og:, product: and like metas as one item: the first value of a name, a list where there are several; null without any.

    "og:title" is {"title": ...}; other namespaces keep their prefix: "product:price:amount". A root and its parts
    ("og:image", "og:image:width") stay names of their own.
    """
    found: dict[str, Any] = {}
    for name, contents in metas.items():
        space, _, rest = name.partition(":")
        if rest and space in NAMESPACES:
            found[rest if space == "og" else name] = contents[0] if len(contents) == 1 else contents
    return Item({"@type": [found.get("type", "website")], **found}, "meta[property]") if found else None
