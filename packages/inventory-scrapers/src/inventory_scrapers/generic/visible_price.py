"""Prices as a visitor sees them: every amount on the page, with how likely it is to be the price of the thing.

The score is a sum of plain reasons (the table WEIGHTS), so that a person can tell why one amount won.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from inventory_scrapers.generic import price_words as words
from inventory_scrapers.generic.amounts import Amount, find_amounts
from inventory_scrapers.generic.outline import Outline, Place, Run
from inventory_scrapers.generic.price_cards import cards_of, is_in, mark_cards
from inventory_scrapers.generic.price_seen import PriceSeen, above
from inventory_scrapers.generic.price_text import LABELLED_NUMBER, PriceText
from inventory_scrapers.values.price_words import read_tax

_EMPHASIS = frozenset({"strong", "b", "big", "h1", "h2", "h3", "h4", "h5", "h6", "em", "ins"})
_LONGEST_TAX = 60
_CELLS = frozenset({"td", "dd"})
_NUMBER_ALONE = re.compile(r"\D{0,3}\d[\d.,'\s\u00a0\u202f]*\D{0,3}")
_DIGIT = re.compile(r"\d")
_LETTERLESS = re.compile(r"[\W\d_]+")
_LONGEST = 160
_MAX_CANDIDATES = 600
# A list has at least so many different amounts in elements of one kind.
MANY = 4
# A former price and the current one stand at most so many pieces of text apart; and a price falls to a tenth at most.
NEAR_RUNS = 8
_LOWEST_SHARE = Decimal("0.1")
_BUTTON_RUNS = 25
# The heads of a table are so near to its first row, and taxes are no higher.
_HEAD_RUNS = 12
_HIGHEST_TAX = Decimal("1.28")
# Some layouts show the price on top of the name.
_JUST_BEFORE = 8
_IN_BUTTON = 3
_SAME_COLUMN = 6
_NAMED_KIND = re.compile(r"\.[a-z_]|(?:^| )(?:li|tr|td|dd|article)\.")
# A number of parts, and how exactly their sum is the price.
# What stands between a former price and today's: cents, a sign, what is saved, a label.
_BETWEEN = re.compile(
    r"[\W\d]*|\W*\D{0,3}\W*|[-–(]?\s*\d+\s?%.*|.*(?:sale|save|off|now|jetzt|nu|ora|ahora|price|prix|preis|precio|prezzo|por)\W*"
)
_COUNT = re.compile(r"(?<![\d.,])\d{1,2}(?![\d.,]*\d)")
_NEARLY = Decimal("0.99")


def find_prices(outline: Outline, heading: int | None, buttons: list[int], depth: int) -> list[PriceSeen]:
    """All amounts, most likely first. `heading` and `buttons` are run numbers, `depth` is that of the heading's element."""
    found = _Search(outline, heading, depth).run()
    found = _without_halves(found)
    _mark_rows(outline, found)
    _weigh_lists(found)
    mark_cards(found)
    _weigh_buttons(found, sorted(_own(outline, buttons, cards_of(found))))
    _find_parts(outline, found)
    _weigh_repetition(found)
    _clear_lone_formers(found)
    _clear_lone_units(found)
    _find_unmarked_formers(outline, found)
    return sorted(found, key=lambda seen: (-seen.score, seen.index))


