"""Where listings go: a table for people, or a file or pipe in one of the export formats."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from inventory_core import Listing
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure
from inventory_scrapers.cli.terminal import standard_output
from inventory_scrapers.export import SUFFIXES, ExportError, Writer, open_writer
from inventory_scrapers.export.formats import APPENDABLE, BINARY


class Output(Protocol):
    """Takes listings as they come. `finish` says that all came, so that nothing at all is also an answer.

    `keeps` is true where what was written stays, whatever becomes of this process.
    """

    keeps: bool

    def write(self, listings: Iterable[Listing]) -> None:
        """Take listings."""
        ...

    def finish(self) -> None:
        """All came."""
        ...

    def whole(self) -> tuple[str, int] | None:
        """The file, and how many of its bytes are listings that were written whole; null where there is no such file."""
        ...

    def __enter__(self) -> Output: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def choose(form: str | None, output: str | None, *, append: bool = False) -> Output:
    """The output that the options ask for; Failure, before anything is fetched, where it cannot be had."""
    chosen = form or _default_form(output)
    if chosen == "table":
        return TableOutput(output)
    if output is None and chosen in BINARY:
        raise Failure(ExitCode.USAGE, f"{chosen} needs --output FILE")
    _check(chosen, output)
    if append and output is not None and chosen not in APPENDABLE and Path(output).exists():
        raise Failure(ExitCode.USAGE, f"{output} is there already and {chosen} cannot be added to; name another --output")
    return FileOutput(chosen, output, append=append)


def cut_back(output: str | None, whole: tuple[str, int]) -> None:
    """Cut the output back to what was whole when a crawl was killed, where it is that file: what follows is asked for again."""
    file, size = whole
    if output is not None and str(Path(output).resolve()) == file and _size(output) > size:
        with writing(output):
            os.truncate(output, size)


def _size(output: str | None) -> int:
    path = Path(output or "")
    return path.stat().st_size if output and path.is_file() else 0


def check_place(output: str) -> None:
    """Failure where a file of that name cannot be made."""
    path = Path(output)
    if not path.parent.is_dir():
        raise Failure(ExitCode.OUTPUT, f"cannot write {output}: there is no directory {path.parent}")
    if path.is_dir():
        raise Failure(ExitCode.OUTPUT, f"cannot write {output}: it is a directory")


def _default_form(output: str | None) -> str:
    if output is None:
        return "table" if standard_output().isatty() else "jsonl"
    form = SUFFIXES.get(Path(output).suffix.lower())
    if form is None:
        raise Failure(ExitCode.USAGE, f"the name {output} does not tell a format; give --format")
    return form


def _check(form: str, output: str | None) -> None:
    if output is not None:
        check_place(output)
    try:
        open_writer(form, io.BytesIO())
    except ExportError as error:
        raise Failure(ExitCode.OUTPUT, str(error)) from error


@contextlib.contextmanager
def writing(name: str) -> Iterator[None]:
    """Turn what goes wrong while a file is written into a Failure; a reader that has gone stays a BrokenPipeError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(ExitCode.OUTPUT, f"cannot write {name}: {error.strerror or error}") from error
    except ExportError as error:
        raise Failure(ExitCode.OUTPUT, f"cannot write {name}: {error}") from error


class FileOutput:
    """A file, made when the first listing comes, or standard output. What was written is flushed with each page."""

    def __init__(self, form: str, output: str | None, *, append: bool = False) -> None:
        self._form, self._output = form, output
        self.keeps = form in APPENDABLE
        self._append = append and self.keeps
        self._name = output or "standard output"
        self._file: IO[bytes] | None = None
        self._writer: Writer | None = None

    def write(self, listings: Iterable[Listing]) -> None:
        """Write listings; the file is made with the first."""
        found = list(listings)
        if found:
            with writing(self._name):
                self._opened().write(found)
                if self._file:
                    self._file.flush()

    def finish(self) -> None:
        """Make the file even where not one listing came."""
        with writing(self._name):
            self._opened()

    def whole(self) -> tuple[str, int] | None:
        """The file and the size of it that could be gone on from."""
        if self._output is None or not self.keeps or (self._file and not self._file.seekable()):
            return None
        return str(Path(self._output).resolve()), self._file.tell() if self._file else self._before()

    def __enter__(self) -> FileOutput:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        failed = kind is not None and not issubclass(kind, KeyboardInterrupt)
        with contextlib.suppress(Failure, BrokenPipeError) if failed else contextlib.nullcontext():
            self._close()

    def _before(self) -> int:
        """How many bytes there are to add to."""
        return _size(self._output) if self._append else 0

    def _opened(self) -> Writer:
        if self._writer is None:
            append = self._before() > 0
            mode = "ab" if append else "wb"
            self._file = open(self._output, mode) if self._output else standard_output().buffer  # noqa: SIM115
            self._writer = open_writer(self._form, self._file, append=append)
        return self._writer

    def _close(self) -> None:
        if self._writer is None or self._file is None:
            return
        with writing(self._name):
            try:
                self._writer.close()
                self._file.flush()
            finally:
                if self._output:
                    self._file.close()


class TableOutput:
    """Listings for people, shown when the last one came."""

    keeps = False

    def __init__(self, output: str | None) -> None:
        if output is not None:
            raise Failure(ExitCode.USAGE, "a table goes to the terminal; for a file give another --format")
        self._listings: list[Listing] = []

    def write(self, listings: Iterable[Listing]) -> None:
        """Keep listings."""
        self._listings.extend(listings)

    def finish(self) -> None:
        """Nothing more is known."""

    def whole(self) -> None:
        """There is no file."""

    def __enter__(self) -> TableOutput:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.show()

    def show(self) -> None:
        """Show what came since the last time."""
        from inventory_scrapers.cli.tables import show_listings

        show_listings(self._listings)
        self._listings.clear()
