"""`/api/inventory`: items one by one, in lists, and many at once."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import Response

from .conftest import SignedIn

LAMP = {
    "title": "Desk lamp",
    "notes": "from the attic",
    "tags": ["light", "brass"],
    "price": {"amount": "12.50", "currency": "EUR"},
    "availability": "in_stock",
    "condition": {"grade": "good", "raw": "small scratch"},
    "brand": "Lumen",
    "category": ["Home", "Lamps"],
    "quantity": 2,
    "sku": "L-1",
    "gtin": "4006381333931",
    "url": "https://shop.example/lamp?id=1",
    "images": [{"url": "https://shop.example/lamp.jpg"}],
    "custom": {"shelf": "B2", "weight": 1.5, "pieces": 3.0, "sold": False, "none": None},
}


def create(who: SignedIn, **fields: Any) -> dict[str, Any]:
    """A new item of that account."""
    answer = who.client.post("/api/inventory", json={"title": "Thing", **fields}, headers=who.headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def titles(answer: Response) -> list[str]:
    """The titles of a page, in its order."""
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


def test_a_new_item_has_what_was_sent_and_nothing_else(signed_in: SignedIn) -> None:
    """Every field comes back as it was sent, money exactly; what was not sent is null or empty."""
    answer = signed_in.client.post("/api/inventory", json=LAMP, headers=signed_in.headers)
    item = answer.json()
    sent = {**LAMP, "images": [{"url": "https://shop.example/lamp.jpg", "width": None, "height": None}]}
    assert {name: item[name] for name in sent} == sent
    assert item["description"] is None
    assert item["source"] is None
    assert item["version"] == 1
    assert set(item["edited"]) == set(LAMP)
    assert answer.headers["etag"] == '"1"'
    again = signed_in.client.get(answer.headers["location"], headers=signed_in.headers)
    assert again.json() == item


AWKWARD = {"name": "Ø \u2028 'x'", "least": -(2.0**53) + 1, "most": 2**53 - 1}


@pytest.mark.parametrize("sort", ["created", "updated", "title", "price&currency=EUR"])
def test_an_item_is_the_same_in_every_answer(signed_in: SignedIn, sort: str) -> None:
    """Made, read, changed by nothing and in a list, in whichever order: the same JSON, lists and fields of one's own included."""
    item = create(signed_in, **{**LAMP, "tags": ['"Lüster"', "a\\b\n"], "custom": {**LAMP["custom"], **AWKWARD}})
    bare = create(signed_in, title="Zebra", price={"amount": "13", "currency": "EUR"})
    listed = signed_in.client.get(f"/api/inventory?sort={sort}", headers=signed_in.headers).json()["items"]
    assert listed == [item, bare]
    for each in (item, bare):
        address = f"/api/inventory/{each['id']}"
        assert signed_in.client.get(address, headers=signed_in.headers).json() == each
        assert signed_in.client.patch(address, json={}, headers=signed_in.headers).json() == each


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", None),
        ("price", {"amount": 12.5}),
        ("price", {"amount": "-1"}),
        ("price", {"amount": "1e3"}),
        ("price", {"amount": "NaN"}),
        ("price", {"amount": "1", "currency": "euro"}),
        ("availability", "maybe"),
        ("condition", {"grade": "fine"}),
        ("quantity", -1),
        ("gtin", "12345"),
        ("url", "javascript:alert(1)"),
        ("url", "http://["),
        ("url", "https:///x"),
        ("images", [{"url": "data:text/html,x"}]),
        ("custom", {"a": {"b": 1}}),
        ("workspace_id", 1),
        ("id", 1),
        ("version", 7),
        ("source", "acme"),
        ("created_at", "2026-01-01T00:00:00Z"),
        ("notes", "a\0b"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_kept(signed_in: SignedIn, field: str, value: Any) -> None:
    """A2: a field of the wrong form, or one that the service alone sets, is 400 and makes no item."""
    answer = signed_in.client.post("/api/inventory", json={**LAMP, field: value}, headers=signed_in.headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert titles(signed_in.client.get("/api/inventory", headers=signed_in.headers)) == []


def test_a_ref_is_unique_in_its_workspace_alone(signed_in: SignedIn, someone_else: SignedIn) -> None:
    """A second item with a ref is 409; another account may use the same."""
    create(signed_in, ref="A-1")
    answer = signed_in.client.post("/api/inventory", json={"title": "x", "ref": "A-1"}, headers=signed_in.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "ref_taken")
    create(someone_else, ref="A-1")


def test_a_patch_changes_what_it_names(signed_in: SignedIn) -> None:
    """RFC 7396: null clears, what is left out stays, and the version counts changes; a patch that changes nothing does not."""
    item = create(signed_in, **LAMP)
    url = f"/api/inventory/{item['id']}"
    changed = signed_in.client.patch(url, json={"price": None, "notes": "sold soon"}, headers=signed_in.headers).json()
    differs = {name for name, value in changed.items() if value != item[name]}
    assert differs == {"price", "notes", "version", "updated_at"}
    assert (changed["price"], changed["version"]) == (None, 2)
    same = signed_in.client.patch(url, json={"notes": "sold soon"}, headers=signed_in.headers)
    assert (same.json()["version"], same.headers["etag"]) == (2, '"2"')


def test_a_replacement_sets_every_field(signed_in: SignedIn) -> None:
    """What a PUT leaves out is null or empty afterwards; the ref stays."""
    item = create(signed_in, **LAMP)
    answer = signed_in.client.put(f"/api/inventory/{item['id']}", json={"title": "Other"}, headers=signed_in.headers)
    replaced = answer.json()
    assert (replaced["title"], replaced["ref"], replaced["version"]) == ("Other", item["ref"], 2)
    assert all(replaced[name] in (None, [], {}) for name in LAMP if name != "title")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_an_item_that_somebody_changed_is_not_overwritten(signed_in: SignedIn, method: str) -> None:
    """A16: If-Match with an old ETag is 412 and changes nothing; with the present one, with a list, or with * it is done."""
    item = create(signed_in)
    url, body = f"/api/inventory/{item['id']}", {} if method == "delete" else {"json": {"title": "Mine"}}
    signed_in.client.patch(url, json={"title": "Theirs"}, headers=signed_in.headers)
    old = {**signed_in.headers, "If-Match": '"1"'}
    answer = signed_in.client.request(method, url, headers=old, **body)
    assert (answer.status_code, answer.json()["code"]) == (412, "changed")
    assert signed_in.client.get(url, headers=signed_in.headers).json()["title"] == "Theirs"
    new = {**signed_in.headers, "If-Match": 'W/"1", "2"'}
    assert signed_in.client.request(method, url, headers=new, **body).status_code in (200, 204)


def test_a_weak_etag_does_not_let_anybody_write(signed_in: SignedIn) -> None:
    """A16: W/"1" may be of something that is only alike, so a write with it is 412, with the reason, also beside an old one."""
    item = create(signed_in)
    url = f"/api/inventory/{item['id']}"
    for tags, code in (('W/"1"', "etag_weak"), ('W/"1", "7"', "changed")):
        answer = signed_in.client.patch(url, json={"title": "Mine"}, headers={**signed_in.headers, "If-Match": tags})
        assert (answer.status_code, answer.json()["code"]) == (412, code)
    assert signed_in.client.get(url, headers={**signed_in.headers, "If-None-Match": 'W/"1"'}).status_code == 304


def test_a_reader_that_has_the_item_is_spared_it(signed_in: SignedIn) -> None:
    """If-None-Match with the present ETag is 304 without a body; what is no list of ETags is 400."""
    item = create(signed_in)
    url = f"/api/inventory/{item['id']}"
    answer = signed_in.client.get(url, headers={**signed_in.headers, "If-None-Match": '"1"'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert signed_in.client.get(url, headers={**signed_in.headers, "If-None-Match": '"7"'}).status_code == 200
    assert signed_in.client.get(url, headers={**signed_in.headers, "If-None-Match": "seven"}).status_code == 400


def test_the_same_create_is_done_once(signed_in: SignedIn) -> None:
    """A16: a create that is sent again with its Idempotency-Key answers the same item and makes no second one."""
    headers = {**signed_in.headers, "Idempotency-Key": "k-1"}
    answers = [signed_in.client.post("/api/inventory", json=LAMP, headers=headers).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(titles(signed_in.client.get("/api/inventory", headers=signed_in.headers))) == 1
    other = signed_in.client.post("/api/inventory", json={"title": "x"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_deleted_item_is_gone(signed_in: SignedIn) -> None:
    """A delete is 204, then every request for the item is 404."""
    url = f"/api/inventory/{create(signed_in)['id']}"
    assert signed_in.client.delete(url, headers=signed_in.headers).status_code == 204
    for method in ("get", "delete"):
        assert signed_in.client.request(method, url, headers=signed_in.headers).status_code == 404


def test_a_list_leads_to_every_item_once_in_both_directions(signed_in: SignedIn) -> None:
    """Following `next` shows all items newest first, following `previous` from the end shows them again; Link says the same."""
    for number in range(7):
        create(signed_in, title=f"Item {number}")
    url, seen = "/api/inventory?limit=3", []
    while url:
        answer = signed_in.client.get(url, headers=signed_in.headers)
        seen.append(titles(answer))
        last, url = url, answer.json()["next"]
        assert (f'<{url}>; rel="next"' in answer.headers.get("link", "")) == bool(url)
    assert [title for page in seen for title in page] == [f"Item {number}" for number in reversed(range(7))]
    back, url = [], last
    while url:
        answer = signed_in.client.get(url, headers=signed_in.headers)
        back.insert(0, titles(answer))
        url = answer.json()["previous"]
    assert back == seen


def test_filters_are_joined_and_a_range_of_prices_names_its_currency(signed_in: SignedIn) -> None:
    """Each filter narrows the list; prices of other currencies, and items without a price, are in no range."""
    create(signed_in, **LAMP)
    create(signed_in, title="Floor lamp", price={"amount": "99", "currency": "EUR"}, brand="LUMEN", tags=["light"])
    create(signed_in, title="Lampshade", price={"amount": "99", "currency": "USD"})
    create(signed_in, title="Chair")

    def found(query: str) -> set[str]:
        return set(titles(signed_in.client.get(f"/api/inventory?{query}", headers=signed_in.headers)))

    assert found("q=lamp") == {"Desk lamp", "Floor lamp", "Lampshade"}
    assert found("q=brass+desk") == {"Desk lamp"}
    assert found("brand=lumen&currency=EUR&price_min=50") == {"Floor lamp"}
    assert found("currency=EUR&price_max=99.00") == {"Desk lamp", "Floor lamp"}
    assert found("condition=good") == found("availability=in_stock") == found("category=Home") == {"Desk lamp"}
    assert found("q=") == found("q=+") == found("")
    assert found("q=%25") == found("q=zebra") == found("source=acme") == set()
    assert found("changed_since=2026-01-01T00:00:00Z&q=chair") == {"Chair"}


@pytest.mark.parametrize(
    "query",
    [
        "sort=owner",
        "sort=price",
        "price_min=5",
        "currency=EUR&price_min=1e3",
        "limit=0",
        "limit=201",
        "limit=x",
        "cursor=abc",
        "changed_since=2026-01-01T00:00:00",
        "changed_since=yesterday",
        "colour=red",
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(signed_in: SignedIn, query: str) -> None:
    """A5, A6: an unknown order, name, cursor or form is 400, never 500 and never ignored."""
    answer = signed_in.client.get(f"/api/inventory?{query}", headers=signed_in.headers)
    assert answer.status_code == 400, answer.text


def test_an_order_by_price_or_title_is_kept_over_pages(signed_in: SignedIn) -> None:
    """Pages of an ordered list follow on each other, equal values by age; `-` turns the order round."""
    for amount, title in [("10", "b"), ("9.99", "B"), ("100", "a"), ("10.00", "ä")]:
        create(signed_in, title=title, price={"amount": amount, "currency": "EUR"})

    def walk(query: str) -> list[dict[str, Any]]:
        url, rows = f"/api/inventory?limit=1&{query}", []
        while url:
            page = signed_in.client.get(url, headers=signed_in.headers).json()
            rows += page["items"]
            url = page["next"]
        return rows

    assert [row["price"]["amount"] for row in walk("sort=price&currency=EUR")] == ["9.99", "10", "10.00", "100"]
    assert [row["price"]["amount"] for row in walk("sort=-price&currency=EUR")] == ["100", "10.00", "10", "9.99"]
    assert [row["title"] for row in walk("sort=title")] == ["a", "ä", "b", "B"]


@pytest.mark.parametrize("letter", ["a", "日", "\U0001f600", "\x01"])
def test_long_titles_in_any_script_lead_on(signed_in: SignedIn, letter: str) -> None:
    """The link to the next page can be followed whatever is in the title that the page ends with."""
    made = [create(signed_in, title=letter * 900 + end)["id"] for end in "xyz"]
    url, seen = "/api/inventory?sort=title&limit=1", []
    while url:
        page = signed_in.client.get(url, headers=signed_in.headers)
        assert page.status_code == 200, page.text
        seen += [item["id"] for item in page.json()["items"]]
        url = page.json()["next"]
    assert seen == made


def test_a_bulk_patch_gives_each_row_its_result(signed_in: SignedIn, someone_else: SignedIn) -> None:
    """Rows that can be changed are; unknown, foreign, outdated and repeated ones say so, and keep nobody else back."""
    mine, other = create(signed_in), create(someone_else)
    rows = [
        {"id": mine["id"], "patch": {"tags": ["new"]}, "version": 1},
        {"id": mine["id"], "patch": {"tags": ["twice"]}},
        {"id": other["id"], "patch": {"title": "stolen"}},
        {"id": 999_999, "patch": {}},
        {"id": create(signed_in)["id"], "patch": {"title": "late"}, "version": 5},
    ]
    answer = signed_in.client.post("/api/inventory/bulk/patch", json={"items": rows}, headers=signed_in.headers)
    found = [(row["status"], row["code"], row["version"]) for row in answer.json()["results"]]
    wanted = [(200, None, 2), (404, "named_twice", None), (404, "not_found", None), (404, "not_found", None)]
    assert found == [*wanted, (412, "changed", None)]
    read = signed_in.client.get(f"/api/inventory/{mine['id']}", headers=signed_in.headers).json()
    assert read["tags"] == ["new"]
    kept = someone_else.client.get(f"/api/inventory/{other['id']}", headers=someone_else.headers).json()
    assert kept["title"] == "Thing"


def test_a_bulk_delete_gives_each_row_its_result(signed_in: SignedIn, someone_else: SignedIn) -> None:
    """204 for what was there, 404 for what was not or is somebody else's."""
    mine, other = create(signed_in)["id"], create(someone_else)["id"]
    body = {"ids": [mine, other, mine]}
    answer = signed_in.client.post("/api/inventory/bulk/delete", json=body, headers=signed_in.headers)
    assert [row["status"] for row in answer.json()["results"]] == [204, 404, 404]
    assert someone_else.client.get(f"/api/inventory/{other}", headers=someone_else.headers).status_code == 200


@pytest.mark.parametrize(
    ("route", "body", "field"),
    [
        ("patch", {"items": [{"id": 2**64, "patch": {}}]}, "items[0].id"),
        ("patch", {"items": [{"id": 1, "patch": {}, "version": 2**64}]}, "items[0].version"),
        ("delete", {"ids": [1, 0]}, "ids[1]"),
    ],
)
def test_a_number_that_no_row_can_have_is_refused(signed_in: SignedIn, route: str, body: dict[str, Any], field: str) -> None:
    """A2: a number beyond what a column holds is 400 and named, not an error of the database."""
    answer = signed_in.client.post(f"/api/inventory/bulk/{route}", json=body, headers=signed_in.headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_somebody_elses_item_is_not_told_from_one_that_never_was(signed_in: SignedIn, someone_else: SignedIn) -> None:
    """A1: every method on a foreign id answers as on an unknown one, and shows nothing in lists."""
    foreign = create(someone_else, title="Secret")["id"]
    for method in ("get", "put", "patch", "delete"):
        body = {} if method in ("get", "delete") else {"json": {"title": "x"}}
        answers = [
            signed_in.client.request(method, f"/api/inventory/{number}", headers=signed_in.headers, **body)
            for number in (foreign, 999_999)
        ]
        told = [{**answer.json(), "request_id": None} for answer in answers]
        assert told[0] == told[1]
        assert answers[0].status_code == 404
    assert titles(signed_in.client.get("/api/inventory?q=secret", headers=signed_in.headers)) == []
