#!/usr/bin/env python3
"""Score the generic reader on the labelled pages of the corpus and write docs/accuracy.md.

    python tools/accuracy.py

The corpus is the folder in INVENTORY_CORPUS, else ../shared/corpus beside the checkout; its scorer lies in ../tools beside it.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from inventory_core import Page, read_page
from inventory_scrapers.generic import Generic
from inventory_scrapers.generic.reading import ALL_SOURCES

ROOT = Path(__file__).resolve().parents[1]
FIELDS = ("title", "price", "currency", "availability", "out of stock", "brand", "sku", "gtin", "mpn")
# The goals on these pages.
GOALS = {"title": 0.96, "price": 0.95, "currency": 0.95, "availability": 0.95, "brand": 0.88, "sku": 0.85, "gtin": 0.80}
MARKUP = frozenset({"json_ld", "microdata", "rdfa", "microformat"})
ABLATIONS = {
    "everything": ALL_SOURCES,
    "without what a visitor sees": ALL_SOURCES - {"visible"},
    "without JSON-LD": ALL_SOURCES - {"json_ld"},
    "without microdata, RDFa and microformats": ALL_SOURCES - (MARKUP - {"json_ld"}),
    "without OpenGraph": ALL_SOURCES - {"opengraph"},
    "without data in scripts": ALL_SOURCES - {"embedded_json"},
    "markup alone": MARKUP,
    "what a visitor sees alone": frozenset({"visible"}),
}
# As the README of the corpus gives them: other pages of the same kind, 228 of them.
PEERS = """
| extruct, every syntax, plain mapping | .797 | .741 | .770 | .650 | | .751 | .560 | .267 | | 45.6 % | |
| extract-product 0.1 | .716 | .586 | .779 | .452 | | | | | | 25 % | 10 of 47 |
| changedetection.io, pure-Python part | | .697 | | .663 | | | | | | | |
| metadata_parser | .714 | .229 | .269 | .090 | | | | | | 2 % | |
| first h1 + first price after it | .794 | .496 | .848 | | | | | | | 1 % | 18 of 47 |
""".strip()
PUBLISHED = """
| the published benchmark, 140 pages | price | sku | availability | out of stock alone |
|---|---|---|---|---|
| Zyte Automatic Extraction (commercial, rendered pages) | .918 | .841 | .957 | .625 |
| Diffbot (commercial, rendered pages) | .824 | .765 | .943 | .429 |
| extruct (open source) | .685 | .537 | .914 | .333 |
""".strip()


def main() -> int:
    """Measure, write the document, and print its first table."""
    corpus = Path(os.environ.get("INVENTORY_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not corpus.is_dir():
        print("no corpus: INVENTORY_CORPUS is not set and ../shared/corpus is not beside the checkout", file=sys.stderr)
        return 2
    results = {name: score(corpus, sources) for name, sources in ABLATIONS.items()}
    published = score(corpus, ALL_SOURCES, "product-extraction-benchmark")
    text = document(results, published)
    (ROOT / "docs" / "accuracy.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def score(corpus: Path, sources: frozenset[str], only: str | None = None) -> dict[str, Any]:
    """What the corpus's scorer says of predictions made with these sources."""
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        predictions.write_text("\n".join(predict(corpus, sources)), encoding="utf-8")
        labels = corpus / "pages" / "labels.jsonl"
        command = [sys.executable, str(corpus.parent / "tools" / "score_products.py"), str(predictions), "--labels", str(labels)]
        command += ["--json", *(["--only", only] if only else [])]
        found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return found


def predict(corpus: Path, sources: frozenset[str]) -> list[str]:
    """One line for each page, in the form that the scorer reads."""
    generic = Generic(sources)
    lines = []
    for line in (corpus / "pages" / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        page = Page(body=gzip.decompress((corpus / row["file"]).read_bytes()), url=row.get("url"), status=200)
        listings = [listing.model_dump(mode="json") for listing in read_page(generic, page).listings]
        lines.append(json.dumps({"file": row["file"], "listings": listings}))
    return lines


def document(results: dict[str, dict[str, Any]], published: dict[str, Any]) -> str:
    """The document: figures beside the peers', the goals, and what each source adds."""
    ours = results["everything"]
    head = "| | " + " | ".join(FIELDS) + " | first four all right | price on a page that is no product |"
    rule = "|---" * (len(FIELDS) + 3) + "|"
    goals = " | ".join(f"{GOALS[name]:.2f}".lstrip("0") if name in GOALS else "" for name in FIELDS)
    alone = " | ".join(figure(published, name) for name in ("price", "sku", "availability", "out of stock"))
    return "\n".join(
        (
            "# How accurate the generic reader is",
            "",
            "Written by `python tools/accuracy.py`, which reads the labelled pages of the corpus and asks its scorer.",
            f"{ours['products']} product pages and {ours['non_products']} that are no product.",
            "The figures are F1; a wrong value is a false positive and a miss.",
            "The peers' figures are those of the corpus's README: 228 pages of these kinds, most of other shops. They were not",
            "measured here, so that they are for orientation, not a race on equal pages.",
            "",
            head,
            rule,
            row("inventory-scrapers, generic", ours),
            f"| goal on these pages | {goals} | 88 % | 1 of 20 |",
            PEERS,
            "",
            f"Of the published benchmark's pages {published['products']} are among these. What others reach on all 140:",
            "",
            PUBLISHED,
            f"| inventory-scrapers, generic, on those {published['products']} | {alone} |",
            "",
            "The rules were written with these pages in view; pages of other shops will fare somewhat worse.",
            "",
            "## What each source adds",
            "",
            "The same run with `Generic(sources=...)`: each line leaves out, or keeps only, what it names.",
            "",
            head,
            rule,
            *(row(name, result) for name, result in results.items()),
            "",
        )
    )


def row(name: str, result: dict[str, Any]) -> str:
    """One line of a table."""
    cells = " | ".join(figure(result, field) for field in FIELDS)
    false = f"{result['prices_on_non_products']} of {result['non_products']}"
    return f"| {name} | {cells} | {100 * result['all_four']:.1f} % | {false} |"


def figure(result: dict[str, Any], field: str) -> str:
    """An F1 as three digits."""
    return f"{result['fields'][field]['f1']:.3f}".removeprefix("0")


if __name__ == "__main__":
    sys.exit(main())
