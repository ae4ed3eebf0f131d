"""Compressed bodies are undone piece by piece, within limits, and never taken for whole when they are not."""

import contextlib
import gzip
import importlib
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory_core import FetchContext, FetchFailed, Outcome, Request
from inventory_scrapers.fetch.content import _DECODERS, ACCEPTED, decoded

MIB = 2**20


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


def brotli(data: bytes) -> bytes:
    return importlib.import_module("brotli").compress(data)


def zstd(data: bytes) -> bytes:
    return importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd").compress(data)


PACK = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli, "zstd": zstd}


def with_extras(*codings: str) -> list[object]:
    """The codings, those marked that need the extra `compression`."""
    needing = re.compile("br|zstd")
    return [pytest.param(coding, marks=pytest.mark.extras) if needing.search(coding) else coding for coding in codings]


def unpack(body: bytes, codings: str, limit: int = 2 * MIB, size: int = 1_000) -> bytes:
    return b"".join(decoded((body[i : i + size] for i in range(0, len(body), size)), codings, limit))


def failed(body: bytes, codings: str, limit: int = MIB) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        unpack(body, codings, limit)
    return caught.value


@pytest.mark.parametrize("coding", with_extras(*PACK))
@settings(deadline=None)
@given(data=st.binary(max_size=300), times=st.sampled_from([1, 4_000]), size=st.integers(1, 5_000))
def test_each_coding_is_undone(coding: str, data: bytes, times: int, size: int) -> None:
    """Every coding gives the body back, in whatever pieces it came."""
    data *= times
    assert unpack(PACK[coding](data), coding, size=size) == data


@pytest.mark.parametrize(
    "codings", with_extras("gzip, br", "br,gzip", " GZIP , deflate", "zstd, gzip, br", "identity", "", "identity, gzip")
)
def test_codings_are_undone_in_reverse(codings: str) -> None:
    """Several codings were applied in the order of the header, and are undone from the last."""
    body = b"body" * 5_000
    packed = body
    for name in codings.lower().replace(" ", "").split(","):
        packed = PACK.get(name, bytes)(packed)
    assert unpack(packed, codings) == body


def test_forms_that_servers_send() -> None:
    """Deflate without the zlib wrapper, gzip of several members, gzip with padding behind it."""
    assert unpack(raw_deflate(b"x" * 9_999), "deflate") == b"x" * 9_999
    assert unpack(gzip.compress(b"a" * 5_000) + gzip.compress(b"b"), "gzip") == b"a" * 5_000 + b"b"
    assert unpack(gzip.compress(b"a" * 5_000) + b"\0" * 500, "gzip") == b"a" * 5_000


@pytest.mark.extras
def test_frames_follow_each_other() -> None:
    """A zstd body of several frames is one body."""
    assert unpack(zstd(b"a" * 5_000) + zstd(b"b"), "zstd") == b"a" * 5_000 + b"b"


