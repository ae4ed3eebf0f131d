"""Cases for tests, written as `inventory-scrapers record` writes them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from inventory_core import Page, Scraper, read_page
from inventory_core.testing import as_expected


def write_case(folder: Path, scraper: Scraper, url: str, body: str, **changes: Any) -> Path:
    """Record what a scraper reads from a page; `changes` replaces what listings.json says."""
    folder.mkdir(parents=True)
    page = Page(body.encode(), url=url, status=200)
    headers = {"content-type": "text/html; charset=utf-8"}
    asked = {"scraper": scraper.name, "asked": url, "url": url, "status": 200, "headers": headers}
    asked["recorded_at"] = "2026-11-01T12:00:00+00:00"
    (folder / "request.json").write_text(json.dumps(asked))
    (folder / "page.gz").write_bytes(gzip.compress(page.body, mtime=0))
    (folder / "listings.json").write_text(json.dumps(as_expected(read_page(scraper, page)) | changes))
    return folder
