"""Milliseconds a page: this library's whole listings with evidence, beside extruct, BeautifulSoup and a bare parse.

    python -m pip install -r benchmarks/requirements.txt
    python benchmarks/reading.py [--rounds 5]

One interleaved run over the labelled pages of the corpus: every way reads a page before the next page is read, and each page
counts with its fastest round, in CPU time, so that what else the machine does falls on nobody. Ratios are what holds.
"Tree and texts alone" is what a page costs us before the first rule: scripts and comments left out, what would cost a parser
the square of its size looked for, the tree made, its visible texts in Python's hands.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import extruct
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from inventory_core import Page, read_page
from inventory_scrapers.generic import Generic
from inventory_scrapers.generic.outline import Outline
from inventory_scrapers.toolkit import document

OURS = "inventory-scrapers, whole listings"
FLOOR = "inventory-scrapers, tree and texts alone"
BARE = "lexbor, bare parse"
SOUP = "BeautifulSoup (lxml), a dozen select_one"
FAST = "extruct, JSON-LD + microdata + OpenGraph"
ALL = "extruct, all syntaxes"
SELECTORS = (
    "h1",
    "[itemprop=name]",
    "meta[property='og:title']",
    "[itemprop=price]",
    ".price",
    "meta[property='product:price:amount']",
    "meta[property='product:price:currency']",
    "[itemprop=availability]",
    ".stock",
    "[itemprop=brand]",
    "[itemprop=sku]",
    "meta[property='og:image']",
)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    corpus = Path(os.environ.get("INVENTORY_CORPUS") or Path(__file__).resolve().parents[2] / "shared" / "corpus")
    if not corpus.is_dir():
        print("no corpus: set INVENTORY_CORPUS", file=sys.stderr)
        return 2
    rows = [json.loads(line) for line in (corpus / "pages" / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = [
        (gzip.decompress((corpus / row["file"]).read_bytes()), row.get("url"), row.get("markup") != ["none"]) for row in rows
    ]
    best = measure(pages, rounds)
    print(f"{len(pages)} pages, mean {statistics.mean(len(body) for body, _, _ in pages) / 1000:.0f} KB, best of {rounds} rounds")
    report("all pages", best, range(len(pages)))
    report("with product markup", best, [index for index, page in enumerate(pages) if page[2]])
    report("without", best, [index for index, page in enumerate(pages) if not page[2]])
    return 0


def ways() -> dict[str, Callable[[bytes, str | None], object]]:
    generic = Generic()
    return {
        BARE: lambda body, url: LexborHTMLParser(body),
        OURS: lambda body, url: read_page(generic, Page(body=body, url=url, status=200)),
        FLOOR: lambda body, url: Outline(document(Page(body=body, url=url, status=200)).tree),
        FAST: lambda body, url: mapped(body, url, ["json-ld", "microdata", "opengraph"]),
        ALL: lambda body, url: mapped(body, url, ["json-ld", "microdata", "opengraph", "rdfa", "microformat", "dublincore"]),
        SOUP: lambda body, url: scraped(body),
    }


def measure(pages: list[tuple[bytes, str | None, bool]], rounds: int) -> dict[str, list[float]]:
    best = {name: [float("inf")] * len(pages) for name in ways()}
    for _ in range(rounds):
        for index, (body, url, _) in enumerate(pages):
            for name, way in ways().items():
                # What one way leaves behind is not to be cleared away in another one's time.
                gc.collect()
                started = time.process_time()
                way(body, url)
                best[name][index] = min(best[name][index], time.process_time() - started)
    return best


def mapped(body: bytes, url: str | None, syntaxes: list[str]) -> dict[str, object]:
    """A plain mapping: the first Product of any syntax, else OpenGraph."""
    try:
        found = extruct.extract(body, base_url=url or "http://localhost/", syntaxes=syntaxes, uniform=True, errors="ignore")
    except Exception:
        return {}
    items = [item for syntax in found.values() for item in syntax if isinstance(item, dict)]
    product = next((item for item in items if "Product" in str(item.get("@type"))), {})
    offers = product.get("offers") or {}
    offer = offers[0] if isinstance(offers, list) and offers else offers
    offer = offer if isinstance(offer, dict) else {}
    return {
        "title": product.get("name"),
        "price": offer.get("price"),
        "currency": offer.get("priceCurrency"),
        "sku": product.get("sku"),
    }


def scraped(body: bytes) -> dict[str, str]:
    """What a hand-written scraper does: parse, then select one element a field."""
    soup = BeautifulSoup(body, "lxml")
    found = {selector: soup.select_one(selector) for selector in SELECTORS}
    return {selector: element.get("content") or element.get_text(strip=True) for selector, element in found.items() if element}


def report(title: str, best: dict[str, list[float]], indexes: range | list[int]) -> None:
    mean = {name: 1000 * statistics.mean(times[index] for index in indexes) for name, times in best.items()}
    print(f"\n{title} ({len(indexes)}){'':28}ms a page   of a bare parse   ours is faster by")
    for name, value in sorted(mean.items(), key=lambda item: item[1]):
        print(f"  {name:42}{value:10.2f}{value / mean[BARE]:14.1f} x{value / mean[OURS]:18.1f} x")


if __name__ == "__main__":
    sys.exit(main())
