"""Labelled text: "SKU: 12-345", "Marke | Acme", a table row, a definition list - read from the runs of the outline.

A label is a whole run, or the beginning of one before a colon, a number sign or a digit. Lookup is by the exact words, so that
thousands of runs cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from selectolax.lexbor import LexborNode

from inventory_scrapers.generic.beginnings import Answers
from inventory_scrapers.generic.outline import Outline
from inventory_scrapers.generic.runs import Run, Runs
from inventory_scrapers.generic.sieve import LETTERS

_HEAD = re.compile(
    r"[\s\u200e\u200f(•*-]*([^\d:：#№=\n]{2,34}?)[\s\u00a0]*(?:[.]?\s*[:：#№=]+|(?=\d)|$)[\s\u200e\u200f:：#№.]*(.*)", re.DOTALL
)
_SPREAD = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])[ \u3000\u00a0]+(?=[\u3040-\u30ff\u3400-\u9fff])")
# What ends a label inside a run.
_PARTED = re.compile(r"[\d:：#№=]")
# "ISBN-13: 978..." and "EAN 13" name the number of digits.
_LENGTH = re.compile(r"^(?:8|1[0-4])(?:[\s\u200e\u200f]*[:：][\s\u200e\u200f]*|[\s\u200e\u200f]*$)")
_LONGEST = 140
_SEVERAL = re.compile(r"\s(?:\s+|[|•·;]\s*|/\s+)|[|•·;]\s*|,\s+(?=[A-Z]{2,4}\W)")
# Behind a common word only what no word and no number in a sentence is.
_LONG_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z.-])[A-Z0-9][A-Z0-9./-]{3,30}")
# What parts them in texts whose white space is plain.
_PARTING, _PARTING_SIGN = ("|", "•", "·", ";", "  "), re.compile(r"/(?<= /) ")
_PARTING_CODE = re.compile(r", [A-Z]{2,4}[^\w\0]")
_SIGN = re.compile(r"[:：#№]")
# Behind a name of makers a number sign tells that a number of theirs follows: "Manufacturer # BM-77".
_NUMBER_OF_MAKER = re.compile(r"[^\W\d_]+\.?\s*[#№]")
_CODE = re.compile(r"(?=.*\d)[^\W_][\w./+-]{1,39}|[A-Z]{2,}(?:[-./_][A-Z0-9]+)+")
_NO_VALUE = frozenset({"", ":", "：", "|", "-", "n/a", "na", "none", "null", "-/-", "unknown", "does not apply"})

# By field: the labels that shops put before it, in lower case without punctuation.
_LABELS = {
    "sku": """sku|sku no|sku nr|sku number|sku code|sku id|item|item no|item nr|item number
        |item code|item id|item ref|product code|product id|product no|product number|product ref
        |product reference|product sku|article|article no|article nr|article number|article code|art|art no|art nr
        |art. no|art. nr|art.-nr|art-nr|artnr|art.nr|stock no|stock number|stock code|catalog no|catalog number
        |catalogue number|catalogue no|catalogue code|cat no|cat. no|web code|web id|ad id|ad no|ad number|ad ref|listing id
        |lot id|asin|style|style no|style number|style code|style id|ref|ref no|reference|reference no|reference number
        |reference code|store sku|internet|catalog item|catalog item no|catalog item number|catalogue item
        |artikelnummer|artikel-nr|artikelnr|artikel nr|artikel-nummer|artikel|artikelcode|bestellnummer|bestell-nr
        |bestellnr|best.-nr|produktnummer|produkt-nr|produktcode|anzeige|anzeigennummer|anzeigen-id|anzeigen-nr|anzeige nr
        |angebotsnummer
        |référence|reference produit|référence produit|réf|réf produit|code produit|code article|n° article
        |numéro d'article|annonce n°
        |referencia|ref|código|código de producto|código del producto|cód|cod|código producto|referência
        |código do produto|cód do produto|cod produto|id produto|artigo|referencia del producto|anuncio
        |codice|codice prodotto|codice articolo|cod prodotto|cod articolo|cod. art|riferimento|rif
        |productcode|productnummer|bestelnummer|artikelnr|artikelnummer
        |artnr|varenummer|varenr|produktnr|vare nr|varekode|artikkelnummer|tuotekoodi|tuotenumero|tuotenro
        |numer katalogowy|nr katalogowy|kod produktu|numer produktu|nr ref|numer referencyjny|indeks|symbol
        |nr produktu|nr art|numer artykułu|kod towaru|sygnatura|id produktu|id
        |kód|kód produktu|kód zboží|kód tovaru|obj. číslo|objednací číslo|katalogové číslo|číslo produktu
        |číslo zboží|číslo položky|obj. kód|katalogové č
        |cód. artículo|artikkelnr|tuote nro|tuotetunnus|kat. č|katalógové číslo|číslo tovaru|rendelési szám|продуктов код
        |номенклатурный номер|κωδ. προϊόντος|ürün no|kat. št|kod proizvoda|шифра на производ|artikulas|artikkel
        |artikli number|vörunr|vnr|제품번호|商品编码|编号|款號|品號|kode|kode item|no. produk|kod item|الموديل|رقم الصنف
        |מספר קטלוגי|שם דגם|شناسه محصول|کد محصول|کد کالا|उत्पाद कोड|კოდი|პროდუქტის კოდი|არტიკული|məhsulun kodu|artikul
        |тауар коды|referència|codi
        |varastokoodi|référence article|número de referencia|lagerkode|存貨單位
        |cikkszám|termékkód|cikk szám|cod produs|cod articol|cod|referință|sku produs|cod intern
        |šifra|šifra artikla|šifra izdelka|šifra proizvoda|kataloška številka|id izdelka|kataloški broj|koda|koda izdelka
        |produkta kods|preces kods|preces numurs|artikuls|prekės kodas|prekes kodas|tootekood|toote kood|kood
        |ürün kodu|stok kodu|model kodu|ilan no
        |κωδικός|κωδικός προϊόντος|артикул|арт|код|код товара|код продукта|код товару|номер товара|каталожен номер
        |каталожный номер|шифра|код на продукта|№ объявления
        |品番|商品番号|商品コード|商品id|商品管理番号|型番・品番|管理番号|商品编号|货号|商品货号|產品編號|商品編號
        |商品代碼|貨號|商品号|상품번호|상품코드|상품 코드|제품코드|제품 코드|딜번호|품번|رقم المنتج
        |رمز المنتج|كود المنتج|رقم الإعلان|رقم الموديل|ugs|ref.ª|réf. produit|réf. article|ref. produto|ref.producto
        |מק"ט|מקט|מק״ט|מספר פריט|קוד מוצר|รหัสสินค้า|รหัส|mã sản phẩm|mã sp|mã hàng|kode produk|kode barang|kod produk
        |κωδικος|κωδικος προϊοντος|κωδ|article nr|stock keeping unit|our ref|part ref|catalogue ref|sku/code|model/sku
        |product-nr|produkto kodas|produktkode
        |produkt nr|prod.nr|prod.-nr|prod. code|best. nr|best nr|bestell nr|vörunúmer|item #|product #|style #|sku #
        |n° d'article|nr kat|kat. nr|артикулен номер|artikkelinumero|κωδικός είδους|商品貨號
        |код на продукт|шифра производа|шифра|kôd|kat. br|kat. broj|mpn/sku|tuotekoodi|tuote-id|tootekood|品番・型番|商品id
        |型號|产品编号|款号|商品型號|code|kod|номер|арт. №|артикул №|каталожен №""",
    "gtin": """gtin|gtin-|ean|ean-|ean code|ean-code|ean kód|ean kod|kod ean|kód ean|cod ean|código ean
        |código de barras|codice ean|upc|upc code|upc number|isbn|isbn-|isbn/ean|ean/isbn|ean/gtin|gtin/ean|barcode
        |bar code|strichcode
        |streepjescode|code barre|code-barres|ean/upc|upc/ean|jan|janコード|jan code|isbnコード|vonalkód|čárový kód
        |čiarový kód|kod kreskowy|cod de bare|črtna koda|barkod|штрихкод|штрих-код|ean kodas|ean kods|ribakood|viivakoodi
        |streckkod|条形码|바코드|isbn13|isbn10|ean13|gtin13|gtin-13|upc-a|ean/jan|κωδικός ean|штрих код|ean-kod|ean-koodi
        |code à barre|code à barres|code-barre|stregkode|strekkode|バーコード|條碼|條形碼|kode batang|الرمز الشريطي|الباركود
        |gencode|gencod|баркод|bar kod|ean koda|ean nr|ean kood|svītrkods|svitrkods|barkodas|brūkšninis kodas
        |γραμμωτός κώδικας|barkod no|barkod numarası|条码|國際條碼|باركود|بارکد|kode bar
        |vöruflokksnúmer|ברקוד|บาร์โค้ด|mã vạch|codigo de barras|cod. ean|codice a barre|ean-nummer""",
    "mpn": """mpn|part no|part number|part|manufacturer part number|manufacturer part no|manufacturer number
        |mfr part number|mfr part|mfg part|mfr|mfr no|manufacturer sku|vendor code|model|model no|model nr|model number
        |model #|model code|item model number|modell|modellnummer|modell-nr|modellnr
        |herstellernummer|hersteller-nr|herstellernr|hersteller-artikelnummer|herstellerartikelnummer|teilenummer
        |modèle|modele|numéro de modèle|référence fabricant|ref fabricant|réf fabricant|modelo|número de modelo
        |número de modelo del producto|referencia del fabricante|part-number|mã
        |modello|numero modello|codice produttore|modelnummer|modelnr|fabrikantcode|kod producenta|numer części
        |part number|kód výrobce|kód výrobcu|označení výrobce|cod producător|modèle n°|型番|型式|モデル番号|型号
        |型號|모델명|모델번호|модель
        |код производителя|рк|parça no|valmistajan koodi|tillverkarens artikelnummer|model numarası|mfr. part no|mfr part no
        |mfr. part|mfg. part no|oem no|oem|oe
        |manufacturer product number|manufacturer product no|mfr product number|manufacturer item number|supplier part number
        |manufacturer's part number|manufacturer code|manufacturer part|manuf. part no|herst.-nr|herst.-art.-nr
        |hersteller-artikel-nr
        |ref. fabricante|código del fabricante|cód. fabricante|codice costruttore|kod prod|symbol producenta|numer producenta
        |gyártói cikkszám|gyári cikkszám|модел|μοντέλο|modelis|דגם|cod producator|productnummer fabrikant|produsentnr
        |varenr. produsent|メーカー型番|メーカー品番|제조사 모델명""",
    "brand": """brand|brand name|brands|manufacturer|manufactured by|product brand|make|designer|maker|label|marke
        |hersteller|fabrikat|marque|fabricant|marca|fabricante|produttore|merk|fabrikant|producent|marka|výrobce|výrobca
        |značka|varumärke|märke|tillverkare|merke|mærke|varemerke|varemærke|marchio|brändi|tuotemerkki|бранд|εταιρία
        |prekinis ženklas|preču zīme|ბრენდი|მწარმოებელი
         |εταιρεία|робна марка|مارک
        |制造商|製造商|厂商|廠商|廠牌|hãng
        |hãng sản xuất|produsen|ผู้ผลิต|برند|سازنده|تولید کننده|البراند|brand/manufacturer
        |merkki|valmistaja|znamka|blagovna znamka|proizvajalec|proizvođač|brend|robna marka|marka proizvoda|gyártó
        |márka|producător|marcă|zīmols|ražotājs|prekės ženklas|gamintojas|kaubamärk|tootja|bränd|üretici|κατασκευαστής
        |μάρκα|бренд|производитель|торговая марка|марка|виробник|торгова марка|произвођач
        |ブランド|ブランド名|メーカー|メーカー名|品牌|品牌名称|브랜드|브랜드명|제조사|제조사/브랜드|الماركة
        |العلامة التجارية|ماركة|thương hiệu|merek|ยี่ห้อ
        |แบรนด์|המותג|יצרן|מותג|merkki|produsent|производител|tuottaja|framleitt af|thương hiệu|nhà sản xuất|nhãn hiệu
        |jenama|brend
        |by brand|publisher|verlag|éditeur|editorial
        |editore|editora|uitgever|förlag|forlag|kustantaja|wydawnictwo|vydavateľstvo|kiadó|editura|издателство
        |видавництво|εκδότης
        |yayınevi|nakladnik|založba|izdavač|leidykla|출판사|nhà xuất bản|penerbit|สำนักพิมพ์|دار النشر|ناشر|הוצאה
        |生产商|生產商|merkevare|wydawca|nakladatelství|издательство|出版社|vendor|marca/fabricante|fabricante/marca
        |marka/producent|proizvajalec
        |framleiðandi|merki|الشركة المصنعة|صنع|καtασκευαστής""",
    "condition": """condition|item condition|product condition|zustand|artikelzustand|état|etat|estado|condición
        |condizione|condizioni|staat|conditie|stan|stav|skick|stand|kunto|stanje|állapot|stare|durum|durumu|состояние|стан
        |状態|商品の状態|成色|新旧程度|상태|상품상태|الحالة""",
    "color": """color|colour|farbe|couleur|coleur|cor|colore|kleur|färg|farge|farve|väri|kolor|barva|farba|szín
        |culoare|boja|renk|цвет|колір|цвят|カラー|色|颜色|顏色|색상|اللون|warna|สี|krāsa|värv|رنگ|spalva|צבע|ფერი
        |ngjyra|रंग|боја|màu sắc|χρώμα""",
    "material": """material|materials|matériau|matière|materiale|materiaal|materiał|materiál|anyag|materjal|malzeme
        |материал|матеріал|素材|材质|材質|소재|المادة|fabric|composition|zusammensetzung|composición|composição|composizione
        |samenstelling|skład""",
    "availability": """availability|in stock|stock|stock status|verfügbarkeit|lieferbarkeit|disponibilité|disponibilidad
        |disponibilidade|disponibilità|beschikbaarheid|voorraad|tillgänglighet|lagerstatus|saatavuus|dostępność|dostupnost
        |dostupnosť|elérhetőség|disponibilitate|zaloga|razpoloživost|stoc|наличие|наявність|在庫|库存|재고
        |stock availability|stock level|inventory|in stock status|lagerbestand|lieferstatus|bestand|lager|en stock
        |existencias|estoque
        |giacenza|stan magazynowy|dostępność produktu|sklad|raktárkészlet|készlet|stok|stok durumu|stok adedi|tình trạng
        |ketersediaan
        |διαθεσιμότητα|доступность|остаток|в наличност|наличност|التوفر|זמינות|מלאי
        |สถานะสินค้า|庫存|庫存狀態|在庫状況|在庫数|raspoloživost
        |dostupnost na skladu|prieinamumas|pieejamība|saadavus|lagersaldo|lagerstatus|på lager
        |التوافر|tilgængelighed|tilgjengelighet|доступність|tính khả dụng|可用性|是否有貨|入手可能性
        |likutis|laoseis|الكمية المتوفرة|موجودی|재고현황|მარაგი|ხელმისაწვდომობა|pasiekiamumas|حالة التوفر
        |库存状态|razpoložljivost""",
}
_FIELD_OF = {
    label.strip(): field
    for field, text in reversed(_LABELS.items())
    for label in re.sub(r"\s*\n\s*", "", text).split("|")
    if label.strip()
}


def _folded(text: str) -> str:
    """In lower case with plain spaces, the same whether cut off or not: a sigma's small letter depends on what follows."""
    return _closed(text.lower().replace("\u03c2", "\u03c3").replace("\u3000", " "))


