"""What a page gave, and what a whole crawl gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass
class FieldCoverage:
    """How many listings of one page kind had a field."""

    given: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """0 to 1; 0 where nothing was counted."""
        return self.given / self.total if self.total else 0.0


class Report(BaseModel):
    """A crawl in figures: pages by outcome, coverage by page kind and field, requests, bytes, waits, the first errors.

    `kinds` has the pages that each page kind read ("acme results"), `waited` maps host and reason ("acme.example crawl_delay") to
    seconds, `drops` is what an earlier report had more of, where this one was compared with it.
    """

    model_config = ConfigDict(extra="allow")

    pages: int = 0
    listings: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    outcomes: dict[str, int] = Field(default_factory=dict)
    kinds: dict[str, int] = Field(default_factory=dict)
    coverage: dict[str, dict[str, FieldCoverage]] = Field(default_factory=dict)
    waited: dict[str, float] = Field(default_factory=dict)
    errors: list[ReadError] = Field(default_factory=list)
    stopped: str | None = None
    drops: list[str] = Field(default_factory=list)

    def add_page(self, result: PageResult) -> None:
        """Count one page."""
        self.pages += 1
        self.listings += len(result.listings)
        self.outcomes[result.outcome] = self.outcomes.get(result.outcome, 0) + 1
        if result.kind:
            kind = f"{result.scraper} {result.kind}"
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
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
        """What pages of one kind gave less of than in an earlier report, in words.

        Listings a page, where they fell to less than half; and fields, which at least this share fewer of the listings have.
        """
        return [*self._fewer_listings(earlier), *self._fewer_fields(earlier, by)]

    def _fewer_listings(self, earlier: Report) -> Iterator[str]:
        for kind in self.kinds:
            before, now = earlier._listings_a_page(kind), self._listings_a_page(kind)
            if now < before / 2:
                yield f"{kind}: {before:.3g} listings a page, now {now:.3g}"

    def _listings_a_page(self, kind: str) -> float:
        """0 where that is not known."""
        counted = max((field.total for field in self.coverage.get(kind, {}).values()), default=0)
        return counted / self.kinds[kind] if kind in self.kinds else 0.0

    def _fewer_fields(self, earlier: Report, by: float) -> Iterator[str]:
        for kind, fields in self.coverage.items():
            for name, now in fields.items():
                before = earlier.coverage.get(kind, {}).get(name)
                if before and before.share - now.share >= by:
                    yield f"{kind}: {name} was {before.share:.0%}, is {now.share:.0%}"


def failure(outcome: Outcome, message: str, **more: Any) -> PageResult:
    """A result without listings."""
    return PageResult(outcome=outcome, message=message, **more)
