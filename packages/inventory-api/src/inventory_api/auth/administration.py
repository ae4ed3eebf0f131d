"""What an operator does to accounts and keys at the terminal of the service, where nobody has to sign in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from inventory_api.auth import queries
from inventory_api.auth.caller import ALL, SCOPES, Caller
from inventory_api.auth.keys import ApiKeys
from inventory_api.auth.passwords import hash_password
from inventory_api.auth.schemas import NewApiKey, NewApiKeyShown, Registration
from inventory_api.database import Database
from inventory_api.errors import BadRequest, NotFound
from inventory_api.web.fields import refused

T = TypeVar("T")


class AccountSummary(Struct):
    """An account as the operator sees it."""

    id: int
    email: str
    is_admin: bool
    created_at: datetime
    disabled_at: datetime | None
    """Since when it cannot sign in; None where it can."""
    keys: int


class KeySummary(Struct):
    """A key as the operator sees it: never the key itself. `hint` is how it begins."""

    id: int
    email: str
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def registration(email: str, password: str) -> Registration:
    """The address and the password of an account to be; BadRequest where they are none."""
    return _checked({"email": email, "password": password}, Registration)


def accounts(database: Database) -> list[AccountSummary]:
    """All accounts, oldest first."""
    with database.reading() as connection:
        return [AccountSummary(*row) for row in queries.accounts(connection)]


def set_password(database: Database, email: str, password: str) -> None:
    """Another password; all sign-ins of the account end, its keys stay. NotFound, BadRequest."""
    wanted = registration(email, password)
    password_hash, account_id = hash_password(wanted.password), caller(database, email).account_id
    with database.writing() as connection:
        queries.set_password_hash(connection, account_id, password_hash)
        queries.end_other_sessions(connection, account_id, None)


def set_admin(database: Database, email: str, *, is_admin: bool) -> None:
    """Let an account be an administrator's, or no longer; NotFound."""
    account_id = caller(database, email).account_id
    with database.writing() as connection:
        queries.set_admin(connection, account_id, is_admin=is_admin)


def disable(database: Database, email: str) -> None:
    """End all sign-ins of an account and refuse new ones and its keys, at once; its data stay. NotFound."""
    account_id = caller(database, email).account_id
    with database.writing() as connection:
        queries.set_disabled(connection, account_id, datetime.now(UTC))
        queries.end_other_sessions(connection, account_id, None)


def enable(database: Database, email: str) -> None:
    """Let an account sign in again, and its keys be good; NotFound."""
    account_id = caller(database, email).account_id
    with database.writing() as connection:
        queries.set_disabled(connection, account_id, None)


def delete(database: Database, email: str) -> None:
    """Delete an account with all its data; NotFound."""
    account_id = caller(database, email).account_id
    with database.writing() as connection:
        queries.delete_account(connection, account_id)


def create_key(database: Database, email: str, name: str, scopes: list[str], lifetime: timedelta | None) -> NewApiKeyShown:
    """A key for an account, good for so long, or until it is revoked; NotFound, BadRequest, Conflict."""
    if unknown := set(scopes) - ALL:
        raise BadRequest("invalid", f"There is no scope {', '.join(sorted(unknown))}; there are {', '.join(SCOPES)}.")
    expires_at = None if lifetime is None else datetime.now(UTC) + lifetime
    wanted = _checked({"name": name, "scopes": scopes, "expires_at": expires_at}, NewApiKey)
    return ApiKeys(database).create(caller(database, email), wanted)


def keys(database: Database, email: str | None) -> list[KeySummary]:
    """The keys of an account, or of all; NotFound where there is no such account."""
    account_id = None if email is None else caller(database, email).account_id
    with database.reading() as connection:
        return [KeySummary(*row) for row in queries.keys_with_accounts(connection, account_id)]


def revoke_key(database: Database, email: str, key_id: int) -> None:
    """Let a key of the account be good no longer, at once; NotFound."""
    ApiKeys(database).revoke(caller(database, email), key_id)


def caller(database: Database, email: str) -> Caller:
    """The account of an address as if it had signed in; NotFound."""
    with database.reading() as connection:
        account = queries.account_by_email(connection, email.lower())
        if account is None:
            raise NotFound("not_found", f"There is no account {email}.")
        return Caller(account.id, queries.workspace_of(connection, account.id), is_admin=account.is_admin)


def _checked(values: dict[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        wrong = refused(kind, str(error))
        raise BadRequest("invalid", f"{str(wrong['field']).capitalize()}: {wrong['message']}.") from None
