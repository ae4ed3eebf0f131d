"""What the doctor finds."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Level = Literal["note", "warning", "problem"]
EXIT_CODES: dict[Level, int] = {"note": 0, "warning": 1, "problem": 2}


class Finding(Struct, frozen=True):
    """Something to know of: a `note`; a `warning`, where it works and is unsafe or incomplete; a `problem`, where it does not.

    `code` stays the same; `message` says what it is and what to do, and has no secret in it.
    """

    level: Level
    code: str
    message: str


class Setting(Struct, frozen=True):
    """A setting that is not left at its default. `source` is "environment", a variable that names a file, or a file."""

    name: str
    value: str
    source: str


class Report(Struct, frozen=True):
    """All settings that were given, and all findings, the worst first."""

    version: str
    settings: list[Setting]
    findings: list[Finding]

    @property
    def exit_code(self) -> int:
        """0: at most notes; 1: warnings; 2: problems."""
        return max((EXIT_CODES[finding.level] for finding in self.findings), default=0)
