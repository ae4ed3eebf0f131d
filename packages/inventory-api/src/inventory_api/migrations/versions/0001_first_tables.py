"""All tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inventory_api.database import ByBytes, Exact, Id, Json, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The index of words, which has no form that both databases share.
SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE item_search USING fts5(words, tokenize = \"ascii tokenchars '_'\", detail = none, columnsize = 0)",
        "CREATE TRIGGER item_search_forget AFTER DELETE ON items BEGIN DELETE FROM item_search WHERE rowid = old.id; END",
    ),
    "postgresql": (
        "CREATE TABLE item_search (item_id BIGINT CONSTRAINT pk_item_search PRIMARY KEY, words TSVECTOR NOT NULL)",
        "ALTER TABLE item_search ALTER COLUMN words SET STATISTICS 5000",
        "CREATE INDEX ix_item_search_words ON item_search USING gin (words) WITH (gin_pending_list_limit = 512)",
        "CREATE FUNCTION item_search_forget() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN DELETE FROM item_search WHERE item_id = old.id; RETURN NULL; END $$",
        "CREATE TRIGGER item_search_forget AFTER DELETE ON items FOR EACH ROW EXECUTE FUNCTION item_search_forget()",
    ),
}
FORGET = {
    "sqlite": ("DROP TRIGGER item_search_forget", "DROP TABLE item_search"),
    "postgresql": (
        "DROP TRIGGER item_search_forget ON items",
        "DROP FUNCTION item_search_forget()",
        "DROP TABLE item_search",
    ),
}


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "accounts",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "workspaces",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "counters",
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("amount", Exact(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_counters_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "name", "key", "currency", name="pk_counters"),
    )
    op.create_table(
        "items",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("title_order", ByBytes(length=100), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("tags", Json, nullable=False),
        sa.Column("price_amount", Exact(), nullable=True),
        sa.Column("price_currency", sa.String(length=3), nullable=True),
        sa.Column("price_order", ByBytes(length=40), nullable=True),
        sa.Column("availability", sa.String(length=40), nullable=True),
        sa.Column("condition_grade", sa.String(length=40), nullable=True),
        sa.Column("condition_raw", sa.Text(), nullable=True),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("brand_key", sa.String(length=100), nullable=True),
        sa.Column("category", Json, nullable=False),
        sa.Column("category_top", sa.String(length=200), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("mpn", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("images", Json, nullable=False),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("custom", Json, nullable=False),
        sa.Column("edited", Json, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_items_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.UniqueConstraint("workspace_id", "ref", name="uq_items_workspace_id_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_items_workspace_id_availability_id", "items", ["workspace_id", "availability", "id"], unique=False)
    op.create_index("ix_items_workspace_id_brand_key_id", "items", ["workspace_id", "brand_key", "id"], unique=False)
    op.create_index("ix_items_workspace_id_category_top_id", "items", ["workspace_id", "category_top", "id"], unique=False)
    op.create_index("ix_items_workspace_id_condition_grade_id", "items", ["workspace_id", "condition_grade", "id"], unique=False)
    op.create_index("ix_items_workspace_id_id", "items", ["workspace_id", "id"], unique=False)
    op.create_index(
        "ix_items_workspace_id_price_currency_price_order_id",
        "items",
        ["workspace_id", "price_currency", "price_order", "id"],
        unique=False,
    )
    op.create_index("ix_items_workspace_id_source_id", "items", ["workspace_id", "source", "id"], unique=False)
    op.create_index("ix_items_workspace_id_title_order_id", "items", ["workspace_id", "title_order", "id"], unique=False)
    op.create_index("ix_items_workspace_id_updated_at_id", "items", ["workspace_id", "updated_at", "id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_memberships_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_memberships_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_account_id", "memberships", ["account_id"], unique=False)
    op.create_table(
        "listings",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", Id, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("price_amount", Exact(), nullable=True),
        sa.Column("price_currency", sa.String(length=3), nullable=True),
        sa.Column("price_order", ByBytes(length=40), nullable=True),
        sa.Column("availability", sa.String(length=40), nullable=True),
        sa.Column("condition_grade", sa.String(length=40), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_listings_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_listings_workspace_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_listings_item_id", "listings", ["item_id"], unique=False)
    op.create_index("ix_listings_workspace_id_changed_at_id", "listings", ["workspace_id", "changed_at", "id"], unique=False)
    op.create_table(
        "observations",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("listing_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("price_amount", Exact(), nullable=True),
        sa.Column("price_currency", sa.String(length=3), nullable=True),
        sa.Column("price_order", ByBytes(length=40), nullable=True),
        sa.Column("availability", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name="fk_observations_listing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_observations"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_observations_listing_id_id", "observations", ["listing_id", "id"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("last_used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_api_keys_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_api_keys_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("hash", name="uq_api_keys_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_api_keys_account_id", "api_keys", ["account_id"], unique=False)
    op.create_index("ix_api_keys_workspace_id", "api_keys", ["workspace_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_sessions_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)
    op.create_index("ix_sessions_workspace_id", "sessions", ["workspace_id"], unique=False)
    op.create_table(
        "refresh_tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_refresh_tokens_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name="pk_refresh_tokens"),
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("runner", sa.String(length=40), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("target", Json, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("scraper", sa.String(length=200), nullable=False),
        sa.Column("limits", Json, nullable=False),
        sa.Column("progress", Json, nullable=False),
        sa.Column("report", Json, nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("error_code", sa.String(length=100), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_jobs_account_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_jobs_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_account_id", "jobs", ["account_id"], unique=False)
    op.create_index("ix_jobs_state_runner", "jobs", ["state", "runner"], unique=False)
    op.create_index("ix_jobs_workspace_id_id", "jobs", ["workspace_id", "id"], unique=False)
    op.create_index("ix_jobs_workspace_id_state_outcome", "jobs", ["workspace_id", "state", "outcome"], unique=False)
    op.create_index("ix_jobs_workspace_id_state_id", "jobs", ["workspace_id", "state", "id"], unique=False)
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("full_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rate_limits"),
    )
    op.create_index("ix_rate_limits_full_at", "rate_limits", ["full_at"])
    op.create_table(
        "idempotency_keys",
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("route", sa.String(length=100), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_idempotency_keys_workspace_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "key", "route", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def downgrade() -> None:
    """Back to the one before."""
    for statement in FORGET[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("jobs")
    op.drop_table("idempotency_keys")
    op.drop_table("rate_limits")
    op.drop_table("refresh_tokens")
    op.drop_table("sessions")
    op.drop_table("api_keys")
    op.drop_table("observations")
    op.drop_table("listings")
    op.drop_table("memberships")
    op.drop_table("items")
    op.drop_table("counters")
    op.drop_table("workspaces")
    op.drop_table("accounts")
