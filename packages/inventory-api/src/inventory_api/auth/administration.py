"""What an operator does to accounts at the terminal of the service, where nobody has to sign in."""

from __future__ import annotations

import msgspec

from inventory_api.auth.schemas import Registration
from inventory_api.errors import BadRequest


def registration(email: str, password: str) -> Registration:
    """The address and the password of an account to be; BadRequest where they are none."""
    try:
        return msgspec.convert({"email": email, "password": password}, Registration)
    except msgspec.ValidationError as error:
        raise BadRequest("invalid", str(error)) from None
