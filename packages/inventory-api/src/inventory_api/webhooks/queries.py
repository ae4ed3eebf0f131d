"""All SQL of the webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, func, insert, or_, select, update

from inventory_api.database import table_of
from inventory_api.events.queries import HEADS
from inventory_api.web.keyset import Page, RowNumber, descends, in_order, page_of, parameters, read_place
from inventory_api.webhooks.models import Delivery, Webhook

WEBHOOKS = table_of(Webhook)
DELIVERIES = table_of(Delivery)
_OWN = (WEBHOOKS.c.workspace_id == bindparam("its_workspace"), WEBHOOKS.c.id == bindparam("its_id"))
_HELD = (WEBHOOKS.c.id == bindparam("its_id"), WEBHOOKS.c.claim == bindparam("its_claim"))
_FREE = or_(WEBHOOKS.c.claimed_until.is_(None), WEBHOOKS.c.claimed_until <= bindparam("now"))
_WAITING = and_(DELIVERIES.c.webhook_id == WEBHOOKS.c.id, DELIVERIES.c.state == "waiting")
_ALLOWED = or_(WEBHOOKS.c.active, DELIVERIES.c.once)
_DUE = (
    select(WEBHOOKS.c.id)
    .outerjoin(HEADS, HEADS.c.workspace_id == WEBHOOKS.c.workspace_id)
    .where(
        _FREE,
        or_(
            exists().where(_WAITING, _ALLOWED, DELIVERIES.c.due_at <= bindparam("now")),
            and_(WEBHOOKS.c.active, WEBHOOKS.c.position < HEADS.c.last, ~exists().where(_WAITING)),
        ),
    )
    .order_by(func.coalesce(WEBHOOKS.c.claimed_until, WEBHOOKS.c.created_at))
    .limit(bindparam("limit"))
)
_CLAIM = (
    update(WEBHOOKS)
    .where(WEBHOOKS.c.id == bindparam("its_id"), _FREE)
    .values(claim=bindparam("new_claim"), claimed_until=bindparam("until"))
)
_HOLD = update(WEBHOOKS).where(*_HELD).values(claimed_until=bindparam("until")).returning(*WEBHOOKS.c)
_RELEASE = update(WEBHOOKS).where(*_HELD).values(claim=None, claimed_until=bindparam("now"))
_FIRST = (
    select(DELIVERIES)
    .where(DELIVERIES.c.webhook_id == bindparam("webhook_id"), DELIVERIES.c.state == "waiting")
    .order_by(DELIVERIES.c.once.desc(), DELIVERIES.c.id)
    .limit(1)
)


def insert_webhook(connection: Connection, values: dict[str, Any]) -> Row[Any]:
    """A new webhook."""
    return connection.execute(insert(WEBHOOKS).values(values).returning(*WEBHOOKS.c)).one()


def all_webhooks(connection: Connection, workspace_id: int) -> Sequence[Row[Any]]:
    """The webhooks of a workspace, oldest first."""
    return connection.execute(select(WEBHOOKS).where(WEBHOOKS.c.workspace_id == workspace_id).order_by(WEBHOOKS.c.id)).all()


def find(connection: Connection, workspace_id: int, number: int) -> Row[Any] | None:
    """One webhook of a workspace."""
    return connection.execute(select(WEBHOOKS).where(*_OWN), {"its_workspace": workspace_id, "its_id": number}).first()


def change(connection: Connection, workspace_id: int, number: int, values: dict[str, Any]) -> Row[Any] | None:
    """Change a webhook of a workspace; None where there is none."""
    changed = update(WEBHOOKS).where(*_OWN).values(values).returning(*WEBHOOKS.c)
    return connection.execute(changed, {"its_workspace": workspace_id, "its_id": number}).first()


def remove(connection: Connection, workspace_id: int, number: int) -> bool:
    """Delete a webhook of a workspace with its deliveries; whether there was one."""
    return connection.execute(delete(WEBHOOKS).where(*_OWN), {"its_workspace": workspace_id, "its_id": number}).rowcount == 1


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """Webhooks that nobody has claimed and that something can be brought to now; those that waited longest first."""
    return list(connection.execute(_DUE, {"now": now, "limit": limit}).scalars())


def claim(connection: Connection, number: int, by: str, now: datetime, until: datetime) -> bool:
    """Claim a webhook until a moment; false where somebody else has it."""
    values = {"its_id": number, "new_claim": by, "now": now, "until": until}
    return connection.execute(_CLAIM, values).rowcount == 1


def hold(connection: Connection, number: int, by: str, until: datetime) -> Row[Any] | None:
    """The webhook, claimed on; None where it was lost. Nobody else changes it until the transaction ends."""
    return connection.execute(_HOLD, {"its_id": number, "its_claim": by, "until": until}).first()


def release(connection: Connection, number: int, by: str, now: datetime) -> None:
    """Let others have it."""
    connection.execute(_RELEASE, {"its_id": number, "its_claim": by, "now": now})


def set_held(connection: Connection, number: int, values: dict[str, Any]) -> None:
    """Change a webhook that is held in this transaction."""
    connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == number).values(values))


def first_waiting(connection: Connection, webhook_id: int) -> Row[Any] | None:
    """The delivery whose turn it is: what a person asked for goes before what happened."""
    return connection.execute(_FIRST, {"webhook_id": webhook_id}).first()


def insert_delivery(connection: Connection, values: dict[str, Any]) -> Row[Any]:
    """A new delivery."""
    return connection.execute(insert(DELIVERIES).values(values).returning(*DELIVERIES.c)).one()


def change_delivery(connection: Connection, number: int, values: dict[str, Any]) -> None:
    """Change a delivery of a webhook that is held, or was found, in this transaction."""
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == number).values(values))


def find_delivery(connection: Connection, workspace_id: int, webhook_id: int, number: int) -> Row[Any] | None:
    """One delivery of a webhook of a workspace."""
    of = (DELIVERIES.c.workspace_id == workspace_id, DELIVERIES.c.webhook_id == webhook_id, DELIVERIES.c.id == number)
    return connection.execute(select(DELIVERIES).where(*of)).first()


def count_asked_for(connection: Connection, webhook_id: int) -> int:
    """How many deliveries that a person asked for wait."""
    waiting = (DELIVERIES.c.webhook_id == webhook_id, DELIVERIES.c.state == "waiting", DELIVERIES.c.once)
    return connection.execute(select(func.count()).where(*waiting)).scalar_one()


def list_deliveries(
    connection: Connection, workspace_id: int, webhook_id: int, *, state: str | None, cursor: str | None, limit: int
) -> Page:
    """A page of a webhook's deliveries, newest first."""
    place = read_place(cursor, "-made", (RowNumber,))
    which = select(DELIVERIES).where(DELIVERIES.c.workspace_id == workspace_id, DELIVERIES.c.webhook_id == webhook_id)
    if state is not None:
        which = which.where(DELIVERIES.c.state == state)
    statement = in_order(which, (DELIVERIES.c.id,), descends=descends("-made", place), continues=place is not None)
    found = connection.execute(statement, parameters(place, limit)).mappings()
    return page_of(found, "-made", ["id"], limit, place)
