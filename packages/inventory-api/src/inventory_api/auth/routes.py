"""Accounts and sign-ins."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from inventory_api.auth import queries
from inventory_api.auth.caller import Caller
from inventory_api.auth.schemas import Credentials, Me, Registered, Registration, Tokens
from inventory_api.auth.service import NO_LONGER_GOOD, Accounts
from inventory_api.database import Database
from inventory_api.errors import Unauthorized


class Auth(Controller):
    """`/api/auth`."""

    path = "/api/auth"
    tags = ("auth",)

    @post("/register", opt={"public": True}, sync_to_thread=True)
    def register(self, data: JSONBody[Registration], accounts: NamedDependency[Accounts]) -> Registered:
        """Make an account. The answer does not tell whether the address already had one."""
        accounts.register(data.email, data.password)
        return Registered(data.email.lower())

    @post("/login", opt={"public": True}, status_code=200, sync_to_thread=True)
    def login(self, data: JSONBody[Credentials], accounts: NamedDependency[Accounts]) -> Tokens:
        """Sign in with a password."""
        return accounts.sign_in(data.email, data.password)

    @get("/me", opt={"scope": "account"}, sync_to_thread=True)
    def me(self, caller: NamedDependency[Caller], database: NamedDependency[Database]) -> Me:
        """The account that asks."""
        with database.reading() as connection:
            account = queries.account_by_id(connection, caller.account_id)
        if account is None:
            raise Unauthorized("not_signed_in", NO_LONGER_GOOD)
        return Me(account.id, account.email, caller.workspace_id, account.is_admin, account.created_at)
