"""`inventory-api user`: accounts at the terminal."""

from __future__ import annotations

import sys

import rich_click as click

from inventory_api.cli.common import told


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


def new_password() -> str:
    """Asked for twice at a terminal, else a line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
