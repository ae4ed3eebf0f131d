"""Accounts that are made at the terminal."""

from __future__ import annotations

import sys

import msgspec
import rich_click as click

from inventory_api.auth.schemas import Registration
from inventory_api.auth.service import add_account
from inventory_api.cli.setup import database
from inventory_api.migrations import migrate


def create_account(email: str, *, is_admin: bool) -> None:
    """Ask for a password and make the account; ClickException where it cannot be."""
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else _line()
    try:
        wanted = msgspec.convert({"email": email, "password": password}, Registration)
    except msgspec.ValidationError as error:
        raise click.ClickException(str(error)) from None
    with database() as opened:
        migrate(opened)
        if not add_account(opened, wanted.email, wanted.password, is_admin=is_admin):
            raise click.ClickException(f"{email} has an account already.")
    click.echo(f"{wanted.email.lower()} can sign in{' and is an administrator' if is_admin else ''}.")


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")
