"""Accounts, sign-ins and API keys."""

from __future__ import annotations

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from inventory_api.auth.caller import Caller
from inventory_api.auth.keys import ApiKeys
from inventory_api.auth.limits import Attempts
from inventory_api.auth.schemas import (
    AllApiKeys,
    Confirmation,
    Credentials,
    Me,
    NewApiKey,
    NewApiKeyShown,
    PasswordChange,
    Refresh,
    Registered,
    Registration,
    Tokens,
)
from inventory_api.auth.service import Accounts
from inventory_api.errors import Forbidden
from inventory_api.settings import Settings
from inventory_api.web.client import client_key
from inventory_api.web.wire import AnyRequest, RowId

PUBLIC = {"public": True}
ACCOUNT = {"scope": "account"}


class Auth(Controller):
    """`/api/auth`."""

    path = "/api/auth"
    tags = ("auth",)

    @post("/register", opt={**PUBLIC, "problems": [403]}, sync_to_thread=True)
    def register(
        self,
        request: AnyRequest,
        data: JSONBody[Registration],
        settings: NamedDependency[Settings],
        accounts: NamedDependency[Accounts],
        attempts: NamedDependency[Attempts],
    ) -> Registered:
        """Make an account. The answer does not tell whether the address already had one."""
        if not settings.registration:
            raise Forbidden("registration_closed", "Accounts are made by the administrator of this service.")
        attempts.register(_client(request))
        accounts.register(data.email, data.password)
        return Registered(data.email.lower())

    @post("/login", opt={**PUBLIC, "problems": [401]}, status_code=200, sync_to_thread=True)
    def login(
        self,
        request: AnyRequest,
        data: JSONBody[Credentials],
        accounts: NamedDependency[Accounts],
        attempts: NamedDependency[Attempts],
    ) -> Tokens:
        """Sign in with a password."""
        with attempts.of(data.email, _client(request)):
            return accounts.sign_in(data.email, data.password)

    @post("/refresh", opt={**PUBLIC, "problems": [401]}, status_code=200, sync_to_thread=True)
    def refresh(self, data: JSONBody[Refresh], accounts: NamedDependency[Accounts]) -> Tokens:
        """The next tokens for a refresh token, which is used up. Used a second time it ends the whole session."""
        return accounts.refresh(data.refresh_token)

    @post("/logout", opt=ACCOUNT, status_code=204, sync_to_thread=True)
    def logout(self, caller: NamedDependency[Caller], accounts: NamedDependency[Accounts]) -> None:
        """End this session: its access and refresh tokens are good no longer, at once."""
        accounts.sign_out(caller)

    @get("/me", opt=ACCOUNT, sync_to_thread=True)
    def me(self, caller: NamedDependency[Caller], accounts: NamedDependency[Accounts]) -> Me:
        """The account that asks."""
        account = accounts.account(caller)
        return Me(account.id, account.email, caller.workspace_id, account.is_admin, account.created_at)

    @post("/me/password", opt=ACCOUNT, status_code=204, sync_to_thread=True)
    def change_password(
        self,
        request: AnyRequest,
        data: JSONBody[PasswordChange],
        caller: NamedDependency[Caller],
        accounts: NamedDependency[Accounts],
        attempts: NamedDependency[Attempts],
    ) -> None:
        """Change the password. All other sessions of the account end."""
        with attempts.of(accounts.account(caller).email, _client(request)):
            accounts.change_password(caller, data.password, data.new_password)

    @post("/me/delete", opt=ACCOUNT, status_code=204, sync_to_thread=True)
    def delete_account(
        self,
        request: AnyRequest,
        data: JSONBody[Confirmation],
        caller: NamedDependency[Caller],
        accounts: NamedDependency[Accounts],
        attempts: NamedDependency[Attempts],
    ) -> None:
        """Delete the account with all its data. There is no way back."""
        with attempts.of(accounts.account(caller).email, _client(request)):
            accounts.delete(caller, data.password)

    @post("/keys", opt={**ACCOUNT, "problems": [409]}, sync_to_thread=True)
    def create_key(
        self, data: JSONBody[NewApiKey], caller: NamedDependency[Caller], keys: NamedDependency[ApiKeys]
    ) -> NewApiKeyShown:
        """Make an API key for a machine. It is shown this once."""
        return keys.create(caller, data)

    @get("/keys", opt=ACCOUNT, sync_to_thread=True)
    def list_keys(self, caller: NamedDependency[Caller], keys: NamedDependency[ApiKeys]) -> AllApiKeys:
        """All API keys of the account, at most 100."""
        return AllApiKeys(keys.all_of(caller))

    @delete("/keys/{key_id:int}", opt=ACCOUNT, sync_to_thread=True)
    def revoke_key(self, key_id: RowId, caller: NamedDependency[Caller], keys: NamedDependency[ApiKeys]) -> None:
        """Revoke an API key: it is good no longer, at once."""
        keys.revoke(caller, key_id)


def _client(request: AnyRequest) -> str:
    return client_key(request.scope["state"]["client"])
