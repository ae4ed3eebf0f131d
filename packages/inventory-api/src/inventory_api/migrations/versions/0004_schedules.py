"""Schedules, their runs, and what jobs saw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inventory_api.database import Id, Json, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "schedules",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("request", Json, nullable=False),
        sa.Column("target", Json, nullable=False),
        sa.Column("scraper", sa.String(length=200), nullable=False),
        sa.Column("every", sa.String(length=20), nullable=True),
        sa.Column("cron", sa.String(length=200), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("next_run_at", Moment(), nullable=True),
        sa.Column("paused_reason", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_run_id", Id, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_schedules_workspace_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_schedules_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_schedules_workspace_id_id", "schedules", ["workspace_id", "id"])
    op.create_index("ix_schedules_account_id", "schedules", ["account_id"])
    op.create_index("ix_schedules_next_run_at", "schedules", ["next_run_at"])
    op.create_table(
        "schedule_runs",
        sa.Column("id", Id, nullable=False),
        sa.Column("schedule_id", Id, nullable=False),
        sa.Column("job_id", Id, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("error_code", sa.String(length=100), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=True),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("counts", Json, nullable=True),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name="fk_schedule_runs_schedule_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_schedule_runs_job_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_runs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_schedule_runs_schedule_id_id", "schedule_runs", ["schedule_id", "id"])
    op.create_index("ix_schedule_runs_state_id", "schedule_runs", ["state", "id"])
    op.create_index("ix_schedule_runs_job_id", "schedule_runs", ["job_id"])
    op.create_index("ix_schedule_runs_finished_at", "schedule_runs", ["finished_at"])
    op.create_table(
        "schedule_listings",
        sa.Column("schedule_id", Id, nullable=False),
        sa.Column("listing_id", Id, nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("sold", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name="fk_schedule_listings_schedule_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_schedule_listings_listing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("schedule_id", "listing_id", name="pk_schedule_listings"),
    )
    op.create_index("ix_schedule_listings_listing_id", "schedule_listings", ["listing_id"])
    op.create_table(
        "schedule_changes",
        sa.Column("run_id", Id, nullable=False),
        sa.Column("listing_id", Id, nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["schedule_runs.id"], name="fk_schedule_changes_run_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_schedule_changes_listing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "listing_id", name="pk_schedule_changes"),
    )
    op.create_index("ix_schedule_changes_listing_id", "schedule_changes", ["listing_id"])
    op.create_index("ix_schedule_changes_run_id_change_listing_id", "schedule_changes", ["run_id", "change", "listing_id"])
    op.create_table(
        "job_sightings",
        sa.Column("job_id", Id, nullable=False),
        sa.Column("listing_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_job_sightings_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "listing_id", name="pk_job_sightings"),
    )


def downgrade() -> None:
    """Back to the one before."""
    for table in ("job_sightings", "schedule_changes", "schedule_listings", "schedule_runs", "schedules"):
        op.drop_table(table)
