"""Questions that only a fresh interpreter can answer: what an import brings, what a reading touches, how long it takes."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from inventory_core.scraper import Scraper
from inventory_core.testing.cases import Case
from inventory_core.testing.check import CannotAsk

BOOT = """
import time
began = time.process_time()
import inventory_core
core = time.process_time() - began
from inventory_core.testing.child import main
main(core)
"""
SECONDS = 300
"""How long a fresh interpreter may take for one question about all cases."""


def ask_fresh(task: str, scraper: type[Scraper], cases: Iterable[Case] = (), **environment: str) -> Any:
    """What `inventory_core.testing.child` answers to a task, as JSON; CannotAsk with its last words where it fails."""
    question = {
        "task": task,
        "module": scraper.__module__,
        "name": scraper.__qualname__,
        "file": inspect.getsourcefile(scraper),
        "path": sys.path,
        "cases": [str(case.folder.absolute()) for case in cases],
    }
    return json.loads(_said(json.dumps(question), environment).rpartition("\n=====\n")[2])


def _said(question: str, environment: Mapping[str, str]) -> str:
    command = [sys.executable, "-P", "-W", "ignore", "-c", BOOT]
    # Compiled modules are what people have; without them every import would look dear.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = {**usual, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8", **environment}
    try:
        done = subprocess.run(  # noqa: S603 (this interpreter, and arguments of our own)
            command, input=question, capture_output=True, encoding="utf-8", env=env, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise CannotAsk(f"no answer within {SECONDS} seconds") from None
    if done.returncode:
        raise CannotAsk(f"it cannot be used in a fresh interpreter: {done.stderr.strip()[-1500:]}")
    return done.stdout
