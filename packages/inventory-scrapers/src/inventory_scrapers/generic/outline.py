"""The visible text of a page in reading order, with where each piece stands: what a person sees, cheaply.

One walk over the tree makes the outline. Surroundings ("inside a carousel", "struck through") are worked out only for the
pieces that someone asks about, each element once and each class name once, so that time grows linearly with the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inventory_scrapers.generic import words
from inventory_scrapers.generic.class_names import Label, read_label
from inventory_scrapers.generic.runs import Runs
from inventory_scrapers.generic.sections import find_sections
from inventory_scrapers.generic.sieve import Sieve, Words

_UNSEEN = frozenset({"script", "style", "noscript", "template", "title", "svg", "textarea"})
_SIDE_TAGS = frozenset({"nav", "footer", "option"})
_SIDE_ROLES = frozenset({"navigation", "contentinfo", "dialog", "search"})
_TEXTLESS = frozenset({"input", "img"})
_STRUCK = frozenset({"del", "s", "strike"})
# What scripts show or not, once they run: all states of a thing stand in such a page.
_CONDITION_NAMES = (
    "v-if v-else v-else-if v-show v-cloak x-if x-show x-cloak ng-if ng-show ng-hide ng-cloak data-ng-if data-ng-show"
)
_CONDITIONS = frozenset(_CONDITION_NAMES.split())
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_LOOKED, _MOST_ASIDES = 4_000, 50
_LEADING_HEADING = ",".join(f"h{level} a[href],a[href] h{level}" for level in range(1, 7))
_NAMES = re.compile(r"[\w -]+")
# Captions, notices and labels are shorter; of a paragraph the beginning may be a notice, and what is longer is none.
_LONGEST_SIEVED, _LONGEST_PARAGRAPH = 90, 400
_NO_LABEL = Label("")


@dataclass(slots=True)
class Place:
    """An element and what it inherits from those around it; `shared` is the depth of the first that also holds the heading."""

    node: LexborNode
    up: Place | None
    tag: str
    depth: int
    shared: int
    label: Label
    side: str | None
    struck: bool
    hidden: bool
    link: bool


class Outline:
    """Text runs in document order, and the surroundings of any element."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        self._looked = self._asides = 0
        self._words: tuple[int, int, Words] | None = None
        self._places: dict[int, Place] = {}
        root = tree.root
        self._tops = {node.mem_id for node in (tree.body, root, root and root.parent) if node is not None}
        self._labels: dict[tuple[str | None, str | None], Label] = {}
        self._only: dict[str, bool] = {}
        self._label_of = dict.fromkeys(self._tops, _NO_LABEL)
        self._main: set[int] = set()
        self.runs, self._keys = self._walk()
        self.sections: list[tuple[int, int]] = []
        """The runs that belong to other things: the first of each part, and the one behind its last."""

    def _walk(self) -> tuple[Runs, list[int]]:
        """The texts that may be seen, and the identities of their nodes."""
        unseen = _UNSEEN
        texts: list[str] = []
        pieces: list[LexborNode] = []
        for node in _steps(self.tree.body):
            if (raw := node.text_content) and (text := raw.strip()) and (up := node.parent) is not None and up.tag not in unseen:
                texts.append(text)
                pieces.append(node)
        return Runs(texts, pieces), [node.mem_id for node in pieces]

    @cached_property
    def _run_of(self) -> dict[int, int]:
        return {key: index for index, key in enumerate(self._keys)}

    def start(self, node: LexborNode) -> int:
        """The number of the first run at or after the beginning of an element."""
        step: LexborNode | None = node
        # Few are asked for; where many are, and in the midst of emptiness, one walk answers for all.
        while step is not None and self._looked < _MOST_LOOKED:
            for inner in _steps(step):
                self._looked += 1
                if (found := self._run_of.get(inner.mem_id)) is not None:
                    return found
                if self._looked >= _MOST_LOOKED:
                    break
            while step is not None and step.next is None:
                step = step.parent
            step = step.next if step is not None else None
        return self._starts.get(node.mem_id, 0)

    @cached_property
    def _starts(self) -> dict[int, int]:
        starts, count = {}, 0
        run_of = self._run_of
        for node in _steps(self.tree.body):
            key = node.mem_id
            if key in run_of:
                count += 1
            else:
                starts[key] = count
        return starts

    def elements(self, first: int, last: int) -> list[tuple[int, LexborNode]]:
        """The elements that begin before one of these runs and behind the one before it, each with the number of that run."""
        found, run, keys = [], min(max(first, 0), len(self.runs)), [*self._keys, 0]
        for node in self._behind(run):
            if node.is_text_node:
                run += node.mem_id == keys[run]
                if run > last:
                    break
            elif node.is_element_node:
                found.append((run, node))
        return found

    def _behind(self, run: int) -> Iterator[LexborNode]:
        """What stands behind the run before this one, in document order."""
        step = self.runs.pieces[run - 1] if run else None
        if step is None:
            yield from _steps(self.tree.body)
        while step is not None and step.mem_id not in self._tops:
            following = step.next
            if following is not None:
                yield from _steps(following)
            step = following or step.parent

    def pick(self, sieve: Sieve, first: int, last: int) -> list[int]:
        """The runs from the first to the one before the last in which a sieve lets its patterns be looked for."""
        begin, words = self._words_of(max(first, 0), min(last, len(self.runs)))
        return [number for number in sorted(found + begin for found in sieve.pick(words)) if first <= number < last]

    def _words_of(self, first: int, last: int) -> tuple[int, Words]:
        """The words of these runs and maybe of more around them, and the first of those; of a paragraph those it begins with."""
        if self._words is None or not self._words[0] <= first <= last <= self._words[1]:
            texts = [text[:_LONGEST_SIEVED] if len(text) <= _LONGEST_PARAGRAPH else "" for text in self.runs.texts[first:last]]
            self._words = first, last, Words(texts)
        return self._words[0], self._words[2]

    def set_main(self, heading: LexborNode | None, index: int) -> None:
        """Name the heading of the thing that the page is about, and its run: what contains it is no side matter."""
        self._places.clear()
        self._main = set()
        while heading is not None:
            self._main.add(heading.mem_id)
            heading = heading.parent
        self.sections = find_sections(self, index, self._main)

    def is_apart(self, index: int) -> bool:
        """True for a run that belongs to other things, by the heading that announces them."""
        for start, end in self.sections:  # noqa: SIM110 - asked of every run near the heading
            if start <= index < end:
                return True
        return False

    def is_apart_at(self, node: LexborNode, start: int) -> bool:
        """As is_apart, for an element and its start; what has no text may stand before the heading of other things."""
        return self.is_apart(start) and (node.tag not in _TEXTLESS or self.is_apart(start - 1))

    def place(self, node: LexborNode) -> Place | None:
        """The surroundings of an element; null for body and above."""
        above, inner = self._inner(node)
        while inner:
            above = self._make(*inner.pop(), above)
        return above

    def is_aside(self, node: LexborNode) -> bool:
        """True for an element in a part for other things; of what is around it no more is worked out than tells so."""
        above, inner = self._inner(node)
        while inner and not (above and above.side):
            above = self._make(*inner.pop(), above)
        return bool(above and above.side)

    def _inner(self, node: LexborNode) -> tuple[Place | None, list[tuple[int, LexborNode]]]:
        """The nearest known surroundings of an element, and the elements from it up to there, with their keys."""
        inner: list[tuple[int, LexborNode]] = []
        step: LexborNode | None = node
        places, tops = self._places, self._tops
        while step is not None and (key := step.mem_id) not in tops:
            if key in places:
                return places[key], inner
            inner.append((key, step))
            step = step.parent
        return None, inner

    def around(self, node: LexborNode, levels: int) -> list[int]:
        """The keys of an element and of those above it, at most so many levels, below body."""
        keys: list[int] = []
        step: LexborNode | None = node
        while step is not None and len(keys) < levels and (key := step.mem_id) not in self._tops:
            keys.append(key)
            step = step.parent
        return keys

    def _make(self, key: int, node: LexborNode, up: Place | None) -> Place:
        attributes, tag = node.attributes, node.tag or ""
        label, style, link = self._label(attributes), attributes.get("style") or "", tag == "a"
        if up:
            place = Place(node, up, tag, up.depth + 1, up.shared, label, up.side, up.struck, up.hidden, up.link or link)
        else:
            place = Place(node, up, tag, 1, 0, label, None, False, False, link)
        if key in self._main:
            place.shared, place.side, place.hidden = place.depth, None, False
        else:
            side = _side(tag, label, attributes.get("role")) or (self._is_of_another(node) and tag) or None
            place.side = side if side and not self._is_the_only_card(node, side) else place.side
            place.hidden = place.hidden or _is_hidden(attributes, style, label)
        place.struck = place.struck or tag in _STRUCK or "line-through" in label.text or "line-through" in style
        self._places[key] = place
        return place

    def _is_of_another(self, node: LexborNode) -> bool:
        """True for an aside that has a heading of its own which leads elsewhere: what it tells of has another page."""
        if node.tag != "aside" or self._asides >= _MOST_ASIDES:
            return False
        self._asides += 1
        return node.css_first(_LEADING_HEADING) is not None

    def _is_the_only_card(self, node: LexborNode, side: str) -> bool:
        """True for the only element of its class, called a card of a product, that leads nowhere: the thing's own block."""
        names = node.attributes.get("class") or ""
        if not side.startswith("product") or not _NAMES.fullmatch(names) or node.css_first("a[href] img") is not None:
            return False
        if names not in self._only:
            self._only[names] = len(self.tree.css(f'[class="{names}"]')) == 1
        return self._only[names]

    def label(self, node: LexborNode) -> Label:
        """What the classes and the id of an element say, without a look at what is around it; nothing for body and above."""
        label = self._label_of.get(node.mem_id)
        if label is None:
            label = self._label_of[node.mem_id] = self._label(node.attributes)
        return label

    def _label(self, attributes: dict[str, str | None]) -> Label:
        key = names, identity = attributes.get("class"), attributes.get("id")
        found = self._labels.get(key)
        if found is None:
            text = f"{names} {identity}" if names and identity else names or identity
            found = self._labels[key] = read_label(text.lower()[:1000]) if text else _NO_LABEL
        return found


def _steps(node: LexborNode | None) -> Iterable[LexborNode]:
    return node.traverse(include_text=True, skip_empty=True) if node is not None else ()


def _side(tag: str, label: Label, role: str | None) -> str | None:
    if tag in _SIDE_TAGS:
        return tag
    if role in _SIDE_ROLES:
        return role
    if tag == "aside" and label.text and not words.OWN_CLASS.search(label.text):
        return tag
    return label.side


def _is_hidden(attributes: dict[str, str | None], style: str, label: Label) -> bool:
    if label.hidden or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if not _CONDITIONS.isdisjoint(attributes):
        return True
    return ("none" in style or "hidden" in style) and bool(_NO_DISPLAY.search(style))
