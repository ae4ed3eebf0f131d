"""Room for secrets of webhooks that are sealed. What seals them is at the start of the service, as it needs its key."""

from __future__ import annotations

import base64
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WEBHOOKS = sa.table("webhooks", *map(sa.column, ("id", "secret", "earlier_secret", "active", "notice")))
_LOST = "Its secret could not be taken back to an older release: let it have another one (/rotate), tell it to the receiver."


def upgrade() -> None:
    """To this revision. Secrets that are there are sealed by the next start."""
    _let_secrets_be(sa.Text(), sa.String(length=100))


def downgrade() -> None:
    """Back to the one before, which cannot hold what is sealed: such a webhook gets another secret, and is made inactive."""
    connection = op.get_bind()
    op.execute(_WEBHOOKS.update().where(_WEBHOOKS.c.earlier_secret.startswith("sealed")).values(earlier_secret=None))
    sealed = sa.select(_WEBHOOKS.c.id).where(_WEBHOOKS.c.secret.startswith("sealed"))
    for number in connection.execute(sealed).scalars().all():
        made = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        lost = {"secret": made, "active": sa.false(), "notice": _LOST}
        op.execute(_WEBHOOKS.update().where(_WEBHOOKS.c.id == number).values(lost))
    _let_secrets_be(sa.String(length=100), sa.Text())


def _let_secrets_be(kind: sa.types.TypeEngine[str], before: sa.types.TypeEngine[str]) -> None:
    with op.batch_alter_table("webhooks") as webhooks:
        webhooks.alter_column("secret", type_=kind, existing_type=before, existing_nullable=False)
        webhooks.alter_column("earlier_secret", type_=kind, existing_type=before, existing_nullable=True)
