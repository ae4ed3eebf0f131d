"""The way of the tables from one release to the next, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, String, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from inventory_api.auth.models import Workspace
from inventory_api.database import Database
from inventory_api.errors import Conflict, NotFound
from inventory_api.inventory.models import Item
from inventory_api.listings.ingest import ingest
from inventory_api.listings.models import ListingRow
from inventory_api.migrations import alone, check, complaint, downgrade, is_current, migrate
from inventory_api.migrations.compare import in_words
from inventory_api.settings import Settings
from inventory_api.webhooks.models import Webhook
from inventory_core import Listing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(Settings(database_url=empty_url).database)
    yield database
    database.close()


def test_models_and_migrations_agree(empty: Database) -> None:
    """Nothing differs after all revisions. Where this fails, run `python -m inventory_api.migrations "what it does"`."""
    migrate(empty)
    assert check(empty) == []
    assert is_current(empty)


def test_a_downgrade_leaves_nothing(empty: Database) -> None:
    """After "base" only Alembic's own table is left, and the way up works again."""
    migrate(empty)
    downgrade(empty)
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    assert not is_current(empty)
    migrate(empty)
    assert check(empty) == []


def test_a_revision_that_is_none_is_refused_with_those_that_are(empty: Database) -> None:
    """The way back to what no revision is called ends before it begins, and the sentence has the names; -1 is one back."""
    migrate(empty)
    with pytest.raises(NotFound, match=r"no revision 77: there are base, 0001, .*0010, and -1"):
        downgrade(empty, "77")
    assert is_current(empty)
    downgrade(empty, "-1")
    assert not is_current(empty)


def test_tables_of_a_newer_release_are_left_alone_and_named(empty: Database) -> None:
    """Neither an upgrade nor a downgrade begins on a revision that this release does not know; the sentence says what to do."""
    migrate(empty)
    with empty.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for change in (migrate, downgrade):
        with pytest.raises(Conflict, match=r"newer release \(revision 9999\): install that one"):
            change(empty)
    assert "revision 9999" in (complaint(empty) or "")


def test_what_was_changed_by_hand_is_told_in_words(empty: Database) -> None:
    """A missing index, a missing table and a column that is too much are each a line that names them."""
    migrate(empty)
    with empty.writing() as connection:
        connection.execute(text("DROP INDEX ix_items_workspace_id_source_id"))
        connection.execute(text("DROP TABLE chores"))
        connection.execute(text("ALTER TABLE workers ADD COLUMN extra TEXT"))
    assert complaint(empty) is None
    assert {in_words(difference) for difference in check(empty)} == {
        "index ix_items_workspace_id_source_id is missing",
        "table chores is missing",
        "column workers.extra is not of this release",
    }


_MIGRATE = """
import sys
from inventory_api.database import Database
from inventory_api.inventory.models import Item
from inventory_api.migrations import migrate
migrate(Database(sys.argv[1]))
"""


def test_several_processes_may_start_at_once(empty: Database) -> None:
    """Four processes that migrate one empty database at the same time all succeed."""
    processes = [subprocess.Popen([sys.executable, "-c", _MIGRATE, empty.url]) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    assert is_current(empty)


AMOUNTS = [Decimal(text) for text in ("0.1", "0.20", "1.234", "1200", "1000000000000000", "999999999999999999999999.999999")]


def _populate(database: Database) -> None:
    migrate(database)
    with database.writing() as connection:
        connection.execute(Workspace.__table__.insert().values(id=1, name="w", created_at=NOW))
        connection.execute(Item.__table__.insert(), [_item(number, amount) for number, amount in enumerate(AMOUNTS, 1)])
        listings = [Listing(source="acme", listing_id=str(number)) for number in range(3)]
        ingest(connection, 1, listings, NOW, item_id=1)


def _amounts(database: Database) -> list[str]:
    with database.reading() as connection:
        return [str(amount) for amount in connection.execute(select(Item.price_amount).order_by(Item.id)).scalars()]


def test_money_survives_every_revision(empty: Database) -> None:
    """On a populated database, each later revision down and up again leaves every digit of every price as it was."""
    _populate(empty)
    before = _amounts(empty)
    downgrade(empty, "0001")
    assert _amounts(empty) == before
    migrate(empty)
    assert _amounts(empty) == before
    assert before[1:] == [str(amount) for amount in AMOUNTS[1:]]


def test_a_table_that_is_made_anew_keeps_what_is_in_it(empty: Database) -> None:
    """SQLite changes a column by making the table anew: prices keep their digits, and listings do not go with the old table."""
    _populate(empty)
    before = _amounts(empty)
    with alone(empty) as connection:
        operations = Operations(MigrationContext.configure(connection))
        for length in (300, 200):
            with operations.batch_alter_table("items", recreate="always" if empty.is_sqlite else "auto") as items:
                items.alter_column("ref", type_=String(length), existing_nullable=False)
    with empty.reading() as connection:
        assert connection.execute(select(func.count()).select_from(ListingRow)).scalar() == 3
    assert _amounts(empty) == before
    assert check(empty) == []


def test_a_sealed_secret_is_lost_on_the_way_back(empty: Database) -> None:
    """An older release cannot hold it: the webhook gets another one and is made inactive, with the reason; others stay."""
    migrate(empty)
    kept = ["whsec_" + "A" * 44, "sealed1:" + "g" * 160]
    own = {"workspace_id": 1, "url": "https://a.example", "kinds": [], "active": True, "position": 0, "failures": 0}
    with empty.writing() as connection:
        connection.execute(Workspace.__table__.insert().values(id=1, name="w", created_at=NOW))
        rows = [{**own, "secret": secret, "earlier_secret": secret, "created_at": NOW, "updated_at": NOW} for secret in kept]
        connection.execute(Webhook.__table__.insert(), rows)
    downgrade(empty, "0008")
    with empty.reading() as connection:
        plain, sealed = connection.execute(select(Webhook.__table__).order_by(Webhook.id)).all()
    assert (plain.secret, plain.earlier_secret, plain.active, plain.notice) == (kept[0], kept[0], True, None)
    assert (len(sealed.secret), sealed.earlier_secret, sealed.active) == (len(kept[0]), None, False)
    assert (sealed.secret[:6], "/rotate" in sealed.notice) == ("whsec_", True)
    migrate(empty)
    assert check(empty) == []


def _drop(connection: Connection, *columns: str) -> None:
    for column in columns:
        connection.exec_driver_sql(f"ALTER TABLE items DROP COLUMN {column}")


def test_a_migration_that_fails_changes_nothing(empty: Database) -> None:
    """What went before the failure in the same migration is undone, tables too."""
    _populate(empty)
    with pytest.raises(DBAPIError), alone(empty) as connection:
        _drop(connection, "notes", "no_such_column")
    assert check(empty) == []


def _item(number: int, amount: Decimal) -> dict[str, object]:
    lists: dict[str, object] = {name: [] for name in ("tags", "category", "images", "edited")}
    made = {"created_at": NOW, "updated_at": NOW, "version": 1, "custom": {}}
    price = {"price_amount": amount, "price_currency": "JOD", "price_order": 0}
    return {"id": number, "workspace_id": 1, "ref": str(number), "title_order": "", **lists, **made, **price}
