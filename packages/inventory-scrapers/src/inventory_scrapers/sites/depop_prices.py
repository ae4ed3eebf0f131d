"""The prices of Depop: the seller's, with the buyer's fee, before a reduction, and of shipping.

`pricing` has a former price and, where it is reduced, another; `final_price_key` names the one that holds. Amounts are text.
Each is broken down into the seller's price and the buyer's fee; since 2026 shipping stands there too.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from inventory_core import Draft, Money, look_up


def put_prices(draft: Draft, pricing: Any, origin: Any) -> None:
    """The prices and the shipping of a product's `pricing`; nothing where it has no price of the seller's."""
    currency = look_up(pricing, "currency_name") or look_up(pricing, "currency")
    key = look_up(pricing, "final_price_key")
    at = f"{key}.price_breakdown"
    amount, fee = (_amount(pricing, f"{at}.{name}.amount") for name in ("price", "buyer_fee"))
    if not amount:
        if amount is not None:
            draft.warn("price_placeholder", "price", "0 stands where a price should be")
        return
    money = partial(_money, currency=currency)
    draft.put("price", money(amount), origin, f"pricing.{at}.price.amount", amount)
    draft.put("sale_kind", "fixed", origin, "pricing.final_price_key", key)
    if key != "original_price":
        former = _amount(pricing, "original_price.price_breakdown.price.amount")
        draft.put("original_price", money(former), origin, "pricing.original_price.price_breakdown.price.amount", former)
    if fee is not None:
        draft.put("buyer_total", money(amount + fee), origin, f"pricing.{at}", f"{amount} + {fee}")
    _put_shipping(draft, pricing, at, origin, currency)
    if currency is None:
        draft.warn("currency_ambiguous", "price", "the data names no currency")


def _put_shipping(draft: Draft, pricing: Any, at: str, origin: Any, currency: Any) -> None:
    cost = _amount(pricing, "national_shipping_cost.total_price")
    if cost is None:
        cost = _amount(pricing, f"{at}.shipping.amount")
    draft.put("shipping.cost", _money(cost, currency=currency), origin, "pricing (shipping)", cost)
    if cost:
        draft.put("shipping.payer", "buyer", origin, "pricing (shipping)", cost)


def _amount(pricing: Any, path: str) -> Decimal | None:
    text = look_up(pricing, path)
    try:
        amount = Decimal(text) if isinstance(text, str) and len(text) < 20 else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and 0 <= amount < 10**9 else None


def _money(amount: Decimal | None, *, currency: Any) -> Money | None:
    named = currency if isinstance(currency, str) and re.fullmatch(r"[A-Z]{3}", currency) else None
    return None if amount is None else Money(amount=amount, currency=named)
