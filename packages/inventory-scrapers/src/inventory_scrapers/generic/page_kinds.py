"""What a page is for, by its form, the last parts of its address and its heading: data, carts, forms, articles, lists, help."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qs, unquote, urlsplit

from inventory_core import Page, Unreadable
from inventory_scrapers.generic import service_words
from inventory_scrapers.generic.sections import SHELF_HEADING

# The last part of the address of a page that serves the shop and shows no thing of its own.
_SERVICE = re.compile(
    r"(?:shopping[-_]?|view[-_]?|my[-_]?)?(?:cart|basket|bag|trolley)|checkout|onepage|warenkorb|kasse|panier|commande"
    r"|carrito|cesta"
    r"|carrinho|carrello|winkel(?:wagen|mand)|koszyk|zamowienie|kosik|kosar|varukorg(?:en)?|kundvagn|handlekurv|kurv"
    r"|indkoebskurv|ostoskori"
    r"|sepet(?:im)?|korzina|cos|cosul[-_]meu|log[-_]?in|sign[-_]?in|sign[-_]?up|register|account|my[-_]account"
    r"|mein[-_]konto|anmelden|konto"
    r"|compte|mon[-_]compte|mi[-_]cuenta|wish[-_]?list|merkzettel|favou?rites|compar(?:e|ison|ar)|product[-_]compare"
    r"|vergleich(?:en)?"
    r"|comparer|comparateur|compara(?:r|dor|tore)|vergelijk(?:en)?|porownanie|porovnani|sravnenie"
    r"|faqs?|help|hilfe|aide|ayuda|aiuto|ajuda|about|about[-_]us|ueber[-_]uns|uber[-_]uns|a[-_]propos|qui[-_]sommes[-_]nous"
    r"|quienes[-_]somos"
    r"|chi[-_]siamo|over[-_]ons|o[-_]nas|om[-_]oss|om[-_]os|hakkimizda|contacts?|contact[-_]us|kontakt|contacto|contatti"
    r"|contato|iletisim"
    r"|(?:shipping|delivery)(?:[-_](?:and[-_])?(?:info(?:rmation)?|policy|returns|rates|costs?|payment))?"
    r"|returns?(?:[-_](?:policy|exchanges))?|refund[-_]policy"
    r"|versand(?:kosten|informationen)?|versand[-_]und[-_]zahlung(?:sbedingungen)?|zahlung[-_]und[-_]versand"
    r"|livraison(?:[-_]et[-_]retours?)?"
    r"|env[ií]os?(?:[-_]y[-_]devoluciones)?|spedizion[ei](?:[-_]e[-_]resi)?|entregas?|frete|verzending|bezorging|verzendkosten"
    r"|dostawa(?:[-_]i[-_]platnosc)?|doprava(?:[-_]a[-_]platba)?|szallitas|livrare|leverans|levering|toimitus|kargo"
    r"|dostavka|oplata"
    r"|terms(?:[-_](?:and[-_]conditions|of[-_](?:service|use|sale)))?|agb|cgv|privacy(?:[-_]policy)?|datenschutz|impressum"
    r"|imprint|cookies?"
    r"|stores?|store[-_](?:locator|finder)|our[-_]stores|filialen|filialfinder|magasins|tiendas|negozi|winkels"
    r"|gift[-_]?cards?[-_]balance"
    r"|pricing|plans|tarife|tarifs|preise|precios|prezzi|precos|prijzen|ceny|careers?|jobs?|karriere|size[-_]guide"
    r"|groessentabelle|sitemap|newsletter|search|suche|recherche|buscar|busca|cerca"
    r"|zoeken|szukaj"
    r"|hledani|hledat|vyhledavani|kereses|cautare|arama|poisk|catalogsearch|results?|rechercher|busqueda|pesquisa|wyszukiwanie",
    re.IGNORECASE,
)
# A part of the address of what is read, not bought.
_EDITORIAL = re.compile(
    r"blogs?|magazin[eo]?|news|ratgeber|vergleich(?:e)?|comparatifs?|comparativas?|guides?|buying[-_]guides?|how[-_]to"
    r"|journal|stories|story|recip(?:e|es)|rezepte?"
    r"|recettes?|recetas?"
    r"|ricett[ae]|receitas?|recepten?|przepisy|recepty|articles?|artikel|articulos?|artigos?|articoli|posts?|advice|tips"
    r"|ideas|inspiration|reviews?|tests?"
    r"|forums?|threads?|topics?|questions?|community|comunidad|wiki|press|presse|events?|veranstaltungen|jobs?|careers?"
    r"|karriere|stellen(?:angebote)?"
    r"|poradnik|aktualnosci|clanky|novinky|stati|statii|obzory|novosti|haberler|tin[-_]tuc|artikel|column|topics?|lookbook"
)
_LIST = re.compile(
    r"categor(?:y|ies|ie|ia|ias|ies)|kategori(?:e|en|a|er|en)?|collections?|product[-_]category|produkt[-_]kategorie"
    r"|categorie[-_]produit"
    r"|categoria[-_]produto|categoria[-_]producto|categoria[-_]prodotto|kategoria[-_]produktu|brands?|marken|marques|marcas"
    r"|marche|merken|departments?"
    r"|shop[-_]by|kat|rubrik|catalog(?:o|ue)?|katalog"
)
_PRODUCT = re.compile(
    r"products?|produ(?:k|c)t[eosy]?|produit|producto|prodotto|p|dp|pd|prod|item|items|artikel|goods|detail|listing|tovar"
    r"|urun|product[-_]page"
)
# A year and a month before the last part, as in the addresses of news and of blogs.
_YEAR, _MONTH = re.compile(r"(?:19|20)\d\d"), re.compile(r"0?[1-9]|1[0-2]")
_SEARCHES = frozenset({"q", "query", "s", "search", "keyword", "keywords", "k", "text", "searchterm", "search_query", "suche"})
_SERVICE_TEXT = re.compile(
    r"\W*(?:(?:your |my )?(?:shopping )?(?:cart|basket|bag)(?: is empty|\W*$|\W+\()|checkout\W*$|(?:ihr |mein )?warenkorb"
    r"|kasse\W*$"
    r"|(?:votre |mon )?panier\W*$|(?:tu |mi )?(?:carrito|cesta)(?: de (?:la )?compras?)?\W*$|(?:il tuo )?carrello\W*$"
    r"|(?:meu |seu )?carrinho(?: de compras)?\W*$"
    r"|(?:mijn |je |uw )?winkel(?:wagen|mand)(?:je)?\W*$|(?:tw[óo]j )?koszyk\W*$"
    r"|(?:v[áa][šs] )?(?:n[áa]kupn[íi] )?ko[šs][íi]k\W*$|kos[áa]r\W*$"
    r"|varukorg(?:en)?\W*$|handlekurv\W*$|indk[øo]bskurv\W*$|ostoskori\W*$|sepetim\W*$|корзина\W*$|кошик\W*$"
    r"|ショッピングカート|カート(?:の中身?)?\W*$|购物车\W*$|購物車\W*$|장바구니\W*$|سلة التسوق\W*$"
    r"|(?:shipping|delivery)(?: (?:&|and) (?:returns|delivery|payment))?(?: (?:information|info|policy|rates|costs"
    r"|options))?\W*$"
    r"|versand(?:kosten|informationen)?(?: und zahlung.*| & zahlung.*)?\W*$|zahlung und versand"
    r"|lieferung und (?:zahlung|versand)"
    r"|livraison(?: et (?:retours?|paiement))?\W*$|env[íi]os?(?: y devoluciones)?\W*$|spedizion[ei](?: e (?:resi"
    r"|consegne))?\W*$|verzending"
    r"|dostawa(?: i p[łl]atno[śs].*)?\W*$|doprava a platba|доставка(?: и оплата)?\W*$|доставка і оплата"
    r"|配送について|送料について|配送说明"
    r"|isporuka(?: i pla[ćc]anje)?\W*$|dostava(?: i pla[ćc]anje| in pla[čc]ilo)?\W*$|livrare(?: [șs]i plat[ăa])?\W*$"
    r"|plata [șs]i livrare|transport [șs]i plat"
    r"|sz[áa]ll[íi]t[áa]s(?: [ée]s fizet[ée]s)?\W*$|fizet[ée]s [ée]s sz[áa]ll|doru[čc]en[íi]|αποστολ"
    r"|τρόποι (?:αποστολής|πληρωμής)|teslimat|kargo ve|frakt(?: og| och|\W*$)"
    r"|leveringsvilk|leverans|fragt(?: og|\W*$)|toimitus(?:ehdot|tavat)?\W*$|pristatymas|pieg[āa]de|tarne"
    r"|ch[íi]nh s[áa]ch|pengiriman|معلومات الشحن|الشحن والتوصيل|משלוחים"
    r"|bezorging|retour(?:neren|s)?\W*$|retouren|r[üu]ckgabe|widerruf|devoluciones|cambios y|trocas e|resi e|zwroty"
    r"|vr[áa]cen[íi]|reklamac|возврат|返品|退货|退換貨|교환"
    r"|(?:our )?(?:plans?|pricing)(?: (?:&|and) (?:plans?|pricing))?\W*$|(?:choose|pick|find|select) (?:your|a"
    r"|the right) plan|unsere (?:tarife|preise)|preise(?: und tarife)?\W*$"
    r"|tarife\W*$|nos (?:tarifs|offres)|(?:planes|precios)(?: y (?:planes|precios))?\W*$|(?:piani|prezzi)(?: e (?:piani"
    r"|prezzi))?\W*$|(?:planos|pre[çc]os)(?: e (?:planos|pre[çc]os))?\W*$"
    r"|prijzen\W*$|abonnementen\W*$|priser\W*$|тарифы\W*$|цены\W*$|料金プラン|料金表|价格方案|방요금제"
    r"|preisliste|price ?list|tarif[es]?\W*$|cennik|ceník|opening hours|öffnungszeiten|horaires"
    r"|(?:return|refund)s?(?: policy)?\W*$|frequently asked|faq\W*$|h[äa]ufig(?:e|\sgestellte) fragen|(?:log|sign) ?in\W*$"
    r"|anmelden\W*$"
    r"|about us\W*$|[üu]ber uns\W*$|contact(?: us)?\W*$|kontakt\W*$|terms (?:and|of|&)|privacy policy|store (?:locator"
    r"|finder)|find a store|our stores"
    r"|unsere filialen|nos magasins|compare (?:products|items)|product comparison|produktvergleich|comparer|comparatif"
    r"|search results|results for|suchergebnis|r[ée]sultats? (?:de|pour)|resultados (?:d[ea]|para)|tal[áa]latok(?: a | erre"
    r"|\W*$)|risultati|zoekresultaten"
    r"|wyniki wyszukiwania"
    r"|s[öo]kresultat|s[øo](?:ge|ke?)resultat|hakutulokset|v[ýy]sledky|keres[ée]si? (?:eredm|tal[áa]l)"
    r"|rezultate(?:le)? (?:c[ăa]ut|pentru)|arama sonu[çc]|rezultati (?:pretra|iskanja|za)|paie[šs]kos rezult"
    r"|mekl[ēe][šs]anas rezult|otsingutulemus|hasil pencarian|k[ếe]t qu[ảa] t[ìi]m|резултати от търс|результати пошуку"
    r"|αποτελέσματα αναζ|(?:ผลการ|ผลลัพธ์การ)ค้นหา|نتائج البحث|תוצאות (?:ה)?חיפוש|نتایج جستجو"
    r"|v[ýy]sledky|результаты поиска|検索結果|搜索结果|搜尋結果|검색 ?결과"
    r"|\d+ (?:results|products|items|artikel|produkte|produits|productos|prodotti|produktów) (?:for|found|gefunden|trouv)"
    # The number of an order.
    r"|(?:order|bestellung|bestelling|commande|pedido|encomenda|ordine|ordre|best[äa]llning|tilaus|zam[óo]wienie|objedn[áa]vka"
    r"|comanda|rendel[ée]s|sipari[şs]|заказ|замовлення|поръчка) ?(?:[#№]|nr\.?|no\.?|n[°º]\.?|number|numer)\W*\d{3,}\W*$)",
    re.IGNORECASE,
)
_SHELVES_WHOLE = re.compile(rf"\W*(?:{service_words.SHELVES})\W*", re.IGNORECASE)
# The headings of pages that serve whoever buys, as whole ones: a thing may be called so and more.
_SERVICE_WHOLE = re.compile(
    r"\W*(?:"
    r"my (?:account|orders?|wish ?list|favou?rites)|wish ?list|order (?:confirmation|summary|received|review)"
    r"|(?:merkliste|wunsch(?:liste|zettel)|mein konto|meine bestellungen|bestell(?:best[äa]tigung|[üu]bersicht)"
    r"|zahlungsart(?:en)?(?: (?:aus)?w[äa]hlen)?)"
    r"|(?:r[ée]capitulatif|validation|confirmation)(?: de (?:la |votre |ma )?commande)?"
    r"|(?:ma |mes )?listes? d['’](?:envies?|achats)|mon compte|commande confirm[ée]e|identification"
    r"|mes (?:favoris|commandes)|finalizar (?:a |la )?compra|(?:mi |minha )?lista de dese(?:o|jo)s|mi cuenta|minha conta"
    r"|pedido (?:confirmado|reci?bido|recebido)|resumen (?:de(?:l| tu| su) )?pedido|(?:mis |meus )?favoritos|mis pedidos"
    r"|meus pedidos|(?:minha )?sacola|cassa|(?:la mia )?lista dei desideri|il mio account"
    r"|(?:conferma|riepilogo|completa) (?:dell['’]|l['’])?ordine|preferiti|i miei ordini|afrekenen"
    r"|(?:mijn )?verlanglijst(?:je)?|mijn (?:account|favorieten)|bestelling (?:bevestigd|ontvangen)"
    r"|(?:je|jouw|uw) winkel(?:mand|wagen)(?:je)? is leeg"
    r"|(?:din |min )?(?:varukorg(?:en)?|kundvagn(?:en)?|kurv|indk[øo]bskurv|handle(?:kurv|vogn))|(?:till? )?kass(?:a|an|en)"
    r"|[öoø]nskelist[ae]|mi(?:tt|n) konto|ordr?e?r?bekr[äæea]ftelse|ordrebekreftelse|favorit(?:er|ter)"
    r"|ostos(?:kori(?:si)?|k[äa]rry)|toivelista|oma tili|tilausvahvistus|maksu|suosikit|zam[óo]wienie|lista [żz]ycze[ńn]"
    r"|moje konto|(?:potwierdzenie|podsumowanie)(?: zam[óo]wienia)?|schowek|ulubione|przechowalnia|kasa|pokladna"
    r"|seznam p[řr][áa]n[íi]|m[ůu]j [úu][čc]et|(?:potvrzen[íi]|dokon[čc]en[íi]|potvrdenie) objedn[áa]vky|obl[íi]ben[ée]"
    r"|n[áa]kupn[ýy] ko[šs][íi]k|poklad[ňn]a|zoznam [žz]elan[íi]|m[ôo]j [úu][čc]et|ob[ľl][úu]ben[ée]|kos[áa]r tartalma"
    r"|az [öo]n kosara|p[ée]nzt[áa]r|k[íi]v[áa]ns[áa]glista|fi[óo]kom|rendel[ée]s visszaigazol[áa]sa|kedvencek"
    r"|megrendel[ée]s|co[șsş](?:ul)?(?: de cump[ăa]r[ăa]turi| meu| t[ăa]u)?|finalizarea? comand[ăa]|lista de dorin[țt]e"
    r"|contul meu|comand[ăa] confirmat[ăa]|favorite|al[ıi][şs]veri[şs] sepeti?m?|sepet|favorilerim|hesab[ıi]m"
    r"|sipari[şs] onay[ıi]|istek listesi|(?:va[šs]a |moja |nakupovalna )?ko[šs]arica|blagajna|(?:lista|seznam) [žz]elja"
    r"|moj (?:ra[čc]un|nalog)|favoriti|(?:va[šs]a |moja )?korpa|(?:preki[ųu] |j[ūu]s[ųu] )?krep[šs]elis|atsiskaitymas"
    r"|nor[ųu] s[ąa]ra[šs]as|mano paskyra|mok[ėe]jimas|(?:iepirkumu |j[ūu]su )?grozs|nor[ēe][ķk]ini|v[ēe]lmju saraksts"
    r"|mans konts|apmaksa|(?:sinu )?ostukorv|kassa|soovinimekiri|minu konto|maksmine|gi[ỏo] h[àa]ng(?: c[ủu]a b[ạa]n)?"
    r"|thanh to[áa]n|danh s[áa]ch y[êe]u th[íi]ch|t[àa]i kho[ảa]n|[đd][ặa]t h[àa]ng th[àa]nh c[ôo]ng"
    r"|s[ảa]n ph[ẩa]m y[êe]u th[íi]ch|keranjang(?: belanja| anda)?|pembayaran|daftar keinginan|akun saya|pesanan diterima"
    r"|(?:вашата |моята )?количка|поръчка|моят профил|любими|каса|(?:ваша |моя )?корзина(?: покупок)?|оформление заказа"
    r"|избранное|личный кабинет|список (?:желаний|бажань)|списък с желания|отложенные товары"
    r"|(?:сравнение|порівняння) товар(?:ов|ів)|(?:ваш |мій )?кошик|оформлення замовлення|обране|особистий кабінет|корпа"
    r"|(?:το )?καλάθι(?: αγορών| μου)?|ταμείο|λίστα επιθυμιών|ο λογαριασμός μου|αγαπημένα|ολοκλήρωση παραγγελίας|πληρωμή"
    r"|買い物かご|ご?注文(?:手続き|確認|内容の確認)|お気に入り|マイページ|お支払い方法|レジ|주문 ?/ ?결제|찜한 상품"
    r"|마이페이지|주문이 완료되었습니다|관심 ?상품|결제하기|주문서 ?작성|我的(?:购物车|購物車|订单|收藏)|结算|收藏夹"
    r"|订单确认|确认订单|支付方式|个人中心|結帳|訂單確認|付款方式|會員中心|收藏清單|ตะกร้าสินค้า|รถเข็น|ชำระเงิน|รายการโปรด"
    r"|บัญชีของฉัน|สินค้าที่ชอบ|سلة المشتريات|السلة|عربة التسوق|إتمام الطلب|المفضلة|حسابي|الدفع|قائمة (?:الأمنيات|الرغبات)"
    r"|(?:סל|עגלת) ה?קניות|הסל שלי|קופה|תשלום|רשימת משאלות|החשבון שלי|מועדפים|سبد خرید(?: شما| من)?|تسویه حساب"
    r"|علاقه.?مندی.?ها|حساب کاربری(?: من)?|پرداخت"
    r"|(?:comparare|compara|compar[ae]r) (?:produ[st]\w+|produ[ct]\w+)|confronta prodotti|producten vergelijken"
    r"|produkte vergleichen|j[äa]mf[öo]r produkter|sammenlign (?:produkter|varer)|vertaile tuotteita"
    r"|por[óo]wn(?:anie|aj) produkt[óo]?w?y?|porovn[áa]n[íi](?: produkt[ůu]| zbo[žz][íi])?|porovnanie(?: produktov)?"
    r"|term[ée]k(?:ek)? [öo]sszehasonl[íi]t[áa]sa?|[üu]r[üu]n kar[şs][ıi]la[şs]t[ıi]rma|usporedba(?: proizvoda)?"
    r"|pore[đd]enje proizvoda|primerjava(?: izdelkov)?|preki[ųu] palyginimas|pre[čc]u sal[īi]dzin[āa][šs]ana"
    r"|toodete v[õo]rdlus|so s[áa]nh s[ảa]n ph[ẩa]m|perbandingan produk|bandingkan produk|сравняване на продукти"
    r"|σύγκριση προϊόντων|商品比較|商品对比|商品比较|상품 ?비교|เปรียบเทียบสินค้า|مقارنة المنتجات|השוואת מוצרים"
    r"|مقایسه محصولات"
    r"|einloggen|anmeldung|connexion|se connecter|s['’]identifier|iniciar sesi[óo]n|inici(?:ar|a) sess[ãai]o|accedi|acceder"
    r"|entrar"
    r"|login|inloggen|aanmelden|log(?:ga|g)? in[dn]?|kirjaudu(?: sis[äa]{2}n)?|zaloguj(?: si[ęe])?|logowanie"
    r"|p[řr]ihl[áa][šs](?:en[íi]|it(?: se)?)|prihl[áa]s(?:enie|i[ťt](?: sa)?)|bel[ée]p[ée]s|bejelentkez[ée]s|autentificare"
    r"|prijav(?:a|i se|ite se)|giri[şs](?: yap)?|oturum a[çc]|[đd][ăa]ng nh[ậa]p|masuk|prisijung(?:ti|imas)|piesl[ēe]gties"
    r"|logi sisse|sisselogimine|вход|войти|увійти|вхід|σύνδεση|είσοδος|ログイン|로그인|登[录陆入錄]|تسجيل الدخول|כניסה"
    r"|התחבר(?:ו|ות)?|ورود(?: به سیستم)?|เข้าสู่ระบบ"
    r"|(?:reset|forgot(?:ten)?|change)(?: your| my)? password|password reset|passwort (?:vergessen|zur[üu]cksetzen|[äa]ndern)"
    r"|(?:mot de passe oubli[ée]|r[ée]initialis\w+ (?:du|le|votre) mot de passe)|(?:restablecer|recuperar|olvid\w+) (?:la "
    r"|tu )?contrase[ñn]a"
    r"|reimposta(?: la)? password|(?:redefini[çc][ãa]o de|redefinir|recuperar)(?: a)? senha|wachtwoord (?:vergeten|wijzigen"
    r"|herstel\w*)"
    r"|(?:resetuj|przypomnij|przypomnienie) has[łl]\w+|(?:смена|сброс|восстановление) пароля|パスワードのリセット"
    r"|(?:重置)?密[码碼]重?[置設设]?"
    r"|order history|bestell(?:verlauf|historie)|historique (?:de |des |de (?:vos|mes) )commandes?|historial de (?:pedidos"
    r"|compras)"
    r"|(?:storico|cronologia) (?:degli )?ordini|hist[óo]rico de (?:pedidos|encomendas|compras)|bestelgeschiedenis"
    r"|ordrehistori(?:k|kk)"
    r"|orderhistorik|tilaushistoria|historia zam[óo]wie[ńn]|hist[óo]ri[ea] objedn[áa]vo?[eo]?k|rendel[ée]st[öo]rt[ée]net"
    r"|istoric(?:ul)? comen[zd]i(?:lor)?|povijest narud[žz]bi|zgodovina naro[čc]il|u[žz]sakym[ųu] istorija"
    r"|pas[ūu]t[īi]jumu v[ēe]sture"
    r"|sipari[şs] ge[çc]mi[şs]i|riwayat (?:pesanan|order)|l[ịi]ch s[ửu] [đd][ơo]n h[àa]ng|история заказов|історія замовлень"
    r"|注文履歴|주문 ?(?:내역|기록)|订单历史|訂[單購]歷史|سجل الطلبات|היסטוריית (?:ה)?הזמנות"
    r"|(?:su|el teu|el seu) (?:carrito|carro|cesta|cistella)(?: de (?:la )?compras?)?|carro de (?:la )?compras?|cistella"
    r"|jouw winkel(?:wagen|mand)(?:je)?|sepetiniz|您的(?:购物车|購物車)(?:[为為是]?空的?)?|카트|我的[帐帳账][户戶]"
    r"|(?:(?:tu|su|mi|el) )?(?:carrito|cesta|carro)(?: de (?:la )?compras?)? est[áa] vac[íi][oa]|(?:votre|mon"
    r"|le) panier est vide"
    r"|(?:(?:il tuo|il) )?carrello [èe] vuoto|(?:(?:seu|o) )?carrinho est[áa] vazio|(?:(?:ihr|dein|der) )?warenkorb ist leer"
    r"|(?:(?:v[áa][šs]|tv[ůu]j) )?(?:n[áa]kupn[íiý] )?ko[šs][íi]k je pr[áa]zdn[ýy]|(?:tw[óo]j )?koszyk jest pusty"
    r"|co[șsş]ul(?: t[ăa]u| dvs)? este gol|(?:ваша )?корзина пуста|(?:ваш )?кошик порожній"
    r"|(?:il mio|la meva|la teva|mein|min|mijn|m[ůu]j|m[ôo]j|mano|mans|moj[ae]?|nire|mi|meu|mon|moje) (?:carrello|cistella"
    r"|warenkorb"
    r"|ko[šs][íi]k|krep[šs]elis|grozs|korpa|ko[šs]arica|saskia|carrito|carrinho|panier|koszyk|wenslijst(?:je)?|wunschliste"
    r"|[öo]nskelista"
    r"|ønskeliste|nor[ųu] s[ąa]ra[šs]as|ulubione(?: produkty)?)|wenslijst(?:je)?|gi[ỏo] c[ủu]a t[ôo]i|マイカート|나의 장바구니"
    r"|(?:мій )?список побажань|(?:我的)?(?:愿望清单|願望清單)|nakupovalni vozi[čc]ek|koszyk z zakupami|cistella de la compra"
    r"|количка за пазаруване|(?:кошница|количка) за пазар\w+"
    r"|(?:auftrag|bestellung) best[äa]tigen|confirmar (?:el )?pedido|confirmer (?:la|votre) commande|bekr[äæ]fta? ordre?"
    r"|bekreft ordre|bevestig (?:je |uw )?(?:order|bestelling)|potwierd[źz] zam[óo]wienie|potvrdi(?:[ťt])? (?:objedn[áa]vku"
    r"|narud[žz]bu)"
    r"|vahvista tilaus|kinnita tellimus|patvirtinti u[žz]sakym[ąa]|potrdi naro[čc]ilo|confirm[ăa] comanda|sipari[şs]i onayla"
    r"|подтвердить заказ|підтвердити замовлення|потвърдете поръчката|注文(?:の)?確認|주문 확인|確認訂單|تأكيد الطلب"
    r"|(?:din |la teva |el )?(?:indk[øo]bskurv|kundvagn(?:en)?|varukorg(?:en)?|handlevogn(?:en)?|cistella) (?:er|[äa]r"
    r"|[ée]s) (?:tom|buida)"
    r"|ostoskorisi? on tyhj[äa]|(?:va[šs]a )?(?:korpa|ko[šs]arica) je prazna|(?:az [öo]n )?kosara? [üu]res"
    r"|j[ūu]s[ųu] krep[šs]elis tu[šs][čc]ias"
    r"|j[ūu]su grozs ir tuk[šs]s|sepetiniz bo[şs]|gi[ỏo] h[àa]ng c[ủu]a b[ạa]n (?:[đd]ang )?tr[ốo]ng|количката ви е празна"
    r"|το καλάθι σας είναι άδειο|カートは空です|장바구니가 비어 있습니다|你的购物车是空的|عربة التسوق .{0,20}فارغة"
    r"|סל הקניות ריק"
    r"|vergelijk producten|比[较較][产產]品|v[õo]rdle tooteid|palyginti produktus|порівняйте товари|sammenlikne produkter"
    rf"|{service_words.CARTS}|{service_words.ACCOUNTS}|{service_words.WISHES}|{service_words.CONTACTS}"
    rf"|{service_words.HELP}|{service_words.FOUND}"
    r"|zur kasse(?: gehen)?|k pokladn[ěe]|do (?:kasy|pokladne)|(?:vai alla|alla) cassa|g[åa] til kassen|kassza|naplata"
    r"|finalizar(?: el)? pedido|realizar pedido|fechamento do pedido|结账|結賬|결제|체크아웃|ödeme yap"
    r")\W*",
    re.IGNORECASE,
)
# What the page after an order begins with.
_THANKS = re.compile(
    r"\W*(?:"
    r"thank you for (?:your|the) (?:order|purchase)|vielen dank f[üu]r (?:ihre|deine|die) bestellung"
    r"|merci pour votre commande|gracias por (?:tu|su) (?:compra|pedido)|grazie per (?:il tuo|l['’]) ?ordine"
    r"|merci de votre commande|gr[àa]cies per la seva comanda|(?:dzi[ęe]kujemy za twoje|[ďd]akujeme za va[šs]u"
    r"|hvala (?:vam )?(?:na|za) va[šs]\w+)"
    r"|k[öo]sz[öo]nj[üu]k megrendel|благодарим за (?:вашата поръчка|заказ)|дякуємо за ваше замовлення"
    r"|σας ευχαριστούμε για την παραγγ"
    r"|感[谢謝]你的[订訂]|ご注文いただきありがとう|شكرا لك على طلبك|d[ėe]kojame u[žz] u[žz]sakym"
    r"|obrigad[oa] pel[ao] (?:sua |seu )?(?:compra|pedido|encomenda)|bedankt voor (?:je|uw) bestelling"
    r"|ta(?:ck|kk?) f[öo]r (?:din )?(?:best[äa]llning|order|ordre|bestilling)|kiitos tilauksesta"
    r"|dzi[ęe]kujemy za zam[óo]wienie|d[ěe]kujeme za objedn[áa]vku|[ďd]akujeme za objedn[áa]vku"
    r"|k[öo]sz[öo]nj[üu]k a \w*rendel|mul[țt]umim pentru comand[ăa]|sipari[şs]iniz i[çc]in te"
    r"|hvala (?:na|za) (?:narud[žz]b|naro[čc]il|porud[žz]bin)|a[čc]i[ūu] u[žz] u[žz]sakym|paldies par pas[ūu]t"
    r"|t[äa]name tellimuse|c[ảa]m [ơo]n b[ạa]n [đd][ãa] [đd][ặa]t|terima kasih atas pesanan|благодарим за поръчката"
    r"|спасибо за заказ|дякуємо за замовлення|ευχαριστούμε για την παραγγελία|ご注文ありがとう|感谢您的订单|感謝您的訂購"
    r"|ขอบคุณสำหรับการสั่งซื้อ|شكر.{0,2} لطلبك|תודה על הזמנ"
    r")",
    re.IGNORECASE,
)
_READ_TEXT = re.compile(
    r"\W*(?:how to (?:choose|buy|pick|select|find|clean|use|make|care)|the (?:\d+ )?best |best [\w ]+ (?:of|for"
    r"|in) (?:20\d\d|\w+)|(?:top )?\d+ (?:best|ways|tips|things|reasons)"
    r"|(?:the )?(?:ultimate |complete |beginner'?s? )?(?:buying |buyer'?s? )guide|why (?:you|we|i)|what is |is it worth"
    r"|our guide"
    r"|wie (?:man|sie|finde|w[äa]hl)|welche[rsn]? .* (?:richtig|beste|passt)|die (?:\d+ )?besten|so (?:finden|w[äa]hlen)"
    r"|kaufberatung|ratgeber|testbericht"
    r"|comment (?:choisir|bien)|quel(?:le)? .* choisir|les \d+ meilleur|guide d'achat|c[óo]mo (?:elegir|limpiar|hacer)"
    r"|los \d+ mejores|gu[íi]a (?:de compra|completa)"
    r"|come scegliere|i \d+ migliori|guida (?:all'acquisto|alla scelta)|como escolher|os \d+ melhores|hoe kies|de \d+ beste"
    r"|koopgids"
    r"|jak (?:wybra[ćc]|vybrat)|jaki .* wybra|kter[ýy] .* vybrat|hogyan v[áa]lassz|cum (?:s[ăa] )?aleg|как выбрать"
    r"|как ухаживать|топ[- ]?\d+|як обрати"
    r"|πώς να επιλέξ|nas[ıi]l se[çc]ilir|選び方|おすすめ\d+選|如何选|怎么选|고르는 ?법|כיצד לבחור|كيف تختار"
    r"|.*\b(?:im vergleich|vergleich|comparison|compared|comparatif|comparativa|confronto|comparativo|vergelijking"
    r"|por[óo]wnanie|srovn[áa]n[íi]|сравнение)\W*$"
    r"|.*\b(?:buying|buyer'?s|shopping) guide\W*$"
    r"|.*\b(?:guide d'achat|gu[íi]a de compras?|guida all'acquisto|koopgids|k[öo]pguide|k[øo]beguide|kj[øo]peguide"
    r"|ostajan opas|n[áa]kupn[íi] r[áa]dce|ghid de cump[ăa]rare)\W*$"
    r"|[\w ,]+ vs\.? [\w ,]+$|[\w ,]+ versus [\w ,]+$)",
    re.IGNORECASE,
)


# The words that headings and addresses of help pages are made of; one of the first is among them.
_HELP_TEXT = (
    "shipping delivery returns return refunds refund exchanges faq faqs payment payments versand lieferung rückgabe retouren "
    "zahlung widerruf livraison retours retour paiement envío envíos envio envios devoluciones pagos pago spedizione "
    "spedizioni resi reso pagamenti pagamento entrega entregas devoluções trocas frete verzending bezorging retourneren "
    "betaling betalen frakt leverans returer betalning fragt levering returret toimitus palautus maksutavat dostawa wysyłka "
    "zwroty płatność płatności doprava platba vrácení reklamace szállítás fizetés visszaküldés livrare retur plată dostava "
    "plačilo vračilo isporuka plaćanje povrat доставка оплата возврат повернення плащане връщане αποστολή επιστροφές πληρωμή "
    "kargo teslimat iade ödeme 配送 返品 送料 お支払い 運送 退貨 付款 배송 교환 반품 pengiriman pengembalian giao hàng đổi "
    "trả warranty garantie "
)
_HELP = frozenset(_HELP_TEXT.split())
_HELPERS_TEXT = (
    "and & und et y e i a en og och ja ve и і та the our your my policy policies information info infos rates rate costs cost "
    "options terms conditions help support international domestic orders order ordering questions center centre guide methods "
    "times time customer service how kosten informationen bedingungen fragen hilfe frais délais modes aide gastos condiciones "
    "plazos formas ayuda costi condizioni tempi metodi aiuto custos prazos condições voorwaarden koszty formy czas cena ceny "
    "způsoby podmínky díj módok költségek condiții costuri условия способы стоимость умови způsob について 方法 料金 安内 "
    "안내 说明 "
)
_HELPERS = frozenset(_HELPERS_TEXT.split())
_WORDS = re.compile(r"[^\W_]+|&")


def _is_help(text: str) -> bool:
    """True for a text of nothing but such words."""
    words = _WORDS.findall(text.lower())
    return 0 < len(words) <= 8 and not _HELP.isdisjoint(words) and all(word in _HELP or word in _HELPERS for word in words)


def is_data(page: Page) -> bool:
    """True for a body that is a JSON object or array (RFC 8259), such as the answer of an API."""
    if page.body[:100].lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        return isinstance(page.data, (dict, list))
    except Unreadable:
        return False


def kind_of_address(url: str) -> str | None:
    """One of service, editorial, dated, list and search by the path and the query of an address; null where they tell nothing."""
    parts = urlsplit(url)
    path = [re.sub(r"\.\w{2,5}$", "", unquote(part)) for part in parts.path.lower().split("/") if part]
    if not path:
        return None
    if len(path) > 1 and any(_PRODUCT.fullmatch(part) for part in path[:-1]):
        return None
    if _SERVICE.fullmatch(path[-1]) or _is_help(path[-1]):
        return "service"
    if _SEARCHES & parse_qs(parts.query).keys() and len(path) < 3:
        return "search"
    if any(_EDITORIAL.fullmatch(part) for part in path[:-1]):
        return "editorial"
    if any(_YEAR.fullmatch(year) and _MONTH.fullmatch(month) for year, month in pairwise(path[:-1])):
        return "dated"
    return "list" if any(_LIST.fullmatch(part) for part in path[:-1]) else None


def kind_of_heading(text: str) -> str | None:
    """Service, list or editorial by the main heading of a page; null where it tells nothing."""
    if (
        _SERVICE_TEXT.match(text)
        or _SERVICE_WHOLE.fullmatch(text)
        or _THANKS.match(text)
        or _is_help(text)
        or re.search(r"\bFAQs?\b", text)
    ):
        return "service"
    if _SHELVES_WHOLE.fullmatch(text) or SHELF_HEADING.match(text.lower()):
        return "list"
    return "editorial" if _READ_TEXT.match(text) else None
