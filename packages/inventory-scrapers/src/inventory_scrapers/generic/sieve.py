"""A cheap question to ask of a text before a table of phrases is searched in it: has it any word that a phrase needs?

A table of a hundred phrases costs microseconds a text, and of the thousand texts of a page a handful match. Each phrase needs
some word, so a text that has none of these words cannot match. The words are read out of the table's own pattern: a phrase that
is added to it is never missed here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from itertools import accumulate

LETTERS = 4
"""So many letters of a word are looked at: at most what tables write of a word whose end they leave open, as in "kurv\\w*"."""
WORD = re.compile(r"[^\W_]+")
# Writing that is not Latin: much of it has no spaces, so that words begin anywhere. Signs, which are between, are no letters.
OTHER_LETTERS = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2c00-\U0010ffff]")
# By a table of bytes, which is applied twice as fast as one of characters; the zero byte stays.
_PARTED = bytes([0]) + bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ") for code in range(1, 256))
_ANYTHING = ("", "")


class Joined:
    """Texts as one, with a zero byte before each and behind the last, to ask all of them at once; no text holds one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = "\0".join(["", *texts, ""])
        self._starts = [*accumulate([len(text) + 1 for text in texts], initial=0)]

    def changed(self, text: str) -> Joined:
        """The same with each text changed to one of its length."""
        other = copy(self)
        other.text = text
        return other

    def holding(self, pieces: Iterable[str]) -> set[int]:
        """The numbers of the texts that hold one of these pieces."""
        found, text, starts = set(), self.text, self._starts
        for piece in pieces:
            at = text.find(piece)
            while at >= 0:
                number = bisect_right(starts, at)
                found.add(number - 1)
                at = text.find(piece, starts[number]) if number < len(starts) else -1
        return found

    def matching(self, pattern: re.Pattern[str]) -> set[int]:
        """The numbers of the texts in which a pattern is found; it must not match a zero byte."""
        return {bisect_right(self._starts, found.start()) - 1 for found in pattern.finditer(self.text)}


class Words:
    """The words of some texts, in lower case, by their first letters: in the texts of which numbers each stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self.where: dict[str, list[int]] = defaultdict(list)
        self.unclear: list[int] = []
        """The numbers of the texts with other letters than Latin ones."""
        # Those of plain letters are parted all at once.
        plain = "\0".join([text if text.isascii() else "" for text in texts]).encode().translate(_PARTED).decode().split("\0")
        for number in range(len(texts)):
            for word in plain[number].split() or self._of_special(number):
                self.where[word[:LETTERS]].append(number)

    def _of_special(self, number: int) -> Sequence[str]:
        text = self._texts[number]
        if text.isascii():
            return ()
        if not OTHER_LETTERS.search(text):
            return WORD.findall(text.lower())
        self.unclear.append(number)
        return ()

    @cached_property
    def lowered(self) -> Joined:
        """All texts in lower case."""
        return Joined([text.lower() for text in self._texts])


class Sieve:
    """What a text in Latin letters must hold for one of these patterns to be found in it, once it is in lower case.

    `is_at_start` is true where they are looked for at the beginning of the text alone. A pattern that is not searched by itself
    may be given as its text, which spares compiling it.
    """

    def __init__(self, *patterns: re.Pattern[str] | str, is_at_start: bool = False) -> None:
        self._patterns, self._is_at_start = patterns, is_at_start

    @cached_property
    def words(self) -> frozenset[str]:
        """The first letters of words: a text has one of them, or a piece of `inside`."""
        return frozenset(word for word, _ in self._needed if word)

    @cached_property
    def inside(self) -> tuple[str, ...]:
        """What stands anywhere in a text, also within a word, where a phrase has no whole word to look for."""
        return tuple(sorted({piece for word, piece in self._needed if not word}))

    def pick(self, words: Words) -> set[int]:
        """The numbers of the texts in which one of the patterns may be found."""
        found = set(words.unclear)
        for word in words.where.keys() & self.words:
            found.update(words.where[word])
        return found | words.lowered.holding(self.inside) if self.inside else found

    def lets(self, text: str) -> bool:
        """False where none of the patterns can be found in a text."""
        return bool(self.pick(Words((text,))))

    @cached_property
    def _needed(self) -> set[tuple[str, str]]:
        try:
            from inventory_scrapers.generic.phrase_words import needed_words
        except ImportError:  # Python's own reader of patterns has moved: every text is searched
            return {_ANYTHING}
        return set().union(*(needed_words(pattern, is_at_start=self._is_at_start) for pattern in self._patterns))
