"""The cheap question before a table of phrases: it never loses a text in which a phrase is found, and spares most others."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_scrapers.generic import availability, button_words, out_words, sections
from inventory_scrapers.generic.beginnings import Answers, Beginnings
from inventory_scrapers.generic.sieve import LETTERS, Sieve, Words
from inventory_scrapers.values.availability import CODES, read_availability

# What may stand around a phrase: words and signs of several languages, and nothing.
AROUND = st.text(alphabet=" .,:!-_|()'ab7ñöș–€\n", max_size=12)
TABLES = {
    "buy": button_words.BUY_TEXT,
    "contact": button_words.CONTACT_TEXT,
    "ask": button_words.ASK_TEXT,
    "out": out_words.OUT_TEXT,
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
    # The parser leaves out or replaces zero bytes (HTML, "unexpected-null-character"), so that no text of a page has one.
    text = data.draw(AROUND) + data.draw(st.from_regex(pattern)).replace("\0", "") + data.draw(AROUND)
    if pattern.search(text.lower()):
        assert SIEVES[table].lets(text), text


@given(
    st.from_regex(r"[\W_]{0,2}(?:item |the product is |sorry, )?[a-z -]{2,20}", fullmatch=True) | st.sampled_from([*CODES]),
    AROUND,
)
def test_availabilities_are_likely(text: str, behind: str) -> None:
    """A text that names an availability, as a phrase or as a code, is looked at as a notice."""
    if read_availability(text + behind):
        assert availability._NOTICES.lets(text + behind) or availability._may_be_code(text[:LETTERS])


def test_most_texts_are_spared() -> None:
    """A text without a word that the phrases need is not searched, and one in other letters than Latin ones always is."""
    sieve = Sieve(re.compile(r"\b(?:add to (?:cart|basket)|winkel\w+)\b|gratis"))
    texts = ["Free delivery", "Add to my cart", "Winkelwagen", "addtocart", "gratis!", "Übergratis", "カートに入れる", "Größe 42"]
    assert sieve.pick(Words(texts)) == {1, 2, 4, 5, 6}
    assert sieve.pick(Words([])) == sieve.pick(Words([""])) == set()


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
    assert Beginnings(re.compile("sold out")).let("a la")


BEGINNINGS = Beginnings(sections.OTHERS_HEADING)


@given(st.text(alphabet=" -•(«", max_size=3), st.from_regex(sections.OTHERS_HEADING), AROUND)
def test_headings_of_other_things_begin_so(before: str, text: str, behind: str) -> None:
    """Whatever is matched at the beginning of a text, its first letters let it pass."""
    text = before + text + behind
    if sections.OTHERS_HEADING.match(text.lower()):
        assert BEGINNINGS.let(text[:LETTERS])


def test_most_beginnings_are_spared() -> None:
    """Texts that begin as no phrase of the table are not searched; other letters than Latin ones always are."""
    texts = (
        "Related items",
        "Free delivery",
        "→ You may",
        "Youth",
        "12 autres",
        "最近",
        "Buy",
        "Te puede",
        "12345",
        "12",
        "→",
        "12 x",
    )
    assert [*Answers(BEGINNINGS.let).pick([text[:LETTERS] for text in texts])] == [0, 2, 4, 5, 7, 8]
    assert "" not in (BEGINNINGS._read or [""])


def test_answers_are_kept_and_forgotten() -> None:
    """Each head is asked about once; where they become many, all are forgotten."""
    asked: list[str] = []
    answers = Answers(lambda head: asked.append(head) or head == "a")  # type: ignore[func-returns-value]
    assert [*answers.pick(["a", "b", "a"])] == [0, 2]
    assert asked == ["a", "b"]
    assert not any(answers.pick([str(number) for number in range(20_000)]))
    assert len(answers) < 20_000


@pytest.mark.parametrize("text", ["pievienot iepirkumu grozam", "dėti į krepšelį", "lisa toode ostukorvi"])
def test_carts_of_the_baltic_countries(text: str) -> None:
    """What is put into a groz-, a krepšel- or a -korvi, as their words are inflected, is put into a cart."""
    assert button_words.BUY_TEXT.search(text)
