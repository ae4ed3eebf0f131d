"""Posted pages and jobs on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from inventory_api.inventory.schemas import Amount
from inventory_api.web.wire import NO_NUL

State = Literal["queued", "running", "done", "failed", "cancelled"]
Priority = Literal["low", "normal", "high"]
ADDRESS = (
    r"^https?://(\[[0-9A-Fa-f:.]+\]|[^/?#@:\\\[\]\x00-\x20\x7f]+)"
    r"(:(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4}))?"
    r"([/?#][^\\\x00-\x20\x7f]*)?$"
)
"""http or https, a host, perhaps a port; no user name, nothing that parsers read differently. No \\s: it differs as well."""
Address = Annotated[str, Meta(max_length=8192, pattern=ADDRESS, description="An address", examples=["https://shop.example/lamp"])]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]
Html = Annotated[str, Meta(min_length=1, pattern=NO_NUL)]
Grade = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, examples=["like_new"])]
Whole = Annotated[int, Meta(ge=1, le=2**53)]


class JobLimits(Struct, forbid_unknown_fields=True):
    """Where a job ends. Null: at the most that the service allows; more than that is cut to it."""

    pages: Whole | None = None
    listings: Whole | None = None
    seconds: Whole | None = None
    bytes: Whole | None = None


class Search(Struct, forbid_unknown_fields=True):
    """A search on one marketplace, by the name of its scraper; each option must be one that `/api/scrapers` lists for it."""

    scraper: Name
    text: Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]
    min_price: Amount | None = None
    max_price: Amount | None = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$", description="ISO 4217", examples=["EUR"])] | None = None
    grades: Annotated[
        list[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, examples=["like_new"])]], Meta(max_length=20)
    ] = []
    sold: bool = False
    sort: Literal["relevance", "newest", "price_asc", "price_desc"] | None = None
    filters: Annotated[dict[Name, Annotated[str, Meta(max_length=500, pattern=NO_NUL)]], Meta(max_length=50)] = {}


class NewJob(Struct, forbid_unknown_fields=True):
    """What to scrape: an address, a `search`, or a page as `html` (with the `url` it came from, where known). One of them.

    `details` also follows the links from a list to the page of each listing. Names of sellers are dropped unless `keep_sellers`.
    `priority` puts it before or behind your own other jobs that wait; to those of other accounts it says nothing.
    """

    url: Address | None = None
    search: Search | None = None
    html: Html | None = None
    scraper: Name | None = None
    details: bool = False
    keep_sellers: bool = False
    priority: Priority = "normal"
    limits: JobLimits = field(default_factory=JobLimits)


class Target(Struct):
    """What a job was asked for. `bytes` is the size of a posted page."""

    kind: Literal["url", "search", "html"]
    url: str | None = None
    search: Search | None = None
    bytes: int | None = None
    details: bool = False
    keep_sellers: bool = False


class Progress(Struct):
    """How far a job is. `new`, `changed` and `unchanged` count the listings that were kept."""

    pages: int = 0
    listings: int = 0
    requests: int = 0
    bytes: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Trouble(Struct):
    """Something that went wrong; `field` is the path of a value that was refused, `plugin` the distribution to blame."""

    code: str
    message: str
    url: str | None = None
    field: str | None = None
    plugin: str | None = None


class Coverage(Struct):
    """How many of `total` listings had a field."""

    given: int
    total: int


class Report(Struct):
    """A job in figures: pages by outcome, fields by page kind, seconds waited by host and reason, the first errors.

    A page that fails for now is asked for again when all others were: `outcomes` has its last try, `asked_again` counts the tries
    on top. `missing_details` counts pages of listings that a list showed and that are not there.
    """

    outcomes: dict[str, int]
    coverage: dict[str, dict[str, Coverage]]
    waited: dict[str, float]
    errors: list[Trouble]
    seconds: float
    stopped: str | None
    asked_again: int = 0
    missing_details: int = 0


class Job(Struct):
    """A job as it stands.

    `outcome` is null until it ended, then what became of its pages: that of all, or `partial`. `error` says why it failed.
    `attempts` counts the workers that died or got stuck with it since it last kept a page.
    """

    id: int
    state: State
    priority: Priority
    attempts: int
    cancel_requested: bool
    target: Target
    scraper: str
    limits: JobLimits
    progress: Progress
    outcome: str | None
    error: Trouble | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class StartedJob(Job):
    """A job that was asked for. `joined` says that it is one for the same thing that waited or ran already."""

    joined: bool


class JobDetails(Job):
    """A job with its report, which is null until a page was read, and the schedules that have it as a run."""

    report: Report | None
    schedule_ids: list[int]


class JobPage(Struct):
    """Jobs, the latest first."""

    items: list[Job]
    next: str | None
    previous: str | None


class PageOptions(Struct, forbid_unknown_fields=True):
    """How to read a page. Without `url` and `scraper`, the one scraper that reads pages of any host reads it.

    `save` keeps its listings. Names of sellers are dropped unless `keep_sellers`.
    """

    url: Address | None = None
    scraper: Name | None = None
    save: bool = False
    keep_sellers: bool = False


class PostedPage(PageOptions, kw_only=True):
    """A page to read, and how."""

    html: Html


class Saved(Struct):
    """What became of the listings that were kept, and the items that they belong to."""

    new: int
    changed: int
    unchanged: int
    items: list[int]


class Note(Struct):
    """Something to know of the page as a whole."""

    code: str
    message: str


class ReadPage(Struct):
    """What was read from one page.

    `outcome` tells an empty page from one that was not understood. Each of `listings` is a Listing of inventory-core with
    evidence and warnings. `saved` is null where nothing was to be kept.
    """

    outcome: str
    message: str
    url: str | None
    scraper: str
    kind: str | None
    rule: str | None
    listings: list[dict[str, Any]]
    errors: list[Trouble]
    notes: list[Note]
    saved: Saved | None
