"""Money is exact, or it is refused."""

import operator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from inventory_core import CurrencyMismatch, Money
from inventory_core.currencies import CODES, MINOR_UNITS

amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=3, allow_nan=False, allow_infinity=False)


@given(amounts)
def test_an_amount_survives_json_exactly(amount: Decimal) -> None:
    """What was written comes back, digit by digit, places included."""
    money = Money(amount=amount, currency="JOD")
    again = Money.model_validate_json(money.model_dump_json())
    assert again == money
    assert str(again.amount) == str(money.amount)


@given(amounts, amounts)
def test_sums_are_exact(one: Decimal, other: Decimal) -> None:
    """Adding and taking away again gives back the first amount."""
    a, b = Money(amount=one, currency="EUR"), Money(amount=other, currency="EUR")
    assert (a + b - b).amount == one


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    """0.1 + 0.2 is 0.3, as it is not in binary floating point."""
    assert Money(amount="0.1", currency="USD") + Money(amount="0.2", currency="USD") == Money(amount="0.3", currency="USD")


@pytest.mark.parametrize("value", [12.5, True, "NaN", "Infinity", "twelve", "1e40", None, "1" * 31])
def test_what_is_not_exact_is_refused(value: object) -> None:
    """Floats, bools, non-numbers and numbers beyond 30 digits are no amounts."""
    with pytest.raises(ValidationError):
        Money(amount=value, currency="USD")


@pytest.mark.parametrize("currency", ["usd", "US", "$", "USDT", ""])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    """ISO 4217 codes only; a symbol is no currency."""
    with pytest.raises(ValidationError):
        Money(amount="1", currency=currency)


@pytest.mark.parametrize("other", [Money(amount="1", currency="EUR"), Money(amount="1")])
def test_arithmetic_across_currencies_raises(other: Money) -> None:
    """Neither a different nor an unknown currency can be added to or compared with dollars."""
    dollars = Money(amount="1", currency="USD")
    for operation in (lambda: dollars + other, lambda: dollars - other, lambda: dollars < other, lambda: other >= dollars):
        with pytest.raises(CurrencyMismatch):
            operation()


@pytest.mark.parametrize("other", [None, 3, "1 USD"])
def test_what_is_no_money_is_a_type_error(other: Any) -> None:
    """A null price or a bare number is told by Python in its own words, whichever side it stands on."""
    dollars = Money(amount="1", currency="USD")
    for operation in (operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge):
        for operands in ((dollars, other), (other, dollars)):
            with pytest.raises(TypeError, match=r"between instances of|unsupported operand|can only concatenate"):
                operation(*operands)


def test_two_unknown_currencies_are_not_the_same() -> None:
    """Null is "not known", so two of them cannot be compared."""
    with pytest.raises(CurrencyMismatch):
        _ = Money(amount="1") < Money(amount="2")


def test_json_has_no_exponent() -> None:
    """1E+3 is written as 1000, in JSON and for people."""
    money = Money(amount=Decimal("1E+3"), currency="JPY")
    assert money.model_dump_json() == '{"amount":"1000","currency":"JPY"}'
    assert str(money) == "1000 JPY"


@given(amounts, amounts)
def test_scaled_integers_sort_like_amounts(one: Decimal, other: Decimal) -> None:
    """The integer beside the decimal orders rows as the amounts do."""
    a, b = Money(amount=one, currency="USD"), Money(amount=other, currency="USD")
    assert (a.scaled() < b.scaled()) == (a < b)


def test_scaling_never_loses_digits() -> None:
    """An amount with more places than the scale is refused, not rounded."""
    assert Money(amount="12.345678").scaled() == 12_345_678
    with pytest.raises(ValueError, match="decimal places"):
        Money(amount="0.0000001").scaled()


def test_decimal_places_are_those_of_iso_4217() -> None:
    """Of currencies whose smallest unit is not a hundredth, the table has the places; each is a known code."""
    assert {code: MINOR_UNITS.get(code, 2) for code in ("JPY", "KRW", "USD", "KWD", "TND", "CLF")} == {
        "JPY": 0,
        "KRW": 0,
        "USD": 2,
        "KWD": 3,
        "TND": 3,
        "CLF": 4,
    }
    assert set(MINOR_UNITS) <= CODES
