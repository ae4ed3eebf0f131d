"""Bytes become text as a browser would read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_core import Page, Unreadable
from inventory_core.decoding import decode


@pytest.mark.parametrize(
    ("text", "codec", "head"),
    [
        ("価格 1,200円", "shift_jis", '<meta charset="Shift_JIS">'),
        ("价格 12", "gbk", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
        ("Цена 12", "windows-1251", "<meta charset=windows-1251>"),
        ("Größe 12 €", "windows-1252", '<meta charset="iso-8859-1">'),
        ("가격", "euc-kr", '<meta charset="euc-kr">'),
        ("Prix 12 €", "utf-8", '<meta charset="iso-8859-1">'),
        ("Prix 12 €", "utf-8", ""),
        ("Größe", "windows-1252", ""),
        ("Цена: кружка", "windows-1251", "<html lang=ru>"),
        ("青いマグカップ", "shift_jis", '<html class="x" lang="ja-JP">'),
        ("青いマグカップ", "euc-jp", "<html lang='ja'>"),
        ("蓝色马克杯", "gbk", "<html lang=zh-CN>"),
        ("藍色馬克杯", "big5", "<html lang=zh-TW>"),
        ("파란 머그컵", "euc-kr", "<html lang=ko>"),
        ("Žlutý čajový hrnek", "windows-1250", "<html lang=cs>"),
        ("Μπλε κούπα", "windows-1253", "<html lang=el>"),
        ("价格", "gbk", '<?xml version="1.0" encoding="GBK"?>'),
        ("価格", "iso-2022-jp", '<meta charset="iso-2022-jp">'),
    ],
)
def test_declared_and_undeclared_charsets(text: str, codec: str, head: str) -> None:
    """The declared charset is used, as its superset; a body that is valid UTF-8 is UTF-8 whatever it declares.

    Where nothing is declared, a page is in what its language was written in before.
    """
    page = f"{head}<p>{text}</p>"
    assert decode(page.encode(codec)) == page


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marks_and_utf_16(codec: str) -> None:
    """A byte order mark decides; UTF-16 without one shows by its zeros."""
    assert decode("<html><title>Prix 12 €</title></html>".encode(codec)) == "<html><title>Prix 12 €</title></html>"


def test_the_header_comes_before_the_page() -> None:
    """What the server says of the charset wins over the meta element, unless it cannot be true."""
    body = "<meta charset=utf-8>Цена".encode("windows-1251")
    assert decode(body, "text/html; charset=windows-1251").endswith("Цена")
    wrong = "<meta charset=windows-1251>Цена".encode("windows-1251")
    assert decode(wrong, "text/html; charset=utf-8").endswith("Цена")


@pytest.mark.parametrize("label", ["no-such-charset", "base64", "zlib", "rot13", "undefined", "idna"])
def test_a_nonsense_charset_is_no_codec(label: str) -> None:
    """Neither unknown names nor Python's own transformations are taken from a page."""
    assert "12" in decode(f'<meta charset="{label}">Preis 12 \xff'.encode("latin-1"), f"text/html; charset={label}")


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_decode(body: bytes, content_type: str) -> None:
    """Nothing raises, whatever the body and whatever the header."""
    assert isinstance(Page(body, headers={"content-type": content_type}).text, str)


def test_a_page_cut_inside_a_character_stays_utf_8() -> None:
    """A download that ended early does not turn the rest into mojibake."""
    assert decode("Preis 12 €".encode()[:-1]).startswith("Preis 12 ")
    assert decode("éééé".encode()[:-1]).startswith("ééé")


@pytest.mark.parametrize("body", [b"<html>", b"", b"[" * 200_000, b"{'a': 1}"])
def test_what_is_no_json_says_so(body: bytes) -> None:
    """Unreadable, whatever is wrong with it."""
    with pytest.raises(Unreadable):
        _ = Page(body).data
