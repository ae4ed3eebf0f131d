"""Events, in the order of their commits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inventory_api.database import Id, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "event_heads",
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("forgotten", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_event_heads_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_event_heads"),
    )
    op.create_table(
        "events",
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("schedule_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_events_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_events"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("events")
    op.drop_table("event_heads")
