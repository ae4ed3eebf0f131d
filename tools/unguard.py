"""Takes each guard out, one at a time, and shows which tests fail without it.

    python tools/unguard.py [LINE ...]

The guards are listed in tools/guards/*.toml. Works on a copy of the sources. Prints a row for each guard; ends with 1 where one
can be taken out unnoticed, or where tests fail with every guard in its place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("inventory-core", "inventory-scrapers", "inventory-api")
PACKAGES = [ROOT / "packages" / name / "src" for name in SOURCES]
FETCH = "inventory_scrapers/fetch/"
FETCH_TESTS = "packages/inventory-scrapers/tests/test_fetch_"
LISTS = Path(__file__).with_name("guards")


@dataclass(frozen=True)
class Guard:
    """A line of the list, what is taken out (`old` becomes `new` in `file`), and the tests that must notice.

    `only` chooses among the tests of a file, as pytest's -k does.
    """

    line: str
    what: str
    file: str
    old: str
    new: str
    tests: str
    only: str = ""


def guards() -> list[Guard]:
    """All of them, from tools/guards/*.toml; a file without a folder is one of the fetcher, tests without one are its tests."""
    return [
        Guard(**{**each, "file": each["file"] if "/" in each["file"] else FETCH + each["file"]})
        for path in sorted(LISTS.glob("*.toml"))
        for each in tomllib.loads(path.read_text("utf-8"))["guards"]
    ]


def lost(guard: Guard) -> bool:
    """Whether the sources no longer have what would be taken out."""
    return guard.old not in source(guard, PACKAGES).read_text("utf-8")


def tests_of(name: str) -> Path:
    """The file of tests that a guard names."""
    return ROOT / (f"packages/{name}.py" if "/" in name else f"{FETCH_TESTS}{name}.py")


def failures(root: Path, tests: str, only: str) -> tuple[int, str]:
    """With which code the tests of a file end on the sources under `root`, and the name of the first that fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "--no-header", str(tests_of(tests)), "-k", only]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(root / name) for name in SOURCES),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        return 1, "the tests do not end"
    first = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return ended.returncode, first[0].partition("::")[2].partition(" - ")[0] if first else ended.stdout[-300:] + ended.stderr[
        -300:
    ]


def copied(root: Path) -> None:
    """Copy the sources to a folder."""
    for name in SOURCES:
        shutil.copytree(ROOT / "packages" / name / "src", root / name, ignore=shutil.ignore_patterns("__pycache__", ".*cache*"))


def taken_out(guard: Guard, root: Path) -> None:
    """Change the copy under `root`."""
    path = source(guard, [root / name for name in SOURCES])
    path.write_text(path.read_text("utf-8").replace(guard.old, guard.new, 1), "utf-8")


def source(guard: Guard, folders: list[Path]) -> Path:
    """The file that a guard stands in."""
    return next(folder / guard.file for folder in folders if (folder / guard.file).exists())


def try_without(guard: Guard) -> bool:
    """Print the row of a guard; false where nothing noticed that it was gone."""
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        taken_out(guard, Path(folder))
        code, first = failures(Path(folder), guard.tests, guard.only)
    print(f"| {guard.line} | {guard.what} | {f'`{first}`' if code else 'NOTHING FAILED'} |", flush=True)
    return bool(code)


def all_pass(files: set[tuple[str, str]]) -> bool:
    """True where the tests pass with every guard in its place: else what fails without one says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        failed = {each: first for each in sorted(files) if (found := failures(Path(folder), *each))[0] and (first := found[1])}
    for (name, _), first in failed.items():
        print(f"with every guard in its place: {name}: {first}", file=sys.stderr)
    return not failed


def main() -> int:
    """Run all guards, or those of the lines that are named."""
    wanted = set(sys.argv[1:])
    known = guards()
    if gone := [f"{each.file} no longer has {each.old!r}" for each in known if lost(each)]:
        print(*gone, sep="\n", file=sys.stderr)
        return 1
    chosen = [each for each in known if not wanted or each.line in wanted]
    if not all_pass({(each.tests, each.only) for each in chosen}):
        return 1
    noticed = [try_without(each) for each in chosen]
    return 0 if all(noticed) else 1


if __name__ == "__main__":
    sys.exit(main())
