"""The words beside an amount: what kind of amount it is, of how much, with or without tax."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["plain", "from", "up_to", "former", "saving", "shipping"]

_BEFORE: dict[Kind, str] = {
    "from": (
        "from|ab|à partir de|a partir de|desde|da|a partire da|vanaf|od|fra|från|fr.o.m.|от|від|من|starting at|as low as|dès|"
        "des|mulai dari|từ|alkaen|από|starts at|price from|min."
    ),
    "up_to": ("up to|bis zu|bis|jusqu'à|hasta|fino a|tot|do|до|up to:"),
    "former": (
        "was|statt|uvp|uvp:|rrp|msrp|list price|list|instead of|au lieu de|antes|prima|prima:|eerst|före|старая цена|vorher|"
        "bisher|regular price|regular|orig.|original price|originally|before|avant|zamiast|cena regularna|ord. pris|"
        "ordinarie pris|vejl.|førpris|původně|původní cena|定価|通常価格|参考価格|市场价|原价|原價|정가|compare at|"
        "prix conseillé|"
        "precio anterior|old price|estimated value|retail|était|war"
    ),
    "saving": (
        "save|you save|sie sparen|spare|sparen|économisez|ahorra|ahorras|risparmi|risparmia|bespaar|discount|rabatt|remise|"
        "descuento|sconto|korting|oszczędzasz|off|скидка|zniżka|coupon"
    ),
    "shipping": (
        "shipping|versand|versandkosten|livraison|envío|gastos de envío|spedizione|verzending|postage|delivery|p&p|доставка|"
        "送料|frete|frakt|fragt|dostawa|doprava|dodatno dostava|kargo|zzgl."
    ),
}
_KIND_OF = {word: kind for kind, words in _BEFORE.items() for word in words.split("|")}
_KIND_WORDS = tuple(_KIND_OF)
_KIND_AFTER: dict[Kind, tuple[str, ...]] = {
    "from": ("+", "から", "～", "〜", "起", "부터", "alkaen", "-tól", "-től", "’dan", "and up", "& up"),
    "saving": ("off", "rabatt", "de réduction", "引き", "할인"),
    "shipping": ("shipping", "versand", "de livraison", "delivery", "postage", "frakt"),
    "former": ("rrp", "msrp"),
}

# A number behind one of these is a code or a count.
_NO_PRICE_TEXT = (
    "sku|sku:|code|item|item no.|art.|art.-nr.|nr.|no.|no|№|#|ref|ref.|model|mpn|ean|gtin|isbn|upc|код товара|код|артикул|品番|"
    "型番|min. order|moq|qty|quantity|anzahl|мин. заказ|мінімальне замовлення|reviews|ratings|rating|size|größe|taille|talla|"
    "sold|id|phone|tel|tel.|page|step|level|pack of|set of|orders"
)
_NO_PRICE = tuple(_NO_PRICE_TEXT.split("|"))
_UNITS_TEXT = (
    "kg g mg lb lbs oz l ml cl dl litre litres liter liters cm mm m km inch inches in ft gb tb mb w v hz mah pcs pc piece "
    "pieces stk stück stueck szt ks pack packs reviews review ratings stars star sterne bewertungen avis reseñas days day "
    "tage tag hours hour h min minutes months monate years jahre year items item artikel шт кг г мл л см мм отзывов отзыва "
    "дней 個 件 点 本 枚 日 月 年 개 日間 people sold left available ausgaben"
)
_UNITS = frozenset(_UNITS_TEXT.split())
_UNIT_NAME = (
    r"(?:\d+(?:[.,]\d+)? ?)?(?:kg|g|mg|lbs?|oz|fl oz|l|ml|cl|dl|ltr|liter|litre|litro|litros|litri|m|m²|m2|m³|cm|sq\.? ?ft|"
    r"sqft|ft|yd|kilo|kilogramm|gramm|stück|stk\.?|st\."
    r"|szt\.?|ks|kus|piece|pièce|pieza|pezzo|pza|pcs?|ea|each|unit|unité|unidad|pair|paar|set|pack|box|rolle|blatt|page|"
    r"wäsche|шт\.?|кг|л|м|台|個|件|枚|本|袋|盒|개|kwh|person|pers|night|nacht"
    r"|nuit|noche|day|tag|jour|week|woche|hour|h|month|mo|mon|monat|mois|mes|mese|mês|maand|måned|månad|miesiąc|měsíc|мес\.?|"
    r"month|mth|year|yr|jahr|an|año|月|ay)"
)
_PER_UNIT = re.compile(
    rf"\*? ?\(?(?:/ ?(?P<a>{_UNIT_NAME}|[^\W\d_]{{1,12}}\.?)"
    rf"|(?:per|pro|je|par|por|al|alla|för|za|за|=) (?P<b>{_UNIT_NAME}))(?![^\W_])",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(rf"(?:(?:per|pro|je|1) )?(?P<unit>{_UNIT_NAME}) ?(?:=|:) ?$", re.IGNORECASE)
_MONTHLY = re.compile(
    r"^(?:mo|mon|month|mth|monat|mois|mes|mese|mês|maand|måned|månad|miesiąc|měsíc|мес\.?|月|ay)$", re.IGNORECASE
)

_NO_TAX = (
    r"(?:zzgl|exkl|exklusive|excl|excluding|excludes|exc|ex|plus|\+|without|sans|sin|sem|más|mas|senza|zonder|bez|brez|netto"
    r"|ohne|"
    r"hors|before|uten|utan|eksl|ekskl|eks|ekskluderet|exclusief|exclusive|excluida|esclusa|escl|mais|m[ée]s|pi[ùu]|pluss|plusz"
    r"|f[ăa]r[ăa]|be|ilman"
    r"|(?:belum|tidak) termasuk|ch[ưu]a(?: bao g[ồo]m)?|kh[ôo]ng bao g[ồo]m|c[ộo]ng(?: th[êe]m| v[ớo]i)?|χωρίς|συν(?: τους)?"
    r"|без|плюс)"
)
_WITH_TAX = (
    r"(?:inkl|inklusive|incl|including|includes|inc|with|avec|con|med|met|s|z|brutto|enthält|including|incluido|incluida|"
    r"inclusa|inclui|incluindo|incluye|incluent|toutes|inclusief|inclusive|inclusiv|inkludert|inkluderar|comprese|contando|com"
    r"|ar|cu"
    r"|sa|v[čc]etn[ěe]|v[čc]|vr[áa]tane"
    r"|uklju[čc]uju[ćc]i|w tym|wraz z|zawiera|vsebuje|sis|sis[äa]lt[äa][äa]|su|iesk|termasuk|(?:[đd][ãa] )?bao g[ồo]m|συμπ"
    r"|συμπεριλαμβανομένων(?: των)?|με|с|з"
    r"|вкл|включая|включно|врах|враховуючи|с учетом|з урахуванням|в т\.? ?ч\.?)"
)
_TAX = (
    r"(?:\d{1,2} ?% )?(?:der |the |gesetzl\.? |gesetzlicher )?"
    r"(?:mwst|mwst\.|ust|ddv|pdv|pvm|alv|пдв|vat|gst|hst|tax|taxes|tva|iva|i\.v\.a\.|btw|moms|mva|dph|vat-u|vatu|kdv|ндс|пдв"
    r"|ддс|[áa]fa|ф\.?π\.?α\.?|φπα|pvm|pvn"
    r"|(?:(?:aller?|all|todos los|todos os|tutte le|toutes les|alle|alla|semua|всі|все|όλων των) )?(?:steuern?|impuestos?"
    r"|impostos?|imposti|tasse|taxas|taxele?"
    r"|belasting(?:en)?|skatt(?:er)?|afgifter|vero(?:t|a)|podatk\w+|podatek|da[nň](?:[íěe])?|porez[ae]?|davek|davka"
    r"|mokes[čt]\w+|nodok[ļl]\w+"
    r"|vergi(?:ler)?|pajak|thu[ếe]|налог\w*|податк\w*|φόρ\w+))"
)
_EXCLUDED = re.compile(
    rf"(?<![^\W_]){_NO_TAX}\.? ?{_TAX}(?![^\W_])|(?<![^\W_]){_TAX}\.? (?:excl|excluded|exkl|no incluido|non inclusa|esclusa|"
    rf"excluida|exclue|exclus|não incluído|excl\.)(?![^\W_])"
    r"|(?<![^\W_])(?:ht|h\.t\.|nett[oó]|(?<![\w.]\.)net|tax-free|áfa nélkül|alv 0 ?%|käibemaksuta|kdv hariç)(?![^\W_])|veroton"
    r"|税前|km-ta|税抜|税別|[未不]含?税|[未不]含?稅"
    r"|(?:부가세|세금) ?(?:별도|제외)|غير شامل|(?:לא כולל|ללא|לפני) (?:מע|מס)|ไม่รวมภาษี",
    re.IGNORECASE,
)
_INCLUDED = re.compile(
    rf"(?<![^\W_]){_WITH_TAX}\.? ?{_TAX}(?![^\W_])|(?<![^\W_]){_TAX}\.? (?:incl|included|inkl|incluido|inclusa|compresa|"
    rf"incluida|incluse|incluída|incluído|dahil|inc)(?![^\W_])"
    r"|(?<![^\W_])(?:ttc|t\.t\.c\.|brutt[oó]|áfá-?val|kdv dahil|impuestos incluidos)(?![^\W_])|km-ga|税込|税込み"
    r"|(?<![不未])含[税稅]"
    r"|(?:부가세|세금) ?포함|(?<!غير )شاملة? (?:ال)?ضريبة|(?<!לא )כולל (?:מע|מיסים)"
    r"|(?<!ไม่)รวมภาษี",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]|×")
_INSTALLMENT = re.compile(
    r"(?:(?P<count>(?<![^\W_])\d{1,2}) ?[x×] ?(?:de |à |of |da |von )?|(?:payments?|installments?|instalments?|parcelas|"
    r"raten|mensualit[ée]s|cuotas|rate|raty|splátek|платеж[а-я]*"
    r"|vezes) (?:of|de|da|von|à|zu|po|по) |(?:月々|月額|每期) ?)(?:[^\W\d]{0,3}[$€£¥]? ?)$",
    re.IGNORECASE,
)
_FREE_TEXT = (
    "free|for free|gratis|kostenlos|umsonst|zu verschenken|gratuit|gratuite|gratuitement|à donner|gratuito|gratuita|grátis|"
    "无料|無料|免费|免費|무료|무료나눔|бесплатно|даром|безкоштовно|za darmo|bezpłatnie|zdarma|zadarmo|ücretsiz|bedava|مجاني|"
    "مجانا|חינם|ฟรี|"
    "bezmaksas|brezplačno|besplatno|bezplatne|bezplatné|darmowe|безплатно|tasuta|nemokamai|nemokama|رایگان|δωρεαν|gratuït|"
    "miễn phí|percuma|मुफ्त|ingyenes|ilmainen|ilmaiseksi|δωρεάν|gratuită"
)
_FREE = frozenset(_FREE_TEXT.split("|"))
_FREE_SHIPPING = re.compile(
    r"(?:free|gratis|kostenlose[rn]?|gratuit[ea]?) (?:shipping|delivery|versand|livraison|lieferung|envío)", re.IGNORECASE
)


def ends_with(lead: str, words: tuple[str, ...]) -> str | None:
    """The longest of the words that a case-folded, stripped text ends with, as a whole word."""
    if not lead.endswith(words):
        return None
    return max((word for word in words if lead.endswith(word) and _starts_whole(lead, word)), key=len, default=None)


def _starts_whole(lead: str, word: str) -> bool:
    at = len(lead) - len(word)
    return at == 0 or not word[0].isalpha() or not lead[at - 1].isalpha() or not lead[at - 1].isascii()


def kind_of(lead: str, tail: str) -> Kind:
    """What the words before and after an amount make of it; `lead` and `tail` are stripped and case-folded."""
    word = ends_with(lead, _KIND_WORDS) if lead else None
    if word and not (word == "bis" and lead[: -len(word)].rstrip()[-1:].isdecimal()):
        return _KIND_OF[word]
    for kind, words in _KIND_AFTER.items():
        if tail.startswith(words) and not tail.startswith("+ "):
            return kind
    return "plain"


def is_no_price(lead: str, tail: str) -> bool:
    """True where a bare number is a code, a count or a measure by the words beside it."""
    if tail:
        word = tail.split(" ", 1)[0].strip(".,;:()!/")
        if word in _UNITS or (tail[0] == "x" and word[:2] in ("x", "x ")):
            return True
    return bool(lead) and ends_with(lead, _NO_PRICE) is not None


def unit_after(text: str, at: int) -> str | None:
    """The unit that a price is for: "100 g" of " / 100 g", "EA" of "/EA", "month" of " per month"."""
    match = _PER_UNIT.match(text, at, at + 40)
    return (match["a"] or match["b"]).strip() if match else None


def unit_before(text: str, start: int, at: int) -> str | None:
    """The unit of "1 l = 3,20 €"."""
    if "=" not in text[start:at]:
        return None
    match = _UNIT_BEFORE.search(text[max(start, at - 24) : at])
    return match["unit"] if match else None


def is_monthly(unit: str) -> bool:
    """True for a month: an amount per month is a part of a price or a rent."""
    return _MONTHLY.match(unit) is not None


def is_installment(lead: str) -> bool:
    """True where the text before an amount is "3 x", "4 payments of", "12 cuotas de"."""
    near = lead[-40:]
    return _LETTER.search(near) is not None and _INSTALLMENT.search(near) is not None


def read_tax(text: str) -> bool | None:
    """True for "incl. VAT" or "TTC", false for "excl. VAT", "HT" or "+ VAT", whichever comes first; null where none is there."""
    out, included = _EXCLUDED.search(text), _INCLUDED.search(text)
    if out and included:
        return included.start() < out.start()
    return (included is not None) if (out or included) else None


def is_free(text: str) -> bool:
    """True where the whole text says that it costs nothing."""
    return len(text) < 40 and not text[0].isdecimal() and text[0] != "$" and text.strip(" !.*:()").casefold() in _FREE


def is_free_shipping(text: str) -> bool:
    """True where what is free is the shipping, from an amount on."""
    return _FREE_SHIPPING.search(text) is not None
