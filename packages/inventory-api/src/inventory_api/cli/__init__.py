"""The command: `inventory-api serve`, `user` and `db`. What they need is imported late, so that `--help` is quick."""

from __future__ import annotations

import rich_click as click

from inventory_api import __version__


@click.group()
@click.version_option(__version__, prog_name="inventory-api")
def main() -> None:
    """Accounts, inventory and statistics over whatever scrapers are installed.

    All settings come from the environment: DATABASE_URL, DATA_DIR, ALLOWED_HOSTS and others that the README lists.
    """


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0: a free one.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve(host: str, port: int, workers: int) -> None:
    """Bring the tables up to date and run the service."""
    from inventory_api.cli.serve import run
    from inventory_api.cli.setup import told

    with told():
        run(host, port, workers)


@main.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("email")
@click.option("--admin", is_flag=True, help="An administrator's account.")
def create(email: str, admin: bool) -> None:
    """Make an account. The password is asked for, or read as a line of standard input; it is never an argument."""
    from inventory_api.cli.setup import told
    from inventory_api.cli.users import create_account

    with told():
        create_account(email, is_admin=admin)


@main.group()
def db() -> None:
    """The tables of the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to this release. `serve` does it as well."""
    from inventory_api.cli.setup import database, told
    from inventory_api.migrations import migrate

    with told(), database() as opened:
        migrate(opened)
    click.echo("The tables are those of this release.")


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="What only later revisions can hold is lost. Go on?")
def downgrade(revision: str) -> None:
    """Take the tables back to a REVISION; "base" removes them all."""
    from inventory_api.cli.setup import database, told
    from inventory_api.migrations import downgrade as take_back

    with told(), database() as opened:
        take_back(opened, revision)
    click.echo(f"The tables are those of {revision}.")


@db.command()
def check() -> None:
    """Say whether the tables are those that this release was made for; exit code 1 where they are not."""
    from inventory_api.cli.setup import database, told
    from inventory_api.migrations import check as differences

    with told(), database() as opened:
        found = differences(opened)
    for difference in found:
        click.echo(str(difference), err=True)
    if found:
        raise click.ClickException("The tables are not those of this release: inventory-api db upgrade")
    click.echo("The tables are those of this release.")
