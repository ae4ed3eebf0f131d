"""What a new scraper, its distribution, its module and its class are called."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

import inventory_core
from inventory_core.urls import ascii_host, host_of, is_host_pattern

LONGEST = 50
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")  # PEP 508
_OURS = frozenset({"core", "scrapers", "api"})


class BadName(ValueError):
    """The name or the host cannot be used; the message says why."""


@dataclass(frozen=True)
class Names:
    """A scraper "my-attic" is the class MyAttic of the module inventory_my_attic, in the distribution inventory-my-attic."""

    name: str
    host: str

    @property
    def distribution(self) -> str:
        """As the index writes it (PEP 503)."""
        return f"inventory-{self.name}"

    @property
    def module(self) -> str:
        """The import package."""
        return self.distribution.replace("-", "_")

    @property
    def class_name(self) -> str:
        """The scraper's class; never a word of Python, nor one that its module imports."""
        words = "".join(word.capitalize() for word in self.name.split("-"))
        taken = keyword.iskeyword(words) or words in inventory_core.__all__ or not words.isidentifier()
        return f"Site{words}" if taken else words


def names(name: str, host: str | None) -> Names:
    """The names that follow from one, and a host of its own where none is given; BadName says what is wrong."""
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise BadName(
            f"{name!r} is no name for a package: up to {LONGEST} ASCII letters and digits, with - between words (PEP 508)"
        )
    plain = re.sub(r"[-_.]+", "-", name).lower().removeprefix("inventory-")
    if plain in _OURS:
        raise BadName(f"inventory-{plain} is a package of this project; choose another name")
    return Names(plain, _host(host) if host else f"{plain}.example")


def _host(given: str) -> str:
    try:
        host = host_of(given) if "://" in given else ascii_host(given)
    except ValueError as error:
        raise BadName(f"{given!r} is no host: {error}") from error
    if not is_host_pattern(host) or "*" in host or "." not in host:
        raise BadName(f"{given!r} is no host: give its name alone, such as www.shop.example")
    return host
