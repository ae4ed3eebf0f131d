"""All that is asked of the database about accounts, sign-ins and keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from inventory_api.auth.models import Account, ApiKey, Membership, RefreshToken, Session, Workspace
from inventory_api.direct import Ask, Steps

AccountRow = Row[int, str, str, bool, datetime, datetime | None]
"""id, email, password_hash, is_admin, created_at, disabled_at."""
_ACCOUNT = (Account.id, Account.email, Account.password_hash, Account.is_admin, Account.created_at, Account.disabled_at)

SESSION = (
    select(Session.workspace_id, Account.is_admin)
    .join(Account, Account.id == Session.account_id)
    .where(Session.id == bindparam("session_id"), Session.account_id == bindparam("account_id"), Account.disabled_at.is_(None))
)
API_KEY = (
    select(
        ApiKey.id, ApiKey.account_id, ApiKey.workspace_id, ApiKey.scopes, ApiKey.expires_at, ApiKey.last_used_at, Account.is_admin
    )
    .join(Account, Account.id == ApiKey.account_id)
    .where(ApiKey.hash == bindparam("hash"), Account.disabled_at.is_(None))
)


def session(session_id: str, account_id: int) -> Steps[dict[str, Any] | None]:
    """The workspace of a sign-in that goes on, and whether its account is an administrator's."""
    (found,) = yield [Ask(SESSION, {"session_id": session_id, "account_id": account_id})]
    return found[0] if found else None


def account_by_email(connection: Connection, email: str) -> AccountRow | None:
    """The account of an address in lower case, with its hash."""
    return connection.execute(select(*_ACCOUNT).where(Account.email == email)).first()


def account_by_id(connection: Connection, account_id: int) -> AccountRow | None:
    """An account, with its hash."""
    return connection.execute(select(*_ACCOUNT).where(Account.id == account_id)).first()


def workspace_of(connection: Connection, account_id: int) -> int:
    """The first workspace of an account."""
    found = select(Membership.workspace_id).where(Membership.account_id == account_id).order_by(Membership.workspace_id).limit(1)
    return int(connection.execute(found).scalar_one())


def add_account(connection: Connection, email: str, password_hash: str, now: datetime, *, is_admin: bool = False) -> int:
    """A new account with a workspace of its own; its id."""
    account = insert(Account).values(email=email, password_hash=password_hash, is_admin=is_admin, created_at=now)
    account_id: int = connection.execute(account.returning(Account.id)).scalar_one()
    workspace = insert(Workspace).values(name=email, created_at=now).returning(Workspace.id)
    workspace_id = connection.execute(workspace).scalar_one()
    connection.execute(insert(Membership).values(workspace_id=workspace_id, account_id=account_id, role="owner"))
    return account_id


def set_password_hash(connection: Connection, account_id: int, password_hash: str) -> None:
    """Keep another hash."""
    connection.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))


def set_admin(connection: Connection, account_id: int, *, is_admin: bool) -> None:
    """Whether it is an administrator's account."""
    connection.execute(update(Account).where(Account.id == account_id).values(is_admin=is_admin))


def set_disabled(connection: Connection, account_id: int, since: datetime | None) -> None:
    """Since when an account cannot sign in; None: it can."""
    connection.execute(update(Account).where(Account.id == account_id).values(disabled_at=since))


