"""Who is asking."""

from __future__ import annotations

from msgspec import Struct


class Caller(Struct, frozen=True):
    """The signed-in account and the workspace whose rows it works on. Handlers take it as a dependency named `caller`."""

    account_id: int
    workspace_id: int
    scopes: frozenset[str] = frozenset()
    """What an API key may do; all that the account may where the caller signed in with a password."""
    is_admin: bool = False
