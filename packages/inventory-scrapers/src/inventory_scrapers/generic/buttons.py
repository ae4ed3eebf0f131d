"""The buttons and links that put the thing into a cart, buy it, or ask its seller."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from inventory_core.text import clean_line
from inventory_scrapers.generic.outline import Outline, Place
from inventory_scrapers.generic.price_seen import above
from inventory_scrapers.generic.runs import Run
from inventory_scrapers.generic.sieve import Sieve, Words

# Something that is put into a cart, by its verb or its preposition and by what shops call the cart; not the way to the cart.
_TO_CART = (
    r"^(?!\W*(?:view|go|see|your|my|show|zum|zur|mein|voir|mon|vai|vedi|ver|ir|mi|meu|bekijk|naar|mijn|vis|se|g[åa]|till"
    r"|din|zobacz|przejd[źz]|zobrazit"
    r"|p[řr]ej[íi]t|megtekint|vezi|git|перейти|посмотреть|моя|lihat|xem)\b).{0,12}?(?<!\w)"
    r"(?:add|put|place|aggiungi|metti|inserisci|ajouter|mettre|a[nñ]adir|a[nñ]ade|agregar|incluir|adicionar|colocar"
    r"|toevoegen|voeg|leg|tilf[øo]j|l[äa]gg|l[æa]g|legg|laita"
    r"|lis[äa]{2}|dodaj|wrzu[ćc]|vlo[žz]i[tť]|p[řr]ida[tť]|stavi|ad[aă]ug[aă](?:[țtţ]i)?|tambah\w*|masukkan|th[êe]m|добавить"
    r"|додати"
    r"|добави|положить|in|into|to|do|u|i|v|til|ielikt|pievienot|lisa|d[ėe]ti|[įi]"
    r"|в|у|до|στο|προσθήκη)(?!\w).{0,30}?(?<!\w)"
    r"(?:cart|basket|bag|trolley|tote|warenkorb|einkaufs\w+|korb|panier|sac|carrello|borsa|cestino|cesto|carrito|carro|chariot"
    r"|cesta|bolsa|carrinho|sacola|winkel\w+"
    r"|mandje|varukorg\w*|kundvagn\w*|kurv\w*|handle\w+|ostoskori\w*|ostosk[äa]rry\w*|kori\w*|koszyk\w*|ko[šs][íi]k\w*"
    r"|co[șsş](?:ul)?|korp[ua]"
    r"|ko[šs]aric\w*|keranjang|troli"
    r"|gi[ỏo]|xe [đd][ẩa]y|groz\w*|krep[šs]el\w*|\w*korvi|корзин\w*|кошик\w*|количк\w*|корп\w*|καλάθι)(?!\w)"
)
# What a button says that puts the thing into a cart, or buys it; in lower case, as the text that it is compared with.
BUY_TEXT = re.compile(
    r"\b(?:add(?:ed)? (?:\w+ ){0,3}to (?:\w+ ){0,2}(?:cart|bag|basket|trolley|tote)|add to order|put in (?:cart|basket|bag)"
    r"|buy (?!tickets?\b|now,? pay)(?:it )?(?:now|here|this|new|used)?|^buy(?=\W*$)|^add$|purchase|get it now"
    r"|^reserve(?: now)?$"
    r"|order (?:now|online)|pre-?order(?: now)?|checkout now|place (?:a )?bid"
    r"|bid now|^bid$|start order"
    r"|in den (?:waren|einkaufs)?(?:korb|wagen)(?: legen)?|jetzt (?:kaufen|bestellen)|sofort-?kaufen|vorbestellen"
    r"|bestellen|kaufen"
    r"|ajouter au panier|acheter|commander|pr[ée]commander|a[nñ]adir (?:al|a la|a mi|a) (?:carrito|cesta|bolsa|carro)"
    r"|agregar al carr[io]to?|comprar(?: ahora| agora| j[áa])?|adicionar (?:ao carrinho|[àa] sacola|ao cesto)|adicionar"
    r"|p[oô]r no carrinho"
    r"|aggiungi al(?: carrello|la borsa)|acquista(?: ora)?|in (?:de |mijn )?winkel(?:wagen|mand)(?:tje)?"
    r"|toevoegen aan winkel\w+|(?:aan|in) (?:\w+ )?(?:winkel\w+|mandje) toevoegen|nu kopen|l[aä]gg i (?:varukorg(?:en)?"
    r"|kundvagn(?:en)?)|k[oö]p(?: nu)?|legg i handle\w+"
    r"|kj[oø]p|l[aæ]g i kurv(?:en)?|k[oø]b|lis[aä]{2} (?:ostos)?kori(?:in)?|osta"
    r"|(?:dodaj )?do koszyka|kup (?:teraz|i zap[łl]a[ćc])|kupuj[ęe]|(?:p[rř]idat |vlo[zž]i[tť] )?do ko[sš][ií]k[au]|koupit"
    r"|k[uú]pi[tť]|(?:tegye? a )?kos[aá]rba(?: teszem)?|megveszem|kupi|(?:dodaj )?v ko[sš]arico|(?:dodaj )?u ko[sš]aricu"
    r"|ad[aă]ug[aă](?:[țtţ]i)? [iî]n co[sșş]|cump[aă]r[aă](?: acum)?|pirkt|(?:ielikt|pievienot) groz[aā]m?|[iį] krep[sš]el[iį]"
    r"|lisa (?:ostu)?korvi"
    r"|sepete ekle|(?:hemen|[sş]imdi) (?:al|sat[ıi]n al)|sat[ıi]n al|th[êe]m v[àa]o gi[ỏo]|mua ngay"
    r"|(?:tambah(?:kan)? ke|masukkan) keranjang|beli (?:sekarang|langsung)|^bestel(?: nu)?$|setja [íi] k[öo]rfu"
    r"|^hinzuf[üu]gen$|(?:dodaj )?u korpu"
    r"|poruči(?:te)?|naruči(?:te)?|aggiungi al cesto|encargar|añadir a la bolsa|a[nñ]adir|agregar|met in winkel\w+|bestill"
    r"|tellimus|pirkti"
    r"|zum warenkorb hinzuf[üu]gen|j'ach[èe]te|compra (?:ora|subito|adesso|r[áa]pida)|koop nu|osta nyt|f[öo]rhandsboka"
    r"|l[æa]g i indk[øo]bskurv|v vozi[čc]ek|b[æa]ta [íi] k[öo]rfu|[íi] innkaupak[öo]rfu|likt groz[āa]|megrendelem"
    r"|v[áa]s[áa]rlok|hozz[áa]ad[áa]s a kos[áa]rhoz|sepete at|sipari[şs] ver|tambah ke (?:bakul|beg)"
    r"|afeg(?:eix|ir) a(?:l| la) (?:cistella|carret[óo]?)|s[əe]b[əe]t[əe]|sifari[şs] et|i\u0307?ndi al|pesan sekarang"
    r"|cho v[àa]o gi[ỏo]|ch[ọo]n mua|[đd][ặa]t (?:h[àa]ng|mua)"
    r")\b"
    r"|^(?:ajouter|aggiungi|compra|ordina|kopen|toevoegen|reserveer|best[äa]ll|bestil)(?: (?:nu|n[åa]|ora|direct))?\W*$"
    r"|^(?:tilaa|ostoskoriin|kup|zam[óo]w|zamawiam|objedna[tť]|v[áa]s[áa]rl[áa]s|comand[ăa])(?: (?:nyt|acum|teraz))?\W*$"
    r"|^(?:u[žz]sakyti|groz[āa]|pas[ūu]t[īi]t|telli|kaupa|panta|encomendar|lo quiero|beli)(?: (?:kohe|n[úu]na))?\W*$"
    r"|(?:saskira|orgara) gehitu|^(?:mua h[àa]ng|almaq|al|afegeix|erosi)\W*$"
    rf"|{_TO_CART}"
    r"|^(?:jetzt )?bieten$|gebot abgeben|^ench[ée]rir$|faire une offre|^pujar$|hacer una oferta|fai un'?offerta"
    r"|fare un'offerta|dar (?:um )?lance|plaats bod|^bieden$"
    r"|l[äa]gg bud|legg inn bud|afgiv bud|^licytuj|p[řr]ihodit|licit[áa]l|сделать ставку|入札する|출품|出價|竞拍"
    r"|^ostukorvi$|^\+ ?keranjang|(?=[^\x00-\x7f])(?:στο καλάθι|αγορά|в корзин[уе]|купить|заказать|[ву] кошик|купити"
    r"|замовити|в кошик"
    r"|до кошика"
    r"|^добави(?:ть)?\W*$|купете|бърза поръчка|оформить заказ|передзамовлення|швидке замовлення|нарача|сатып алу|тапсырыс"
    r"|^(?:προσθήκη|παραγγελία)\W*$|αγόρασ|(?:बैग|टोकरी) में|^खरीदें|იყიდე|შეკვეთა|今すぐ買う|^注文する"
    r"|[添增]?加[到入至](?:购物[车袋]|購物[車袋])|放入购物|(?:立刻|马上)购买|立即(?:下单|预订|抢购)|马上抢|[加放]入購物"
    r"|(?:直接|馬上|立刻)購買|立即(?:結帳|訂購)|我要購買|^(?:구매|구입|購買|购买)$|주문하기|카트에 (?:추가|담)|쇼핑백에? ?담"
    r"|اطلب (?:الآن|مسبق)"
    r"|^(?:خرید|سفارش)|بخرید|اضافه (?:کردن )?به سبد|ثبت سفارش|הוסיפ[וי] ל(?:סל|עגלה)|(?:קנו|הזמן|הזמינו) עכשיו"
    r"|^(?:קנה|רכישה|לרכישה|לקניי?ה)\W*$|קניי?ה מהירה|ใส่ตะกร้า|ลงตะกร้า|ไปยังรถเข็น|ซื้อสินค้า|ซื้อตอนนี้"
    r"|(?:в|към) (?:количката|кошницата)|поръча(?:й|ване)|купи"
    r"|कार्ट में|अभी खरीद|কার্টে|افزودن به سبد|კალათაში|ყიდვა|səbətə|во кошничка|себетке|カートに(?:入れ|いれ|追加)|カゴに入れる"
    r"|カートへ|購入|買い物かご|加入购物车|加入購物車|立即购买|立即購買|放入购物车|立刻购买"
    r"|장바구니(?! ?\(?\d)|구매하기|장바구니에|바로구매|أضف (?:إلى|الى|ل)|إضافة (?:إلى|الى|ل)"
    r"|اضف الى|شراء|اشتر|הוס(?:ף|פה) ל(?:סל|עגלה)|קנה עכשיו|เพิ่มลง|เพิ่มใน|หยิบใส่|สั่งซื้อ|ซื้อเลย|ซื้อทันที)",
)
# Sellers of classified ads are asked, not clicked.
CONTACT_TEXT = re.compile(
    r"^(?:contact (?:the )?(?:seller|owner|advertiser|us|dealer)|chat(?: with seller)?|message (?:the )?(?:seller"
    r"|dealer)|send (?:a )?message"
    r"|make (?:an )?offer|show (?:phone )?number|call(?: seller| now| us)?|enquire(?: now)?|email (?:me|us"
    r"|the seller).*|reserve now|order(?: form| here| by phone)?|to order,? (?:please )?(?:call|phone|email|write).*"
    r"|anbieter kontaktieren|verk[äa]ufer kontaktieren|nachricht (?:schreiben|senden)|anfrage senden|anfragen"
    r"|kontakt(?:ieren|aufnahme)?|telefonnummer anzeigen"
    r"|e-?mail (?:an|senden).*|contacter(?: le vendeur)?|envoyer un message|(?:voir|afficher) le num[ée]ro"
    r"|contactar(?: (?:con el|al) (?:vendedor|anunciante))?"
    r"|enviar mensa(?:je|gem)|ver tel[ée]fono|contatta(?: il venditore)?|scrivi al venditore|mostra numero"
    r"|falar com o vendedor|napisz(?: wiadomo[śs][ćc])?"
    r"|wy[śs]lij wiadomo[śs][ćc]|zadzwo[ńn].*|poka[żz] numer|bericht sturen|stuur bericht|contact opnemen"
    r"|kontakta (?:s[äa]ljaren|annons[öo]ren)|skicka meddelande"
    r"|kontakt (?:selger|s[æa]lger)|send melding|send besked|ota yhteytt[äa].*|l[äa]het[äa] viesti|napsat zpr[áa]vu"
    r"|kontaktovat prodejce|[üu]zenet k[üu]ld[ée]se|elk[üu]ld[öo]m az [üu]zenetet"
    r"|trimite mesaj|sun[ăa]|sat[ıi]c[ıi]ya (?:sor|mesaj)|написать(?: продавцу)?|позвонить|показать телефон|написати"
    r"|зателефонувати|связаться|chat ngay|gọi điện"
    r"|hubungi penjual|chat penjual|出品者に質問|問い合わせ|联系卖家|聯絡賣家|채팅하기|판매자에게|اتصل|راسل|צור קשר|逛"
    r"|contact supplier"
    r"|inquire now|get latest price|send inquiry)$",
)
# A price that is told to those who ask.
ASK_TEXT = re.compile(
    r"(?:request|get|ask for) (?:a |an )?(?:quote|quotation|price|offer)|(?:price|pricing|prices) (?:on"
    r"|upon) (?:request|application)|call for (?:price|pricing)"
    r"|(?:log ?in|sign in|register) (?:to|for) (?:see |view )?(?:the )?(?:price|pricing)|preis auf anfrage"
    r"|angebot anfordern|prix sur demande|demander un devis"
    r"|precio a consultar|consultar precio|solicitar (?:presupuesto|cotizaci[óo]n)|prezzo su richiesta"
    r"|richiedi (?:preventivo|un preventivo)|pre[çc]o sob consulta"
    r"|prijs op aanvraag|offerte aanvragen|pris p[åa] (?:foresp[øo]rsel|beg[äa]ran)|cena na zapytanie|zapytaj o cen[ęe]"
    r"|cena na (?:vy[žz]iadanie|dotaz)|[áa]rajánlat"
    r"|^p\.?o\.?a\.?$|sur devis|узнать цену|запросить цену|цена по запросу|уточн(?:ить|яйте) цену|ціна за запитом"
    r"|fiyat (?:sorunuz|al)|(?:価格|料金|値段).{0,8}お?問い?合わ?せ|お?問い?合わ?せ(?:価格|商品)|询价|詢價"
    r"|(?:가격|판매가).{0,6}문의|السعر عند الطلب|(?<!\w)gi[áa](?: bán)?\W{0,3}liên hệ"
    r"|liên hệ (?:báo giá|để (?:có|biết|nhận) giá)",
)
# What asks to get in touch, as every menu does too: in the place of a price it is told on request.
_TOUCH_TEXT = re.compile(r"^\W*(?:お?問い?合わ?せ(?:ください|下さい)?|(?:전화 ?)?문의(?:하세요|요망)?|liên hệ)\W*$")
_PRICE_LABEL = re.compile(r"^\W*(?:(?:販売)?価格|料金|値段|(?:판매 ?)?가격|판매가|giá(?: bán)?)\W*$")
# Of these, what stands in the place of the price and offers nothing to press.
_UNTOLD = re.compile(
    r"^\W*(?:(?:price|pricing|prices) (?:on|upon) (?:request|application)|p\.?o\.?a\.?|preis auf anfrage|prix sur demande"
    r"|precio a consultar|prezzo su richiesta|pre[çc]o sob consulta|prijs op aanvraag|pris p[åa] (?:foresp[øo]rsel"
    r"|beg[äa]ran)|cena na (?:zapytanie|vy[žz]iadanie|dotaz)|цена по запросу|ціна за запитом|السعر عند الطلب)\W*$"
)
# What may be pressed although it is no button element.
_PRESSED = re.compile(r"btn|button|buy|cart|basket|add-?to|order")
# What says that something was put into the cart, once it was.
_TOLD = re.compile(r"notification|toast|growl")
# What a button is called that puts something into a cart, in one of these attributes.
_CART_NAME = re.compile("add-to-cart|addtocart|add_to_cart|add-to-basket|addtobasket|add-to-bag|AddToCart|addToCart")
_NAMED = ("class", "id", "data-testid", "data-hook", "data-button-action", "data-action", "name", "onclick")
_CALLED = f":is({','.join(f'[{name}*=add i]' for name in _NAMED)})"
_NAMED_BUTTONS = f"a{_CALLED},button{_CALLED}"
_SUBMITS = "form > :is(button,[type=submit],[type=image])"
# What attributes may call a button; pictures stand in the place of words.
_CAPTIONED = "input:is([type=submit i],[type=button i],[type=image i]),button:is([aria-label],[title]),a img[alt]:not([alt=''])"
# The submit of a form that leads to a cart or to a payment.
_CARTS = (
    "cart/add",
    "add-to-cart",
    "addtocart",
    "cart.php",
    "/basket",
    "warenkorb",
    "panier",
    "carrito",
    "koszyk",
    "kosik",
    "paypal",
)
# Where a link leads that buys: to a cart or an order, to a payment, or nowhere, as a script does the rest.
_LEADS_ON = re.compile(
    r"^(?:$|#|javascript:|mailto:|tel:)|cart|basket|add|buy|order|checkout|purchase|pay|bid|korb|bestell|kauf|panier|command"
    r"|achat"
    r"|carr|cest|compr|acquist|winkel|bestel|koszyk|kosik|objedn|kurv|kundvagn|varukorg|kori|sepet|korzina|zakaz|koop|kop|\?"
)
_DISABLED = re.compile(r"disabled|sold-?out|unavailable|inactive")
_HEADER = re.compile(
    r"(?:^|\s)(?:site[-_]?|page[-_]?|main[-_]?|top[-_]?)?(?:header|head|top[-_]?bar|gnb|top[-_]?menu|top[-_]?area)(?:\s|$)"
)
_QUANTITIES = (("input", "qty"), ("input", "quantity"), ("select", "qty"), ("select", "quantity"), ("input", "menge"))
_BEFORE, _AFTER, _LONGEST, _MOST_PIECED = 120, 160, 50, 100


_SIEVES = {pattern: Sieve(pattern) for pattern in (BUY_TEXT, CONTACT_TEXT, ASK_TEXT, _TOUCH_TEXT)}


def find_buttons(outline: Outline, heading: int, text: re.Pattern[str] = BUY_TEXT) -> Iterator[LexborNode]:
    """The buttons near the main heading whose caption matches; those of side matter are left out."""
    found, texts, sieve = False, outline.runs.texts, _SIEVES[text]
    for index in outline.pick(sieve, heading - _BEFORE, heading + _AFTER):
        caption = texts[index]
        if not 1 < len(caption) <= _LONGEST or not text.search(caption.lower()) or outline.is_apart(index):
            continue
        if node := _button_of(outline, outline.runs[index]):
            found = True
            yield node
    if text is BUY_TEXT and not found:
        yield from _named_buttons(outline, heading)
        yield from _pieced_buttons(outline, heading)
    for node in _captioned(outline, _CAPTIONED, heading, text):
        found = True
        yield node
    if not found:
        links = _captioned(outline, "a:is([aria-label],[title])", heading, text)
        yield from (node for node in links if not node.text(strip=True))


def _captioned(outline: Outline, selector: str, heading: int, text: re.Pattern[str]) -> Iterator[LexborNode]:
    """The elements near the main heading whose attributes call them a button, as pictures in place of words are called."""
    captioned = [(node, _caption(node)) for node in outline.tree.css(selector)]
    short = [(node, caption.lower()) for node, caption in captioned if 1 < len(caption) <= _LONGEST]
    for number in sorted(_SIEVES[text].pick(Words([caption for _, caption in short]))):
        node, caption = short[number]
        if text.search(caption) and _is_near(outline, node, outline.start(node), heading):
            yield node


def _caption(node: LexborNode) -> str:
    """What attributes call a button or a picture."""
    get = node.attributes.get
    return get("value") or get("aria-label") or get("title") or get("alt") or ""


def _named_buttons(outline: Outline, heading: int) -> Iterator[LexborNode]:
    """The buttons that are called so in an attribute, or that stand right in a form that leads to a cart."""
    forms = {form.mem_id for form in outline.tree.css("form[action]") if _leads_to_cart(form)}
    for node in outline.tree.css(f"{_NAMED_BUTTONS},{_SUBMITS}" if forms else _NAMED_BUTTONS):
        # One deeper in the form may be for something else.
        is_submit = node.tag != "a" and node.parent is not None and node.parent.mem_id in forms
        if (is_submit or _is_called_cart(node)) and _is_near(outline, node, outline.start(node), heading):
            yield node


def _pieced_buttons(outline: Outline, heading: int) -> Iterator[LexborNode]:
    """The buttons near the main heading whose caption stands in several elements: "In den" "Warenkorb"."""
    for node in outline.tree.css("button:has(*)")[:_MOST_PIECED]:
        caption = clean_line(node.text(separator=" ")).lower()
        is_short = 1 < len(caption) <= _LONGEST
        if is_short and BUY_TEXT.search(caption) and _is_near(outline, node, outline.start(node), heading):
            yield node


def _leads_to_cart(form: LexborNode) -> bool:
    action = form.attributes.get("action") or ""
    return any(word in action for word in _CARTS)


def _is_called_cart(node: LexborNode) -> bool:
    attributes = node.attributes if node.tag in ("a", "button") else {}
    return any(_CART_NAME.search(value) for name in _NAMED if (value := attributes.get(name)))


def asks_for_offers(outline: Outline, heading: int) -> int | None:
    """The run in which the page tells its price on request, or to those who log in; null where it does not."""
    texts, last = outline.runs.texts, heading + _AFTER // 2
    asking = (index for index in outline.pick(_SIEVES[ASK_TEXT], heading, last) if ASK_TEXT.search(texts[index].lower()))
    touching = (index for index in outline.pick(_SIEVES[_TOUCH_TEXT], heading, last) if _is_for_price(outline, index))
    return min((index for index in (*asking, *touching) if len(texts[index]) <= _LONGEST), default=None)


def _is_for_price(outline: Outline, index: int) -> bool:
    """True for "contact us" that stands where the page would show the price."""
    texts = outline.runs.texts
    if not _TOUCH_TEXT.match(texts[index].lower()):
        return False
    is_called = any(step.label.price for step in above(outline.place(outline.runs[index].node), 2))
    return is_called or (index > 0 and _PRICE_LABEL.match(texts[index - 1].lower()) is not None)


def has_no_price(outline: Outline, asked: int, buttons: list[LexborNode]) -> bool:
    """True where nothing can be bought, or a sentence in the place of the price comes before the first button."""
    is_untold = _UNTOLD.match(outline.runs.texts[asked].lower()) is not None
    return not buttons or (is_untold and asked < min(map(outline.start, buttons)))


def _is_near(outline: Outline, node: LexborNode, start: int, heading: int) -> bool:
    """True for an element near the heading and outside side matter; `start` is the number of the first run in or behind it."""
    if not -_BEFORE <= start - heading <= _AFTER or outline.is_apart_at(node, start):
        return False
    place = outline.place(node)
    return place is None or place.side is None


def _button_of(outline: Outline, run: Run) -> LexborNode | None:
    """The button, link or the like, at most four levels up, that a caption belongs to."""
    place = outline.place(run.node)
    if place is None or place.side not in (None, "aside") or _in_header(place):
        return None
    pressed: LexborNode | None = None
    for step in above(place, 4):
        if _TOLD.search(f"{step.tag} {step.label.text}"):
            return None
        if (
            step.tag in ("button", "a")
            or (step.tag and "-" in step.tag and _PRESSED.search(step.tag))
            or step.node.attributes.get("role") == "button"
        ):
            return step.node
        if pressed is None and _PRESSED.search(step.label.text):
            pressed = step.node
    return pressed


def _in_header(place: Place | None) -> bool:
    """True in the site's header, where the cart itself is linked: one that does not hold the main heading."""
    while place is not None and place.shared != place.depth:
        if place.tag == "header" or _HEADER.search(place.label.text):
            return True
        place = place.up
    return False


