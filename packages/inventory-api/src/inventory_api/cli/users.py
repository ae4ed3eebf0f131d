"""`inventory-api user`: accounts at the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rich_click as click

from inventory_api.cli.common import as_json, on_tables, told

if TYPE_CHECKING:
    from inventory_api.database import Database


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("email")
@click.option("--admin", is_flag=True, help="An administrator's account.")
def create(email: str, admin: bool) -> None:
    """Make an account. The password is asked for, or read as a line of standard input; it is never an argument."""
    from inventory_api.auth.administration import registration
    from inventory_api.auth.service import add_account
    from inventory_api.cli.setup import database
    from inventory_api.migrations import migrate

    with told():
        wanted = registration(email, new_password())
        with database() as opened:
            migrate(opened)
            if not add_account(opened, wanted.email, wanted.password, is_admin=admin):
                raise click.ClickException(f"{email} has an account already.")
    click.echo(f"{wanted.email.lower()} can sign in{' and is an administrator' if admin else ''}.")


@user.command("list")
@as_json
@on_tables
def list_(database: Database, as_json: bool) -> None:
    """All accounts."""
    from inventory_api.auth.administration import AccountSummary, accounts
    from inventory_api.cli.output import show

    show(accounts(database), AccountSummary, as_json=as_json)


@user.command()
@click.argument("email")
@on_tables
def password(database: Database, email: str) -> None:
    """Give an account another password, as `create` takes it. All its sign-ins end; its keys stay good."""
    from inventory_api.auth.administration import caller, set_password

    caller(database, email)  # before anything is asked for
    set_password(database, email, new_password())
    click.echo(f"{email} has another password and is signed out everywhere. Its keys stay good.")


@user.command()
@click.argument("email")
@click.option("--revoke", is_flag=True, help="Let it be an ordinary account again.")
@on_tables
def admin(database: Database, email: str, revoke: bool) -> None:
    """Make an account an administrator's."""
    from inventory_api.auth.administration import set_admin

    set_admin(database, email, is_admin=not revoke)
    click.echo(f"{email} is {'no longer' if revoke else 'now'} an administrator.")


@user.command()
@click.argument("email")
@on_tables
def disable(database: Database, email: str) -> None:
    """End all sign-ins of an account, and refuse its password and its keys, at once. Its data and its jobs stay."""
    from inventory_api.auth.administration import disable as refuse

    refuse(database, email)
    click.echo(f"{email} is signed out everywhere and cannot sign in; its keys are refused. `user enable` undoes it.")


@user.command()
@click.argument("email")
@on_tables
def enable(database: Database, email: str) -> None:
    """Let a disabled account sign in again."""
    from inventory_api.auth.administration import enable as admit

    admit(database, email)
    click.echo(f"{email} can sign in, and its keys are good.")


@user.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@on_tables
def delete(database: Database, email: str, yes: bool) -> None:
    """Delete an account with all its data."""
    from inventory_api.auth.administration import caller
    from inventory_api.auth.administration import delete as remove

    caller(database, email)  # before anything is asked for
    if not yes:
        click.confirm(f"{email}, its inventory, listings, history and jobs are deleted for good. Go on?", abort=True)
    remove(database, email)
    click.echo(f"{email} and all its data are deleted.")


def new_password() -> str:
    """Asked for twice at a terminal, else a line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise click.ClickException("The password is not UTF-8.") from None
