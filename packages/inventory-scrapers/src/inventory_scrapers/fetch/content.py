"""Content codings (RFC 9110, section 8.4.1), undone piece by piece: never more than one piece in memory for each coding."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.sizes import size_in_words

PIECE = 65_536
MAX_CODINGS = 3


def _module(*names: str) -> Any:
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


_brotli = _module("brotli", "brotlicffi")
_zstd = _module("compression.zstd", "backports.zstd")
ACCEPTED = ", ".join(["gzip", "deflate", *(["br"] if _brotli else []), *(["zstd"] if _zstd else [])])
"""The value of Accept-Encoding: what can be undone here."""

Pieces = Iterator[bytes]


def decoded(pieces: Pieces, codings: str, limit: int) -> Pieces:
    """The pieces of a body with its codings ("gzip", "br, gzip") undone, the last applied first.

    FetchFailed: `content_codings` where there are more than three, `decoded_bytes` where any of them gives more than `limit`
    bytes, `content_coding` where one is unknown, damaged or cut off.
    """
    names = [name for name in (part.strip().lower() for part in codings.split(",")) if name and name != "identity"]
    if len(names) > MAX_CODINGS:
        raise FetchFailed(Outcome.TOO_LARGE, "content_codings", f"the body is compressed {len(names)} times over")
    for name in reversed(names):
        if name not in _DECODERS:
            raise _damaged(f"the body has an unknown content coding: {name[:40]!r}")
        pieces = capped(_guarded(_DECODERS[name](pieces), name), limit)
    return pieces


def capped(pieces: Pieces, limit: int) -> Pieces:
    """The same pieces; FetchFailed `decoded_bytes` as soon as they are more than `limit` bytes together."""
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise FetchFailed(Outcome.TOO_LARGE, "decoded_bytes", f"the body is larger than {size_in_words(limit)}")
        yield piece


def _guarded(pieces: Pieces, name: str) -> Pieces:
    try:
        yield from pieces
    except _errors() as error:
        raise _damaged(f"the body is no valid {name}") from error


def _errors() -> tuple[type[Exception], ...]:
    more = [_brotli.error] if _brotli else []
    return (zlib.error, EOFError, *more, *([_zstd.ZstdError] if _zstd else []))


def _gzip(pieces: Pieces) -> Pieces:
    """Any number of members (RFC 1952, section 2.2); what follows the last member and is none is ignored, as browsers do."""
    engine, members = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    for piece in pieces:
        data = piece
        while data:
            if engine.eof:
                if not data.startswith(b"\x1f"):
                    return
                engine, members = zlib.decompressobj(16 + zlib.MAX_WBITS), members + 1
            yield engine.decompress(data, PIECE)
            data = engine.unconsumed_tail or engine.unused_data
        yield from _rest(engine)
    _must_end(engine.eof)


def _deflate(pieces: Pieces) -> Pieces:
    """With the zlib wrapper, as the standard says, or without, as some servers send it."""
    engine = None
    for piece in pieces:
        data = piece
        while data:
            if engine is None:
                wrapped = data[0] & 0x0F == 8 and (len(data) < 2 or (data[0] << 8 | data[1]) % 31 == 0)
                engine = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
            yield engine.decompress(data, PIECE)
            data = engine.unconsumed_tail
        if engine:
            yield from _rest(engine)
    _must_end(engine is None or engine.eof)


def _rest(engine: Any) -> Pieces:
    """What the engine still holds after its input: up to one window that did not fit the last piece."""
    while not engine.eof and (more := engine.decompress(b"", PIECE)):
        yield more


def _br(pieces: Pieces) -> Pieces:
    engine = _brotli.Decompressor()
    for data in pieces:
        yield (out := engine.process(data, output_buffer_limit=PIECE))
        while not engine.is_finished() and (out or not engine.can_accept_more_data()):
            yield (out := engine.process(b"", output_buffer_limit=PIECE))
    _must_end(engine.is_finished())


def _zstandard(pieces: Pieces) -> Pieces:
    engine = _new_zstd()
    for piece in pieces:
        data = piece
        while data:
            if engine.eof:
                engine = _new_zstd()
            yield engine.decompress(data, PIECE)
            while not engine.eof and not engine.needs_input:
                yield engine.decompress(b"", PIECE)
            data = engine.unused_data if engine.eof else b""
    _must_end(engine.eof)


def _new_zstd() -> Any:
    """RFC 9659: a window of at most 8 MiB, so that a stranger's frame header cannot ask for gigabytes."""
    return _zstd.ZstdDecompressor(options={_zstd.DecompressionParameter.window_log_max: 23})


def _must_end(ended: bool) -> None:
    if not ended:
        raise EOFError


def _damaged(message: str) -> FetchFailed:
    return FetchFailed(Outcome.NETWORK_ERROR, "content_coding", message)


_DECODERS: dict[str, Callable[[Pieces], Pieces]] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate}
if _brotli:
    _DECODERS["br"] = _br
if _zstd:
    _DECODERS["zstd"] = _zstandard
