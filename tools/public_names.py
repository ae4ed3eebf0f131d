"""Write down what each package promises, a line each, so that a change of it is seen and its version can be held to it.

python3 dev.py public            renew packages/NAME/public/VERSION.txt where the version allows the change
python3 dev.py public -- --check say what differs, and change nothing

COMPATIBILITY.md says which lines may come and go with which version. A version whose changelog has a date was released: its lines
are never written again.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from public_lines import MODULES, public_lines
from releases import date_of

ROOT = Path(__file__).parents[1]
Version = tuple[int, int, int]


class NotAllowed(Exception):
    """The change needs another version; the message says which and why."""


@dataclass(frozen=True)
class Change:
    """The lines that came and went between two records, and those that came and ask for more than before."""

    came: frozenset[str]
    went: frozenset[str]

    @property
    def breaks(self) -> list[str]:
        """What would break someone who relied on the older record: lines that went, and new duties."""
        return sorted([f"- {line}" for line in self.went] + [f"+ {line}" for line in self.came if line.endswith(" (required)")])


def allowed(old: Version, new: Version, change: Change) -> str | None:
    """What is wrong with this step of the version for this change; null where nothing is (semantic versioning 2.0, items 4-8).

    Before 1.0 a break raises the second number, an addition any; from then on a break raises the first, an addition the second.
    """
    if new == old and (change.came or change.went):
        return "the version is the same"
    if change.breaks and new[: 2 if old[0] == 0 else 1] == old[: 2 if old[0] == 0 else 1]:
        return f"{'the second' if old[0] == 0 else 'the first'} number of the version must rise: " + "; ".join(change.breaks[:5])
    if change.came and old[0] > 0 and new[:2] == old[:2]:
        return "the second number of the version must rise: " + "; ".join(sorted(change.came)[:5])
    return None


def version_of(package: str) -> str:
    """The version in the package's metadata."""
    text = (ROOT / "packages" / package / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def parsed(version: str) -> Version:
    """Three numbers."""
    first, second, third = (int(part) for part in version.split("."))
    return first, second, third


def record(package: str, version: str) -> Path:
    """Where the lines of a version are written."""
    return ROOT / "packages" / package / "public" / f"{version}.txt"


def before(package: str, version: str) -> str | None:
    """The newest recorded version below this one."""
    known = sorted(parsed(path.stem) for path in record(package, version).parent.glob("*.txt"))
    older = [each for each in known if each < parsed(version)]
    return ".".join(map(str, older[-1])) if older else None


def difference(old: Iterable[str], new: Iterable[str]) -> Change:
    """What came and what went."""
    earlier, later = frozenset(old), frozenset(new)
    return Change(later - earlier, earlier - later)


def problem(package: str, lines: Iterable[str]) -> str | None:
    """Why the version may not promise these lines, after what the version before it promised; null where it may."""
    version = version_of(package)
    older = before(package, version)
    if older is None:
        return None
    change = difference(record(package, older).read_text("utf-8").splitlines(), lines)
    return allowed(parsed(older), parsed(version), change)


def renew(package: str) -> str:
    """Write the lines of this version; NotAllowed where it was released, or promises what it may not."""
    version, lines = version_of(package), public_lines(package)
    path, text = record(package, version), "".join(f"{line}\n" for line in lines)
    if path.exists() and path.read_text("utf-8") == text:
        return f"{package} {version}: as it is written"
    if path.exists() and date_of(ROOT, package, version):
        raise NotAllowed(f"{package} {version} was released, and its public names have changed: raise the version")
    if wrong := problem(package, lines):
        raise NotAllowed(f"{package} {version}: {wrong}")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return f"{package} {version}: written"


def stale(package: str) -> str | None:
    """What differs between the record of this version and what is installed; null where nothing does."""
    path = record(package, version_of(package))
    change = difference(path.read_text("utf-8").splitlines() if path.exists() else (), public_lines(package))
    if not change.came and not change.went:
        return None
    lines = sorted([*(f"- {line}" for line in change.went), *(f"+ {line}" for line in change.came)], key=lambda line: line[2:])
    said = f"{package} {version_of(package)} promises something else than {path.relative_to(ROOT)} says"
    return "\n".join([f"{said} (renew it: python3 dev.py public):", *lines[:40]])


def main(arguments: list[str]) -> int:
    """Renew or check all records; 1 where something is to be done."""
    code = 0
    for package in MODULES:
        try:
            said = stale(package) if "--check" in arguments else renew(package)
            code = code or int("--check" in arguments and said is not None)
        except NotAllowed as error:
            said, code = str(error), 1
        print(said or f"{package}: as it is written")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
