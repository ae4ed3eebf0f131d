"""One page gives one result, whatever the scraper does."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from inventory_core import (
    Blocked,
    Draft,
    Empty,
    LayoutChanged,
    Listing,
    LoginRequired,
    Money,
    NeedsRendering,
    Note,
    NotFound,
    Outcome,
    Page,
    PageSignal,
    PluginFailed,
    Query,
    Request,
    Scraper,
    Unreadable,
    Unsupported,
    UnsupportedQuery,
    Yielded,
    page,
    read_page,
)


class Acme(Scraper):
    """Reads `key=value` lines, and does what the path says."""

    name = "acme"
    hosts = ("acme.example", "*.acme.example")
    search_options = frozenset({"min_price"})
    raises: PageSignal | BaseException | None = None

    def search(self, query: Query) -> Request:
        return Request(url=f"https://acme.example/search?q={query.text}")

    @page(r"/search")
    def results(self, page: Page) -> Iterator[Yielded]:
        for number in page.text.split():
            yield Empty() if number == "none" else self.draft(page, listing_id=number).put("likes", number, "text")

    @page(r"/item/(?P<id>\d+)")
    @page(r"/old/(?P<id>\d+)", kind="old_item", experimental=True)
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        yield Listing(
            source=self.name, listing_id=id, seller={"id": "s", "name": "Ann"}, evidence={"seller.name": {"origin": "css"}}
        )
        yield Request(url="https://acme.example/item/2", role="next")

    @page(r"/raise")
    def raising(self, page: Page) -> Iterator[Yielded]:
        if self.raises:
            raise self.raises
        yield from ()

    @page(r"/partly")
    def partly(self, page: Page) -> Iterator[Yielded]:
        yield Listing(source=self.name, listing_id="1")
        if self.raises:
            raise self.raises

    @page(r"/odd")
    def odd(self, page: Page) -> Iterator[Yielded]:
        yield "a string"
        yield Listing(source="other", listing_id="1")
        yield Request(url="https://elsewhere.example/")
        yield Listing(source=self.name, listing_id="1")

    @page(r"/return")
    def returning(self, page: Page) -> Iterator[Yielded]:
        return None

    @page(r"/none")
    def none(self, page: Page) -> Iterator[Yielded]:
        if b"none" in page.body:
            return Empty()
        yield from self.partly(page)

    @page(r"/ends")
    def ends(self, page: Page) -> Iterator[Yielded]:
        yield from self.partly(page)
        return ()

    @page(r"/relative")
    def relative(self, page: Page) -> Iterator[Yielded]:
        yield Request(url="/search?page=2", role="next")


def read(
    path: str, body: bytes = b"<html>text</html>", *, status: int = 200, raises: BaseException | None = None, **options: bool
):
    scraper = Acme()
    scraper.raises = raises
    return read_page(scraper, Page(body, url=f"https://acme.example{path}", status=status), **options)


def test_a_recognised_page_is_ok() -> None:
    """Listings and requests come back, the listing says which scraper and when."""
    result = read("/item/1")
    assert (result.outcome, result.kind, result.scraper) == ("ok", "item", "acme")
    assert [listing.key for listing in result.listings] == ["acme:1"]
    assert [request.role for request in result.requests] == ["next"]
    assert result.listings[0].scraper_version == "0"
    assert result.listings[0].fetched_at is not None


def test_several_patterns_may_stand_on_one_handler() -> None:
    """Each declaration is a page kind of its own."""
    assert read("/old/7").kind == "old_item"
    assert [(k.name, k.experimental) for k in Acme.page_kinds][1:3] == [("item", False), ("old_item", True)]


@pytest.mark.parametrize("path", ["/item/", "/item/1/", "/x/item/1", "/item/1x", "/"])
def test_a_pattern_matches_the_whole_path(path: str) -> None:
    """A path that no pattern matches is unsupported, and the message names what is read."""
    result = read(path)
    assert result.outcome is Outcome.UNSUPPORTED
    assert "results, item" in result.message
    assert f"matches the whole path {path!r}" in result.message


def test_a_page_without_an_address_says_so() -> None:
    """Which kind of page it is shows in its address alone."""
    result = read_page(Acme(), Page(b"<p>x"))
    assert (result.outcome, "the address of the page is not known" in result.message) == ("unsupported", True)


def test_a_pattern_is_one_of_paths() -> None:
    """A whole address can never match, and is refused where it is declared."""
    with pytest.raises(ValueError, match="has to match a path, such as '/item/7'; name the host with host="):
        page(r"https://acme.example/item/\d+")(lambda self, page: None)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture (PNG)"),
        (b"PK\x03\x04\x14\x00", "a zip archive"),
        (bytes(range(256)) * 4, "binary data"),
    ],
)
def test_what_is_served_in_place_of_a_page_is_unreadable(body: bytes, kind: str) -> None:
    """A document, a picture, an archive or other binary data never reaches a handler, and the message names it."""
    result = read("/item/1", body)
    assert (result.outcome, result.listings) == (Outcome.UNREADABLE, ())
    assert kind in result.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp932", "iso2022_jp", "koi8-r", "gb18030"])
def test_a_page_in_any_encoding_is_no_binary_data(encoding: str) -> None:
    """Text in the encodings of the web is read, whatever its bytes look like."""
    text = "<html><head><title>" + ("цена" if encoding == "koi8-r" else "цена 日本語") + "</title></head>"
    assert read("/item/1", text.encode(encoding)).outcome == "ok"


def test_nothing_yielded_is_not_empty() -> None:
    """A page that truly has no results is empty; one that was not recognised is layout_changed."""
    assert read("/search", b"none").outcome is Outcome.EMPTY
    assert read("/raise").outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    "signal",
    [NotFound("x"), Blocked("x"), LoginRequired("x"), NeedsRendering("x"), LayoutChanged("x"), Unreadable("x"), Unsupported("x")],
)
def test_a_signal_names_the_outcome(signal: PageSignal) -> None:
    """What a handler raises is the page's outcome, or makes it partial where listings were read before."""
    assert (read("/raise", raises=signal).outcome, read("/raise", raises=signal).message) == (signal.outcome, "x")
    partly = read("/partly", raises=signal)
    assert (partly.outcome, len(partly.listings), partly.message) == (Outcome.PARTIAL, 1, "x")
    assert partly.wants_rendering is isinstance(signal, NeedsRendering)


