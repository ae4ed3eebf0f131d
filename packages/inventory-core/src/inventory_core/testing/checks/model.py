"""What a listing may say: the fields of the model, exact money, ids, addresses, evidence, and nothing guessed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from inventory_core.currencies import CODES, MINOR_UNITS
from inventory_core.listing import OBSERVABLE, Evidence, Listing, ListingWarning, is_given
from inventory_core.money import Money, UnitPrice, plain
from inventory_core.testing import mutations
from inventory_core.testing.cases import Case
from inventory_core.testing.check import Subject, check
from inventory_core.testing.compare import Difference
from inventory_core.urls import canonical_url

MOST_TITLES = 5
PARTS = ("identifiers", "condition", "seller", "shipping", "rating", "attributes")
"""Fields whose parts are read one by one, so that the evidence may be that of a part ("shipping.payer")."""
WITHOUT_EVIDENCE = frozenset({"listing_id", "url"})
PLACEHOLDER = re.compile(
    r"(null|none|undefined|nan|n/?a|unknown|not available|-+|\.+|\?+|\[object object\]|.*\{\{.*\}\}.*|.*\$\{.*\}.*)",
    re.IGNORECASE,
)
MARKUP = re.compile(
    r"</[a-z][a-z0-9]*>|<(?:a|b|br|div|em|i|img|li|p|span|strong|ul)(?:\s[^<>]{0,200})?/?>"
    r"|&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});",
    re.IGNORECASE,
)
"""Tags that shops write in descriptions, and the entities that escaping leaves; "<3" and "R&D;" are neither."""
FREE_TEXT = re.compile(r"(attributes\.|condition\.raw|size|evidence|description)")


@check("case")
def fields_are_the_models(subject: Subject, case: Case) -> Iterator[Difference]:
    """A listing has the fields and words of the model and no others, in its parts and its evidence too."""
    for path, value in _parts(subject, case):
        extra = getattr(value, "model_extra", None)
        if extra and not isinstance(value, Evidence):
            known = ", ".join(type(value).model_fields)
            for name in extra:
                yield Difference(f"{path}.{name}", f"one of {known}", "no field of the model", "mend the name, or use attributes")
        yield from _unknown_words(path, value)
        if isinstance(value, Listing):
            yield from _unknown_evidence(path, value)


def _unknown_evidence(path: str, listing: Listing) -> Iterator[Difference]:
    for name in listing.evidence:
        if name.partition(".")[0] not in Listing.model_fields:
            yield Difference(f"{path}.evidence.{name}", "the path of a field", name, "name the field as the model does")
        yield from _unknown_words(f"{path}.evidence.{name}", listing.evidence[name])


def _unknown_words(path: str, value: BaseModel) -> Iterator[Difference]:
    """Words that the model keeps for the sake of newer plugins, but has no name for."""
    for name, field in type(value).model_fields.items():
        known, word = _names_in(field.annotation), getattr(value, name)
        if known and isinstance(word, str) and word not in known:
            hint = "use the nearest of them; what has no name here is 'unknown'" if "unknown" in known else "use one of them"
            yield Difference(f"{path}.{name}", f"one of {', '.join(known)}", repr(word), hint)


def _names_in(annotation: Any) -> tuple[str, ...]:
    """The words of a Literal, however it is wrapped; none where there is no Literal."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(name for part in get_args(annotation) for name in _names_in(part))


@check("case")
def money_is_exact(subject: Subject, case: Case) -> Iterator[Difference]:
    """An amount is not negative and has no more places than its currency, whose code is one of ISO 4217, or null."""
    for path, money in _parts(subject, case):
        if not isinstance(money, Money):
            continue
        code = money.currency
        if code is not None and code not in CODES:
            yield Difference(f"{path}.currency", "a code of ISO 4217, or null", repr(code), "leave it null where it is not told")
        if money.amount < 0:
            yield Difference(f"{path}.amount", "0 or more", str(money.amount), "a discount is no price")
        if not isinstance(money, UnitPrice) and _places(money) > MINOR_UNITS.get(code or "", 2 if code else 4):
            shown = f"at most {MINOR_UNITS.get(code or '', 2)} decimal places"
            yield Difference(
                f"{path}.amount", shown, plain(money.amount), "make it of the text or of whole cents, not of a float"
            )


def _places(money: Money) -> int:
    exponent = money.amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@check("case")
