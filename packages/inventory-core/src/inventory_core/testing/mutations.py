"""Pages that are not as they were: emptied, cut off, and with a layout that changed in one place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

BYTES = 20_000_000
"""About how much is read for one case, all its changed pages together."""
NO_WORD = "Qwxzy"
"""What no site calls anything."""
FEWEST, MOST = 25, 250
LONGEST_AMOUNT = 40
_CLASS = re.compile(r"""(\bclass\s*=\s*["'])([^"']*)""", re.IGNORECASE)
_NAMED = re.compile(r"""\b(id|itemprop|property|name|rel|role|type|data-[\w-]+)=(["'])([^"'<>]{1,60})\2""")
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
_KEY = re.compile(r'\\?"([A-Za-z_@][\w@-]{0,40})\\?"\s*:')
_LEAF = r"<([a-zA-Z][\w-]*)\b[^<>]*>[^<>]*</\{}\s*>"
_TWO_LEAVES = re.compile(f"({_LEAF.format(2)})(\\s*)({_LEAF.format(5)})")
_OPENING = re.compile(r"<([a-zA-Z][\w-]*)\b[^<>]*\bclass=[\"'][^\"'<>]+[\"']")
_TEXT = re.compile(r">[^<>]+<")
_BODY = re.compile(r"(<body\b[^>]*>).*?(</body\s*>|$)", re.IGNORECASE | re.DOTALL)


Way = list[tuple[str, Callable[[], str]]]
"""One way to change a page: what is changed, in words, and how the page is made."""


@dataclass(frozen=True)
class Mutant:
    """A changed page, and in words what was changed."""

    change: str
    body: str


def is_json(text: str) -> bool:
    """True for a body that is JSON."""
    return text.lstrip()[:1] in ("{", "[")


def emptied(text: str) -> Iterator[Mutant]:
    """Pages from which nothing can be read."""
    yield Mutant("white space", " \n ")
    if is_json(text):
        for body in ("{}", "[]", "null", '""', "0", "false", '{"error": {"code": 500}}', '{"data": null}', '[{"id": null}]'):
            yield Mutant(f"the body {body}", body)
        return
    yield Mutant("a page without anything", "<!doctype html><html><head></head><body></body></html>")
    yield Mutant("a skeleton", '<!doctype html><html><body><div id="root"></div><script src="/app.js"></script></body></html>')


def stripped(text: str) -> Iterator[Mutant]:
    """The page without what it says: its texts and scripts, or all of its body."""
    if not is_json(text):
        yield Mutant("all texts and scripts removed", _TEXT.sub("><", _SCRIPT.sub("", text)))
        yield Mutant("its body removed", _BODY.sub(r"\1\2", text))


def truncated(text: str) -> Iterator[Mutant]:
    """The page cut off at ten places, a document always before a tag."""
    for tenth in range(1, 10):
        at = len(text) * tenth // 10
        if not is_json(text):
            at = max(text.find("<", at), 0) or at
        yield Mutant(f"cut off after {at:,} of {len(text):,} characters", text[:at])


def with_other_words(text: str, words: Iterable[str]) -> Iterator[Mutant]:
    """The page with one of these texts, alone in an element or a value of JSON, replaced by a word that is none."""
    for word in dict.fromkeys(words):
        whole = re.compile(rf'([>"]\s*){re.escape(word)}(?=\s*["<])')
        if whole.search(text):
            yield Mutant(f"{word!r} replaced by {NO_WORD!r}", whole.sub(rf"\g<1>{NO_WORD}", text))


def with_other_amounts(text: str, raws: Iterable[str]) -> Iterator[Mutant]:
    """The page with one of these texts of prices, alone in an element or a value of JSON, holding other digits; at most a few."""
    found = [raw for raw in dict.fromkeys(raws) if any(map(str.isdecimal, raw)) and len(raw) <= LONGEST_AMOUNT]
    for raw in found[:FEWEST]:
        whole = re.compile(rf'([>"]\s*){re.escape(raw)}(?=\s*["<])')
        if whole.search(text):
            other = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10 or 1), raw)
            escaped = other.replace("\\", r"\\")
            yield Mutant(f"{raw!r} replaced by {other!r}", whole.sub(rf"\g<1>{escaped}", text))


