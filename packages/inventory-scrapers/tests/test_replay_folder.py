"""A crawl that was recorded is repeated from its folder, and a folder can do no more than that."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory_core import Batch, Crawl, FetchContext, FetchFailed, Limits, Outcome, Page, Request, Scraper, Yielded, page
from inventory_scrapers.fetch.recording import key_of
from inventory_scrapers.fetch.replay import RecordingFetcher, ReplayFetcher

ITEM = "<html><head><title>Chair {n}</title></head><body><h1>Chair {n}</h1>{next}</body></html>"


class Shop(Scraper):
    name = "shop"
    hosts = ("shop.test",)

    @page(r"/item/(?P<id>\d+)")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        draft = self.draft(page, listing_id=id)
        draft.put("title", page.text.split("<title>")[1].split("<")[0], "css", "title")
        yield draft
        if 'rel="next"' in page.text:
            yield Request(url=f"https://shop.test/item/{int(id) + 1}", role="next")


class Site:
    """A fetcher with four pages; the third does not come."""

    name = "site"
    renders = False
    closed = False

    def fetch(self, request: Request, context: FetchContext) -> Page:
        context.on_traffic(2, 1000)
        number = int(request.url.rpartition("/")[2])
        if number == 3:
            raise FetchFailed(Outcome.TIMEOUT, "total_time", "too slow", retry_after=12.5)
        body = ITEM.format(n=number, next='<a rel="next">' if number < 4 else "").encode()
        headers = {"content-type": "text/html", "set-cookie": "secret=1"}
        return Page(body, url=request.url, status=200, headers=headers, request=request)

    def close(self) -> None:
        self.closed = True


def asked(number: int, **more: object) -> Request:
    return Request(url=f"https://shop.test/item/{number}", **more)  # type: ignore[arg-type]


def written(batches: list[Batch]) -> str:
    return "\n".join(batch.result.model_dump_json() for batch in batches)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds page 1."""
    RecordingFetcher(Site(), tmp_path / "recorded").fetch(asked(1), FetchContext())
    return tmp_path / "recorded"


def about(folder: Path) -> Path:
    (found,) = folder.glob("*.json")
    return found


def failure(folder: Path, request: Request, **more: int) -> FetchFailed:
    with pytest.raises(FetchFailed) as raised:
        ReplayFetcher(folder, **more).fetch(request, FetchContext())
    return raised.value


def body_or_rule(folder: Path) -> str:
    try:
        return ReplayFetcher(folder).fetch(asked(1), FetchContext()).text
    except FetchFailed as failed:
        return failed.rule


def test_a_replayed_crawl_gives_the_same_bytes(tmp_path: Path) -> None:
    """A crawl from its recording gives the same results, byte for byte, and ends where the first did; failures fail again."""
    start = [asked(1), asked(3), asked(4)]
    first = Crawl(Shop(), RecordingFetcher(Site(), tmp_path), start)
    recorded = list(first)
    again = Crawl(Shop(), ReplayFetcher(tmp_path), start)
    replayed = list(again)
    assert len(recorded) == 4  # 1, 2 by its link, 4 and the failure
    assert written(replayed) == written(recorded)
    assert again.report.outcomes == {"ok": 3, "timeout": 1}
    assert (again.report.requests, again.report.bytes) == (first.report.requests, first.report.bytes) == (8, 4000)


def test_limits_end_a_replay_at_the_same_page(tmp_path: Path) -> None:
    """A byte limit ends the repeated crawl where it ended the recorded one, though no byte is received."""
    limits = Limits(bytes=1500)
    recorded = list(Crawl(Shop(), RecordingFetcher(Site(), tmp_path), [asked(1)], limits=limits))
    replayed = list(Crawl(Shop(), ReplayFetcher(tmp_path), [asked(1)], limits=limits))
    assert len(recorded) == 2
    assert written(replayed) == written(recorded)


def test_a_failure_comes_back_whole(tmp_path: Path) -> None:
    """Outcome, rule, message and retry_after of a failure are recorded and raised again."""
    with pytest.raises(FetchFailed):
        RecordingFetcher(Site(), tmp_path).fetch(asked(3), FetchContext())
    failed = failure(tmp_path, asked(3))
    assert (failed.outcome, failed.rule, str(failed), failed.retry_after) == ("timeout", "total_time", "too slow", 12.5)


def test_nothing_is_made_up_for_what_was_not_recorded(folder: Path) -> None:
    """Another address, or the same one rendered, is `not_recorded`."""
    assert failure(folder, asked(2)).rule == "not_recorded"
    assert failure(folder, asked(1, render=True)).rule == "not_recorded"
    assert failure(folder, asked(1, method="POST", body="q=1")).rule == "not_recorded"


def test_a_page_and_its_rendered_form_lie_side_by_side(folder: Path) -> None:
    """The renderer of a crawl records into the same folder without replacing the plain page."""

    class Browser(Site):
        def fetch(self, request: Request, context: FetchContext) -> Page:
            return Page(b"<p>rendered", url=request.url, status=200, request=request, rendered=True)

    RecordingFetcher(Browser(), folder).fetch(asked(1, render=True), FetchContext())
    replay = ReplayFetcher(folder)
    assert not replay.fetch(asked(1), FetchContext()).rendered
    assert replay.fetch(asked(1, render=True), FetchContext()).rendered


