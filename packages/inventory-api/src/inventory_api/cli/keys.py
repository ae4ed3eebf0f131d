"""`inventory-api key`: API keys at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from inventory_api.cli.common import ROW, as_json, on_tables

if TYPE_CHECKING:
    from inventory_api.database import Database


@click.group()
def key() -> None:
    """API keys, for what runs without anyone signing in."""


@key.command()
@click.argument("email")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="What it may do, such as inventory:read; give it again for more."
)
@click.option(
    "--days", default=365, show_default=True, type=click.IntRange(0, 36_500), help="How long it is good; 0: until revoked."
)
@as_json
@on_tables
def create(database: Database, email: str, name: str, *, scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a key for the account EMAIL, under a NAME to know it by. It is printed this once, alone on standard output."""
    from datetime import timedelta

    from inventory_api.auth.administration import create_key
    from inventory_api.cli.output import cell, show_json

    made = create_key(database, email, name, list(scopes), timedelta(days=days) if days else None)
    if as_json:
        show_json(made)
        return
    until = cell(made.expires_at) if made.expires_at else "it is revoked"
    click.echo(f"Key {made.id} of {email} may {', '.join(made.scopes)} until {until}. It is shown this once:", err=True)
    click.echo(made.key)


@key.command("list")
@click.argument("email", required=False)
@as_json
@on_tables
def list_(database: Database, email: str | None, as_json: bool) -> None:
    """The keys of the account EMAIL, or of all accounts."""
    from inventory_api.auth.administration import KeySummary, keys
    from inventory_api.cli.output import show

    show(keys(database, email), KeySummary, as_json=as_json)


@key.command()
@click.argument("email")
@click.argument("key_id", metavar="ID", type=ROW)
@on_tables
def revoke(database: Database, email: str, key_id: int) -> None:
    """Let the key ID of the account EMAIL be good no longer, at once."""
    from inventory_api.auth.administration import revoke_key

    revoke_key(database, email, key_id)
    click.echo(f"Key {key_id} of {email} is good no longer.")
