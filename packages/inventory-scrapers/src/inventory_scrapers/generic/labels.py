"""Labelled text: "SKU: 12-345", "Marke | Acme", a table row, a definition list - read from the runs of the outline.

A label is a whole run, or the beginning of one before a colon, a number sign or a digit. Lookup is by the exact words, so that
thousands of runs cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inventory_scrapers.generic.outline import Outline, Run

_HEAD = re.compile(
    r"[\s\u200e\u200f(•*-]*([^\d:：#№=\n]{2,34}?)[\s\u00a0]*(?:[.]?\s*[:：#№=]+|(?=\d)|$)[\s\u200e\u200f:：#№.]*(.*)", re.DOTALL
)
# What ends a label inside a run.
_PARTED = re.compile(r"[\d:：#№=]")
# "ISBN-13: 978..." and "EAN 13" name the number of digits.
_LENGTH = re.compile(r"^(?:8|1[0-4])(?:[\s\u200e\u200f]*[:：][\s\u200e\u200f]*|[\s\u200e\u200f]*$)")
_LONGEST = 140
_NO_VALUE = frozenset({"", ":", "：", "|", "-", "n/a", "na", "none", "null", "-/-", "unknown", "does not apply"})

# By field: the labels that shops put before it, in lower case without punctuation.
_LABELS = {
    "sku": """ebay item number|sku|sku no|sku nr|sku number|sku code|sku id|item|item no|item nr|item number
        |item code|item id|item ref|product code|product id|product no|product number|product ref
        |product reference|product sku|article|article no|article nr|article number|article code|art|art no|art nr
        |art. no|art. nr|art.-nr|art-nr|artnr|art.nr|stock no|stock number|stock code|catalog no|catalog number
        |catalogue number|catalogue no|catalogue code|web code|web id|ad id|ad no|ad number|ad ref|listing id
        |lot id|asin|style|style no|style number|style code|style id|ref|ref no|reference|reference no|reference number
        |reference code|store sku|internet
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
        |cikkszám|termékkód|cikk szám|cod produs|cod articol|cod|referință|sku produs|cod intern
        |šifra|šifra artikla|šifra izdelka|šifra proizvoda|kataloška številka|id izdelka|kataloški broj|koda|koda izdelka
        |produkta kods|preces kods|preces numurs|artikuls|prekės kodas|prekes kodas|tootekood|toote kood|kood
        |ürün kodu|stok kodu|model kodu|ilan no
        |κωδικός|κωδικός προϊόντος|артикул|арт|код|код товара|код продукта|код товару|номер товара|каталожен номер
        |каталожный номер|шифра|код на продукта|№ объявления
        |品番|商品番号|商品コード|商品id|商品管理番号|型番・品番|管理番号|商品编号|货号|商品货号|產品編號|商品編號
        |商品代碼|貨號|商品号|상품번호|상품코드|제품코드|딜번호|품번|رقم المنتج
        |رمز المنتج|كود المنتج|رقم الإعلان""",
    "gtin": """gtin|gtin-|ean|ean-|ean code|ean-code|ean kód|ean kod|kod ean|kód ean|cod ean|código ean
        |código de barras|codice ean|upc|upc code|upc number|isbn|isbn-|isbn/ean|ean/isbn|ean/gtin|gtin/ean|barcode
        |bar code|strichcode
        |streepjescode|code barre|code-barres|ean/upc|upc/ean|jan|janコード|jan code|isbnコード|vonalkód|čárový kód
        |čiarový kód|kod kreskowy|cod de bare|črtna koda|barkod|штрихкод|штрих-код|ean kodas|ean kods|ribakood|viivakoodi
        |streckkod|条形码|바코드""",
    "mpn": """mpn|part no|part number|part|manufacturer part number|manufacturer part no|manufacturer number
        |mfr part number|mfr part|mfg part|mfr|mfr no|manufacturer sku|vendor code|model|model no|model nr|model number
        |model #|model code|item model number|modell|modellnummer|modell-nr|modellnr
        |herstellernummer|hersteller-nr|herstellernr|hersteller-artikelnummer|herstellerartikelnummer|teilenummer
        |modèle|modele|numéro de modèle|référence fabricant|ref fabricant|réf fabricant|modelo|número de modelo
        |número de modelo del producto|referencia del fabricante|part-number|mã
        |modello|numero modello|codice produttore|modelnummer|modelnr|fabrikantcode|kod producenta|numer części
        |part number|kód výrobce|kód výrobcu|označení výrobce|cod producător|modèle n°|型番|型式|モデル番号|型号
        |型號|모델명|모델번호|модель
        |код производителя|рк|parça no|valmistajan koodi|tillverkarens artikelnummer|model numarası""",
    "brand": """brand|brand name|brands|manufacturer|manufactured by|product brand|make|designer|maker|label|marke
        |hersteller|fabrikat|marque|fabricant|marca|fabricante|produttore|merk|fabrikant|producent|marka|výrobce|výrobca
        |značka|varumärke|märke|tillverkare|merke|mærke|brand/manufacturer
        |merkki|valmistaja|znamka|blagovna znamka|proizvajalec|proizvođač|brend|robna marka|marka proizvoda|gyártó
        |márka|producător|marcă|zīmols|ražotājs|prekės ženklas|gamintojas|kaubamärk|tootja|bränd|üretici|κατασκευαστής
        |μάρκα|бренд|производитель|торговая марка|марка|виробник|торгова марка|произвођач
        |ブランド|ブランド名|メーカー|メーカー名|品牌|品牌名称|브랜드|브랜드명|제조사|제조사/브랜드|الماركة
        |العلامة التجارية|ماركة|thương hiệu|merek|ยี่ห้อ
        |แบรนด์|המותג|יצרן|מותג""",
    "condition": """condition|item condition|product condition|zustand|artikelzustand|état|etat|estado|condición
        |condizione|condizioni|staat|conditie|stan|stav|skick|stand|kunto|stanje|állapot|stare|durum|durumu|состояние|стан
        |状態|商品の状態|成色|新旧程度|상태|상품상태|الحالة""",
    "color": """color|colour|farbe|couleur|coleur|cor|colore|kleur|färg|farge|farve|väri|kolor|barva|farba|szín
        |culoare|boja|renk|цвет|колір|цвят|カラー|色|颜色|顏色|색상|اللون""",
    "material": """material|materials|matériau|matière|materiale|materiaal|materiał|materiál|anyag|materjal|malzeme
        |материал|матеріал|素材|材质|材質|소재|المادة|fabric|composition|zusammensetzung|composición|composição|composizione
        |samenstelling|skład""",
    "availability": """availability|stock|stock status|verfügbarkeit|lieferbarkeit|disponibilité|disponibilidad
        |disponibilidade|disponibilità|beschikbaarheid|voorraad|tillgänglighet|lagerstatus|saatavuus|dostępność|dostupnost
        |dostupnosť|elérhetőség|disponibilitate|zaloga|razpoloživost|stoc|наличие|наявність|在庫|库存|재고""",
}
_FIELD_OF = {
    label.strip(): field
    for field, text in reversed(_LABELS.items())
    for label in re.sub(r"\s*\n\s*", "", text).split("|")
    if label.strip()
}
# Most texts begin as no label does.
_STARTS = frozenset(label[:3] for label in _FIELD_OF)
_SHORTEST = frozenset(label for label in _FIELD_OF if len(label) < 3)
# One common word is a label only with a colon or number sign after it, or as a table heading of its own.
_WEAK = frozenset(
    {
        "id",
        "cod",
        "art",
        "ref",
        "style",
        "item",
        "part",
        "make",
        "label",
        "code",
        "kód",
        "код",
        "symbol",
        "internet",
        "indeks",
        "article",
        "model",
        "modell",
        "modelo",
        "color",
        "colour",
        "brands",
        "stock",
        "koda",
        "kood",
        "estado",
        "stan",
        "stav",
        "stand",
        "artikel",
        "anzeige",
        "designer",
        "mã",
        "mfr",
        "fabric",
        "cor",
        "reference",
        "brand",
        "manufacturer",
        "jan",
        "stare",
    }
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled value: the field, the label and value as written, and the run that holds the value."""

    field: str
    label: str
    value: str
    run: Run


