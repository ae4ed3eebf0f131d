"""A WARC file in the place of a folder of recorded pages."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib
from pathlib import Path
from typing import Any

import pytest

from inventory_core import FetchContext, FetchFailed, Outcome, Page, Request
from inventory_scrapers.fetch.replay import ReplayFetcher

pytestmark = pytest.mark.extras
pytest.importorskip("warcio", reason="the extra warc is not installed: WARC replay was NOT tested")

PAGE = "<html><title>Stuhl für 5 €</title></html>".encode()


def record(url: str, body: bytes = PAGE, status: str = "200 OK", method: str = "GET", **headers: str) -> tuple[Any, ...]:
    return url, body, status, method, {name.replace("_", "-"): value for name, value in headers.items()}


def warc(path: Path, *records: tuple[Any, ...], zipped: bool = True) -> Path:
    """A file with a request and its response for each record, each a gzip member of its own where it is zipped."""
    parts = []
    for number, (url, body, status, method, headers) in enumerate(records):
        lines = "".join(f"{name}: {value}\r\n" for name, value in {"Content-Type": "text/html", **headers}.items())
        ids = {"response": f"<urn:x:{number}>", "request": f"<urn:x:{number}r>"}
        about = {"WARC-Target-URI": url, "WARC-Date": "2026-02-03T04:05:06Z"}
        answer = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
        parts.append(warc_record("response", answer, {**about, "WARC-Record-ID": ids["response"]}))
        asked = f"{method} / HTTP/1.1\r\nHost: shop.test\r\n\r\n".encode()
        linked = {**about, "WARC-Record-ID": ids["request"], "WARC-Concurrent-To": ids["response"]}
        parts.append(warc_record("request", asked, linked))
    path.write_bytes(b"".join(gzip.compress(part) if zipped else part for part in parts))
    return path


def warc_record(kind: str, block: bytes, headers: dict[str, str]) -> bytes:
    named = {"WARC-Type": kind, **headers, "Content-Type": f"application/http; msgtype={kind}", "Content-Length": str(len(block))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def fetch(path: Path, url: str = "https://shop.test/1", **more: int) -> Page:
    replay = ReplayFetcher(path, **more)
    try:
        return replay.fetch(Request(url=url), FetchContext())
    finally:
        replay.close()


def failed(path: Path, url: str = "https://shop.test/1", **more: int) -> FetchFailed:
    with pytest.raises(FetchFailed) as raised:
        fetch(path, url, **more)
    return raised.value


def body_or_rule(path: Path) -> str:
    try:
        return fetch(path).text
    except FetchFailed as error:
        return error.rule


@pytest.mark.parametrize("zipped", [True, False])
def test_a_response_is_a_page(tmp_path: Path, zipped: bool) -> None:
    """Status, headers, address, date and body of a record, from packed and plain files."""
    path = warc(tmp_path / "a.warc", record("https://shop.test/0", b"other"), record("https://shop.test/1"), zipped=zipped)
    page = fetch(path)
    assert (page.body, page.status, page.url) == (PAGE, 200, "https://shop.test/1")
    assert page.headers["content-type"] == "text/html"
    assert page.fetched_at == dt.datetime(2026, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    assert failed(path, "https://shop.test/2").rule == "not_recorded"


def test_codings_and_chunks_are_undone(tmp_path: Path) -> None:
    """A body is given as it was meant, however it went over the wire, also where the recorder had undone the coding."""
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n5;x=1\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (3, packed[:3], packed[3:8], len(packed) - 8, packed[8:])
    path = warc(
        tmp_path / "a.warc.gz",
        record("https://shop.test/1", packed, Content_Encoding="gzip"),
        record("https://shop.test/2", zlib.compress(PAGE), Content_Encoding="deflate"),
        record("https://shop.test/3", chunked, Content_Encoding="gzip", Transfer_Encoding="chunked"),
        record("https://shop.test/4", PAGE, Content_Encoding="gzip", Transfer_Encoding="chunked"),
    )
    for number in (1, 2, 3, 4):
        assert fetch(path, f"https://shop.test/{number}").body == PAGE


def test_redirects_lead_from_record_to_record(tmp_path: Path) -> None:
    """A recorded redirect is followed within the file; one in a circle ends."""
    path = warc(
        tmp_path / "a.warc.gz",
        record("https://shop.test/1", b"", "301 Moved", Location="/2"),
        record("https://shop.test/2"),
        record("https://shop.test/3", b"", "302 Found", Location="/3"),
        record("https://shop.test/4", b"", "302 Found", Location="file:///etc/passwd"),
    )
    assert fetch(path).url == "https://shop.test/2"
    assert failed(path, "https://shop.test/3").rule == "redirects"
    assert failed(path, "https://shop.test/4").rule == "redirect_address"


def test_the_answer_to_a_post_is_not_the_page(tmp_path: Path) -> None:
    """What a form got is not given for the address that the form was sent to."""
    path = warc(tmp_path / "a.warc.gz", record("https://shop.test/1", b"thanks", method="POST"))
    assert failed(path).rule == "not_recorded"


def test_limits_hold(tmp_path: Path) -> None:
    """Too many bytes, as they lie in the file or unpacked, are TOO_LARGE."""
    bomb = gzip.compress(b"0" * 1_000_000)
    path = warc(
        tmp_path / "a.warc.gz",
        record("https://shop.test/1", bomb, Content_Encoding="gzip"),
        record("https://shop.test/2", b"0" * 30_000),
    )
    for url in ("https://shop.test/1", "https://shop.test/2"):
        assert failed(path, url, max_bytes=20_000).outcome is Outcome.TOO_LARGE


@pytest.mark.parametrize(
    "content", [b"no warc file", b"\x1f\x8b\x08garbage", b"WARC/1.0\r\nContent-Length: x\r\n\r\n" * 2, b"\0" * 9999]
)
def test_what_is_no_warc_file_is_a_typed_failure(tmp_path: Path, content: bytes) -> None:
    """A file of another kind either fails typed when it is opened or holds no page."""
    (tmp_path / "a.warc").write_bytes(content)
    assert failed(tmp_path / "a.warc").rule in {"damaged_recording", "not_recorded"}


def test_a_cut_file_is_a_typed_failure(tmp_path: Path) -> None:
    """Cut at any place, a file gives its page, none, or a typed failure."""
    whole = warc(tmp_path / "a.warc.gz", record("https://shop.test/1")).read_bytes()
    for size in range(1, len(whole), 37):
        (tmp_path / "cut.warc.gz").write_bytes(whole[:size])
        assert body_or_rule(tmp_path / "cut.warc.gz") in {PAGE.decode(), "damaged_recording", "not_recorded"}
