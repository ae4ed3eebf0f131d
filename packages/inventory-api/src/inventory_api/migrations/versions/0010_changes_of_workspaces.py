"""Workspaces count their changes; how much the index of words leaves unsorted is said by who writes to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("workspaces", sa.Column("changes", sa.BigInteger(), nullable=False, server_default="0"))
    _let_index_leave("RESET (gin_pending_list_limit)")


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("workspaces", "changes")
    _let_index_leave("SET (gin_pending_list_limit = 512)")


def _let_index_leave(what: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX ix_item_search_words {what}")
