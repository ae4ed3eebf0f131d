"""What a listing says, held against what its page says of the same: amounts, signs of money, markup, prices in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from inventory_core.currencies import CODES
from inventory_core.listing import Condition, Listing
from inventory_core.money import Money, plain
from inventory_core.results import PageResult
from inventory_core.testing import amounts, mutations, quoting
from inventory_core.testing.cases import Case
from inventory_core.testing.check import Subject, check
from inventory_core.testing.compare import Difference

AMOUNTS = ("price", "original_price", "price_max")
TEXTS = ("title", "brand", "size", "color", "material", "category")
_STATED = ("description", "availability", "sale_kind", "condition", "seller", "shipping", "identifiers", "attributes")
QUOTED = frozenset({*TEXTS, *_STATED})
"""What a page says in words of its own. Money is looked for by itself; moments, numbers and pictures are written in many ways."""
_DOLLARS = (
    "USD ARS AUD BBD BMD BND BOB BRL BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MOP MXN NAD NIO NZD SBD SGD SRD TOP"
    " TTD TWD UYU WST XCD ZWG"
)
SIGNS = {
    **{
        "€": "EUR",
        "₹": "INR",
        "₩": "KRW KPW",
        "₽": "RUB",
        "₺": "TRY",
        "₪": "ILS",
        "฿": "THB",
        "₫": "VND",
        "₴": "UAH",
        "₦": "NGN",
    },
    **{"£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP", "¥": "JPY CNY", "￥": "JPY CNY", "円": "JPY", "zł": "PLN", "$": _DOLLARS},
}
"""The currencies that a sign may stand for."""
_CODE = re.compile(r"\b([A-Z]{3})[ \u00a0]?\d|\d[ \u00a0]?([A-Z]{3})\b")
# One number in a text, with decimals that nothing else can be: "12.50", "1.234,50"; not "1.5k".
_DECIMAL = re.compile(
    r"\D*?(\d{1,3}(?:[.,'\s]\d{3})+|\d+)[.,](\d{1,2})(?!\s*(?:k|m|mil|tis|mio|lakh|crore)\b|\s*[万萬억만億])\D*", re.IGNORECASE
)
_HEADING = re.compile(r"<h1\b[^<>]*>(.*?)</h1", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_AVAILABILITY = re.compile(r"schema\.org\\?/(InStock|OutOfStock|SoldOut|Discontinued)\b", re.IGNORECASE)
_CURRENCY = re.compile(r'"priceCurrency"\s*:\s*"([A-Z]{3})"')
_IN = frozenset({"in_stock", "limited"})


@check("case")
def money_is_as_written(subject: Subject, case: Case) -> Iterator[Difference]:
    """An amount is a number of the page, the one that its evidence quotes, in units; its currency is one of the sign there."""
    text = case.page().text
    for path, listing in _listings(subject.reading(case)):
        for name in AMOUNTS:
            money, evidence = getattr(listing, name), listing.evidence.get(name)
            raw = evidence.raw if evidence else None
            if isinstance(money, Money) and raw:
                yield from _otherwise(f"{path}.{name}", money, raw)
            if isinstance(money, Money) and not amounts.stands_in(money.amount, raw, text):
                hint = "read the amount from the page; one that is made of others, or of none, is no value of it"
                yield Difference(f"{path}.{name}.amount", "a number of the page", plain(money.amount), hint)


def _otherwise(path: str, money: Money, raw: str) -> Iterator[Difference]:
    """How an amount or its currency differs from what was quoted for it."""
    found = _DECIMAL.fullmatch(raw)
    if found and (amount := Decimal(f"{re.sub(r'[^0-9]', '', found[1])}.{found[2]}")) != money.amount:
        hint = "give the amount in units of its currency: divide cents by a hundred, and nothing else"
        yield Difference(f"{path}.amount", f"{plain(amount)}, as in {raw!r}", plain(money.amount), hint)
    named = _currencies(raw)
    if money.currency and named and money.currency not in named:
        hint = "read the currency where the page names it; leave it null where it does not"
        yield Difference(f"{path}.currency", f"{' or '.join(sorted(named)[:5])}, or null", f"{money.currency} of {raw!r}", hint)


def _currencies(raw: str) -> set[str]:
    """The currencies that a text names by code, else those that its only sign may stand for."""
    codes = {code for pair in _CODE.findall(raw) for code in pair if code in CODES}
    signs = [codes_of for sign, codes_of in SIGNS.items() if sign in raw]
    return codes or (set(signs[0].split()) if len(signs) == 1 else set())


@check("case")
def agrees_with_markup(subject: Subject, case: Case) -> Iterator[Difference]:
    """Where the markup of a page of one thing names its currency, or that it is sold out, the listing says the same, or warns."""
    reading, text = subject.reading(case), case.page().text
    if len(reading.listings) != 1:
        return
    listing = reading.listings[0]
    warned = {str(warning.field).partition(".")[0] for warning in listing.warnings}
    for field, named, found in _contradictions(listing, text):
        if field not in warned:
            hint = "read what this page says; where it contradicts itself, warn with draft.warn(code, field)"
            yield Difference(f"listings[0].{field}", f"{named}, as its markup says, or a warning", found, hint)


def _contradictions(listing: Listing, text: str) -> Iterator[tuple[str, str, str]]:
    """Field, what the markup names, and what the listing says, where they cannot both be true."""
    currencies = set(_CURRENCY.findall(text))
    if listing.price and listing.price.currency and len(currencies) == 1 and listing.price.currency not in currencies:
        yield "price", next(iter(currencies)), listing.price.currency
    # The other way round markup is often stale: it says "InStock" of everything.
    states = {word.lower() for word in _AVAILABILITY.findall(text)}
    if states and "instock" not in states and listing.availability in _IN:
        yield "availability", " or ".join(sorted(states)), str(listing.availability)


@check("case")
def quotes_are_of_the_page(subject: Subject, case: Case) -> Iterator[Difference]:
    """What a condition quotes, or the evidence of a text or a state, stands on the page: it is what that says, no constant."""
    page = quoting.writings(case.page().text)
    for path, listing in _listings(subject.reading(case)):
        for name, quoted in _quotes(listing):
            if not any(quoting.stands_in(text, page) for text in quoted):
                hint = "give as `raw` what the page says there; leave a field null of which it says nothing"
                yield Difference(f"{path}.{name}", "a text of the page", repr(quoted[0]), hint)


def _quotes(listing: Listing) -> Iterator[tuple[str, list[str]]]:
    """Fields with what is quoted for them, any of which may stand on the page."""
    for name, evidence in listing.evidence.items():
        texts = (
            [evidence.raw] if evidence.raw and evidence.origin != "url" and not _is_data(evidence.raw, listing.condition) else []
        )
        if name == "condition":
            raw = listing.condition.raw if listing.condition else None
            texts = [raw, *texts] if raw else texts
        if texts and name.partition(".")[0] in QUOTED:
            yield name, texts


def _is_data(raw: str, condition: Condition | None) -> bool:
    """True for an object or a list of the page's data; a condition that quotes itself is none."""
    return raw.startswith(("{", "[")) and (condition is None or raw != condition.model_dump_json(exclude_none=True))


