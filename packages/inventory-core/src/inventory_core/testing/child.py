"""What runs in the fresh interpreter that `fresh.ask_fresh` starts: a question comes as JSON, the answer goes as JSON."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


def load(question: dict[str, Any]) -> Any:
    """The scraper class: by the name of its module, or from its file where that has no name here, as test modules have."""
    try:
        module = importlib.import_module(question["module"])
    except ModuleNotFoundError as error:
        if not question["module"].startswith(str(error.name)):
            raise
        spec = importlib.util.spec_from_file_location("scraper_under_test", question["file"])
        if spec is None or spec.loader is None:
            raise
        module = importlib.util.module_from_spec(spec)
        sys.modules["scraper_under_test"] = module
        spec.loader.exec_module(module)
    target: Any = module
    for step in question["name"].split("."):
        target = getattr(target, step)
    return target


def imports(question: dict[str, Any]) -> dict[str, Any]:
    """Which modules the import of the scraper brings, and what it costs beside that of inventory_core."""
    before, began = set(sys.modules), time.process_time()
    load(question)
    seconds = time.process_time() - began
    return {"modules": sorted(set(sys.modules) - before), "seconds": seconds, "core": question["core"]}


def watched(question: dict[str, Any]) -> dict[str, Any]:
    """What is read from each case, and what the scraper does besides, while it is imported, reads, and makes a search."""
    from inventory_core.scraper import Query
    from inventory_core.testing.cases import as_expected, load_case
    from inventory_core.testing.watch import Watch

    pages = [(case, case.page()) for case in map(load_case, map(Path, question["cases"]))]
    watch, results = Watch(), {}
    with watch.during("import"):
        scraper = load(question)()
    for case, page in pages:
        with watch.during("read"):
            result = case.read(scraper, page)
        results[case.name] = as_expected(result)
    with watch.during("read"), suppress(Exception):  # that it fails is told by the checks of searches
        scraper.first_request(Query(text="lamp"))
    return {"seen": watch.seen, "readings": results}


def timings(question: dict[str, Any]) -> list[list[Any]]:
    """Where reading takes longer than a page that grows explains."""
    from inventory_core.testing.cases import load_case
    from inventory_core.testing.growth import grown

    scraper = load(question)()
    return [found for folder in question["cases"] for found in grown(scraper, load_case(Path(folder)))]


TASKS = {"imports": imports, "watched": watched, "timings": timings}


def main(core: float) -> None:
    """Answer the question on standard input; `core` are the seconds that the import of inventory_core took."""
    question = json.load(sys.stdin)
    sys.path[:] = question["path"]
    answer = json.dumps(TASKS[question["task"]](question | {"core": core}))
    sys.stdout.write(f"\n=====\n{answer}")
