"""`parse --manifest`: many saved pages, a line of JSON each, in and out, in order."""

from __future__ import annotations

import json
import multiprocessing
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from inventory_core import Outcome, RegistryError
from inventory_scrapers import use
from inventory_scrapers.cli.exit_codes import ExitCode, code_of
from inventory_scrapers.cli.failure import Failure, counted, say
from inventory_scrapers.cli.inputs import read_body
from inventory_scrapers.cli.output import check_place, writing
from inventory_scrapers.cli.progress import PageProgress
from inventory_scrapers.cli.terminal import standard_output
from inventory_scrapers.export import SUFFIXES


@dataclass(frozen=True)
class Entry:
    """A line of a manifest: a file below the root, the address it came from (or null), and the status (0: not known)."""

    file: str
    url: str | None
    status: int = 0


@dataclass(frozen=True)
class Answer:
    """The line of a page, its outcome, the number of its listings, and whether its file could be read at all."""

    line: bytes
    outcome: str
    listings: int
    has_file: bool


@dataclass(frozen=True)
class How:
    """How the pages of a manifest are found and read."""

    root: str | None = None
    scraper: str | None = None
    keep_sellers: bool = False


def is_answerable(form: str | None, output: str | None) -> bool:
    """True where neither format nor name of the output promise something other than a JSON line a page."""
    named = SUFFIXES.get(Path(output).suffix.lower()) if output else None
    return form == "jsonl" or (form is None and named in (None, "jsonl"))


def parse_manifest(manifest: str, output: str | None, how: How, *, jobs: int = 1) -> ExitCode:
    """Read all pages of a manifest. Every page gets its line, whatever became of it; only a wrong manifest ends the run.

    OK where one of them was read, so that a page that is no product fails no long run; else the code of the first. A file that
    is not there, or broken, is no such page but a mistake in the manifest or its folder: then it is partly read.
    """
    entries = list(read_manifest(manifest))
    folder = Path(how.root) if how.root is not None else Path(manifest).parent
    if not folder.is_dir():
        raise Failure(ExitCode.USAGE, f"there is no directory {folder}")
    if output is not None:
        check_place(output)
    if how.scraper is not None:
        use.scraper_for(None, how.scraper)
    read = partial(parse_entry, how=replace(how, root=str(folder)))
    with writing(output or "standard output"), ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(Path(output).open("wb")) if output else standard_output().buffer
        progress = stack.enter_context(PageProgress(total=len(entries)))
        outcomes, lost = _write_all(file, _run(read, entries, jobs, stack), progress)
    said = ", ".join(f"{name} {count}" for name, count in outcomes.most_common())
    say(f"{counted(len(entries), 'page')}: {said}" if said else f"0 pages: {manifest} has no lines")
    if lost:
        say(f"{counted(lost, 'file')} could not be read; each line says why", color="yellow")
    code = code_of(outcomes)
    return ExitCode.OK if code is ExitCode.PARTLY and not lost else code


def _write_all(file: IO[bytes], answers: Iterator[Answer], progress: PageProgress) -> tuple[Counter[str], int]:
    """Pages by outcome, and how many files could not be read."""
    outcomes: Counter[str] = Counter()
    lost = 0
    for answer in answers:
        file.write(answer.line)
        file.flush()
        outcomes[answer.outcome] += 1
        lost += not answer.has_file
        progress.page_read(answer.listings)
    return outcomes, lost


def read_manifest(name: str) -> Iterator[Entry]:
    """The lines of a manifest; Failure (usage) names the line that is wrong."""
    for number, line in enumerate(read_body(name).splitlines(), start=1):
        if line.strip():
            try:
                yield _entry(json.loads(line))
            except json.JSONDecodeError as error:
                raise Failure(
                    ExitCode.USAGE, f"{name}, line {number}: no JSON: {error.msg} at character {error.pos + 1}"
                ) from error
            except (ValueError, RecursionError) as error:
                raise Failure(ExitCode.USAGE, f"{name}, line {number}: {error}") from error


def parse_entry(entry: Entry, how: How) -> Answer:
    """What is answered for one page."""
    try:
        body = read_body(str(Path(how.root or ".") / entry.file))
    except Failure as failure:
        return _answer(entry, _unread(Outcome.UNREADABLE, failure), has_file=False)
    return _answer(entry, _read(body, entry, how), has_file=True)


def _answer(entry: Entry, given: dict[str, Any], *, has_file: bool) -> Answer:
    line = json.dumps({"file": entry.file, **given}, ensure_ascii=False)
    return Answer(line.encode(errors="backslashreplace") + b"\n", given["outcome"], len(given["listings"]), has_file)


def _read(body: bytes, entry: Entry, how: How) -> dict[str, Any]:
    try:
        result = use.parse(body, entry.url, scraper=how.scraper, status=entry.status, keep_sellers=how.keep_sellers)
    except (RegistryError, ValueError) as error:
        return _unread(Outcome.UNSUPPORTED, error)
    dumped = result.model_dump(mode="json", exclude={"requests", "wants_rendering", "rule"})
    return {"outcome": dumped.pop("outcome"), "listings": dumped.pop("listings"), **dumped}


def _unread(outcome: Outcome, error: Exception) -> dict[str, Any]:
    return {"outcome": outcome.value, "listings": [], "message": str(error)}


def _entry(line: Any) -> Entry:
    if not isinstance(line, dict) or not isinstance(line.get("file"), str) or "\x00" in line["file"]:
        raise ValueError('a line is an object with at least "file" (text) and "url" (text or null)')
    url, status = line.get("url"), line.get("status") or 0
    if not (url is None or isinstance(url, str)):
        raise ValueError('"url" is text or null')
    use.check_status(status)
    return Entry(line["file"], url, status)


def _run(read: partial[Answer], entries: list[Entry], jobs: int, stack: ExitStack) -> Iterator[Answer]:
    if jobs == 1:
        return map(read, entries)
    jobs = min(jobs, len(entries) or 1)
    spawn = multiprocessing.get_context("spawn")  # a fork would copy the progress bar's thread in whatever state it is
    pool = ProcessPoolExecutor(max_workers=jobs, mp_context=spawn, initializer=_print_aside)
    stack.callback(pool.shutdown, cancel_futures=True)
    with _ignoring_interrupts():
        return pool.map(read, entries, chunksize=4)


def _print_aside() -> None:
    """In a process of its own: what a plugin prints there goes to standard error, as in this one."""
    sys.stdout = sys.stderr


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Processes started meanwhile ignore Ctrl-C, which reaches every process of a terminal: the first one ends the work."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
