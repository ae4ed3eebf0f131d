"""What the amounts of a page say of each other: rows, lists, parts, twins, former prices beside lower ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from selectolax.lexbor import LexborNode

from inventory_scrapers.generic.out_words import is_out
from inventory_scrapers.generic.outline import Outline, Place
from inventory_scrapers.generic.price_cards import is_in
from inventory_scrapers.generic.price_seen import PriceSeen, above
from inventory_scrapers.generic.price_words import QUANTITY_TEXT, SINGLE_TEXT, UP_TO_TEXT
from inventory_scrapers.generic.words import UNIT_CLASS
from inventory_scrapers.values.price_words import read_tax

# A list has at least so many different amounts in elements of one kind.
MANY = 4
# A former price and the current one stand at most so many pieces of text apart; and a price falls to a tenth at most.
NEAR_RUNS = 8
_LOWEST_SHARE = Decimal("0.1")
_BUTTON_RUNS = 25
# So much more than by itself the end of a range counts against an amount, so that a beginning called "from" goes before it.
_FAR_BELOW = 3.0
# The heads of a table are so near to its first row, and taxes are no higher.
_HEAD_RUNS = 12
HIGHEST_TAX = Decimal("1.28")
_IN_BUTTON = 3
_NEXT, _LONGEST_ROW, _MOST_CELLS = 2, 300, 30
_NAMED_KIND = re.compile(r"\.[a-z_]|(?:^| )(?:li|tr|td|dd|article)\.")
# What stands between a former price and today's: cents, a sign, what is saved, a label.
_OFF = r"(?:%\s?\d+|\d+\s?%)"
_DISCOUNT = (
    r"(?:i\u0307?ndirim|discount|rabat\w*|korting|descuento|desconto|sconto|remise|sleva|z[ľl]ava|zni[žz]k\w|kedvezm\w+|alennus"
    r"|reducere|скидк\w|знижк\w|отстъпка|popust|割引|할인|خصم|הנחה)"
)
_BETWEEN = re.compile(
    r"[\W\d]*|\W*\D{0,3}\W*|[-–(]?\s*\d+\s?%.*"
    rf"|.{{0,20}}(?:{_OFF}\W*{_DISCOUNT}|{_DISCOUNT}\W*{_OFF})\W*"
    r"|.*(?:sale|save|off|now|jetzt|nu|ora|ahora|price|prix|preis|precio|prezzo|por)\W*"
)
# Fewer letters are a sign, or cents; more are a sentence.
_LEAST_LETTERS, _MOST_LETTERS = 4, 60
_LETTERLESS = re.compile(r"[\W\d_]+")
# A number of parts, and how exactly their sum is the price.
_COUNT = re.compile(r"(?<![\d.,])\d{1,2}(?![\d.,]*\d)")
_NEARLY = Decimal("0.99")


def mark_rows(outline: Outline, found: list[PriceSeen]) -> None:
    """In a table of quantities all amounts of a row are for as many; of two for one piece the lower is net if heads say so."""
    rows: dict[int, list[PriceSeen]] = {}
    for seen in found:
        if row := next((step for step in above(seen.place, 5) if step.tag == "tr"), None):
            rows.setdefault(id(row), []).append(seen)
    for row_of in rows.values():
        if _mark_columns(row_of):
            continue
        for reason in ("quantity", "single"):
            if reason in row_of[0].reasons:
                for seen in row_of[1:]:
                    seen.note(reason)
        if len(row_of) == 2 and "single" in row_of[0].reasons:
            low, high = sorted(row_of, key=lambda seen: seen.amount)
            heads = outline.runs.texts[max(0, row_of[0].index - _HEAD_RUNS) : row_of[0].index]
            if low.amount < high.amount <= low.amount * HIGHEST_TAX and any(read_tax(text) is not None for text in heads):
                low.note("no_tax")


def _mark_columns(row_of: list[PriceSeen]) -> bool:
    """Amounts below a row of quantities are for as many each; true where there is one."""
    row = next(step for step in above(row_of[0].place, 5) if step.tag == "tr")
    heads, cells = _cells(_row_above(row.node)), _cells(row.node)
    texts = [head.text().strip().lower() for head in heads] if len(heads) == len(cells) else []
    if not any(QUANTITY_TEXT.search(text) and not SINGLE_TEXT.match(text) for text in texts):
        return False
    of_cell = {cell.mem_id: text for cell, text in zip(cells, texts, strict=True)}
    for seen in row_of:
        text = next((of_cell[step.node.mem_id] for step in above(seen.place, 5) if step.node.mem_id in of_cell), "")
        # What the last of the heads made of the first amount.
        for reason in ("quantity", "single", "other_text"):
            seen.reasons.pop(reason, None)
        if SINGLE_TEXT.match(text) or QUANTITY_TEXT.search(text):
            seen.note("single" if SINGLE_TEXT.match(text) else "quantity")
    return True


def _row_above(row: LexborNode) -> LexborNode | None:
    """The row before one, which may be in the head of its table."""
    step = row.prev or (row.parent.prev if row.parent is not None else None)
    while step is not None and not step.is_element_node:
        step = step.prev
    if step is None or step.tag == "tr":
        return step
    rows = step.css("tr") if step.tag == "thead" else []
    return rows[-1] if rows else None


def _cells(row: LexborNode | None) -> list[LexborNode]:
    return [node for node in row.iter() if node.tag in ("td", "th")][:_MOST_CELLS] if row is not None else []


def mark_net(found: list[PriceSeen]) -> None:
    """Right before or behind an amount that is said to have tax in it stands the same without, where it is a little lower."""
    for one, other in pairwise(found):
        low, high = sorted((one, other), key=lambda seen: seen.amount)
        is_said = "with_tax" in high.reasons and not low.has(("with_tax", "side")) and not high.is_former
        if is_said and other.index - one.index <= _NEXT and low.amount < high.amount <= low.amount * HIGHEST_TAX:
            low.note("no_tax")


def weigh_parts_out(found: list[PriceSeen], buttons: list[int]) -> None:
    """Of rows for formats or sizes one that is out of stock does not give the price, where another has a button of its own."""
    rows = {id(row): (row, seen) for seen in found if (row := _row_of(seen))}
    out = {key for key, (row, _) in rows.items() if len(text := row.node.text(separator=" ")) <= _LONGEST_ROW and is_out(text)}
    if not out or not any(_has_button(seen, found, buttons) for key, (_, seen) in rows.items() if key not in out):
        return
    for seen in found:
        if id(_row_of(seen)) in out:
            seen.note("part_out")


def _row_of(seen: PriceSeen) -> Place | None:
    return next((step for step in above(seen.place, 5) if step.tag in ("li", "tr") and step.depth > seen.shared), None)


def _has_button(seen: PriceSeen, found: list[PriceSeen], buttons: list[int]) -> bool:
    """True where a button stands behind an amount and before the next one."""
    behind = min((other.index for other in found if other.index > seen.index), default=seen.index + _BUTTON_RUNS)
    return any(seen.index <= button < behind for button in buttons)


def weigh_lists(found: list[PriceSeen]) -> None:
    """Elements of one kind with many amounts are a list, but for one that stands nearer to the heading than the rest."""
    kinds: dict[str, list[PriceSeen]] = {}
    for seen in found:
        # Elements without a class are of one kind only where their tag says so.
        if not seen.has(("side", "single")):
            kinds.setdefault(seen.signature, []).append(seen)
    for kind, alike in kinds.items():
        if len({seen.amount for seen in alike}) < MANY or not _NAMED_KIND.search(kind):
            continue
        nearest = max(seen.shared for seen in alike)
        near = [seen for seen in alike if seen.shared == nearest]
        is_apart = len({seen.amount for seen in near}) <= 2 and len(near) < len(alike)
        for seen in alike:
            if not (is_apart and seen.shared == nearest):
                seen.note("in_list")


def own_buttons(outline: Outline, buttons: list[int], cards: set[int]) -> Iterator[int]:
    """The buttons, as run numbers, that are not those of other things in a row of cards."""
    for index in buttons:
        run = outline.runs[index] if index < len(outline.runs) else None
        if run is None or not cards or not is_in(outline.place(run.node), cards):
            yield index


def weigh_buttons(found: list[PriceSeen], buttons: list[int]) -> None:
    """An amount near a button of the thing is likelier its price."""
    for seen in found:
        at = bisect_left(buttons, seen.index - _BUTTON_RUNS)
        if "side" not in seen.reasons and at < len(buttons) and buttons[at] <= seen.index + _BUTTON_RUNS:
            seen.note("near_button")
            if any(0 <= seen.index - button <= _IN_BUTTON for button in buttons) and _is_pressed(seen.place):
                # "Add to bag - $18": what is paid when it is pressed.
                seen.note("in_button")
                seen.reasons.pop("sentence", None)


def weigh_order(found: list[PriceSeen], buttons: list[int], heading: int | None) -> None:
    """The price stands between the name and the button; what comes behind both is likelier that of something else."""
    first = next((button for button in buttons if heading is not None and button > heading), None)
    if heading is None or first is None:
        return
    if any(heading < seen.index <= first and seen.currency_text and seen.is_plain for seen in found):
        for seen in found:
            if seen.index > first and "in_button" not in seen.reasons:
                seen.note("behind_button")


def find_parts(outline: Outline, found: list[PriceSeen]) -> None:
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


def weigh_repetition(found: list[PriceSeen]) -> None:
    """The same amount again is a sticky bar, or the same price for small screens."""
    plain = Counter(seen.amount for seen in found if seen.is_plain)
    for seen in found:
        if seen.is_plain and plain[seen.amount] > 1:
            seen.note("repeated", min(2, plain[seen.amount] - 1))


def mark_range_ends(outline: Outline, found: list[PriceSeen]) -> None:
    """Of two amounts in elements of their own, with "to" or a dash between them, the higher one is the end of a range."""
    texts = outline.runs.texts
    for one, other in pairwise(found):
        if one.amount < other.amount and 0 < other.index - one.index <= _NEXT and not (one.is_former or other.is_former):
            between = " ".join(texts[one.index + 1 : other.index + 1]).partition(other.raw)[0]
            if UP_TO_TEXT.fullmatch(between.strip().lower()):
                other.is_range_end = True
                other.note("range_end", _FAR_BELOW)


def without_halves(found: list[PriceSeen]) -> list[PriceSeen]:
    """Without "249" beside "249.99": the same price with its cents in an element of their own."""
    exact = {(seen.amount.to_integral_value(ROUND_FLOOR), seen.index) for seen in found if seen.amount % 1}
    steps = (-3, -2, -1, 1, 2, 3)
    return [seen for seen in found if seen.amount % 1 or not any((seen.amount, seen.index + step) in exact for step in steps)]


def clear_lone_formers(found: list[PriceSeen]) -> None:
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


def clear_lone_units(found: list[PriceSeen]) -> None:
    """What is sold by weight, by length or by the piece alone shows no other price than that of the unit."""
    if any(seen.is_plain and seen.score > 0 for seen in found):
        return
    for seen in found:
        of_unit = ("unit", "other_class") if _has_unit_class(seen) else ("unit",)
        if seen.has(of_unit):
            seen.reasons = {reason: weight for reason, weight in seen.reasons.items() if reason not in of_unit}
            seen.note("unit_alone")


def _has_unit_class(seen: PriceSeen) -> bool:
    """True where the class that speaks of another amount speaks of the price of a unit."""
    marked = next((step.label for step in above(seen.place, 3) if step.label.other), None)
    return marked is not None and UNIT_CLASS.search(marked.text) is not None


def clear_lone_quantities(found: list[PriceSeen]) -> None:
    """A number before the only amount of a page is no number of pieces: prices for several stand in rows."""
    if any(seen.has(("single",)) or (seen.is_plain and seen.score > 0) for seen in found):
        return
    several = [seen for seen in found if "quantity" in seen.reasons and not seen.has(("side", "other_text"))]
    if len({seen.amount for seen in several}) == 1:
        for seen in several:
            del seen.reasons["quantity"]


def _lowers(other: PriceSeen, seen: PriceSeen) -> bool:
    """True for an amount that may be the price which the other one was reduced to."""
    return (
        _LOWEST_SHARE * seen.amount < other.amount < seen.amount
        and 0 < abs(other.index - seen.index) <= NEAR_RUNS
        and not other.is_surely_other
        and not other.is_marked_former
        and not other.has(("former", "former_alone"))
        and ("choice" in seen.reasons or "choice" not in other.reasons)
        and not other.is_elsewhere
        and "sentence" not in other.reasons
        and bool(other.currency_text) >= bool(seen.currency_text)
        and ("before_heading" in other.reasons) == ("before_heading" in seen.reasons)
    )


def find_named(found: list[PriceSeen], name: str) -> None:
    """Words that no table calls a price tell a fee, a deposit, a voucher from the higher amount beside it, which needs none."""
    plain = [seen for seen in found if seen.is_plain and seen.reasons.keys() >= {"alone", "currency"}]
    for one, other in pairwise(plain):
        low, high = sorted((one, other), key=lambda seen: seen.amount)
        is_beside = other.index - one.index <= NEAR_RUNS and low.currency_text == high.currency_text
        if is_beside and 2 * low.amount <= high.amount and _is_named(low, name) and not _is_named(high, name):
            low.note("named")


def _is_named(seen: PriceSeen, name: str) -> bool:
    """True for an amount in a row with a few words of its own and nothing else, which are neither of a price nor the name's."""
    if seen.has(("price_text", "sale_text", "single", "with_tax", "from")):
        return False
    rows = [step.node for step in above(seen.place, 2) if step.depth > seen.shared]
    words = next((words for row in rows if len(words := _words_of(row, seen)) >= _LEAST_LETTERS), "")
    return 0 < len(words) <= _MOST_LETTERS and words not in _LETTERLESS.sub("", name)


