"""Jobs that another worker can go on with: their fence, cursor and priority, the workers, and the pages of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inventory_api.database import Id, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. Jobs that wait or ran in the release before are taken by whoever comes first, and begin anew."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(sa.Column("priority", sa.String(length=10), nullable=False, server_default="normal"))
        for name in ("fence", "step", "attempts"):
            jobs.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        jobs.add_column(sa.Column("enqueued", sa.Boolean(), nullable=False, server_default=sa.false()))
        jobs.add_column(sa.Column("dedupe_key", sa.String(length=64), nullable=True))
        jobs.add_column(sa.Column("cursor", sa.Text(), nullable=True))
    with op.batch_alter_table("jobs") as jobs:
        for name in ("priority", "fence", "step", "attempts", "enqueued"):
            jobs.alter_column(name, server_default=None)
    op.create_index("ix_jobs_workspace_id_dedupe_key", "jobs", ["workspace_id", "dedupe_key"])
    op.create_index("ix_jobs_state_enqueued", "jobs", ["state", "enqueued"])
    jobs_table = sa.table("jobs", sa.column("state"), sa.column("runner"), sa.column("progress", sa.JSON), sa.column("report"))
    op.execute(
        jobs_table.update()
        .where(jobs_table.c.state.in_(("queued", "running")))
        .values(state="queued", runner=None, progress=sa.text("'{}'"), report=None)
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )
    op.create_table(
        "pages_read",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_pages_read_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_pages_read"),
    )


def downgrade() -> None:
    """Back to the one before, in which a job begins anew."""
    op.drop_table("pages_read")
    op.drop_table("workers")
    op.drop_index("ix_jobs_state_enqueued", "jobs")
    op.drop_index("ix_jobs_workspace_id_dedupe_key", "jobs")
    with op.batch_alter_table("jobs") as jobs:
        for name in ("cursor", "dedupe_key", "enqueued", "attempts", "step", "fence", "priority"):
            jobs.drop_column(name)
