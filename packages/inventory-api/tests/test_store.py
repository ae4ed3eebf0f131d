"""Items are written with their words and counters."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from inventory_api.database import Database
from inventory_api.errors import Conflict, NotFound
from inventory_api.inventory import counters
from inventory_api.inventory.models import Counter
from inventory_api.inventory.store import delete_items, insert_items, read_items, update_items

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)


def row(title: str | None = None, price: str | None = None, currency: str | None = "USD", **more: Any) -> dict[str, Any]:
    """An item as `insert_items` takes it."""
    amount = None if price is None else Decimal(price)
    return {"title": title, "price_amount": amount, "price_currency": currency if price else None, **more}


def counted(connection: Connection, workspace: int) -> dict[tuple[str, str, str], tuple[int, Decimal]]:
    """The counters as they are kept."""
    kept = connection.execute(select(Counter.__table__).where(Counter.workspace_id == workspace)).mappings()
    return {(each["name"], each["key"], each["currency"]): (each["count"], each["amount"]) for each in kept}


def recounted(connection: Connection, workspace: int) -> dict[tuple[str, str, str], tuple[int, Decimal]]:
    """The counters as the items have them."""
    rows = counters.count_again(connection, workspace).rows()
    return {(each["name"], each["key"], each["currency"]): (each["count"], each["amount"]) for each in rows}


@pytest.mark.parametrize("many", [1, 50])
def test_an_item_comes_back_as_it_went_in(database: Database, workspace: int, many: int) -> None:
    """One row or many: what is read has every value that was given, and null or nothing for the others."""
    given = row(
        "Lamp\0", "12.50", tags=["a", "é"], custom={"shelf": "B\0"}, category=["Home", "Light"], images=[{"url": "http://a/b"}]
    )
    with database.writing() as connection:
        ids = insert_items(connection, workspace, [dict(given) for _ in range(many)], NOW)
        found = read_items(connection, workspace, ids)
    assert [each["id"] for each in sorted(found, key=lambda each: each["id"])] == ids
    one = found[-1]
    assert (one["title"], str(one["price_amount"]), one["tags"], one["custom"]) == ("Lamp", "12.50", ["a", "é"], {"shelf": "B"})
    assert (one["category_top"], one["image"], one["brand"], one["version"]) == ("Home", "http://a/b", None, 1)
    assert (one["created_at"], one["updated_at"]) == (NOW, NOW)
    assert len({each["ref"] for each in found}) == many


@pytest.mark.parametrize("many", [1, 50])
def test_a_ref_is_taken_once(database: Database, workspace: int, many: int, new_workspace: Callable[[], int]) -> None:
    """A ref that is there already is a Conflict and nothing of the batch is kept; another workspace may have the same."""
    with database.writing() as connection:
        insert_items(connection, workspace, [row(ref="a")], NOW)
    with pytest.raises(Conflict), database.writing() as connection:
        insert_items(connection, workspace, [row() for _ in range(many)] + [row(ref="a")], NOW)
    other = new_workspace()
    with database.writing() as connection:
        insert_items(connection, other, [row(ref="a")], NOW)
        assert counted(connection, workspace)["items", "", ""] == (1, 0)
        (second,) = insert_items(connection, workspace, [row(ref="b")], NOW)
    with pytest.raises(Conflict), database.writing() as connection:
        update_items(connection, workspace, {second: {"ref": "a"}}, NOW)


def test_a_change_counts_the_version_up_and_no_change_does_not(
    database: Database, workspace: int, new_workspace: Callable[[], int]
) -> None:
    """An update that says nothing new leaves version and time; ids that are unknown or somebody else's are left out."""
    other = new_workspace()
    with database.writing() as connection:
        (mine,) = insert_items(connection, workspace, [row("Lamp", "1")], NOW)
        (theirs,) = insert_items(connection, other, [row("Lamp", "1")], NOW)
        assert update_items(connection, workspace, {mine: {"title": "Lamp"}, theirs: {"title": "x"}, 999: {}}, LATER) == {mine: 1}
        assert update_items(connection, workspace, {mine: {"title": "Desk lamp"}}, LATER) == {mine: 2}
        assert delete_items(connection, workspace, [theirs, 999]) == set()
        (kept,) = read_items(connection, other, [theirs])
        (changed,) = read_items(connection, workspace, [mine])
    assert (kept["title"], kept["updated_at"]) == ("Lamp", NOW)
    assert (changed["title"], changed["title_order"], changed["updated_at"]) == ("Desk lamp", "desk lamp", LATER)


def test_nothing_is_written_to_a_workspace_that_is_gone(database: Database) -> None:
    """A workspace that does not exist is NotFound."""
    with pytest.raises(NotFound), database.writing() as connection:
        insert_items(connection, 4_711, [row()], NOW)


def test_sums_are_exact(database: Database, workspace: int) -> None:
    """0.1 and 0.2 are 0.3; amounts of thirty digits, without places and with three keep every digit; currencies stay apart."""
    rows = [row(price="0.1"), row(price="0.2"), row(price="1000000000000000", currency="JPY", quantity=3)]
    rows += [row(price="1.234", currency="JOD"), row(price="999999999999999999999999.999999", currency="JOD", quantity=10**18)]
    rows += [row(price="5", availability="sold"), row(price="7", currency=None)]
    with database.writing() as connection:
        for each in rows:
            insert_items(connection, workspace, [each], NOW)
        kept = counted(connection, workspace)
    assert kept["value", "", "USD"] == (2, Decimal("0.3"))
    assert kept["value", "", "JPY"] == (1, Decimal("3000000000000000"))
    assert kept["value", "", "JOD"] == (2, Decimal("999999999999999999999999999999000000000001.234"))
    assert kept["value_sold", "", "USD"] == (1, Decimal(5))
    assert kept["value", "", ""] == (1, Decimal(7))


