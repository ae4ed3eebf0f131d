"""Which price is it? Every amount that any source names, weighed together."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from inventory_core import Draft, Found, Money
from inventory_scrapers.generic.amounts import exact, find_amounts
from inventory_scrapers.generic.buttons import asks_for_offers, has_no_price
from inventory_scrapers.generic.currency import Currencies
from inventory_scrapers.generic.hidden_prices import hidden_prices
from inventory_scrapers.generic.price_compare import HIGHEST_TAX, NEAR_RUNS
from inventory_scrapers.generic.price_seen import WEIGHTS, PriceSeen
from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.values.price_words import read_tax

# What a source counts that names an amount, alone; and on top of what a visitor sees of the same amount.
MARKUP_ALONE, META_ALONE = 9.0, 8.0
MARKUP_SEEN = 6.0
# What the page's data says in scripts, attributes and forms.
HIDDEN = 2.0
# An amount that markup calls the price and the page strikes through is the former one.
MARKUP_STRUCK = 4.0
# The least that an amount must have that only a visitor sees.
VISIBLE_ALONE = 6.5
# The same of an amount in a whole sentence: what is told of it is seldom the price.
PROSE = 8.5
# The same as of one alone, where no other amount comes near it, in place or in likelihood.
VISIBLE_CLEAR, LEAD, AROUND = 3.5, 1.5, 30
_OPEN_GRAPH = ("product:sale_price:amount", "product:price:amount", "og:price:amount", "twitter:data1")


@dataclass(slots=True)
class Amount:
    """One amount, everything that speaks for it, and where it stood, best place first."""

    value: Decimal
    found: list[Found] = field(default_factory=list)
    weight: float = 0.0
    seen: PriceSeen | None = None
    currency_text: str | None = None


def decide_price(reading: Reading, draft: Draft) -> None:
    """Put price, original_price, price_max and tax_included; the amounts of other sources become alternatives."""
    amounts = _collect(reading)
    currencies = Currencies(reading)
    ranked = sorted(amounts.values(), key=lambda amount: -amount.weight)
    if not ranked:
        _note_placeholder(reading, draft)
        return
    best = ranked[0]
    currency = currencies.of_shown(best.seen.currency_text) if best.seen else None
    currency = currency or currencies.of(best.currency_text)
    for amount in ranked:
        for found in amount.found:
            if amount is best or found.origin != "css":
                value = Money(amount=amount.value, currency=currency)
                draft.put("price", value, found.origin, found.locator, found.raw)
    if currency is None:
        draft.warn("currency_ambiguous", "price", f"{best.currency_text or 'no currency'} is not one currency")
    _put_original(reading, draft, best, currency)
    _put_upper(reading, draft, best, currency)
    _put_tax(reading, draft, best)


def _collect(reading: Reading) -> dict[Decimal, Amount]:
    amounts: dict[Decimal, Amount] = {}
    for value, found, currency, alone in _marked(reading):
        amount = amounts.setdefault(value, Amount(value))
        amount.found.append(found)
        amount.currency_text = amount.currency_text or currency
        amount.weight = max(amount.weight, alone)
    _add_visible(reading, amounts)
    _weigh_net(reading, amounts)
    _add_hidden(reading, amounts)
    return {
        value: amount for value, amount in amounts.items() if amount.weight >= VISIBLE_ALONE or not amount.seen or amount.found
    }


def _add_hidden(reading: Reading, amounts: dict[Decimal, Amount]) -> None:
    """What data in the source says confirms an amount; where nothing else names one, it is the price if it has a point.

    The only amount that may be the price needs no confirmation, and a search of all elements is spared.
    """
    shown = {
        seen.amount: seen for seen in reversed(reading.prices) if not (seen.is_former or seen.has(("side", "in_card", "zero")))
    }
    if len(amounts) == 1 and all(value in amounts or seen.score <= 0 for value, seen in shown.items()):
        return
    nothing_else = not amounts
    for value, found, currency in hidden_prices(reading):
        if value in amounts:
            amounts[value].weight += HIDDEN if found not in amounts[value].found else 0.0
        elif value in shown and shown[value].score > 0:
            amounts[value] = Amount(value, weight=shown[value].score + HIDDEN, seen=shown[value])
            amounts[value].currency_text = shown[value].currency_text or currency
        elif nothing_else and "." in (found.raw or ""):
            amounts[value] = Amount(value, weight=HIDDEN, currency_text=currency)
        else:
            continue
        amounts[value].found.append(found)


def _marked(reading: Reading) -> list[tuple[Decimal, Found, str | None, float]]:
    rows: list[tuple[Decimal, Found, str | None, float]] = []
    path = urlsplit(reading.page.url or "")
    address = f"{path.path}?{path.query}" if path.query else path.path
    first = next((offer for offer in reading.offers if not offer.is_out), next(iter(reading.offers), None))
    for offer in reading.offers:
        for raw, name in ((offer.price, "price"), (offer.low, "lowPrice")):
            value = number(raw)
            if value and reading.product:
                selected = bool(path.query and offer.url and address in offer.url)
                weight = MARKUP_ALONE + 3.0 * selected + 0.5 * (offer is first)
                found = Found(value, reading.product.origin, f"{offer.path}.{name}", raw)
                rows.append((value, found, offer.currency, weight))
                break
    for name in _OPEN_GRAPH[:3]:
        raw = reading.open_graph(name)
        if value := number(raw):
            currency = reading.open_graph(name.replace("amount", "currency"))
            rows.append((value, Found(value, "opengraph", name, raw), currency, META_ALONE))
    return rows


def _add_visible(reading: Reading, amounts: dict[Decimal, Amount]) -> None:
    least = VISIBLE_CLEAR if _is_clear(reading) else VISIBLE_ALONE
    formers = {seen.amount for seen in reading.prices if seen.is_marked_former or seen.is_former}
    plain: dict[Decimal, PriceSeen] = {}
    asked = asks_for_offers(reading.outline, reading.heading.index) if reading.heading else None
    if asked is not None and not has_no_price(reading.outline, asked, reading.own_buttons):
        asked = None
    for seen in reading.prices:
        # What stands behind "price on request" is the price of another thing.
        if seen.is_plain and seen.score > 0 and (asked is None or seen.index <= asked):
            plain.setdefault(seen.amount, seen)
    if not plain and asked is None:
        plain = {seen.amount: seen for seen in reversed(reading.prices) if seen.is_almost_plain and seen.score >= PROSE}
    for value, amount in amounts.items():
        if value in plain:
            amount.weight += MARKUP_SEEN
        elif value in formers:
            amount.weight = MARKUP_STRUCK
    for value, seen in plain.items():
        found = Found(value, "css", seen.locator, seen.raw)
        known = amounts.get(value)
        if known is None:
            if seen.score < (PROSE if seen.reasons.get("sentence", 0.0) <= WEIGHTS["sentence"] else least):
                continue
            amount = amounts[value] = Amount(value, weight=seen.score)
        else:
            amount = known
            amount.weight = max(amount.weight, seen.score + MARKUP_SEEN)
        amount.found.append(found)
        amount.seen = seen
        amount.currency_text = amount.currency_text or seen.currency_text


def _weigh_net(reading: Reading, amounts: dict[Decimal, Amount]) -> None:
    """Markup may name the price before tax; where the page shows one with it, a little higher, that is the price."""
    gross = [seen for seen in reading.prices if seen.is_plain and "with_tax" in seen.reasons]
    for amount in amounts.values():
        is_net = amount.seen is not None and "no_tax" in amount.seen.reasons
        if is_net and any(amount.value < seen.amount <= amount.value * HIGHEST_TAX for seen in gross):
            amount.weight = min(amount.weight, VISIBLE_ALONE)


def _is_clear(reading: Reading) -> bool:
    """True where the likeliest amount stands about the heading, and the next one is far behind."""
    plain = [seen for seen in reading.prices if seen.is_plain]
    heading = reading.heading
    if not plain or not heading or not plain[0].currency_text or plain[0].has(("sentence", "link")):
        return False
    rival = next((seen.score for seen in plain if seen.amount != plain[0].amount), 0.0)
    return abs(plain[0].index - heading.index) <= AROUND and plain[0].score - rival >= LEAD


def _put_original(reading: Reading, draft: Draft, best: Amount, currency: str | None) -> None:
    if reading.product:
        for offer in reading.offers:
            if (former := number(offer.former)) and former > best.value:
                money = Money(amount=former, currency=currency)
                draft.put("original_price", money, reading.product.origin, f"{offer.path}.priceSpecification", offer.former)
    if best.seen is None:
        return
    near = [
        seen
        for seen in reading.prices
        if (seen.is_former or seen.is_marked_former)
        and not seen.is_other
        and seen.amount > best.value
        and abs(seen.index - best.seen.index) <= NEAR_RUNS
    ]
    if near:
        seen = min(near, key=lambda seen: abs(seen.index - best.seen.index) if best.seen else 0)
        draft.put("original_price", Money(amount=seen.amount, currency=currency), "css", seen.locator, seen.raw)


def _put_upper(reading: Reading, draft: Draft, best: Amount, currency: str | None) -> None:
    """The upper end of a range: highPrice, or "10 - 20" on the page."""
    if best.seen:
        at = best.seen.index
        near = [seen for seen in reading.prices if seen.is_range_end and 0 <= seen.index - at <= 2]
        ends = [seen for seen in sorted(near, key=lambda seen: seen.index) if seen.amount > best.value]
        for seen in ends[:1]:
            draft.put("price_max", Money(amount=seen.amount, currency=currency), "css", seen.locator, seen.raw)
    if not reading.product:
        return
    for offer in reading.offers:
        if (high := number(offer.high)) and high > best.value and number(offer.low) == best.value:
            money = Money(amount=high, currency=currency)
            draft.put("price_max", money, reading.product.origin, f"{offer.path}.highPrice", offer.high)
            return


def _put_tax(reading: Reading, draft: Draft, best: Amount) -> None:
    """Whether tax is included, where the page says so right after the price."""
    if best.seen is None:
        return
    for run in reading.outline.runs[best.seen.index : best.seen.index + 4]:
        if (included := read_tax(run.text)) is not None:
            draft.put("tax_included", included, "text", best.seen.locator, run.text)
            return


def _note_placeholder(reading: Reading, draft: Draft) -> None:
    for offer in reading.offers:
        if number(offer.price) == 0 or number(offer.low) == 0:
            draft.warn("price_placeholder", "price", "the markup says 0")
            return


def number(raw: str | None) -> Decimal | None:
    """An amount as markup writes it: "1234.50", or as people do, "1.234,50 EUR"."""
    text = (raw or "").strip()
    if not text:
        return None
    value = exact(text)
    return value if value is not None else next((found.amount for found in find_amounts(text)), None)
