"""Whether a text stands on a page, however the page writes it: between tags, in an attribute, escaped in its data."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from inventory_core.text import clean_line

_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_BREAK = re.compile(r"\\+[nrt]")
_JOINED = re.compile(r",\s+|\s+[>/|»›·]\s+")
_TAG = re.compile(r"<[^<>]*>")


@lru_cache(maxsize=4)
def writings(page: str) -> str:
    """All that a page says, without tags and then with what stands in them, to be searched with `stands_in`."""
    return f"{folded(_TAG.sub('', _unescaped(page)))}\n{folded(page)}"


def stands_in(text: str, page: str) -> bool:
    """True where a text stands in the `writings` of a page, or each part of one that was joined: with commas, as a path."""
    return folded(text) in page or all(folded(part) in page for part in _JOINED.split(text))


def plain(markup: str) -> str:
    """The text of a piece of markup, in one line."""
    return clean_line(html.unescape(_TAG.sub(" ", markup)))


def folded(text: str) -> str:
    """A text without escapes, white space and capitals."""
    return re.sub(r"\s+", "", clean_line(_unescaped(text))).casefold()


def _unescaped(text: str) -> str:
    plain = _BREAK.sub(" ", _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text))
    # Data writes a sign beyond the first 65,536 as two halves.
    whole = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return html.unescape(html.unescape(whole)).replace("\\", "")
