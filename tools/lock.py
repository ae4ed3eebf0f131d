"""The lock files of the container: every distribution that goes into it, with its version and hashes.

python3 dev.py lock              renew deploy/requirements.lock and deploy/build.lock: newer versions only where the metadata asks
python3 dev.py lock -- --upgrade the newest versions that the metadata allows

A lock holds what the packages' metadata ask for, without the packages themselves, for every supported Python. It names no index:
the hashes say what is meant, wherever it comes from.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
EXTRAS = {"inventory-api": ("opentelemetry", "sentry", "xlsx"), "inventory-scrapers": ("compression",)}
"""What the container has beside what the packages need."""
LOCKS = ("requirements.lock", "build.lock")
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)(?: *;[^\\\n]*)?(?= *\\?$)", re.MULTILINE)


def wanted(name: str) -> list[str]:
    """What a lock is for: all that the packages need to run, or what makes wheels of them."""
    return _build() if name == "build.lock" else _dependencies()


def _dependencies() -> list[str]:
    found = set()
    for name, about in _projects():
        optional = about["project"].get("optional-dependencies", {})
        lines = [*about["project"]["dependencies"], *(line for extra in EXTRAS.get(name, ()) for line in optional[extra])]
        found.update(line for line in lines if not Requirement(line).name.startswith("inventory-"))
    return sorted(found)


def _build() -> list[str]:
    return sorted({line for _, about in _projects() for line in about["build-system"]["requires"]})


def missing(requirements: list[str], lock: str) -> list[str]:
    """The requirements that a lock does not satisfy, and the lines of it that have no hash."""
    pins: dict[str, list[str]] = {}
    for name, version in _PINNED.findall(lock):
        pins.setdefault(canonicalize_name(name), []).append(version)
    unmet = [line for line in requirements if not _is_met(Requirement(line), pins)]
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return [*unmet, *(block.split()[0] for block in blocks if _PINNED.match(block) and "--hash=sha256:" not in block)]


def _is_met(needed: Requirement, pins: dict[str, list[str]]) -> bool:
    versions = pins.get(canonicalize_name(needed.name), [])
    return bool(versions) and all(needed.specifier.contains(version, prereleases=True) for version in versions)


def _projects() -> Iterator[tuple[str, dict[str, dict[str, list[str]]]]]:
    for path in sorted(ROOT.glob("packages/*/pyproject.toml")):
        yield path.parent.name, tomllib.loads(path.read_text("utf-8"))


def write(name: str, *options: str) -> None:
    """Renew one lock."""
    header = "--no-header --no-emit-index-url --no-emit-find-links --no-annotate"
    command = f"uv pip compile - --quiet --universal --python-version 3.11 --generate-hashes {header} --output-file deploy/{name}"
    subprocess.run(
        [sys.executable, "-m", *command.split(), *options], input="\n".join(wanted(name)), text=True, cwd=ROOT, check=True
    )
    file = ROOT / "deploy" / name
    file.write_text(f"# Written by `python3 dev.py lock`.\n{file.read_text('utf-8')}", "utf-8")


if __name__ == "__main__":
    for each in LOCKS:
        write(each, *sys.argv[1:])
