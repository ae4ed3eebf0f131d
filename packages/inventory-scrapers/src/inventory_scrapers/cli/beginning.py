"""`new`: a distribution with a scraper of one's own."""

from __future__ import annotations

import shlex
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import click

from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure, say
from inventory_scrapers.cli.output import writing
from inventory_scrapers.template import names as naming
from inventory_scrapers.template import render
from inventory_scrapers.use import registry


def begin(name: str, host: str | None, into: str) -> None:
    """Write the distribution and say what to do next; Failure where the name cannot be used or something is in the way."""
    try:
        names = naming.names(name, host)
    except naming.BadName as error:
        raise Failure(ExitCode.USAGE, str(error)) from error
    _check_free(names)
    try:
        with writing(str(Path(into) / names.distribution)):
            target = render.write(names, Path(into))
    except render.Exists as error:
        raise Failure(ExitCode.OUTPUT, f"{error} is there already, and nothing is overwritten") from error
    _warn_of_host(names)
    say(f"wrote {target}: a scraper that works, a recorded case, and its test. Next:")
    for command in (f"cd {shlex.quote(str(target))}", 'pip install -e ".[test]"', "python -m pytest"):
        click.echo(f"  {command}", err=True)


def _check_free(names: naming.Names) -> None:
    """Failure where a scraper, a distribution or a module of that name is installed."""
    found = [plugin for plugin in registry().scrapers.plugins() if plugin.name == names.name]
    if found:
        raise Failure(ExitCode.USAGE, f"a scraper called {names.name} is installed: {found[0]}; choose another name")
    try:
        installed = version(names.distribution)
    except PackageNotFoundError:
        installed = ""
    if installed:
        raise Failure(ExitCode.USAGE, f"{names.distribution} {installed} is installed; choose another name")
    if find_spec(names.module):
        raise Failure(ExitCode.USAGE, f"a module called {names.module} can be imported already; choose another name")


def _warn_of_host(names: naming.Names) -> None:
    """Two scrapers that claim one host stand in each other's way."""
    for name, scraper in registry().scrapers.load_all().items():
        if scraper.claims(names.host) > 1:
            say(f"note: {name} reads {names.host} too; where both are installed, one has to be named", color="yellow")
