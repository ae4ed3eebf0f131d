"""Bytes to text, in the order of the WHATWG encoding sniffing algorithm, with the codecs of the standard library."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
# The labels that the Encoding Standard maps to a larger superset, because that is what pages really hold.
_SUPERSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "big5": "big5hkscs",
    "x-mac-cyrillic": "mac-cyrillic",
    # A meta element that was read as ASCII cannot be in UTF-16.
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}
# Python's codecs for the encodings of the Encoding Standard; it has others that no page may ask for (zlib, idna, utf-7).
_WEB_CODECS = re.compile(
    r"utf-8|cp(125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|gb18030|big5hkscs|euc_jp|iso2022_jp|mac-(cyrillic|roman)"
)

_LANGUAGE = re.compile(rb"""<html\b[^>]{0,500}?\blang\s*=\s*["']?\s*([a-z]{2,3}(?:[-_][a-z]{2,4})?)\b""", re.IGNORECASE)
_TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")
# What pages of a language were written in before UTF-8, likeliest first.
_BY_LANGUAGE = {
    "ja": ("euc_jp", "cp932"),
    "zh": ("gb18030",),
    "ko": ("cp949",),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "th": ("cp874",),
    "vi": ("cp1258",),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr"), ("cp1251",)),
    **dict.fromkeys(("cs", "pl", "hu", "sk", "sl", "hr", "ro", "sq"), ("cp1250",)),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256",)),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257",)),
}
# A page is decoded in parts to see whether it can be: the text of a whole one, which nobody keeps, costs more memory than time.
_PART = 32_768


def encoding_of(body: bytes, content_type: str = "") -> str:
    """The name of the Python codec for a body.

    A declared encoding that cannot decode a body which is valid UTF-8 is taken to be wrong, as is one that nobody knows.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return name
    if _is_utf8(body):
        return "utf-8"
    return _declared(body, content_type) or _guess(body)


def decode(body: bytes, content_type: str = "") -> str:
    """The body as text; what the encoding cannot read becomes U+FFFD, nothing raises."""
    return body.decode(encoding_of(body, content_type), errors="replace")


def _is_utf8(body: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _PART):
            decoder.decode(body[at : at + _PART])
    except UnicodeDecodeError:
        return False
    if cut := decoder.getstate()[0]:  # the beginning of a character ends the body
        return len(cut) < len(body)
    # One byte is found many times faster than two, and hardly any page has it.
    return b"\x00" not in body[:200] and not (b"\x1b" in body and b"\x1b$" in body)


def _declared(body: bytes, content_type: str) -> str | None:
    header = _HEADER.search(content_type)
    if header and (name := _codec(header[1])):
        # UTF-8 was ruled out by the caller: a header that claims it all the same loses to the page's own word.
        if name != "utf-8":
            return name
        own = _DECLARED.search(body[:4096])
        return (_codec(own[1].decode("ascii", "ignore")) if own else None) or name
    meta = _DECLARED.search(body[:4096])
    return _codec(meta[1].decode("ascii", "ignore")) if meta else None


def _codec(label: str) -> str | None:
    name = _SUPERSETS.get(label.strip().lower(), label.strip().lower())
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if _WEB_CODECS.fullmatch(found) else None


def _guess(body: bytes) -> str:
    """Nothing was declared: UTF-16 shows by its zeros, the rest is what the page's language was written in, or western."""
    head = body[:400]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return "utf-8" if _mostly_utf8(body) else _by_language(body)


def _by_language(body: bytes) -> str:
    """The first encoding of the page's language that fits its beginning; the western one where it names none that has its own."""
    found = _LANGUAGE.search(body[:4096])
    language = found[1].decode().lower().replace("_", "-") if found else ""
    names = ("big5hkscs",) if language.startswith(_TRADITIONAL) else _BY_LANGUAGE.get(language[:2], ())
    return next((name for name in names if _fits(body[:20_000], name)), names[0] if names else "cp1252")


def _fits(head: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(body: bytes) -> bool:
    text = body[:100_000].decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    return bad * 20 < sum(1 for character in text if ord(character) > 127)
