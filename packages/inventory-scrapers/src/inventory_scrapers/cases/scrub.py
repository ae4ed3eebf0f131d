"""Puts something else in the place of each secret, the same for the same one, so that what belongs together stays together."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from inventory_core import Listing
from inventory_scrapers.cases.reading import Reader, harmless
from inventory_scrapers.cases.secrets import SHORTEST, Secret, find

SELLER = "seller's name"
_LONG = 16
"""Characters from which on a value is sure to stand for itself, even in the middle of a word."""


@dataclass(frozen=True)
class Replacement:
    """A secret and what stands in its place, in all the ways in which a page may write it."""

    secret: Secret
    by: str

    def apply(self, text: str) -> str:
        """The text without the secret."""
        for form in _forms(self.secret.text):
            if form not in text:
                continue
            if self._is_a_word:
                text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", lambda _found: self.by, text)
            else:
                text = text.replace(form, self.by)
        return text

    @property
    def _is_a_word(self) -> bool:
        """Whether the value is meant only where it stands alone: a name, a number, what is short."""
        kind, text = self.secret
        return kind in (SELLER, "phone number", "IP address") or text.isdigit() or (len(text) < _LONG and "@" not in text)


@dataclass(frozen=True)
class Scrubbed:
    """A text that was scrubbed, what was replaced in it, and the secrets that stayed because the reading needs them."""

    text: str
    replacements: list[Replacement]
    stayed: list[Secret]

    @property
    def replaced(self) -> Counter[str]:
        """How many secrets of each kind went."""
        return Counter(one.secret.kind for one in self.replacements)

    def clean(self, text: str) -> str:
        """Another text, such as an address, without the same secrets."""
        return apply(self.replacements, text)


def scrub(text: str, urls: Iterable[str], sellers: Iterable[str], reader: Reader, url: str) -> Scrubbed:
    """The text without secrets, as long as it is read as before: with each secret's replacement where the secret was."""
    listings = reader.read(reader.page(text)).listings
    names = _names(listings)
    words = "\n".join([_words(listings), *names, *(listing.url or "" for listing in listings)])
    secrets = [secret for secret in find("\n".join([text, *urls])) if not any(secret.text in name for name in names)]
    sellers = list(sellers)
    planned = plan([*secrets, *(Secret(SELLER, name) for name in sellers if name not in words)])
    expected = json.dumps(reader.essence(text), ensure_ascii=False)

    def is_harmless(some: list[Replacement]) -> bool:
        read = reader.essence(apply(some, text), apply(some, url))
        return json.dumps(read, ensure_ascii=False) == apply(some, expected)

    going = harmless(planned, is_harmless)
    clean = apply(going, text)
    stayed = [one.secret for one in planned if one.apply(clean) != clean]
    return Scrubbed(clean, going, [*stayed, *(Secret(SELLER, name) for name in sellers if name in words)])


def plan(secrets: Iterable[Secret]) -> list[Replacement]:
    """What to put for each secret; numbered by kind, so that the same page gives the same case."""
    numbers = Counter[str]()
    planned: list[Replacement] = []
    for secret in secrets:
        numbers[secret.kind] += 1
        planned.append(Replacement(secret, _stand_in(secret, numbers[secret.kind])))
    return planned


def apply(replacements: Iterable[Replacement], text: str) -> str:
    """The text without these secrets; the longest first, because one may be a part of another."""
    for one in sorted(replacements, key=lambda one: (-len(one.secret.text), one.secret.text)):
        text = one.apply(text)
    return text


def holds(text: str, secret: str) -> bool:
    """Whether a secret stands in a text, in any of the ways in which a page may write it."""
    return any(form in text for form in _forms(secret))


def _stand_in(secret: Secret, number: int) -> str:
    kind, text = secret
    if kind == "e-mail address":
        return "0" * len(text) if re.fullmatch("[0-9a-fA-F]+", text) else f"person{number}@example.org"
    if kind == "IP address":
        return f"2001:db8::{number:x}" if ":" in text else f"192.0.2.{number % 256}"
    if text.isdigit():
        return str(10 ** (max(len(text), SHORTEST) - 1) + number)
    if kind == "phone number":
        return f"+1-202-555-01{number % 100:02}"
    return f"Seller {number}" if kind == SELLER else f"scrubbed-{kind.split()[0]}-{number}"


def _forms(text: str) -> list[str]:
    """A text as it is, and as addresses, markup and JSON write it; the longest first."""
    escaped = json.dumps(text)[1:-1]
    forms = {
        text,
        quote(text, safe=""),
        html.escape(text),
        escaped,
        escaped.replace("/", "\\/"),
        json.dumps(text, ensure_ascii=False)[1:-1],
    }
    return sorted(forms, key=lambda form: (-len(form), form))


def _names(listings: Iterable[Listing]) -> set[str]:
    """What makes a listing this one, and so is no secret although it may look like one."""
    named: set[str | None] = set()
    for listing in listings:
        named |= {listing.listing_id, listing.seller.id if listing.seller else None}
        named |= {value for _, value in listing.identifiers if isinstance(value, str)}
    return {one for one in named if one}


def _words(listings: Iterable[Listing]) -> str:
    """What is sold: a seller who is called like it cannot be taken out of the page."""
    return "\n".join(word for one in listings for word in (one.title, one.brand, *one.category) if word)