class _Search:
    """Weighs each amount by its words, its element, and its distance from the heading and the buttons."""

    def __init__(self, outline: Outline, heading: int | None, depth: int) -> None:
        self.outline, self.heading, self.depth = outline, heading, depth
        self.around = PriceText(outline)

    def run(self) -> list[PriceSeen]:
        found: list[PriceSeen] = []
        runs, has_digit = self.outline.runs, _DIGIT.search
        for index in [index for index, text in enumerate(runs.texts) if has_digit(text) and len(text) <= _LONGEST]:
            if self.around.is_worth_reading(index):
                found.extend(self._of_run(runs[index]))
            if len(found) > _MAX_CANDIDATES:
                break
        return found

    def _of_run(self, run: Run) -> Iterator[PriceSeen]:
        text, has_mark = self.around.joined(run)
        is_named = not has_mark and self._is_named(run, text)
        if run.index in self.around.taken or not (has_mark or is_named or _NUMBER_ALONE.fullmatch(text)):
            return
        place = self.outline.place(run.node)
        level = _price_level(place)
        if not (has_mark or level or is_named):
            return
        for found in find_amounts(text):
            seen = PriceSeen(found.amount, found.currency_text, found.text, run.index, place, is_range_end=found.is_range_end)
            self._weigh(seen, run, text, found, level)
            yield seen

    def _is_named(self, run: Run, text: str) -> bool:
        """True for a number with cents or thousands that a label calls the price, where no sign says so: "Price: 12.50"."""
        found = LABELLED_NUMBER.fullmatch(text)
        return found is not None and bool(words.PRICE_TEXT.search((found[1].strip() or self.around.before(run)).lower()))

    def _weigh(self, seen: PriceSeen, run: Run, text: str, found: Amount, level: int) -> None:
        if not found.amount:
            seen.note("zero")
        if self.outline.is_apart(run.index) or (seen.place and seen.place.side):
            # What stands aside loses anyway; only that it is there counts.
            seen.note("side")
            return
        if found.currency_text:
            seen.note("currency")
        if found.is_range_end:
            seen.note("range_end")
        self._weigh_words(seen, run, text[: found.start].strip().lower(), text[found.end :].strip().lower())
        if seen.place:
            _weigh_place(seen, seen.place, level)
        self._weigh_position(seen)

    def _weigh_words(self, seen: PriceSeen, run: Run, before: str, after: str) -> None:
        beside = self.around.before(run).lower()
        if label := before or beside:
            _weigh_label(seen, label)
        if before and beside and run.node.tag in _CELLS and words.OTHER_TEXT.search(beside):
            seen.note("other_text")
        if following := after or self.around.after(run).lower():
            _weigh_note(seen, following, has_label=bool(before), is_own=bool(after))
        # "incl. VAT plus shipping" makes no sentence of a price.
        letters = len(
            _LETTERLESS.sub("", before if read_tax(after) is not None and len(after) < _LONGEST_TAX else before + after)
        )
        if letters <= 3:
            seen.note("alone")
        elif letters > 10:
            seen.note("sentence", 1.0 if letters > 35 else 0.5)

    def _weigh_position(self, seen: PriceSeen) -> None:
        if self.heading is not None:
            distance = seen.index - self.heading
            if distance < 0:
                seen.note("before_heading", min(1.0, -distance / 20))
                if distance >= -_JUST_BEFORE and seen.shared >= self.depth - _SAME_COLUMN:
                    seen.note("just_before", 1 + distance / (2 * _JUST_BEFORE))
            else:
                seen.note("near_heading", 1 / (1 + distance / 25))
            levels = self.depth - seen.shared
            seen.note("same_block", 1 / (1 + max(0, levels - 1) / 2))


def _weigh_label(seen: PriceSeen, label: str) -> None:
    """What the text before an amount makes of it."""
    if words.FORMER_TEXT.search(label):
        seen.is_marked_former = True
        seen.note("former")
    elif words.LIST_TEXT.search(label):
        seen.note("list_price")
    elif words.WEAK_FORMER_TEXT.search(label):
        seen.note("former")
    is_sale = words.SALE_TEXT.search(label)
    if not words.SALE_TEXT.match(label) and any(
        table.search(label) for table in (words.OTHER_TEXT, words.FREE_SHIPPING, words.THIRTY_DAYS, words.PARTS)
    ):
        seen.note("other_text")
    if words.FROM_TEXT.search(label):
        seen.note("from")
    if words.SINGLE_TEXT.match(label):
        seen.note("single")
    elif words.QUANTITY_TEXT.search(label):
        seen.note("quantity")
    if words.UNIT_TEXT.search(label):
        seen.note("unit")
    if is_sale:
        seen.note("sale_text")
    elif words.PRICE_TEXT.search(label):
        seen.note("price_text")
    if read_tax(label) is False:
        seen.note("no_tax")


def _weigh_note(seen: PriceSeen, following: str, *, has_label: bool, is_own: bool) -> None:
    """What the text after an amount makes of it: `is_own`, in the same piece of text; "Excl. VAT:" is about the next amount."""
    is_any = words.ANY_UNIT_AFTER.match(following) and not words.PIECE_AFTER.match(following)
    if words.UNIT_AFTER.match(following) or is_any:
        seen.note("unit")
    if words.FORMER_AFTER.match(following) and (is_own or not following.endswith(":")):
        seen.note("list_price")
    is_part = words.MONTHLY_AFTER.match(following) or words.THRESHOLD_AFTER.match(following)
    if is_part or (not has_label and words.OTHER_AFTER.match(following)) or words.THIRTY_DAYS.search(following):
        seen.note("other_text")
    if (is_own or not following.endswith(":")) and read_tax(following) is False:
        seen.note("no_tax")


