r"""The contract: what someone who adds a marketplace writes.

    class Acme(Scraper):
        name = "acme"
        hosts = ("acme.example",)

        def search(self, query: Query) -> Request: ...

        @page(r"/item/(?P<id>\d+)")
        def item(self, page: Page, id: str) -> Iterator[Yielded]: ...

A scraper does no input or output: it turns queries into requests, and pages into listings and further requests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from inventory_core.draft import Draft
from inventory_core.errors import PluginFailed, UnsupportedQuery
from inventory_core.listing import Grade, Listing
from inventory_core.page import Page, Request
from inventory_core.results import Note
from inventory_core.urls import ascii_host, host_match, host_of

Handler = TypeVar("Handler", bound=Callable[..., Iterable[Any]])
Access = Literal["public_page", "official_api", "user_supplied"]
Sort = Literal["relevance", "newest", "price_asc", "price_desc"]


class Empty:
    """Yielded by a handler that recognised a page which truly has no results."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Empty)

    def __hash__(self) -> int:
        return hash(Empty)

    def __repr__(self) -> str:
        return "Empty()"


Yielded = Listing | Draft | Request | Empty | Note
"""What a page handler may yield.

A Draft that makes no valid listing is refused alone; the rest of the page stays. A Note alone recognises nothing.
"""


@dataclass(frozen=True, kw_only=True)
class Query:
    """A search. Everything besides `text` is an option that a scraper must name in `search_options` to be given it.

    Prices are in `currency`, which is the site's own where it is null. `filters` go to the site by its own names.
    """

    text: str
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    currency: str | None = None
    grades: tuple[Grade, ...] = ()
    sold: bool = False
    sort: Sort | None = None
    filters: dict[str, str] = field(default_factory=dict)

    def options(self) -> set[str]:
        """The names of the options that this search uses."""
        return {name for name, value in vars(self).items() if name != "text" and value not in (None, (), False, {})}


@dataclass(frozen=True)
class PageKind:
    """One kind of page that a scraper reads: the handler's name, its path pattern, and how sure its author is."""

    name: str
    pattern: re.Pattern[str]
    host: str | None = None
    experimental: bool = False
    handler: str = ""


def page(
    pattern: str, *, host: str | None = None, kind: str | None = None, experimental: bool = False
) -> Callable[[Handler], Handler]:
    """Declare that the method reads pages whose whole path matches; named groups become its arguments.

    `host` narrows it to one of the scraper's hosts. `experimental` says that no real capture of this page kind was ever
    seen. Several declarations may stand on one method.
    """

    def declare(method: Handler) -> Handler:
        kinds = getattr(method, "__page_kinds__", ())
        name = kind or method.__name__
        mine = PageKind(name, _compiled(pattern, method.__name__), host, experimental, method.__name__)
        method.__page_kinds__ = (mine, *kinds)  # type: ignore[attr-defined]
        return method

    return declare


def _compiled(pattern: str, handler: str) -> re.Pattern[str]:
    if "://" in pattern:
        raise ValueError(f"the pattern {pattern!r} of {handler} has to match a path, such as '/item/7'; name the host with host=")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"the pattern {pattern!r} of {handler} is no regular expression: {error}") from error


@dataclass(frozen=True)
class Installed:
    """The distribution that a plugin came from."""

    distribution: str = "(not installed)"
    version: str = "0"


class Scraper:
    """The base of every scraper; subclasses set `name` and `hosts` and declare their pages.

    `hosts` are exact names, or `*.acme.example` for all below it. `search_options` are the names of the Query options that
    `search` passes on. `access` says how the pages are had. Made without arguments; it keeps no state between pages.
    """

    name: ClassVar[str] = ""
    hosts: ClassVar[tuple[str, ...]] = ()
    access: ClassVar[Access] = "public_page"
    search_options: ClassVar[frozenset[str]] = frozenset()
    page_kinds: ClassVar[tuple[PageKind, ...]] = ()
    installed: Installed = Installed()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = [kind for member in vars(cls).values() for kind in getattr(member, "__page_kinds__", ())]
        inherited = [kind for kind in cls.page_kinds if kind.handler not in vars(cls)]
        cls.page_kinds = (*own, *inherited)

    def search(self, query: Query) -> Request:
        """The request for the first page of a search."""
        raise UnsupportedQuery(f"{self.name} has no search")

    @classmethod
    def can_search(cls) -> bool:
        """True where the scraper has a search of its own."""
        return cls.search is not Scraper.search

    @classmethod
    def claims(cls, host: str) -> int:
        """How specifically one of the declared hosts names this one: 0 not at all, more is more specific."""
        return max((host_match(pattern, host) for pattern in cls.hosts), default=0)

    @classmethod
    def find_page(cls, url: str) -> tuple[PageKind, dict[str, str]] | None:
        """The kind of page that an address is, with the groups of its pattern; null where no pattern matches the path."""
        parts = urlsplit(url)
        host, path = ascii_host(parts.hostname or ""), parts.path or "/"
        for kind in cls.page_kinds:
            if kind.host and not host_match(kind.host, host):
                continue
            if found := kind.pattern.fullmatch(path):
                return kind, {name: value for name, value in found.groupdict().items() if value is not None}
        return None

    def draft(self, page: Page, *, listing_id: str | None = None, url: str | None = None) -> Draft:
        """A listing of this scraper in the making; `url` is the page's own address where it is not given."""
        return Draft(page, source=self.name, listing_id=listing_id, url=url)

    def first_request(self, query: Query) -> Request:
        """`search`, after a check that there are words, that the scraper passes on every option, and that some price fits.

        UnsupportedQuery where it cannot be asked; PluginFailed, with the plugin's name, where `search` fails or leads elsewhere.
        """
        unknown = query.options() - self.search_options
        if self.can_search() and unknown:
            raise UnsupportedQuery(f"{self.name} cannot search by {', '.join(sorted(unknown))}")
        if query.min_price is not None and query.max_price is not None and query.min_price > query.max_price:
            raise UnsupportedQuery(f"no price is at least {query.min_price} and at most {query.max_price}")
        if self.can_search() and not query.text.strip():
            raise UnsupportedQuery("give words to search for")
        try:
            request = self.search(query)
            self._check_search(request)
        except UnsupportedQuery:
            raise
        except (Exception, SystemExit) as error:
            plugin = f"{self.name} ({self.installed.distribution} {self.installed.version})"
            raise PluginFailed(f"{plugin} made no search of {query.text!r}: {_reason(error)}") from error
        return request

    def _check_search(self, request: object) -> None:
        if not isinstance(request, Request):
            raise TypeError(f"{type(self).__name__}.search returned {type(request).__name__}, not a Request")
        if not self.claims(host_of(request.url)):
            raise ValueError(f"{request.url} is no address of {', '.join(self.hosts)}")


def _reason(error: BaseException) -> str:
    """What an exception says, in a line; pydantic's has several."""
    words = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    return f"{type(error).__name__}: {words}"
