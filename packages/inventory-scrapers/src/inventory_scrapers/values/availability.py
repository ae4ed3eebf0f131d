"""Can it be bought? What codes of page data, notices and buttons say."""

from __future__ import annotations

import re
from typing import Literal

Availability = Literal[
    "in_stock",
    "limited",
    "pre_order",
    "back_order",
    "made_to_order",
    "reserved",
    "sold",
    "out_of_stock",
    "discontinued",
    "unknown",
]

# schema.org/ItemAvailability, OpenGraph product:availability, feeds of shops, and states of page data, without separators.
_CODES: dict[str, Availability] = {
    code: value
    for value, codes in {
        "in_stock": "instock instoreonly onlineonly available availablefororder true yes y 1 onsale forsale active live inventory instockonline ok",
        "limited": "limitedavailability lowstock limited fewleft limitedstock",
        "pre_order": "preorder presale comingsoon",
        "back_order": "backorder backordered availableonbackorder onbackorder",
        "made_to_order": "madetoorder",
        "reserved": "reserved pending onhold trading",
        "sold": "sold",
        "out_of_stock": "outofstock soldout oos unavailable notavailable false no n 0 nostock temporarilyunavailable outstock",
        "discontinued": "discontinued obsolete endoflife",
    }.items()
    for code in codes.split()
}  # type: ignore[misc]
# schema.org SoldOut is a stock level of a shop, no sale of one thing: marketplaces map their own.
_URL = re.compile(
    r"^(?:https?:)?/*(?:www\.)?(?:schema\.org|data-vocabulary\.org|rdf\.data-vocabulary\.org|purl\.org/goodrelations)[/#]*(?:v1#)?|^(?:schema|gr):",
    re.IGNORECASE,
)
_SEPARATORS = str.maketrans("", "", " -_/.#\xa0")
_LONGEST = 80