def _weigh_place(seen: PriceSeen, place: Place, level: int) -> None:
    near = list(above(place, 3))
    own = near[0].label
    if level:
        seen.note("price_class" if level == 1 else "price_class_above")
        if any(step.label.current for step in near):
            seen.note("current_class")
    if place.struck or (not own.current and any(step.label.former for step in near)):
        seen.note("former")
        seen.is_marked_former = seen.is_marked_former or place.struck
    for share, step in zip((1.0, 0.75, 0.4), near, strict=False):
        if step.label.other and not step.label.current:
            seen.note("other_class", share)
            break
    if any((step.node.attributes.get("itemprop") or "") in ("price", "lowPrice") for step in near[:2]):
        seen.note("itemprop")
    if place.hidden:
        seen.note("hidden")
    if any(step.tag == "label" for step in near):
        seen.note("choice")
    if place.link:
        seen.note("link")
    if place.tag in _EMPHASIS:
        seen.note("emphasis")


def _mark_rows(outline: Outline, found: list[PriceSeen]) -> None:
    """In a table of quantities all amounts of a row are for as many; of two for one piece the lower is net if heads say so."""
    rows: dict[int, list[PriceSeen]] = {}
    for seen in found:
        if row := next((step for step in above(seen.place, 5) if step.tag == "tr"), None):
            rows.setdefault(id(row), []).append(seen)
    for row_of in rows.values():
        for reason in ("quantity", "single"):
            if reason in row_of[0].reasons:
                for seen in row_of[1:]:
                    seen.note(reason)
        if len(row_of) == 2 and "single" in row_of[0].reasons:
            low, high = sorted(row_of, key=lambda seen: seen.amount)
            heads = outline.runs.texts[max(0, row_of[0].index - _HEAD_RUNS) : row_of[0].index]
            if low.amount < high.amount <= low.amount * _HIGHEST_TAX and any(read_tax(text) is not None for text in heads):
                low.note("no_tax")


def _weigh_lists(found: list[PriceSeen]) -> None:
    """Elements of one kind with many amounts are a list, but for one that stands nearer to the heading than the rest."""
    kinds: dict[str, list[PriceSeen]] = {}
    for seen in found:
        # Elements without a class are of one kind only where their tag says so.
        if not seen.has(("side", "single")) and _NAMED_KIND.search(seen.signature):
            kinds.setdefault(seen.signature, []).append(seen)
    for alike in kinds.values():
        if len({seen.amount for seen in alike}) < MANY:
            continue
        nearest = max(seen.shared for seen in alike)
        near = [seen for seen in alike if seen.shared == nearest]
        is_apart = len({seen.amount for seen in near}) <= 2 and len(near) < len(alike)
        for seen in alike:
            if not (is_apart and seen.shared == nearest):
                seen.note("in_list")


def _own(outline: Outline, buttons: list[int], cards: set[int]) -> Iterator[int]:
    """The buttons, as run numbers, that are not those of other things in a row of cards."""
    for index in buttons:
        run = outline.runs[index] if index < len(outline.runs) else None
        if run is None or not cards or not is_in(outline.place(run.node), cards):
            yield index


def _weigh_buttons(found: list[PriceSeen], buttons: list[int]) -> None:
    """An amount near a button of the thing is likelier its price."""
    for seen in found:
        at = bisect_left(buttons, seen.index - _BUTTON_RUNS)
        if "side" not in seen.reasons and at < len(buttons) and buttons[at] <= seen.index + _BUTTON_RUNS:
            seen.note("near_button")
            if any(0 <= seen.index - button <= _IN_BUTTON for button in buttons) and _is_pressed(seen.place):
                # "Add to bag - $18": what is paid when it is pressed.
                seen.note("in_button")
                seen.reasons.pop("sentence", None)


