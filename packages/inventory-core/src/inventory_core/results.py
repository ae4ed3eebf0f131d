"""What a page gave, and what a whole crawl gave."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from inventory_core.listing import OBSERVABLE, Listing, is_given
from inventory_core.outcomes import Outcome
from inventory_core.page import Request

MAX_ERRORS = 20


class ReadError(BaseModel):
    """Something that went wrong while a page was read: a field that does not fit, or a handler that failed.

    `plugin` is "distribution version" where a plugin is to blame, `field` the path of the value that was refused.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    code: str
    message: str
    url: str | None = None
    field: str | None = None
    plugin: str | None = None


class Note(BaseModel):
    """What a careful reader should know of a page as a whole; a handler yields it beside its listings.

    `code` is stable: "incomplete_grid" (cells of a grid that were not filled yet), "more_results" (there are more, and no public
    address that leads to them), ...
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    code: str
    message: str = ""


class PageResult(BaseModel):
    """One page, one result.

    `kind` is the page kind that read it, `message` a sentence for people, `rule` the name of the rule that ended it, `notes` what
    a handler said of the page as a whole.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    outcome: Outcome
    listings: tuple[Listing, ...] = ()
    requests: tuple[Request, ...] = ()
    errors: tuple[ReadError, ...] = ()
    notes: tuple[Note, ...] = ()
    message: str = ""
    rule: str | None = None
    url: str | None = None
    scraper: str | None = None
    kind: str | None = None
    wants_rendering: bool = False


class Wait(BaseModel):
    """Seconds that were waited for a host, and why: "crawl_delay", "pace", "retry_after", "backoff", "busy"."""

    model_config = ConfigDict(frozen=True, extra="allow")

    host: str
    reason: str
    seconds: float


class FieldCoverage(BaseModel):
    """How many listings of one page kind had a field."""

    given: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """0 to 1; 0 where nothing was counted."""
        return self.given / self.total if self.total else 0.0


class Report(BaseModel):
    """A crawl in figures: pages by outcome, coverage by page kind and field, requests, bytes, waits, the first errors.

    `waited` maps host and reason ("acme.example crawl_delay") to seconds.
    """

    model_config = ConfigDict(extra="allow")

    pages: int = 0
    listings: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    outcomes: dict[str, int] = Field(default_factory=dict)
    coverage: dict[str, dict[str, FieldCoverage]] = Field(default_factory=dict)
    waited: dict[str, float] = Field(default_factory=dict)
    errors: list[ReadError] = Field(default_factory=list)
    stopped: str | None = None

    def add_page(self, result: PageResult) -> None:
        """Count one page."""
        self.pages += 1
        self.listings += len(result.listings)
        self.outcomes[result.outcome] = self.outcomes.get(result.outcome, 0) + 1
        for listing in result.listings:
            self._cover(f"{listing.source} {result.kind or ''}".strip(), listing)
        for error in result.errors[: MAX_ERRORS - len(self.errors)]:
            self.errors.append(error)

    def add_wait(self, wait: Wait) -> None:
        """Count one wait."""
        name = f"{wait.host} {wait.reason}"
        self.waited[name] = round(self.waited.get(name, 0.0) + wait.seconds, 3)

    def _cover(self, kind: str, listing: Listing) -> None:
        fields = self.coverage.setdefault(kind, {})
        for name in OBSERVABLE:
            field = fields.setdefault(name, FieldCoverage())
            field.total += 1
            field.given += is_given(getattr(listing, name))

    def drops_since(self, earlier: Report, *, by: float = 0.2) -> list[str]:
        """The fields that fewer listings of a page kind have than in an earlier report, by at least this share."""
        found = []
        for kind, fields in self.coverage.items():
            for name, now in fields.items():
                before = earlier.coverage.get(kind, {}).get(name)
                if before and before.share - now.share >= by:
                    found.append(f"{kind}: {name} was {before.share:.0%}, is {now.share:.0%}")
        return found


def failure(outcome: Outcome, message: str, **more: Any) -> PageResult:
    """A result without listings."""
    return PageResult(outcome=outcome, message=message, **more)
