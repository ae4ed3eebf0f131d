"""A short soak: everything at once on SQLite. Its long form is `dev.py soak`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="processes are looked at through /proc")
def test_nothing_is_lost_stuck_or_done_twice(root: Path, tmp_path: Path) -> None:
    """With clients, schedules, webhooks, failing sites and killed workers at once, all that was promised is there and ends."""
    command = [
        sys.executable,
        "benchmarks/soak/run.py",
        "--minutes",
        "0.4",
        "--database",
        "sqlite",
        "--keep",
        str(tmp_path / "s"),
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing was wrong." in done.stdout
