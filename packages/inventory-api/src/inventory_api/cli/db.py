"""`inventory-api db`: the tables of the database."""

from __future__ import annotations

import rich_click as click

from inventory_api.cli.common import told


@click.group()
def db() -> None:
    """The tables of the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to this release. `serve` does it as well."""
    from inventory_api.cli.setup import database
    from inventory_api.migrations import migrate

    with told(), database() as opened:
        migrate(opened)
    click.echo("The tables are those of this release.")


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="What only later revisions can hold is lost. Go on?")
def downgrade(revision: str) -> None:
    """Take the tables back to a REVISION; "base" removes them all."""
    from inventory_api.cli.setup import database
    from inventory_api.migrations import downgrade as take_back

    with told(), database() as opened:
        take_back(opened, revision)
    click.echo(f"The tables are those of {revision}.")


@db.command()
def check() -> None:
    """Say whether the tables are those that this release was made for; exit code 1 where they are not."""
    from inventory_api.cli.setup import database
    from inventory_api.migrations import check as differences

    with told(), database() as opened:
        found = differences(opened)
    for difference in found:
        click.echo(str(difference), err=True)
    if found:
        raise click.ClickException("The tables are not those of this release: inventory-api db upgrade")
    click.echo("The tables are those of this release.")
