"""Prices as a visitor sees them: every amount on the page, with how likely it is to be the price of the thing.

The score is a sum of plain reasons (the table WEIGHTS), so that a person can tell why one amount won.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from inventory_scrapers.generic import price_words as words
from inventory_scrapers.generic.amounts import Amount, find_amounts, has_currency_mark
from inventory_scrapers.generic.outline import Outline, Place
from inventory_scrapers.generic.price_cards import cards_of, mark_cards
from inventory_scrapers.generic.price_compare import (
    clear_lone_formers,
    clear_lone_quantities,
    clear_lone_units,
    find_named,
    find_parts,
    find_unmarked_formers,
    mark_net,
    mark_range_ends,
    mark_rows,
    own_buttons,
    weigh_buttons,
    weigh_lists,
    weigh_order,
    weigh_parts_out,
    weigh_repetition,
    without_halves,
)
from inventory_scrapers.generic.price_seen import PriceSeen, above
from inventory_scrapers.generic.price_text import PriceText, is_number_alone, labelled_number
from inventory_scrapers.generic.runs import Run
from inventory_scrapers.values.price_words import read_tax

_EMPHASIS = frozenset({"strong", "b", "big", "h1", "h2", "h3", "h4", "h5", "h6", "em", "ins"})
_LONGEST_TAX = 60
_OTHER = (words.OTHER_TEXT, words.THIRTY_DAYS, words.PARTS, words.SUBSCRIBED, words.CONVERTED)
_CELLS = frozenset({"td", "dd"})
_LETTERLESS = re.compile(r"[\W\d_]+")
_LONGEST = 160
_MAX_CANDIDATES = 600
# Some layouts show the price on top of the name.
_JUST_BEFORE = 8
_SAME_COLUMN = 6
# So far above an amount a class may speak of a price.
_LEVELS = 4


def find_prices(search: PriceSearch, buttons: list[int]) -> list[PriceSeen]:
    """The amounts of the thing's own part of a page, most likely first. `buttons` are run numbers."""
    outline, found = search.outline, without_halves(search.found)
    mark_rows(outline, found)
    mark_net(found)
    mark_range_ends(outline, found)
    weigh_lists(found)
    mark_cards(found, search.name)
    own = sorted(own_buttons(outline, buttons, cards_of(found)))
    weigh_buttons(found, own)
    weigh_parts_out(found, own)
    weigh_order(found, own, search.heading)
    find_parts(outline, found)
    weigh_repetition(found)
    clear_lone_formers(found)
    clear_lone_units(found)
    clear_lone_quantities(found)
    find_named(found, search.name or "")
    find_unmarked_formers(outline, found)
    return in_order(found)


def in_order(found: Iterable[PriceSeen]) -> list[PriceSeen]:
    """The same amounts, most likely first."""
    return sorted(found, key=lambda seen: (-seen.score, seen.index))


@dataclass(slots=True)
class _Candidate:
    """A text that shows amounts of money."""

    run: Run
    text: str

    def amounts(self, place: Place | None) -> Iterator[tuple[PriceSeen, Amount]]:
        before = None
        for found in find_amounts(self.text):
            index, is_end = self.run.index, found.is_range_end
            seen = PriceSeen(found.amount, found.currency_text, found.text, index, place, is_range_end=is_end)
            # Nothing costs from zero on: such a range is a filter of a list.
            if not found.amount or (is_end and before == 0):
                seen.note("zero")
            before = found.amount
            yield seen, found


