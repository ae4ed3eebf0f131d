"""`python -m inventory_api.migrations "what it does"` writes a revision out of what the models have and the last one lacks."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from inventory_api.database import Database
from inventory_api.migrations import config, migrate


def main() -> None:
    """Number the revision on from the last one, and write it beside the others."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        migrate(database)
        with database.writing() as connection:
            settings = config(connection)
            last = ScriptDirectory.from_config(settings).get_current_head()
            command.revision(settings, message=sys.argv[1], autogenerate=True, rev_id=f"{int(last or 0) + 1:04}")
        database.close()


main()
