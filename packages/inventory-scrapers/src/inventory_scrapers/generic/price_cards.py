"""Amounts that stand in a row of like elements, each with a link of its own: the cards of other things."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from inventory_scrapers.generic.outline import Place
from inventory_scrapers.generic.price_seen import PriceSeen

_LEVELS = 8
# A pair of cards of one kind is a row; without a class three are needed.
_LEAST, _LEAST_WITHOUT_CLASS = 2, 3
_MOST_AMOUNTS, _LONGEST_CARD = 4, 600
# What makes one of a row differ from the others: its number, its place, its state.
_OWN = re.compile(r"[\d_-]+|(?<![a-z])(?:first|last|odd|even|active|current|selected|clone[sd]?)(?![a-z])")
_Step = tuple[Place, list[PriceSeen]]
# A link that looks like a button is pressed to buy: "Ebook $9.99".
_BUTTON = re.compile(r"(?:^|[\s_-])(?:btn|button)(?:$|[\s_-])")
_CHOICES = frozenset({"label", "option", "th"})


def mark_cards(found: list[PriceSeen]) -> None:
    """Note `in_card` on the amounts of elements that stand beside others of their kind, below what also holds the heading."""
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