def accounts(connection: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """All accounts without their hashes, each with how many keys it has, oldest first."""
    count = select(func.count()).where(ApiKey.account_id == Account.id).scalar_subquery()
    columns = (Account.id, Account.email, Account.is_admin, Account.created_at, Account.disabled_at)
    return connection.execute(select(*columns, count).order_by(Account.id)).all()


def add_session(connection: Connection, values: dict[str, Any]) -> None:
    """A new sign-in; those of the account that are over go."""
    expired = Session.expires_at < values["created_at"]
    connection.execute(delete(Session).where(Session.account_id == values["account_id"], expired))
    connection.execute(insert(Session).values(values))


def add_refresh_token(connection: Connection, token_hash: str, session_id: str, expires_at: datetime) -> None:
    """A refresh token of a sign-in, which lasts as long."""
    connection.execute(insert(RefreshToken).values(hash=token_hash, session_id=session_id, expires_at=expires_at))
    connection.execute(update(Session).where(Session.id == session_id).values(expires_at=expires_at))


def use_refresh_token(connection: Connection, token_hash: str, now: datetime) -> Row[str, int] | None:
    """Use up a token that is good; its sign-in. None where it is unknown, used or expired: of two users one gets the row."""
    good = (RefreshToken.hash == token_hash, RefreshToken.used_at.is_(None), RefreshToken.expires_at > now)
    used = update(RefreshToken).where(*good).values(used_at=now).returning(RefreshToken.session_id)
    session_id = connection.execute(used).scalar_one_or_none()
    if session_id is None:
        return None
    return connection.execute(select(Session.id, Session.account_id).where(Session.id == session_id)).first()


def end_session_of_token(connection: Connection, token_hash: str) -> None:
    """End the sign-in of a refresh token, used or not."""
    owner = select(RefreshToken.session_id).where(RefreshToken.hash == token_hash).scalar_subquery()
    connection.execute(delete(Session).where(Session.id == owner))


def end_session(connection: Connection, session_id: str) -> None:
    """End one sign-in."""
    connection.execute(delete(Session).where(Session.id == session_id))


def end_other_sessions(connection: Connection, account_id: int, kept: str | None) -> None:
    """End all sign-ins of an account but the one."""
    connection.execute(delete(Session).where(Session.account_id == account_id, Session.id != (kept or "")))


def count_api_keys(connection: Connection, account_id: int) -> int:
    """How many keys an account has."""
    return connection.execute(select(func.count()).where(ApiKey.account_id == account_id)).scalar_one()


def add_api_key(connection: Connection, values: dict[str, Any]) -> int:
    """A new key; its id."""
    return connection.execute(insert(ApiKey).values(values).returning(ApiKey.id)).scalar_one()


def api_keys(connection: Connection, account_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The keys of an account, in the order of the fields that the wire has."""
    columns = ("id", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at")
    found = select(*(getattr(ApiKey, name) for name in columns)).where(ApiKey.account_id == account_id).order_by(ApiKey.id)
    return connection.execute(found).all()


def keys_with_accounts(connection: Connection, account_id: int | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The keys of an account, or of all, each with the address of its account and without its hash, oldest first."""
    columns = ("name", "hint", "scopes", "created_at", "expires_at", "last_used_at")
    shown = select(ApiKey.id, Account.email, *(getattr(ApiKey, name) for name in columns))
    found = shown.join(Account, Account.id == ApiKey.account_id).order_by(ApiKey.id)
    return connection.execute(found if account_id is None else found.where(ApiKey.account_id == account_id)).all()


def api_key(key_hash: str) -> Steps[dict[str, Any] | None]:
    """The key with that hash, with its account's rights."""
    (found,) = yield [Ask(API_KEY, {"hash": key_hash})]
    return found[0] if found else None


def note_use(connection: Connection, key_id: int, now: datetime) -> None:
    """That a key was used."""
    connection.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now))


def delete_api_key(connection: Connection, account_id: int, key_id: int) -> bool:
    """Delete a key; whether there was one."""
    gone = delete(ApiKey).where(ApiKey.account_id == account_id, ApiKey.id == key_id).returning(ApiKey.id)
    return connection.execute(gone).first() is not None


def delete_account(connection: Connection, account_id: int) -> list[int]:
    """Delete an account and the workspaces that nobody else works in, with all that is in them; the ids of those."""
    shared = select(Membership.workspace_id).where(Membership.account_id != account_id)
    own = select(Membership.workspace_id).where(Membership.account_id == account_id, Membership.workspace_id.not_in(shared))
    ids = list(connection.execute(own).scalars())
    connection.execute(delete(Workspace).where(Workspace.id.in_(ids)))
    connection.execute(delete(Account).where(Account.id == account_id))
    return ids
