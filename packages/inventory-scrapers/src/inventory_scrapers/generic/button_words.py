"""What buttons, and sentences in the place of a button, say in the shops of the world; matched against text in lower case."""

from __future__ import annotations

import re

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
TOUCH_TEXT = re.compile(r"^\W*(?:お?問い?合わ?せ(?:ください|下さい)?|(?:전화 ?)?문의(?:하세요|요망)?|liên hệ)\W*$")
PRICE_LABEL = re.compile(r"^\W*(?:(?:販売)?価格|料金|値段|(?:판매 ?)?가격|판매가|giá(?: bán)?)\W*$")
# Of these, what stands in the place of the price and offers nothing to press.
UNTOLD = re.compile(
    r"^\W*(?:(?:price|pricing|prices) (?:on|upon) (?:request|application)|p\.?o\.?a\.?|preis auf anfrage|prix sur demande"
    r"|precio a consultar|prezzo su richiesta|pre[çc]o sob consulta|prijs op aanvraag|pris p[åa] (?:foresp[øo]rsel"
    r"|beg[äa]ran)|cena na (?:zapytanie|vy[žz]iadanie|dotaz)|цена по запросу|ціна за запитом|السعر عند الطلب)\W*$"
)