def _closed(text: str) -> str:
    """Without the spaces that spread a label of few ideographs to the width of the others."""
    return text if text.isascii() else _SPREAD.sub("", text)


# What labels begin with, from their first letter on; one is also looked up without its dots.
_LETTER, _SURE = re.compile(r"[^\W\d_]"), 10
_WRITTEN = {written for label in _FIELD_OF for written in (_folded(label), _folded(label).replace(".", ""))}
_STARTS = {written[found.start() :] for written in _WRITTEN if (found := _LETTER.search(written))}
_WHOLE = frozenset(start for start in _STARTS if len(start) <= _SURE)
_BEGINNINGS = frozenset(start[:length] for start in _STARTS for length in range(1, _SURE + 1))
# One common word is a label only with a colon or number sign after it, or as a table heading of its own.
_WEAK_TEXT = (
    "id|cod|art|ref|style|item|part|make|label|code|kod|номер|kód|код|symbol|internet|indeks|article|model|modell"
    "|modelo|color|colour|brands|stock|koda|kood|estado|stan|stav|stand|artikel|anzeige|designer|mã|mfr|fabric|cor"
    "|reference|brand|manufacturer|publisher|vendor|inventory|lager|bestand|en stock|existencias|sklad|stok|på lager"
    "|kode|codi|artikkel|artikul|编号|merki|oem|oe|รหัส|jan|stare"
)
_WEAK = frozenset(_WEAK_TEXT.split("|"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled value: the field, the label and value as written, and the run that holds the value."""

    field: str
    label: str
    value: str
    run: Run


def find_labelled(outline: Outline) -> Iterator[Labelled]:
    """All labelled values outside side matter, in reading order; a run may hold several, parted by bars, dots or wide spaces."""
    runs, parted = outline.runs, _have_parts(outline.runs)
    labels = {index for index in _LABELS_BEGIN.pick(runs.heads) if _LABELS_BEGIN[runs.texts[index][:_SURE]]}
    for index in sorted(labels | parted):
        text = runs.texts[index]
        if len(text) > _LONGEST:
            continue
        run = runs[index]
        more = [*_further(outline, run, text)] if index in parted else []
        if index in labels and (found := _labelled(outline, run, text)):
            yield replace(found, value=_SEVERAL.split(found.value)[0].strip()) if more and found.run is run else found
        yield from more


def _have_parts(runs: Runs) -> set[int]:
    """The numbers of the texts that hold several parts."""
    spaced = runs.spaced
    return spaced.holding(_PARTING) | spaced.matching(_PARTING_SIGN) | spaced.matching(_PARTING_CODE)


def _may_be_label(head: str) -> bool:
    """False where no label begins with these first letters of a text, at most _SURE; signs and brackets may stand before one."""
    folded = _folded(head)
    letter = _LETTER.search(folded)
    if letter is None:
        return len(head) >= LETTERS and not any(map(str.isalnum, head))
    begin = folded[letter.start() :]
    return any(start in _BEGINNINGS or not _WHOLE.isdisjoint(accumulate(start)) for start in (begin, begin.replace(".", "")))


_LABELS_BEGIN = Answers(_may_be_label)


def _further(outline: Outline, run: Run, text: str) -> Iterator[Labelled]:
    """The labelled values of a text behind its first part, each with its value in the same part."""
    for part in _SEVERAL.split(text)[1:]:
        is_label = part[:1].isalnum() and _LABELS_BEGIN[part[:_SURE]]
        if is_label and (found := _labelled(outline, run, part)) and found.run is run:
            yield found


def _labelled(outline: Outline, run: Run, text: str) -> Labelled | None:
    label, rest = _parted(text)
    field = _FIELD_OF.get(label) or _FIELD_OF.get(label.rstrip("s")) or _FIELD_OF.get(label.replace(".", ""))
    if field is None and "(" in label:
        field = _explained(label)
    if field is None and (pair := _label_and_code(text) or _label_and_name(text)):
        label, rest = pair
        field = _FIELD_OF.get(label) or _FIELD_OF.get(label.replace(".", ""))
    if field is None:
        return None
    if field == "brand" and _NUMBER_OF_MAKER.match(text):
        field = "mpn"
    value, holder = (_LENGTH.sub("", rest) if field == "gtin" else rest).strip(), run
    if value in _NO_VALUE:
        value, holder = _following(outline, run)
    elif label in _WEAK and not _SIGN.search(text) and field != "brand" and not _LONG_CODE.fullmatch(value):
        return None
    if not value:
        return None
    place = outline.place(run.node)
    if place is not None and ((place.side and not place.side.startswith("breadcrumb")) or (place.link and holder is not run)):
        return None
    return Labelled(field, label, value.lstrip(":： \u200e\u200f").strip(), holder)


def _explained(label: str) -> str | None:
    """The field of a label with another one behind it in brackets: "Kód produktu (UPC)"; what stands in them is more exact."""
    name, _, more = label.partition("(")
    return _FIELD_OF.get(more.strip()) or _FIELD_OF.get(name.strip())


def _parted(text: str) -> tuple[str, str]:
    """A text at its first colon, number sign or digit: what may be a label, in lower case, and the rest."""
    label, rest = text.lower(), ""
    if _PARTED.search(label, 1, 36) and (found := _HEAD.match(text)):
        label, rest = found[1].lower(), found[2]
    return _closed(label.strip(" .\u00a0\u200e\u200f()*•-")), rest


def _label_and_code(text: str) -> tuple[str, str] | None:
    """A label and a code with nothing but a space between them, as in "Item No. CK-31"."""
    label, _, code = text.replace("\u3000", " ").strip("()[] ").rpartition(" ")
    if not _CODE.fullmatch(code):
        return None
    label = label.lower().strip(" .\u00a0")
    is_code = label not in _WEAK or _LONG_CODE.fullmatch(code)
    return (label, code) if label and len(label) <= 34 and is_code else None


def _label_and_name(text: str) -> tuple[str, str] | None:
    """A label and a name of few words behind it, as in "Hersteller Linnea"."""
    words = text.split()
    if len(text) > 40 or not 2 <= len(words) <= 5:
        return None
    label = words[0].lower()
    is_brand = _FIELD_OF.get(label) == "brand" and (label not in _WEAK or words[0] in ("Brand", "Manufacturer"))
    return (label, " ".join(words[1:])) if is_brand and not words[1].islower() else None


def _following(outline: Outline, run: Run) -> tuple[str, Run]:
    """The value of a label that is a run of its own: the next run, or the one behind a lone colon; none of a table's head row."""
    runs = outline.runs
    value, holder = "", run
    for index in range(run.index + 1, min(run.index + 3, len(runs))):
        holder = runs[index]
        value = holder.text
        if value not in _NO_VALUE:
            break
    if run.node.tag == "th" and (holder.node.tag == "th" or _is_of_a_head_row(run.node, holder.node)):
        return "", run
    return value, holder


def _is_of_a_head_row(head: LexborNode, value: LexborNode) -> bool:
    """True for the last head of a row of heads: what follows is the first cell of the row below."""
    row = head.parent
    if row is None or any(step is not None and step.mem_id == row.mem_id for step in (value.parent, value)):
        return False
    return [node.tag for node in row.iter()].count("th") > 1 and row.css_first("td") is None
