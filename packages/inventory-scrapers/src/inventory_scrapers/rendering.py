"""The browser fetcher, started only when the first page asks for it."""

from __future__ import annotations

import threading

from inventory_core import FetchFailed, InventoryError, Outcome, Page, Registry, RegistryError, Request
from inventory_core.fetcher import FetchContext, Fetcher

HOW_TO_GET_IT = 'to read it: pip install "inventory-scrapers[browser]", and an installed Chromium'


class LazyRenderer:
    """Stands for the fetcher "browser" of a registry; starts it once, on the first page that needs its scripts.

    Where it cannot be started, such a page ends as `needs_rendering` with a message that says how to get it.
    """

    name = "browser"
    renders = True

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._lock = threading.Lock()
        self._fetcher: Fetcher | None = None
        self._failed = ""

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page after its scripts ran; FetchFailed with rule "no_browser" where there is no browser."""
        return self._started().fetch(request, context)

    def close(self) -> None:
        """Stop the browser, where it was started."""
        with self._lock:
            if self._fetcher:
                self._fetcher.close()
            self._fetcher = None

    def _started(self) -> Fetcher:
        with self._lock:
            if not self._fetcher and not self._failed:
                self._start()
            if self._fetcher:
                return self._fetcher
        message = f"the page is filled in by its scripts; {HOW_TO_GET_IT} ({self._failed})"
        raise FetchFailed(Outcome.NEEDS_RENDERING, "no_browser", message)

    def _start(self) -> None:
        try:
            self._fetcher = self._registry.fetcher(self.name)
        except RegistryError as error:
            known = isinstance(error.__cause__, InventoryError)  # it says all there is to say of itself
            self._failed = str(error.__cause__ if known else error)
