"""The place of a crawl: a file that tells what is left of it, so that one that was cut short, or killed, can be gone on with."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from pydantic import ConfigDict, Field

from inventory_core import Crawl, Cursor, Listing, Request
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure
from inventory_scrapers.cli.output import Output, writing
from inventory_scrapers.files import write_whole
from inventory_scrapers.sightings import Sightings

SHARE = 20


class Kept(Cursor):
    """A cursor with what was given of the crawl's listings (see Sightings), and the output as it was then.

    `whole` is the output's file and how many of its bytes this place has seen, where it may hold more: after an end in order it
    is null.
    """

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    shown: dict[str, bytes] = Field(default_factory=dict)
    held: tuple[Listing, ...] = ()
    whole: tuple[str, int] | None = None


def load(name: str) -> Kept:
    """The place that a file tells of; Failure or CursorError where it tells of none."""
    try:
        return Kept.load(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise Failure(ExitCode.USAGE, f"cannot read the cursor {name}: {getattr(error, 'strerror', None) or error}") from error


class Place:
    """Keeps the place of one crawl in a file.

    With `follows`, from the first page on and after each one, unless that took more than a twentieth of the time: then a crawl
    that is killed asks again for what came since, and the output is cut back to what the place knows of. Where it cannot be
    written and is not `wanted`, the crawl goes on without.
    """

    def __init__(
        self,
        path: Path,
        crawl: Crawl,
        sightings: Sightings,
        out: Output,
        *,
        follows: bool,
        wanted: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path, self.sightings = path, sightings
        self._crawl, self._out = crawl, out
        self.follows, self._wanted = follows and out.keeps, wanted
        self._clock = clock
        self._due = 0.0
        self._is_written = False
        self._owed: Request | None = None

    def page_came(self, request: Request) -> None:
        """A page came whose listings are not yet where they belong."""
        self._owed = request

    def page_written(self) -> None:
        """They are there now; or nothing came yet."""
        self._owed = None
        began = self._clock()
        if self.follows and (began >= self._due or self._crawl.report.stopped):
            self._follow()
            ended = self._clock()
            self._due = ended + SHARE * (ended - began)

    def keep(self) -> None:
        """The crawl ended, and what was given of it is in the output, which is closed."""
        self._write(None)

    def drop(self) -> None:
        """The crawl ended, and nobody asked for its place."""
        if self._is_written:
            self.path.unlink(missing_ok=True)

    def _follow(self) -> None:
        try:
            self._write(self._out.whole())
            self._is_written = True
        except Failure:
            if self._wanted:
                raise
            self.follows = False

    def _write(self, whole: tuple[str, int] | None) -> None:
        content = self._kept(whole).dump().encode() + b"\n"
        with writing(str(self.path)):
            if self.path.exists() and not self.path.is_file():
                self.path.write_bytes(content)
            else:
                write_whole(self.path, content)

    def _kept(self, whole: tuple[str, int] | None) -> Kept:
        """Where the crawl stands; a page whose listings may be missing is asked for again, and all that it gives is given."""
        place, seen = dict(self._crawl.cursor), self.sightings
        if self._owed:
            place["pending"] = (self._owed, *place["pending"])
        return Kept(**place, shown={} if self._owed else seen.shown, held=seen.held, whole=whole)
