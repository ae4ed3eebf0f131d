"""Search by words: one way of taking text apart for both databases, so that both find the same.

Each word in the index begins with the number of its workspace: a search never sees, nor waits for, the words of another one.
Chinese and Japanese, which have no blanks, are kept as pairs of characters. The last word of a search may be the beginning of
a longer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from inventory_api.inventory.refs import is_made
from inventory_api.text import fold

MAX_WORDS = 300
"""So many words of an item are kept, the title's first: a description of book length says little about the thing."""
_MAX_LETTERS = 40
_MIN_PREFIX = 3  # bytes: two letters of ASCII begin too many words, one sign of Chinese or Korean says more
_SCANNED = 4_000  # characters of each field

_CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Letters and digits, and the signs that stand with letters in Indic and South-East Asian scripts.
_SIGNS = "\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3"
_RUN = re.compile(rf"[{_CJK}]+|(?:[^\W_{_CJK}]|[{_SIGNS}]){{1,{_MAX_LETTERS}}}")
_ASCII = re.compile(f"[a-z0-9]{{1,{_MAX_LETTERS}}}")
_IS_CJK = re.compile(f"[{_CJK}]")


def words(text: str) -> list[str]:
    """The words of a text in their order: `words("Kamera-Tasche カメラ")` gives kamera, tasche, カメ, メラ, ラ."""
    folded = fold(text)
    if folded.isascii():
        return _ASCII.findall(folded)
    return [word for run in _RUN.findall(folded) for word in _parts(run)]


def _parts(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))] if _IS_CJK.match(run) else [run]


def index_text(workspace_id: int, item: Mapping[str, Any]) -> str:
    """What the index keeps of an item: its different words, each with the workspace before it, with blanks between."""
    texts = "\n".join([text[:_SCANNED] for text in _texts(item) if text])
    found = list(dict.fromkeys(words(texts)))[:MAX_WORDS]
    return f"{workspace_id}_" + f" {workspace_id}_".join(found) if found else ""


def _texts(item: Mapping[str, Any]) -> Iterable[str | None]:
    return (
        *(item["title"], item["brand"], item["ref"] if not is_made(item["ref"]) else None),
        *(item["sku"], item["gtin"], item["mpn"], *item["tags"], *item["category"], item["notes"], item["description"]),
    )


SEARCHED = ("title", "brand", "ref", "sku", "gtin", "mpn", "tags", "category", "notes", "description")
"""The fields of an item whose words are found."""


def expression(workspace_id: int, text: str, *, sqlite: bool) -> str | None:
    """The question to the index that all words of a text must answer; None where the text has no word, and nothing fits."""
    *whole, last = list(dict.fromkeys(_asked(text))) or [""]
    if not last:
        return None
    prefix = len(last.encode()) >= _MIN_PREFIX
    if sqlite:
        return " AND ".join([f'"{workspace_id}_{word}"' for word in (*whole, last)]) + ("*" if prefix else "")
    return " & ".join([f"{workspace_id}_{word}" for word in (*whole, last)]) + (":*" if prefix else "")


def _asked(text: str) -> Iterator[str]:
    """A search has no use for the single last character that the index keeps of each run, unless it is all there is."""
    for run in _RUN.findall(fold(text)):
        found = _parts(run)
        yield from found[:-1] if len(found) > 1 and _IS_CJK.match(run) else found
