"""A cheap question to ask of a text before a table of phrases is searched in it: has it any word that a phrase needs?

A table of a hundred phrases costs microseconds a text, and of the thousand texts of a page a handful match. Each phrase needs
some word, so a text that has none of these words cannot match. The words are read out of the table's own pattern: a phrase that
is added to it is never missed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LETTERS = 4
"""So many letters of a word are looked at: at most what tables write of a word whose end they leave open, as in "kurv\\w*"."""
# In what a pattern may match: any text, any text without letters and digits, and a place where a word begins or ends.
_ANY, _NO_WORD, _EDGE = "\ue000", "\ue001", "\ue002"
_WORD = re.compile(r"[^\W_]+")
_MANY, _MOST = 50, 20_000
# Writing that is not Latin: much of it has no spaces, so that words begin anywhere. Signs, which are between, are no letters.
_OTHER_LETTERS = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2c00-\U0010ffff]")
_PARTED = str.maketrans({chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128)})
_EDGES = frozenset((op.AT_BEGINNING, op.AT_BEGINNING_STRING, op.AT_END, op.AT_END_STRING, op.AT_BOUNDARY))
_REPEATS = frozenset((op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT))
# Classes of one character that no word has, and what stands in a look beside a match where a word does not go on.
_NO_WORD_CLASSES = ("[\\W]", r"[\W_]", r"[\s]")
_PARSED_NO_WORD = [list(_parser.parse(text)[0][1]) for text in _NO_WORD_CLASSES]
_PARSED_WORD = [list(_parser.parse(text)) for text in (r"\w", r"[^\W_]")]


Starts = Sequence[str] | None


def word_starts(text: str) -> Starts:
    """The first letters of each word of a text, in order and in lower case; null for one with other letters than Latin ones."""
    if text.isascii():
        return [word[:LETTERS] for word in text.translate(_PARTED).split()]
    return None if _OTHER_LETTERS.search(text) else [word[:LETTERS] for word in _WORD.findall(text.lower())]


class Sieve:
    """What a text in Latin letters must hold for one of these patterns to be found in it, once it is in lower case.

    `is_at_start` is true where they are looked for at the beginning of the text alone.
    """

    def __init__(self, *patterns: re.Pattern[str], is_at_start: bool = False) -> None:
        self._patterns, self._before = patterns, _EDGE if is_at_start else _ANY

    @cached_property
    def words(self) -> frozenset[str]:
        """The first letters of words: a text has one of them, or a piece of `inside`."""
        return frozenset(word for word, _ in self._needed if word)

    @cached_property
    def inside(self) -> tuple[str, ...]:
        """What stands anywhere in a text, also within a word, where a phrase has no whole word to look for."""
        return tuple(sorted({piece for word, piece in self._needed if not word}))

    def pick(self, texts: Sequence[str], starts: Sequence[Starts]) -> list[int]:
        """The numbers of the texts in which one of the patterns may be found; `starts` has what `word_starts` says of each."""
        together = "\n".join(texts).lower() if self.inside else ""
        words, pieces = self.words, [piece for piece in self.inside if piece in together]
        return [
            number
            for number, found in enumerate(starts)
            if found is None or not words.isdisjoint(found) or (pieces and _has_one(texts[number].lower(), pieces))
        ]

    def lets(self, text: str) -> bool:
        """False where none of the patterns can be found in a text."""
        return bool(self.pick((text,), (word_starts(text),)))

    @cached_property
    def _needed(self) -> set[tuple[str, str]]:
        parsed = [_parser.parse(pattern.pattern, pattern.flags) for pattern in self._patterns]
        return {_needed_by(text + _ANY) for items in parsed for text in _behind(items, {self._before})}


def _has_one(text: str, pieces: list[str]) -> bool:
    return any(piece in text for piece in pieces)


def _needed_by(text: str) -> tuple[str, str]:
    """Of what a pattern may match, the longest word that is surely a word of its own, or a piece where that tells more."""
    words = [found[0] for found in _WORD.finditer(text) if _is_word(text, found.start(), found.end())]
    word, piece = max(words, key=len, default=""), max(re.split(f"[{_ANY}{_NO_WORD}{_EDGE}]", text), key=len)
    # A word of one or two letters, as "in" and "to", stands in too many texts to tell anything.
    return (word[:LETTERS], "") if len(word) > 2 or (word and len(piece.strip()) <= LETTERS) else ("", piece)


def _is_word(text: str, start: int, end: int) -> bool:
    """True where no word goes on before a piece, nor behind it unless it has enough letters by itself."""
    return _is_edge(text[:start][::-1]) and (end - start >= LETTERS or _is_edge(text[end:]))


def _is_edge(beside: str) -> bool:
    """True where what stands beside a piece, the nearest first, surely parts it from other words."""
    beside = beside.lstrip(_NO_WORD)
    return bool(beside) and beside[0] != _ANY and not _WORD.match(beside)


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
    return {text + more for text in texts for more in _options(code, value)}


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
    return set() if _OTHER_LETTERS.match(letter) else {letter}
