"""Brings what is due to the receivers, in threads of this process: several receivers at once, each by one process at a time."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from inventory_api.clock import Clock, database_now
from inventory_api.database import Database
from inventory_api.errors import Conflict
from inventory_api.scrapers.service import Plugins
from inventory_api.settings import Settings
from inventory_api.webhooks import queries
from inventory_api.webhooks.round import CLAIM, Round
from inventory_api.webhooks.rules import Patience
from inventory_api.webhooks.sealing import OtherKey, Sealer
from inventory_core import FetchContext

LOOK_SECONDS = 1.0
"""How often a process asks whether anything is due; at once where it has just brought something."""
log = structlog.get_logger(__name__)


class Courier:
    """The deliveries of this process. `start` when it starts, `stop` when it ends."""

    def __init__(self, database: Database, plugins: Plugins, settings: Settings, clock: Clock = database_now) -> None:
        self._database, self._plugins, self._clock = database, plugins, clock
        self._sealer = Sealer.of(settings)
        self._patient_seconds = settings.shutdown_seconds
        self._most = settings.webhooks_at_once
        self._patience = Patience(
            settings.webhook_attempts, timedelta(seconds=settings.webhook_retry_seconds), settings.webhook_failures
        )
        self._rounds: dict[int, Round] = {}
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look for what is due."""
        self._thread = threading.Thread(target=self._look, name="courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more. What is on its way is cut short, and sent again by whoever claims it."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(self._patient_seconds)

    def _look(self) -> None:
        with ThreadPoolExecutor(self._most, thread_name_prefix="deliver") as threads:
            while not self._stopping.is_set():
                self._woken.clear()
                for webhook_id, mine in self._claim_due():
                    threads.submit(self._go, webhook_id, mine)
                self._woken.wait(LOOK_SECONDS)

    def _claim_due(self) -> list[tuple[int, Round]]:
        try:
            with self._database.glancing() as connection:
                due = queries.due(connection, self._clock(connection), self._most - len(self._rounds))
            # Without a fetcher that delivers everything waits, and the webhooks say why.
            claimed = [(number, self._claim(number)) for number in due] if due and not self._plugins.no_deliverer() else []
        except SQLAlchemyError:
            log.warning("webhooks_wait_for_the_database")
            return []
        mine = {number: taken for number, taken in claimed if taken is not None}
        self._rounds.update(mine)
        return list(mine.items())

    def _claim(self, webhook_id: int) -> Round | None:
        name = uuid.uuid4().hex
        with self._database.writing() as connection:
            now = self._clock(connection)
            if not queries.claim(connection, webhook_id, name, now, now + CLAIM):
                return None
        held = self._database, webhook_id, name
        return Round(*held, patience=self._patience, sealer=self._sealer, clock=self._clock)

    def _go(self, webhook_id: int, mine: Round) -> None:
        try:
            with closing(self._plugins.deliverer()) as deliverer:
                mine.run(deliverer, FetchContext(cancelled=self._stopping))
            mine.release()
        except Conflict:
            log.warning("webhooks_wait_for_a_fetcher")
        except OtherKey:  # once the claim has run out, another process may have the key
            log.warning("webhooks_wait_for_the_secret_key", webhook_id=webhook_id)
        except SQLAlchemyError:  # the claim runs out, and then another try begins
            log.warning("webhooks_wait_for_the_database")
        except Exception:
            log.exception("courier_failed", webhook_id=webhook_id)
        finally:
            self._rounds.pop(webhook_id, None)
            self._woken.set()
