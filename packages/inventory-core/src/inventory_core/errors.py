"""Everything that inventory-core raises on purpose.

InventoryError
├── PageSignal            a page handler says what the page is, instead of yielding listings
│   ├── NotFound          the page says that the thing is gone or never was
│   ├── Blocked           a challenge or a refusal stands where the page should be
│   ├── LoginRequired     the site shows this only to its members
│   ├── NeedsRendering    the page is a skeleton that its scripts fill
│   ├── LayoutChanged     the page is of this kind, but what the handler reads is no longer there
│   ├── Unreadable        the body is not what it says it is (no JSON, no HTML, cut off)
│   └── Unsupported       a page that this scraper knows and has nothing to read from
├── FetchFailed           no page came back: outcome, rule and a message without addresses
├── Unusable              a value was observed that is no value (a placeholder, a wrong check digit)
├── CurrencyMismatch      arithmetic or comparison across currencies
├── UnsupportedQuery      a search asked for something that the scraper cannot ask its site for
├── CursorError           a cursor of another form, or of another crawl
└── RegistryError
    ├── UnknownPlugin     no plugin of that name is installed
    ├── NoScraper         no installed scraper answers for that address
    ├── AmbiguousScraper  several answer equally well
    ├── NoDeliverer       no installed fetcher brings messages to receivers
    └── PluginFailed      it is installed, and this is why it does not work
"""

from __future__ import annotations

from typing import ClassVar

from inventory_core.outcomes import Outcome


class InventoryError(Exception):
    """The root of all errors that this project raises on purpose."""


class PageSignal(InventoryError):
    """Raised by a page handler to name the page's outcome; the message is shown to people."""

    outcome: ClassVar[Outcome] = Outcome.LAYOUT_CHANGED


class NotFound(PageSignal):
    """The page itself says that there is nothing at this address."""

    outcome = Outcome.NOT_FOUND


class Blocked(PageSignal):
    """A challenge, a CAPTCHA or a refusal stands where the page should be."""

    outcome = Outcome.BLOCKED


class LoginRequired(PageSignal):
    """The site shows this page only to people who are logged in."""

    outcome = Outcome.LOGIN_REQUIRED


class NeedsRendering(PageSignal):
    """The page is a skeleton that its own scripts fill in a browser."""

    outcome = Outcome.NEEDS_RENDERING


class LayoutChanged(PageSignal):
    """The page is of this kind, but what the handler reads is no longer where it was."""

    outcome = Outcome.LAYOUT_CHANGED


class Unreadable(PageSignal):
    """The body is not what it says it is: no JSON, no HTML, or cut off."""

    outcome = Outcome.UNREADABLE


class Unsupported(PageSignal):
    """A page that the scraper recognises and has no listings to read from."""

    outcome = Outcome.UNSUPPORTED


class FetchFailed(InventoryError):
    """No page came back.

    `outcome` says which of the page outcomes it is, `rule` names the rule that ended it (for example
    "private_address" or "decoded_bytes"), `retry_after` is in seconds where the site named a time.
    The message never holds a resolved address.
    """

    def __init__(self, outcome: Outcome, rule: str, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.rule = rule
        self.retry_after = retry_after


class Unusable(InventoryError, ValueError):
    """What was observed is not a value; it becomes null and a warning with this stable code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CurrencyMismatch(InventoryError, TypeError):
    """Two amounts whose currencies differ, or are not known, cannot be added or compared."""


class UnsupportedQuery(InventoryError, ValueError):
    """The search asked for an option that this scraper cannot pass on to its site."""


class CursorError(InventoryError, ValueError):
    """The cursor has another form, or belongs to another crawl."""


class RegistryError(InventoryError, LookupError):
    """A plugin could not be had."""


class UnknownPlugin(RegistryError):
    """No installed distribution registers this name; the message names those installed."""


class NoScraper(RegistryError):
    """No installed scraper answers for this address; the message names those installed."""


class AmbiguousScraper(RegistryError):
    """Several scrapers answer for this address equally well; name one."""


class NoDeliverer(RegistryError):
    """No installed fetcher delivers messages; says which are installed and why they do not work."""


class PluginFailed(RegistryError):
    """The plugin is installed and does not work; the message has distribution, version and cause."""
