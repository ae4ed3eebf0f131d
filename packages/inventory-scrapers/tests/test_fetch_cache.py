"""A page that did not change is not sent again, and a bad disk changes nothing but that."""

import errno
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from inventory_core import FetchContext, Request
from inventory_scrapers.fetch.cache import PageCache, may_keep, validators
from inventory_scrapers.fetch.transport import Answer

PAGE = Answer(200, {"etag": '"1"', "content-type": "text/html"}, b"<h1>page</h1>")


@pytest.fixture
def cache(tmp_path: Path) -> PageCache:
    return PageCache(tmp_path / "pages")


def conditional(site, headers: dict[str, str], body: bytes = b"page"):
    """A page that answers 304 to whoever has it."""

    def answer(handler):
        known = handler.headers.get("If-None-Match") == headers.get("ETag", "-")
        known = known or handler.headers.get("If-Modified-Since") == headers.get("Last-Modified", "-")
        return (304, {"ETag": headers.get("ETag", ""), "X-New": "1"}, b"") if known else (200, headers, body)

    site.pages["/"] = answer


@pytest.mark.parametrize("headers", [{"ETag": '"1"'}, {"ETag": 'W/"1"'}, {"Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT"}])
def test_an_unchanged_page_comes_from_the_cache(make_fetcher, site, cache: PageCache, headers: dict[str, str]) -> None:
    """ETag and Last-Modified are asked about; 304 gives the kept body with status 200, and says that it came from the cache."""
    conditional(site, headers)
    first = make_fetcher(cache=cache).fetch(Request(url=site.url()), FetchContext())
    second = make_fetcher(cache=cache).fetch(Request(url=site.url()), FetchContext())
    assert (first.body, first.from_cache) == (b"page", False)
    assert (second.body, second.status, second.from_cache, second.headers["x-new"]) == (b"page", 200, True, "1")
    assert len(site.paths) == 2


def test_a_changed_page_replaces_the_kept_one(make_fetcher, site, cache: PageCache) -> None:
    """A new body with a new validator is what comes, and what is kept."""
    for number in (b"1", b"2"):
        conditional(site, {"ETag": f'"{number.decode()}"'}, number)
        fetcher = make_fetcher(cache=cache)
        assert fetcher.fetch(Request(url=site.url()), FetchContext()).body == number
    assert fetcher.fetch(Request(url=site.url()), FetchContext()).from_cache


@pytest.mark.parametrize(
    ("status", "headers", "kept"),
    [
        (200, {"etag": '"1"'}, True),
        (200, {"last-modified": "x"}, True),
        (200, {}, False),
        (404, {"etag": '"1"'}, False),
        (206, {"etag": '"1"'}, False),
        (200, {"etag": '"1"', "cache-control": "private, No-Store"}, False),
        (200, {"etag": '"1"', "vary": "*"}, False),
        (200, {"etag": '"1"', "cache-control": "no-cache"}, True),
    ],
)
def test_only_what_may_be_kept_is_kept(status: int, headers: dict[str, str], kept: bool) -> None:
    """Whole, good answers with a validator are kept, unless their headers forbid it."""
    assert may_keep(Answer(status, headers, b"")) is kept


def test_what_the_user_is_recognised_by_is_not_kept(make_fetcher, site, cache: PageCache) -> None:
    """Requests with Authorization or Cookie neither read nor write the cache; other headers have entries of their own."""
    conditional(site, {"ETag": '"1"'})
    fetcher = make_fetcher(cache=cache)
    for headers in ({"Authorization": "x"}, {"cookie": "a=b"}, {"X-Shop": "1"}, {"X-Shop": "2"}):
        page = fetcher.fetch(Request(url=site.url(), headers=headers), FetchContext())
        assert not page.from_cache
    assert len(list(cache.folder.glob("*/*"))) == 2


@pytest.mark.parametrize("damage", [b"", b"junk", b"{}\nbody", b"[]\n", b"null\n", b"[" * 50_000, b'{"key": 1}\n', b"\xff\xfe\n"])
def test_a_damaged_file_is_dropped(cache: PageCache, damage: bytes) -> None:
    """A file that is not what was written is no answer, and is removed."""
    cache.put("key", PAGE)
    (path,) = cache.folder.glob("*/*")
    path.write_bytes(damage)
    assert cache.get("key") is None
    assert not path.exists()