def ids_are_the_sites(subject: Subject, case: Case) -> Iterator[Difference]:
    """A listing has the site's own id, which makes its key, and which is the same however one came to the page."""
    for path, listing in _listings(subject, case):
        if not listing.listing_id:
            yield Difference(f"{path}.listing_id", "the site's own id", "null", "read the id; where a page has none, name a gap")
        elif re.search(r"\s", listing.listing_id):
            hint = "take the id by which the site knows it, as in its address or its data; a title is none"
            yield Difference(f"{path}.listing_id", "an id without spaces", repr(listing.listing_id), hint)
        elif listing.key != f"{listing.source}:{listing.listing_id}":
            yield Difference(f"{path}.key", f"{listing.source}:{listing.listing_id}", listing.key, "leave `key` to the model")
    yield from _other_keys(subject, case)


def _other_keys(subject: Subject, case: Case) -> Iterator[Difference]:
    """Ids that a tracking parameter, or what is kept between pages, changes."""
    glue = "&" if "?" in case.url else "?"
    again = subject.read(case, case.page(url=f"{case.url}{glue}utm_source=mail"))
    keys = [listing.key for listing in subject.reading(case).listings]
    if (other := [listing.key for listing in again.listings]) != keys:
        hint = "take the id from the path or the data of the page, not from its address as a whole"
        yield Difference("keys with utm_source=mail", str(keys[:5]), str(other[:5]), hint)
    yield from _keys_of_titles(subject, case, keys)


def _keys_of_titles(subject: Subject, case: Case, keys: list[str]) -> Iterator[Difference]:
    """Ids that change with the title, and so would each time that a seller mends it."""
    titles = [one.title for one in subject.reading(case).listings if one.title and one.title != one.listing_id]
    for mutant in itertools.islice(mutations.with_other_words(case.page().text, titles), MOST_TITLES):
        other = [one.key for one in subject.read(case, case.page(mutant.body.encode("utf-8", "replace"))).listings]
        if len(other) == len(keys) and other != keys:
            hint = "take the id by which the site knows it, as in its address or its data; sellers change their titles"
            yield Difference(f"keys, {mutant.change}", str(keys[:5]), str(other[:5]), hint)


@check()
def one_address_is_one_listing(subject: Subject) -> Iterator[Difference]:
    """Two listings with one address have one key, and two with one key have one address, on every kind of page."""
    by_url: dict[str, tuple[str, str]] = {}
    by_key: dict[str, tuple[str, str]] = {}
    for case in subject.cases:
        for _, listing in _listings(subject, case):
            if listing.url is None:
                continue
            url = canonical_url(listing.url)
            for known, name, value in ((by_url, url, listing.key), (by_key, listing.key, url)):
                first, where = known.setdefault(name, (value, case.name))
                if first != value:
                    yield Difference(f"{case.name}: {name}", f"{first}, as in {where}", value, "use one id and one address")


@check("case")
def addresses_are_absolute(subject: Subject, case: Case) -> Iterator[Difference]:
    """Addresses are absolute; those of a listing and of its variants lead to the scraper's own hosts."""
    for path, listing in _listings(subject, case):
        if listing.url is None:
            yield Difference(f"{path}.url", "the address of the listing", "null", "give `url` to self.draft()")
        owned = [(path, listing.url), *((f"{path}.variants[{at}]", one.url) for at, one in enumerate(listing.variants))]
        for place, url in owned:
            if url and not subject.claims(url):
                yield Difference(f"{place}.url", f"a host of {', '.join(subject.scraper.hosts)}", url, "leave it out")


@check("case")
def evidence_for_each_value(subject: Subject, case: Case) -> Iterator[Difference]:
    """Each value that a listing has says where it was read, and nothing else does."""
    for path, listing in _listings(subject, case):
        for name in OBSERVABLE:
            value, named = getattr(listing, name), _evidence_of(listing, name)
            if is_given(value) and not named and name not in WITHOUT_EVIDENCE:
                hint = "put it with draft.put, take or fill; a constant of the site is read from nowhere, and is left null"
                yield Difference(f"{path}.evidence.{name}", "where it was read", "nothing", hint)
        for name in listing.evidence:
            head, _, rest = name.partition(".")
            if not _is_there(getattr(listing, head, None), rest):
                yield Difference(f"{path}.evidence.{name}", "a value of that field", "evidence alone", "drop it with the value")