@check("case")
def titles_are_of_the_thing(subject: Subject, case: Case) -> Iterator[Difference]:
    """The title of the one thing of a page is its heading, without the name of the site that the document's title adds."""
    reading, text = subject.reading(case), case.page().text
    title = reading.listings[0].title if len(reading.listings) == 1 else None
    headings = {clean for found in _HEADING.finditer(text) if (clean := quoting.plain(found[1]))}
    if title and title in {quoting.plain(found[1]) for found in _TITLE.finditer(text)} and len(headings) == 1:
        heading = headings.pop()
        if title != heading and heading in title:
            hint = "read the heading of the page; the title of the document names the site, too"
            yield Difference("listings[0].title", repr(heading), repr(title), hint)


@check("case")
def prices_are_read(subject: Subject, case: Case) -> Iterator[Difference]:
    """A price is read from its place: where another amount stands there, the listing does not say the first one."""
    true = {one.key: one for one in subject.reading(case).listings}
    for mutant, result in _with_other_amounts(subject, case):
        for listing in result.listings:
            price, first = listing.price, true[listing.key].price if listing.key in true else None
            if price and first and price.amount == first.amount and not amounts.stands_in(price.amount, None, mutant.body):
                path = f"{case.name}, {mutant.change}: listing {listing.key}: price"
                yield Difference(path, "another amount, or null", str(price), "read the amount, and write none into the scraper")


@check("case")
def prices_stay_out_of_texts(subject: Subject, case: Case) -> Iterator[Difference]:
    """A text is not read together with a price: where another amount stands there, title, brand and the like stay the same."""
    true = {one.key: one for one in subject.reading(case).listings}
    for mutant, result in _with_other_amounts(subject, case):
        for listing in result.listings:
            for name in TEXTS if listing.key in true else ():
                before, value = getattr(true[listing.key], name), getattr(listing, name)
                if value and value != before:
                    path = f"{case.name}, {mutant.change}: listing {listing.key}: {name}"
                    yield Difference(path, repr(before), repr(value), "take the text of the element that holds this alone")


def _with_other_amounts(subject: Subject, case: Case) -> list[tuple[mutations.Mutant, PageResult]]:
    """The page with one of its prices changed, and what is read from it; read once for both checks."""
    kept = ("other amounts", case.name)
    if kept not in subject.kept:
        raws = [proof.raw for one in subject.reading(case).listings if (proof := one.evidence.get("price")) and proof.raw]
        made = mutations.with_other_amounts(case.page().text, raws)
        subject.kept[kept] = [(one, subject.read(case, case.page(one.body.encode("utf-8", "replace")))) for one in made]
    found: list[tuple[mutations.Mutant, PageResult]] = subject.kept[kept]
    return found


def _listings(result: PageResult) -> Iterator[tuple[str, Listing]]:
    for place, listing in enumerate(result.listings):
        yield f"listings[{place}]", listing
