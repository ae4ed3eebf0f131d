"""Cases that can be published: what is not read goes, secrets are replaced, and what is read stays."""

from __future__ import annotations

import gzip
import json
import os
import random
import string
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from inventory_core import Page, PageResult, Request, Scraper, page, read_page
from inventory_core.testing.cases import load_case
from inventory_scrapers.cases import case as cases
from inventory_scrapers.cases.reading import harmless
from inventory_scrapers.cases.secrets import find
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.toolkit import document
from inventory_scrapers.use import scraper_for

Command = Callable[..., Result]
URL = "https://lamps.example/item/7"
LAMP = """<!doctype html><html lang="en"><head><title>Desk lamp</title>{head}
<script type="application/ld+json">{{"@type": "Product", "name": "Desk lamp", "sku": "4155550132"}}</script></head>
<body><h1>Desk lamp</h1><b class="price">EUR 12.50</b><i class="seller">{seller}</i><p class="about">{about}</p>{body}</body>
</html>"""


class Lamps(Scraper):
    """Reads a title, a number and a description from a page, and the name of who sells."""

    name = "lamps"
    hosts = ("lamps.example",)

    @page(r"/item/(?P<id>\d+)")
    def item(self, page, id):  # type: ignore[no-untyped-def]
        doc = document(page)
        draft = self.draft(page, listing_id=id)
        draft.take("title", doc.css_text("h1")).take("description", doc.css_text(".about"))
        draft.take("identifiers.sku", doc.jsonld and self.found(doc)).take("seller.name", doc.css_text(".seller"))
        if draft.get("title"):
            yield draft

    def found(self, doc):  # type: ignore[no-untyped-def]
        from inventory_core import Found

        return Found(doc.nodes[0]["sku"], "json_ld", "sku")


def lamp(*, head: str = "", body: str = "", about: str = "Bends.", seller: str = "") -> Page:
    """A page of that shop."""
    text = LAMP.format(head=head, body=body, about=about, seller=seller)
    return Page(text.encode(), url=URL, status=200, request=Request(url=URL))


def make(came: Page, **options: bool) -> cases.Case:
    """The case of a page of that shop."""
    return cases.make(Lamps(), came, **options)


def test_what_is_not_read_goes_and_what_is_read_stays() -> None:
    """Scripts, styles, drawings, comments and pictures in the page go; the script that the scraper reads does not."""
    picture = f'<img src="data:image/png;base64,{"QUJD" * 100}">'
    body = f"<script>app()</script><style>b{{}}</style><svg><path d='M0'/></svg><!-- built --><iframe src=x></iframe>{picture}"
    came = lamp(head="<script>track()</script>", body=body)
    case = make(came)
    assert case.removed == {"script": 2, "style": 1, "svg": 1, "comment": 1, "iframe": 1, "picture": 1}
    assert b"ld+json" in case.page.body
    assert not any(word in case.page.body for word in (b"track", b"app()", b"<style", b"<svg", b"<!--", b"QUJDQUJD"))
    assert case.result.listings[0].model_dump(exclude={"fetched_at"}) == (
        read_page(Lamps(), came).listings[0].model_dump(exclude={"fetched_at"})
    )


@pytest.mark.parametrize(
    "broken", ["<script>never closed", "<!-- never closed", "<svg><svg></svg>", "</script><script", "<style>" * 2000]
)
def test_broken_markup_is_trimmed_without_harm(broken: str) -> None:
    """What is not closed stays as it is, and the reading is the same."""
    came = lamp(body=broken)
    assert make(came).result.listings[0].title == "Desk lamp"


def test_a_page_in_another_encoding_is_written_in_utf_8() -> None:
    """The case says so in its header, and what is read is the same."""
    body = LAMP.format(head='<meta charset="shift_jis">', body="", about="明るいランプです", seller="").encode("shift_jis")
    case = make(Page(body, url=URL, headers={"content-type": "text/html; charset=shift_jis"}))
    assert case.page.headers["content-type"] == "text/html; charset=utf-8"
    assert case.result.listings[0].description == "明るいランプです"


