"""Whether many items have the words of a search: asked of the newest items, and remembered for a minute.

It decides how items are looked for, never which are found: so an answer that is no longer true costs time alone. Who turns the
pages of a search, or asks for the same again, does not have it looked up each time.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import and_, bindparam, column, func, select, table, text

from inventory_api.direct import Ask, Steps
from inventory_api.inventory.store import ITEMS
from inventory_api.web.keyset import in_order

_KEPT_SECONDS = 60.0
_MOST = 10_000
_COMMON, _LOOKED_AT = 10, 200

WORDS = table("item_search", column("rowid"), column("item_id"), column("words"))

OWNER, OWN = ITEMS.c.workspace_id, bindparam("workspace_id", type_=ITEMS.c.workspace_id.type)
OWN_ITEMS = and_(OWNER >= OWN, OWNER <= OWN)
"""With `=` in place of these PostgreSQL may go through the items of all others by the primary key, until it meets one of these;
where the workspace is a part of the order there is but one index in it."""
_NEWEST = in_order(
    select(WORDS.c.words, OWNER, ITEMS.c.id).where(OWN_ITEMS, WORDS.c.item_id == ITEMS.c.id),
    (OWNER, ITEMS.c.id),
    descends=True,
    continues=False,
    most=_LOOKED_AT,
).subquery("newest")
_PROBE_WORDS = (
    select(func.count().label("found")).select_from(_NEWEST).where(text("newest.words @@ (SELECT CAST(:text AS tsquery))"))
)


class Commonness:
    """What was found of searches, by their expression, which begins with the workspace."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bool, float]] = {}

    def of(self, expression: str) -> bool | None:
        """Whether it is common; None where that is not known, or not any more."""
        is_common, until = self._known.get(expression, (None, 0.0))
        return is_common if time.monotonic() < until else None

    def note(self, expression: str, *, is_common: bool) -> None:
        """Remember it."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[expression] = is_common, time.monotonic() + _KEPT_SECONDS

    def forget(self) -> None:
        """Know nothing."""
        self._known.clear()


COMMONNESS = Commonness()
"""Of this process."""


def are_common(values: dict[str, Any]) -> Steps[bool]:
    """Whether so many of the newest items have the words that going through all in order finds a page soon; on PostgreSQL."""
    is_common = COMMONNESS.of(values["text"])
    if is_common is None:
        (newest,) = yield [Ask(_PROBE_WORDS, {**values, "limit": _LOOKED_AT})]
        is_common = newest[0]["found"] >= _COMMON
        COMMONNESS.note(values["text"], is_common=is_common)
    return is_common