def offers_choices(button: LexborNode) -> bool:
    """True where a choice stands beside a button, which may have to be made before it can be pressed."""
    step: LexborNode | None = button
    for _ in range(5):
        if step is None or step.tag in ("body", "html"):
            return False
        if step.css_first("select,input[type=radio],[class*=swatch],[class*=variant]") is not None:
            return True
        step = step.parent
    return False


def quantity_field(outline: Outline, heading: int) -> str | None:
    """A field near the heading for how many are wanted, as its selector; what cannot be had asks for no number."""
    fields = [(node, (node.attributes.get("name") or "").lower()) for node in outline.tree.css("input[name],select[name]")]
    for tag, word in _QUANTITIES:
        for node in [node for node, name in fields if word in name and node.tag == tag][:5]:
            if (
                "disabled" not in node.attributes
                and (start := outline.start(node)) > heading
                and _is_near(outline, node, start, heading)
            ):
                return f"{tag}[name*={word} i]"
    return None


def is_enabled(outline: Outline, button: LexborNode) -> bool:
    """False for a button that is disabled or hidden, or that says so of itself."""
    place = outline.place(button)
    return not is_disabled(button) and not (place is not None and place.hidden)


def is_mere_link(outline: Outline, button: LexborNode) -> bool:
    """True for a link that neither looks like a button nor leads to a cart, an order or a script: to another page of the shop."""
    target = (button.attributes.get("href") or "").lower()
    return button.tag == "a" and not (
        _LEADS_ON.search(target) or "onclick" in button.attributes or _PRESSED.search(outline.label(button).text)
    )


def is_disabled(button: LexborNode) -> bool:
    """True for a button that cannot be pressed, by its attributes or its classes."""
    attributes = button.attributes
    if "disabled" in attributes or attributes.get("aria-disabled") == "true":
        return True
    return _DISABLED.search((attributes.get("class") or "").lower()) is not None


def caption_of(button: LexborNode) -> str:
    """What a button says."""
    return button.text(separator=" ", strip=True) or button.attributes.get("value") or button.attributes.get("title") or ""