@pytest.mark.parametrize("coding", with_extras(*PACK))
def test_a_cut_body_is_no_body(coding: str) -> None:
    """A compressed body that ends early, or is damaged, is a typed error, never half a page."""
    whole = PACK[coding](bytes(range(256)) * 200)
    for body in (whole[:-1], whole[: len(whole) // 2], b"<html>no such coding</html>"):
        problem = failed(body, coding)
        assert (problem.outcome, problem.rule) == (Outcome.NETWORK_ERROR, "content_coding")


@pytest.mark.parametrize("coding", with_extras(*PACK))
@settings(deadline=None)
@given(data=st.binary(max_size=500))
def test_no_bytes_break_a_decoder(coding: str, data: bytes) -> None:
    """Any bytes either are a body of the coding or a typed error."""
    with contextlib.suppress(FetchFailed):
        unpack(data, coding)


def test_unknown_and_too_many_codings() -> None:
    """An unknown coding and a fourth one are refused before anything is undone."""
    assert failed(b"", "sdch").rule == "content_coding"
    assert (failed(b"", "gzip, gzip, gzip, gzip").outcome, failed(b"", "gzip,gzip,gzip,gzip").rule) == (
        Outcome.TOO_LARGE,
        "content_codings",
    )


def test_only_what_can_be_undone_is_accepted() -> None:
    """Accept-Encoding names the codings that are undone here, and one that is not is no body."""
    assert set(ACCEPTED.split(", ")) == set(_DECODERS) - {"x-gzip"}


@pytest.mark.extras
def test_the_extra_adds_two_codings() -> None:
    """With the extra `compression`, brotli and zstd are accepted too."""
    assert ACCEPTED == "gzip, deflate, br, zstd"


@pytest.mark.parametrize("coding", with_extras(*PACK))
def test_the_limit_holds_for_every_coding(coding: str) -> None:
    """One byte more than the limit is too large, the limit itself is not."""
    assert len(unpack(PACK[coding](b"x" * MIB), coding, MIB)) == MIB
    problem = failed(PACK[coding](b"x" * (MIB + 1)), coding)
    assert (problem.outcome, problem.rule) == (Outcome.TOO_LARGE, "decoded_bytes")


def test_the_limit_holds_for_inner_codings() -> None:
    """A stage that swells and shrinks again is cut where it swells: millions of empty gzip members in a small gzip."""
    inner = gzip.compress(b"") * 200_000
    assert len(inner) > 3 * MIB
    assert failed(gzip.compress(inner), "gzip, gzip").rule == "decoded_bytes"


BOMB = """
import gzip, resource, sys, threading, zlib
from inventory_scrapers.fetch.content import decoded
from inventory_core import FetchFailed

GIB10, MIB = 10 * 2**30, 2**20

def swell(engine, finish, size):
    # Pieces as they come from a network: half a gigabyte of zeros behind a few kilobytes, again and again.
    block, kept = bytes(MIB), []
    for number in range(1, size // MIB + 1):
        kept.append(engine(block))
        if number % 512 == 0:
            yield b"".join(kept)
            kept.clear()
    yield finish()

def gzipped(size=GIB10):
    engine = zlib.compressobj(9, wbits=31)
    return swell(engine.compress, engine.flush, size)

def packed(name):
    if name == "gzip, gzip":
        # 10 GiB are about 10 MB of gzip, which are some tens of kilobytes of gzip: made of one member that repeats itself
        member = gzip.compress(bytes(64 * MIB), 9)
        return iter([gzip.compress(member * (GIB10 // (64 * MIB)), 9)])
    if name == "gzip":
        return gzipped()
    if name == "deflate":
        engine = zlib.compressobj(9)
        return swell(engine.compress, engine.flush, GIB10)
    if name == "br":
        import brotli
        engine = brotli.Compressor(quality=1)
        return swell(engine.process, engine.finish, GIB10)
    try:
        from compression import zstd
    except ImportError:
        from backports import zstd
    engine = zstd.ZstdCompressor()
    return swell(engine.compress, engine.flush, GIB10)

def peak(anew=False):
    # Where it can be had, not ru_maxrss: that begins with what the process had that started this one.
    try:
        if anew:
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")
        with open("/proc/self/status") as status:
            return int(next(line for line in status if line.startswith("VmHWM")).split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

name = sys.argv[1]
pieces = packed(name)
idle = peak(anew=True)
kept = []
try:
    for piece in decoded(pieces, name, 10 * MIB):
        kept.append(piece)
    print("whole")
except FetchFailed as failed:
    print(failed.rule, (peak() - idle) // 1024)
"""


@pytest.mark.parametrize("coding", with_extras("gzip", "deflate", "br", "zstd", "gzip, gzip"))
def test_ten_gibibytes_are_cut_at_the_limit(coding: str) -> None:
    """A bomb of 10 GiB is cut at 10 MiB, and the process never needs 64 MiB more than before."""
    ended = subprocess.run([sys.executable, "-c", BOMB, coding], capture_output=True, text=True, timeout=120, check=True)
    rule, growth = ended.stdout.split()
    assert rule == "decoded_bytes"
    assert int(growth) < 64


def bomb(handler) -> Iterator[bytes]:
    engine = zlib.compressobj(9, wbits=31)
    handler.send_response_only(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    handler.close_connection = True
    try:
        for _ in range(200):
            handler.wfile.write(engine.compress(bytes(MIB)) + engine.flush(zlib.Z_SYNC_FLUSH))
    except OSError:
        pass


def test_a_bomb_over_the_network_is_too_large(make_fetcher, site) -> None:
    """The limit holds for a page, and for robots.txt, of which the first 500 KiB are read."""
    site.pages |= {"/": bomb}
    with pytest.raises(FetchFailed) as caught:
        make_fetcher().fetch(Request(url=site.url()), FetchContext())
    assert (caught.value.outcome, caught.value.rule) == (Outcome.TOO_LARGE, "decoded_bytes")
    site.pages |= {"/robots.txt": bomb, "/": (200, {}, b"page")}
    assert make_fetcher().fetch(Request(url=site.url()), FetchContext()).body == b"page"
