"""A cheap question to ask of texts before a table is looked for at their beginnings: does any phrase begin as they do?

Asked of the first letters alone, so that the answers can be kept: the texts of all pages begin in few ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress

from inventory_scrapers.generic.sieve import LETTERS, OTHER_LETTERS, WORD

_MOST = 16_384
# Written as "0" in a pattern's beginnings, of whatever length.
_NUMBER = re.compile(r"\d+")


class Answers(dict[str, bool]):
    """What a function answers to the first letters of texts, each asked once; forgotten all at once where they become many."""

    def __init__(self, ask: Callable[[str], bool]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, head: str) -> bool:
        if len(self) >= _MOST:
            self.clear()
        answer = self[head] = self._ask(head)
        return answer

    def pick(self, heads: Sequence[str]) -> Iterator[int]:
        """The numbers of those for which the answer is yes."""
        return compress(range(len(heads)), map(self.__getitem__, heads))


class Beginnings:
    """What a text must begin with for a pattern to match there, once it is in lower case; read out of the pattern itself."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def let(self, head: str) -> bool:
        """False where no text with these first letters can match; what is no word may stand before those of the pattern."""
        if self._read is None or OTHER_LETTERS.search(head):
            return True
        lowered, is_cut_off = _NUMBER.sub("0", head.lower()), len(head) >= LETTERS
        word = WORD.search(lowered)
        if word is None:
            return is_cut_off
        begin = lowered[word.start() :]
        return (is_cut_off and begin in self._parts) or not self._read.isdisjoint(accumulate(begin))

    @cached_property
    def _read(self) -> frozenset[str] | None:
        try:
            from inventory_scrapers.generic.phrase_words import beginnings
        except ImportError:  # Python's own reader of patterns has moved: the table is looked for in every text
            return None
        return beginnings(self._pattern)

    @cached_property
    def _parts(self) -> frozenset[str]:
        return frozenset(part for begin in self._read or () for part in accumulate(begin))
