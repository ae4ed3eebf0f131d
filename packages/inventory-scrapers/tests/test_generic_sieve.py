"""The cheap question before a table of phrases: it never loses a text in which a phrase is found, and spares most others."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_scrapers.generic import availability, buttons
from inventory_scrapers.generic.sieve import Sieve, word_starts
from inventory_scrapers.values.availability import CODES, read_availability

# What may stand around a phrase: words and signs of several languages, and nothing.
AROUND = st.text(alphabet=" .,:!-_|()'ab7ñöș–€\n", max_size=12)
TABLES = {
    "buy": buttons.BUY_TEXT,
    "contact": buttons.CONTACT_TEXT,
    "ask": buttons.ASK_TEXT,
    "out": availability.OUT_TEXT,
    "in": availability.IN_TEXT,
    "notify": availability.NOTIFY_TEXT,
    "pre": availability.PRE_TEXT,
}

SIEVES = {name: Sieve(table) for name, table in TABLES.items()}


@pytest.mark.parametrize("table", TABLES)
@given(st.data())
def test_phrases_pass(table: str, data: st.DataObject) -> None:
    """Whatever a table of phrases matches, in any surroundings, its sieve lets pass."""
    pattern = TABLES[table]
    text = data.draw(AROUND) + data.draw(st.from_regex(pattern)) + data.draw(AROUND)
    if pattern.search(text.lower()):
        assert SIEVES[table].lets(text), text


@given(
    st.from_regex(r"[\W_]{0,2}(?:item |the product is |sorry, )?[a-z -]{2,20}", fullmatch=True) | st.sampled_from([*CODES]),
    AROUND,
)
def test_availabilities_are_likely(text: str, behind: str) -> None:
    """A text that names an availability, as a phrase or as a code, is looked at as a notice."""
    if read_availability(text + behind):
        starts = word_starts(text + behind)
        assert availability._NOTICES.lets(text + behind) or (starts and starts[0] in availability._CODE_STARTS)


def test_most_texts_are_spared() -> None:
    """A text without a word that the phrases need is not searched, and one in other letters than Latin ones always is."""
    sieve = Sieve(re.compile(r"\b(?:add to (?:cart|basket)|winkel\w+)\b|gratis"))
    texts = ["Free delivery", "Add to my cart", "Winkelwagen", "addtocart", "gratis!", "Übergratis", "カートに入れる", "Größe 42"]
    assert sieve.pick(texts, [word_starts(text) for text in texts]) == [1, 2, 4, 5, 6]


def test_the_tables_need_words() -> None:
    """No table needs so little of a text that all texts pass."""
    for sieve in (*SIEVES.values(), availability._NOTICES):
        assert sieve.words | set(sieve.inside)
        assert "" not in (*sieve.words, *sieve.inside)


def test_without_python_s_own_reader_of_patterns_every_text_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is private to `re` and may move: then nothing is spared, and nothing is lost."""
    monkeypatch.setitem(sys.modules, "inventory_scrapers.generic.phrase_words", None)
    sieve = Sieve(re.compile("sold out"))
    assert sieve.lets("a lamp")
    assert not Sieve.lets(SIEVES["buy"], "a lamp")


@pytest.mark.parametrize("text", ["pievienot iepirkumu grozam", "dėti į krepšelį", "lisa toode ostukorvi"])
def test_carts_of_the_baltic_countries(text: str) -> None:
    """What is put into a groz-, a krepšel- or a -korvi, as their words are inflected, is put into a cart."""
    assert buttons.BUY_TEXT.search(text)
