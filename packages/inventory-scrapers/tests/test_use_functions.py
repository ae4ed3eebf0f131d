"""The three functions that most programs need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inventory_core import (
    Blocked,
    FetchContext,
    FetchFailed,
    NeedsRendering,
    NoScraper,
    NotFound,
    Outcome,
    Page,
    PageResult,
    PluginFailed,
    Query,
    RegistryError,
    Request,
    UnknownPlugin,
    UnsupportedQuery,
)
from inventory_scrapers import parse, scrape, search, use

LIST = "https://acme.test/list/1"
BODY = '{"items": [{"id": "a1", "title": "one"}], "next": null}'
pytestmark = pytest.mark.usefixtures("acme")


class Counted:
    """The canned fetcher, with the addresses it was asked for."""

    name, renders = "counted", False

    def __init__(self) -> None:
        self.canned = use.registry().fetcher("canned")
        self.asked: list[str] = []

    def fetch(self, request: Request, context: FetchContext) -> Page:
        self.asked.append(request.url)
        return self.canned.fetch(request, context)

    def close(self) -> None:
        pass


@pytest.fixture
def counted() -> Counted:
    return Counted()


def titles(listings: Any) -> list[str | None]:
    return [listing.title for listing in listings]


def test_parse_reads_bytes_and_text_alike() -> None:
    """The same page as bytes and as text gives the same listings, read by the scraper of its host."""
    from_text, from_bytes = parse(BODY, url=LIST), parse(BODY.encode(), url=LIST)
    assert titles(from_text.listings) == titles(from_bytes.listings) == ["one"]
    assert from_text.scraper == "acme"


def test_parse_never_raises_for_what_the_page_holds() -> None:
    """A page that is no page is an outcome, not an exception."""
    assert parse(b"\x00\xff", url=LIST).outcome is Outcome.UNREADABLE
    assert parse(BODY, url=LIST, status=404).outcome is Outcome.NOT_FOUND


def test_what_is_no_page_at_all_is_an_error_that_says_what_to_do() -> None:
    """A file's name, an address or a path in place of the page would be read as a page without anything."""
    with pytest.raises(ValueError, match=r"^'saved.html' is the name of a file, not a page; Path.read_bytes\(\)"):
        parse("saved.html", url=LIST)
    with pytest.raises(ValueError, match=r"^'https://acme.test/list/1' is an address, not a page; scrape\(\) fetches it"):
        parse(LIST)
    with pytest.raises(TypeError, match=r"^a page is bytes or text, not \w+Path; Path.read_bytes"):
        parse(Path("saved.html"), url=LIST)  # type: ignore[arg-type]


