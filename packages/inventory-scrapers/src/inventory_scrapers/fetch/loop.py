"""An event loop in a thread of its own, for what the browser needs: its driver and its proxy are written for one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Awaitable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_scrapers.fetch.connection import TICK, Watch

log = logging.getLogger(__name__)
Result = TypeVar("Result")
MAX_THREADS = 16


class LoopThread:
    """Runs coroutines for other threads until it is closed."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(MAX_THREADS, thread_name_prefix=name)
        self._loop.set_default_executor(self._pool)
        self._loop.set_exception_handler(lambda _loop, about: log.debug("%s", about.get("message")))
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result], seconds: float) -> Result:
        """What the coroutine gives; FetchFailed `total_time` where it takes longer."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError as error:
            future.cancel()
            raise FetchFailed(Outcome.TIMEOUT, "total_time", "the browser took too long") from error

    def close(self) -> None:
        """Cancel what still runs, and end the thread."""
        with contextlib.suppress(FetchFailed):
            self.run(_cancel_all(), 5.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5.0)
        self._pool.shutdown(wait=False, cancel_futures=True)
        if not self._thread.is_alive():
            self._loop.close()


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def within(watch: Watch, awaitable: Awaitable[Result]) -> Result:
    """What an awaitable gives; FetchFailed as soon as its watch has no time left or its crawl was stopped."""
    task = asyncio.ensure_future(awaitable)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=min(watch.remaining(), TICK))
        return task.result()
    finally:
        if not task.done():
            task.cancel()


async def at_most(seconds: float, awaitable: Awaitable[Any]) -> bool:
    """True where an awaitable ended well within that time; whatever else it does is dropped."""
    try:
        await asyncio.wait_for(awaitable, seconds)
    except Exception as error:
        log.debug("gave up: %s", type(error).__name__)
        return False
    return True


async def sleep(seconds: float) -> None:
    """Let others run for so long."""
    await asyncio.sleep(seconds)


in_thread = asyncio.to_thread
Lock = asyncio.Lock
Semaphore = asyncio.Semaphore