class PriceSearch:
    """Weighs each amount by its words, its element, and its distance from the heading and the buttons.

    `heading` is a run number, `depth` that of the heading's element.
    """

    def __init__(self, outline: Outline, heading: int | None, depth: int) -> None:
        self.outline, self.heading, self.depth = outline, heading, depth
        self.around = PriceText(outline)
        # A name is no label, whatever its last word: "Flash Drive", "Hiking Pant" (in other languages: once, deposit).
        self.name = outline.runs.texts[heading].lower() if heading is not None and heading < len(outline.runs) else None
        self._elsewhere: list[int] = []
        self.found = self._search()

    def _search(self) -> list[PriceSeen]:
        outline, found = self.outline, list[PriceSeen]()
        for index in outline.runs.numbered:
            if outline.is_apart(index):
                self._elsewhere.append(index)
            elif self._may_show(index):
                run = outline.runs[index]
                if outline.is_aside(run.node):
                    self._elsewhere.append(index)
                elif candidate := self._candidate(run):
                    found.extend(self._weighed(candidate))
            if len(found) > _MAX_CANDIDATES:
                break
        return found if any(seen.currency_text for seen in found) else [*found, *self._of_choices()]

    def _of_choices(self) -> Iterator[PriceSeen]:
        """Where no other amount is shown, that of the first choice in a list to choose from is the price."""
        begin = len(self.outline.runs) if self.heading is None else self.heading
        runs = (self.outline.runs[index] for index in self._elsewhere if index > begin and self._may_show(index))
        candidates = (candidate for run in runs if run.node.tag == "option" and (candidate := self._candidate(run)))
        for candidate in islice(candidates, 1):
            for seen in islice(self._weighed(candidate), 0 if self._is_of_range(candidate) else 1):
                seen.note("choice")
                yield seen

    def _is_of_range(self, candidate: _Candidate) -> bool:
        """True for an amount alone that is offered twice: the least and the most to pay, in a form that looks for things."""
        text = self.outline.runs.texts[candidate.run.index]
        is_alone = any(found.text == text.strip() for found in find_amounts(text))
        return is_alone and self.outline.runs.texts.count(text) > 1

    @cached_property
    def aside(self) -> list[PriceSeen]:
        """The amounts that belong to other things of the page: most of them, which lose anyway, and are seldom asked for."""
        runs = (self.outline.runs[index] for index in self._elsewhere if self._may_show(index))
        candidates = (candidate for run in runs if (candidate := self._candidate(run)))
        found = [seen for candidate in islice(candidates, _MAX_CANDIDATES) for seen, _ in self._amounts(candidate)]
        for seen in found:
            seen.note("side")
        return found

    def _may_show(self, index: int) -> bool:
        return len(self.outline.runs.texts[index]) <= _LONGEST and self.around.is_worth_reading(index)

    def _candidate(self, run: Run) -> _Candidate | None:
        """The text of a run with what belongs to it, where that shows amounts."""
        text, has_mark = self.around.joined(run)
        if run.index in self.around.taken or not (has_mark or self._is_money(run, text)):
            return None
        return _Candidate(run, text)

    def _is_money(self, run: Run, text: str) -> bool:
        """True for a number without a sign that its label or a class calls a price."""
        return self._is_named(run, text) or (is_number_alone(text) and _price_level(self.outline.place(run.node)) > 0)

    def _amounts(self, candidate: _Candidate) -> Iterator[tuple[PriceSeen, Amount]]:
        return candidate.amounts(self.outline.place(candidate.run.node))

    def _weighed(self, candidate: _Candidate) -> Iterator[PriceSeen]:
        for seen, found in self._amounts(candidate):
            self._weigh(seen, candidate, found)
            yield seen

    def _is_named(self, run: Run, text: str) -> bool:
        """True for a number with cents or thousands that a label calls the price, where no sign says so: "Price: 12.50"."""
        found = labelled_number(text)
        return found is not None and bool(words.PRICE_TEXT.search((found[1].strip() or self.around.before(run)).lower()))

    def _weigh(self, seen: PriceSeen, candidate: _Candidate, found: Amount) -> None:
        if found.currency_text:
            seen.note("currency")
        if found.is_range_end:
            seen.note("range_end")
        before, after = candidate.text[: found.start], candidate.text[found.end :]
        self._weigh_words(seen, candidate.run, before.strip().lower(), after.strip().lower())
        if seen.place:
            _weigh_place(seen, seen.place)
        self._weigh_position(seen)

    def _weigh_words(self, seen: PriceSeen, run: Run, before: str, after: str) -> None:
        beside = self.around.before(run).lower()
        if beside == self.name or _repeats(beside, seen.raw):
            beside = ""
        if label := before or beside:
            is_former, reasons = _of_label(label)
            seen.is_marked_former = is_former
            seen.note_all(reasons)
        if before and beside and run.node.tag in _CELLS and words.OTHER_TEXT.search(beside):
            seen.note("other_text")
        if following := after or self.around.after(run).lower():
            seen.note_all(_of_following(following, has_label=bool(before), is_own=bool(after)))
        letters = _count_letters("" if _is_whole_label(before) else before, after) if before or after else 0
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


def _repeats(beside: str, raw: str) -> bool:
    """True for the last digits of an amount before it: the same was shown in pieces, "$", "12", "50", and once more whole."""
    return beside.isdecimal() and re.sub(r"\D", "", raw).endswith(beside)


