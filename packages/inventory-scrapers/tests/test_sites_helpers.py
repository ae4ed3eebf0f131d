"""What the marketplaces share: cards, moments, texts and pictures out of data."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_core import Draft, LayoutChanged, Page
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.values.images import read_images
from inventory_scrapers.values.moments import read_moment
from inventory_scrapers.values.texts import read_texts

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url"]), inner, max_size=2),
    max_leaves=5,
)
MOMENT = dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (1700000000, MOMENT),
        ("1700000000", MOMENT),
        ("2023-11-14T22:13:20Z", MOMENT),
        ("2023-11-15T07:13:20+09:00", MOMENT),
        ("2023-11-14T22:13:20", None),
        ("2023-11-14", None),
        (1700000000000, None),
        (0, None),
        (True, None),
        ("yesterday", None),
        (None, None),
        ([1700000000], None),
    ],
)
def test_a_moment_has_a_zone_or_is_none(written: object, moment: dt.datetime | None) -> None:
    """Seconds since 1970, or ISO 8601 with a zone; milliseconds, dates and words are no moments."""
    assert read_moment(written) == moment


@given(ANYTHING)
def test_data_of_any_shape_is_read(data: object) -> None:
    """Moments have a zone, texts are not blank, pictures have an address; nothing raises."""
    moment = read_moment(data)
    assert moment is None or moment.tzinfo is not None
    assert all(text.strip() for text in read_texts(data))
    assert all(image["url"].startswith(("http://", "https://")) for image in read_images(data))


def test_texts_and_pictures() -> None:
    """A text, an object that has one, or a list of either."""
    assert read_texts("wool") == ["wool"]
    assert read_texts([{"name": "grey"}, "blue", None, {"id": 1}]) == ["grey", "blue"]
    assert read_images([{"url": "https://a.example/1"}, "https://a.example/2", "data:x", "//a.example/3", "http://["]) == [
        {"url": "https://a.example/1"},
        {"url": "https://a.example/2"},
    ]


def draft_of(card: str) -> Draft | None:
    page = Page(b"x", url="https://a.example/")
    return Draft(page, source="a", listing_id=card) if card.isdigit() else None


def test_cards_come_once_and_in_order() -> None:
    """A listing that stands twice on a page, as an advertisement too, is one listing."""
    assert [draft.get("listing_id") for draft in read_cards(["2", "1", "2"], draft_of)] == ["2", "1"]


def test_cards_that_cannot_be_read_are_told() -> None:
    """The others come first; then the page is known to have had more."""
    found = read_cards(["1", "?", "2"], draft_of, what="tiles")
    assert [next(found).get("listing_id"), next(found).get("listing_id")] == ["1", "2"]
    with pytest.raises(LayoutChanged, match="1 of 3 tiles"):
        next(found)
