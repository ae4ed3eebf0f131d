"""Who is asking, and what they may ask."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

Scope = Literal[
    "account",
    "events:read",
    "inventory:read",
    "inventory:write",
    "listings:read",
    "listings:write",
    "scraping:read",
    "scraping:write",
    "stats:read",
    "webhooks:read",
    "webhooks:write",
]
"""What an API key can be allowed to do. A route names the one that it needs: `opt={"scope": "inventory:read"}`."""
SCOPES: tuple[Scope, ...] = get_args(Scope)
ALL: frozenset[str] = frozenset(SCOPES)


class Caller(Struct, frozen=True):
    """The signed-in account and the workspace whose rows it works on. Handlers take it as a dependency named `caller`."""

    account_id: int
    workspace_id: int
    scopes: frozenset[str] = ALL
    """What an API key may do; all that the account may where the caller signed in with a password."""
    is_admin: bool = False
    session_id: str | None = None
    """The sign-in that the access token came of; None with an API key."""
