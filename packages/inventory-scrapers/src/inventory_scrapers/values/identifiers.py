"""Article numbers: GTIN, ISBN and the codes of shops, and the labels that stand before them."""

from __future__ import annotations

import re

from inventory_scrapers.values.nothing import NOTHING

_PREFIX = re.compile(
    r"^\W*(?:(?P<name>gtin|ean|upc|isbn|issn|ismn|jan|barcode|バーコード|штрихкод|code-barres)[ -]?(?:8|10|12|13|14(?=\W"
    r"|\d{14}$))?(?:[ -]?[abe](?=\W))?(?: ?code| number| nr\.?| no\.?)?\W*)",
    re.IGNORECASE,
)
_LONGEST = 40
_SEPARATORS = str.maketrans("", "", " -\xa0()\u2010\u2011\u2012\u2013\u200b\u202f\t\n")
_LENGTHS = frozenset({8, 12, 13, 14})


def read_gtin(text: str | None) -> str | None:
    """The GTIN that a text is: 8, 12, 13 or 14 digits with a right check digit (GS1 General Specifications 7.9); else null.

    A label before it ("EAN13:"), spaces and hyphens are dropped. All zeros, one repeated digit and numbers that GS1
    keeps for use inside a shop or for coupons (02, 04, 2, 05, 981-984, 99) name no article and are refused.
    """
    digits = _compact(text)
    if digits is None or len(digits) not in _LENGTHS or not digits.isdecimal():
        return None
    return digits if _check_digit(digits[:-1]) == digits[-1] and not _is_restricted(digits) else None


def read_isbn(text: str | None) -> str | None:
    """The ISBN that a text is: 10 characters, or 13 that begin with 978 or 979 (not 9790, which is music); else null."""
    code = _compact(text)
    if code is None:
        return None
    if len(code) == 10:
        return code if _is_isbn10(code) else None
    if len(code) == 13 and code.startswith(("978", "979")) and not code.startswith("9790"):
        return code if read_gtin(code) else None
    return None


def isbn_as_gtin(text: str | None) -> str | None:
    """The GTIN-13 of an ISBN: one of 10 characters gets the prefix 978 and a new check digit (ISO 2108); else null."""
    code = read_isbn(text)
    if code is None or len(code) == 13:
        return code
    body = f"978{code[:9]}"
    return body + _check_digit(body)


def _compact(text: str | None) -> str | None:
    """The bare code of a short text in ASCII: label and separators gone, no other character left."""
    if not text or len(text) > _LONGEST:
        return None
    label = _PREFIX.match(text)
    code = (text[label.end() :] if label else text).translate(_SEPARATORS).upper().strip(".:#")
    return code if code.isascii() and code.isalnum() else None


