"""Webhooks and their deliveries on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from inventory_api.events.schemas import Kind
from inventory_api.scraping.schemas import ADDRESS

Url = Annotated[str, Meta(max_length=2_000, pattern=ADDRESS, description="An address", examples=["https://receiver.example/hub"])]
Kinds = Annotated[list[Kind], Meta(max_length=50)]
State = Literal["waiting", "delivered", "failed"]


class NewWebhook(Struct, forbid_unknown_fields=True):
    """A receiver to configure."""

    url: Url
    kinds: Kinds = []
    """Only events of these kinds; all where none is named."""


class WebhookPatch(Struct, forbid_unknown_fields=True):
    """What is to change. One that becomes active gets what happens from then on."""

    url: Url | UnsetType = UNSET
    kinds: Kinds | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class Webhook(Struct, kw_only=True):
    """A receiver of the workspace's events."""

    id: int
    url: str
    kinds: list[str]
    active: bool
    notice: str | None
    """Why nothing is delivered, where that is not the user's choice."""
    failures: int
    """How many deliveries in a row were given up."""
    created_at: datetime
    updated_at: datetime


class WebhookShown(Webhook, kw_only=True):
    """A webhook with the secret that signs what it gets."""

    secret: str
    """Shown this once."""


class AllWebhooks(Struct):
    """All webhooks of the workspace, oldest first."""

    items: list[Webhook]


class Attempt(Struct):
    """One try. Either the receiver answered with a status, or a rule says what kept it from that."""

    at: datetime
    milliseconds: int
    status: int | None = None
    rule: str | None = None
    message: str | None = None


class Delivery(Struct, kw_only=True):
    """One message to the receiver. Of what it answered, only the status is kept."""

    id: int
    message_id: str
    """The header `webhook-id`: the same at each attempt, so that a receiver knows what it got twice."""
    event_id: int | None
    kind: str
    state: State
    attempts: list[Attempt]
    """The latest ones, oldest first."""
    next_attempt_at: datetime | None
    created_at: datetime
    finished_at: datetime | None


class DeliveryPage(Struct):
    """Some deliveries, newest first, and the addresses of the pages after and before."""

    items: list[Delivery]
    next: str | None
    previous: str | None
