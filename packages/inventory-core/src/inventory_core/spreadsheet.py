"""Text that is safe to open in a spreadsheet (OWASP, "CSV Injection"): for whoever writes CSV."""

from __future__ import annotations

import re

# What spreadsheets take for a formula, also behind white space and quotes, which some of them drop.
_FORMULA = re.compile("^(?:['\\s\u200b\u2060\ufeff\x00-\x1f]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n])")


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a quotation mark goes before what may be one."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
