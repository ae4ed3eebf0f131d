"""A cheap question to ask of a text before a table of phrases is searched in it: has it any word that a phrase needs?

A table of a hundred phrases costs microseconds a text, and of the thousand texts of a page a handful match. Each phrase needs
some word, so a text that has none of these words cannot match. The words are read out of the table's own pattern: a phrase that
is added to it is never missed here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter

LETTERS = 4
"""So many letters of a word are looked at: at most what tables write of a word whose end they leave open, as in "kurv\\w*"."""
WORD = re.compile(r"[^\W_]+")
# Writing that is not Latin: much of it has no spaces, so that words begin anywhere. Signs, which are between, are no letters.
OTHER_LETTERS = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2c00-\U0010ffff]")
_PARTED = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ") for code in range(256))
_start = itemgetter(slice(LETTERS))
_ANYTHING = ("", "")
Starts = Sequence[str] | None


def word_starts(text: str) -> Starts:
    """The first letters of each word of a text, in order and in lower case; null for one with other letters than Latin ones."""
    if text.isascii():
        # A table of bytes is applied twice as fast as one of characters.
        return [*map(_start, text.encode().translate(_PARTED).decode().split())]
    return None if OTHER_LETTERS.search(text) else [*map(_start, WORD.findall(text.lower()))]


class Sieve:
    """What a text in Latin letters must hold for one of these patterns to be found in it, once it is in lower case.

    `is_at_start` is true where they are looked for at the beginning of the text alone.
    """

    def __init__(self, *patterns: re.Pattern[str], is_at_start: bool = False) -> None:
        self._patterns, self._is_at_start = patterns, is_at_start

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
        starts = word_starts(text)
        return starts is None or not self.words.isdisjoint(starts) or _has_one(text.lower(), self.inside)

    @cached_property
    def _needed(self) -> set[tuple[str, str]]:
        try:
            from inventory_scrapers.generic.phrase_words import needed_words
        except ImportError:  # Python's own reader of patterns has moved: every text is searched
            return {_ANYTHING}
        return set().union(*(needed_words(pattern, is_at_start=self._is_at_start) for pattern in self._patterns))


def _has_one(text: str, pieces: Sequence[str]) -> bool:
    return any(piece in text for piece in pieces)