def _evidence_of(listing: Listing, name: str) -> bool:
    return name in listing.evidence or (name in PARTS and any(one.startswith(f"{name}.") for one in listing.evidence))


def _is_there(value: Any, rest: str) -> bool:
    """Whether a field, or a part of it, holds anything; "unknown" is an observation too."""
    if rest and isinstance(value, dict):
        value = value.get(rest)
    elif rest:
        value = getattr(value, rest, None)
    if isinstance(value, BaseModel):
        return any(_is_there(part, "") for _, part in value)
    return is_given(value) or value == "unknown"


@check("case")
def nothing_is_guessed(subject: Subject, case: Case) -> Iterator[Difference]:
    """A missing price is not 0, a missing text not "N/A", a missing time not 1970: what was not observed is null."""
    for path, value in _parts(subject, case):
        for name, part in value:
            yield from _guesses(f"{path}.{name}", part)
    for path, listing in _listings(subject, case):
        if listing.price is not None and not listing.price.amount and listing.sale_kind != "free":
            hint = "leave a price null that is not there; where the thing is free, say sale_kind 'free'"
            yield Difference(f"{path}.price", "more than 0", str(listing.price), hint)


def _guesses(path: str, value: Any) -> Iterator[Difference]:
    if isinstance(value, (tuple, dict)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for at, part in pairs:
            yield from _guesses(f"{path}.{at}", part)
    elif isinstance(value, str) and not FREE_TEXT.search(path) and value != "unknown" and PLACEHOLDER.fullmatch(value.strip()):
        yield Difference(path, "a value, or null", repr(value), "leave it null: a word for nothing is no value")
    elif (year := getattr(value, "year", 2000)) in (1, 1970, 9999):
        yield Difference(path, "a time, or null", str(value), f"a time in {year} stands for none")


@check("case")
def texts_are_plain(subject: Subject, case: Case) -> Iterator[Difference]:
    """A text is what a visitor reads: without tags, and with letters in place of entities."""
    for path, value in _parts(subject, case):
        for name, part in value:
            if isinstance(part, str) and name != "url" and (found := MARKUP.search(part)):
                hint = "take the text of the element; what stands in JSON or in an attribute, unescape and strip"
                yield Difference(f"{path}.{name}", "plain text", repr(found[0]), hint)


@check("case")
def names_of_sellers_stay_out(subject: Subject, case: Case) -> Iterator[Difference]:
    """The name of a seller stands in seller.name alone, from where it is dropped unless someone asked for it."""
    asked = [listing for listing in _with_sellers(subject, case) if listing.seller and listing.seller.name]
    if not asked:
        return
    for path, listing in _listings(subject, case):
        for other in asked:
            name = other.seller.name if other.seller else None
            if other.key == listing.key and name and len(name) >= 4:
                yield from _mentions(path, listing, name)


def _with_sellers(subject: Subject, case: Case) -> tuple[Listing, ...]:
    from inventory_core.reading import read_page

    return read_page(subject.instance, case.page(), keep_sellers=True).listings


def _mentions(path: str, listing: Listing, name: str) -> Iterator[Difference]:
    """Evidence of another field that holds the name; titles, descriptions and addresses are what the page says."""
    for field, evidence in listing.evidence.items():
        own = field.partition(".")[0] in ("title", "description", "url", "images") or field == "seller.name"
        if not own and name in (evidence.raw or ""):
            yield Difference(f"{path}.evidence.{field}.raw", "no name of a seller", repr(evidence.raw), "cut it out of `raw`")


def _listings(subject: Subject, case: Case) -> Iterator[tuple[str, Listing]]:
    for place, listing in enumerate(subject.reading(case).listings):
        yield f"listings[{place}]", listing


def _parts(subject: Subject, case: Case) -> Iterator[tuple[str, BaseModel]]:
    """Every listing with each model inside it, and where that stands."""
    for path, listing in _listings(subject, case):
        yield from _inside(path, listing)


def _inside(path: str, value: Any) -> Iterator[tuple[str, BaseModel]]:
    if isinstance(value, (Evidence, ListingWarning)):
        return
    if isinstance(value, BaseModel):
        yield path, value
        for name, part in value:
            yield from _inside(f"{path}.{name}", part)
    elif isinstance(value, (tuple, list)):
        for place, part in enumerate(value):
            yield from _inside(f"{path}[{place}]", part)
