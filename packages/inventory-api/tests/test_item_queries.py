"""Pages of items: search, filters, orders, both ways."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from inventory_api.database import Database
from inventory_api.errors import BadRequest
from inventory_api.inventory import commonness, queries, search
from inventory_api.inventory.commonness import COMMONNESS, Commonness
from inventory_api.inventory.queries import Filters
from inventory_api.inventory.store import delete_items, insert_items, update_items
from inventory_api.money import sort_key

from .item_lists import list_items

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    """Each test has workspaces of the same numbers."""
    COMMONNESS.forget()


def row(title: str | None = None, price: str | None = None, currency: str | None = "USD", **more: Any) -> dict[str, Any]:
    """An item as `insert_items` takes it."""
    amount = None if price is None else Decimal(price)
    return {"title": title, "price_amount": amount, "price_currency": currency if price else None, **more}


def titles(database: Database, workspace: int, sort: str = "created", **filters: Any) -> list[str]:
    """What a list shows."""
    with database.reading() as connection:
        return [each["title"] for each in list_items(connection, workspace, Filters(**filters), sort=sort).rows]


def put(database: Database, workspace: int, *rows: dict[str, Any]) -> list[int]:
    """Insert items."""
    with database.writing() as connection:
        return insert_items(connection, workspace, rows, NOW)


FOUND = [
    ("desk lamp", "Lamp for the Desk"), ("LAMP", "lamp"), ("lam", "Lamps"), ("cafe", "Café crème"), ("crème", "CAFE CREME"),
    ("カメ", "ソニー カメラ"), ("本", "日本語"), ("カメラ本体", "カメラ本体のみ"), ("ｶﾒﾗ", "カメラ"), ("straße", "STRASSE"),
    ("iphone", "iPhone15本体"), ("한국", "한국어 책"), ("हिन्दी", "हिन्दी किताब"),
    ("5_lamp", "lamp 5"), ('"lamp" OR x*', 'x or "lamp"'),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "title"), FOUND)
def test_search_finds(database: Database, workspace: int, asked: str, title: str) -> None:
    """Words are found whatever their case, accents, width and order; the last may be a beginning; signs mean nothing."""
    put(database, workspace, row(title), row("Something else"))
    assert titles(database, workspace, text=asked) == [title]


@pytest.mark.parametrize("asked", ["%", "_", "*", "", "lamp%shade", "la", "lamp AND lam -x", "NOT", "本語日"])
def test_search_does_not_find(database: Database, workspace: int, asked: str) -> None:
    """Signs of LIKE or of a search language find nothing, nor do two letters the words that begin with them."""
    put(database, workspace, row("Lamp"), row("日本語"), row("lamp 日"))
    assert titles(database, workspace, text=asked) == []


def test_search_follows_changes(database: Database, workspace: int) -> None:
    """New words are found and old ones no longer, in every field that is searched; a deleted item is not found."""
    (item,) = put(database, workspace, row("Lamp", notes="attic", tags=["Blue"], brand="Acme", custom={"x": "y"}))
    for word in ("lamp", "attic", "blue", "acme"):
        assert titles(database, workspace, text=word) == ["Lamp"]
    with database.writing() as connection:
        update_items(connection, workspace, {item: {"notes": "cellar"}}, LATER)
    assert titles(database, workspace, text="attic") == []
    assert titles(database, workspace, text="cellar lamp") == ["Lamp"]
    with database.writing() as connection:
        delete_items(connection, workspace, [item])
        assert connection.exec_driver_sql("SELECT count(*) FROM item_search").scalar() == 0


def test_nobody_sees_what_is_in_another_workspace(database: Database, workspace: int, new_workspace: Callable[[], int]) -> None:
    """Neither list nor search nor any filter shows a row of another workspace."""
    put(database, new_workspace(), row("Lamp", "5", source="acme", brand="b", category=["c"]))
    for filters in ({}, {"text": "lamp"}, {"source": "acme"}, {"brand": "b"}, {"category": "c"}, {"currency": "USD"}):
        assert titles(database, workspace, **filters) == []


def test_each_filter_selects(database: Database, workspace: int) -> None:
    """Each filter shows what has the value and nothing else; two of them, what has both."""
    put(database, workspace, row("a", source="acme", condition_grade="new", brand="Ällo", category=["Home", "x"]),
        row("b", source="bolt", condition_grade="new", availability="sold", category=["Toys"]))  # fmt: skip
    assert titles(database, workspace, source="acme") == ["a"]
    assert titles(database, workspace, condition="new") == ["a", "b"]
    assert titles(database, workspace, availability="sold") == ["b"]
    assert titles(database, workspace, brand="ALLO") == ["a"]
    assert titles(database, workspace, category="Toys") == ["b"]
    assert titles(database, workspace, condition="new", source="bolt") == ["b"]
    assert titles(database, workspace, text="b", source="acme") == []


def test_what_changed_since(database: Database, workspace: int) -> None:
    """`changed_since` shows what changed at that moment or after it."""
    first, _ = put(database, workspace, row("a"), row("b"))
    with database.writing() as connection:
        update_items(connection, workspace, {first: {"notes": "x"}}, LATER)
    assert titles(database, workspace, changed_since=LATER) == ["a"]
    assert titles(database, workspace, changed_since=NOW) == ["a", "b"]
    assert titles(database, workspace, sort="-updated") == ["a", "b"]


AMOUNTS = ["-3", "0", "0.30", "0.3001", "1.234", "9", "10", "12.50", "999999999999999", "1000000000000000", "1000000000000001"]


def test_prices_are_in_order_and_in_range(database: Database, workspace: int) -> None:
    """Prices sort as numbers, ranges include their ends; what has another currency or no price is left out."""
    put(database, workspace, *[row(amount, amount) for amount in reversed(AMOUNTS)], row("yen", "5", "JPY"), row("none"))
    assert titles(database, workspace, "price", currency="USD") == AMOUNTS
    assert titles(database, workspace, "-price", currency="USD") == AMOUNTS[::-1]
    ranged = {"currency": "USD", "price_min": Decimal("0.3"), "price_max": Decimal("12.5")}
    assert titles(database, workspace, "price", **ranged) == AMOUNTS[2:8]
    assert titles(database, workspace, "price", currency="USD", price_min=Decimal("1000000000000000.5")) == AMOUNTS[-1:]


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20), max_size=20))
def test_sort_keys_sort_as_amounts_do(amounts: list[Decimal]) -> None:
    """The order of the keys, byte by byte, is that of the amounts."""
    assert sorted(amounts) == sorted(amounts, key=lambda amount: sort_key(amount).encode())
    assert sort_key(Decimal("12.5")) == sort_key(Decimal("12.500"))


@pytest.mark.parametrize("sort", ["created", "-created", "updated", "-updated", "title", "-title", "price", "-price"])
def test_pages_hang_together(database: Database, workspace: int, sort: str) -> None:
    """Forward and back, the pages show each item once and in order, though many are equal; the ends have no link beyond."""
    put(database, workspace, *[row(f"T{number % 3}", str(number % 4)) for number in range(23)])
    with database.reading() as connection:
        filters = Filters(currency="USD")
        whole = [each["id"] for each in list_items(connection, workspace, filters, sort=sort, limit=200).rows]
        assert len(whole) == 23
        pages, cursor = [], None
        while not pages or cursor:
            pages.append(list_items(connection, workspace, filters, sort=sort, cursor=cursor, limit=5))
            cursor = pages[-1].next
        assert [each["id"] for page in pages for each in page.rows] == whole
        assert pages[0].previous is None
        back, cursor = [], pages[-1].previous
        while cursor:
            back.append(list_items(connection, workspace, filters, sort=sort, cursor=cursor, limit=5))
            cursor = back[-1].previous
        assert [page.rows for page in back] == [page.rows for page in reversed(pages[:-1])]


@pytest.mark.parametrize("sort", ["created", "-title"])
def test_a_search_has_pages(database: Database, workspace: int, sort: str) -> None:
    """A search pages as any list does, in each order."""
    put(database, workspace, *[row(f"Lamp {number:02}") for number in range(7)], row("other"))
    with database.reading() as connection:
        first = list_items(connection, workspace, Filters(text="lamp"), sort=sort, limit=4)
        second = list_items(connection, workspace, Filters(text="lamp"), sort=sort, limit=4, cursor=first.next)
        again = list_items(connection, workspace, Filters(text="lamp"), sort=sort, limit=4, cursor=second.previous)
    shown = [each["title"] for each in (*first.rows, *second.rows)]
    assert shown == sorted((f"Lamp {number:02}" for number in range(7)), reverse=sort.startswith("-"))
    assert (second.next, again.rows) == (None, first.rows)


BAD = [
    "x",
    "W10",
    "WyJjcmVhdGVkIixmYWxzZSxbOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTldXQ",
    "WyJjcmVhdGVkIixmYWxzZSxbImEiXV0",
    "WyJwcmljZSIsZmFsc2UsWzFdXQ",
]


@pytest.mark.parametrize("cursor", BAD)
def test_a_cursor_of_something_else_is_refused(database: Database, workspace: int, cursor: str) -> None:
    """What is no cursor, one of another order, and one with values that no row can have, are a BadRequest."""
    with database.reading() as connection, pytest.raises(BadRequest):
        list_items(connection, workspace, Filters(), sort="created", cursor=cursor)


@pytest.mark.parametrize(
    "wrong", [{"sort": "notes"}, {"sort": "--created"}, {"sort": "price"}, {"filters": Filters(price_min=Decimal(1))}]
)
def test_what_cannot_be_compared_is_refused(database: Database, workspace: int, wrong: dict[str, Any]) -> None:
    """An order that is not on the list, and prices without a currency, are a BadRequest."""
    with database.reading() as connection, pytest.raises(BadRequest):
        list_items(connection, workspace, **{"filters": Filters(), **wrong})


@given(text=st.text(max_size=30))
@example(text="0\x000")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_found_by_itself(database: Database, text: str, new_workspace: Callable[[], int]) -> None:
    """Every title that has a word is found by searching for the title; no text makes a search fail."""
    workspace, kept = new_workspace(), text.replace("\0", "")
    put(database, workspace, row(text))
    assert titles(database, workspace, text=kept) == ([kept] if list(search.words(kept)) else [])
    titles(database, workspace, text=text)


_ASKED = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["lamp", "desk", "lamp desk", "nothing"]),
        "source": st.sampled_from(["acme", "bolt", "nobody"]),
        "condition": st.sampled_from(["new", "poor"]),
        "brand": st.sampled_from(["A", "b"]),
        "category": st.sampled_from(["Home", "Toys"]),
        "currency": st.just("USD"),
    },
)


@pytest.mark.parametrize("few", [0, 1, 4, 1_000])
def test_what_is_found_does_not_depend_on_how(
    database: Database, workspace: int, new_workspace: Callable[[], int], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Beginning with the order, with the words or with a filter: each order and filter shows the items that pass, in order."""
    monkeypatch.setattr(queries, "_FEW", few)
    queries._probe.cache_clear()
    rows = [
        row(f"{'Desk ' * (number % 2)}Lamp {number}" if number % 3 else f"Chair {number}", str(number % 4),
            source="acme" if number % 5 else "bolt", condition_grade="new" if number % 7 else "poor",
            brand="A" if number % 2 else None, category=["Home"] if number % 3 else ["Toys"])
        for number in range(24)
    ]  # fmt: skip
    put(database, new_workspace(), *rows)
    put(database, workspace, *rows)
    _compare(database, workspace)
    queries._probe.cache_clear()


