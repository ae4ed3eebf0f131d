"""Import and export over HTTP, on each database."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import Database
from inventory_api.listings.ingest import ingest
from inventory_core import Listing, Money

from .conftest import SignedIn
from .test_inventory import LAMP, create, titles

TAKEN = "another item has this ref"
T0 = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def listing(number: int, amount: str, **fields: Any) -> Listing:
    """A listing of a shop."""
    price = Money(amount=amount, currency="EUR")
    about = {"title": f"Lamp {number}", "url": f"https://shop.example/{number}", "availability": "in_stock"}
    return Listing(source="acme", listing_id=str(number), price=price, **{**about, **fields})


def scrape(database: Database, who: SignedIn) -> None:
    """Two sightings of two listings, the second with another price."""
    for day, amounts in enumerate([("10.00", "20"), ("9.50", "20")]):
        with database.writing() as connection:
            found = [listing(number, amount) for number, amount in enumerate(amounts)]
            ingest(connection, who.workspace_id, found, T0 + timedelta(days=day))


def export(who: SignedIn, query: str = "") -> bytes:
    """An export's body."""
    answer = who.client.get(f"/api/inventory/export?{query}", headers=who.headers)
    assert answer.status_code == 200, answer.text
    return answer.content


def post(who: SignedIn, body: bytes | str, query: str = "", kind: str = "application/jsonl") -> Any:
    """An import's answer."""
    return who.client.post(f"/api/inventory/import?{query}", content=body, headers={**who.headers, "Content-Type": kind})


def test_jsonl_out_of_one_service_into_an_empty_one_and_out_again_is_the_same(
    database: Database, signed_in: SignedIn, someone_else: SignedIn
) -> None:
    """Lossless: items by hand and of listings, edits, exact money, history and moments: the second export has the same bytes."""
    scrape(database, signed_in)
    create(signed_in, **LAMP)
    create(signed_in, title="=1+1", price={"amount": "1000000000000000.001", "currency": "JOD"})
    scraped = signed_in.client.get("/api/inventory?source=acme", headers=signed_in.headers).json()["items"][0]["id"]
    signed_in.client.patch(f"/api/inventory/{scraped}", json={"title": "Mine"}, headers=signed_in.headers)
    first = export(signed_in)
    report = post(someone_else, first).json()
    assert (report["created"], report["written"], report["errors"]) == (4, True, [])
    assert export(someone_else) == first
    lines = [json.loads(line) for line in first.splitlines()]
    assert [len(one["observations"]) for line in lines for one in line["listings"]] == [2, 1]


def test_the_same_file_again_changes_nothing(database: Database, signed_in: SignedIn) -> None:
    """A row means the item with its ref: an export that is imported where it came from leaves all as it was."""
    scrape(database, signed_in)
    create(signed_in, **LAMP)
    before = export(signed_in)
    for form, kind in (("jsonl", "application/jsonl"), ("csv", "text/csv")):
        report = post(signed_in, export(signed_in, f"format={form}"), kind=kind).json()
        assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 3)
    assert export(signed_in) == before


def test_a_table_changes_the_items_that_its_key_names(database: Database, signed_in: SignedIn) -> None:
    """With `key=sku` a row changes the item of that SKU, and what it changed a later scrape leaves alone."""
    with database.writing() as connection:
        ingest(connection, signed_in.workspace_id, [listing(1, "10.00", identifiers={"sku": "S-1"})], T0)
    table = "sku,title,price_amount,price_currency\nS-1,Lamp 1,12.5,EUR\nS-2,New,3,EUR\n"
    report = post(signed_in, table, "key=sku", "text/csv").json()
    assert (report["created"], report["updated"]) == (1, 1)
    with database.writing() as connection:
        ingest(connection, signed_in.workspace_id, [listing(1, "7.00", title="Other", identifiers={"sku": "S-1"})], T0)
    found = signed_in.client.get("/api/inventory?source=acme", headers=signed_in.headers).json()["items"][0]
    assert found["price"] == {"amount": "12.5", "currency": "EUR"}
    assert (found["title"], found["edited"]) == ("Other", ["price"])


