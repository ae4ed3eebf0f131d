"""Schemathesis, with all its checks: what the description promises is tried against what the service does (A6)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PASSWORD
from .test_cli import environment, run, serving

EXAMPLES = os.environ.get("INVENTORY_TEST_EXAMPLES", "2")
"""How many examples of each kind a route gets; more, and PostgreSQL too, in the session `fuzz`."""
# A schema cannot say that a cursor was given out, that a moment is to come, that a scraper is installed or that a version is the
# present one: those answer 400, 412, 422 and 503. That a 400 is never validation's own, the hooks see to.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "422", "429", "503"]

[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]

# Not from addresses in answers, too: Schemathesis 4.32 ends at one that urllib cannot part, as "http://[", as items may have.
[phases.stateful.inference]
algorithms = ["dependency-analysis"]
"""


def test_schemathesis_finds_nothing(database_url: str, tmp_path: Path) -> None:
    """A6: extremes of every parameter and body, random requests, and chains of them: no check fails, on either database."""
    if not database_url.startswith("sqlite") and "INVENTORY_TEST_EXAMPLES" not in os.environ:
        pytest.skip("what requests can look like is tried on SQLite here; on PostgreSQL, too, in `dev.py fuzz`")
    limits = {"REQUESTS_PER_MINUTE": "1000000000", "ANONYMOUS_REQUESTS_PER_MINUTE": "1000000000", "SIGN_IN_ATTEMPTS": "1000000"}
    env = environment(tmp_path, DATABASE_URL=database_url, SCRAPERS_ALLOW="none", FETCHER="none", LOG_LEVEL="WARNING", **limits)
    assert run("user", "create", "robot@example.org", env=env, typed=f"{PASSWORD}\n").returncode == 0
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    with serving(env=env) as (service, _):
        hooks = {
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(Path(__file__).parent),
            "HUB_PORT": str(service.port),
        }
        address = f"http://127.0.0.1:{service.port}/docs/openapi.json"
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", address]
        # The stream of events has no end to wait for: test_event_stream.py has its own tests.
        options = ["--exclude-path", "/api/events", "--checks", "all", "-n", EXAMPLES, "--generation-deterministic", "--no-color"]
        done = subprocess.run(
            [*command, *options], cwd=tmp_path, env={**env, **hooks}, capture_output=True, text=True, timeout=1500, check=False
        )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
    assert "Stateful" in done.stdout
