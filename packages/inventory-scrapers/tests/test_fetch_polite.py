"""Who asks is said openly; what pages say about their use is recorded; traffic is counted."""

import re

import pytest

from inventory_core import FetchContext, Fetcher, FetchFailed, Outcome, Page, Request
from inventory_scrapers import __version__
from inventory_scrapers.fetch.polite import user_agent
from inventory_scrapers.fetch.settings import FetchSettings
from inventory_scrapers.fetch.signals import reservations, reserved


def test_the_user_agent_names_product_version_project_and_contact(make_fetcher, site) -> None:
    """Every request, that for robots.txt too, says who asks, and never names a browser."""
    site.pages["/"] = (200, {}, b"")
    make_fetcher(contact="crawler@shop.example").fetch(Request(url=site.url()), FetchContext())
    agents = {headers["user-agent"] for _, _, headers, _ in site.seen}
    assert len(site.seen) == 2
    (agent,) = agents
    assert re.fullmatch(rf"inventory-scrapers/{re.escape(__version__)} \(\+https://\S+; contact=crawler@shop\.example\)", agent)
    assert not re.search(r"mozilla|chrome|safari|gecko|webkit", agent, re.IGNORECASE)
    assert re.fullmatch(r"inventory-scrapers/\S+ \(\+https://\S+\)", user_agent())


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "ä@shop.example", " ", "x" * 1_000])
def test_a_contact_is_one_line(contact: str) -> None:
    """A contact that would break the header is refused when it is set."""
    with pytest.raises(ValueError, match="one line"):
        user_agent(contact)


def test_it_is_a_fetcher(make_fetcher) -> None:
    """It keeps the contract of inventory_core."""
    fetcher = make_fetcher()
    assert isinstance(fetcher, Fetcher)
    assert (fetcher.name, fetcher.renders) == ("requests", False)


@pytest.mark.parametrize("status", [200, 204, 400, 403, 404, 410, 500, 502])
def test_any_status_is_a_page(make_fetcher, site, status: int) -> None:
    """What a site answers is a page, with status, headers in lower case and the request."""
    body = b"" if status == 204 else b"body"
    site.pages["/"] = (status, {"X-Some": "Thing"}, body)
    request = Request(url=site.url(), context={"a": 1})
    page = make_fetcher().fetch(request, FetchContext())
    assert (page.status, page.body, page.headers["x-some"], page.request, page.url) == (
        status,
        body,
        "Thing",
        request,
        request.url,
    )
    assert page.fetched_at.tzinfo is not None


def test_traffic_is_counted(make_fetcher, site) -> None:
    """Requests and received bytes, robots.txt and redirects included."""
    site.pages |= {"/": (302, {"Location": "/b"}, b""), "/b": (200, {}, b"x" * 1_000)}
    heard: list[tuple[int, int]] = []
    make_fetcher().fetch(Request(url=site.url()), FetchContext(on_traffic=lambda requests, size: heard.append((requests, size))))
    assert sum(requests for requests, _ in heard) == len(site.seen) == 3
    assert 1_000 < sum(size for _, size in heard) < 2_000


@pytest.mark.parametrize(
    ("headers", "body", "name", "value"),
    [
        ({"x-robots-tag": "noindex, nofollow"}, b"", "x-robots-tag", "noindex, nofollow"),
        ({"tdm-reservation": "1"}, b"", "tdm-reservation", "1"),
        ({"content-usage": "train-ai=n"}, b"", "content-usage", "train-ai=n"),
        ({}, b'<META NAME="Robots" content="NOINDEX">', "meta robots", "NOINDEX"),
        ({}, b"<meta content='1' name='tdm-reservation'>", "meta tdm-reservation", "1"),
        ({}, b"<meta name=robots content=none />", "meta robots", "none"),
    ],
)
def test_reservations_are_recorded(headers: dict[str, str], body: bytes, name: str, value: str) -> None:
    """X-Robots-Tag, robots meta, TDM reservation and Content-Usage are read as they stand."""
    found = reservations(Page(body, headers=headers))
    assert found == {name: value}
    assert reserved(found) == name


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x-robots-tag": "index, follow"}, b""),
        ({"tdm-reservation": "0"}, b""),
        ({}, b'<meta name="viewport" content="noindex">'),
        ({"content-usage": "train-ai=y"}, b""),
        ({}, b""),
    ],
)
def test_permissions_are_no_reservations(headers: dict[str, str], body: bytes) -> None:
    """What allows, or says nothing of it, reserves nothing."""
    assert reserved(reservations(Page(body, headers=headers))) is None


def test_reservations_end_a_fetch_only_where_the_user_asks_for_it(make_fetcher, site) -> None:
    """By default the signal is in the page's headers and the page comes; with obey_reservations it does not."""
    site.pages["/"] = (200, {"TDM-Reservation": "1"}, b"page")
    assert make_fetcher().fetch(Request(url=site.url()), FetchContext()).headers["tdm-reservation"] == "1"
    with pytest.raises(FetchFailed) as caught:
        make_fetcher(obey_reservations=True).fetch(Request(url=site.url()), FetchContext())
    assert (caught.value.outcome, caught.value.rule) == (Outcome.ROBOTS_DISALLOWED, "reserved")


def test_politeness_needs_no_setting() -> None:
    """The defaults: robots.txt obeyed, nothing private allowed, 10 MiB, 10 and 60 seconds, 2 seconds between requests."""
    from inventory_scrapers.fetch import PaceRules

    settings, rules = FetchSettings(), PaceRules()
    assert (settings.obey_robots, settings.allow_private) == (True, ())
    assert (settings.limits.max_bytes, settings.limits.connect_seconds, settings.limits.total_seconds) == (10 * 2**20, 10.0, 60.0)
    assert (rules.delay, rules.jitter, rules.backoff, rules.max_backoff) == (2.0, 0.2, 2.0, 300.0)