@pytest.mark.parametrize(
    ("amount", "lower"),
    [("0", "0"), ("0.99", "0"), ("1", "1"), ("1.99", "1"), ("2", "2"), ("4.99", "2"), ("5", "5"), ("9.99", "5"), ("10", "10"),
     ("14.99", "10"), ("999", "500"), ("1E+15", "1000000000000000"), ("-0.01", "-")],
)  # fmt: skip
def test_buckets_of_prices(amount: str, lower: str) -> None:
    """Buckets end at 1, 2, 5, 10, 20, 50 and so on; each begins with its lower end."""
    assert counters.bucket(Decimal(amount)) == lower


_prices = st.none() | st.decimals(min_value=-5, max_value=10**15, places=3)
_fields = st.fixed_dictionaries(
    {},
    optional={
        "price_amount": _prices,
        "price_currency": st.sampled_from([None, "USD", "JOD"]),
        "availability": st.sampled_from([None, "in_stock", "sold"]),
        "condition_grade": st.sampled_from([None, "new", "used"]),
        "category": st.sampled_from([[], ["Home"], ["Home", "Light"], ["Toys"]]),
        "source": st.sampled_from([None, "acme", "bolt"]),
        "quantity": st.none() | st.integers(0, 2**63 - 1),
        "title": st.none() | st.text(max_size=20),
    },
)
_steps = st.lists(
    st.tuples(st.just("insert"), st.lists(_fields, max_size=30))
    | st.tuples(st.just("update"), st.lists(_fields, max_size=5))
    | st.tuples(st.just("delete"), st.integers(0, 5)),
    max_size=8,
)


def take_steps(connection: Connection, workspace: int, steps: list[tuple[str, Any]], ids: list[int]) -> None:
    """Do what Hypothesis thought of, to the items of the list."""
    for what, value in steps:
        if what == "insert":
            ids += insert_items(connection, workspace, value, NOW)
        elif what == "update":
            update_items(connection, workspace, dict(zip(ids, value, strict=False)), LATER)
        else:
            delete_items(connection, workspace, ids[:value])
            del ids[:value]


@given(steps=_steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counters_say_what_is_there(database: Database, steps: list[tuple[str, Any]], new_workspace: Callable[[], int]) -> None:
    """Whatever is inserted, changed and deleted: the counters are those that a count of all items gives."""
    workspace = new_workspace()
    with database.writing() as connection:
        take_steps(connection, workspace, steps, [])
        assert counted(connection, workspace) == recounted(connection, workspace)


def test_counters_are_exact_under_concurrency(database: Database, workspace: int) -> None:
    """Eight threads that write the same counters in every order neither lose a count nor lock each other out for ever."""
    kinds = [row(source=name, price=str(price), category=[name]) for price, name in enumerate("abcdefgh")]

    def work(number: int) -> None:
        turned = kinds[number:] + kinds[:number]
        for _ in range(5):
            with database.writing() as connection:
                ids = [insert_items(connection, workspace, [each], NOW)[0] for each in turned]
                update_items(connection, workspace, {each: {"availability": "sold"} for each in ids[:3]}, LATER)
                delete_items(connection, workspace, ids[3:5])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    with database.reading() as connection:
        assert counted(connection, workspace) == recounted(connection, workspace)
        assert counted(connection, workspace)["items", "", ""] == (8 * 5 * 6, 0)


def test_counters_can_be_put_right(database: Database, workspace: int) -> None:
    """`recount` replaces whatever the counters said."""
    with database.writing() as connection:
        insert_items(connection, workspace, [row("Lamp", "3")], NOW)
        connection.execute(Counter.__table__.update().values(count=99))
        counters.recount(connection, workspace)
        assert counted(connection, workspace) == recounted(connection, workspace)


def test_a_failure_leaves_nothing(database: Database, workspace: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the counters cannot be written, neither items nor words are kept."""
    fail: Callable[..., None] = lambda *_: (_ for _ in ()).throw(RuntimeError)  # noqa: E731
    monkeypatch.setattr(counters, "apply", fail)
    with pytest.raises(RuntimeError), database.writing() as connection:
        insert_items(connection, workspace, [row("Lamp")], NOW)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM items").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM item_search").scalar() == 0


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_words_of_many_items_are_sorted_in_at_the_end(database: Database, workspace: int) -> None:
    """No search reads what a large import left: a few items may stay unsorted, of thousands none."""

    def left() -> int:
        pages = "SELECT gin_clean_pending_list('ix_item_search_words')"
        with database.writing() as connection:
            return int(connection.execute(text(pages)).scalar_one())

    with database.writing() as connection:
        insert_items(connection, workspace, [row("lamp", notes="a b c")] * 30, NOW)
    assert left() > 0
    with database.writing() as connection:
        ids = insert_items(connection, workspace, [row("lamp", notes="a b c")] * 1_001, NOW)
    assert left() == 0
    with database.writing() as connection:
        update_items(connection, workspace, {number: row("desk") for number in ids}, LATER)
    assert left() == 0


def test_a_commit_on_sqlite_is_on_the_disk(tmp_path: Path) -> None:
    """J6: what is acknowledged survives a power cut, too: SQLite syncs at each commit (synchronous is FULL, which is 2)."""
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with database.writing() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")]
    database.close()
    assert told == ["wal", 2]