@pytest.mark.parametrize("error", [KeyError("price"), SystemExit(3), RecursionError("deep"), AssertionError()])
def test_a_handler_that_fails_is_named_and_stops_nothing(error: BaseException) -> None:
    """The result says which plugin failed and how; what was read before stays."""
    result = read("/raise", raises=error)
    assert result.outcome is Outcome.LAYOUT_CHANGED
    assert [(e.code, e.plugin) for e in result.errors] == [("scraper_failed", "(not installed) 0")]
    assert type(error).__name__ in result.errors[0].message
    assert re.search(r" \(line \d+ of test_reading\.py\)$", result.errors[0].message)
    assert read("/partly", raises=error).outcome is Outcome.PARTIAL


def test_one_bad_card_does_not_take_the_others_along() -> None:
    """A draft that makes no valid listing is refused alone, with the path of the field."""
    result = read("/search", b"1 2 many -3 4")
    assert [listing.likes for listing in result.listings] == [1, 2, 4]
    assert (result.outcome, [(e.code, e.field) for e in result.errors]) == (
        Outcome.PARTIAL,
        [("invalid_listing", "likes"), ("invalid_listing", "likes")],
    )


def test_what_is_no_part_of_the_contract_is_refused() -> None:
    """Other types, listings of other sources, and requests to other sites are errors; the rest stays."""
    result = read("/odd")
    assert [error.code for error in result.errors] == ["wrong_type", "wrong_source", "off_site"]
    assert len(result.listings) == 1


def test_a_handler_without_yield_is_an_error() -> None:
    """None cannot be iterated, and the message says what a handler gives instead."""
    (error,) = read("/return").errors
    assert error.code == "scraper_failed"
    assert re.search("returned NoneType: a handler yields what it read, or returns a list of it", error.message)


