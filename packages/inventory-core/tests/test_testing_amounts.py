"""An amount that stands on a page is found there in whatever way it is written, and one that does not is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory_core.testing.amounts import stands_in


@pytest.mark.parametrize(
    ("amount", "raw", "page"),
    [
        ("1250.00", "1.250,00 €", "<b>1.250,00 €</b>"),
        ("1250", "1 250 €", "<b>1&nbsp;250 €</b>"),
        ("12.50", None, '{"cents": 1250}'),
        ("12800", "1万2800円", "<b>1万2800円</b>"),
        ("10500", "1万500円", "<b>1万500円</b>"),
        ("15000", "1.5万円", "<b>1.5万円</b>"),
        ("120000000", "1億2,000万円", "<b>1億2,000万円</b>"),
        ("12800", "１２，８００円", "<b>１２，８００円</b>"),
        ("1250.5", "١٬٢٥٠٫٥ ر.س", "<b>١٬٢٥٠٫٥ ر.س</b>"),
        ("150000", "₹1.5 Lakh", "<b>₹1.5 Lakh</b>"),
        ("2300", "$2.3k", "<b>$2.3k</b>"),
        ("12.99", "12 99 €", "<b>12 <sup>99</sup> €</b>"),
        ("12.99", "12.99", "<b>12<sup>99</sup></b>"),
        ("12.50", "12€50", "<b>12<i>€</i>50</b>"),
        ("1299", "$ 1,299", "<b>$</b><b>1</b><b>,299</b>"),
    ],
)
def test_an_amount_is_found_as_the_page_writes_it(amount: str, raw: str | None, page: str) -> None:
    """In units and cents, parted by signs and tags, in the digits of other scripts, with words for thousands."""
    assert stands_in(Decimal(amount), raw, page)


@pytest.mark.parametrize(
    ("amount", "raw", "page"),
    [
        ("1251", "1.250,00 €", "<b>1.250,00 €</b>"),
        ("1.25", "1万2500円", "<b>1万2500円</b>"),
        ("1500", "1万500円", "<b>1万500円</b>"),
        ("12800", "1万2800円", "<b>1万2500円</b>"),
        ("21500", None, "<b>1.5k</b>"),
        ("40", "price", "<b class=price>€14</b>"),
    ],
)
def test_an_amount_that_is_not_there_is_not_found(amount: str, raw: str | None, page: str) -> None:
    """Neither a part of a number, nor what is quoted and does not stand there."""
    assert not stands_in(Decimal(amount), raw, page)
