"""One claimed webhook: what waits for it is brought there, one message after the other.

Each step is a transaction that holds the claim; a message is sent between two of them. So a process that dies in between leaves a
delivery that waits still, and another one sends it again under the same id: at least once, and once where nobody dies.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, Row

from inventory_api.clock import Clock
from inventory_api.database import Database
from inventory_api.events.service import MISSED, RESET, read
from inventory_api.scrapers.service import without_folders
from inventory_api.scraping.text import proper
from inventory_api.webhooks import queries
from inventory_api.webhooks.rules import Patience, judge
from inventory_api.webhooks.schemas import Attempt
from inventory_api.webhooks.sealing import Sealer
from inventory_api.webhooks.signing import signed_headers
from inventory_core import Deliverer, FetchContext, FetchFailed, Outcome

CLAIM = timedelta(seconds=60)
"""Longer than a fetcher takes for one message; each step claims anew."""
MOST_IN_A_ROW = 50
"""Then others have their turn."""
log = structlog.get_logger(__name__)


class Round:
    """What one process does for one webhook that it claimed."""

    def __init__(
        self, database: Database, webhook_id: int, claim: str, *, patience: Patience, sealer: Sealer, clock: Clock
    ) -> None:
        self._database, self._webhook_id, self._claim, self._clock = database, webhook_id, claim, clock
        self._patience, self._sealer = patience, sealer

    def run(self, deliverer: Deliverer, context: FetchContext) -> None:
        """Bring what is due until there is nothing more, or `context` is cancelled. OtherKey where its secret is sealed."""
        for _ in range(MOST_IN_A_ROW):
            if context.cancelled.is_set() or (step := self._next()) is None:
                return
            webhook, delivery = step
            if delivery is None:
                continue
            attempt = self._send(deliverer, context, webhook, delivery)
            if attempt is None or not self._keep(delivery, attempt):
                return

    def release(self) -> None:
        """Let others claim the webhook."""
        with self._database.writing() as connection:
            queries.release(connection, self._webhook_id, self._claim, self._clock(connection))

    def _hold(self, connection: Connection) -> tuple[datetime, Row[Any] | None]:
        now = self._clock(connection)
        return now, queries.hold(connection, self._webhook_id, self._claim, now + CLAIM)

    def _next(self) -> tuple[Row[Any], Row[Any] | None] | None:
        """The webhook, and a delivery that is due now or None where events were passed over; None where nothing is left to do."""
        with self._database.writing() as connection:
            now, webhook = self._hold(connection)
            if webhook is None:
                return None
            waiting = queries.first_waiting(connection, self._webhook_id)
            if waiting is not None:
                is_due = (webhook.active or waiting.once) and waiting.due_at <= now
                return (webhook, waiting) if is_due else None
            return self._following(connection, webhook, now) if webhook.active else None

    def _following(self, connection: Connection, webhook: Row[Any], now: datetime) -> tuple[Row[Any], Row[Any] | None] | None:
        """Make a delivery of the next event of the kinds that are wanted; None where there is no event more."""
        found = read(connection, webhook.workspace_id, webhook.position, webhook.kinds, 1)
        if webhook.position < found.head.forgotten:
            return webhook, self._reset(connection, webhook, found.head.forgotten, now)
        if found.through == webhook.position:
            return None
        queries.set_held(connection, self._webhook_id, {"position": found.through})
        if not found.events:
            return webhook, None
        event = found.events[0]
        message_id = f"evt_{webhook.workspace_id}_{event.id}"
        values = new_delivery(webhook, event.kind, message_id, msgspec.json.encode(event).decode(), now)
        return webhook, queries.insert_delivery(connection, {**values, "event_id": event.id})

    def _reset(self, connection: Connection, webhook: Row[Any], forgotten: int, now: datetime) -> Row[Any]:
        """Make a delivery that says that events were forgotten before they could be sent: what a stream says, too."""
        queries.set_held(connection, self._webhook_id, {"position": forgotten})
        body = msgspec.json.encode({"id": None, "kind": RESET, "at": now, "data": {"detail": MISSED}}).decode()
        message_id = f"reset_{webhook.workspace_id}_{forgotten}"
        return queries.insert_delivery(connection, new_delivery(webhook, RESET, message_id, body, now))

    def _send(self, deliverer: Deliverer, context: FetchContext, webhook: Row[Any], delivery: Row[Any]) -> Attempt | None:
        """How it went; None where this process was stopped meanwhile, which says nothing of the receiver."""
        with self._database.glancing() as connection:
            now = self._clock(connection)
        body = delivery.body.encode()
        headers = signed_headers(delivery.message_id, now, body, self._keys(webhook, now))
        began = time.monotonic()
        status, failure = None, {}
        try:
            status = deliverer.deliver(webhook.url, body, headers, context).status
        except FetchFailed as error:
            if error.outcome is Outcome.CANCELLED:
                return None
            failure = {"rule": error.rule or str(error.outcome), "message": proper(without_folders(str(error)))}
        except Exception:
            log.exception("delivery_failed", delivery_id=delivery.id)
            failure = {"rule": "fetcher_failed", "message": "The fetcher failed; the log of the service has it."}
        return Attempt(now, round((time.monotonic() - began) * 1_000), status, **failure)

    def _keys(self, webhook: Row[Any], now: datetime) -> list[str]:
        """The secrets that sign: for a while after it was rotated the earlier one as well, where it can be opened. OtherKey."""
        keys = [self._sealer.open(webhook.secret)]
        earlier = webhook.earlier_secret if webhook.earlier_until is not None and webhook.earlier_until > now else None
        if earlier and self._sealer.can_open(earlier):
            keys.append(self._sealer.open(earlier))
        return keys

    def _keep(self, delivery: Row[Any], attempt: Attempt) -> bool:
        """Write down how it went; False where the claim was lost, and somebody else tells."""
        with self._database.writing() as connection:
            now, webhook = self._hold(connection)
            if webhook is None:
                return False
            verdict = judge(delivery, webhook.failures, attempt, now, self._patience)
            queries.change_delivery(connection, delivery.id, verdict.delivery)
            if verdict.webhook:
                queries.set_held(connection, self._webhook_id, verdict.webhook)
        return True


def new_delivery(
    webhook: Row[Any], kind: str, message_id: str, body: str, now: datetime, *, once: bool = False
) -> dict[str, Any]:
    """The columns of a delivery that is due now."""
    return {
        "webhook_id": webhook.id,
        "workspace_id": webhook.workspace_id,
        "message_id": message_id,
        "event_id": None,
        "kind": kind,
        "body": body,
        "state": "waiting",
        "once": once,
        "tries": 0,
        "attempts": [],
        "due_at": now,
        "created_at": now,
        "finished_at": None,
    }