def test_secrets_stay_out_of_a_recording(tmp_path: Path) -> None:
    """Cookies, request headers and request bodies are not written."""
    request = asked(1, method="POST", headers={"Authorization": "secret"}, body="password=secret")
    RecordingFetcher(Site(), tmp_path).fetch(request, FetchContext())
    assert ReplayFetcher(tmp_path).fetch(request, FetchContext()).status == 200
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]


def test_what_its_own_crawl_cancelled_is_not_recorded(tmp_path: Path) -> None:
    """A cancelled request says nothing of the site, so that it is not repeated."""

    class Cancelled(Site):
        def fetch(self, request: Request, context: FetchContext) -> Page:
            raise FetchFailed(Outcome.CANCELLED, "cancelled", "stopped")

    with pytest.raises(FetchFailed):
        RecordingFetcher(Cancelled(), tmp_path).fetch(asked(1), FetchContext())
    assert not list(tmp_path.glob("*.json"))


def test_the_last_recording_of_a_page_counts(folder: Path) -> None:
    """A page that is recorded again is replaced as a whole, also where it failed before."""

    class Later(Site):
        def fetch(self, request: Request, context: FetchContext) -> Page:
            return Page(b"later", url=request.url, status=410)

    RecordingFetcher(Later(), folder).fetch(asked(1), FetchContext())
    replayed = ReplayFetcher(folder).fetch(asked(1), FetchContext())
    assert (replayed.body, replayed.status) == (b"later", 410)


def test_a_page_that_cannot_be_written_is_not_given(tmp_path: Path) -> None:
    """A recording with holes would be no recording: the crawl learns that the disk failed."""
    fetcher = RecordingFetcher(Site(), tmp_path)
    (tmp_path / "bodies").rmdir()
    with pytest.raises(FetchFailed) as raised:
        fetcher.fetch(asked(1), FetchContext())
    assert raised.value.rule == "not_written"


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"form": 1}',
        b'{"form": 2, "request": {}, "fetched_at": "2026-01-01T00:00:00Z"}',
        b'{"form": 1, "request": {}, "fetched_at": "2026-01-01T00:00:00Z"}',
        b'{"form": 1, "request": {}, "fetched_at": "2026-01-01T00:00:00Z", "body": "../../../etc/passwd"}',
        b'{"form": 1, "request": {}, "fetched_at": "2026-01-01T00:00:00"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_damaged_description_is_a_typed_failure(folder: Path, damage: bytes) -> None:
    """Whatever stands in the file about a page: UNREADABLE `damaged_recording`, never another error."""
    about(folder).write_bytes(damage)
    failed = failure(folder, asked(1))
    assert (failed.outcome, failed.rule) == (Outcome.UNREADABLE, "damaged_recording")


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_changed_byte_is_noticed_or_harmless(folder: Path, at: int, byte: int) -> None:
    """One byte of the description changed: a page or a typed failure, and the body is the recorded one."""
    path = about(folder)
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[at % len(whole)] = byte
    path.write_bytes(changed)
    came = body_or_rule(folder)
    path.write_bytes(whole)
    assert came == "damaged_recording" or came.startswith("<html><head><title>Chair 1")


def test_a_changed_or_missing_body_is_a_typed_failure(folder: Path) -> None:
    """A body that is not the recorded one is never given."""
    (body,) = (folder / "bodies").iterdir()
    body.write_bytes(body.read_bytes() + b" ")
    assert failure(folder, asked(1)).rule == "damaged_recording"
    body.unlink()
    assert failure(folder, asked(1)).rule == "damaged_recording"


def test_a_body_beyond_the_limit_is_not_read(folder: Path) -> None:
    """A recorded page is bounded like a fetched one."""
    failed = failure(folder, asked(1), max_bytes=10)
    assert (failed.outcome, failed.rule) == (Outcome.TOO_LARGE, "recorded_bytes")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has neither links nor pipes to try")
@pytest.mark.parametrize("what", ["body", "about"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_recording_leads_to_no_other_file(folder: Path, tmp_path: Path, what: str, kind: str) -> None:
    """A link out of the folder is not followed, a pipe is not waited for: a recording from a stranger shows only itself."""
    path = about(folder) if what == "about" else next((folder / "bodies").iterdir())
    path.rename(tmp_path / "outside")
    if kind == "link":
        path.symlink_to(tmp_path / "outside")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    assert failure(folder, asked(1)).rule == "damaged_recording"


def test_names_in_the_folder_come_from_no_page(tmp_path: Path) -> None:
    """An address full of path separators is recorded under its fingerprint, inside the folder."""
    request = Request(url="https://shop.test/../../../../%2e%2e/etc/passwd?../../x=/1")

    class Any(Site):
        def fetch(self, request: Request, context: FetchContext) -> Page:
            return Page(b"x", url=request.url, status=200)

    RecordingFetcher(Any(), tmp_path / "recorded").fetch(request, FetchContext())
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert len(names) == 2
    assert names[1] == f"recorded/{key_of(request)}.json"
    assert json.loads((tmp_path / names[1]).read_text())["body"] == names[0].rpartition("/")[2]


def test_a_folder_that_is_not_there_is_named() -> None:
    """A wrong path fails when the fetcher is made, not as a page that was not recorded."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        ReplayFetcher("nowhere")


def test_closing_closes_the_recorded_fetcher(tmp_path: Path) -> None:
    """The wrapper owns what it wraps."""
    site = Site()
    RecordingFetcher(site, tmp_path).close()
    assert site.closed
