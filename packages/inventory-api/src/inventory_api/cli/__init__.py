"""The command `inventory-api`. What a command needs is imported when it runs, so that `--help` is quick.

Each group is a module: its words for the terminal are there, what it does is in the domain that it belongs to.
"""

from __future__ import annotations

import os

import rich_click as click

from inventory_api import __version__
from inventory_api.cli.common import told
from inventory_api.cli.db import db
from inventory_api.cli.doctor import doctor
from inventory_api.cli.health import health
from inventory_api.cli.jobs import jobs
from inventory_api.cli.keys import key
from inventory_api.cli.users import user


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="inventory-api")
@click.option("--config", type=click.Path(exists=True, dir_okay=False), help="A TOML file of settings.")
def main(config: str | None) -> None:
    """Accounts, inventory and statistics over whatever scrapers are installed.

    Settings come from the environment, and from the file that --config or INVENTORY_API_CONFIG names. docs/settings.md lists them
    all. A command ends with 0 where it did what it says, with 1 where it could not, and with 2 where it was not understood.
    """
    if config:
        os.environ["INVENTORY_API_CONFIG"] = os.path.abspath(config)  # for the workers, too


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0: a free one.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve(host: str, port: int, workers: int) -> None:
    """Bring the tables up to date and run the service."""
    from inventory_api.cli.serve import run

    with told():
        run(host, port, workers)


@main.command()
def worker() -> None:
    """Run jobs, beside those of `serve`, on this machine or another: with the same DATABASE_URL, until it is told to stop.

    SIGTERM or Ctrl+C hands the jobs back to the queue; a second one ends it at once, and others take the jobs over.
    """
    from inventory_api.cli.worker import run

    with told():
        run()


for command in (user, key, jobs, db, doctor, health):
    main.add_command(command)
