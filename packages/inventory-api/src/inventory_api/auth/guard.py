"""The door of every route: who is asking, whether they may, and whether they ask too often.

    opt={"public": True}                 no account is needed
    opt={"scope": "inventory:read"}      a signed-in account, or an API key with that scope
    opt={"scope": ..., "admin": True}    an administrator's account
    opt={..., "unlimited": True}         not counted, for what machines ask all the time

A route that says nothing of itself is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from inventory_api.auth.caller import Caller
from inventory_api.auth.keys import ApiKeys
from inventory_api.auth.service import NO_LONGER_GOOD, Accounts
from inventory_api.auth.tokens import API_KEY_PREFIX
from inventory_api.errors import Forbidden, Unauthorized
from inventory_api.web.client import client_key
from inventory_api.web.limits import Limit, Limits, Use

AnyConnection = ASGIConnection[Any, Any, Any, Any]


async def authorize(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """Let pass who may use the route; its handler finds the caller as `request.user`.

    Unauthorized, Forbidden or TooManyRequests.
    """
    door: Door = connection.app.state.door
    public, limited = handler.opt.get("public") is True, not handler.opt.get("unlimited")
    if public and not limited:
        return
    token = None if public else token_of(connection)
    client = client_key(connection.scope["state"]["client"])
    caller, use = await door.enter(token, client, public=public)
    connection.scope["state"]["rate_limit"] = use.headers
    connection.scope["user"] = caller
    if not public:
        _check(caller, handler.opt)


@dataclass(frozen=True)
class Door:
    """Knows callers by their tokens, and counts what they ask."""

    accounts: Accounts
    keys: ApiKeys
    limits: Limits
    by_account: Limit
    by_client: Limit

    async def enter(self, token: str | None, client: str, *, public: bool) -> tuple[Caller | None, Use]:
        """The caller and what is left of their limit. Who is not known is counted by client. Unauthorized, TooManyRequests."""
        caller = await self._caller(token) if token else None
        if caller is not None:
            return caller, await self.limits.use_where_possible(self.by_account, str(caller.account_id))
        use = await self.limits.use_in_loop(self.by_client, client)
        if not public:
            raise Unauthorized("not_signed_in", NO_LONGER_GOOD, headers=use.headers)
        return None, use

    async def allows(self, token: str, scope: str) -> bool:
        """Whether the token is good now, and has the scope; this is not counted."""
        caller = await self._caller(token)
        return caller is not None and scope in caller.scopes

    async def _caller(self, token: str) -> Caller | None:
        return await (self.keys.caller(token) if token.startswith(API_KEY_PREFIX) else self.accounts.caller(token))


async def is_still_allowed(connection: AnyConnection, scope: str) -> bool:
    """Whether who opened a connection that lasts may go on: not where the token expired, was signed out or was revoked."""
    door: Door = connection.app.state.door
    return await door.allows(token_of(connection) or "", scope)


def _check(caller: Caller | None, opt: dict[str, Any]) -> None:
    scope = opt.get("scope")
    if caller is None or scope not in caller.scopes:
        raise Forbidden("scope_missing", f"This key is not allowed to do that: it needs the scope {scope}.", scope=scope)
    if opt.get("admin") and not caller.is_admin:
        raise Forbidden("admin_only", "Only an administrator may do that.")


def token_of(connection: AnyConnection) -> str | None:
    """The token that a request came with."""
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None