def test_what_is_no_text_says_what_is_taken() -> None:
    """Null or a number in place of an address or of words is named, in the words of this library and at once."""
    none: Any = None
    with pytest.raises(TypeError, match=r"^an address is text, not int$"):
        parse(BODY, url=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^an address is text, not NoneType$"):
        scrape(none)
    with pytest.raises(TypeError, match=r"^a search is words or a Query, not NoneType$"):
        search("acme", none)
    with pytest.raises(ValueError, match=r"^give words to search for$"):
        search("acme", " ")


def test_what_the_package_offers_can_be_listed() -> None:
    """Completion in a shell or an editor shows the three functions, which are imported when they are used."""
    import inventory_scrapers

    assert dir(inventory_scrapers) == ["__version__", "parse", "scrape", "search"]


@pytest.mark.parametrize("status", ["404", 40, -1, 1000, 404.0, None])
def test_what_is_no_status_is_a_value_error(status: Any) -> None:
    """Nothing is read as if it had come well because its status was mistyped; 0 and statuses without a name are taken."""
    with pytest.raises(ValueError, match=rf"^{status!r} is no HTTP status; it is a number from 100 to 999, or 0"):
        parse(BODY, url=LIST, status=status)
    assert parse(BODY, url=LIST, status=0).outcome is parse(BODY, url=LIST, status=200).outcome is Outcome.OK
    assert parse(BODY, url=LIST, status=999).outcome is Outcome.NETWORK_ERROR


@pytest.mark.parametrize("pages", [0, -1, "3"])
def test_less_than_a_page_is_an_error_at_once(pages: Any) -> None:
    """Nothing could ever come of it."""
    with pytest.raises(ValueError, match=r"^max_pages is .*; it takes a number from 1"):
        scrape(LIST, max_pages=pages)
    with pytest.raises(ValueError, match=r"^max_pages is .*; it takes a number from 1"):
        search("acme", "denim", max_pages=pages)


@pytest.mark.parametrize("url", ["", "acme.test/list/1", "ftp://acme.test/", "https://", "https://a b/"])
def test_what_is_no_address_is_a_value_error_at_once(url: str) -> None:
    """No function waits for the first listing to say that an address is none."""
    with pytest.raises(ValueError, match="address"):
        parse(BODY, url=url)
    with pytest.raises(ValueError, match="address"):
        scrape(url)
    with pytest.raises(ValueError, match="address"):
        scrape(url, scraper="acme")


def test_a_scraper_is_found_by_name_or_its_own_failure_is_raised() -> None:
    """An unknown name names those installed; a broken plugin gives its own reason."""
    with pytest.raises(UnknownPlugin, match="acme"):
        parse(BODY, scraper="nobody")
    with pytest.raises(PluginFailed, match=r"acme-plugin 1\.0.*acme_missing"):
        parse(BODY, scraper="broken")


def test_without_an_address_a_canonical_link_stands_for_it_where_its_host_is_claimed_by_name() -> None:
    """The page's own address is believed only where an installed scraper names its host; `*` does not count."""
    page = '<head><link href="https://{}/list/1" rel="canonical"></head><p>nothing'
    assert parse(page.format("acme.test")).scraper == "acme"
    assert parse(page.format("acme.test")).url == "https://acme.test/list/1"
    assert parse(page.format("elsewhere.test")).url is None
    assert parse(page.format("elsewhere.test")).scraper == "generic"


def test_scrape_asks_for_a_page_only_when_it_is_wanted(counted: Counted) -> None:
    """Nothing is fetched before the first listing is asked for, and no more than `max_pages` pages."""
    listings = scrape(LIST, max_pages=2, fetcher=counted)
    assert counted.asked == []
    assert titles(listings) == ["=one", "two", "three"]
    assert counted.asked == [LIST, "https://acme.test/list/2"]


def test_a_listing_seen_again_comes_again_only_with_something_new(counted: Counted) -> None:
    """The second page repeats a listing of the first; it is yielded once."""
    keys = [listing.key for listing in scrape(LIST, max_pages=None, fetcher=counted)]
    assert keys == ["acme:a1", "acme:a2", "acme:a3", "acme:a4"]


def test_with_details_each_listing_comes_once_and_merged(counted: Counted) -> None:
    """A listing waits for its own page and is merged with it; one whose page is gone comes as the list showed it."""
    listings = list(scrape("https://acme.test/list/10", max_pages=9, details=True, fetcher=counted))
    assert {one.key: one.description for one in listings} == {"acme:a1": "in full", "acme:a2": None}
    assert len(listings) == 2


@pytest.mark.parametrize(
    ("path", "error", "outcome"),
    [("/list/40", Blocked, Outcome.BLOCKED), ("/gone", NotFound, Outcome.NOT_FOUND), ("/list/70", FetchFailed, Outcome.REFUSED)],
)
def test_a_crawl_that_could_read_nothing_raises_what_became_of_the_page(path: str, error: type[Exception], outcome: str) -> None:
    """A blocked page is never an empty iterator: the typed error says what came in its place."""
    with pytest.raises(error) as caught:
        list(scrape(f"https://acme.test{path}", fetcher="canned"))
    assert getattr(caught.value, "outcome", None) is outcome


def test_an_empty_page_is_an_answer() -> None:
    """A search without results yields nothing and raises nothing."""
    assert list(scrape("https://acme.test/list/30", fetcher="canned")) == []


def test_a_later_failure_is_told_to_on_result() -> None:
    """What was read before a block is yielded; the block is among the results."""
    results: list[PageResult] = []
    assert titles(scrape("https://acme.test/list/20", max_pages=5, fetcher="canned", on_result=results.append)) == ["=one"]
    assert [result.outcome for result in results] == [Outcome.OK, Outcome.BLOCKED]


def test_search_takes_words_or_a_query() -> None:
    """Options that the site cannot be asked for are refused before anything is fetched."""
    assert titles(search("acme", "denim jacket", fetcher="canned")) == ["=one", "two"]
    assert titles(search("acme", Query(text="denim", sort="newest"), fetcher="canned")) == ["=one", "two"]
    with pytest.raises(UnsupportedQuery, match="sold"):
        search("acme", Query(text="denim", sold=True))
    with pytest.raises(RegistryError):
        search("nobody", "denim")


def test_no_scraper_names_those_installed(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing claims a host, the error says what is installed and what failed."""
    from inventory_core import Registry

    narrow = Registry(allow=["acme", "broken"])
    monkeypatch.setattr(use, "registry", lambda: narrow)
    with pytest.raises(NoScraper, match=r"acme.*failed to load: broken"):
        scrape("https://elsewhere.test/")


def test_a_page_that_needs_its_scripts_is_asked_of_the_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The browser is started for the first page that needs it, never before; without one the error names the extra."""
    started: list[str] = []

    class Browser(Counted):
        renders = True

        def fetch(self, request: Request, context: FetchContext) -> Page:
            return Page(BODY.encode(), url=request.url, status=200, request=request, rendered=True)

    registry, find = use.registry(), use.registry().fetcher

    def fetcher(name: str) -> Any:
        if name != "browser":
            return find(name)
        started.append(name)
        return Browser()

    monkeypatch.setattr(registry, "fetcher", fetcher)
    assert titles(scrape(LIST, fetcher="canned")) == ["=one", "two"]
    assert not started
    assert titles(scrape("https://acme.test/list/50", fetcher="canned")) == ["one"]
    assert started == ["browser"]

    def failing(name: str) -> Any:
        if name == "browser":
            raise PluginFailed("browser: no playwright")
        return find(name)

    monkeypatch.setattr(registry, "fetcher", failing)
    with pytest.raises(NeedsRendering, match=r"inventory-scrapers\[browser\].*no playwright"):
        list(scrape("https://acme.test/list/50", fetcher="canned"))