def test_rows_that_are_not_valid_are_told_and_nothing_is_written(signed_in: SignedIn) -> None:
    """A19: one bad row refuses the file, with its number and field; `skip_invalid` writes the others."""
    body = '{"title": "a"}\n{"title": 5}\n{"title": "b", "ref": "R"}\n{"title": "c", "ref": "R"}\n{"notes": "no title"}\n'
    answer = post(signed_in, body)
    assert answer.status_code == 422
    told = [(error["row"], error["field"]) for error in answer.json()["errors"]]
    assert told == [(2, "title"), (4, None), (5, None)]
    assert titles(signed_in.client.get("/api/inventory", headers=signed_in.headers)) == []
    report = post(signed_in, body, "skip_invalid=true").json()
    assert (report["created"], report["invalid"]) == (2, 3)
    assert titles(signed_in.client.get("/api/inventory", headers=signed_in.headers)) == ["b", "a"]


def test_two_rows_cannot_mean_one_item(signed_in: SignedIn) -> None:
    """A19: neither of them wins in silence; the second one is an error."""
    item = create(signed_in, ref="R", title="old")
    answer = post(signed_in, '{"ref": "R", "title": "first"}\n{"ref": "R", "title": "second"}\n')
    assert (answer.status_code, answer.json()["errors"][0]["row"]) == (422, 2)
    assert "same ref" in answer.json()["errors"][0]["message"]
    now = signed_in.client.get(f"/api/inventory/{item['id']}", headers=signed_in.headers).json()
    assert now["title"] == "old"


def test_a_file_without_the_chosen_key_is_refused(signed_in: SignedIn) -> None:
    """Each row of it would make a new item, at each import again; where one row has the key, the others are new."""
    refused = post(signed_in, b"title\nlamp\n", "key=sku", "text/csv")
    assert (refused.status_code, refused.json()["code"]) == (400, "no_keys")
    assert post(signed_in, b"title,sku\nlamp,\n", "key=sku", "text/csv").json()["created"] == 1


def test_a_dry_run_tells_what_an_import_would_do(signed_in: SignedIn) -> None:
    """Its report is that of the import, but for `written`, and nothing is there afterwards."""
    create(signed_in, ref="R", title="old")
    body = '{"title": "new", "ref": "R"}\n{"title": "more"}\n'
    dry = post(signed_in, body, "dry_run=true").json()
    assert titles(signed_in.client.get("/api/inventory", headers=signed_in.headers)) == ["old"]
    wet = post(signed_in, body).json()
    assert {**dry, "dry_run": False, "written": True} == wet
    assert (wet["created"], wet["updated"]) == (1, 1)


def test_a_dry_run_waits_for_nobody(database: Database, signed_in: SignedIn) -> None:
    """It only reads: while another transaction writes into the workspace, its report comes, as nobody waits for it."""
    with database.writing() as connection:
        lock_workspace(connection, signed_in.workspace_id)
        assert post(signed_in, '{"title": "lamp"}\n', "dry_run=true").json()["created"] == 1


def test_a_row_whose_ref_another_item_has_is_an_error(signed_in: SignedIn) -> None:
    """Where items are known by SKU, a new one cannot have a ref that is there or came before: a dry run says so, too."""
    create(signed_in, ref="R", title="old")
    body = (
        '{"title": "a", "sku": "1", "ref": "R"}\n{"title": "b", "sku": "2", "ref": "S"}\n{"title": "c", "sku": "3", "ref": "S"}\n'
    )
    dry = post(signed_in, body, "key=sku&dry_run=true").json()
    assert [(error["row"], error["message"]) for error in dry["errors"]] == [(1, TAKEN), (3, TAKEN)]
    assert post(signed_in, body, "key=sku").status_code == 422
    assert post(signed_in, body, "key=sku&skip_invalid=true").json()["created"] == 1


