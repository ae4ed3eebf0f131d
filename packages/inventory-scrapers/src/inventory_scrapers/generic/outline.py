"""The visible text of a page in reading order, with where each piece stands: what a person sees, cheaply.

One walk over the tree makes the outline. Surroundings ("inside a carousel", "struck through") are worked out only for the
pieces that someone asks about, each element once, so that time grows linearly with the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inventory_scrapers.generic.words import FORMER_CLASS, HIDDEN_CLASS, LINE_CLASS, OWN_CLASS, PRICE_CLASS, SIDE_CLASS, SIDE_TAGS

_UNSEEN = frozenset({"script", "style", "noscript", "template", "title", "svg", "textarea"})
_STRUCK = frozenset({"del", "s", "strike"})
# Only so many steps are looked at above an element when two elements are compared.
MAX_DEPTH = 400


@dataclass(slots=True)
class Place:
    """An element and what it inherits from those around it."""

    node: LexborNode
    up: Place | None
    key: int
    depth: int
    label: str
    side: str | None
    struck: bool
    former: bool
    hidden: bool
    price: bool
    link: bool
    item: int
    is_side: bool


@dataclass(slots=True)
class Run:
    """One piece of text: its number in reading order, the text, and the element that holds it."""

    index: int
    text: str
    node: LexborNode


class Outline:
    """Text runs in document order, the headings among them, and the surroundings of any element."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        self.runs: list[Run] = []
        self.starts: dict[int, int] = {}
        self._places: dict[int, Place | None] = {}
        self._main: set[int] = set()
        self._walk()

    def _walk(self) -> None:
        body = self.tree.body
        if body is None:
            return
        runs, starts, skipped = self.runs, self.starts, _UNSEEN
        unseen = False
        for node in body.traverse(include_text=True):
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if text and (text := text.strip()):
                    parent = node.parent
                    if parent is not None and not (unseen and parent.tag in skipped):
                        runs.append(Run(len(runs), text, parent))
            else:
                unseen = tag in skipped
                starts[node.mem_id] = len(runs)

    def start(self, node: LexborNode) -> int:
        """The number of the first run at or after the beginning of an element."""
        return self.starts.get(node.mem_id, 0)

    def set_main(self, heading: LexborNode | None) -> None:
        """Name the heading of the thing that the page is about: what contains it is no side matter."""
        self._places.clear()
        self._main = set()
        steps = 0
        while heading is not None and steps < MAX_DEPTH:
            self._main.add(heading.mem_id)
            heading, steps = heading.parent, steps + 1

    def place(self, node: LexborNode) -> Place | None:
        """The surroundings of an element; null for body and above."""
        chain: list[LexborNode] = []
        step: LexborNode | None = node
        places = self._places
        above: Place | None = None
        while step is not None:
            key = step.mem_id
            if key in places:
                above = places[key]
                break
            if step.tag in ("body", "html", "-document"):
                places[key] = None
                break
            chain.append(step)
            step = step.parent
        for element in reversed(chain):
            above = self._make(element, above)
            places[above.key] = above
        return above

    def _make(self, node: LexborNode, up: Place | None) -> Place:
        attributes = node.attributes
        tag, key = node.tag or "", node.mem_id
        label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        around = key in self._main
        own_side = None if around else _side(tag, label, attributes.get("role"))
        hidden = not around and _is_hidden(attributes, label)
        former = bool(label != " " and FORMER_CLASS.search(label))
        return Place(
            node=node,
            up=up,
            key=key,
            depth=up.depth + 1 if up else 1,
            label=label,
            side=own_side or (up.side if up else None),
            struck=tag in _STRUCK
            or bool(up and up.struck)
            or "line-through" in (attributes.get("style") or "")
            or "line-through" in label,
            former=former or bool(up and up.former),
            hidden=hidden or bool(up and up.hidden),
            price=bool(PRICE_CLASS.search(label)),
            link=tag == "a" or bool(up and up.link),
            item=(up.item if up else 0) + (tag == "li" or bool(LINE_CLASS.search(label))),
            is_side=own_side is not None,
        )

    def levels_from_main(self, place: Place | None) -> int:
        """How many steps above an element the first one is that also contains the main heading; few is near."""
        steps = 0
        while place is not None and place.key not in self._main:
            place, steps = place.up, steps + 1
        return steps

    def shared_depth(self, place: Place | None) -> int:
        """The depth of the first element above that also contains the main heading; deep is near."""
        while place is not None and place.key not in self._main:
            place = place.up
        return place.depth if place else 0

    @cached_property
    def text(self) -> str:
        """All visible text, one run a line."""
        return "\n".join(run.text for run in self.runs)


def _side(tag: str, label: str, role: str | None) -> str | None:
    if tag in SIDE_TAGS:
        return tag
    if role in ("navigation", "contentinfo", "dialog", "search"):
        return role
    if label == " ":
        return None
    found = SIDE_CLASS.search(label)
    if found and found[0] == "sidebar" and OWN_CLASS.search(label):
        return None
    return found[0] if found else None


def _is_hidden(attributes: dict[str, str | None], label: str) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return bool(label != " " and HIDDEN_CLASS.search(label))