PLANTS = {  # how a page carries a secret: the place, and the text with the secret in it
    "meta": ("head", '<meta name="csrf-token" content="{}">'),
    "meta turned": ("head", '<meta content="{}" name="csrf-token">'),
    "input": ("body", '<form><input type="hidden" name="__RequestVerificationToken" value="{}"></form>'),
    "attribute": ("body", '<div data-session-id="{}">x</div>'),
    "nonce": ("body", '<a nonce="{}">x</a>'),
    "state": ("body", '<div data-state=\'{{"user":{{"accessToken":"{}"}}}}\'>x</div>'),
    "escaped state": ("body", '<div data-state="{{&quot;sessionId&quot;:&quot;{}&quot;}}">x</div>'),
    "state in a text": ("body", '<div data-x=\'"{{\\"visitorId\\":\\"{}\\"}}"\'>x</div>'),
    "cookie": ("body", "<div data-x='document.cookie = \"a={}; path=/\"'>x</div>"),
    "signed link": ("body", '<img src="https://img.example/a.jpg?X-Amz-Signature={}&amp;w=1">'),
    "tracked link": ("body", '<a href="https://other.example/?gclid={}">x</a>'),
}
TOKENS = st.text(string.ascii_letters + string.digits + "-_", min_size=10, max_size=60).filter(
    lambda text: any(one.isdigit() for one in text) and any(one.isalpha() for one in text) and not text.startswith("scrubbed")
)
WORDS = st.text(string.ascii_lowercase, min_size=3, max_size=12)
DIGITS = st.integers(2_000_000, 9_899_999)
FORMS = st.one_of(
    st.builds("{}.{}@{}.co".format, WORDS, WORDS, WORDS),
    st.builds("{}%40{}.net".format, WORDS, WORDS),
    st.builds("{} [at] {} [dot] de".format, WORDS, WORDS),
    st.builds("eyJ{}.eyJ{}.{}".format, *[st.text(string.ascii_letters + string.digits, min_size=12, max_size=40)] * 3),
    st.builds("AKIA{}".format, st.text(string.ascii_uppercase + string.digits, min_size=16, max_size=16)),
    st.builds(lambda number: f"+49 30 {number}", DIGITS),
    st.builds(lambda number: f"(212) {str(number)[:3]}-{str(number)[3:]}", DIGITS),
    st.builds(lambda number: f"090-{str(number)[:4]}-{str(number)[3:]}", DIGITS),
    st.builds(lambda number: f"0171 {number}", DIGITS),
    st.builds(lambda number: f"(030) {str(number)[:3]} {str(number)[3:]}", DIGITS),
    st.builds(lambda number: f"089/{number}", DIGITS),
    st.builds("06.{}.{}.{}.{}".format, *[st.integers(10, 99)] * 4),
    st.builds(lambda number: f"0790{number}", DIGITS),
    st.builds("{}.{}.{}.{}".format, *[st.integers(11, 120)] * 4),
    st.builds("2a02:{:x}:{:x}::{:x}".format, *[st.integers(4097, 65535)] * 3),
)


@given(
    planted=st.lists(st.tuples(st.sampled_from(sorted(PLANTS)), TOKENS), max_size=5),
    written=st.lists(FORMS, max_size=5),
    seller=st.builds("{} {}".format, st.sampled_from(["Ada", "Grace", "Edsger"]), WORDS.map(str.capitalize)),
)
def test_no_planted_secret_survives(planted: list[tuple[str, str]], written: list[str], seller: str) -> None:
    """Whatever was planted and wherever, none of it is in the case, and the listing is that of the page."""
    places = {"head": "", "body": "".join(f"<p>{one}</p>" for one in written)}
    for plant, secret in planted:
        place, form = PLANTS[plant]
        places[place] += form.format(secret)
    came = lamp(head=places["head"], body=places["body"] + f"<p>All by {seller}</p>", seller=seller)
    case = make(came)
    for secret in [*(secret for _, secret in planted), *written, seller]:
        assert secret not in case.page.text, case.page.text
    assert case.stayed == ()
    assert case.result.listings == tuple(
        one.model_copy(update={"fetched_at": came.fetched_at}) for one in read_page(Lamps(), came).listings
    )


