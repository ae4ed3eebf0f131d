"""The options of `search` as a Query."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, get_args

from inventory_core import Query
from inventory_core.listing import Grade
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure

OPTIONS = ("min_price", "max_price", "currency", "sort", "sold", "grades", "filters")
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
GRADES: tuple[str, ...] = get_args(get_args(Grade)[0])


def make(
    words: tuple[str, ...],
    *,
    min_price: str | None,
    max_price: str | None,
    grades: tuple[Any, ...],
    filters: tuple[str, ...],
    **more: Any,
) -> Query:
    """The query; Failure (usage) for no words, and for what is no amount, no grade or no NAME=VALUE."""
    unknown = [grade for grade in grades if grade not in GRADES]
    if unknown:
        raise Failure(ExitCode.USAGE, f"no condition is called {unknown[0]!r}; there are: {', '.join(GRADES)}")
    if not "".join(words).strip():
        raise Failure(ExitCode.USAGE, "give words to search for")
    pairs = dict(_pair(one) for one in filters)
    return Query(
        text=" ".join(words),
        min_price=_amount("--min-price", min_price),
        max_price=_amount("--max-price", max_price),
        grades=grades,
        filters=pairs,
        **more,
    )


def _amount(option: str, text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not _AMOUNT.fullmatch(text):
        raise Failure(ExitCode.USAGE, f"{option} takes an amount such as 12.50, not {text!r}")
    return Decimal(text)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise Failure(ExitCode.USAGE, f"--filter takes NAME=VALUE, not {text!r}")
    return name, value