def test_a_body_that_was_changed_or_cut_is_dropped(cache: PageCache) -> None:
    """The body is checked against its hash, so that half a page is never taken for a page."""
    for damage in (
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content.replace(b"page", b"evil"),
    ):
        cache.put("key", PAGE)
        assert cache.get("key") == PAGE
        (path,) = cache.folder.glob("*/*")
        path.write_bytes(damage(path.read_bytes()))
        assert cache.get("key") is None


def test_a_file_of_another_key_is_no_answer(cache: PageCache) -> None:
    """A file under another key's name is not taken for it."""
    cache.put("key", PAGE)
    (path,) = cache.folder.glob("*/*")
    other = cache._path("other")
    other.parent.mkdir(exist_ok=True)
    path.rename(other)
    assert cache.get("other") is None


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_full_disk_only_costs_the_cache(
    make_fetcher, site, cache: PageCache, monkeypatch: pytest.MonkeyPatch, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that is full or read-only leaves the page as it came, no half file, and a line in the log without the path."""
    conditional(site, {"ETag": '"1"'})

    def fail(self: Path, _target: Path) -> None:
        raise OSError(code, "disk trouble")

    monkeypatch.setattr(Path, "replace", fail)
    assert make_fetcher(cache=cache).fetch(Request(url=site.url()), FetchContext()).body == b"page"
    assert list(cache.folder.glob("*/*")) == []
    assert "could not be written: disk trouble" in caplog.text


def test_a_folder_that_cannot_be_is_no_error(make_fetcher, site, tmp_path: Path) -> None:
    """A file where the folder should be means no cache, not no page."""
    (tmp_path / "file").write_bytes(b"")
    conditional(site, {"ETag": '"1"'})
    fetcher = make_fetcher(cache=PageCache(tmp_path / "file" / "pages"))
    for _ in range(2):
        assert fetcher.fetch(Request(url=site.url()), FetchContext()).body == b"page"


def test_the_folder_stays_within_its_size(tmp_path: Path) -> None:
    """What was not used longest goes first."""
    cache = PageCache(tmp_path, max_bytes=5_000)
    for number in range(10):
        cache.put(f"k{number}", Answer(200, {"etag": "1"}, b"x" * 1_000))
        os.utime(cache._path(f"k{number}"), (number, number))
    cache.shrink()
    assert [number for number in range(10) if cache._path(f"k{number}").exists()] == [6, 7, 8, 9]


HAMMER = """
import sys
from pathlib import Path
from inventory_scrapers.fetch.cache import PageCache
from inventory_scrapers.fetch.transport import Answer

def hammer(folder, number):
    cache = PageCache(Path(folder))
    for turn in range(60):
        cache.put("key", Answer(200, {"etag": str(number)}, bytes([number]) * (1_000 + turn)))
        found = cache.get("key")
        assert found is None or set(found.body) == {int(found.headers["etag"])}
    return "whole"

if __name__ == "__main__":
    print(hammer(sys.argv[1], int(sys.argv[2])))
"""


def test_threads_and_processes_share_a_folder(cache: PageCache) -> None:
    """Writers of one key in threads and in processes never make a mixed answer."""
    commands = [[sys.executable, "-c", HAMMER, str(cache.folder), str(number)] for number in (1, 2)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    space: dict[str, Any] = {}
    exec(HAMMER, space)
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(space["hammer"], [str(cache.folder)] * 2, [3, 4]))
    ends += [process.communicate(timeout=30)[0].strip() for process in processes]
    assert ends == ["whole"] * 4
    assert len(list(cache.folder.glob("*/*"))) == 1


def test_the_files_hold_no_cookie(cache: PageCache) -> None:
    """What a site set as a cookie is not written to disk."""
    cache.put("key", Answer(200, {"etag": "1", "set-cookie": "secret=1"}, b""))
    (path,) = cache.folder.glob("*/*")
    assert "secret" not in path.read_text()
    assert json.loads(path.read_bytes().partition(b"\n")[0])["status"] == 200


def test_a_validator_that_would_break_the_request_is_not_sent() -> None:
    """A kept ETag with control characters is not used."""
    assert validators(Answer(200, {"etag": "a\r\nX: y", "last-modified": "x"}, b"")) == {"If-Modified-Since": "x"}
