"""Bad input and bad luck as one clear line and an exit code."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.terminal import only_data, standard_output, wants_no_color

_NO_PLACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EBADF})


class Failure(Exception):
    """Ends the command with this message and exit code."""

    def __init__(self, code: ExitCode, message: str) -> None:
        super().__init__(message)
        self.code = code


def one_line(text: str) -> str:
    """A message from anywhere as one line that cannot steer a terminal."""
    from inventory_core.text import clean_line

    return clean_line(text)


def say(message: str, *, color: str | None = None) -> None:
    """A line for people, on standard error."""
    line = one_line(message)
    click.echo(click.style(line, fg=color) if color and not wants_no_color() else line, err=True)


def counted(number: int, thing: str) -> str:
    """So many of a thing: "1 page", "2 pages"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def reports_failures(command: Callable[..., ExitCode | None]) -> Callable[..., NoReturn]:
    """Wrap a command: its failures become a line and an exit code; --debug shows where they come from."""

    @functools.wraps(command)
    def run(*args: Any, debug: bool = False, **options: Any) -> NoReturn:
        with only_data():
            sys.exit(_ended(lambda: command(*args, **options), debug=debug))

    return run


def _ended(work: Callable[[], ExitCode | None], *, debug: bool) -> ExitCode:
    """How the work of a command ended; what it wrote is on its way by then."""
    try:
        code = work()
        _flush()
    except BrokenPipeError:
        _drop_output()
        _leave(ExitCode.BROKEN_PIPE)
    except KeyboardInterrupt:
        say("interrupted", color="red")
        _leave(ExitCode.INTERRUPTED)
    except click.ClickException:
        raise
    except Exception as error:
        if debug:
            raise
        return _told(explain(error))
    return code or ExitCode.OK


def _told(failure: Failure) -> ExitCode:
    """Say a failure; its code."""
    say(f"error: {failure}", color="red")
    if failure.code is ExitCode.OUTPUT:
        _drop_output()
    return failure.code


def explain(error: Exception) -> Failure:
    """What an exception means to the user."""
    from inventory_core import CursorError, RegistryError, UnsupportedQuery

    if isinstance(error, Failure):
        return error
    if isinstance(error, RegistryError):
        return Failure(ExitCode.NO_SCRAPER, str(error))
    if isinstance(error, (CursorError, UnsupportedQuery)):
        return Failure(ExitCode.USAGE, str(error))
    if isinstance(error, OSError) and error.errno in _NO_PLACE:
        return Failure(ExitCode.OUTPUT, f"cannot write {error.filename or 'all of the output'}: {error.strerror}")
    return Failure(ExitCode.INTERNAL, f"{type(error).__name__}: {error} (a defect of this program; --debug shows where)")


def _flush() -> None:
    try:
        standard_output().flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(ExitCode.OUTPUT, f"cannot write standard output: {error.strerror}") from error


def _drop_output() -> None:
    """Let what standard output could not take go nowhere, or the interpreter would complain of it once more."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), standard_output().fileno())


def _leave(code: ExitCode) -> NoReturn:
    """End now: at a regular exit the interpreter would wait for requests that are still on their way."""
    sys.stderr.flush()
    os._exit(code)