def test_one_secret_has_one_stand_in_in_every_form() -> None:
    """A token that a page writes in three ways is the same stand-in three times, so that what belongs together stays so."""
    token = "aB3+dE/9xYz0"
    body = f'<a nonce="{token}">x</a><a href="/?t=aB3%2BdE%2F9xYz0">x</a><p data-x=\'"aB3+dE\\/9xYz0"\'>'
    case = make(lamp(body=body))
    assert case.page.text.count("scrubbed-token-1") == 3
    assert case.replaced == {"token": 1}


def test_what_leads_to_a_person_in_a_listing_is_replaced_there_too() -> None:
    """An address in a description is replaced in the page and in what is expected of it."""
    case = make(lamp(about="Write to ada@lovelace.net or call +44 20 7946 0958."))
    assert case.result.listings[0].description == "Write to person1@example.org or call +1-202-555-0101."
    assert b"lovelace" not in case.page.body


def test_what_names_the_listing_is_no_secret() -> None:
    """A SKU that looks like a phone number, and the number in the address, stay."""
    case = make(lamp(body='<i data-x=\'{"userId":"4155550132"}\'></i>'))
    assert case.result.listings[0].identifiers.sku == "4155550132"
    assert (case.replaced, case.stayed) == ({}, ())


def test_what_the_reading_needs_stays_and_is_told() -> None:
    """A seller who is called like what is sold cannot be taken out; a name that was asked for is kept."""
    stays = make(lamp(seller="Desk lamp"))
    assert [secret.text for secret in stays.stayed] == ["Desk lamp"]
    assert stays.fields_with(stays.stayed[0]) == ["title"]
    kept = make(lamp(seller="Ada Lovelace"), keep_sellers=True)
    assert kept.result.listings[0].seller is not None
    assert kept.result.listings[0].seller.name == "Ada Lovelace"
    assert b"Ada" not in make(lamp(seller="Ada Lovelace")).page.body


