"""The words that a text must hold for a pattern to be found in it, read out of the pattern.

By Python's own reader of patterns, which is private to `re`: where it has moved, importing this is an ImportError, and whoever
asks does without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from inventory_scrapers.generic.sieve import LETTERS, OTHER_LETTERS, WORD

# In what a pattern may match: any text, any text without letters and digits, and a place where a word begins or ends.
_ANY, _NO_WORD, _EDGE = "\ue000", "\ue001", "\ue002"
_UNCLEAR = f"[{_ANY}{_NO_WORD}{_EDGE}]"
_MANY, _MOST = 50, 20_000
_EDGES = frozenset((op.AT_BEGINNING, op.AT_BEGINNING_STRING, op.AT_END, op.AT_END_STRING, op.AT_BOUNDARY))
_REPEATS = frozenset((op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT))
# Classes of one character that no word has, and what stands in a look beside a match where a word does not go on.
_NO_WORD_CLASSES = ("[\\W]", r"[\W_]", r"[\s]")
_PARSED_NO_WORD = [list(_parser.parse(text)[0][1]) for text in _NO_WORD_CLASSES]
_PARSED_WORD = [list(_parser.parse(text)) for text in (r"\w", r"[^\W_]")]


def needed_words(pattern: re.Pattern[str] | str, *, is_at_start: bool) -> set[tuple[str, str]]:
    """For each way to match, the first letters of a word or else a piece of text that a Latin text in lower case has."""
    text, flags = (pattern, 0) if isinstance(pattern, str) else (pattern.pattern, pattern.flags)
    parsed = _parser.parse(text, flags)
    return {_needed_by(text + _ANY) for text in _behind(parsed, {_EDGE if is_at_start else _ANY})}


def beginnings(pattern: re.Pattern[str]) -> frozenset[str]:
    """The letters that a Latin text in lower case begins with, what is no word aside, for a pattern to match there.

    An empty one says that it may begin with anything; a number is a zero.
    """
    parsed = _parser.parse(pattern.pattern.replace(r"\d+", "0"), pattern.flags)
    texts = (re.split(_UNCLEAR, text.lstrip(_NO_WORD + _EDGE))[0] for text in _behind(parsed, {""}))
    return frozenset(text[:LETTERS] for text in texts)


def _needed_by(text: str) -> tuple[str, str]:
    """Of what a pattern may match, the longest word that is surely a word of its own, or a piece where that tells more."""
    words = [found[0] for found in WORD.finditer(text) if _is_word(text, found.start(), found.end())]
    word, piece = max(words, key=len, default=""), max(re.split(_UNCLEAR, text), key=len)
    # A word of one or two letters, as "in" and "to", stands in too many texts to tell anything.
    return (word[:LETTERS], "") if len(word) > 2 or (word and len(piece.strip()) <= LETTERS) else ("", piece)


def _is_word(text: str, start: int, end: int) -> bool:
    """True where no word goes on before a piece, nor behind it unless it has enough letters by itself."""
    return _is_edge(text[:start][::-1]) and (end - start >= LETTERS or _is_edge(text[end:]))


def _is_edge(beside: str) -> bool:
    """True where what stands beside a piece, the nearest first, surely parts it from other words."""
    beside = beside.lstrip(_NO_WORD)
    return bool(beside) and beside[0] != _ANY and not WORD.match(beside)


def _behind(items: Iterable[tuple[Any, Any]], texts: set[str]) -> set[str]:
    """These texts with the Latin texts behind them that a part of a pattern may match; anything where these are many."""
    for code, value in items:
        if len(texts) > _MOST:
            return {_ANY}
        # After many verbs that have ended come as many nouns: either are enough to look for.
        if len(texts) > _MANY and all(_is_edge(text[::-1]) for text in texts):
            texts = {_EDGE}
        texts = _with(code, value, texts)
    return texts


def _with(code: Any, value: Any, texts: set[str]) -> set[str]:
    if code is op.BRANCH:
        return set().union(*(_behind(branch, texts) for branch in value[1]))
    if code is op.SUBPATTERN:
        return _behind(value[3], texts)
    if code in _REPEATS:
        least, most, part = value
        return _repeated(least, most, part, texts)
    options = _options(code, value)
    return {text + more for text in texts for more in options}


def _repeated(least: int, most: Any, part: Iterable[tuple[Any, Any]], texts: set[str]) -> set[str]:
    if _behind(part, {""}) == {" "}:
        return {text + _NO_WORD for text in texts}
    if most == 1:
        return _behind(part, texts) | (set() if least else texts)
    return _behind(part, _behind(part, texts)) if least == most == 2 else {text + _ANY for text in texts}


def _options(code: Any, value: Any) -> set[str]:
    if code is op.LITERAL:
        return _latin(chr(value))
    if code is op.IN and all(kind is op.LITERAL for kind, _ in value):
        return set().union(*(_latin(chr(letter)) for _, letter in value))
    if code is op.IN and value in _PARSED_NO_WORD:
        return {" "}
    if code is op.AT:
        return {_EDGE if value in _EDGES else ""}
    if code in (op.ASSERT, op.ASSERT_NOT):
        return {_EDGE if code is op.ASSERT_NOT and list(value[1]) in _PARSED_WORD else ""}
    return {_ANY}


def _latin(letter: str) -> set[str]:
    return set() if OTHER_LETTERS.match(letter) else {letter}
