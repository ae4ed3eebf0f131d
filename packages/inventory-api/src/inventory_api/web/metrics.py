"""Figures for Prometheus. With several workers each keeps its own in files that whoever is asked adds up."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from inventory_api.web.figures import FOLDER

CONTENT_TYPE = "text/plain; version=0.0.4"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_requests = Counter("inventory_api_requests", "Requests; status none: the client left.", ["method", "route", "status"])
_seconds = Histogram("inventory_api_request_seconds", "How long answers took, to their last byte.", ["method", "route"])


def note(method: str, route: str, status: int | None, seconds: float) -> None:
    """Count one request. The route is a template, so that there are only so many of them."""
    known = method if method in _METHODS else "other"
    _requests.labels(known, route, status or "none").inc()
    _seconds.labels(known, route).observe(seconds)


class Workers(Collector):
    """The figures of every worker, from the files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """All of them added up, without the file that a worker is just making: it is empty for a moment."""
        files = [str(file) for file in self._folder.glob("*.db") if file.stat().st_size]
        found: Iterable[Metric] = MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]
        return found


def text() -> bytes:
    """All figures, of every worker."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    registry.register(Workers(Path(os.environ[FOLDER])))
    return generate_latest(registry)
