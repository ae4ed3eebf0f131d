"""Amounts as the database compares them."""

from __future__ import annotations

from decimal import Context, Decimal

EXACT = Context(prec=120)
"""Sums and products of amounts in this context lose no digit: an amount has up to 30, a quantity 19, a count of rows 19."""

_NINES = str.maketrans("0123456789", "9876543210")


def sort_key(amount: Decimal) -> str:
    """Text that sorts as the amounts do, whatever their digits: the sign, the place of the first digit, the digits.

    Sorted byte by byte. Equal amounts have equal keys: 12.5 and 12.50.
    """
    digits = "".join(map(str, amount.as_tuple().digits)).rstrip("0")
    if not digits:
        return "1"
    place = amount.adjusted() + 50
    return f"2{place:02}{digits}" if amount > 0 else f"0{99 - place:02}{digits.translate(_NINES)}~"


def add_text(one: str, other: str) -> str:
    """The sum of two amounts as text: the addition that SQLite lacks."""
    return format(EXACT.add(Decimal(one), Decimal(other)), "f")
