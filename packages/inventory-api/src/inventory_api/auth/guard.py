"""The door of every route: who is asking, and whether they may.

opt={"public": True}                 no account is needed
opt={"scope": "inventory:read"}      a signed-in account, or an API key with that scope
opt={"scope": ..., "admin": True}    an administrator's account

A route that says nothing of itself is closed.
"""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from inventory_api.auth.caller import Caller
from inventory_api.auth.service import NO_LONGER_GOOD, Accounts
from inventory_api.errors import Forbidden, Unauthorized

Connection = ASGIConnection[Any, Any, Any, Any]


async def authorize(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let pass who may use the route; its handler finds the caller as `request.user`. Unauthorized or Forbidden."""
    if handler.opt.get("public") is True:
        return
    caller = _caller(connection)
    connection.scope["user"] = caller
    scope = handler.opt.get("scope")
    if scope not in caller.scopes:
        raise Forbidden("scope_missing", f"This key is not allowed to do that: it needs the scope {scope}.", scope=scope)
    if handler.opt.get("admin") and not caller.is_admin:
        raise Forbidden("admin_only", "Only an administrator may do that.")


def _caller(connection: Connection) -> Caller:
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthorized("not_signed_in", NO_LONGER_GOOD)
    accounts: Accounts = connection.app.state.accounts
    return accounts.caller(token)