def test_what_a_handler_returns_beside_its_yields_is_told() -> None:
    """A generator's `return Empty()` reaches nobody, so that it is an error; one that returns nothing is none."""
    (error,) = read("/none", b"none").errors
    assert error.message == "TypeError: none has `yield` in it and returned Empty, which is lost: yield that, too"
    assert (read("/none").outcome, read("/ends").outcome) == ("ok", "ok")


def test_a_request_that_cannot_be_is_no_listing() -> None:
    """A relative address is told as one of a request, with the line of the handler that made it."""
    (error,) = read("/relative").errors
    assert (error.code, error.field) == ("invalid_request", "url")
    assert re.search(r"^Request: .*begins with http:// or https:// \(line \d+ of test_reading.py\)$", error.message)


def test_names_of_sellers_are_dropped_unless_asked_for() -> None:
    """The name and its evidence go, the id stays."""
    dropped, kept = read("/item/1").listings[0], read("/item/1", keep_sellers=True).listings[0]
    assert (dropped.seller.id, dropped.seller.name, dropped.evidence) == ("s", None, {})
    assert (kept.seller.name, set(kept.evidence)) == ("Ann", {"seller.name"})


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, "not_found"),
        (410, "not_found"),
        (401, "login_required"),
        (403, "blocked"),
        (429, "rate_limited"),
        (503, "network_error"),
        (0, "ok"),
    ],
)
def test_statuses(status: int, outcome: str) -> None:
    """A status that is no answer decides before the scraper sees the page; a page of one's own has none."""
    assert read("/item/1", status=status).outcome == outcome


def test_an_empty_body_is_unreadable() -> None:
    """Nothing came, which is not the same as no results."""
    assert read("/search", b"  \n").outcome is Outcome.UNREADABLE


def test_a_challenge_with_status_200_is_blocked() -> None:
    """Never "0 items"."""
    body = b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
    assert read("/search", body).outcome is Outcome.BLOCKED


def test_a_log_in_that_the_site_led_to_is_one() -> None:
    """It has an address that no scraper reads; what was asked for is not unsupported for that."""
    body = b"<title>Log in</title><form><input type=password></form>"
    sent = Page(body, url="https://acme.example/login", request=Request(url="https://acme.example/item/1"))
    assert read_page(Acme(), sent).outcome is Outcome.LOGIN_REQUIRED
    asked = Page(body, url="https://acme.example/login", request=Request(url="https://acme.example/login"))
    assert read_page(Acme(), asked).outcome is Outcome.UNSUPPORTED


def test_a_search_may_use_only_what_the_scraper_passes_on() -> None:
    """An option that would be dropped in silence is refused by name."""
    assert Acme().first_request(Query(text="lamp")).url.endswith("q=lamp")
    with pytest.raises(UnsupportedQuery, match="sold"):
        Acme().first_request(Query(text="lamp", sold=True))
    with pytest.raises(UnsupportedQuery, match="give words to search for"):
        Acme().first_request(Query(text=" "))


@pytest.mark.parametrize(
    ("search", "reason"),
    [
        (lambda query: f"https://acme.example/search?q={query.text}", "TypeError: Broken.search returned str, not a Request"),
        (lambda query: Request(url="/search"), "ValidationError: Value error, an address begins with http:// or https://"),
        (
            lambda query: Request(url="https://evil.example/"),
            "ValueError: https://evil.example/ is no address of acme.example, *.acme.example",
        ),
        (lambda query: {}[query.text], "KeyError: 'lamp'"),
        (lambda query: exit(2), "SystemExit: 2"),
    ],
)
def test_a_search_that_fails_is_the_plugins(search: Callable[[Query], Any], reason: str) -> None:
    """What it raises, returns or leads to elsewhere is told as PluginFailed, with the plugin's name and the reason."""

    class Broken(Acme):
        def search(self, query: Query) -> Any:
            return search(query)

    with pytest.raises(PluginFailed) as failed:
        Broken().first_request(Query(text="lamp"))
    assert str(failed.value) == f"acme ((not installed) 0) made no search of 'lamp': {reason}"


def test_a_scraper_without_search_says_so() -> None:
    """can_search tells, and asking raises."""

    class Silent(Scraper):
        name = "silent"

    assert (Acme.can_search(), Silent.can_search()) == (True, False)
    with pytest.raises(UnsupportedQuery, match="no search"):
        Silent().first_request(Query(text="x", sold=True))


