"""API keys: for machines, with a few scopes each, shown once."""

from __future__ import annotations

from asyncio import to_thread
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError

from inventory_api.auth import queries
from inventory_api.auth.caller import Caller
from inventory_api.auth.schemas import ApiKey, NewApiKey, NewApiKeyShown
from inventory_api.auth.tokens import API_KEY_PREFIX, hash_of, new_secret
from inventory_api.database import Database
from inventory_api.direct import Steps
from inventory_api.errors import BadRequest, Conflict, Forbidden, NotFound

MOST = 100
_NOTED_EVERY = timedelta(minutes=1)
_PAST = {"field": "expires_at", "in": "body", "message": "is in the past"}


@dataclass(frozen=True)
class ApiKeys:
    """The keys of all accounts."""

    database: Database

    def create(self, caller: Caller, wanted: NewApiKey) -> NewApiKeyShown:
        """A new key. Forbidden where it could do more than the caller, BadRequest where it would be over already, Conflict."""
        if more := set(wanted.scopes) - caller.scopes:
            raise Forbidden("scope_exceeded", f"A key cannot give what it has not: {', '.join(sorted(more))}.")
        now = datetime.now(UTC)
        if wanted.expires_at is not None and wanted.expires_at <= now:
            raise BadRequest("invalid", "expires_at is in the past.", errors=[_PAST])
        key = API_KEY_PREFIX + new_secret()
        values = {
            "account_id": caller.account_id,
            "workspace_id": caller.workspace_id,
            "hash": hash_of(key),
            "hint": key[:10],
            "name": wanted.name,
            "scopes": sorted(wanted.scopes),
            "created_at": now,
            "expires_at": wanted.expires_at,
        }
        with self.database.writing() as connection:
            if queries.count_api_keys(connection, caller.account_id) >= MOST:
                raise Conflict("too_many_keys", f"An account has at most {MOST} keys; revoke one first.")
            key_id = queries.add_api_key(connection, values)
        return NewApiKeyShown(key_id, wanted.name, key[:10], sorted(wanted.scopes), now, wanted.expires_at, None, key)

    def all_of(self, caller: Caller) -> list[ApiKey]:
        """The caller's keys, oldest first."""
        with self.database.reading() as connection:
            return [ApiKey(*row) for row in queries.api_keys(connection, caller.account_id)]

    def revoke(self, caller: Caller, key_id: int) -> None:
        """Let a key be good no longer, at once; NotFound."""
        with self.database.writing() as connection:
            if not queries.delete_api_key(connection, caller.account_id, key_id):
                raise NotFound("not_found", "There is no such key.")

    async def caller(self, key: str) -> Caller | None:
        """Whose key it is, or None where it is not good."""
        now = datetime.now(UTC)
        found = await self.database.ask(queries.api_key(hash_of(key)))
        if found is None or not _is_good(found, now):
            return None
        if _is_to_be_noted(found, now):
            await to_thread(self._note_use, found["id"], now)
        return _caller(found)

    def find_caller(self, key: str) -> Steps[Caller | None]:
        """The same as steps that note nothing: None where the use of the key is to be noted as well."""
        now = datetime.now(UTC)
        found = yield from queries.api_key(hash_of(key))
        return None if found is None or not _is_good(found, now) or _is_to_be_noted(found, now) else _caller(found)

    def _note_use(self, key_id: int, now: datetime) -> None:
        """Note when a key was used. That is for people to read: a key works where nothing can be written, as on a full disk."""
        with suppress(DBAPIError), self.database.writing() as connection:
            queries.note_use(connection, key_id, now)


def _is_good(found: dict[str, Any], now: datetime) -> bool:
    return found["expires_at"] is None or found["expires_at"] > now


def _is_to_be_noted(found: dict[str, Any], now: datetime) -> bool:
    return found["last_used_at"] is None or now - found["last_used_at"] > _NOTED_EVERY


def _caller(found: dict[str, Any]) -> Caller:
    return Caller(found["account_id"], found["workspace_id"], frozenset(found["scopes"]), is_admin=bool(found["is_admin"]))