_OUT = (
    r"sold ?out|out of stock|(?:currently |temporarily )?(?:unavailable|not available|out of stock|sold out)|no longer available|not in stock|none left|0 in stock|notify me(?: when (?:it'?s |this is )?(?:available|back in stock))?"
    r"|e-?mail me when (?:available|back in stock)|join (?:the )?wait ?list"
    r"|(?:derzeit |leider |momentan |zurzeit |aktuell |zur zeit )?(?:ausverkauft|nicht (?:mehr )?(?:auf lager|lieferbar|verfügbar|vorrätig)|vergriffen)|benachrichtigen(?: sie mich)?(?:,? wenn verfügbar)?"
    r"|(?:actuellement |temporairement |momentanément |produit )?(?:épuisée?|indisponible|en rupture(?: de stock)?|rupture de stock|non disponible|plus disponible|pas en stock)|m'alerter|prévenez-moi"
    r"|(?:temporalmente |actualmente )?(?:agotado|no disponible|sin (?:stock|existencias)|fuera de stock|no hay existencias)|avísame(?: cuando esté disponible)?"
    r"|(?:attualmente |temporaneamente )?(?:esaurito|non (?:più )?disponibile)|avvisami(?: quando disponibile)?"
    r"|(?:produto )?(?:esgotado|indisponível|fora de estoque|sem (?:estoque|stock)|não disponível)|avise-me(?: quando chegar)?"
    r"|(?:tijdelijk )?(?:uitverkocht|niet (?:meer )?(?:op voorraad|leverbaar|beschikbaar))|(?:chwilowo |produkt )?(?:niedostępny|wyprzedane|wyprzedany|brak w magazynie|brak towaru)|powiadom o dostępności"
    r"|(?:stokta yok|tükendi|stok yok|mevcut değil)(?: ?\(?geçici\)?)?|gelince haber ver"
    r"|(?:временно )?(?:нет в наличии|распродано|товар закончился|нет на складе|отсутствует|не в наличии|закончился)|сообщить о поступлении|(?:тимчасово )?(?:немає в наявності|закінчився|розпродано)|повідомити про наявність"
    r"|غير متوفر(?: حاليا)?|نفد(?:ت الكمية| من المخزون)?|نفذت الكمية|غير متاح|أعلمني عند التوفر|אזל(?: מהמלאי| המלאי)?|לא במלאי|לא זמין"
    r"|(?:stok )?habis|stok (?:habis|kosong)|tidak tersedia|habis (?:stok|terjual)|kehabisan stok|tiada stok|tidak tersedia|hết hàng|tạm hết hàng|สินค้าหมด|หมด|ไม่มีสินค้า|आउट ऑफ स्टॉक|स्टॉक में नहीं(?: है)?|उपलब्ध नहीं(?: है)?"
    r"|(?:tillfälligt |tyvärr )?(?:slutsåld|slut i lager|ej i lager|inte i lager|slut)|bevaka|(?:midlertidigt )?(?:udsolgt|ikke på lager)|utsolgt|loppuunmyyty|loppu(?: varastosta)?|ei varastossa|ei saatavilla"
    r"|vyprodáno|není skladem|nedostupné|momentálně nedostupné|vypredané|nie je skladom|elfogyott|nincs (?:készleten|raktáron)|nem (?:kapható|elérhető|rendelhető)|stoc epuizat|nu este (?:în|in) stoc|indisponibil|epuizat|εξαντλήθηκε|εξαντλημένο|μη διαθέσιμο|δεν είναι διαθέσιμο"
    r"|売り?切れ(?:ました)?|在庫切れ|在庫なし|在庫がありません|品切れ(?:中)?|完売(?:しました|御礼)?|入荷待ち|再入荷(?:のお知らせ|通知).{0,8}|缺货|缺貨|暂时缺货|已售罄|售罄|售完|已售完|无货|無貨|到货通知|到貨通知|补货中|補貨中|품절(?:된 상품입니다)?|일시 ?품절|매진|재입고 알림(?: 신청)?"
)
_SOLD = r"(?:this |the )?(?:item |listing )?(?:has been |was |is )?sold|sold!?|verkauft|vendue?|vendido|venduto|verkocht|sprzedan[eyao]|satıldı|продано|продан|已售出|已售|sold \(売却済み\)|売却済み?|판매 ?완료|거래 ?완료|תם|נמכר|مباع|تم البيع|såld|solgt|myyty|prodáno|predané|eladva|vândut|terjual|đã bán|ขายแล้ว"
_DISCONTINUED = (
    r"discontinued|no longer (?:sold|made|manufactured)|(?:artikel |produkt )?(?:nicht mehr im sortiment|eingestellt)|fin de série|(?:produit )?arrêté|descatalogado|fuori produzione|descontinuado|uit (?:het )?assortiment|wycofany(?: z oferty)?"
    r"|снято? с производства|снят с продажи|販売終了(?:しました)?|生産終了|取扱終了|已下架|停产|停產|단종|판매 ?종료|판매 ?중지|utgått|udgået|utgått|poistunut valikoimasta|prodej ukončen|předaj ukončený"
)
_PRE = r"pre-?orders?(?: now)?|available for pre-?order|coming soon|vorbestell(?:en|ung|bar)|jetzt vorbestellen|précommande(?:r)?|en précommande|preventa|pre-?venta|reservar|preordin[ae]|pre-?ordine|pré-?venda|pre-?order(?:en)?|przedsprzedaż|ön sipariş|предзаказ|попереднє замовлення|طلب مسبق|הזמנה מוקדמת|förbeställ|forudbestil|forhåndsbestill|ennakkotilaa|předobjednat|předobjednávka|predobjednávka|előrendelés|precomandă|προπαραγγελία|予約(?:受付中|する|商品)?|预售|預售|預購|预订|예약 ?(?:판매|구매)?|đặt trước|สั่งจองล่วงหน้า|พรีออเดอร์"
_BACK = r"back-?orders?(?:ed)?|on back-?order|available on back-?order|nachbestellt|in nachlieferung|お取り寄せ|取り寄せ(?:商品|可)?|en réapprovisionnement|restordre|på väg in|под заказ"
_MADE = r"made[ -]to[ -]order|made[ -]to[ -]measure|custom[ -]made|auf bestellung(?: gefertigt)?|wird (?:für sie )?(?:auf bestellung )?(?:an)?gefertigt|fait sur commande|sur commande|fabriqué à la commande|hecho (?:bajo|por) pedido|bajo pedido|su ordinazione|sob encomenda|feito sob encomenda|op bestelling(?: gemaakt)?|na zamówienie|sipariş üzerine|受注生産|オーダーメイド|定制|接单生产|주문 ?제작|на замовлення|изготовление на заказ|beställningsvara|tilaustuote|na objednávku|rendelésre|la comandă|κατόπιν παραγγελίας"
_RESERVED = r"reserved|on hold|reserviert|réservée?|reservado|riservato|prenotato|gereserveerd|zarezerwowan[eya]|rezerve(?: edildi)?|зарезервировано|бронь|محجوز|שמור|reserverad|reserveret|reservert|varattu|rezervován[oae]|rezervované|lefoglalva|rezervat|取引中|商談中|已预订|已預訂|예약중|거래중"
_LIMITED = (
    r"(?:hurry,? |only |last |just )+(?:a )?(?:few|\d{1,3}) (?:left|remaining|items? left|in stock|pieces? left)(?: in stock)?!?(?:[ -–—]*order soon\.?)?|\d{1,2} (?:left|remaining)(?: in stock)?|few left|low stock|limited (?:availability|stock)|last (?:one|chance|items?|piece)|almost gone"
    r"|(?:nur )?noch \d{1,3} (?:stück |artikel )?(?:auf lager|verfügbar|vorrätig|übrig|stück)?|wenige(?: exemplare| stück)? (?:auf lager|verfügbar)|geringer bestand|(?:plus que|il ne reste (?:plus )?que|seulement) \d{1,3} (?:en stock|exemplaires?|articles?|pièces?|restants?)|dernières? pièces?|stock (?:limité|faible)"
    r"|(?:solo |sólo )?quedan? (?:solo )?\d{1,3}(?: unidades?| en stock)?|últimas? unidades?|(?:solo|ne restano) \d{1,3} (?:rimast[oi]|disponibil[ei]|pezzi?)|ultimi pezzi|(?:restam|apenas|só) (?:apenas )?\d{1,3}(?: unidades?| em estoque)?|nog (?:maar )?\d{1,3} (?:op voorraad|beschikbaar)?|(?:zostało |ostatni[ae] )(?:tylko )?(?:\d{1,3} )?(?:szt\.?|sztuk[ai]?)|son \d{1,3} (?:adet|ürün)|осталось (?:всего )?\d{1,3}(?: шт\.?)?|залишилось \d{1,3}(?: шт\.?)?"
    r"|残り ?\d{1,3} ?(?:点|個|本|枚)?|残りわずか|在庫わずか|在庫 ?残り ?\d{1,3} ?点?|仅剩 ?\d{1,3} ?件|僅剩 ?\d{1,3} ?件|\d{1,3}개 남음|남은 수량 ?\d{1,3}개?|bara \d{1,3} kvar|få kvar|kun \d{1,3} (?:tilbage|igjen)|enää \d{1,3} jäljellä|poslední(?:ch)? \d{1,3}? ?(?:kusy?|ks)|posledné kusy|utolsó \d{1,3}? ?(?:darab|db)|ultimele \d{1,3}? ?(?:bucăți|produse)|tersisa \d{1,3}|sisa \d{1,3}|còn \d{1,3}(?: sản phẩm)?|เหลือ ?\d{1,3} ?ชิ้น"
)
_IN = (
    r"(?:\d{1,6} |item is |this item is )?in stock(?: now| online|,? ready to ship)?|available(?: now| online| immediately)?|ready to ship|in store only|(?:usually )?(?:ships|dispatched|despatched) (?:today|same day|in|within|from)[^.!?\n]{0,30}|more than \d{1,4} (?:in stock|available)"
    r"|(?:\d{1,6} (?:stück )?)?auf lager|sofort (?:lieferbar|verfügbar|versandfertig|versandbereit)[^.!?\n]{0,30}|lieferbar|verfügbar|lagernd|vorrätig|versandfertig in[^.!?\n]{0,25}|(?:actuellement |produit )?en stock|disponible(?: immédiatement)?|expédié sous[^.!?\n]{0,20}|en existencias?|hay existencias|en stock|disponible"
    r"|disponibile(?: subito)?|in magazzino|em (?:estoque|stock)|disponível|op voorraad|direct leverbaar|leverbaar|beschikbaar|dostępn[yae]|w magazynie|na stanie|stokta(?: var)?|mevcut|(?:есть )?в наличии|в наявності|є в наявності|на складе|متوفر(?: في المخزون)?|متاح|במלאי|זמין(?: במלאי)?"
    r"|tersedia|stok tersedia|ada stok|còn hàng|มีสินค้า|พร้อมส่ง|स्टॉक में(?: है)?|उपलब्ध(?: है)?|i lager|finns i lager|på lager|varastossa|heti saatavilla|saatavilla|skladem|na skladě|skladom|na sklade|raktáron|készleten|elérhető|în stoc|in stoc|disponibil|διαθέσιμο|άμεσα διαθέσιμο|σε απόθεμα"
    r"|在庫あり|在庫有り?|在庫:? ?[○◎]|即納|有货|有貨|现货|現貨|有现货|재고 ?있음|구매 ?가능"
)
_LEAD = r"[\W_]*(?:(?:availability|stock(?: status)?|status|verfügbarkeit|lieferstatus|disponibilité|disponibilidad|disponibilità|disponibilidade|beschikbaarheid|voorraad|dostępność|dostupnost|dostupnosť|наличие|наявність|lagerstatus|saatavuus|elérhetőség|disponibilitate|在庫(?:状況)?|库存|庫存|재고)[ \xa0]*[:：][\W_]*)?(?:sorry,? |leider )?(?:(?:this |the )?(?:item|product) (?:is )?)?"
_CLASSES: tuple[tuple[str, Availability], ...] = (
    (_DISCONTINUED, "discontinued"),
    (_SOLD, "sold"),
    (_OUT, "out_of_stock"),
    (_PRE, "pre_order"),
    (_MADE, "made_to_order"),
    (_BACK, "back_order"),
    (_RESERVED, "reserved"),
    (_LIMITED, "limited"),
    (_IN, "in_stock"),
)
# The phrase is the whole text, or what stands before its first delimiter.
_PHRASES = tuple(
    (re.compile(rf"{_LEAD}(?:{words})(?![^\W_])[\W_]*(?:$|[.!,;:(|•–—\n-])", re.IGNORECASE), value) for words, value in _CLASSES
)
_BUY = re.compile(
    r"[\W_]*(?:(?:add|put) (?:item )?(?:to|in) (?:your |my |the |shopping )*(?:cart|bag|basket|trolley)|buy(?: it)?(?: now)?|order now|purchase|(?:jetzt )?(?:kaufen|bestellen)|sofort-?kaufen|in den (?:waren|einkaufs)(?:korb|wagen)(?: legen)?|in den korb"
    r"|ajouter au panier|acheter(?: maintenant)?|commander|añadir (?:al carrito|a la cesta|al carro|a la bolsa)|agregar al (?:carrito|carro)|comprar(?: ahora| agora| já)?|adicionar ao carrinho|aggiungi al carrello|acquista(?: ora)?|in (?:mijn )?winkel(?:wagen|mand(?:je)?)|toevoegen aan winkel(?:wagen|mand)|nu kopen"
    r"|(?:dodaj )?do koszyka|kup teraz|sepete ekle|(?:hemen|şimdi) (?:al|satın al)|satın al|(?:добавить )?в корзину|купить(?: сейчас)?|(?:додати )?(?:в|у|до) кошика?|купити|أضف (?:إلى|الى) (?:السلة|العربة|عربة التسوق)|اشتر الآن|שراء|הוסף ל?סל|הוספה לסל|קנה עכשיו|(?:masukkan|tambah(?:kan)?) ke (?:keranjang|troli)|beli sekarang|thêm vào giỏ(?: hàng)?|mua ngay"
    r"|เพิ่มลงในตะกร้า|หยิบใส่ตะกร้า|ซื้อเลย|ซื้อทันที|कार्ट में (?:डालें|जोड़ें)|अभी खरीदें|lägg i (?:varukorgen?|kundvagnen?)|köp(?: nu)?|læg i kurv(?:en)?|køb(?: nu)?|legg i handlekurv(?:en)?|kjøp(?: nå)?|lisää (?:ostos)?koriin|osta(?: nyt)?|(?:přidat |vložit )?do košíku|koupit|(?:pridať |vložiť )?do košíka|kúpiť|kosárba(?: teszem| rakom)?|megveszem|adaugă în coș|cumpără(?: acum)?"
    r"|(?:προσθήκη )?στο καλάθι|αγορά|カート(?:に(?:入れる|追加)|へ)|カゴに入れる|買い物かごに入れる|(?:今すぐ)?購入(?:する|手続きへ)?|今すぐ買う|加入购物车|加入購物車|立即购买|立即購買|直接購買|장바구니(?: ?담기|에 담기)?|(?:바로 ?)?구매(?:하기)?)[\W_]*$",
    re.IGNORECASE,
)


def read_availability(text: object) -> Availability | None:
    """The availability that a value of page data or a short notice names; null where it names none.

    Values: schema.org (address, prefix or bare, any case), OpenGraph product:availability, booleans and states of embedded data.
    Notices: a phrase in one of some thirty languages that is the whole text or stands before its first delimiter; a text of
    more than 80 characters is a description and says nothing. A negation ("not in stock") is a phrase of its own.
    """
    if isinstance(text, bool):
        return "in_stock" if text else "out_of_stock"
    if not isinstance(text, str) or not (stripped := text.strip()) or len(stripped) > _LONGEST:
        return None
    code = _URL.sub("", stripped, count=1).translate(_SEPARATORS).lower()
    if value := _CODES.get(code):
        return value
    folded = stripped.replace("\xa0", " ").replace("’", "'")
    return next((value for phrase, value in _PHRASES if phrase.match(folded)), None)


def read_buy_button(text: str | None) -> bool:
    """True where a button's whole text puts something into a cart or buys it. A weaker sign than a notice: disabled buttons say it too."""
    return bool(text) and len(text or "") <= _LONGEST and _BUY.match((text or "").strip()) is not None
