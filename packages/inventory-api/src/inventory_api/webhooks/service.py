"""The webhooks of a workspace: how they are configured, tried and looked after. What brings them is `courier.py`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import UNSET
from sqlalchemy import Connection, Row

from inventory_api.auth.caller import Caller
from inventory_api.auth.workspaces import lock_workspace
from inventory_api.clock import Clock, database_now
from inventory_api.database import Database
from inventory_api.errors import BadRequest, Conflict, NotFound, TooManyRequests
from inventory_api.events.queries import head
from inventory_api.idempotency import once
from inventory_api.scrapers.service import Plugins
from inventory_api.web.keyset import Page
from inventory_api.webhooks import queries
from inventory_api.webhooks.round import new_delivery
from inventory_api.webhooks.schemas import Attempt, Delivery, NewWebhook, Webhook, WebhookPatch, WebhookShown
from inventory_api.webhooks.sealing import OTHER_KEY, OtherKey, Sealer
from inventory_api.webhooks.signing import new_secret
from inventory_core import FetchFailed

MOST = 20
MOST_ASKED_FOR = 20
BOTH_SIGN = timedelta(days=1)
"""How long the earlier secret signs as well after it was replaced."""
TEST = "webhook.test"
ROUTE = "POST /api/webhooks"


class Webhooks:
    """The webhooks of all workspaces."""

    def __init__(self, database: Database, plugins: Plugins, sealer: Sealer, clock: Clock = database_now) -> None:
        self._database, self._plugins, self._sealer, self._clock = database, plugins, sealer, clock

    def create(self, caller: Caller, new: NewWebhook, key: str | None) -> WebhookShown:
        """A webhook for what happens from now on, with its secret.

        Conflict where nothing is installed that delivers, or there are as many as may be; BadRequest where the address must not
        be reached.
        """
        self._check(new.url)
        with self._database.writing() as connection:
            make = lambda: self._insert(connection, caller.workspace_id, new)  # noqa: E731
            made = once(connection, caller, key=key, route=ROUTE, request=new, result=WebhookShown, make=make)
        return self._opened(made)

    def all_of(self, caller: Caller) -> list[Webhook]:
        """The workspace's webhooks, oldest first."""
        with self._database.reading() as connection:
            rows = queries.all_webhooks(connection, caller.workspace_id)
        obstacle = self._plugins.no_deliverer() if rows else None
        return [self._told_with(row, obstacle) for row in rows]

    def read(self, caller: Caller, webhook_id: int) -> Webhook:
        """One webhook; NotFound."""
        with self._database.reading() as connection:
            return self._told(_found(queries.find(connection, caller.workspace_id, webhook_id)))

    def change(self, caller: Caller, webhook_id: int, patch: WebhookPatch) -> Webhook:
        """Change what the patch names. NotFound; otherwise as `create`."""
        self.read(caller, webhook_id)
        if patch.url is not UNSET or patch.active is True:
            self._check(patch.url or None)
        with self._database.writing() as connection:
            earlier = _found(queries.find(connection, caller.workspace_id, webhook_id))
            values = {name: value for name, value in msgspec.structs.asdict(patch).items() if value is not UNSET}
            if patch.active is True and not earlier.active:
                values |= {"position": head(connection, caller.workspace_id).last, "failures": 0, "notice": None}
            elif patch.active is False:
                values["notice"] = None
            values["updated_at"] = self._clock(connection)
            return self._told(_found(queries.change(connection, caller.workspace_id, webhook_id, values)))

    def delete(self, caller: Caller, webhook_id: int) -> None:
        """Delete a webhook and its deliveries; NotFound."""
        with self._database.writing() as connection:
            if not queries.remove(connection, caller.workspace_id, webhook_id):
                raise _not_found()

    def rotate(self, caller: Caller, webhook_id: int) -> WebhookShown:
        """Another secret; the one before signs as well for a day. NotFound."""
        with self._database.writing() as connection:
            earlier = _found(queries.find(connection, caller.workspace_id, webhook_id))
            now = self._clock(connection)
            sealed = self._sealer.seal(new_secret())
            values = {"secret": sealed, "earlier_secret": earlier.secret, "earlier_until": now + BOTH_SIGN, "updated_at": now}
            row = _found(queries.change(connection, caller.workspace_id, webhook_id, values))
        return self._opened(_shown(self._told(row), row.secret))

    def test(self, caller: Caller, webhook_id: int) -> Delivery:
        """Let a message be sent that says nothing happened: once, soon, whether or not the webhook is active. NotFound."""
        with self._database.writing() as connection:
            webhook = _found(queries.find(connection, caller.workspace_id, webhook_id))
            _check_room(connection, webhook_id)
            now = self._clock(connection)
            body = msgspec.json.encode({"id": None, "kind": TEST, "at": now, "data": {"webhook_id": webhook_id}}).decode()
            values = new_delivery(webhook, TEST, f"test_{uuid4().hex}", body, now, once=True)
            return delivery_of(queries.insert_delivery(connection, values)._mapping)

    def deliveries(self, caller: Caller, webhook_id: int, *, state: str | None, cursor: str | None, limit: int) -> Page:
        """A page of what was brought to a webhook, or waits, newest first; NotFound."""
        with self._database.reading() as connection:
            _found(queries.find(connection, caller.workspace_id, webhook_id))
            return queries.list_deliveries(connection, caller.workspace_id, webhook_id, state=state, cursor=cursor, limit=limit)

    def redeliver(self, caller: Caller, webhook_id: int, delivery_id: int) -> Delivery:
        """Let a message be sent once more, and soon: the same, under the same id. NotFound."""
        with self._database.writing() as connection:
            delivery = _found(queries.find_delivery(connection, caller.workspace_id, webhook_id, delivery_id))
            _check_room(connection, webhook_id)
            values: dict[str, Any] = {"due_at": self._clock(connection)}
            if delivery.state != "waiting":
                values |= {"state": "waiting", "once": True, "finished_at": None}
            queries.change_delivery(connection, delivery_id, values)
            return delivery_of({**delivery._mapping, **values})

    def _insert(self, connection: Connection, workspace_id: int, new: NewWebhook) -> WebhookShown:
        """A webhook with its secret as it is kept: the answer to a repeated request is kept as well."""
        lock_workspace(connection, workspace_id)
        if len(queries.all_webhooks(connection, workspace_id)) >= MOST:
            raise Conflict("too_many_webhooks", f"A workspace has at most {MOST} webhooks; delete one first.")
        now = self._clock(connection)
        values = {
            "workspace_id": workspace_id,
            "url": new.url,
            "kinds": sorted(set(new.kinds)),
            "active": True,
            "secret": self._sealer.seal(new_secret()),
            "position": head(connection, workspace_id).last,
            "failures": 0,
            "created_at": now,
            "updated_at": now,
        }
        row = queries.insert_webhook(connection, values)
        return _shown(self._told(row), row.secret)

    def _check(self, url: str | None) -> None:
        """Conflict where nothing delivers, BadRequest where the address must not be reached."""
        try:
            with closing(self._plugins.deliverer()) as deliverer:
                if url is not None:
                    deliverer.check_receiver(url)
        except FetchFailed as error:
            errors = [{"field": "url", "in": "body", "message": str(error), "rule": error.rule}]
            raise BadRequest("invalid", "Nothing may be delivered to this address.", errors=errors) from None

    def _told(self, row: Row[Any]) -> Webhook:
        return self._told_with(row, self._plugins.no_deliverer())

    def _told_with(self, row: Row[Any], obstacle: str | None) -> Webhook:
        told = {name: row._mapping[name] for name in Webhook.__struct_fields__}
        sealed = None if self._sealer.can_open(row.secret) else OTHER_KEY
        return Webhook(**{**told, "notice": row.notice or obstacle or sealed})

    def _opened(self, webhook: WebhookShown) -> WebhookShown:
        try:
            return msgspec.structs.replace(webhook, secret=self._sealer.open(webhook.secret))
        except OtherKey:
            raise Conflict("other_secret_key", OTHER_KEY) from None


def delivery_of(row: Any) -> Delivery:
    """A row, by column, as it is told."""
    told = {name: row[name] for name in Delivery.__struct_fields__ if name not in ("attempts", "next_attempt_at")}
    attempts = msgspec.convert(row["attempts"], list[Attempt])
    return Delivery(**told, attempts=attempts, next_attempt_at=row["due_at"])


def deliveries_of(rows: Sequence[Any]) -> list[Delivery]:
    """Rows, by column, as they are told."""
    return [delivery_of(row) for row in rows]


def _shown(webhook: Webhook, secret: str) -> WebhookShown:
    return WebhookShown(**msgspec.structs.asdict(webhook), secret=secret)


def _check_room(connection: Connection, webhook_id: int) -> None:
    if queries.count_asked_for(connection, webhook_id) >= MOST_ASKED_FOR:
        detail = f"{MOST_ASKED_FOR} messages that were asked for wait to be sent to this webhook already."
        raise TooManyRequests("too_many_deliveries", detail, headers={"Retry-After": "10"})


def _found(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise _not_found()
    return row


def _not_found() -> NotFound:
    return NotFound("not_found", "There is no such thing.")
