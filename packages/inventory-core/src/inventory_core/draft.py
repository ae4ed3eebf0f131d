"""Draft: a listing in the making, where each value comes with its evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from inventory_core.errors import Unusable
from inventory_core.listing import Listing, Origin
from inventory_core.money import Money
from inventory_core.page import Page
from inventory_core.text import clean_block, clean_line
from inventory_core.urls import body_key, canonical_url

MAX_RAW, MAX_REASON = 500, 200
_CONFLICTS = frozenset({"price", "availability", "identifiers.gtin"})
_BLOCKS = frozenset({"description"})
_PARTS = frozenset({"identifiers", "condition", "seller", "shipping", "rating", "attributes"})

FieldMap = Mapping[str, str | tuple[str, Callable[[Any], Any]]]
"""What `Draft.fill` takes: a field of the listing to a path of the data, or to a path and a function of what stands there."""


@dataclass(frozen=True)
class Found:
    """A value with where it was read: what readers return and `Draft.take` takes."""

    value: Any
    origin: Origin
    locator: str = ""
    raw: str | None = None


class Draft:
    """Collects one listing from one page.

        draft = self.draft(page, listing_id=id)
        draft.put("title", heading, "css", "h1")
        draft.fill("api", body, {"likes": "num_likes", "price": ("price", yen)})
        yield draft

    Field names are those of the listing model; a dot reaches inside ("identifiers.sku", "attributes.Material"). Null and empty
    values are not recorded. The first value that is put for a field stays; a later, different one becomes an alternative.
    """

    def __init__(self, page: Page, *, source: str, listing_id: str | None = None, url: str | None = None) -> None:
        self._page = page
        address = url or page.url
        self._values: dict[str, Any] = {
            "source": source,
            "listing_id": listing_id,
            "url": canonical_url(address) if address else None,
        }
        # As data, which the listing's model checks all at once, several times faster than one by one.
        self._evidence: dict[str, dict[str, Any]] = {}
        self._warnings: list[dict[str, str | None]] = []

    def get(self, field: str) -> Any:
        """What was put for a field, or null."""
        return self._values.get(field)

    def put(self, field: str, value: Any, origin: Origin, locator: str = "", raw: object = None) -> Draft:
        """Record a value and where it stood; `raw` is the text that stood there, the value itself where it is not given.

        An object of the page's data becomes JSON; at most MAX_RAW characters are kept.
        """
        value = _clean(field, value)
        if value is None or (isinstance(value, (str, list, tuple, dict)) and not value):
            return self
        if field in self._evidence:
            return self._note_other(field, value, origin, locator)
        self._values[field] = value
        self._evidence[field] = {"origin": origin, "locator": locator, "raw": _raw(value if raw is None else raw)}
        return self

    def take(self, field: str, found: Found | None, convert: Callable[[Any], Any] | None = None) -> Draft:
        """Record what a reader found, or what `convert` makes of it (as in fill); nothing where it found nothing."""
        if found is None:
            return self
        _check_found(field, found)
        if found.raw is None:
            found = replace(found, raw=found.value)
        return self._put_converted(field, found, convert)

    def fill(self, origin: Origin, data: Any, fields: FieldMap) -> Draft:
        """Record several fields from decoded JSON: a path ("seller.name", "photos.0"), or a path and a function of its value.

        A path that leads nowhere, or a function that returns null, records nothing. A function that raises Unusable, or what
        unexpected data makes it raise (ValueError, pydantic's too, TypeError, KeyError, ...), leaves the field null and a
        warning on the listing.
        """
        for field, spec in fields.items():
            path, convert = (spec, None) if isinstance(spec, str) else spec
            raw = look_up(data, path)
            if raw is not None:
                self._put_converted(field, Found(raw, origin, path, raw), convert)
        return self

    def warn(self, code: str, field: str | None = None, message: str = "") -> Draft:
        """Add a warning with a stable code."""
        self._warnings.append({"code": code, "field": field, "message": message})
        return self

    def warned(self, code: str) -> bool:
        """True where a warning with this code was added: a missing price may be a hidden one."""
        return any(warning["code"] == code for warning in self._warnings)

    def listing(self) -> Listing:
        """The listing; pydantic's ValidationError names the fields that do not fit the model."""
        self._settle_prices()
        values: dict[str, Any] = {}
        for field, value in self._values.items():
            head, _, rest = field.partition(".")
            if rest and head in _PARTS:
                values.setdefault(head, {})[rest] = value
            else:
                values[field] = value
        if not (values["listing_id"] or values["url"]):
            values["key"] = f"{values['source']}:{body_key(self._page.body)}"
        return Listing.model_validate(
            {**values, "evidence": self._evidence, "warnings": self._warnings, "fetched_at": self._page.fetched_at}
        )

    def _put_converted(self, field: str, found: Found, convert: Callable[[Any], Any] | None) -> Draft:
        try:
            value = convert(found.value) if convert else found.value
        except Unusable as unusable:
            return self.warn(unusable.code, field, str(unusable))
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            return self.warn("value_unreadable", field, f"{_raw(found.value)} could not be read ({_reason(error)})")
        return self.put(field, value, found.origin, found.locator, found.raw)

    def _note_other(self, field: str, value: Any, origin: Origin, locator: str) -> Draft:
        if value != self._values[field]:
            others, text = self._evidence[field].setdefault("alternatives", []), _raw(value) or ""
            others.append({"value": text, "origin": origin, "locator": locator})
            if field in _CONFLICTS and len(others) == 1:
                self.warn(f"{field.rpartition('.')[2]}_conflict", field, f"{origin} says {text}")
        return self

    def _settle_prices(self) -> None:
        """A former or upper price that is not above the price is no such thing: it goes, with a warning."""
        price = self._values.get("price")
        for field in ("original_price", "price_max"):
            other = self._values.get(field)
            if other is None:
                continue
            if price is None or other.currency != price.currency or other.amount <= price.amount:
                del self._values[field], self._evidence[field]
                if price is None or other != price:
                    self.warn(f"{field}_dropped", field, f"{other} is not above the price")


def _check_found(field: str, found: object) -> None:
    if not isinstance(found, Found):
        said = "takes what a reader of the toolkit found, a Found; put() takes the value itself"
        raise TypeError(f"take({field!r}, ...) {said}, not {type(found).__name__}")


def look_up(data: Any, path: str) -> Any:
    """The value at a dotted path of decoded JSON ("photos.0.url"); null where it leads nowhere."""
    for step in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def _clean(field: str, value: Any) -> Any:
    if isinstance(value, str):
        return clean_block(value) if field in _BLOCKS else clean_line(value)
    if isinstance(value, (list, tuple)):
        cleaned = (clean_line(part) if isinstance(part, str) else part for part in value)
        return tuple(part for part in cleaned if part not in (None, ""))
    return value


def _reason(error: Exception) -> str:
    """Why a function could not read a value, in a line for the author of the scraper."""
    said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else f"{type(error).__name__}: {error}"
    return clean_line(said)[:MAX_REASON]


def _raw(value: object) -> str | None:
    """The text of a value: what is not one word of a page, such as an object of its data, as JSON."""
    if isinstance(value, (str, Money)):
        value = str(value)
    elif isinstance(value, BaseModel):
        value = value.model_dump_json(exclude_none=True)
    elif isinstance(value, (bool, Mapping)) or _holds_objects(value):
        value = _json(value)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        value = ", ".join(_raw(part) or "" for part in value)
    return clean_line(str(value))[:MAX_RAW]


def _holds_objects(value: object) -> bool:
    return isinstance(value, (list, tuple)) and any(isinstance(part, (list, tuple, Mapping)) for part in value)


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    except (TypeError, ValueError):  # keys that JSON does not have, or an object within itself
        return str(value)
