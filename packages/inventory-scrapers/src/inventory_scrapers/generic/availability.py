"""Can it be bought? What notices and buttons in the product's own part of the page say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from inventory_core import Found
from inventory_core.listing import Availability
from inventory_scrapers.generic.beginnings import Answers
from inventory_scrapers.generic.out_words import OUT_TEXT, is_out
from inventory_scrapers.generic.outline import Outline, Place
from inventory_scrapers.generic.price_cards import is_in
from inventory_scrapers.generic.price_seen import locator_of
from inventory_scrapers.generic.sections import SHORT_AMOUNT
from inventory_scrapers.generic.sieve import LETTERS, WORD, Sieve, Words
from inventory_scrapers.values import availability_words as words
from inventory_scrapers.values.availability import CODES, OUT, PHRASES, read_availability, said_exactly

# All of these are matched against text in lower case: several times faster than ignoring it in the search.
IN_TEXT = re.compile(rf"^\W*(?:{words.IN_BEGINNINGS})")
# A clause that tells of a day when it is to be had again: "sobald dieses Produkt wieder vorrätig ist".
_WHEN_AGAIN = (
    r"\b(?:wenn|sobald|cuando|lorsqu['e]|quan(?:do?|t)?|d[èe]s qu['e]|assim que|wanneer|zodra|n[äåa]r|kun(?! \d)|kui"
    r"|kdy[žz]?"
    r"|jakmile|en cuanto|ke[ďd]|kada?"
    r"|kai"
    r"|c[âa]nd"
    r"|ketika|khi|ko|когда|как только|когато|коли)\b.{0,60}"
    r"(?:wieder (?:vorr[äa]tig|lieferbar|verf[üu]gbar|auf lager)|vuelva a estar|(?:de|[àa]) nouveau (?:en stock|disponible)"
    r"|di nuovo disponibile|sar[àa] disponibile|(?:este|o) produto (?:existir )?em (?:estoque|stock)|novamente dispon"
    r"|(?:weer|terug) op (?:stock|voorraad)|tilba[gk]e p[åa] lager|(?:igen|[åa]ter) (?:p[åa]|i) lager|finns i lager"
    r"|taas (?:\w+ )?(?:varastossa|saatavilla)|(?:op[ěe]t|znovu|znova|op[äa][ťt]) (?:\w+ )?(?:sklad|na sklad|dostupn)"
    r"|pono[vn]+o? (?:na (?:stanju|voljo|zalogi)|dostup)|v[ėe]l bus|revine [îi]n stoc|kembali|v[ềe] kho"
    r"|появится (?:на складе|в (?:наличии|продаже))|de retour en stock|torn(?:a|er[àa]) disponibile|novamente em (?:stock"
    r"|estoque)|voltar (?:ao|a haver) (?:stock|estoque)|tillbaka i lager|p[åa] lager igen|taas laos|atkal b[ūu]s"
    r"|ponovn?o na zalih|spet na (?:zalogi|voljo)|отново (?:налич|в наличност)|знову (?:з'явиться|в наявності)|c[óo] h[àa]ng"
    r"|torni a estar disponible|(?:снова|вновь) (?:появ|в наличии|буд)|з'явиться (?:на складі|в наявності))"
)
NOTIFY_TEXT = re.compile(
    r"notify me|(?:get|receive) an? e-?mail (?:alert|when)|email me when|e-?mail when|back in stock|let me know"
    r"|join (?:the )?wait(?:ing)? ?list|waitlist|stock alert"
    r"|restock|benachrichtig|erinnern sie mich|m'alerter|m'avertir|pr[ée]venez[ -]moi|notif[íi]ca(?:rme|m[ei]|r-me|'m)"
    r"|alertez-moi|av[íi]same|avisarme|av[íi]senme|avisem-me|notif[íi]came|be the first to know when (?:it|this)"
    r"|avise-me|me avise|avvisami|mail mij|houd? (?:mij|me) op de hoogte|bevaka|(?:notifiera|meddela) mig|varsle meg"
    r"|giv mig besked|powiadom|hl[íi]dat|dejte mi v[ěe]d[ěe]t|upozorni[ťt]? (?:ma|m[ěe])"
    r"|str[áa][žz]i[ťt] dostupnos|[ée]rtes[íi]t|anun[țt][ăa]-?m[ăa]|obvesti me|haber ver|beni bilgilendir|obavijesti me"
    r"|obave(?:sti|[šs]tavaj) me|notific[ăa]-ma|ingatkan saya"
    r"|th[ôo]ng b[áa]o cho t[ôo]i"
    r"|prane[šs]ti(?:,? kai| man)|teavita mind|ilmoita(?:,? kun| minulle)|сообщить мне|сообщить о поступлении"
    r"|уведомить|повідомит[иь] (?:про|коли|мене)|أعلمني|أبلغني|اطلاع بده|הודיעו לי|(?:提醒|通知)我|お知らせを受け取"
    r"|informeer mij|upozornit na nasklad|tilaa ilmoitus|bana bildir|f[åa] besked|pazi[ņn]ot,? kad|beri ?tahu saya"
    r"|notif[íi]queme"
    r"|уведомявай|уведомете ме|แจ้งเตือนเมื่อ|แจ้งเตือนฉัน|입고되면|入荷.{0,8}通知"
    r"|나에게 알리기|알림 ?신청|עדכנו אותי|עדכן אותי|ειδοποι|ειδοποί|موجود شد|(?:到貨|貨到|到货|货到)通知"
    r"|입고 ?(?:시 ?)?알림|(?:узнать|подписаться) (?:о|на) поступлени|сообщить о появлении|повідомити,? коли"
    r"|upozorni[ťt] na nasklad|k[ée]szletfigyel[ée]s|quero ser avisad|نبهني|أخبرني عند|[到补補][货貨](?:提醒|通知)"
    r"|e-?mail bei verf[üu]gbarkeit|me pr[ée]venir|[êe]tre alert[ée]|saatavuusvahti|saapumisilmoitus|skriv mig op"
    r"|gi meg beskjed\W*$|f[åa] varsel|notific[ăa]-m[ăa]|alert[ăa] stoc|ενημέρωσέ με|извести ме|javite mi kad|obavestite me"
    r"|informuoti apie prek|inform[ēe]t par pieejam|teavita saabumis|anna teada,? kui|mail als het weer op voorraad"
    r"|gi meg beskjed n[åa]r|laa?t (?:me|mij) weten (?:wanneer|als|zodra)|avisa'm|upozorn(?:it"
    r"|i[ťt]),? (?:a[žz]|ke[ďd]) bude|upozorn[ěe]te m[ěe]|уведоми ме|obvestite me|teavita,? kui|sto[ğg]a geri geldi[ğg]inde"
    r"|tekrar stokta olduğunda|notifikasi .{0,12}stok tersedia|(?:到|有)[货貨][后後时時].{0,8}通知|(?:إشعارا?ً?ا?"
    r"|بإخطارك) عندما|入荷.{0,4}(?:お知らせ|通知)|再入荷|到货通知|재입고"
    rf"|{_WHEN_AGAIN}",
)
# An offer to tell of a lower price says nothing of what there is.
_OF_THE_PRICE = re.compile(
    r"\bpri(?:ce|x|js|s(?:en|et)?)\b|\bpreis|preis(?:alarm|senk)|\bprecio|\bpre[çc]o\b|\bpreu\b|\bprezz|\b(?:cen[aeyęuoií]"
    r"|cijen[aeu]"
    r"|hin(?:ta|nan)"
    r"|[áa]r|pre[țt](?:ul)?|fiyat\w*|kain[aąo]s?|gi[áa]|harga\w*|hin[dn]a?)\b|цен[аеыу]|цін[аиу]|τιμή|価格|가격|[降减減][价價]"
    r"|السعر|ราคา|מחיר|قیمت"
)
PRE_TEXT = re.compile(rf"^\W*(?:{words.PRE_BEGINNINGS})")
# Not "size-4", which tells how large something is drawn.
_VARIANT = re.compile(
    r"variant|swatch|option|size(?!-[\d'\[]|-full)|colou?r|selector|radio|dropdown|attribute|store|pickup|branch|filial"
)
_CHOSEN = "input[type=radio],input[type=checkbox]"
_BUTTON = re.compile(r"(?<![a-z])(?:btn|button)")
_STOCK = re.compile(r"avail|stock|dispo|dostup|lager|inventory|sold")
_NONE_LEFT = re.compile(words.NONE_LEFT)
_SOME_LEFT = re.compile(
    r"[>+]?\s*[1-9]\d{0,5}(?:\s*\+)?(?:\s*(?:\(?(?:in stock|pcs?|pieces|units?|items?|st[üu]ck|stk|st"
    r"|szt|ks|db|buc|uds?|unidades|pz|pezzi|stuks|kpl|adet|шт|点|個|件|개)\.?\)?).*)?$|(?:yes|ja|oui|s[íi]|sim|tak|ano"
    r"|igen|da|да"
    r"|так|evet|есть|є|多|много|багато|достаточно|あり|有|有り|有货|있음|✓|✔|●|○|◎)\W*$"
)
# Behind an amount: "$12.50 - SOLD".
_BEHIND_AMOUNT = re.compile(
    r"\d\W{0,6}\s[-–—/|(*]*\s?(?:sold|verkauft|vendue?|vendido|venduto|verkocht|s[åa]ld|solgt|sprzedane|prod[áa]no|продано)\W*$"
)
# "Over 500 sold" counts buyers.
_COUNTED = re.compile(r"[^\d$€£¥]*\d[\d,.]*\+?\s(?:sold|verkauft|vendus?|vendidos?|venduti|verkocht)\W*")
_NOT_TO_BE_HAD = re.compile(
    r"avail|dispon|не ?доступ|k dispoz|verf[üu]g|derzeit|momentan|leider|beschikbaar|dost[ęeu]p|saatav|tilg|n'est plus"
)
_SERVICE = re.compile(
    r"\b(?:pick-?up|delivery|deliveries|shipping|wrapp?(?:ing)?|image|photo|picture|video|preview|guide|paypal|klarna"
    r"|financing|returns?"
    r"|translation|chat|collect|stores|express|codes?|coupons?|discounts?|reviews?|warranty|installation|abholung|versand"
    r"|lieferung"
    r"|ratenkauf|bild|retrait|livraison|paiement|env[íi]o|recogida|imagen|ritiro|spedizione|consegna|retirada|entrega|afhalen"
    r"|bezorging|odbi[óo]r|dostawa|vyzvednut[íi]|doru[čc]en[íi]|afhentning|henting|h[äa]mtning|nouto|afhaling|retiro|recolha"
    r"|recollida|vyzdvihnuti[ea]|prevzem|preuzimanje|ridicare(?:a)?|pengambilan|teslim al[ıi]m|самовывоз|доставка|самовивіз)\b"
)
_NOTICES = Sieve(OUT_TEXT, IN_TEXT, NOTIFY_TEXT, PRE_TEXT, _BEHIND_AMOUNT, PHRASES)
# How a code may begin, where it is parted ("In-Stock") or an address (schema.org/InStock).
_CODE_STARTS = frozenset(code[:length] for code in CODES for length in range(1, LETTERS + 1)) | {
    *("http", "sche", "www", "data", "rdf", "purl", "gr")
}


def _may_be_code(head: str) -> bool:
    """False where a text with these first letters begins as no code does."""
    word = WORD.search(head.lower())
    return word is None or word[0] in _CODE_STARTS


_CODES_BEGIN = Answers(_may_be_code)
_IN_HEADING = re.compile(
    r"^\W*(?:sold(?: out)?|out of stock|verkauft|ausverkauft|vendue?|[ée]puis[ée]e?|vendido|agotado|esgotado|venduto"
    r"|esaurito|verkocht|uitverkocht|s[åa]ld|slutsåld"
    r"|solgt|udsolgt|utsolgt|sprzedane|wyprzedane|prod[áa]no|vyprod[áa]no|eladva|elfogyott|v[âa]ndut|продано|売り?切れ"
    r"|完売|품절|售罄|已售)\W+\w"
    r"|[(\[–—|*-]\s*(?:sold(?: out)?|out of stock|verkauft|ausverkauft|vendue?|[ée]puis[ée]e?|vendido|agotado|esgotado"
    r"|venduto|esaurito|verkocht|uitverkocht|s[åa]ld"
    r"|solgt|udsolgt|utsolgt|sprzedane|prod[áa]no|продано|売り?切れ|完売|품절|售罄|已售)\s*[)\]*!]*$",
    re.IGNORECASE,
)
_OUT_CLASS = re.compile(
    r"(?<![a-z])(?:out[-_]?of[-_]?stock|sold[-_]?out|not[-_]?available|no[-_]?stock|stock[-_]?out|unavailable)(?![a-z])"
)
_IN_CLASS = re.compile(r"(?<![a-z])(?:in[-_]?stock|stock[-_]?in|instock|stock[-_]?available|available)(?![a-z])")
_LONGEST_CLASSED = 40
_BEFORE, _AFTER = 12, 90
_LONGEST_NOTICE, _LONGEST_TOLD = 90, 400
# The first sentence of a longer text, and words that ask for an address to write to behind it.
_FIRST_SENTENCE = re.compile(r"[^.!?;。！？]{2,80}[.!;。！]")
_ADDRESS = re.compile(r"mail|e-?post|correo|почт|имейл|メール|邮箱|郵箱|이메일|البريد|بريد|ایمیل|דוא[\"״]?ל|דואר|อีเมล")
_MOST_ROWS = 12


def notices(outline: Outline, heading: int, cards: set[int]) -> Iterator[tuple[str, Found, int]]:
    """What short texts near the main heading say: out, in, notify or pre, where, and in which run; `cards` are other things."""
    runs, first = outline.runs, max(0, heading - _BEFORE)
    likely = {*outline.pick(_NOTICES, first, heading + _AFTER)}
    likely.update(first + number for number in _CODES_BEGIN.pick(runs.heads[first : heading + _AFTER]))
    for index, text in enumerate(runs.texts[first : heading + _AFTER], first):
        if not 2 <= len(text) <= _LONGEST_TOLD or index == heading or outline.is_apart(index):
            continue
        if len(text) > _LONGEST_NOTICE and (index not in likely or not (text := _told_first(text))):
            continue
        kind = _kind(text) if index in likely else None
        if kind is None and (len(text) > _LONGEST_CLASSED or not _may_be_classed(runs[index].node)):
            continue
        place = outline.place(runs[index].node)
        kind = kind or (_kind_by_class(place) if place else None)
        if kind is None or place is None or place.side or place.hidden or is_in(place, cards):
            continue
        if kind == "out" and _is_about_a_part(place):
            continue
        yield kind, Found(text, "css", locator_of(place), text), index


def heading_notice(text: str, locator: str) -> Found | None:
    """What the main heading itself says: "SOLD - Blue Mug", "Blue Mug (sold out)"."""
    found = _IN_HEADING.search(text)
    return Found("out_of_stock", "css", locator, text) if found else None


def _may_be_classed(node: LexborNode) -> bool:
    """False where neither the class nor the id has a word that `_kind_by_class` looks for."""
    attributes = node.attributes
    names = f"{attributes.get('class')} {attributes.get('id')}".lower()
    return "stock" in names or "avail" in names or "sold" in names


def _kind_by_class(place: Place) -> str | None:
    """What the class of an element with a short text says of it, whatever the language."""
    names = place.label.text
    if _OUT_CLASS.search(names):
        return "out"
    return "in" if _IN_CLASS.search(names) else None


def pictured_notices(outline: Outline, heading: int) -> Iterator[tuple[str, Found, int]]:
    """What the captions of inputs and the texts of pictures say where old shops write "sold out" in the place of the button."""
    nodes = outline.tree.css("input[type=submit],input[type=button],img[alt]")
    captions = [seen.get("value") or seen.get("alt") or "" for seen in (node.attributes for node in nodes)]
    short = [caption if len(caption) <= _LONGEST_CLASSED else "" for caption in captions]
    for number in sorted(_NOTICES.pick(Words(short))):
        node, caption = nodes[number], captions[number]
        if _kind(caption) != "out":
            continue
        place, start = outline.place(node), outline.start(node)
        if (
            place
            and not place.side
            and not place.hidden
            and 0 <= start - heading <= _AFTER
            and not outline.is_apart_at(node, start)
        ):
            yield "out", Found(caption, "css", locator_of(place), caption), start


_KIND_OF = {
    "in_stock": "in",
    "limited": "in",
    "made_to_order": "in",
    "pre_order": "pre",
    "back_order": "pre",
    "reserved": "pre",
    "out_of_stock": "out",
    "sold": "out",
    "discontinued": "out",
}


_GIVEN_UP = re.compile(rf"\b(?:{words.DISCONTINUED})\b")
_VALUES: dict[str, Availability] = {"out": "out_of_stock", "in": "in_stock", "pre": "pre_order"}


def value_of(kind: str, notice: str) -> Availability | None:
    """The availability that a notice of a kind names, as exactly as its words do; null for an offer to tell of it."""
    value = read_availability(notice)
    if value and _KIND_OF.get(value) == kind:
        return value
    return "discontinued" if kind == "out" and _GIVEN_UP.search(notice.lower()) else _VALUES.get(kind)


def _told_first(text: str) -> str:
    """The beginning of a paragraph where that says by itself how the thing can be had: "Sold out. Leave your address ..."."""
    text = text.lower().replace("’", "'")
    found = _FIRST_SENTENCE.match(text)
    if found and (read_availability(found[0]) or (OUT_TEXT.search(found[0]) and _is_offer_to_tell(text[found.end() :]))):
        return found[0]
    clause = text[:_LONGEST_NOTICE].partition(",")[0]
    return clause if read_availability(clause) in OUT else ""


def _is_offer_to_tell(text: str) -> bool:
    return _ADDRESS.search(text) is not None or NOTIFY_TEXT.search(text) is not None


# The pages of a shop say the same near their headings.
@lru_cache(maxsize=4_096)
def _kind(text: str) -> str | None:
    """The kind of a notice: a whole phrase by the tables of values, or a text that holds one of the phrases here."""
    text = text.lower().replace("’", "'")
    if NOTIFY_TEXT.search(text) and not _OF_THE_PRICE.search(text):
        return "notify"
    if (value := read_availability(text)) and value in _KIND_OF:
        return _KIND_OF[value]
    if _says_out(text):
        return "out"
    if found := IN_TEXT.search(text):
        value = said_exactly("in_stock", text, text[found.end() :])
        return _KIND_OF[value] if value else None
    return "pre" if PRE_TEXT.search(text) else None


def _says_out(text: str) -> bool:
    """True for a notice that the thing is out; one that a service, a picture or a page is not available is about that."""
    found = OUT_TEXT.search(text)
    if found is None:
        return _BEHIND_AMOUNT.search(text) is not None and _COUNTED.fullmatch(text) is None
    if text[found.end() : found.end() + 1] == "?" or text.startswith("never "):
        return False
    return not (_NOT_TO_BE_HAD.search(found[0]) and _SERVICE.search(text))


def _is_about_a_part(place: Place) -> bool:
    """True inside a choice of sizes or colours, a list entry or a store finder: there a part is out of stock, not all."""
    step: Place | None = place
    for _ in range(4):
        if step is None:
            return False
        if _VARIANT.search(step.label.text) or step.node.tag in ("label", "option", "select"):
            return True
        if step.node.tag == "a" and not _BUTTON.search(step.label.text):
            return True
        if _STOCK.search(step.label.text):
            return False
        is_row = step.node.tag == "tr"
        if step.node.tag == "li" or (is_row and (step.node.css_first(_CHOSEN) is not None or _is_one_of_several(step.node))):
            return True
        step = step.up
    return False


def _is_one_of_several(row: LexborNode) -> bool:
    """True for a row of a table with an amount, beside one with another amount that is not out: conditions, sizes, shops."""
    if row.parent is None or not SHORT_AMOUNT.search(row.text()):
        return False
    rows = (one for one in islice(row.parent.iter(), _MOST_ROWS) if one.mem_id != row.mem_id)
    return any(SHORT_AMOUNT.search(text) and not is_out(text) for text in (one.text(separator=" ") for one in rows))


def read_stock(text: str) -> Availability | None:
    """What stands behind a label of availability: a phrase, a number of pieces, yes or no."""
    if value := read_availability(text):
        return value
    folded = text.strip().lower()
    if _NONE_LEFT.match(folded):
        return "out_of_stock"
    if _SOME_LEFT.match(folded):
        return "in_stock"
    kind = _kind(folded) if len(folded) <= _LONGEST_NOTICE else None
    return "out_of_stock" if kind == "out" else "in_stock" if kind == "in" else None
