"""Changed pages: each way of changing one is really tried, and a good plugin tells it or reads the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from bad_plugins.good import BODY, ITEM, PAGES, SEARCH, Good

from inventory_core import Listing, Page, PageResult, read_page
from inventory_core.testing import mutations
from inventory_core.testing.growth import repeated
from inventory_core.testing.mutations import Mutant
from inventory_core.testing.sound import judge, nothing_read


def changes(text: str, raws: list[str]) -> dict[str, str]:
    return {mutant.change: mutant.body for mutant in mutations.relaid(text, raws)}


def test_a_document_is_changed_in_each_way() -> None:
    """A renamed class, a renamed attribute, a dropped script, a moved price, reordered siblings and cards."""
    made = changes(SEARCH, ["1250.00"])
    assert made["the class price renamed"].count('class="renamed"') == 3
    assert 'rel="renamed"' in made['rel="next" renamed']
    assert "<script" not in made[next(name for name in made if name.startswith("the script at"))]
    assert made["the price 1250.00 moved"].endswith('<b class="price">€1250.00</b></body></html>')
    swapped = next(body for name, body in made.items() if name.endswith("and what follows swapped"))
    assert swapped.index("€1250.00") < swapped.index("A brass lamp")
    cards = made['the first two <li class="card"> swapped']
    assert cards.index("A chair") < cards.index("A brass lamp") < cards.index("A blue jug")


def test_a_body_is_changed_in_each_way() -> None:
    """A renamed key, a null in the place of a value, lists turned round."""
    made = changes(BODY, [])
    assert json.loads(made["the key price renamed"])["items"][0]["renamed"] == "1250.00"
    assert json.loads(made["every price null"])["items"][0]["price"] is None
    two = changes('{"items": [1, 2]}', [])
    assert two["every list turned round"] == '{"items": [2, 1]}'


def test_scripts_hold_keys_too() -> None:
    """Data in a script is renamed, also where it is escaped within a string."""
    made = changes('<html><script>var a = {"cents": 1}; push("{\\"cents\\": 1}")</script></html>', [])
    assert made["the key cents renamed"].count("renamed") == 2


def test_a_large_page_is_changed_less_often() -> None:
    """What is tried for one page is bounded by its size, and comes from all over it."""
    many = "".join(f'<p class="c{number}">x</p>' for number in range(2000))
    small, large = len(changes(many, [])), len(changes(many + " " * 2_000_000, []))
    assert (small <= mutations.MOST, large <= mutations.FEWEST) == (True, True)
    names = [name for name in changes(many, []) if name.startswith("the class")]
    assert int(names[-1].split()[2][1:]) > 1500


def pages() -> Iterator[tuple[str, Mutant]]:
    for url, body in (PAGES["search"], PAGES["item"], PAGES["api"]):
        yield from ((url, mutant) for mutant in mutations.relaid(body, ["1250.00"]))


def values(listing: Listing) -> dict[str, object]:
    return {name: value for name, value in dict(listing).items() if name not in ("evidence", "fetched_at", "scraper_version")}


def test_every_mutant_of_the_good_plugins_pages_is_caught_or_read_alike() -> None:
    """The page is layout_changed or partial, or a value is missing, or all are as they were: never another value."""
    outcomes: dict[str, int] = {}
    for url, mutant in pages():
        right = read_page(Good(), Page(dict(PAGES.values())[url].encode(), url=url))
        result = read_page(Good(), Page(mutant.body.encode(), url=url))
        outcomes[result.outcome] = outcomes.get(result.outcome, 0) + 1
        known = {listing.key: values(listing) for listing in right.listings}
        for listing in result.listings if result.outcome == "ok" else ():
            wrong = {name: value for name, value in values(listing).items() if value not in (None, (), known[listing.key][name])}
            assert not wrong, mutant.change
        assert result.outcome != "ok" or len(result.listings) == len(right.listings), mutant.change
    assert outcomes["ok"] > 10  # read all the same
    assert outcomes["layout_changed"] > 5


def result_of(body: str, url: str = PAGES["item"][0]) -> PageResult:
    return read_page(Good(), Page(body.encode(), url=url))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("€1250.00", "€1250.50"), ["listing attic:7: price"]),
        (("A brass lamp</h1>", "A chair</h1>"), ["listing attic:7: title"]),
        (('<b class="price">', '<b class="renamed">'), []),
        (('<i class="state">Worn</i>', ""), []),
    ],
)
def test_another_value_is_wrong_and_a_missing_one_is_not(change: tuple[str, str], found: list[str]) -> None:
    """Null says nothing, and a page that is told to have changed neither."""
    differences = judge(result_of(ITEM), result_of(ITEM.replace(*change)))
    assert [one.path for one in differences] == found


def test_what_is_expected_is_said_once() -> None:
    """In the place of a value either it or null is right; where there was none, null alone."""
    (changed,) = judge(result_of(ITEM), result_of(ITEM.replace("A brass lamp</h1>", "A chair</h1>")))
    assert changed.expected == '"A brass lamp", or null'
    listing = result_of(ITEM).listings[0]
    hidden = result_of(ITEM).model_copy(update={"listings": (listing.model_copy(update={"price": None}),)})
    (invented,) = judge(hidden, result_of(ITEM))
    assert (invented.path, invented.expected) == ("listing attic:7: price", "null")


def test_a_value_with_a_warning_is_not_wrong_in_silence() -> None:
    """Where a listing says itself that two places disagree, a reader is told."""
    right = result_of(ITEM)
    (listing,) = result_of(ITEM.replace("€1250.00", "€9.00")).listings
    dumped = listing.model_dump() | {"warnings": [{"code": "price_conflict", "field": "price"}]}
    warned = right.model_copy(update={"listings": (Listing.model_validate(dumped),)})
    assert list(judge(right, warned)) == []


def test_fewer_listings_are_a_loss_unless_the_page_was_cut() -> None:
    """A page that is ok has all of its listings; one that ends early has those before its end."""
    right = result_of(SEARCH, PAGES["search"][0])
    fewer = right.model_copy(update={"listings": right.listings[:2]})
    assert [one.path for one in judge(right, fewer)] == ["listings"]
    assert list(judge(right, fewer, cut=True)) == []
    assert [one.path for one in nothing_read(right)] == ["listings"]


def test_a_page_grows_by_its_body_and_a_list_by_its_rows() -> None:
    """The head stays one, and what a body of JSON has besides its lists too."""
    assert repeated(SEARCH, 3).count('class="card"') == 9
    assert repeated(SEARCH, 3).count("<title>") == 1
    assert len(json.loads(repeated(BODY, 3))["items"]) == 3
    assert repeated("no markup", 2) == "no markupno markup"
