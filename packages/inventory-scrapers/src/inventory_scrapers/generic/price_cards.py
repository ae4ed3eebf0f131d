"""Amounts that stand in a row of like elements, each with a link of its own: the cards of other things."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache

from selectolax.lexbor import LexborNode

from inventory_scrapers.generic.outline import Place
from inventory_scrapers.generic.price_seen import PriceSeen, above

_LEVELS = 8
# A pair of cards of one kind is a row; without a class three are needed.
_LEAST, _LEAST_WITHOUT_CLASS = 2, 3
_MOST_AMOUNTS, _LONGEST_CARD = 4, 600
_LEAST_BESIDE = 3
# What makes one of a row differ from the others: its number, its place, its state.
_OWN = re.compile(r"[\d_-]+|(?<![a-z])(?:first|last|odd|even|active|current|selected|clone[sd]?)(?![a-z])")
# Of amounts that stand in no row so many are looked at, and of a card so many pictures and headings.
_MOST_LONE, _MOST_LINKED = 12, 4
_CARD_TAGS = frozenset({"li", "article", "a"})
_CARD_CLASS = re.compile(r"(?<![a-z])(?:card|tile|pod|thumb|thumbnail|teaser|prod|product|item|miniature|box|col|grid)(?![a-z])")
# Of makers and sellers a page shows name and picture beside the price of its own.
_OF_MAKERS = re.compile(
    r"/(?:brands?|marcas?|marques?|marken?|merk(?:en)?|vendors?|sellers?|shops?|stores?|manufacturers?|makers?)/"
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)(?:$|\?)", re.IGNORECASE)
_Step = tuple[Place, list[PriceSeen]]
# A link that looks like a button is pressed to buy: "Ebook $9.99".
_BUTTON = re.compile(r"(?:^|[\s_-])(?:btn|button)(?:$|[\s_-])")
_CHOICES = frozenset({"label", "option", "th"})


def mark_cards(found: list[PriceSeen], name: str | None = None) -> None:
    """Note `in_card` on the amounts of other things, below what also holds the heading: `name`, in lower case.

    They stand in elements beside others of their kind, or in one that a heading and a picture link to another page.
    """
    _mark_rows(found)
    if name:
        _mark_lone_cards(found, name)


def _mark_rows(found: list[PriceSeen]) -> None:
    steps: dict[int, _Step] = {}
    for seen in found:
        if "side" in seen.reasons or not seen.amount:
            continue
        step, level = seen.place, 0
        while step is not None and step.depth > seen.shared and level < _LEVELS:
            steps.setdefault(id(step), (step, []))[1].append(seen)
            step, level = step.up, level + 1
    cards: dict[int, bool] = {}
    for (_, _, names), row in _rows(steps.values()).items():
        if len(row) >= (_LEAST if names else _LEAST_WITHOUT_CLASS):
            _mark_row(row, cards)


def _rows(steps: Collection[_Step]) -> dict[tuple[int, str, str], list[_Step]]:
    """Elements that stand beside each other, by what they stand in, their tag and their class."""
    beside = Counter(id(step.up) for step, _ in steps)
    rows: dict[tuple[int, str, str], list[_Step]] = {}
    for step, inner in steps:
        if beside[id(step.up)] >= _LEAST:
            # Also by its tag alone: some style sheets name each element anew.
            for names in {_kind_of(step.label.text), ""}:
                rows.setdefault((id(step.up), step.tag, names), []).append((step, inner))
    return rows


@lru_cache(maxsize=4_096)
def _kind_of(names: str) -> str:
    """What the class names of a row's elements have in common."""
    return _OWN.sub("", names).strip()


def _mark_row(steps: list[_Step], known: dict[int, bool]) -> None:
    """Mark the cards of a row; `known` keeps which elements are cards, because each stands in two rows."""
    for step, inner in steps:
        if id(step) not in known:
            known[id(step)] = _is_card(step, inner)
    cards = [(step, inner) for step, inner in steps if known[id(step)]]
    if len(cards) < _LEAST or (len(cards) == _LEAST and cards[0][1][0].amount == cards[1][1][0].amount):
        return
    for step, inner in cards:
        for seen in inner:
            seen.note("in_card")
            seen.card = seen.card or step