def _compare(database: Database, workspace: int) -> None:
    with database.reading() as connection:
        whole = list_items(connection, workspace, Filters(), sort="created", limit=200).rows

        @given(asked=_ASKED, sort=st.sampled_from(list(queries.SORTS)), down=st.booleans())
        @settings(max_examples=60, deadline=None)
        def pages(asked: dict[str, str], sort: str, down: bool) -> None:
            filters = Filters(**{**asked, **({"currency": "USD"} if sort == "price" else {})})
            expected = sorted((each for each in whole if _passes(each, filters)), key=_key(sort), reverse=down)
            found, cursor = list[Any](), None
            while not found or cursor:
                page = list_items(connection, workspace, filters, sort="-" * down + sort, cursor=cursor, limit=5)
                found, cursor = [*found, *page.rows], page.next
                if not page.rows:
                    break
            assert [each["id"] for each in found] == [each["id"] for each in expected]

        pages()


def _passes(item: dict[str, Any], filters: Filters) -> bool:
    words = set(search.words(item["title"]))
    return (
        (filters.text is None or set(search.words(filters.text)) <= words)
        and filters.source in (None, item["source"])
        and filters.condition in (None, item["condition_grade"])
        and (filters.brand is None or filters.brand.lower() == item["brand_key"])
        and filters.category in (None, item["category_top"])
    )