@pytest.mark.parametrize(
    "text",
    [
        '{"token":"","previousPageToken":"","numFound":"12"}',
        '"tokenType":"Bearer","session":"expired","authorization":"google"',
        'src="/assets/logo@2x.png" href="app@3.1.min.css"',
        "Version 12.4, size 40-42-44, 10:30:45, 2026-01-02, ::before, EAN 4006381333931, 1,250.00",
        "01/02/2024 10:30, 01-02-2024 10:30, 01 02 2024 10:30, 05 06 07 08 09 10 11 12 13, 0,10 20 30 40",
        "ISBN 0306406152, UPC 0 12345 67890 5, 012345678905, p=01234567890, /01234567890, 08 12 2024 - 10 12 2024",
        'content="width=device-width" data-token="https://lamps.example/a/1"',
        "127.0.0.1 ::1 192.0.2.1 person1@example.org +1-202-555-0101 scrubbed-token-1",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    """Words under telling names, names of files, numbers of things, and what stands for a secret already."""
    assert find(text) == []


def test_halves_are_tried_where_the_whole_cannot_go() -> None:
    """All but the parts that are needed are found, with few tries."""
    tries = 0

    def allowed(some: list[int]) -> bool:
        nonlocal tries
        tries += 1
        return not {17, 62} & set(some)

    assert sorted(harmless(list(range(100)), allowed)) == [n for n in range(100) if n not in (17, 62)]
    assert tries < 40


@pytest.mark.parametrize(
    "piece", ["<script ", "<meta name=", "token:", "token:'", "a.", "+1 2", "1.1.1.", "eyJa.", "\\u003c", "a@a.", "0::"]
)
def test_time_grows_no_faster_than_the_page(piece: str) -> None:
    """Twice as much of what is hostile takes about twice as long to search."""
    short, long = (min(searched(piece * (size // len(piece))) for _ in range(3)) for size in (40_000, 160_000))
    assert long < 10 * short + 0.01


def searched(text: str) -> float:
    """The seconds of CPU that a search takes."""
    began = time.process_time()
    find(text)
    return time.process_time() - began


def test_the_same_page_gives_the_same_bytes(command: Command, tmp_path: Path) -> None:
    """A saved page that is recorded twice gives the same three files; the report says what was done and what to look over."""
    text = lamp(head='<meta name="csrf-token" content="q8Zr2LmW0aPk">', body="<script>x()</script>ada@lovelace.co").text
    (tmp_path / "saved.html").write_text(text)
    os.utime(tmp_path / "saved.html", (1_800_000_000, 1_800_000_000))
    first = command("record", URL, "--html", "saved.html", "--into", "one")
    again = command("record", URL, "--html", "saved.html", "--into", "two")
    assert (first.exit_code, again.exit_code) == (ExitCode.OK, ExitCode.OK)
    (one,), (two,) = (tmp_path / "one").iterdir(), (tmp_path / "two").iterdir()
    files = {file.name: file.read_bytes() for file in one.iterdir()}
    assert files == {file.name: file.read_bytes() for file in two.iterdir()}
    assert set(files) == {"request.json", "page.gz", "listings.json"}
    request = json.loads(files["request.json"])
    assert (request["removed"], request["replaced"]) == ({"script": 1}, {"e-mail address": 1, "token": 1})
    assert request["recorded_at"] == "2027-01-15T08:00:00+00:00"
    assert b"lovelace" not in gzip.decompress(files["page.gz"])
    assert "removed 1 script" in first.stderr
    assert "replaced: 1 e-mail address, 1 token" in first.stderr
    assert "look it over before you publish it" in first.stderr


@pytest.fixture
def record(command: Command, tmp_path: Path) -> Callable[..., Result]:
    """Record the saved page of a lamp into `cases`, as of URL or of another address."""
    (tmp_path / "saved.html").write_text(lamp().text)
    return lambda *arguments, url=URL: command("record", url, "--html", "saved.html", "--into", "cases", *arguments)


def test_a_case_that_was_renamed_is_not_recorded_twice_in_silence(record: Callable[..., Result], tmp_path: Path) -> None:
    """Its folder is named with the ways to go on, before anybody is asked; another address is none of its business."""
    assert record().exit_code == ExitCode.OK
    (case,) = (tmp_path / "cases").iterdir()
    case.rename(case.with_name("on sale"))
    again = record()
    assert again.exit_code == ExitCode.USAGE
    assert f"{Path('cases') / 'on sale'} is a case of this address: --name 'on sale' records it again" in again.stderr
    assert [one.name for one in (tmp_path / "cases").iterdir()] == ["on sale"]
    assert record(url="https://lamps.example/item/8").exit_code == ExitCode.OK
    assert len(list((tmp_path / "cases").iterdir())) == 2


def test_a_case_is_called_as_its_author_wants(record: Callable[..., Result], tmp_path: Path) -> None:
    """--name makes a folder of that name, or writes the same page's one anew; what else has that name is left alone."""
    assert record("--name", "sold").exit_code == record("--name", "sold").exit_code == record("--name", "kept").exit_code
    assert sorted(one.name for one in (tmp_path / "cases").iterdir()) == ["kept", "sold"]
    before = (tmp_path / "cases" / "sold" / "request.json").read_bytes()
    other = record("--name", "sold", url="https://lamps.example/item/8")
    assert other.exit_code == ExitCode.USAGE
    assert "is there and no case of this address" in other.stderr
    assert (tmp_path / "cases" / "sold" / "request.json").read_bytes() == before
    for name in ("..", ".", "a/b", ""):
        assert record("--name", name).exit_code == ExitCode.USAGE


def test_a_page_that_was_made_up_says_so(command: Command, record: Callable[..., Result], tmp_path: Path) -> None:
    """Its author says it of a saved page; a page that a site gave never says it."""
    record("--name", "real")
    record("--name", "made-up", "--made-up")
    told = {case.name: load_case(case).asked.made_up for case in (tmp_path / "cases").iterdir()}
    assert told == {"real": False, "made-up": True}
    assert "made_up" not in (tmp_path / "cases" / "real" / "request.json").read_text()
    done = command("record", URL, "--into", "cases", "--made-up")
    assert (done.exit_code, "takes --html FILE" in done.stderr) == (ExitCode.USAGE, True)


def test_a_case_that_has_its_own_name_is_written_anew(record: Callable[..., Result], tmp_path: Path) -> None:
    """Also where the page is of another kind for the scraper now: the folder stays, and no second one stands beside it."""
    record()
    (case,) = (tmp_path / "cases").iterdir()
    assert case.name.startswith("generic-product-")
    case = case.rename(case.with_name(case.name.replace("-product-", "-page-")))
    (case / "listings.json").write_text("{}")
    (tmp_path / "cases" / "broken").mkdir()
    (tmp_path / "cases" / "broken" / "request.json").write_text("no JSON")
    done = record()
    assert (done.exit_code, case.name in done.stderr) == (ExitCode.OK, True)
    assert {one.name for one in (tmp_path / "cases").iterdir()} == {case.name, "broken"}
    assert json.loads((case / "listings.json").read_text())["listings"]


def test_an_author_is_told_that_another_scraper_reads_the_page(command: Command, tmp_path: Path) -> None:
    """Where no installed scraper answers for the host, that is said; not where the generic one was asked for."""
    (tmp_path / "saved.html").write_text(lamp().text)
    said = command("record", URL, "--html", "saved.html", "--into", "cases").stderr
    assert "no installed scraper answers for lamps.example, so the case is one of 'generic'" in said
    assert 'pip install -e ".[test]"' in said
    meant = command("record", URL, "--html", "saved.html", "--into", "cases", "--scraper", "generic")
    assert "no installed scraper" not in meant.stderr


def test_an_author_is_told_that_data_may_be_gone_from_a_page_that_is_not_read(command: Command, tmp_path: Path) -> None:
    """Where nothing is read from a page yet, what was removed may be its data, so the page has to be kept."""
    (tmp_path / "saved.html").write_text(lamp(body='<script id="state" type="application/json">{"id": 7}</script>').text)
    done = command("record", "https://www.depop.com/help", "--html", "saved.html", "--into", "cases")
    assert done.exit_code == ExitCode.NO_SCRAPER
    assert "nothing was read from it, so what was removed may hold its data" in done.stderr
    assert "--html FILE" in done.stderr
    read = command("record", URL, "--html", "saved.html", "--into", "cases")
    assert "nothing was read from it" not in read.stderr
    (tmp_path / "saved.html").write_text("<title>Page not found</title><body><script>count()</script><p>There is no such page.")
    gone = command("record", URL, "--html", "saved.html", "--into", "cases", "--name", "gone")
    assert "recorded not_found" in gone.stderr
    assert "nothing was read from it" not in gone.stderr


def test_an_author_is_told_what_the_reading_warns_of(command: Command, tmp_path: Path) -> None:
    """A value that stays null for what it is would be noticed by nobody in listings.json."""
    (tmp_path / "saved.html").write_text(lamp().text.replace('"sku"', '"gtin13": "4006381333932", "sku"'))
    said = command("record", URL, "--html", "saved.html", "--into", "cases").stderr
    assert "the reading warns: identifiers.gtin: 4006381333932 (gtin13)" in said


def test_an_address_that_carries_a_secret_is_scrubbed_too(command: Command, tmp_path: Path) -> None:
    """Neither the address that was asked for nor the one that answered keeps a token, in any file."""
    secret = "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=24)) + "7"
    (tmp_path / "saved.html").write_text(lamp().text)
    done = command("record", f"{URL}?access_token={secret}", "--html", "saved.html", "--into", "cases")
    assert done.exit_code == ExitCode.OK, done.stderr
    assert not [file for file in (tmp_path / "cases").rglob("*.json") if secret in file.read_text()]


@pytest.mark.corpus
def test_real_pages_become_cases_that_are_read_the_same(corpus: Path) -> None:
    """Captures of marketplaces shrink, and give the listings that they gave: the same keys, titles and prices."""
    captures = [json.loads(line) for line in (corpus / "marketplaces" / "index.jsonl").read_text("utf-8").splitlines()]
    before = after = 0
    for capture in captures[::3]:
        file = corpus / capture["file"]
        body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        came = Page(body, url=capture["url"], request=Request(url=capture["url"]))
        scraper = scraper_for(capture["url"])
        case, read = cases.make(scraper, came), read_page(scraper, came)
        assert case.result.outcome == read.outcome, capture["file"]
        assert told(case.result) == told(read), capture["file"]
        before, after = before + len(body), after + len(case.page.body)
    assert after < 0.6 * before


def told(result: PageResult) -> list[tuple[Any, ...]]:
    """What says which listings a page gave."""
    return [(one.key, one.title, one.price, one.availability, len(one.images)) for one in result.listings]


class Liked(Lamps):
    """Reads a number from what looks like that of a telephone, and a request from what looks like a token."""

    @page(r"/item/(?P<id>\d+)")
    def item(self, page, id):  # type: ignore[no-untyped-def]
        doc = document(page)
        yield self.draft(page, listing_id=id).take("likes", doc.css_text(".about"), lambda text: int(text.replace("-", "")))
        yield Request(url=f"https://lamps.example/item/{len(doc.tree.css_first('a').attributes['nonce'])}")


def test_a_secret_that_stays_is_told_with_the_field_that_it_is_read_into() -> None:
    """By the value, or by the text that the value was made of; one that stands nowhere in what is read has no field."""
    case = cases.make(Liked(), lamp(about="090-1234-5678", body='<a nonce="k3Jd8sLq0Z">x</a>'))
    assert {secret.kind: case.fields_with(secret) for secret in case.stayed} == {"phone number": ["likes"], "token": []}


def test_what_stays_is_named_by_the_command(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind of secret, the secret and its field stand in a line, so that the author knows where to look."""
    monkeypatch.setattr("inventory_scrapers.cli.recording.scraper_for", lambda _url, _name: Lamps())
    (tmp_path / "saved.html").write_text(lamp(seller="Desk lamp").text)
    done = command("record", URL, "--html", "saved.html", "--into", "cases")
    assert "NOT replaced, because what is read would change: 1 seller's name\n" in done.stderr
    assert "- seller's name Desk lamp is read into title\n" in done.stderr


class Bytes(Lamps):
    """Reads the bytes of a page and not its text."""

    @page(r"/item/(?P<id>\d+)")
    def item(self, page, id):  # type: ignore[no-untyped-def]
        yield self.draft(page, listing_id=id).put("title", page.body.hex(), "text")


def test_a_page_that_cannot_be_written_as_text_is_refused() -> None:
    """What would be read differently as UTF-8 is said to be no case."""
    with pytest.raises(cases.NotText, match="cannot be made a case"):
        cases.make(Bytes(), Page("Prix : 12 €, à emporter".encode("cp1252"), url=URL))
