"""`inventory-api db`: the tables of the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from inventory_api.cli.common import as_json, on_tables, told

if TYPE_CHECKING:
    from inventory_api.database import Database

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def db() -> None:
    """The database: its tables, and backups."""


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
    from inventory_api.cli.setup import made_database
    from inventory_api.migrations import downgrade as take_back

    with told(), made_database() as opened:
        take_back(opened, revision)
    click.echo(f"The tables are those of {revision}.")


@db.command()
def check() -> None:
    """Say whether the tables are those that this release was made for; exit code 1 where they are not."""
    from inventory_api.cli.setup import made_database
    from inventory_api.migrations import check as differences
    from inventory_api.migrations import complaint
    from inventory_api.migrations.compare import in_words

    with told(), made_database() as opened:
        wrong = complaint(opened)
        found = [] if wrong else differences(opened)
    for difference in found:
        click.echo(in_words(difference), err=True)
    if wrong or found:
        raise click.ClickException(wrong or "The tables have the revision of this release, but something else changed them.")
    click.echo("The tables are those of this release.")


@db.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Where there is such a file, let this one take its place.")
def backup(file: Path, replace: bool) -> None:
    """Write the whole database into FILE, also while the service runs. PostgreSQL needs pg_dump.

    The copy is of one moment, has its name only when it was checked, and can be read by its owner alone.
    """
    from inventory_api.backups.service import back_up
    from inventory_api.cli.setup import database, key_of
    from inventory_api.settings import Settings

    with told():
        settings = Settings()
        with database(settings) as opened:
            made = back_up(opened, file, replace=replace)
        click.echo(f"{file} has the whole database: {made.bytes:,} bytes, checked.")
        click.echo(f"Not in it: the key that signs access tokens and seals the secrets of webhooks ({key_of(settings)}).")
        click.echo("Without it everyone has to sign in again, and webhooks need other secrets.")


@db.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Let all that the database has be lost for what FILE has.")
def restore(file: Path, replace: bool) -> None:
    """Let the database have what FILE has. The service must not run. PostgreSQL needs pg_restore.

    It happens wholly or not at all. A database that has accounts already is refused without --replace.
    """
    from inventory_api.backups.service import restore as put_back
    from inventory_api.cli.setup import database, say_other_keys
    from inventory_api.settings import Settings
    from inventory_api.webhooks.sealing import Sealer, count_other_keys

    with told():
        settings = Settings()
        with database(settings) as opened:
            done = put_back(opened, file, replace=replace)
            other_keys = count_other_keys(opened, Sealer.known(settings))
    click.echo(f"The database has what {file} has (accounts: {done.accounts}; tables of revision {done.revision}).")
    click.echo("`inventory-api serve` brings older tables up to date.")
    say_other_keys(other_keys)


@db.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
@as_json
@on_tables
def prune(opened: Database, *, dry_run: bool, as_json: bool) -> None:
    """Let go what is older than the settings RETENTION_..._DAYS keep. Workers do it once a day, by themselves."""
    from inventory_api.cli.output import show_json, table
    from inventory_api.retention.service import prune_all
    from inventory_api.settings import Settings

    done = prune_all(opened, Settings(), dry_run=dry_run)
    if as_json:
        show_json(done)
        return
    rows = [
        [one.name, f"{one.before:%Y-%m-%d}" if one.before else "kept for ever", f"{one.rows:,}", one.setting or "-"]
        for one in done
    ]
    click.echo(table(["what", "older than", "would go" if dry_run else "gone", "setting"], rows))


@db.command()
@on_tables
def recount(opened: Database) -> None:
    """Count all items anew: statistics are of counters, which do not see what is changed in the tables by hand."""
    from inventory_api.inventory.administration import recount_all

    click.echo(f"The counters of {recount_all(opened)} workspaces are those of their items.")
