"""The texts of a page in reading order, each with the element that holds it; questions to all of them are asked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from selectolax.lexbor import LexborNode

from inventory_scrapers.generic.sieve import LETTERS, Joined

_DIGIT = re.compile(r"\d")
# The bytes that are neither an ASCII digit nor begin another script's digit in UTF-8; nor the zero byte.
_OF_NO_DIGIT = bytes({*range(1, 256)} - {*b"0123456789\xd9\xdb\xdf\xe0\xe1\xea\xef\xf0"})
# The white space that is no plain space, as str.isspace and regexes know it.
_BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


@dataclass(slots=True)
class Run:
    """One piece of text: its number in reading order, the text, and the element that holds it."""

    index: int
    text: str
    node: LexborNode


class Runs(Sequence[Run]):
    """The runs of a page; each is made when it is asked for, because most are looked at as texts alone."""

    def __init__(self, texts: list[str], pieces: list[LexborNode]) -> None:
        self.texts = texts
        """The texts of all runs, in reading order."""
        self.pieces = pieces
        """The nodes of the texts themselves."""
        self._made: dict[int, Run] = {}

    @cached_property
    def heads(self) -> list[str]:
        """The first letters of each text: they tell of most texts that they begin as no phrase of a table does."""
        return [text[:LETTERS] for text in self.texts]

    @cached_property
    def numbered(self) -> list[int]:
        """The indexes of the texts with a digit of any script; all texts are asked at once, in a third of the time."""
        texts = self.texts
        parts = self.joined.text.encode("utf-8", "replace").translate(None, _OF_NO_DIGIT).split(b"\0")[1:-1]
        return [index for index, part in enumerate(parts) if part and (part.isascii() or _DIGIT.search(texts[index]))]

    @cached_property
    def joined(self) -> Joined:
        """All texts as one; no parser of HTML lets the zero byte pass that stands between them."""
        return Joined(self.texts)

    @cached_property
    def spaced(self) -> Joined:
        """As joined, with plain spaces for all white space."""
        text = self.joined.text
        for blank in _BLANKS:
            text = text.replace(blank, " ")
        return self.joined.changed(text)

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Run: ...
    @overload
    def __getitem__(self, at: slice) -> list[Run]: ...
    def __getitem__(self, at: int | slice) -> Run | list[Run]:
        if isinstance(at, slice):
            return [self[index] for index in range(*at.indices(len(self.texts)))]
        at += len(self.texts) if at < 0 else 0
        run = self._made.get(at)
        if run is None:
            piece = self.pieces[at]
            run = self._made[at] = Run(at, self.texts[at], piece.parent or piece)
        return run