def relaid(text: str, raws: list[str]) -> list[Mutant]:
    """The page with one thing of its layout changed, in as many ways as its size allows; `raws` are texts of prices."""
    ways = _of_json(text) if is_json(text) else _of_document(text, raws)
    most = min(MOST, max(FEWEST, BYTES // max(len(text), 1)))
    made = [mutant for way in ways for mutant in _spread(way, most // len(ways))]
    return [mutant for mutant in made if mutant.body != text]


def _spread(found: Way, most: int) -> Iterator[Mutant]:
    """At most so many, from all over the page."""
    step = max(1, -(-len(found) // max(most, 1)))
    for change, make in found[::step]:
        yield Mutant(change, make())


def _of_document(text: str, raws: list[str]) -> list[Way]:
    return [
        _renamed_classes(text),
        _renamed_names(text),
        _dropped_scripts(text),
        _renamed_keys(text),
        _moved_prices(text, raws),
        [*_swapped_leaves(text), *_swapped_cards(text)],
    ]


def _renamed_classes(text: str) -> Way:
    names = dict.fromkeys(name for found in _CLASS.finditer(text) for name in found[2].split())
    return [(f"the class {name} renamed", partial(_rename_class, text, name)) for name in names]


def _rename_class(text: str, name: str) -> str:
    def swap(found: re.Match[str]) -> str:
        return found[1] + " ".join("renamed" if one == name else one for one in found[2].split())

    return _CLASS.sub(swap, text)


def _renamed_names(text: str) -> Way:
    found = dict.fromkeys(match[0] for match in _NAMED.finditer(text))
    return [(f"{one} renamed", partial(text.replace, one, f'{one.partition("=")[0]}="renamed"')) for one in found]


def _dropped_scripts(text: str) -> Way:
    return [(f"the script at {one.start():,} dropped", partial(_cut, text, one)) for one in _SCRIPT.finditer(text)]


def _cut(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + text[found.end() :]


def _renamed_keys(text: str) -> Way:
    names = dict.fromkeys(match[1] for match in _KEY.finditer(text))
    return [(f"the key {name} renamed", partial(_rename_key, text, name)) for name in names]


def _rename_key(text: str, name: str) -> str:
    return re.sub(rf'(\\?"){re.escape(name)}(\\?"\s*:)', r"\1renamed\2", text)


def _moved_prices(text: str, raws: list[str]) -> Way:
    """The element that holds a price, moved to the end of the body."""
    found: Way = []
    for raw in dict.fromkeys(raws):
        if leaf := re.search(rf"<([a-zA-Z][\w-]*)\b[^<>]*>[^<>]*{re.escape(raw)}[^<>]*</\1\s*>", text):
            found.append((f"the price {raw} moved", partial(_move, text, leaf)))
    return found


def _move(text: str, leaf: re.Match[str]) -> str:
    rest = _cut(text, leaf)
    at = rest.lower().rfind("</body")
    return rest + leaf[0] if at < 0 else rest[:at] + leaf[0] + rest[at:]


def _swapped_leaves(text: str) -> Way:
    """Two elements without children that stand beside each other, one before the other."""
    pairs = [found for found in _TWO_LEAVES.finditer(text) if found[1] != found[4]]
    return [(f"{found[1][:40]} and what follows swapped", partial(_swap_pair, text, found)) for found in pairs]


def _swap_pair(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + found[4] + found[3] + found[1] + text[found.end() :]


def _swapped_cards(text: str) -> Way:
    """The first two of three elements with the same opening tag that follow one another."""
    places: dict[tuple[str, str], list[int]] = {}
    for match in _OPENING.finditer(text):
        places.setdefault((match[0], match[1]), []).append(match.start())
    rows = {opening: at[:3] for (opening, tag), at in places.items() if len(at) >= 3 and _are_whole(text, tag, at)}
    return [(f"the first two {opening}> swapped", partial(_swap_parts, text, *at)) for opening, at in rows.items()]


def _are_whole(text: str, tag: str, at: list[int]) -> bool:
    """True where nothing but white space stands between the first three elements."""
    return all(_is_one(part.rstrip(), tag) for part in (text[at[0] : at[1]], text[at[1] : at[2]]))


def _is_one(part: str, tag: str) -> bool:
    """True where the element that begins a text ends with it."""
    depth = 0
    for found in re.finditer(rf"<(/?){tag}\b[^<>]*>", part):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end() == len(part)
    return False


def _swap_parts(text: str, first: int, second: int, third: int) -> str:
    return text[:first] + text[second:third] + text[first:second] + text[third:]


def _of_json(text: str) -> list[Way]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return [_renamed_keys(text)]
    names = dict.fromkeys(_keys(data))
    nulls: Way = [(f"every {name} null", partial(_with_nulls, data, name)) for name in names]
    return [_renamed_keys(text), nulls, [("every list turned round", partial(_with_turned_lists, data))]]


def _keys(data: Any) -> Iterator[str]:
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _keys(part)
    if isinstance(data, dict):
        yield from data


def _with_nulls(data: Any, name: str) -> str:
    def null(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: None if key == name else null(value) for key, value in part.items()}
        return [null(one) for one in part] if isinstance(part, list) else part

    return json.dumps(null(data))


def _with_turned_lists(data: Any) -> str:
    def turn(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: turn(value) for key, value in part.items()}
        return [turn(one) for one in reversed(part)] if isinstance(part, list) else part

    return json.dumps(turn(data))
