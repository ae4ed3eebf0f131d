"""dbos behind one door: the queue of the jobs, and the threads that run them. Import it late, and only to run jobs: it is heavy.

dbos decides who runs what: it hands each entry to one worker, in the order of priority within an account, of accounts by lot, and
counts over all workers how many of an account's jobs run. What a job is, and how far it came, is in our own table alone: an entry
is the job's id and the fence under which it may be worked on, so that entering it twice is entering it once. Nothing is lost with
dbos' tables: what they miss is entered again.

They are in the schema "dbos" of the same PostgreSQL database, or in a file beside the SQLite database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from sqlalchemy import Engine as DatabaseEngine
from sqlalchemy import create_engine, event, make_url

from inventory_api.private import make_private
from inventory_api.scraping.entry import Entry

QUEUE = "jobs"
VERSION = "1"
"""Pinned: with one made from the code, entries of the release before would be nobody's. Raise it when `_scrape` takes others."""
POLL_SECONDS = 0.15
_APPLICATION = "inventory-api"
_PRIORITIES = {"high": 1, "normal": 5, "low": 9}
_PRAGMAS = ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")
_MOST = 500
Run = Callable[[int, int], None]
_engines: list[Engine] = []


@DBOS.workflow(name="scrape")
def _scrape(job_id: int, fence: int) -> None:
    _engines[-1].run(job_id, fence)


class Engine:
    """The queue, with the threads of this process; one at a time in a process, as dbos has it."""

    def __init__(self, url: str, worker: str, run: Run, *, at_once: int, of_an_account: int) -> None:
        """Begin to work as `worker`: `run` is called with a job and its fence, in at most so many threads."""
        if _engines:
            raise RuntimeError("another worker runs jobs in this process")
        self.run, self._worker = run, worker
        self._database = _sqlite_engine(url) if url.startswith("sqlite") else None
        _engines.append(self)
        try:
            _log_as_we_do()
            where = _where(url, self._database)
            DBOS.migrate(where["system_database_url"])
            _say_limits(where, at_once, of_an_account)
            _launch(where, worker, at_once)
        except BaseException:
            self.stop()
            raise

    def enter(self, entry: Entry, account_id: int | None, priority: str) -> None:
        """Let a job wait for a worker; once, however often it is entered."""
        place = {"queue_partition_key": str(account_id or 0), "priority": _PRIORITIES[priority]}
        with SetWorkflowID(entry.name), SetEnqueueOptions(**place):  # type: ignore[arg-type]
            DBOS.enqueue_workflow(QUEUE, _scrape, entry.job_id, entry.fence)

    def waiting(self, entries: Iterable[Entry]) -> set[Entry]:
        """Those that wait for a worker."""
        names = [entry.name for entry in entries]
        return _listed(workflow_ids=names, status="ENQUEUED") if names else set()

    def running(self) -> set[Entry]:
        """Those that some worker has, dead or alive."""
        return _listed(status="PENDING", queue_name=QUEUE, limit=_MOST)

    def drop(self, entry: Entry) -> None:
        """Give the place of a job that nobody runs any more to another."""
        DBOS.cancel_workflow(entry.name)

    def forget_ended(self) -> None:
        """Delete entries that have ended, some at a time: the jobs themselves tell how."""
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], name="scrape", limit=_MOST, load_input=False, load_output=False
        )
        if ended:
            DBOS.delete_workflows([found.workflow_id for found in ended])

    def stop(self) -> None:
        """Take no more jobs, and let go of the database. What was taken at the last moment is still handed back."""
        DBOS.destroy(workflow_completion_timeout_sec=2 if _is_busy() else 0)
        if self._database:
            self._database.dispose()
        _engines.clear()


def _is_busy() -> bool:
    try:
        return bool(_listed(status=["ENQUEUED", "PENDING"], queue_name=QUEUE, limit=1))
    except Exception:  # not launched, or the database does not answer
        return False


def _listed(**which: Any) -> set[Entry]:
    found = DBOS.list_workflows(**which, name="scrape", load_input=False, load_output=False)
    return {Entry.of(status.workflow_id) for status in found}


def _where(url: str, engine: DatabaseEngine | None) -> dict[str, Any]:
    return {"system_database_url": str(engine.url), "system_database_engine": engine} if engine else {"system_database_url": url}


def _say_limits(where: dict[str, Any], at_once: int, of_an_account: int) -> None:
    """Before the launch, which begins with the queues that it finds, and looks for others a second later."""
    client = DBOSClient(**where, application_name=_APPLICATION)
    client.register_queue(
        QUEUE, worker_concurrency=at_once, partition_concurrency=of_an_account, polling_interval_sec=POLL_SECONDS
    )
    client.destroy()


def _launch(where: dict[str, Any], worker: str, at_once: int) -> None:
    config: DBOSConfig = {
        "name": _APPLICATION,
        "run_migrations": False,
        "application_version": VERSION,
        "executor_id": worker,
        "serializer": DBOSPortableJSONSerializer(),
        "max_executor_threads": at_once + 4,
        "use_listen_notify": False,
        "notification_listener_polling_interval_sec": 0.25,
        "scheduler_polling_interval_sec": 3600.0,
        "sys_db_pool_size": 5,
        "enable_otlp": False,
        "log_level": "WARNING",
        **where,  # type: ignore[typeddict-item]
    }
    DBOS(config=config)
    DBOS.launch()


def _log_as_we_do() -> None:
    logger = logging.getLogger("dbos")
    if not logger.handlers:  # else dbos adds one that writes to the terminal in a form of its own
        logger.addHandler(logging.NullHandler())
        logger.propagate = True
    logger.setLevel(logging.WARNING)


def _sqlite_engine(url: str) -> DatabaseEngine:
    """For the file beside the database. With dbos' own, two workers take one entry: it does not read and write as one."""
    beside = make_url(url)
    engine = create_engine(beside.set(database=f"{beside.database}-queue", query={}))
    make_private(f"{engine.url.database}")  # dbos' migrations open it by its name
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