def test_a_dry_run_of_a_file_with_errors_lists_them(signed_in: SignedIn) -> None:
    """A dry run always answers a report, errors and all."""
    answer = post(signed_in, '{"title": "a"}\n{"title": 5}\n', "dry_run=true")
    assert answer.status_code == 200
    report = answer.json()
    assert (report["created"], report["invalid"], report["written"]) == (1, 1, False)


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"listing": {"source": "acme"}}, "key"),
        ({"listing": {"source": "acme", "listing_id": "1", "price": {"amount": 1.5}}}, "price.amount"),
    ],
)
def test_a_listing_that_breaks_the_model_is_a_row_error(signed_in: SignedIn, record: dict[str, Any], word: str) -> None:
    """A file's listings are checked as a scraper's are."""
    moments = dict.fromkeys(("first_seen_at", "last_seen_at", "changed_at"), "2026-11-01T00:00:00Z")
    answer = post(signed_in, json.dumps({"title": "a", "listings": [{**record, **moments}]}))
    assert answer.status_code == 422
    assert word in answer.json()["errors"][0]["message"]


def test_a_listing_belongs_to_one_item(database: Database, signed_in: SignedIn) -> None:
    """A row whose listing is another item's, or an earlier row's, is an error: no listing is moved in silence."""
    scrape(database, signed_in)
    line = json.loads(export(signed_in).splitlines()[0])
    answer = post(signed_in, json.dumps({**line, "ref": "other"}))
    assert answer.status_code == 422
    assert "another item" in answer.json()["errors"][0]["message"]


def test_an_export_has_the_items_that_fit(signed_in: SignedIn) -> None:
    """The filters of the list hold for exports, too."""
    create(signed_in, title="Lamp", brand="Lumen")
    create(signed_in, title="Chair")
    assert [json.loads(line)["title"] for line in export(signed_in, "brand=lumen").splitlines()] == ["Lamp"]


def test_an_export_is_a_download(signed_in: SignedIn) -> None:
    """A18: text of pages is never shown by a browser as a page of ours: it comes as an attachment of its own type."""
    answer = signed_in.client.get("/api/inventory/export?format=csv", headers=signed_in.headers)
    assert answer.headers["content-disposition"] == 'attachment; filename="inventory.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.extras
def test_a_workbook_has_a_row_an_item(signed_in: SignedIn) -> None:
    """The Excel export holds text as text, never as a formula."""
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    create(signed_in, title="=1+1", quantity=3)
    with zipfile.ZipFile(io.BytesIO(export(signed_in, "format=xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in sheet
    assert "<f>" not in sheet
    assert sheet.count("<row ") == 2


def test_a_large_export_is_streamed(signed_in: SignedIn) -> None:
    """More items than fit one batch come in several pieces, each item once."""
    body = "\n".join(json.dumps({"title": f"Item {number}"}) for number in range(1_203))
    assert post(signed_in, body).json()["created"] == 1_203
    with signed_in.client.stream("GET", "/api/inventory/export", headers=signed_in.headers) as answer:
        pieces = list(answer.iter_raw())
    found = [json.loads(line)["title"] for line in b"".join(pieces).splitlines()]
    assert found == [f"Item {number}" for number in range(1_203)]


@pytest.mark.parametrize(("media_type", "status"), [("application/json", 415), ("", 415), ("text/csv", 400)])
def test_a_file_of_another_kind_is_refused(signed_in: SignedIn, media_type: str, status: int) -> None:
    """A body that says it is something else is 415; a table without a header that is known is 400."""
    assert post(signed_in, b"\x89PNG\r\n", kind=media_type).status_code == status


def test_a_stranger_exports_nothing_of_mine(signed_in: SignedIn, someone_else: SignedIn) -> None:
    """A1: an export has the caller's items only, and a ref of another workspace is no key to its item."""
    create(signed_in, ref="R", title="Secret")
    assert export(someone_else) == b""
    assert post(someone_else, '{"title": "taken over", "ref": "R"}').json()["created"] == 1
    assert titles(signed_in.client.get("/api/inventory", headers=signed_in.headers)) == ["Secret"]