def _find_parts(outline: Outline, found: list[PriceSeen]) -> None:
    """An amount is paid in parts where its text names a number, and so many of it are another amount of the page."""
    others = sorted({seen.amount for seen in found if seen.currency_text and "side" not in seen.reasons})
    for seen in found:
        if "side" in seen.reasons or not seen.amount or "alone" in seen.reasons:
            continue
        for count in _COUNT.findall(outline.runs[seen.index].text):
            whole = seen.amount * int(count)
            at = bisect_left(others, whole * _NEARLY)
            if int(count) > 1 and at < len(others) and others[at] * _NEARLY <= whole and others[at] > seen.amount:
                seen.note("other_text")


def _is_pressed(place: Place | None) -> bool:
    return any(step.tag in ("button", "a") for step in above(place, 4))


def _weigh_repetition(found: list[PriceSeen]) -> None:
    """The same amount again is a sticky bar, or the same price for small screens."""
    plain = Counter(seen.amount for seen in found if seen.is_plain)
    for seen in found:
        if seen.is_plain and plain[seen.amount] > 1:
            seen.note("repeated", min(2, plain[seen.amount] - 1))


def _without_halves(found: list[PriceSeen]) -> list[PriceSeen]:
    """Without "249" beside "249.99": the same price with its cents in an element of their own."""
    exact = {(seen.amount.to_integral_value(ROUND_FLOOR), seen.index) for seen in found if seen.amount % 1}
    steps = (-3, -2, -1, 1, 2, 3)
    return [seen for seen in found if seen.amount % 1 or not any((seen.amount, seen.index + step) in exact for step in steps)]


def _clear_lone_formers(found: list[PriceSeen]) -> None:
    """A class says "old", a label "RRP" of many a price that was never reduced: they mean so only beside a lower price."""
    for at, seen in enumerate(found):
        if "former" in seen.reasons and not seen.is_marked_former:
            beside = found[max(0, at - 2 * NEAR_RUNS) : at + 2 * NEAR_RUNS]
            if not any(_lowers(other, seen) for other in beside):
                del seen.reasons["former"]
                seen.note("former_alone")
    plain = [seen for seen in found if seen.is_plain and seen.score > 0]
    for seen in found:
        if "list_price" in seen.reasons and not any(_LOWEST_SHARE * seen.amount < other.amount < seen.amount for other in plain):
            del seen.reasons["list_price"]
            seen.note("former_alone")


def _clear_lone_units(found: list[PriceSeen]) -> None:
    """What is sold by weight or length alone shows no other price than that of the unit."""
    if any(seen.is_plain and seen.score > 0 for seen in found):
        return
    for seen in found:
        if "unit" in seen.reasons:
            del seen.reasons["unit"]
            seen.note("unit_alone")


def _lowers(other: PriceSeen, seen: PriceSeen) -> bool:
    """True for an amount that may be the price which the other one was reduced to."""
    return (
        _LOWEST_SHARE * seen.amount < other.amount < seen.amount
        and 0 < abs(other.index - seen.index) <= NEAR_RUNS
        and not other.is_surely_other
        and not other.is_marked_former
        and not other.has(("former", "former_alone"))
        and ("choice" in seen.reasons or "choice" not in other.reasons)
        and "side" not in other.reasons
        and "sentence" not in other.reasons
        and bool(other.currency_text) >= bool(seen.currency_text)
    )


def _find_unmarked_formers(outline: Outline, found: list[PriceSeen]) -> None:
    """Two amounts side by side, alike in all but their height: the higher one is struck through by a style sheet.

    With words between them, or behind the second one, they are two prices for two kinds of buyers or payments.
    """
    needed, excluded = {"alone", "currency"}, {"choice", "former_alone"}
    plain = [seen for seen in found if seen.is_plain and seen.reasons.keys() >= needed and not seen.reasons.keys() & excluded]
    for one, other in pairwise(plain):
        if ("before_heading" in one.reasons) != ("before_heading" in other.reasons) or not 0 < other.index - one.index <= 3:
            continue
        between = outline.runs[one.index + 1 : other.index]
        low, high = sorted((one, other), key=lambda seen: seen.amount)
        is_alike = low.amount < high.amount <= 4 * low.amount and abs(one.score - other.score) < 1.2
        if is_alike and all(_BETWEEN.fullmatch(run.text.lower()) for run in between):
            high.note("former_unmarked")


def _price_level(place: Place | None) -> int:
    """1 where the element's own class speaks of a price, 2 to 4 where one just above it does, 0 where none does."""
    for level, step in enumerate(above(place, 4), 1):
        if step.label.price:
            return level
    return 0