def _check_digit(body: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _is_restricted(digits: str) -> bool:
    if len(set(digits[:-1])) == 1:
        return True
    thirteen = digits.zfill(14)[1:]
    if thirteen.startswith("00000"):  # a GTIN-8, also where it is filled up with zeros
        return thirteen[5] in "02"
    return thirteen.startswith(("02", "04", "05", "2", "981", "982", "983", "984", "99"))


def _is_isbn10(code: str) -> bool:
    if not code[:9].isdecimal() or not (code[9].isdecimal() or code[9] == "X") or len(set(code)) == 1:
        return False
    values = [*map(int, code[:9]), 10 if code[9] == "X" else int(code[9])]
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0


_SKU = (
    r"sku|stock ?keeping unit|item ?(?:#|no\.?|nr\.?|number|code|id)|product ?(?:#|no\.?|code|id|number|ref(?:erence)?)"
    r"|article ?(?:no\.?|number|code)|style ?(?:#|no\.?|code|number)|catalog(?:ue)? ?(?:#|no\.?|number)|part ?code"
    r"|art(?:ikel)?\.?[ -]?(?:nr|nummer|no)\.?|artikelnummer|bestell[ -]?(?:nr\.?|nummer)|produktnummer|produkt-?(?:nr"
    r"|id)\.?|best\.?-?nr\.?|varenummer|varenr\.?|artikelnr\.?|tuotenumero|tuotekoodi"
    r"|r[ée]f(?:[ée]rence|érence|erence)?(?: produit| article)?\.?|code (?:article|produit)|referencia"
    r"|c[óo]digo(?: de(?:l)? (?:producto|produto|art[íi]culo))?|ref\.?|refer[êe]ncia|codice(?: articolo| prodotto)?"
    r"|cod\.?(?: art(?:icolo)?\.?| produs)?|cod produs"
    r"|kod(?: produktu| towaru)?|indeks|symbol|nr (?:katalogowy|kat\.?)|k[óo]d(?: produktu| tovaru| zbo[žz][íi])?"
    r"|[čc][íi]slo (?:produktu|zbo[žz][íi])|katalogov[ée] [čc][íi]slo|cikksz[áa]m|term[ée]kk[óo]d|[üu]r[üu]n kodu|stok kodu"
    r"|артикул|арт\.?|код товара|код товару|код|κωδικ[όο]ς(?: προϊόντος)?|品番|商品番号|商品コード|管理番号|商品编号|货号"
    r"|貨號|商品編號|상품번호|상품코드|품번|رمز المنتج|رقم المنتج|מק\"?ט|รหัสสินค้า|mã (?:sản phẩm|hàng)|sp(?:u)?"
    r"|kode produk"
)
_MPN = (
    r"mpn|mfr\.? ?(?:#|no\.?|part(?: number)?)|manufacturer(?:'s)? ?(?:part)? ?(?:#|no\.?|number|code|ref(?:erence)?)"
    r"|part ?(?:#|no\.?|number)|model(?:l)?(?: ?(?:#|no\.?|nr\.?|number|name|code))?|oem"
    r"|herstellernummer|hersteller-?(?:art\.?-?)?nr\.?|modellnummer|mod[èe]le|r[ée]f(?:[ée]rence)? (?:fabricant"
    r"|constructeur)|modelo|modello|codice produttore|model producenta|kod producenta|numer producenta"
    r"|[čc][íi]slo v[ýy]robce|модель|型番|型号|型號|モデル|모델명|model numarası"
)
_GTIN = (
    r"gtin(?:-?\d{1,2})?|ean(?:-?(?:8|13|code))?|upc(?:-?[ae])?|jan(?: ?コード)?|isbn(?:-?1[03])?|barcode|bar code"
    r"|strichcode|code[- ]barres?|c[óo]digo de barras|codice a barre|kod kreskowy|штрих-?код|バーコード|条码|条形码|바코드"
)


def _label(names: str) -> re.Pattern[str]:
    return re.compile(rf"^[\W_]{{0,4}}(?P<label>{names})(?![^\W_])[ \xa0]*(?P<end>[:#：.°]*)", re.IGNORECASE)


_LABELS = tuple(map(_label, (_GTIN, _MPN, _SKU)))
_NOTHING = NOTHING | {"0", "nicht zutreffend", "no aplica", "ne s'applique pas"}
_CODE = re.compile(r"^[^\s,;|]{1,64}(?: [^\s,;|]{1,20}){0,3}$")


def read_sku(text: str | None) -> str | None:
    """The code of "SKU: ABC-1", "Art.-Nr. 123", "品番：X-9" or of a bare "ABC-1"; null for sentences and for empty values."""
    if not text or len(text) > 120:
        return None
    code = text.strip()
    for pattern in _LABELS:
        match = pattern.match(code)
        if match and (match["end"] or code[match.end() - 1 : match.end()] in " \xa0" or not match["label"][-1].isascii()):
            code = code[match.end() :].strip(" :#：\xa0")
            break
    code = code.strip("()[] \xa0")
    if not _CODE.match(code) or code.casefold() in _NOTHING:
        return None
    return code