# The same few labels stand beside the amounts of a shop, or of all: each is tried by all tables once.
@lru_cache(maxsize=2_048)
def _of_label(label: str) -> tuple[bool, tuple[str, ...]]:
    """What the text before an amount makes of it: whether a former price in words, and all reasons."""
    is_former = words.FORMER_TEXT.search(label) is not None
    is_other = not words.SALE_TEXT.match(label) and (any(table.search(label) for table in _OTHER) or _is_threshold(label))
    # "$52 a month or $1,250": what is paid in the place of parts is the whole.
    is_other = is_other and not words.INSTEAD_OF_PARTS.search(label)
    is_sale, is_single = not is_former and words.SALE_TEXT.search(label), words.SINGLE_TEXT.match(label)
    reasons = (
        ("former", is_former),
        ("list_price", not is_former and words.LIST_TEXT.search(label)),
        ("former", not is_former and not words.LIST_TEXT.search(label) and words.WEAK_FORMER_TEXT.search(label)),
        ("other_text", is_other),
        ("from", words.FROM_TEXT.search(label)),
        ("single", is_single),
        ("quantity", not is_single and words.QUANTITY_TEXT.search(label)),
        ("unit", words.UNIT_TEXT.search(label)),
        ("sale_text", is_sale),
        ("price_text", not is_sale and words.PRICE_TEXT.search(label)),
        ("no_tax", read_tax(label) is False),
        ("with_tax", read_tax(label) is True),
    )
    return is_former, tuple(reason for reason, is_so in reasons if is_so)


@lru_cache(maxsize=2_048)
def _is_whole_label(before: str) -> bool:
    """True where the words before an amount are what shops call a price and nothing else, however long."""
    tables = (words.PRICE_TEXT, words.SALE_TEXT)
    return any((found := table.search(before)) is not None and not before[: found.start()].strip() for table in tables)


def _is_threshold(label: str) -> bool:
    """True where free shipping is what the amount behind is needed for; by itself it is what the price comes with."""
    found = words.FREE_SHIPPING.search(label)
    return found is not None and found[0] != label.rstrip(" .!*")


@lru_cache(maxsize=2_048)
def _of_following(following: str, *, has_label: bool, is_own: bool) -> tuple[str, ...]:
    """What the text after an amount makes of it: `is_own`, in the same piece of text; "Excl. VAT:" is about the next amount."""
    is_about_it = is_own or not following.endswith(":")
    is_any = words.ANY_UNIT_AFTER.match(following) and not words.PIECE_AFTER.match(following)
    is_size = not is_own and words.SIZE_AFTER.match(following)
    is_least = words.THRESHOLD_AFTER.match(following) or (is_own and words.FREE_FROM.match(following))
    is_part = _begins(words.MONTHLY_AFTER, following, is_own=is_own) or is_least
    is_noted = not has_label and is_about_it and _begins(words.OTHER_AFTER, following, is_own=is_own)
    is_other = is_part or is_noted or words.THIRTY_DAYS.search(following)
    reasons = (
        ("unit", not is_size and (words.UNIT_AFTER.match(following) or is_any)),
        ("list_price", is_about_it and words.FORMER_AFTER.match(following)),
        ("other_text", is_other),
        ("no_tax", is_about_it and read_tax(following) is False),
        ("with_tax", is_about_it and read_tax(following) is True and not has_currency_mark(following)),
    )
    return tuple(reason for reason, is_so in reasons if is_so)


def _begins(table: re.Pattern[str], following: str, *, is_own: bool) -> bool:
    """True where a text says so of the amount before it; in an element of its own with a preposition, or with little more."""
    found = table.match(following)
    if found is None:
        return False
    said = found[0].strip()
    return is_own or " " in said or "/" in said or words.NOTE_END.match(following, found.end()) is not None


def _count_letters(before: str, after: str) -> int:
    """The letters of the words around an amount; "incl. VAT plus shipping" makes no sentence of a price."""
    is_tax = 0 < len(after) < _LONGEST_TAX and read_tax(after) is not None
    return len(_LETTERLESS.sub("", before if is_tax else before + after))


def _weigh_place(seen: PriceSeen, place: Place) -> None:
    near, level = above(place, 3), _price_level(place)
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


def _price_level(place: Place | None) -> int:
    """1 where the element's own class speaks of a price, 2 to 4 where one just above it does, 0 where none does."""
    for level, step in enumerate(above(place, _LEVELS), 1):
        if step.label.price:
            return level
    return 0