def _words_of(row: LexborNode, seen: PriceSeen) -> str:
    """The letters of a row without those of its amount."""
    return _LETTERLESS.sub("", row.text().replace(seen.raw, "", 1)).lower()


def find_unmarked_formers(outline: Outline, found: list[PriceSeen]) -> None:
    """Two amounts side by side, alike in all but their height: the higher one is struck through by a style sheet.

    With words between them, or behind the second one, they are two prices for two kinds of buyers or payments.
    """
    needed, excluded = {"alone", "currency"}, {"choice", "former_alone", "unit_alone"}
    plain = [seen for seen in found if seen.is_plain and seen.reasons.keys() >= needed and not seen.reasons.keys() & excluded]
    for one, other in pairwise(plain):
        if ("before_heading" in one.reasons) != ("before_heading" in other.reasons) or not 0 < other.index - one.index <= 3:
            continue
        between = outline.runs[one.index + 1 : other.index]
        low, high = sorted((one, other), key=lambda seen: seen.amount)
        is_alike = low.amount < high.amount <= 4 * low.amount and abs(one.score - other.score) < 1.2
        is_alike = is_alike and not high.has(("price_text", "sale_text")) and low.currency_text == high.currency_text
        if is_alike and all(_BETWEEN.fullmatch(run.text.lower()) for run in between):
            high.note("former_unmarked")
