"""Exact money."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints

from inventory_core.errors import CurrencyMismatch

MAX_DIGITS = 30


def _exact(value: Any) -> Any:
    """Refuse what is not exact: a float (or a bool) has already lost the amount that was written."""
    if isinstance(value, (float, bool)):
        raise ValueError("money is never a float or a bool: pass a str, an int or a Decimal")
    return value


def plain(amount: Decimal) -> str:
    """Write a decimal without an exponent, keeping the places as they are: Decimal('1E+3') -> '1000'."""
    return format(amount, "f")


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact, json_schema_input_type=str),
    Field(max_digits=MAX_DIGITS, allow_inf_nan=False),
    PlainSerializer(plain, return_type=str, when_used="json"),
]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Money(BaseModel):
    """An amount and its currency: Decimal in Python, a string in JSON, never a float.

    `currency` is an ISO 4217 code, or null where the page does not tell it. Two amounts without a
    currency are not known to be in the same one, so arithmetic and comparison raise CurrencyMismatch.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    amount: Amount
    currency: CurrencyCode | None = None

    def scaled(self, places: int = 6) -> int:
        """The amount as an integer of 10**-places units, to sort and index by; raises where digits would be lost."""
        shifted = self.amount.scaleb(places)
        whole = int(shifted)
        if whole != shifted:
            raise ValueError(f"{plain(self.amount)} has more than {places} decimal places")
        return whole

    def _same(self, other: Money) -> None:
        if self.currency is None or self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency or 'no currency'} and {other.currency or 'no currency'}")

    def _with(self, amount: Decimal) -> Money:
        return Money(amount=amount, currency=self.currency)

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        return self._with(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        return self._with(self.amount - other.amount)

    def __mul__(self, count: int) -> Money:
        return self._with(self.amount * count)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return other < self if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: Money) -> bool:
        return other <= self if isinstance(other, Money) else NotImplemented

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.currency}" if self.currency else plain(self.amount)


class UnitPrice(Money):
    """The price of one unit: "3.20 EUR" per "100 g"."""

    unit: str | None = None
