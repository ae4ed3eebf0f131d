"""A fetcher that runs scripts, made only when the first page asks for it."""

from __future__ import annotations

import threading

from inventory_core import FetchContext, Fetcher, FetchFailed, Outcome, Page, Registry, RegistryError, Request


class LazyRenderer:
    """Stands for a fetcher of the registry until a page needs it; one that does not start ends the page as `needs_rendering`."""

    renders = True

    def __init__(self, registry: Registry, name: str) -> None:
        self.name, self._registry = name, registry
        self._lock = threading.Lock()
        self._made: Fetcher | FetchFailed | None = None

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page after its scripts ran."""
        with self._lock:
            self._made = self._made or self._make()
        if isinstance(self._made, FetchFailed):
            raise self._made
        return self._made.fetch(request, context)

    def close(self) -> None:
        """Let go of what was started."""
        with self._lock:
            if self._made and not isinstance(self._made, FetchFailed):
                self._made.close()

    def _make(self) -> Fetcher | FetchFailed:
        try:
            return self._registry.fetcher(self.name)
        except RegistryError:
            message = f"the page is filled in by its scripts, and the fetcher {self.name!r} that runs them does not start"
            return FetchFailed(Outcome.NEEDS_RENDERING, "no_renderer", message)