def _is_card(step: Place, inner: list[PriceSeen]) -> bool:
    """True for a short element with few amounts and a link to a page of its own, or a picture."""
    if (
        step.tag in _CHOICES
        or (step.tag == "a" and _BUTTON.search(step.label.text))
        or len({seen.amount for seen in inner}) > _MOST_AMOUNTS
    ):
        return False
    link = step.node if step.tag == "a" else step.node.css_first("a[href]")
    target = (link.attributes.get("href") or "") if link is not None else ""
    if (not target or target.startswith(("#", "javascript:"))) and step.node.css_first("img") is None:
        return False
    return len(step.node.text()) <= _LONGEST_CARD


def _mark_lone_cards(found: list[PriceSeen], name: str) -> None:
    """A single card, as of the one thing that was looked at before, has no other beside it."""
    for seen in [seen for seen in found if seen.is_plain][:_MOST_LONE]:
        step, level = seen.place, 0
        while step is not None and step.depth > seen.shared and level < _LEVELS:
            if _may_be_alone(step) and _is_lone_card(step, name):
                seen.note("in_card")
                seen.card = step
                break
            step, level = step.up, level + 1


def _may_be_alone(step: Place) -> bool:
    return step.tag in _CARD_TAGS or _CARD_CLASS.search(step.label.text) is not None


def _is_lone_card(step: Place, name: str) -> bool:
    """True for a short element with a heading called otherwise than the page and a picture, both linked to the same page."""
    pictures = [target for node in step.node.css("img")[:_MOST_LINKED] if (target := _target(node))]
    heads = step.node.css("h2,h3,h4,h5,h6")[:_MOST_LINKED] if pictures else []
    linked = [head for head in heads if (_target(head) or _target(head.css_first("a"))) in pictures]
    if not linked or any(_is_called(head, name) for head in linked):
        return False
    return len(step.node.text(strip=True)) <= _LONGEST_CARD


def _target(node: LexborNode | None) -> str | None:
    """The address of the page that an element's own link, or the nearest one around it, leads to; of pictures, none."""
    for _ in range(3):
        if node is None:
            return None
        if node.tag == "a":
            target = node.attributes.get("href") or ""
            is_page = target and not target.startswith(("#", "javascript:"))
            return None if not is_page or _PICTURE.search(target) or _OF_MAKERS.search(target) else target
        node = node.parent
    return None


def _is_called(head: LexborNode, name: str) -> bool:
    """True for a heading with the name of the page, whole or cut off."""
    text = " ".join(head.text().lower().split()).rstrip("… .")
    return not text or text in name or name in text


def is_one_of_a_list(best: PriceSeen, found: list[PriceSeen]) -> bool:
    """True where an amount stands in an element beside others of its kind and class, whose amounts are a list."""
    own = {id(step.up): step for step in _below_heading(best)}
    beside: set[Decimal] = set()
    for seen in found:
        if "in_list" in seen.reasons and seen.amount != best.amount:
            twin = next(((own[id(step.up)], step) for step in _below_heading(seen) if id(step.up) in own), None)
            if twin and twin[0] is not twin[1] and _are_of_a_kind(*twin):
                beside.add(seen.amount)
    return len(beside) >= _LEAST_BESIDE


def _below_heading(seen: PriceSeen) -> list[Place]:
    return [step for step in above(seen.place, _LEVELS) if step.depth > seen.shared]


def _are_of_a_kind(one: Place, other: Place) -> bool:
    return one.tag == other.tag and bool(one.label.text) and one.label.text == other.label.text


def cards_of(found: list[PriceSeen]) -> set[int]:
    """The cards of a page, each as the id of its place."""
    return {id(seen.card) for seen in found if seen.card is not None}


def is_in(place: Place | None, cards: set[int]) -> bool:
    """True for an element inside one of the cards."""
    while place is not None:
        if id(place) in cards:
            return True
        place = place.up
    return False
