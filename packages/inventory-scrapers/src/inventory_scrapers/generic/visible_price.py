"""Prices as a visitor sees them: every amount on the page, with how likely it is to be the price of the thing.

The score is a sum of plain reasons (the table WEIGHTS), so that a person can tell why one amount won.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from decimal import ROUND_FLOOR, Decimal

from inventory_scrapers.generic import words
from inventory_scrapers.generic.amounts import CURRENCY_MARK, Amount, find_amounts
from inventory_scrapers.generic.outline import Outline, Place, Run

# Reasons and what they count. Positive ones say "this is the price", negative ones "this is something else".
WEIGHTS = {
    "currency": 2.0,
    "price_class": 3.0,
    "price_class_above": 2.0,
    "current_class": 1.0,
    "itemprop": 2.0,
    "near_heading": 3.0,
    "same_block": 3.0,
    "near_button": 2.0,
    "alone": 1.0,
    "emphasis": 0.5,
    "repeated": 0.5,
    "before_heading": -1.5,
    "from": -2.0,
    "no_tax": -2.0,
    "unit": -4.0,
    "sentence": -2.5,
    "link": -1.5,
    "hidden": -1.0,
    "side": -6.0,
    "other_class": -4.0,
    "other_text": -5.0,
    "in_list": -3.0,
    "former": -5.0,
    "former_alone": -0.5,
    "zero": -10.0,
    "range_end": -1.0,
}
_EMPHASIS = frozenset({"strong", "b", "big", "h1", "h2", "h3", "h4", "h5", "h6", "em", "ins"})
_NUMBER_ALONE = re.compile(r"\D{0,3}\d[\d.,'\s\u00a0\u202f]*\D{0,3}")
_DIGIT = re.compile(r"\d")
_LETTERLESS = re.compile(r"[\W\d_]+")
_ONLY_MARK = re.compile(rf"\s*(?:{CURRENCY_MARK.pattern})\s*[~*]?\s*", re.IGNORECASE)
_CENTS = re.compile(r"[.,]?\s*\d{2}\s*[*]?")
_MAX_TEXT = 160
_MAX_CANDIDATES = 600
# A former price and the current one stand at most so many pieces of text apart.
NEAR_RUNS = 8


@dataclass(slots=True)
class PriceSeen:
    """One amount: where it stands, what is around it, and the reasons for and against it."""

    amount: Decimal
    currency_text: str | None
    raw: str
    index: int
    place: Place | None
    locator: str
    reasons: dict[str, float] = field(default_factory=dict)
    signature: str = ""
    is_marked_former: bool = False
    shared: int = 0

    @property
    def score(self) -> float:
        """The sum of all reasons."""
        return sum(self.reasons.values())

    @property
    def is_former(self) -> bool:
        """True where it is struck through or named a former, list or recommended price."""
        return "former" in self.reasons

    @property
    def is_elsewhere(self) -> bool:
        """True where it belongs to other things of the page."""
        return "side" in self.reasons or "in_list" in self.reasons

    @property
    def is_other(self) -> bool:
        """True where it is an amount of another kind: saved, monthly, for shipping, per unit, before tax."""
        return not self.reasons.keys().isdisjoint(("other_class", "other_text", "unit", "no_tax", "zero"))

    @property
    def is_plain(self) -> bool:
        """True where nothing speaks against it."""
        return not (self.is_former or self.is_elsewhere or self.is_other)


class PriceSearch:
    """Finds and weighs the amounts of a page. `heading` and `button` are run numbers, or null where there is none."""

    def __init__(self, outline: Outline, heading: int | None, buttons: list[int], heading_depth: int) -> None:
        self.outline, self.heading, self.buttons, self.heading_depth = outline, heading, buttons, heading_depth
        self.seen: list[PriceSeen] = []

    def run(self) -> list[PriceSeen]:
        """All candidates, best first."""
        for run in self.outline.runs:
            if len(run.text) <= _MAX_TEXT and _DIGIT.search(run.text):
                self.seen.extend(self._of_run(run))
                if len(self.seen) > _MAX_CANDIDATES:
                    break
        self._drop_halves()
        self._weigh_repetition()
        self._clear_lone_formers()
        self._find_unmarked_formers()
        return sorted(self.seen, key=lambda seen: (-seen.score, seen.index))

    def _of_run(self, run: Run) -> Iterator[PriceSeen]:
        text = self._joined(run)
        if not CURRENCY_MARK.search(text):
            place = self.outline.place(run.node)
            if not _price_level(place) or len(text) > 20 or not _NUMBER_ALONE.fullmatch(text):
                return
        else:
            place = self.outline.place(run.node)
        for found in find_amounts(text):
            yield self._weigh(run, place, text, found)

    def _joined(self, run: Run) -> str:
        """The text with a currency sign or cents that stand in an element of their own beside it."""
        runs, index, text = self.outline.runs, run.index, run.text
        if len(text) > 30:
            return text
        if index + 1 < len(runs) and (after := self._cents(run, runs[index + 1])):
            text = f"{text.rstrip('., ')}.{after}"
            index += 1
        elif index + 2 < len(runs) and runs[index + 1].text in (".", ",") and (after := self._cents(run, runs[index + 2])):
            text = f"{text}.{after}"
            index += 2
        if CURRENCY_MARK.search(text):
            return text
        if run.index and _ONLY_MARK.fullmatch(runs[run.index - 1].text) and self._beside(run, runs[run.index - 1]):
            return f"{runs[run.index - 1].text} {text}"
        if index + 1 < len(runs) and _ONLY_MARK.fullmatch(runs[index + 1].text) and self._beside(run, runs[index + 1]):
            return f"{text} {runs[index + 1].text}"
        return text

    def _cents(self, run: Run, after: Run) -> str | None:
        if not _CENTS.fullmatch(after.text) or not _DIGIT.search(run.text[-2:]) and not run.text.endswith((",", ".")):
            return None
        if re.search(r"[.,]\d\d$", run.text):
            return None
        place = self.outline.place(after.node)
        own = self.outline.place(run.node)
        is_small = after.node.tag == "sup" or bool(place and words.CENTS_CLASS.search(place.label))
        if own and place and own.price and (place.price or place.up is own or place.up is own.up) and self._beside(run, after):
            is_small = True
        return after.text.strip("., *") if is_small or run.text.endswith((",", ".")) else None

    def _beside(self, one: Run, other: Run) -> bool:
        """True where two runs stand in the same element, or in elements at most three levels below a shared one."""
        above = {place.key for place in _above(self.outline.place(one.node), 3)}
        return any(place.key in above for place in _above(self.outline.place(other.node), 3))

    def _weigh(self, run: Run, place: Place | None, text: str, found: Amount) -> PriceSeen:
        before, after = text[: found.start], text[found.end :]
        reasons: dict[str, float] = {}
        self._weigh_text(reasons, run, before, after, found)
        self._weigh_place(reasons, place)
        self._weigh_position(reasons, run, place)
        if found.currency_text:
            reasons["currency"] = WEIGHTS["currency"]
        if not found.amount:
            reasons["zero"] = WEIGHTS["zero"]
        if found.is_range_end:
            reasons["range_end"] = WEIGHTS["range_end"]
        signature = " ".join(f"{step.node.tag}.{step.label}" for step in _above(place, 3))
        marked = bool(place and place.struck) or bool(words.FORMER_TEXT.search(before.strip() or self._label_before(run)))
        seen = PriceSeen(found.amount, found.currency_text, found.text, run.index, place, _locator(place), reasons, signature)
        seen.is_marked_former, seen.shared = marked, self.outline.shared_depth(place)
        return seen

    def _weigh_text(self, reasons: dict[str, float], run: Run, before: str, after: str, found: Amount) -> None:
        label = before.strip() or self._label_before(run)
        if words.FORMER_TEXT.search(label):
            reasons["former"] = WEIGHTS["former"]
        if words.OTHER_TEXT.search(label) or (not before.strip() and words.OTHER_AFTER.match(after)):
            reasons["other_text"] = WEIGHTS["other_text"]
        if words.FROM_TEXT.search(label):
            reasons["from"] = WEIGHTS["from"]
        following = after.strip() or self._text_after(run)
        if words.UNIT_AFTER.match(following):
            reasons["unit"] = WEIGHTS["unit"]
        if words.NO_TAX_TEXT.search(after) or words.NO_TAX_TEXT.search(label) or _is_note(following):
            reasons["no_tax"] = WEIGHTS["no_tax"]
        words_around = len(_LETTERLESS.sub("", before + after))
        if words_around <= 3:
            reasons["alone"] = WEIGHTS["alone"]
        elif words_around > 10:
            reasons["sentence"] = WEIGHTS["sentence"] * (1.0 if words_around > 35 else 0.5)

    def _label_before(self, run: Run) -> str:
        if run.index == 0:
            return ""
        previous = self.outline.runs[run.index - 1]
        if _ONLY_MARK.fullmatch(previous.text) and run.index > 1:
            previous = self.outline.runs[run.index - 2]
        return previous.text if len(previous.text) <= 40 and self._beside(run, previous) else ""

    def _text_after(self, run: Run) -> str:
        if run.index + 1 >= len(self.outline.runs):
            return ""
        following = self.outline.runs[run.index + 1]
        return following.text if len(following.text) <= 25 and self._beside(run, following) else ""

    def _weigh_place(self, reasons: dict[str, float], place: Place | None) -> None:
        if place is None:
            return
        near = list(_above(place, 4))
        labels = " ".join(step.label for step in near[:3])
        if level := _price_level(place):
            reasons["price_class"] = WEIGHTS["price_class"] if level == 1 else WEIGHTS["price_class_above"]
            if words.CURRENT_CLASS.search(labels):
                reasons["current_class"] = WEIGHTS["current_class"]
        if (
            place.struck
            or (words.FORMER_CLASS.search(near[0].label) and not words.CURRENT_CLASS.search(near[0].label))
            or any(words.FORMER_CLASS.search(step.label) and not words.CURRENT_CLASS.search(near[0].label) for step in near[1:3])
        ):
            reasons["former"] = WEIGHTS["former"]
        for level, step in enumerate(near[:3]):
            if words.OTHER_CLASS.search(step.label):
                reasons["other_class"] = WEIGHTS["other_class"] * (1.0, 0.75, 0.4)[level]
                break
        if any((step.node.attributes.get("itemprop") or "") in ("price", "lowPrice") for step in near[:2]):
            reasons["itemprop"] = WEIGHTS["itemprop"]
        if place.side:
            reasons["side"] = WEIGHTS["side"]
        if place.hidden:
            reasons["hidden"] = WEIGHTS["hidden"]
        if place.link:
            reasons["link"] = WEIGHTS["link"]
        if near[0].node.tag in _EMPHASIS:
            reasons["emphasis"] = WEIGHTS["emphasis"]

    def _weigh_position(self, reasons: dict[str, float], run: Run, place: Place | None) -> None:
        if self.heading is not None:
            distance = run.index - self.heading
            if distance < 0:
                reasons["before_heading"] = WEIGHTS["before_heading"] * min(1.0, -distance / 20)
            else:
                reasons["near_heading"] = WEIGHTS["near_heading"] / (1 + distance / 25)
            up = self.heading_depth - self.outline.shared_depth(place)
            reasons["same_block"] = WEIGHTS["same_block"] / (1 + max(0, up - 1) / 2)
        if self.buttons and min(abs(run.index - button) for button in self.buttons) < 25:
            reasons["near_button"] = WEIGHTS["near_button"]

    def _weigh_repetition(self) -> None:
        """The same kind of element with many different amounts is a list of other things; one amount twice is a sticky bar."""
        kinds: dict[str, list[PriceSeen]] = {}
        for seen in self.seen:
            kinds.setdefault(seen.signature, []).append(seen)
        for alike in kinds.values():
            if len({seen.amount for seen in alike}) >= 4:
                _mark_list(alike)
        plain = Counter(seen.amount for seen in self.seen if seen.is_plain)
        for seen in self.seen:
            if seen.is_plain and plain[seen.amount] > 1:
                seen.reasons["repeated"] = WEIGHTS["repeated"] * min(2, plain[seen.amount] - 1)

    def _drop_halves(self) -> None:
        """ "249" beside "249.99" is the same price with its cents in an element of their own."""
        exact = {(seen.amount.to_integral_value(ROUND_FLOOR), seen.index) for seen in self.seen if seen.amount % 1}
        self.seen = [
            seen
            for seen in self.seen
            if seen.amount % 1 or not any((seen.amount, seen.index + step) in exact for step in (-3, -2, -1, 1, 2, 3))
        ]

    def _find_unmarked_formers(self) -> None:
        """Two amounts side by side in the main block, alike in all but their height: the higher one is struck through by style."""
        plain = [seen for seen in self.seen if seen.is_plain and "alone" in seen.reasons and "currency" in seen.reasons]
        for one, other in pairwise(plain):
            low, high = sorted((one, other), key=lambda seen: seen.amount)
            if other.index - one.index <= 3 and low.amount < high.amount <= 4 * low.amount and abs(one.score - other.score) < 1.2:
                high.reasons["former"] = -2.0

    def _clear_lone_formers(self) -> None:
        """A class says "old" or "regular" on many a price that was never reduced: it means so only beside a lower price."""
        for seen in self.seen:
            if "former" in seen.reasons and not seen.is_marked_former and not self._has_lower_beside(seen):
                del seen.reasons["former"]
                seen.reasons["former_alone"] = WEIGHTS["former_alone"]

    def _has_lower_beside(self, seen: PriceSeen) -> bool:
        return any(
            other.amount < seen.amount
            and abs(other.index - seen.index) <= NEAR_RUNS
            and not other.is_other
            and not other.is_marked_former
            and "sentence" not in other.reasons
            and other.index != seen.index
            and bool(other.currency_text) >= bool(seen.currency_text)
            for other in self.seen
        )


def _mark_list(alike: list[PriceSeen]) -> None:
    """Elements of one kind with many amounts are a list, but for one that stands nearer to the heading than the rest."""
    nearest = max(seen.shared for seen in alike)
    near = [seen for seen in alike if seen.shared == nearest]
    is_apart = len({seen.amount for seen in near}) <= 2 and len(near) < len(alike)
    for seen in alike:
        if not (is_apart and seen.shared == nearest):
            seen.reasons["in_list"] = WEIGHTS["in_list"]


def _is_note(following: str) -> bool:
    """True for "excl. VAT" after an amount, which is about it; "Excl. VAT:" is about the next one."""
    return not following.endswith(":") and bool(words.NO_TAX_TEXT.match(following.lstrip("( ")))


def _above(place: Place | None, steps: int) -> Iterator[Place]:
    while place is not None and steps:
        yield place
        place, steps = place.up, steps - 1


def _price_level(place: Place | None) -> int:
    """1 where the element's own class speaks of a price, 2 to 4 where one just above it does, 0 where none does."""
    for level, step in enumerate(_above(place, 4), 1):
        if step.price:
            return level
    return 0


def _locator(place: Place | None) -> str:
    """A short CSS path: the element and the nearest one above it that has an id or a class."""
    parts: list[str] = []
    for step in _above(place, 3):
        names = ".".join((step.node.attributes.get("class") or "").split()[:2])
        parts.append(f"{step.node.tag}{'.' + names if names else ''}")
        if len(parts) > 1 and names:
            break
    return " > ".join(reversed(parts))