def _key(sort: str) -> Callable[[dict[str, Any]], Any]:
    names = [part.name for part in queries.SORTS[sort]]
    return lambda item: [item[name] for name in names]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_each_search_has_a_plan_of_its_own(database: Database, workspace: int) -> None:
    """PostgreSQL never keeps one plan for the rare and the common values of a filter; for plain lists it keeps one, and one for
    words alone, of which each form has but one good plan.
    """
    with database.reading() as connection:
        for _ in range(12):
            for filters in (Filters(text="lamp"), Filters(text="lamp", source="acme"), Filters(source="acme"), Filters()):
                list_items(connection, workspace, filters)
        prepared = connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements").scalars().all()
    kept = sorted((statement.partition("WHERE")[2] for statement in prepared if "SELECT items.id" in statement), key=len)
    assert len(kept) == 2
    assert not any("source =" in conditions for conditions in kept)
    assert sum("(SELECT CAST(" in conditions for conditions in kept) == 1


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("sort", ["-created", "title", "-updated"])
def test_a_plain_list_is_planned_once(database: Database, workspace: int, sort: str) -> None:
    """PostgreSQL plans a list of a workspace for its first pages, and from then on only reads."""
    with database.writing() as connection:
        insert_items(connection, workspace, [row(f"lamp {number}") for number in range(600)], NOW)
        connection.exec_driver_sql("ANALYZE items")
    with database.reading() as connection:
        for limit in range(1, 21):
            list_items(connection, workspace, Filters(), sort=sort, limit=limit)
        kept = "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%%FROM items%%'"
        assert connection.exec_driver_sql(kept).scalars().all() == [10]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("cursor", [False, True])
