"""Plain text out of whatever a page holds."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_SPACES = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")


def clean_line(text: str) -> str:
    """One line: control, invisible and direction characters gone, white space folded."""
    if not text.isprintable():  # as all of these characters are not
        text = _DIRECTIONS.sub("", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def clean_block(text: str) -> str:
    """Several lines: as clean_line, with line breaks kept and at most one empty line between paragraphs."""
    lines = _INVISIBLE.sub("", _DIRECTIONS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    folded = "\n".join(line.strip() for line in _LINE_SPACES.sub(" ", lines).split("\n"))
    return _MANY_LINES.sub("\n\n", folded).strip()
