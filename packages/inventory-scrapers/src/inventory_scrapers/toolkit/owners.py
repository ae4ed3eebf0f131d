"""Which marked ancestor an element belongs to, and how items are put together: what microdata and RDFa share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from inventory_scrapers.toolkit.item import MAX_DEPTH, Item

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_VALUES = 100_000
"""How many values the items of one page may have; more are left out."""

Properties = list[tuple[str, Any]]
"""Names with their values in the order of the page; a value that is an item stands as a Child."""


class Child(int):
    """The key of the item that is a value."""


class Owners:
    """The nearest ancestor that satisfies a test; each element of the tree is asked once, so that depth does not multiply."""

    def __init__(self, is_owner: Callable[[LexborNode], bool]) -> None:
        self._is_owner = is_owner
        self._known: dict[int, LexborNode | None] = {}

    def of(self, node: LexborNode) -> LexborNode | None:
        """The owner above an element, never the element itself; null where there is none."""
        path: list[int] = []
        owner: LexborNode | None = None
        current = node
        while True:
            key = current.mem_id
            if key in self._known:
                owner = self._known[key]
                break
            path.append(key)
            parent = current.parent
            if parent is None or not parent.is_element_node:
                break
            if self._is_owner(parent):
                owner = parent
                break
            current = parent
        for key in path:
            self._known[key] = owner
        return owner


def add(target: dict[str, Any], name: str, value: Any) -> None:
    """Put a value under a name; a name with several values has a list."""
    if name not in target:
        target[name] = value
    elif isinstance(target[name], list) and name != "@type":
        target[name].append(value)
    else:
        target[name] = [target[name], value]


def assemble(heads: dict[int, dict[str, Any]], properties: dict[int, Properties], roots: list[tuple[int, str]]) -> list[Item]:
    """Nested items from flat ones: `heads` has what each item begins with, `roots` the keys and locators of the outermost.

    An item is never put inside itself. The number of values and the depth are bounded.
    """
    left = MAX_VALUES
    items: list[Item] = []
    for key, locator in roots:
        root = Item(dict(heads[key]), locator)
        items.append(root)
        stack: list[tuple[int, dict[str, Any], tuple[int, ...]]] = [(key, root, (key,))]
        while stack:
            current, target, above = stack.pop()
            for name, value in properties.get(current, ()):
                left -= 1
                if left < 0:
                    return items
                if not isinstance(value, Child):
                    add(target, name, value)
                elif value not in above and len(above) < MAX_DEPTH:
                    inner = dict(heads[value])
                    add(target, name, inner)
                    stack.append((int(value), inner, (*above, int(value))))
    return items