def test_a_page_reads_nothing_of_others(
    database: Database, workspace: int, new_workspace: Callable[[], int], cursor: bool
) -> None:
    """However many newer items another workspace has, and however many of all are one's own."""
    put(database, workspace, *[row(f"lamp {number}") for number in range(600)])
    put(database, new_workspace(), *[row(f"chair {number}") for number in range(100)])
    shape = queries._Shape(frozenset(), "created", True, cursor, "postgresql", None)
    values = {"workspace_id": workspace, "limit": 20, "after_0": 590}
    with database.writing() as connection:
        connection.exec_driver_sql("ANALYZE items")
        compiled = queries._statement(shape).compile(dialect=connection.dialect)
        given = {name: values.get(name) for name in compiled.params}
        plan = connection.exec_driver_sql(f"EXPLAIN ANALYZE {compiled}", given).scalars().all()
    assert any("ix_items_workspace_id_id" in line for line in plan)
    assert not any("Rows Removed" in line for line in plan)


@pytest.mark.parametrize("common", [0, 50])
def test_a_word_is_found_alike_whether_few_or_many_have_it(
    database: Database, workspace: int, common: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the words are looked for first or the items are gone through in order: the same pages, newest first."""
    monkeypatch.setattr(commonness, "_COMMON", common)
    put(database, workspace, *[row(f"{'lamp' if number % 2 else 'chair'} {number}") for number in range(9)])
    with database.reading() as connection:
        first = list_items(connection, workspace, Filters(text="lamp"), limit=3)
        second = list_items(connection, workspace, Filters(text="lamp"), cursor=first.next, limit=3)
    assert [each["title"] for each in (*first.rows, *second.rows)] == ["lamp 7", "lamp 5", "lamp 3", "lamp 1"]
    assert second.next is None


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_the_pages_of_a_search_look_once_for_how_common_it_is(database: Database, workspace: int) -> None:
    """Only the first of them asks what the newest items have, and so for other words."""

    def journeys(text: str) -> int:
        steps = queries.find_items("postgresql", workspace, Filters(text=text))
        answers = [[{"found": 0}], []]
        asked = 0
        with contextlib.suppress(StopIteration):
            (ask,) = next(steps)
            while True:
                asked += 1
                (ask,) = steps.send([answers[0 if ask.statement is commonness._PROBE_WORDS else 1]])
        return asked

    assert [journeys("lamp"), journeys("lamp"), journeys("chair")] == [2, 1, 2]


def test_how_common_words_are_is_not_known_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a minute it is looked up again; and no more searches are remembered than there is room for."""
    now, known = [100.0], Commonness()
    monkeypatch.setattr(commonness.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(commonness, "_MOST", 2)
    known.note("1_lamp", is_common=True)
    assert known.of("1_lamp") is True
    now[0] += 60
    assert known.of("1_lamp") is None
    known.note("1_chair", is_common=False)
    known.note("1_desk", is_common=False)
    assert [known.of("1_lamp"), known.of("1_chair"), known.of("1_desk")] == [None, None, False]
