"""`record`: a page saved as a test case, a folder with request.json, page.gz and listings.json."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from inventory_core import FetchContext, FetchFailed, Page, PageResult, Request, read_page
from inventory_scrapers.cli.crawling import check_address
from inventory_scrapers.cli.exit_codes import OF_OUTCOME, ExitCode, code_of
from inventory_scrapers.cli.failure import Failure, say
from inventory_scrapers.cli.output import writing
from inventory_scrapers.cli.pages import tell
from inventory_scrapers.use import registry, scraper_for

# What differs from run to run, and so is not expected.
_VOLATILE = ("fetched_at", "scraper_version")


def record(url: str, into: str, fetcher_name: str, scraper_name: str | None, keep_sellers: bool) -> ExitCode:
    """Fetch one page, read it, and write both down as a case of its own below the folder."""
    check_address(url)
    scraper = scraper_for(url, scraper_name)
    request = Request(url=url)
    fetcher = registry().fetcher(fetcher_name)
    try:
        page = fetcher.fetch(request, FetchContext())
    except FetchFailed as failed:
        raise Failure(OF_OUTCOME[failed.outcome], f"{failed.outcome}: {failed}") from failed
    finally:
        fetcher.close()
    result = read_page(scraper, page, keep_sellers=keep_sellers)
    case = Path(into) / f"{scraper.name}-{result.kind or 'page'}-{request.fingerprint[:8]}"
    with writing(str(case)):
        _write(case, page, result)
    tell(result)
    say(f"recorded {result.outcome}, {len(result.listings)} listings: {case}")
    return code_of([result.outcome])


def _write(case: Path, page: Page, result: PageResult) -> None:
    case.mkdir(parents=True, exist_ok=True)
    (case / "page.gz").write_bytes(gzip.compress(page.body, mtime=0))
    _dump(case / "request.json", _request(page, result))
    listings = [listing.model_dump(mode="json", exclude=set(_VOLATILE), exclude_defaults=True) for listing in result.listings]
    _dump(case / "listings.json", {"outcome": result.outcome, "listings": listings})


def _request(page: Page, result: PageResult) -> dict[str, Any]:
    kept = {name: value for name, value in page.headers.items() if name == "content-type"}
    asked = page.request.url if page.request else page.url
    return {
        "scraper": result.scraper,
        "asked": asked,
        "url": page.url,
        "status": page.status,
        "headers": kept,
        "rendered": page.rendered,
        "recorded_at": page.fetched_at.isoformat(),
    }


def _dump(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
