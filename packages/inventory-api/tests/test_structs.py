"""What msgspec reads is read by many threads at once, from the first one on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROW = {"kind": "url", "url": "https://acme.example", "search": None, "bytes": None, "details": False, "keep_sellers": False}
# The second thread converts at the very moment at which msgspec, for the first one, is halfway through the type.
TWO_AT_ONCE = f"""
import sys, threading
import msgspec
from inventory_api.background import Background
from inventory_api.database import Database
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping.schemas import Target
from inventory_api.settings import Settings

settings = Settings()
Background(Database(settings.database), Plugins(settings), settings)
halfway, converted, looks = threading.Event(), threading.Event(), []

def look(frame, event, _):
    if event == "call" and frame.f_code.co_name == "get_class_annotations":
        looks.append(1)
        if len(looks) == 2:
            halfway.set()
            converted.wait(10)

def first():
    sys.setprofile(look)
    msgspec.convert({ROW}, Target)
    sys.setprofile(None)
    halfway.set()

thread = threading.Thread(target=first)
thread.start()
halfway.wait(10)
print(msgspec.convert({ROW}, Target).kind)
converted.set()
thread.join()
"""


def test_two_jobs_may_be_the_first_at_once(tmp_path: Path) -> None:
    """A worker whose first two jobs begin at one and the same moment does both: its process does not end with SIGSEGV."""
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    env |= {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'inventory.sqlite3'}"}
    done = subprocess.run([sys.executable, "-c", TWO_AT_ONCE], env=env, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (0, "url\n"), done.stderr
