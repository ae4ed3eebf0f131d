"""The words around an amount: its sign and cents in elements of their own, what stands before it, and what after."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from inventory_scrapers.generic import price_words, words
from inventory_scrapers.generic.amounts import has_currency_mark, is_mark
from inventory_scrapers.generic.class_names import Label
from inventory_scrapers.generic.outline import Outline
from inventory_scrapers.generic.runs import Run
from inventory_scrapers.values.price_words import read_tax

_CENTS = re.compile(r"[.,]?\s*\d{2}\s*[*]?")
_ENDS_IN_NUMBER = re.compile(r"\d[.,]?\Z")
_HAS_CENTS = re.compile(r"[.,]\d\d\Z")
# A number in pieces, as templates for counters and old markup write it: "1", ",", "299", ".00".
_DIGIT = re.compile(r"\d")
# A number with cents or thousands behind a few words, which may call it a price.
_LABELLED_NUMBER = re.compile(r"([^\d]{0,24}?)\s*\d{1,3}(?:[ .,\u00a0]?\d{3})*(?:[.,]\d{2}|(?<=[ .,\u00a0]\d{3}))\s*")
_NUMBER_ALONE = re.compile(r"\D{0,3}\d[\d.,'\s\u00a0\u202f]*\D{0,3}")
_STARTS_NUMBER = re.compile(r"\D{0,4}\d{1,3}\Z")
_GOES_ON = re.compile(r"[.,]\d{2,3}\Z|[.,]\Z")
_OF_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP"})
# What goes on the number before it by one of these.
_MAY_GO_ON = re.compile(r"(?:[.,]?\s*\d{2}\s*\*?|\d{3}|[.,](?:\d{2,3})?|[€£$]\s?\d{2})\Z")
_MOST_PIECES = 4
# A currency that a label ends with, or a note begins with and no amount follows.
_ENDS_IN_SIGN = re.compile(r"(?<![\d\s])\s*((?:US|R|A|C|NZ|HK|[A-Z]{3} ?)?\$|[€£¥₹₽₺₴₩฿₫₪])\Z")
_BEGINS_WITH_MARK = re.compile(r"([^\W\d_]{1,4}\.?|[€£¥₹₽₺₴₩฿₫₪円元원])(?=[\s(（/*|,;–-])(?!\W{0,3}\d)")
_ROW_LEVELS = 4
_SIGN_AND_CENTS = re.compile(r"[€£$]\s?\d{2}\Z")
# Longer runs are sentences, to which nothing is joined.
_LONGEST_PRICE, _LONGEST_LABEL, _LONGEST_NOTE = 30, 60, 32


def labelled_number(text: str) -> re.Match[str] | None:
    """The match of a whole text that is a number with cents or thousands behind a few words; its first group has the words."""
    return _LABELLED_NUMBER.fullmatch(text) if text[-1:].isdecimal() and not text.isdecimal() else None


def is_number_alone(text: str) -> bool:
    """True for a number with at most three other characters before it and behind it."""
    return text.isdecimal() or _NUMBER_ALONE.fullmatch(text) is not None


def _may_go_on(text: str) -> bool:
    return not text[:1].isalpha() and _MAY_GO_ON.match(text) is not None


class PriceText:
    """What belongs to the amount in a run."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._runs, self._count = outline.runs, len(outline.runs)
        # With empty ones behind the last, so that what stands beside a text can be asked for without counting.
        self._texts = [*outline.runs.texts, *[""] * _MOST_PIECES]
        self.taken: set[int] = set()
        """The runs that were read as a part of the number in an earlier one."""

    def is_worth_reading(self, index: int) -> bool:
        """False where a run is no number alone, and neither it nor one beside it has a currency sign: most numbers of a page."""
        texts = self._texts
        text = texts[index]
        if is_number_alone(text) or has_currency_mark(text) or labelled_number(text):
            return True
        if len(text) > _LONGEST_PRICE:
            return False
        if is_mark(texts[index + 1]) or (text[0].isdigit() and is_mark(texts[index - 1])):
            return True
        beside = (texts[index - 1], *texts[index + 2 : index + _MOST_PIECES])
        return _may_go_on(texts[index + 1]) and any(map(is_mark, beside))

    def joined(self, run: Run) -> tuple[str, bool]:
        """The text with a currency sign or cents that stand in an element of their own beside it, and whether it has a sign."""
        text, last, texts = run.text, run.index, self._texts
        if len(text) > _LONGEST_PRICE:
            return text, has_currency_mark(text)
        following = texts[last + 1]
        # Whether they stand beside it in the page is asked only where the next text may belong to it at all.
        if _may_go_on(following) or (is_mark(following) and _CENTS.fullmatch(texts[last + 2])):
            text, last = self._whole(run)
            self.taken.update(range(run.index + 1, last + 1))
        if has_currency_mark(text):
            return (self._with_code(run, text, last) if "$" in text else text), True
        return self._with_mark(run, text, last)

    def _with_code(self, run: Run, text: str, last: int) -> str:
        """The text with the code of its dollar or peso, where that stands in an element of its own beside it: "$12.50" "CAD"."""
        beside = (run.index - 1 - (self._texts[run.index - 1] == "$"), last + 1 + (self._texts[last + 1] == "$"))
        codes = [code for index in beside if (code := self._run(index)) and code.text in _OF_DOLLARS]
        is_own = len(codes) == 1 and codes[0].node.tag != "option" and self.is_beside(run, codes[0])
        return f"{text} {codes[0].text}" if is_own else text

    def _whole(self, run: Run) -> tuple[str, int]:
        """A number with its cents, or the groups of digits that go on it, and the last run that this takes."""
        text = run.text
        for reach in (1, 2) if _ENDS_IN_NUMBER.search(text) else ():
            after = self._run(run.index + reach)
            between = self._run(run.index + 1) if reach == 2 else None
            mark = between.text if between and self._is_sign_within(between, run.index + 3) else ""
            is_joint = between is None or between.text in (".", ",") or (bool(mark) and is_number_alone(text))
            if after and is_joint and (cents := self._cents(run, after, between)):
                whole = text.rstrip("., ")
                return f"{whole}{',' if '.' in whole else '.'}{cents} {mark}".strip(), after.index
        return self._pieces(run)

    def _with_mark(self, run: Run, text: str, last: int) -> tuple[str, bool]:
        """The text with the sign before or after it, and whether there is one."""
        # One before words is that of the number before it; one in the element of the number is its own.
        before = self._runs[run.index - 1] if text[0].isdigit() and is_mark(self._texts[run.index - 1]) else None
        after = self._runs[last + 1] if is_mark(self._texts[last + 1]) else None
        is_own = after is not None and after.node.mem_id == run.node.mem_id
        for mark in (after, before) if is_own else (before, after):
            if mark and self.is_beside(run, mark):
                signed = f"{mark.text} {text}" if mark is before else f"{text} {mark.text}"
                return (self._with_code(run, signed, last) if mark.text == "$" else signed), True
        return self._with_sign_of_label(run, text, last)

    def _with_sign_of_label(self, run: Run, text: str, last: int) -> tuple[str, bool]:
        """As _with_mark, where the sign ends the words before the number, or begins those behind it: "Our price: $" "17.95"."""
        if not is_number_alone(text) or not text[0].isdigit():
            return text, False
        before, after = self._run(run.index - 1), self._run(last + 1)
        if before and (found := _ENDS_IN_SIGN.search(before.text)) and self.is_beside(run, before):
            return f"{found[1]} {text}", True
        if after and (found := _BEGINS_WITH_MARK.match(after.text)) and is_mark(found[1]) and self.is_beside(run, after):
            return f"{text} {found[1]}", True
        return text, False

    def _is_sign_within(self, between: Run, behind: int) -> bool:
        """True for a sign between a number and its cents, as in "24" "€" "79": behind a second price a sign would follow."""
        following = self._run(behind)
        return is_mark(between.text) and not (following and is_mark(following.text))

    def _pieces(self, run: Run) -> tuple[str, int]:
        """A number that begins in a run with the groups of digits that the next runs add, and the last of these runs."""
        text, last = run.text, run.index
        if not _STARTS_NUMBER.match(text):
            return text, last
        while (piece := self._run(last + 1)) and last - run.index < _MOST_PIECES and self._goes_on(text, piece):
            if not self.is_beside(run, piece):
                break
            text, last = text + piece.text, last + 1
        return text, last

    def _goes_on(self, text: str, piece: Run) -> bool:
        if text[-1] in ".,":
            return piece.text.isdecimal() and len(piece.text) in (2, 3)
        if text.isdecimal() and _SIGN_AND_CENTS.match(piece.text):
            return piece.node.tag in ("sup", "small") or _is_cents(self._outline.label(piece.node))
        return _GOES_ON.match(piece.text) is not None

    def before(self, run: Run) -> str:
        """The short text before a run in the same place: "was", "Save", "from"; not what belongs to another amount there.

        Some themes write the label behind the amount ("$20.00" "Regular price" "$15.00" "Sale price"): then that one.
        """
        at = run.index - 1
        previous = self._run(at)
        if previous and (is_mark(previous.text) or previous.text in (":", "：")):
            at -= 1
            previous = self._run(at)
        is_label = previous and at not in self.taken and len(previous.text) <= _LONGEST_LABEL and not self._is_amount_at(at, run)
        if not previous or not is_label or not self.is_beside(run, previous):
            return self._label_behind(run)
        earlier = self._run(at - 1)
        if earlier and _is_amount(earlier) and not previous.text.endswith((":", "：")):
            if label := self._label_behind(run):
                return label
            is_tax_of_earlier = read_tax(previous.text) is not None and not self._is_note_of(run, previous, earlier)
            if is_tax_of_earlier or self._is_note_of(earlier, previous, run):
                return ""
        return previous.text

    def _is_note_of(self, amount: Run, note: Run, run: Run) -> bool:
        """True for a text behind an amount that stands in a place with it, where this one does not: "9.90" "a month"."""
        places = {node.mem_id for node in (note.node, note.node.parent) if node is not None}
        row = next((node for node in (amount.node, amount.node.parent) if node is not None and node.mem_id in places), None)
        return row is not None and not _stands_in(run.node, row)

    def _is_amount_at(self, at: int, run: Run) -> bool:
        """True for an amount, also for a number with its sign in an element of its own: "$", "899", "$", "649"."""
        is_parted = at == run.index - 2 and is_number_alone(self._texts[at])
        sign = self._run(at - 1) if is_parted else None
        is_signed = is_parted and (is_mark(self._texts[run.index + 1]) or (sign is not None and is_mark(sign.text)))
        return is_signed or _is_amount(self._runs[at])

    def _is_tax_of_next(self, run: Run, note: Run) -> bool:
        """True for a text about tax between two amounts that stands in a place with the second: "9.90" "excl. VAT" "8.18"."""
        behind = self._run(note.index + 1) if read_tax(note.text) is not None else None
        return behind is not None and _is_amount(behind) and self._is_note_of(behind, note, run)

    def _label_behind(self, run: Run) -> str:
        """The label of an amount that the next run is, where that does not belong to the amount behind it."""
        label, behind = self._run(run.index + 1), self._run(run.index + 2)
        if not label or not _is_label(label) or not self.is_beside(run, label):
            return ""
        if behind and _is_amount(behind) and self.is_beside(label, behind):
            last = self._run(run.index + 3)
            return label.text if last and _is_label(last) else ""
        return label.text

    def after(self, run: Run) -> str:
        """The short text after a run in the same place that is shown: "per kg", "incl. VAT"; not another amount."""
        following = self._run(run.index + 1)
        if following and is_mark(following.text):
            following = self._run(run.index + 2)
        if not following or len(following.text) > _LONGEST_NOTE or not self.is_beside(run, following) or _is_amount(following):
            return ""
        if self._row(run) != self._row(following) or self._is_tax_of_next(run, following):
            return ""
        place = self._outline.place(following.node)
        return "" if place is not None and place.hidden else following.text

    def is_beside(self, one: Run, other: Run) -> bool:
        """True where two runs stand in the same element, or in elements at most four and three levels below a shared one."""
        around = self._outline.around(one.node, 4)
        return any(key in around for key in self._outline.around(other.node, 3))

    def _row(self, run: Run) -> int | None:
        """The row of a table that a run stands in, by its element's key; null in none."""
        step: LexborNode | None = run.node
        for _ in range(_ROW_LEVELS):
            if step is None or step.tag == "tr":
                break
            step = step.parent
        return step.mem_id if step is not None and step.tag == "tr" else None

    def _run(self, index: int) -> Run | None:
        return self._runs[index] if 0 <= index < self._count else None

    def _cents(self, run: Run, after: Run, point: Run | None) -> str | None:
        """Two digits in the next element that are this number's cents: small, raised, or after a point."""
        if not _CENTS.fullmatch(after.text) or _HAS_CENTS.search(run.text):
            return None
        is_cents = point is not None or after.text[0] in ".," or run.text.endswith((".", ",")) or after.node.tag == "sup"
        if not is_cents:
            is_price, label = self._outline.label(run.node).price, self._outline.label(after.node)
            if not (is_price or _is_cents(label)):
                return None
            own, place = self._outline.place(run.node), self._outline.place(after.node)
            if own is None or place is None:
                return None
            is_cents = _is_cents(label) or label.price or place.up in (own, own.up)
        return after.text.strip("., *") if is_cents and self.is_beside(run, after) else None


def _stands_in(node: LexborNode, place: LexborNode) -> bool:
    step: LexborNode | None = node
    for _ in range(_ROW_LEVELS):
        if step is None or step.mem_id == place.mem_id:
            break
        step = step.parent
    return step is not None and step.mem_id == place.mem_id


def _is_cents(label: Label) -> bool:
    return words.CENTS_CLASS.search(label.text) is not None


def _is_amount(run: Run) -> bool:
    """True for a text with an amount of money; one that ends as a label does announces another."""
    return run.text[-1] not in ":：" and _DIGIT.search(run.text) is not None and has_currency_mark(run.text)


def _is_label(run: Run) -> bool:
    """True for a text that is a label of a price and does not end as one that announces something does."""
    text = run.text.lower()
    tables = (price_words.PRICE_TEXT, price_words.WEAK_FORMER_TEXT, price_words.FORMER_TEXT, price_words.LIST_TEXT)
    return len(text) <= _LONGEST_NOTE and text[-1] not in ":：" and any(table.match(text) for table in tables)
