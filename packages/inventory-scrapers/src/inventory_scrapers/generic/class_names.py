"""What the class names and the id of an element tell, by the tables of words: a price, a former one, a place for other things."""

from __future__ import annotations

from functools import cached_property, lru_cache

from inventory_scrapers.generic import words


class Label:
    """What the classes and the id of an element say, by the tables of words; each worked out when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def side(self) -> str | None:
        """The word that makes it a place for other things."""
        found = words.SIDE_CLASS.search(self.text)
        return found[0] if found else None

    @cached_property
    def hidden(self) -> bool:
        """True where it is not shown."""
        return bool(words.HIDDEN_CLASS.search(self.text))

    @cached_property
    def price(self) -> bool:
        """True where it holds an amount."""
        return bool(words.PRICE_CLASS.search(self.text))

    @cached_property
    def current(self) -> bool:
        """True where it holds the price of today."""
        return bool(words.CURRENT_CLASS.search(self.text))

    @cached_property
    def former(self) -> bool:
        """True where it holds a price of the past."""
        return bool(words.FORMER_CLASS.search(self.text))

    @cached_property
    def other(self) -> bool:
        """True where it holds an amount that is not the price."""
        return bool(words.OTHER_CLASS.search(self.text))


@lru_cache(maxsize=16_384)
def read_label(text: str) -> Label:
    """What the words of class and id mean, each by its table; the pages of a shop share most of them."""
    return Label(text)
