"""Whether the service lives and is ready."""

from __future__ import annotations

from litestar.testing import TestClient


def test_figures_are_of_the_form_that_prometheus_asks_for(client: TestClient) -> None:
    """The text format 0.0.4, whose media type names its charset once."""
    assert client.get("/metrics").headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


def test_a_service_that_runs_is_live(client: TestClient) -> None:
    """`/health/live` answers 200 without anyone signed in."""
    assert client.get("/health/live").json() == {"status": "live"}
