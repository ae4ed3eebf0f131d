"""The words around an amount: its sign and cents in elements of their own, what stands before it, and what after."""

from __future__ import annotations

import re

from inventory_scrapers.generic import words
from inventory_scrapers.generic.amounts import CURRENCY_MARK, has_currency_mark
from inventory_scrapers.generic.outline import Outline, Run
from inventory_scrapers.generic.price_seen import above

_ONLY_MARK = re.compile(rf"\s*(?:{CURRENCY_MARK.pattern})\s*[~*]?\s*", re.IGNORECASE)
_CENTS = re.compile(r"[.,]?\s*\d{2}\s*[*]?")
_ENDS_IN_NUMBER = re.compile(r"(?:\d|[.,])\Z")
_HAS_CENTS = re.compile(r"[.,]\d\d\Z")
# Longer runs are sentences, to which nothing is joined.
_LONGEST_PRICE, _LONGEST_LABEL, _LONGEST_NOTE = 30, 40, 25
_LONGEST_MARK = 12


class PriceText:
    """What belongs to the amount in a run."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._runs = outline.runs
        self._marks: dict[str, bool] = {}

    def joined(self, run: Run) -> tuple[str, bool]:
        """The text with a currency sign or cents that stand in an element of their own beside it, and whether it has a sign."""
        text, last = run.text, run.index
        if len(text) > _LONGEST_PRICE:
            return text, has_currency_mark(text)
        for reach in (1, 2) if _ENDS_IN_NUMBER.search(text) else ():
            after = self._run(run.index + reach)
            between = self._run(run.index + 1) if reach == 2 else None
            if after and (between is None or between.text in (".", ",")) and (cents := self._cents(run, after, between)):
                text, last = f"{text.rstrip('., ')}.{cents}", after.index
                break
        if has_currency_mark(text):
            return text, True
        before, after = self._run(run.index - 1), self._run(last + 1)
        if before and self._is_mark(before) and self.is_beside(run, before):
            return f"{before.text} {text}", True
        if after and self._is_mark(after) and self.is_beside(run, after):
            return f"{text} {after.text}", True
        return text, False

    def before(self, run: Run) -> str:
        """The short text before a run in the same place: "was", "Save", "from"."""
        previous = self._run(run.index - 1)
        if previous and self._is_mark(previous):
            previous = self._run(run.index - 2)
        return previous.text if previous and len(previous.text) <= _LONGEST_LABEL and self.is_beside(run, previous) else ""

    def after(self, run: Run) -> str:
        """The short text after a run in the same place: "per kg", "incl. VAT"."""
        following = self._run(run.index + 1)
        return following.text if following and len(following.text) <= _LONGEST_NOTE and self.is_beside(run, following) else ""

    def is_beside(self, one: Run, other: Run) -> bool:
        """True where two runs stand in the same element, or in elements at most three levels below a shared one."""
        around = {id(place) for place in above(self._outline.place(one.node), 3)}
        return any(id(place) in around for place in above(self._outline.place(other.node), 3))

    def _run(self, index: int) -> Run | None:
        return self._runs[index] if 0 <= index < len(self._runs) else None

    def _is_mark(self, run: Run) -> bool:
        """True for a currency sign, code or name alone."""
        text = run.text
        if len(text) > _LONGEST_MARK:
            return False
        if text not in self._marks:
            self._marks[text] = bool(_ONLY_MARK.fullmatch(text))
        return self._marks[text]

    def _cents(self, run: Run, after: Run, point: Run | None) -> str | None:
        """Two digits in the next element that are this number's cents: small, raised, or after a point."""
        if not _CENTS.fullmatch(after.text) or _HAS_CENTS.search(run.text):
            return None
        is_cents = point is not None or after.text[0] in ".," or run.text.endswith((".", ",")) or after.node.tag == "sup"
        if not is_cents:
            own, place = self._outline.place(run.node), self._outline.place(after.node)
            if own is None or place is None:
                return None
            inside_price = own.label.price and (place.label.price or place.up in (own, own.up))
            is_cents = bool(words.CENTS_CLASS.search(place.label.text)) or inside_price
        return after.text.strip("., *") if is_cents and self.is_beside(run, after) else None