def find_labelled(outline: Outline) -> Iterator[Labelled]:
    """All labelled values outside side matter, in reading order."""
    runs, last = outline.runs, len(outline.runs) - 1
    field_of, parted, match = _FIELD_OF.get, _PARTED.search, _HEAD.match
    starts, shortest = _STARTS, _SHORTEST
    for run in runs:
        text = run.text
        if len(text) > _LONGEST or (text[0].isalpha() and text[:3].lower() not in starts and text[:2].lower() not in shortest):
            continue
        label, rest = text.lower(), ""
        if parted(label, 1, 36):
            if not (found := match(text)):
                continue
            label, rest = found[1].lower(), found[2]
        elif len(label) > 34:
            continue
        label = label.strip(" .\u00a0\u200e\u200f()*•-")
        field = field_of(label) or field_of(label.rstrip("s"))
        if field is None:
            continue
        value, holder = _LENGTH.sub("", rest).strip(), run
        if value in _NO_VALUE and run.index < last:
            holder = runs[run.index + 1]
            value = holder.text
            if value in _NO_VALUE and run.index + 2 <= last:
                holder = runs[run.index + 2]
                value = holder.text
        elif label in _WEAK and not re.search(r"[:：#№]", text):
            continue
        place = outline.place(run.node)
        if place is not None and (place.side and not place.side.startswith("breadcrumb")):
            continue
        yield Labelled(field, label, value.lstrip(":： \u200e\u200f").strip(), holder)
