"""The door of every route: who is asking, whether they may, and whether they ask too often.

    opt={"public": True}                 no account is needed; nor is one for OPTIONS, which tells the methods of a route
    opt={"scope": "inventory:read"}      a signed-in account, or an API key with that scope
    opt={"scope": ..., "admin": True}    an administrator's account
    opt={..., "unlimited": True}         not counted, for what machines ask all the time
    opt={..., "at_once": True}           who asks is looked up together with what the route reads: see `ask_at_once`

A route that says nothing of itself is closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from inventory_api.auth.caller import Caller
from inventory_api.auth.keys import ApiKeys
from inventory_api.auth.service import NO_LONGER_GOOD, Accounts
from inventory_api.auth.tokens import API_KEY_PREFIX, hash_of
from inventory_api.database import Database
from inventory_api.direct import Steps, together
from inventory_api.errors import Forbidden, Unauthorized
from inventory_api.web.client import client_key
from inventory_api.web.limits import Limit, Limits, Use
from inventory_api.web.wire import AnyRequest

AnyConnection = ASGIConnection[Any, Any, Any, Any]
T = TypeVar("T")
_MOST_KNOWN = 10_000
_EXPECTED_SECONDS = 10.0


async def authorize(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """Let pass who may use the route; its handler finds the caller as `request.user`.

    Unauthorized, Forbidden or TooManyRequests.
    """
    door: Door = connection.app.state.door
    public, limited = _is_public(connection, handler), not handler.opt.get("unlimited")
    if public and not limited:
        return
    token = None if public else token_of(connection)
    state = connection.scope["state"]
    if token and handler.opt.get("at_once") and (expected := door.expected(token)):
        state["rate_limit"] = (await door.count(expected)).headers
        state["expected"], connection.scope["user"] = expected, None
        _check(expected, handler.opt)
        return
    await _enter(connection, handler, token)


async def _enter(connection: AnyConnection, handler: BaseRouteHandler, token: str | None) -> None:
    door: Door = connection.app.state.door
    public, state = _is_public(connection, handler), connection.scope["state"]
    caller, use = await door.enter(token, client_key(state["client"]), public=public)
    state["rate_limit"], connection.scope["user"] = use.headers, caller
    if not public:
        _check(caller, handler.opt)


def _is_public(connection: AnyConnection, handler: BaseRouteHandler) -> bool:
    return handler.opt.get("public") is True or connection.scope.get("method") == "OPTIONS"


async def ask_at_once(request: AnyRequest, steps_of: Callable[[Caller], Steps[T]], *, bounded: bool = True) -> T:
    """What the steps of the caller give, as `Database.ask`: for routes whose `opt` says `at_once`. Unauthorized.

    Who asked within ten seconds with the same token is expected to be the same: then the look whether that still holds goes
    along with the first statements, in one journey and one transaction, and what they found is for nobody where it does not.
    `request.user` is None until then, so that a route which forgets this has no workspace to read from.
    """
    database: Database = request.app.state.database
    expected: Caller | None = request.scope["state"].pop("expected", None)
    if expected is not None:
        try:
            return await database.ask(together(_proof(request, expected), steps_of(expected)))
        except NotAsExpected:
            await _enter(request, request.route_handler, token_of(request))
    return await database.ask(steps_of(request.user), bounded=bounded)


def _proof(request: AnyRequest, expected: Caller) -> Steps[None]:
    door: Door = request.app.state.door
    token = token_of(request) or ""
    if (yield from door.find_caller(token)) != expected:
        raise NotAsExpected
    door.remember(token, expected)
    request.scope["user"] = expected


class NotAsExpected(Exception):
    """The token is not that of the caller who had it before, or there is more to do than to look."""


@dataclass(frozen=True)
class Door:
    """Knows callers by their tokens, and counts what they ask."""

    accounts: Accounts
    keys: ApiKeys
    limits: Limits
    by_account: Limit
    by_client: Limit
    known: dict[str, tuple[Caller, float]] = field(default_factory=dict)
    """Callers by the hashes of their tokens, and until when they are expected again."""

    async def enter(self, token: str | None, client: str, *, public: bool) -> tuple[Caller | None, Use]:
        """The caller and what is left of their limit. Who is not known is counted by client. Unauthorized, TooManyRequests."""
        caller = await self._caller(token) if token else None
        if token:
            self.remember(token, caller)
        if caller is not None:
            return caller, await self.count(caller)
        use = await self.limits.use_in_loop(self.by_client, client)
        if not public:
            raise Unauthorized("not_signed_in", NO_LONGER_GOOD, headers=use.headers)
        return None, use

    async def count(self, caller: Caller) -> Use:
        """Count a request of this caller; TooManyRequests."""
        return await self.limits.use_where_possible(self.by_account, str(caller.account_id))

    def expected(self, token: str) -> Caller | None:
        """Who had this token a moment ago; None where that is not known, or saves no journey.

        It is counted on their account before it is proven: so a token that was revoked must not be expected for long.
        """
        caller, until = self.known.get(hash_of(token), (None, 0.0))
        return caller if time.monotonic() < until and self.accounts.database.asks_together else None

    def find_caller(self, token: str) -> Steps[Caller | None]:
        """Whose token this is, as steps; None where it is not good, or where only `enter` can tell."""
        return self.keys.find_caller(token) if token.startswith(API_KEY_PREFIX) else self.accounts.find_caller(token)

    def remember(self, token: str, caller: Caller | None) -> None:
        """Expect this caller for a moment; None: nobody."""
        self.known.pop(hash_of(token), None)
        if len(self.known) >= _MOST_KNOWN:
            self.known.clear()
        if caller is not None:
            self.known[hash_of(token)] = caller, time.monotonic() + _EXPECTED_SECONDS

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
