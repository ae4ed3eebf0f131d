"""The rules of accounts and sign-ins."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from inventory_api.auth import queries
from inventory_api.auth.caller import Caller
from inventory_api.auth.passwords import hash_password, needs_rehash, password_matches
from inventory_api.auth.schemas import Tokens
from inventory_api.auth.tokens import AccessTokens, hash_of, new_secret
from inventory_api.database import Database
from inventory_api.direct import Steps
from inventory_api.errors import BadRequest, Forbidden, Unauthorized

WRONG = "The e-mail address or the password is wrong."
NO_LONGER_GOOD = "The token is missing, wrong or no longer good. Sign in again."


@dataclass(frozen=True)
class Accounts:
    """Accounts and sign-ins over one database."""

    database: Database
    tokens: AccessTokens
    refresh_lifetime: timedelta

    def register(self, email: str, password: str) -> bool:
        """Make an account; False where there is one already, after as long a time."""
        return add_account(self.database, email, password)

    def sign_in(self, email: str, password: str) -> Tokens:
        """Tokens of a new session; Unauthorized, in the same words and time, where the account or the password is not right."""
        with self.database.reading() as connection:
            account = queries.account_by_email(connection, email.lower())
        if not password_matches(password, account.password_hash if account else None) or account is None or account.disabled_at:
            raise Unauthorized("wrong_credentials", WRONG)
        rehashed = hash_password(password) if needs_rehash(account.password_hash) else None
        with self.database.writing() as connection:
            if rehashed:
                queries.set_password_hash(connection, account.id, rehashed)
            return self._begin_session(connection, account.id)

    def refresh(self, refresh_token: str) -> Tokens:
        """The next tokens of a session; Unauthorized. One that was used before was stolen: then the whole session ends."""
        token_hash = hash_of(refresh_token)
        with self.database.writing() as connection:
            session = queries.use_refresh_token(connection, token_hash, datetime.now(UTC))
            if session is not None:
                return self._tokens(connection, session.account_id, session.id)
            queries.end_session_of_token(connection, token_hash)
        raise Unauthorized("refresh_token_not_good", NO_LONGER_GOOD)

    def sign_out(self, caller: Caller) -> None:
        """End the caller's session: all of its tokens are good no longer, at once, on every worker."""
        if caller.session_id is None:
            raise BadRequest("not_a_session", "An API key is not signed out; revoke it.")
        with self.database.writing() as connection:
            queries.end_session(connection, caller.session_id)

    def change_password(self, caller: Caller, password: str, new_password: str) -> None:
        """Another password, and no other sign-in any more; Forbidden where the present one is wrong."""
        self._confirm(caller, password)
        password_hash = hash_password(new_password)
        with self.database.writing() as connection:
            queries.set_password_hash(connection, caller.account_id, password_hash)
            queries.end_other_sessions(connection, caller.account_id, caller.session_id)

    def delete(self, caller: Caller, password: str) -> None:
        """Delete the account with all its data; Forbidden where the password is wrong."""
        self._confirm(caller, password)
        with self.database.writing() as connection:
            queries.delete_account(connection, caller.account_id)

    def account(self, caller: Caller) -> queries.AccountRow:
        """The caller's account; Unauthorized where it was deleted meanwhile."""
        with self.database.reading() as connection:
            account = queries.account_by_id(connection, caller.account_id)
        if account is None:
            raise Unauthorized("not_signed_in", NO_LONGER_GOOD)
        return account

    def _confirm(self, caller: Caller, password: str) -> None:
        if not password_matches(password, self.account(caller).password_hash):
            raise Forbidden("wrong_password", "The password is wrong.")

    async def caller(self, token: str) -> Caller | None:
        """Whose access token this is; None where it is not good, or its session has ended since."""
        return await self.database.ask(self.find_caller(token))

    def find_caller(self, token: str) -> Steps[Caller | None]:
        """The same as steps."""
        claims = self.tokens.read(token)
        if claims is None:
            return None
        found = yield from queries.session(claims.session_id, claims.account_id)
        if found is None:
            return None
        is_admin = bool(found["is_admin"])
        return Caller(claims.account_id, found["workspace_id"], is_admin=is_admin, session_id=claims.session_id)

    def _begin_session(self, connection: Connection, account_id: int) -> Tokens:
        now = datetime.now(UTC)
        session_id = secrets.token_hex(16)
        values = {
            "id": session_id,
            "account_id": account_id,
            "workspace_id": queries.workspace_of(connection, account_id),
            "created_at": now,
            "expires_at": now + self.refresh_lifetime,
        }
        queries.add_session(connection, values)
        return self._tokens(connection, account_id, session_id)

    def _tokens(self, connection: Connection, account_id: int, session_id: str) -> Tokens:
        refresh_token = new_secret()
        queries.add_refresh_token(connection, hash_of(refresh_token), session_id, datetime.now(UTC) + self.refresh_lifetime)
        return Tokens(
            access_token=self.tokens.issue(account_id, session_id),
            refresh_token=refresh_token,
            expires_in=int(self.tokens.lifetime.total_seconds()),
        )


def add_account(database: Database, email: str, password: str, *, is_admin: bool = False) -> bool:
    """Make an account with a workspace of its own; False where there is one already."""
    password_hash = hash_password(password)
    try:
        with database.writing() as connection:
            queries.add_account(connection, email.lower(), password_hash, datetime.now(UTC), is_admin=is_admin)
    except IntegrityError:
        return False
    return True