def test_a_subclass_inherits_and_overrides_page_kinds() -> None:
    """A handler of the same name replaces the declaration it inherits."""

    class Newer(Acme):
        name = "newer"

        @page(r"/find")
        def results(self, page: Page) -> Iterator[Yielded]:
            yield Empty()

    assert Newer.find_page("https://acme.example/find")[0].name == "results"
    assert Newer.find_page("https://acme.example/search") is None
    assert Newer.find_page("https://acme.example/item/3")[1] == {"id": "3"}


def test_a_page_kind_may_belong_to_one_host() -> None:
    """The same path of another host of the scraper is another page."""

    class Split(Scraper):
        name = "split"
        hosts = ("www.split.example", "api.split.example")

        @page(r"/items", host="api.split.example")
        def api(self, page: Page) -> Iterator[Yielded]:
            yield Draft(page, source=self.name, listing_id="1")

    assert Split.find_page("https://api.split.example/items?x=1")[0].name == "api"
    assert Split.find_page("https://www.split.example/items") is None


class Noting(Scraper):
    name = "noting"
    hosts = ("noting.example",)

    @page(r"/(?P<listings>\d)")
    def grid(self, page: Page, listings: str) -> Iterator[Yielded]:
        for number in range(int(listings)):
            yield Listing(source=self.name, listing_id=str(number))
        yield Note(code="incomplete_grid", message="1 of 9 cells was filled")


@pytest.mark.parametrize(("listings", "outcome"), [("1", "ok"), ("0", "layout_changed")])
def test_a_note_is_about_the_page_and_recognises_nothing(listings: str, outcome: str) -> None:
    """It travels beside the listings and does not change the outcome."""
    result = read_page(Noting(), Page(b"<p>x", url=f"https://noting.example/{listings}"))
    assert result.outcome == outcome
    assert [note.code for note in result.notes] == ["incomplete_grid"]


def test_a_warning_about_a_dropped_name_goes_with_it() -> None:
    """What is not there needs no warning."""

    class Doubting(Noting):
        @page(r"/shop")
        def shop(self, page: Page) -> Iterator[Yielded]:
            yield self.draft(page, listing_id="1").put("seller.name", "ann", "url").warn("seller_approximate", "seller.name")

    shop = Page(b"<p>x", url="https://noting.example/shop")
    assert read_page(Doubting(), shop).listings[0].warnings == ()
    assert len(read_page(Doubting(), shop, keep_sellers=True).listings[0].warnings) == 1


@pytest.mark.parametrize(("body", "codes"), [("Lampe f\xfcr".encode(), []), (b"Lampe f\xfcr", ["text_damaged"])])
def test_a_text_that_was_not_decoded_whole_is_told(body: bytes, codes: list[str]) -> None:
    """A page that is not of the encoding that it says keeps its listings, and a note names the fields."""

    class Titled(Acme):
        @page(r"/titled")
        def titled(self, page: Page) -> Iterator[Yielded]:
            yield self.draft(page, listing_id="1").put("title", page.text, "text")

    result = read_page(
        Titled(), Page(body, url="https://acme.example/titled", headers={"content-type": "text/html; charset=utf-8"})
    )
    assert ([note.code for note in result.notes], len(result.listings)) == (codes, 1)
    assert all(note.message.startswith("title:") for note in result.notes)


@pytest.mark.parametrize("update", [{"original_price": Money(amount="1", currency="EUR")}, {"title": 3}])
def test_a_listing_made_past_the_model_is_refused(update: dict[str, object]) -> None:
    """One that model_copy gave what the model does not allow is told as invalid; those beside it are kept."""

    class Careless(Noting):
        @page(r"/careless")
        def careless(self, page: Page) -> Iterator[Yielded]:
            yield Listing(source=self.name, listing_id="1")
            yield Listing(source=self.name, listing_id="2", price=Money(amount="2", currency="EUR")).model_copy(update=update)

    result = read_page(Careless(), Page(b"<p>x", url="https://noting.example/careless"))
    assert ([one.listing_id for one in result.listings], result.outcome) == (["1"], "partial")
    assert {error.code for error in result.errors} == {"invalid_listing"}
