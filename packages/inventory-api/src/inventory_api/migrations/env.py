"""Alembic runs this: one revision after the other, in the transaction that is handed over."""

from __future__ import annotations

from alembic import context

from inventory_api.migrations.compare import OPTIONS
from inventory_api.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, **OPTIONS)
context.run_migrations()
