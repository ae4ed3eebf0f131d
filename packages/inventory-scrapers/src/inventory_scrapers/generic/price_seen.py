"""One amount that a visitor sees, and the reasons for and against its being the price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from inventory_scrapers.generic.outline import Place

# Reasons and what they count. Positive ones say "this is the price", negative ones "this is something else".
WEIGHTS = {
    "currency": 2.0,
    "price_class": 3.0,
    "price_class_above": 2.0,
    "price_text": 1.5,
    "sale_text": 2.5,
    "current_class": 1.0,
    "itemprop": 2.0,
    "near_heading": 3.0,
    "same_block": 3.0,
    "near_button": 2.0,
    "in_button": 3.5,
    "behind_button": -2.0,
    "single": 1.0,
    "quantity": -5.0,
    "alone": 1.0,
    "emphasis": 0.5,
    "repeated": 0.5,
    "before_heading": -1.5,
    "just_before": 2.2,
    "from": -2.0,
    "no_tax": -3.0,
    "unit": -4.0,
    "sentence": -2.5,
    "link": -1.5,
    "choice": -1.5,
    "hidden": -1.0,
    "side": -6.0,
    "other_class": -4.0,
    "other_text": -5.0,
    "in_list": -3.0,
    "in_card": -4.0,
    "former": -5.0,
    "list_price": -4.0,
    "former_alone": -0.5,
    "unit_alone": -0.5,
    "former_unmarked": -2.0,
    "named": -2.0,
    "part_out": -3.0,
    "with_tax": 0.0,
    "zero": -10.0,
    "range_end": -1.0,
}
_FORMER = frozenset({"former", "former_unmarked", "list_price"})
_ELSEWHERE = frozenset({"side", "in_list", "in_card"})
_OTHER = frozenset({"other_class", "other_text", "quantity", "unit", "zero"})
_AGAINST = _FORMER | _ELSEWHERE | _OTHER


@dataclass(slots=True)
class PriceSeen:
    """One amount: where it stands, and the reasons for and against it.

    `is_marked_former` is true where it is struck through or called a former price in words, not only by a class.
    `card` is the element, one of a row of its kind, that shows another thing with this amount.
    """

    amount: Decimal
    currency_text: str | None
    raw: str
    index: int
    place: Place | None
    is_marked_former: bool = False
    is_range_end: bool = False
    card: Place | None = None
    reasons: dict[str, float] = field(default_factory=dict)

    def note(self, reason: str, share: float = 1.0) -> None:
        """Add a reason, or a share of it."""
        self.reasons[reason] = WEIGHTS[reason] * share

    def note_all(self, reasons: Iterable[str]) -> None:
        """Add these reasons."""
        for reason in reasons:
            self.note(reason)

    @property
    def score(self) -> float:
        """The sum of all reasons."""
        return sum(self.reasons.values())

    @property
    def is_former(self) -> bool:
        """True where it is struck through or named a former, list or recommended price."""
        return self.has(_FORMER)

    @property
    def is_elsewhere(self) -> bool:
        """True where it belongs to other things of the page."""
        return self.has(_ELSEWHERE)

    @property
    def is_other(self) -> bool:
        """True where it is an amount of another kind: saved, monthly, for shipping, per unit."""
        return self.has(_OTHER)

    @property
    def is_surely_other(self) -> bool:
        """As is_other, but not where only the class of something farther around it says so."""
        return (
            self.has(("other_text", "quantity", "unit", "zero")) or self.reasons.get("other_class", 0.0) <= WEIGHTS["other_class"]
        )

    @property
    def is_plain(self) -> bool:
        """True where nothing speaks against it."""
        return _AGAINST.isdisjoint(self.reasons)

    @property
    def is_almost_plain(self) -> bool:
        """True where nothing speaks against it but the class of something farther around it."""
        against = _AGAINST & self.reasons.keys()
        return against == {"other_class"} and not self.is_surely_other

    def has(self, reasons: Iterable[str]) -> bool:
        """True where any of the reasons was noted."""
        return not self.reasons.keys().isdisjoint(reasons)

    @property
    def shared(self) -> int:
        """The depth of the first element around it that also holds the main heading."""
        return self.place.shared if self.place else 0

    @property
    def signature(self) -> str:
        """The same for elements of one kind: tag and classes of three levels."""
        return " ".join(f"{step.tag}.{step.label.text}" for step in above(self.place, 3))

    @property
    def locator(self) -> str:
        """A short CSS path: the element, and the nearest one above it that has a class."""
        return locator_of(self.place)


def above(place: Place | None, steps: int) -> list[Place]:
    """An element and those above it, at most so many."""
    found: list[Place] = []
    while place is not None and len(found) < steps:
        found.append(place)
        place = place.up
    return found


def locator_of(place: Place | None) -> str:
    """A short CSS path to an element: at most three steps, up to the nearest one with a class."""
    parts: list[str] = []
    for step in above(place, 3):
        names = ".".join((step.node.attributes.get("class") or "").split()[:2])
        parts.append(f"{step.tag}.{names}" if names else step.tag)
        if len(parts) > 1 and names:
            break
    return " > ".join(reversed(parts))
