"""Accounts can be disabled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inventory_api.database import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("accounts", sa.Column("disabled_at", Moment(), nullable=True))


def downgrade() -> None:
    """Back to the one before: accounts that were disabled can sign in again."""
    op.drop_column("accounts", "disabled_at")
