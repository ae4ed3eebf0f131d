"""The listing model and the contract that every inventory scraper keeps. Depends on pydantic alone."""

from inventory_core.crawl import Batch, Crawl, Limits
from inventory_core.cursor import Cursor
from inventory_core.draft import Draft, FieldMap, Found, look_up
from inventory_core.errors import (
    AmbiguousScraper,
    Blocked,
    CurrencyMismatch,
    CursorError,
    FetchFailed,
    InventoryError,
    LayoutChanged,
    LoginRequired,
    NeedsRendering,
    NoDeliverer,
    NoScraper,
    NotFound,
    PageSignal,
    PluginFailed,
    RegistryError,
    UnknownPlugin,
    Unreadable,
    Unsupported,
    UnsupportedQuery,
    Unusable,
)
from inventory_core.fetcher import Deliverer, FetchContext, Fetcher, Standing, Turns
from inventory_core.listing import (
    Alternative,
    Condition,
    Evidence,
    Identifiers,
    Image,
    Listing,
    ListingWarning,
    Rating,
    Seller,
    Shipping,
    Variant,
    merge,
)
from inventory_core.money import Money, UnitPrice
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.plugins import Plugin, PluginGroup
from inventory_core.reading import read_page
from inventory_core.registry import Registry, ScraperInfo
from inventory_core.results import FieldCoverage, Note, PageResult, ReadError, Report, Wait
from inventory_core.scraper import Empty, PageKind, Query, Scraper, Yielded, page
from inventory_core.urls import canonical_url

__version__ = "0.1.0"

__all__ = [
    "Alternative",
    "AmbiguousScraper",
    "Batch",
    "Blocked",
    "Condition",
    "Crawl",
    "CurrencyMismatch",
    "Cursor",
    "CursorError",
    "Deliverer",
    "Draft",
    "Empty",
    "Evidence",
    "FetchContext",
    "FetchFailed",
    "Fetcher",
    "FieldCoverage",
    "FieldMap",
    "Found",
    "Identifiers",
    "Image",
    "InventoryError",
    "LayoutChanged",
    "Limits",
    "Listing",
    "ListingWarning",
    "LoginRequired",
    "Money",
    "NeedsRendering",
    "NoDeliverer",
    "NoScraper",
    "NotFound",
    "Note",
    "Outcome",
    "Page",
    "PageKind",
    "PageResult",
    "PageSignal",
    "Plugin",
    "PluginFailed",
    "PluginGroup",
    "Query",
    "Rating",
    "ReadError",
    "Registry",
    "RegistryError",
    "Report",
    "Request",
    "Scraper",
    "ScraperInfo",
    "Seller",
    "Shipping",
    "Standing",
    "Turns",
    "UnitPrice",
    "UnknownPlugin",
    "Unreadable",
    "Unsupported",
    "UnsupportedQuery",
    "Unusable",
    "Variant",
    "Wait",
    "Yielded",
    "canonical_url",
    "look_up",
    "merge",
    "page",
    "read_page",
]
