"""What accounts and sign-ins look like on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from inventory_api.auth.caller import Scope

Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$", examples=["ada@example.org"])]
NewPassword = Annotated[str, Meta(min_length=10, max_length=200)]
Password = Annotated[str, Meta(min_length=1, max_length=200)]
Secret = Annotated[str, Meta(min_length=1, max_length=200)]


class Registration(Struct, forbid_unknown_fields=True):
    """Who wants an account."""

    email: Email
    password: NewPassword


class Registered(Struct):
    """The answer to a registration, which is the same whether or not the address already had an account."""

    email: str


class Credentials(Struct, forbid_unknown_fields=True):
    """Who signs in."""

    email: Annotated[str, Meta(min_length=1, max_length=254)]
    password: Password


class Tokens(Struct):
    """What a client signs its requests with: `Authorization: Bearer ACCESS_TOKEN`."""

    access_token: str
    refresh_token: str
    """Good for one use: the answer to `/api/auth/refresh` holds the next one."""
    expires_in: int
    """Seconds until the access token is no longer good."""
    token_type: Literal["Bearer"] = "Bearer"


class Me(Struct):
    """The account that asks."""

    id: int
    email: str
    workspace_id: int
    is_admin: bool
    created_at: datetime


class Refresh(Struct, forbid_unknown_fields=True):
    """A refresh token, to be used up."""

    refresh_token: Secret


class PasswordChange(Struct, forbid_unknown_fields=True):
    """Another password. All other sign-ins of the account end."""

    password: Password
    new_password: NewPassword


class Confirmation(Struct, forbid_unknown_fields=True):
    """The password once more, for what cannot be undone."""

    password: Password


class NewApiKey(Struct, forbid_unknown_fields=True):
    """A key to make."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=20)]
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
    """Null: good until it is revoked."""


class ApiKey(Struct):
    """A key, without its secret."""

    id: int
    name: str
    hint: str
    """How the key begins."""
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    """To the minute."""


class NewApiKeyShown(ApiKey):
    """A key that was just made."""

    key: str
    """Shown this once: `Authorization: Bearer KEY`."""


class AllApiKeys(Struct):
    """All keys of the account, oldest first."""

    items: list[ApiKey]
