"""The text of an element as a reader sees it: scripts left out, blocks on lines of their own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# fmt: off
_BLOCKS = (
    "address", "article", "aside", "blockquote", "br", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
)
# fmt: on
_SILENT = ("script", "style", "template", "noscript")
_BLOCK_SET, _SILENT_SET = frozenset(_BLOCKS), frozenset(_SILENT)
_STRUCTURE = ", ".join((*_BLOCKS, *_SILENT))
# Begins only where a run of spaces does: one without a line break is looked at once.
_EDGES = re.compile(r"(?<![ \t\f\r])[ \t\f\r]*\n\s*")


_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
_BLOCK_TAG = re.compile(rf"\s*</?(?:{'|'.join(_BLOCKS)})(?:\s[^<>]*)?/?>\s*", re.IGNORECASE)
_SILENT_TEXT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
# An application that escapes what was escaped already does so once.
_TIMES_ESCAPED = 2


def plain_text(text: str) -> str:
    """What a text of page data says that was written for HTML: without tags, a line for each block, letters for entities."""
    for _ in range(_TIMES_ESCAPED):
        if "<" in text and _TAG.search(text):
            text = _TAG.sub("", _BLOCK_TAG.sub("\n", _SILENT_TEXT.sub("", text))).strip()
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


_FREE_SEARCHES, _SEARCH_COST = 300, 10


class Budget:
    """How many elements and characters the texts of one page may cost: elements that hold each other could multiply them."""

    def __init__(self, left: int = 5_000_000) -> None:
        self.left = left
        self._searched = 0

    def search(self, node: LexborNode) -> bool:
        """Pay for a look at all that an element holds; false where the budget is used up. What a page of people needs is free."""
        self._searched += 1
        if self._searched > _FREE_SEARCHES and self.left > 0:
            self.left -= _SEARCH_COST * len(node.css("*"))
        return self.left > 0


def line_of(node: LexborNode, budget: Budget | None = None) -> str:
    """The text of an element on one line, white space folded, without its scripts and styles."""
    return " ".join(text_of(node, budget).split())


def text_of(node: LexborNode, budget: Budget | None = None) -> str:
    """The text of an element, stripped: as it stands in the markup, with a line break where a block begins or ends.

    Empty where the budget is used up.
    """
    if budget is not None and (budget.left <= 0 or not (is_plain(node) or budget.search(node))):
        return ""
    if is_plain(node) or node.css_first(_STRUCTURE) is None:
        text = str(node.text(deep=True)).strip()
    else:
        text = _EDGES.sub("\n", "".join(_pieces(node, budget))).strip()
    if budget is not None:
        budget.left -= len(text) + 1
    return text


def _pieces(node: LexborNode, budget: Budget | None) -> Iterator[str]:
    visited = 0
    stack: list[LexborNode | None] = [node.child]
    while stack:
        current = stack.pop()
        visited += 1
        if current is None:
            yield "\n"
            continue
        if current.next is not None:
            stack.append(current.next)
        if current.is_text_node:
            yield str(current.text(deep=False))
        elif current.is_element_node and current.tag not in _SILENT_SET:
            if current.tag in _BLOCK_SET:
                yield "\n"
                stack.append(None)
            if current.child is not None:
                stack.append(current.child)
    if budget is not None:
        budget.left -= 10 * visited


def is_plain(node: LexborNode) -> bool:
    """True where an element holds one piece of text or nothing: most do, and selecting in each would cost more than its text."""
    child = node.child
    return child is None or (child.next is None and child.is_text_node)
