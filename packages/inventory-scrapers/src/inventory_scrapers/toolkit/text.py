"""The text of an element as a reader sees it: scripts left out, blocks on lines of their own."""

from __future__ import annotations

import re
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
_EDGES = re.compile(r"[ \t\f\r]*\n[\s]*")


def line_of(node: LexborNode) -> str:
    """The text of an element on one line, white space folded, without its scripts and styles."""
    return " ".join(text_of(node).split())


def text_of(node: LexborNode) -> str:
    """The text of an element, stripped: as it stands in the markup, with a line break where a block begins or ends."""
    if is_plain(node) or node.css_first(_STRUCTURE) is None:
        return node.text(deep=True).strip()
    parts: list[str] = []
    stack: list[LexborNode | None] = [node.child]
    while stack:
        current = stack.pop()
        if current is None:
            parts.append("\n")
            continue
        stack.append(current.next) if current.next is not None else None
        if current.is_text_node:
            parts.append(current.text(deep=False) or "")
        elif current.is_element_node and current.tag not in _SILENT_SET:
            if current.tag in _BLOCK_SET:
                parts.append("\n")
                stack.append(None)
            if current.child is not None:
                stack.append(current.child)
    return _EDGES.sub("\n", "".join(parts)).strip()


def is_plain(node: LexborNode) -> bool:
    """True where an element holds one piece of text or nothing: most do, and selecting in each would cost more than its text."""
    child = node.child
    return child is None or (child.next is None and child.is_text_node)
