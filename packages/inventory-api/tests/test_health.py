"""Whether the service lives and is ready."""

from __future__ import annotations

from litestar.testing import TestClient


def test_a_service_that_runs_is_live(client: TestClient) -> None:
    """`/health/live` answers 200 without anyone signed in."""
    assert client.get("/health/live").json() == {"status": "live"}
